"""Those who listen hear every event once, whichever process it came from and whichever dies.

Two desks over one database, callers who change tickets at both, listeners at both. In the middle one desk is
killed and started again: who listened to it comes back, there or at the other, behind the last place heard.
`FIRSTLINE_LISTENERS=200 FIRSTLINE_CHANGES=10000 pytest tests/journeys/test_stream.py` takes longer.
"""

import http.client
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from firstline.run.serve import DRAIN
from firstline.store import events
from firstline.store.db import Database
from firstline.store.events import Cursor
from tests.crowd import Member, Place, crowd, place_of, wait_until
from tests.journeys.ledger import write_letter
from tests.journeys.server import Server, started
from tests.listening import listening
from tests.make import opened
from tests.run.test_asgi import uvicorn

LISTENERS = int(os.environ.get("FIRSTLINE_LISTENERS", "20"))
CHANGES = int(os.environ.get("FIRSTLINE_CHANGES", "500"))
CALLERS = 4
PATIENCE = 60.0 + CHANGES / 50
"""Seconds for the whole of it, on a busy machine."""
SETTINGS = {"FIRSTLINE_STREAMS_EACH": "1000", "FIRSTLINE_ACCESS_LOG": "off"}


@dataclass(slots=True)
class Two:
    """Two desks over one database."""

    folder: Path
    url: str
    servers: list[Server] = field(default_factory=list)

    @property
    def ports(self) -> Sequence[int]:
        """Where they listen."""
        return [server.port for server in self.servers]

    def doors(self, first: int) -> Callable[[], Sequence[int]]:
        """Try this one first, then the other."""
        return lambda: [self.ports[first], self.ports[1 - first]]


def test_every_listener_hears_every_event_once(database_url: str, tmp_path: Path) -> None:
    """Though one of two desks is killed in the middle and started again."""
    with ExitStack() as stack, opened(database_url) as database:
        two = stack.enter_context(two_desks(tmp_path, database_url))
        first = end_of(database)  # a fresh desk's sample articles are events, too
        members = [Member(two.doors(number % 2)) for number in range(LISTENERS)]
        stack.enter_context(crowd(members))
        callers = stack.enter_context(calling(two))

        wait_until(lambda: callers.done >= CHANGES / 2, patience=PATIENCE)
        two.servers[0].kill()
        two.servers[0] = start(stack, two, port=two.servers[0].port)
        wait_until(lambda: callers.done >= CHANGES, patience=PATIENCE)
        callers.stop()
        last = end_of(database)
        wait_until(lambda: all(is_there(member, last) for member in members), patience=PATIENCE)

    with opened(database_url) as database:
        written = [place for place in log_of(database) if first < place <= last]
    assert len(written) >= CHANGES
    heard = {tuple(place for place in map(place_of, member.places) if place <= last) for member in members}
    assert heard == {tuple(written)}
    assert sum(member.lines > 1 for member in members) >= LISTENERS // 2


@pytest.mark.parametrize("sign", ["stop", "kill"])
def test_who_listens_is_told_when_the_desk_ends(sqlite_url: str, tmp_path: Path, sign: str) -> None:
    """At once, and the desk need not wait for anybody."""
    with started(tmp_path, **settings(sqlite_url)) as server:
        server.wait_until_open()
        with listening(server.port) as ear:
            next(ear.blocks)
            began = time.monotonic()
            code = getattr(server, sign)()
            seconds = time.monotonic() - began
            if sign == "stop":
                assert list(ear.blocks) == []

    assert (code, seconds < DRAIN) == (0 if sign == "stop" else None, True)
    assert "Traceback" not in "".join(server.complained)


def test_a_server_of_ones_own_need_not_wait_for_listeners(tmp_path: Path) -> None:
    """Uvicorn would wait for them for ever; it hears of the end of the desk too late to tell them."""
    with uvicorn(tmp_path) as server, listening(server.port) as ear:
        next(ear.blocks)
        code, log = server.stop()
        rest = list(ear.blocks)

    assert ("Application shutdown complete." in log, rest) == (True, [])
    assert code in {0, -signal.SIGTERM}


# --- the desks, the callers, the log ----------------------------------------------------------------------


@contextmanager
def two_desks(folder: Path, url: str) -> Iterator[Two]:
    """Open two desks at once."""
    with ExitStack() as stack:
        two = Two(folder, url)
        two.servers += [stack.enter_context(started(folder, **settings(url))) for _ in range(2)]
        for server in two.servers:
            server.wait_until_open()
        yield two


def start(stack: ExitStack, two: Two, *, port: int) -> Server:
    """Start a desk again where it was."""
    server = stack.enter_context(started(two.folder, port=port, **settings(two.url)))
    server.wait_until_open()
    return server


def settings(url: str) -> dict[str, Any]:
    """Give a desk's environment."""
    return SETTINGS | {"DATABASE_URL": url}


@dataclass(slots=True)
class Calling:
    """Callers who send messages to both desks."""

    two: Two
    numbers: Iterator[int] = field(default_factory=count)
    done: int = 0
    """Messages that were taken in."""
    _stopped: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Send, each without a pause."""
        self._threads = [threading.Thread(target=self._send, args=(n % 2,)) for n in range(CALLERS)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Send no more."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _send(self, where: int) -> None:
        while not self._stopped.is_set() and self.done < CHANGES:
            letter = write_letter(next(self.numbers))
            try:
                answer = self.two.servers[where].send("POST", letter.path, letter.body)
                self.done += answer.status in {200, 201}
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # it was killed


@contextmanager
def calling(two: Two) -> Iterator[Calling]:
    """Send until the block ends."""
    callers = Calling(two)
    callers.begin()
    try:
        yield callers
    finally:
        callers.stop()


def end_of(database: Database) -> Place:
    """Say where the log ends."""
    with database.read() as db:
        return place_of(str(events.end(db)))


def log_of(database: Database) -> list[Place]:
    """Read all places of the log, in its order."""
    found: list[Place] = []
    place = Cursor()
    with database.read() as db:
        while part := events.newer(db, place, limit=1_000):
            found += [place_of(str(one.cursor)) for one in part]
            place = part[-1].cursor
    return found


def is_there(member: Member, place: Place) -> bool:
    """Tell whether somebody has heard all up to a place."""
    return bool(member.places) and place_of(member.places[-1]) >= place
