"""Is there somebody who does the desk's steps? How a process without a worker of its own knows.

Workers say in the database every few seconds that they live. A thread looks there again and again, so that no
request has to. What always holds: a worker that was seen is believed for 30 seconds, also when it has stopped
since, so that a restart or a new version alarms nobody; and a process that has just started does not complain
of what it cannot know yet. A database that does not answer is told elsewhere, and changes nothing here.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from firstline.flows.desk import Desk
from firstline.flows.vitals import BELIEVED, last_worker

LOOK_EVERY = 5.0
"""Seconds between two looks."""
COMPLAIN_AFTER = timedelta(minutes=1)

log = logging.getLogger(__name__)


class Engine:
    """What this process knows of the workers."""

    def __init__(
        self, desk: Desk, *, believed: timedelta = BELIEVED, complain_after: timedelta = COMPLAIN_AFTER
    ) -> None:
        self._desk = desk
        self._believed = believed.total_seconds()
        self._complain_after = complain_after.total_seconds()
        self._seen_at = time.monotonic()
        self._was_seen = False
        self._complained = False

    def works(self) -> bool | None:
        """Tell whether a worker was seen lately; None: none was yet, and that may still change."""
        if time.monotonic() - self._seen_at >= self._believed:
            return False
        return True if self._was_seen else None

    def look(self) -> None:
        """Ask the database, and say once in the log that nobody works, or that somebody does again."""
        seen_at = last_worker(self._desk)
        if seen_at is not None:
            silent = max(0.0, (self._desk.clock() - seen_at).total_seconds())
            if silent < self._believed:
                self._seen_at, self._was_seen = time.monotonic() - silent, True
        self._tell()

    def _tell(self) -> None:
        silent = time.monotonic() - self._seen_at
        if silent >= self._complain_after and not self._complained:
            self._complained = True
            log.warning("No worker was seen for %.0f s: steps wait. `firstline worker` does them.", silent)
        elif silent < self._believed and self._complained:
            self._complained = False
            log.info("A worker does the steps again.")


@contextmanager
def watched_engine(engine: Engine, *, every: float = LOOK_EVERY) -> Iterator[None]:
    """Look for workers again and again."""
    closing = threading.Event()

    def look() -> None:
        while True:
            try:
                engine.look()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look may succeed
                log.debug("workers could not be asked for: %s", type(error).__name__)
            if closing.wait(every):
                return

    thread = threading.Thread(target=look, name="engine", daemon=True)
    thread.start()
    try:
        yield
    finally:
        closing.set()
        thread.join(1.0)  # no longer, because a database that hangs must not keep the desk open
