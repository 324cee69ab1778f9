"""The database goes away, or hangs: the desk says so at once, in each door's way, and recovers by itself."""

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from tests.journeys.server import Server, opened_desk
from tests.postgres import Postgres
from tests.web.calls import AVA, JOHN, LOAN

SOON = 15.0
"""Seconds within which a desk finds its database again, on a busy machine."""
AT_ONCE = 1.0
"""Seconds within which a desk says that it is alive, whatever hangs."""
AT_LAST = 35.0
"""Seconds within which any request ends: 20 for its connection, 10 for another, 5 for a busy machine."""
PATIENCE = 3.5
"""Seconds within which a desk says that its database hangs: it gives it two."""
DOORS = (
    ("POST", "/api/messages/send", LOAN, {"error"}),
    ("GET", "/api/messages", None, {"error"}),
    ("POST", "/tickets", AVA, {"detail"}),
    ("GET", "/tickets", None, {"detail"}),
    ("POST", "/api/v1/tickets/process", JOHN, {"detail"}),
)


@dataclass(slots=True)
class Line:
    """The line between a desk and its PostgreSQL, which can be cut and held."""

    there: URL
    flowing: threading.Event = field(default_factory=threading.Event)
    ends: list[socket.socket] = field(default_factory=list)
    port: int = 0

    def open(self) -> None:
        """Let everything through; the port stays the same."""
        self.flowing.set()
        door = socket.create_server(("127.0.0.1", self.port))
        self.port = door.getsockname()[1]
        self.ends.append(door)
        threading.Thread(target=self._welcome, args=(door,), daemon=True).start()

    def cut(self) -> None:
        """Take the server away: who is connected is cut off, who calls is refused."""
        self.flowing.set()
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def _welcome(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):  # the line was cut
            while True:
                near, _ = door.accept()
                far = self._call()
                self.ends += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _call(self) -> socket.socket:
        host, port = str(self.there.query.get("host") or self.there.host), self.there.port or 5432
        if not host.startswith("/"):
            return socket.create_connection((host, port))
        line = socket.socket(socket.AF_UNIX)
        line.connect(f"{host}/.s.PGSQL.{port}")
        return line

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65_536):
                self.flowing.wait()
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


@contextmanager
def line_to(url: str) -> Iterator[tuple[Line, str]]:
    """Lay a line to a database, and give the address of its near end."""
    there = make_url(url)
    line = Line(there)
    line.open()
    try:
        near = there.set(host="127.0.0.1", port=line.port, query={})
        yield line, near.render_as_string(hide_password=False)
    finally:
        line.cut()


@pytest.fixture
def line_and_desk(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[Line, Server]]:
    """Open a desk at the end of a line to a database of its own."""
    url = postgres.new_database()
    with line_to(url) as (line, near), opened_desk(tmp_path, DATABASE_URL=near) as server:
        yield line, server
    postgres.drop(url)


def test_without_its_database_a_desk_says_so_in_each_doors_way(line_and_desk: tuple[Line, Server]) -> None:
    """It lives, is not ready, sends nobody to sign in, and goes on when the database is back."""
    line, server = line_and_desk

    line.cut()
    time.sleep(2 * AT_ONCE)  # by then it has looked for accounts in vain
    health = {path: asked(server, path)[0] for path in ("/health/live", "/api/health", "/health/ready")}
    doors = [call(server, method, path, body) for method, path, body, _ in DOORS]
    line.open()

    assert health == {"/health/live": 200, "/api/health": 200, "/health/ready": 503}
    assert [status for status, _, _ in doors] == [503] * len(DOORS)
    assert {again for _, again, _ in doors} == {"1"}
    assert [keys for _, _, keys in doors] == [keys for *_, keys in DOORS]
    assert is_well_soon(server)
    statuses = [call(server, method, path, body)[0] for method, path, body, _ in DOORS]
    assert statuses == [201, 200, 201, 200, 200]


def test_a_database_that_hangs_does_not_freeze_the_desk(line_and_desk: tuple[Line, Server]) -> None:
    """Whoever asks whether it lives hears so at once, even while it looks for accounts."""
    line, server = line_and_desk

    line.flowing.clear()
    time.sleep(2 * AT_ONCE)  # by then a look for accounts hangs
    live, live_took = timed(server, "/health/live", times=3)  # a busy machine may be late once
    simple, simple_took = timed(server, "/api/health", times=3)
    health, health_took = timed(server, "/health")
    line.flowing.set()

    assert (live["alive"], simple["status"]) == (True, "ok")
    assert max(live_took, simple_took) < AT_ONCE
    assert health["status"] == "degraded"
    assert health["services"] == {"database": "unhealthy"}
    assert health_took < PATIENCE
    assert is_well_soon(server)


def test_a_request_to_a_database_that_hangs_ends_with_a_reason(line_and_desk: tuple[Line, Server]) -> None:
    """Whichever door: nobody waits for ever, and when the database is back the desk goes on."""
    line, server = line_and_desk

    line.flowing.clear()
    began = time.monotonic()
    with ThreadPoolExecutor(len(DOORS)) as threads:
        told = threads.map(lambda door: call(server, *door[:3], patience=2 * AT_LAST)[0], DOORS)
        statuses = list(told)
    took = time.monotonic() - began
    line.cut()
    line.open()

    assert statuses == [503] * len(DOORS)
    assert took < AT_LAST
    assert is_well_soon(server)


def asked(server: Server, path: str) -> tuple[int, bytes]:
    """Ask one question."""
    answer = server.ask("GET", path)
    return answer.status, answer.body


def timed(server: Server, path: str, *, times: int = 1) -> tuple[dict[str, object], float]:
    """Ask a question, and say how many seconds the quickest answer took."""
    took = []
    for _ in range(times):
        began = time.monotonic()
        answer = server.ask("GET", path)
        took.append(time.monotonic() - began)
    return answer.json, min(took)


def call(
    server: Server, method: str, path: str, body: object, *, patience: float = SOON
) -> tuple[int, str | None, set[str]]:
    """Call a door: the status, when to try again, and the names in its answer."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=patience)
    with contextlib.closing(line):
        sent = None if body is None else json.dumps(body)
        line.request(method, path, sent, {"Content-Type": "application/json"})
        answer = line.getresponse()
        found = json.loads(answer.read())
        return answer.status, answer.headers["Retry-After"], set(found) if isinstance(found, dict) else set()


def is_well_soon(server: Server) -> bool:
    """Tell whether the desk becomes ready by itself."""
    give_up_at = time.monotonic() + SOON
    while server.ask("GET", "/health/ready").status != 200:
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.1)
    return True
