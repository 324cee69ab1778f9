"""A desk with short leases, short pauses and a probe: `python probed.py [fault] serve|worker ...`.

The probe is a step that follows each draft and appends to the event log, so a write that happens
twice can be seen afterwards; the desk's own steps would hide it, because they are safe to repeat. It can die
at three places of its own, when `FIRSTLINE_CRASH_AT` says so: before its write (`mid_job`), between what it
writes and the end of its job (`between_effect_and_done`), and after both are on the disk (`after_effect`).

`kill -USR1` makes it write down where each of its threads is.

The fault `ends_apart` plants what chaos has to find: a step's end in a transaction that follows its write.
It can die between the two, `in_the_gap`, and does so with the probe's step alone.
"""

import faulthandler
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from firstline.flows import work
from firstline.flows.desk import Desk
from firstline.run import cli, steps, wiring
from firstline.run.worker import Worker
from firstline.store import crash, events, jobs
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.jobs import LeaseQueue

LEASE, BEAT = timedelta(seconds=2), timedelta(seconds=0.6)
PAUSE = timedelta(seconds=1)
"""After a step's first failure, on average."""
PROBE = "probe"
PROBED = "probe.marked"

put = LeaseQueue.put


def probe(desk: Desk, subject: int) -> None:
    """Append to the event log."""
    crash.point("mid_job")
    event = Event(PROBED, "probe", {"ticket": subject}, desk.clock())

    def mark(db: Connection) -> None:
        events.add(db, None, event)
        crash.point("between_effect_and_done")

    desk.write(mark)
    crash.point("after_effect")


def put_with_probe(  # noqa: PLR0913 - as the queue has it
    self: LeaseQueue,
    db: Connection,
    verb: str,
    subject: int,
    *,
    key: str | None = None,
    priority: int = 0,
    at: datetime | None = None,
) -> None:
    """Queue the probe with each draft."""
    put(self, db, verb, subject, key=key, priority=priority, at=at)
    if verb == "draft_ticket":
        put(self, db, PROBE, subject)


def ends_apart() -> None:
    """Let a step's write be one transaction and its end another."""

    def write_then_end(self: Any, change: Callable[[Connection], Any], /) -> Any:  # noqa: ANN401 - the way of writing it replaces
        result = self.desk.write(change)
        if self.batch[0].verb == PROBE:
            crash.point("in_the_gap")
        self.desk.write(lambda db: self.desk.queue.done(db, *self.batch))
        self.ended = True
        return result

    steps._LastWrite.__call__ = write_then_end  # type: ignore[method-assign] # noqa: SLF001 - the fault is planted here


FAULTS = {fault.__name__: fault for fault in (ends_apart,)}

if __name__ == "__main__":
    faulthandler.register(signal.SIGUSR1)
    if sys.argv[1] in FAULTS:
        FAULTS[sys.argv.pop(1)]()
    hasty: Any = partial(Worker, lease=LEASE, beat=BEAT)
    wiring.Worker = hasty  # type: ignore[attr-defined] # it makes the same
    jobs.FIRST_PAUSE = PAUSE
    LeaseQueue.put = put_with_probe  # type: ignore[method-assign] # and the probe
    work.STEPS = {**work.STEPS, PROBE: probe}
    cli.main()
