"""The processes of a desk under chaos: each place is filled again whenever who held it has died.

A place has a list of points at which its processes die, one after the other; a point stays the next one
until somebody really died there, however often processes are killed from outside meanwhile.

What always holds: a death that nobody caused is not passed over. A process that could not start is tried
again a little later, as any supervisor does it; one that had opened and ended by itself is a finding.
"""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager

from tests.journeys.server import PATIENCE, Server
from tests.journeys.test_apart import OPEN, WORKS, said

LOOK = 0.05
"""Seconds between two looks at the crew."""
AGAIN = 0.5
"""Seconds until a place is filled again whose holder could not start."""
LAST_WORDS = 60
"""Lines of a log that a finding shows."""
WEB, WORKER = "web", "worker"
NOWHERE = "nowhere"

Start = Callable[[str], AbstractContextManager[Server]]
"""Starts a process that dies at a point, and ends it with the block."""


class Place:
    """A web's or a worker's place in the crew."""

    def __init__(self, name: str, start: Start, points: Iterable[str | None]) -> None:
        self.name = name
        self.findings: list[str] = []
        self.in_vain = 0
        self._start, self._points = start, iter(points)
        self._point = next(self._points)
        self._lock = threading.Lock()
        self._life = ExitStack()
        self._server: Server | None = None
        self._is_struck = self._is_spared = False
        self._wakes_at = self._waits_until = 0.0
        self.port = 0
        """Where it listens; 0: nowhere."""

    def see_to_it(self) -> str:
        """Start who is not there, wake who slept enough; give the point where somebody died, if so."""
        with self._lock:
            if self._server is not None and lives(self._server):
                self._wake()
                self._look_for_port(self._server)
                return ""
            point = "" if self._server is None else self._bury(self._server)
            if time.monotonic() > self._waits_until:
                self._point = None if self._is_spared else self._point
                self._server = self._life.enter_context(self._start(self._point or NOWHERE))
            return point

    def kill(self) -> None:
        """End it as a power cut would."""
        with self._lock:
            self._is_struck = True
            self._send(signal.SIGKILL)

    def freeze(self, seconds: float) -> None:
        """Let it stand still, and wake it later."""
        with self._lock:
            self._send(signal.SIGSTOP)
            self._wakes_at = time.monotonic() + seconds

    def spare(self) -> None:
        """Let nobody who starts from now on die at a point."""
        with self._lock:
            self._is_spared = True

    def end(self) -> None:
        """Let it end in order."""
        with self._lock, self._life:
            if self._server is not None and lives(self._server):
                self._send(signal.SIGCONT)
                self._end_in_order(self._server, had_opened=has_opened(self._server))

    def _end_in_order(self, server: Server, *, had_opened: bool) -> None:
        try:
            code = server.stop()
        except subprocess.TimeoutExpired:
            self._send(signal.SIGUSR1)  # it writes down where it is
            time.sleep(AGAIN)
            self._complain(server, f"did not end within {PATIENCE:.0f} s")
        else:
            if code and had_opened and not self._is_at_point(server):
                self._complain(server, f"was told to end, and did so with {code}")

    def _send(self, number: signal.Signals) -> None:
        if self._server is not None:
            self._server.process.send_signal(number)

    def _wake(self) -> None:
        if self._wakes_at and time.monotonic() > self._wakes_at:
            self._send(signal.SIGCONT)
            self._wakes_at = 0.0

    def _look_for_port(self, server: Server) -> None:
        if self.port == 0 and self.name == WEB:
            server.address = said(server, OPEN).removeprefix(OPEN).partition(";")[0]
            self.port = server.port

    def _bury(self, server: Server) -> str:
        """Make room for the next one, and say at which point this one died."""
        self._life.close()  # when all that it printed is read
        point = self._cause(server)
        self._server, self._is_struck, self._wakes_at, self.port = None, False, 0.0, 0
        return point

    def _cause(self, server: Server) -> str:
        point = self._point
        if not (self._is_struck or self._is_at_point(server)):
            self._note_end(server)
            return ""
        if self._is_struck and point is not None:
            return ""  # it may have come to its point, or not: the next one goes there, too
        self._point = next(self._points, None)
        return "" if point is None else point.partition(":")[0]

    def _note_end(self, server: Server) -> None:
        """Tell one that ended by itself from one that could not start."""
        self._waits_until = time.monotonic() + AGAIN
        if has_opened(server):
            self._complain(server, f"ended by itself with {server.process.returncode}")
        else:
            self.in_vain += 1

    def _is_at_point(self, server: Server) -> bool:
        return self._point is not None and server.process.returncode == -signal.SIGKILL

    def _complain(self, server: Server, what: str) -> None:
        words = "".join(server.complained[-LAST_WORDS:])
        self.findings.append(f"a {self.name} {what}; its last words:\n{words}")


def lives(server: Server) -> bool:
    """Tell whether it is there, frozen or not."""
    return server.process.poll() is None


def has_opened(server: Server) -> bool:
    """Tell whether it has come to its work."""
    return bool(said(server, OPEN) or said(server, WORKS))


@contextmanager
def kept_alive(crew: Sequence[Place], note: Callable[[str], None]) -> Iterator[None]:
    """Start whoever is not there, again and again, and tell at which points they died."""
    ending = threading.Event()

    def look() -> None:
        for place in crew:
            if point := place.see_to_it():
                note(point)

    def look_again() -> None:
        while not ending.wait(LOOK):
            look()

    look()
    thread = threading.Thread(target=look_again, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
        for place in crew:
            place.end()
