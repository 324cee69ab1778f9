"""Starts processes of a desk at once: one process has read all the code, and others are forked from it.

A process needs two seconds of a core to read its code and its rule packs, and the journeys start some two
hundred of them for what becomes of their work. The hatchery reads once for each test process (`grown`), has
no thread and no open database, and forks whoever is asked for. How a process starts from nothing is what
`test_start.py` looks at.

What always holds: who is forked goes on as a new process would, with an environment, a folder and streams of
its own, and ends as Python ends. When the test process ends, all of them do.
"""

import atexit
import json
import os
import runpy
import selectors
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

CODE = struct.Struct("!i")
LENGTH = struct.Struct("!I")
FILES = 3
"""Standard input, output and error."""
READY = b"ready\n"
KILLED = 255


@dataclass(slots=True)
class Hatched:
    """A process that was forked; to whoever started it, what `subprocess.Popen` would be."""

    pid: int
    stdout: IO[str]
    stderr: IO[str]
    _line: socket.socket
    returncode: int | None = None
    """Its exit code, or the signal that ended it as a negative number; None while it lives."""

    def poll(self) -> int | None:
        """Tell whether it has ended, and how."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0.0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return when it has ended.

        Raises:
            TimeoutExpired: when it lives on after so many seconds.
        """
        if self.returncode is None:
            self._line.settimeout(timeout)
            try:
                told = self._line.recv(CODE.size)
            except (TimeoutError, BlockingIOError) as error:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0.0) from error
            self._line.close()
            self.returncode = CODE.unpack(told)[0] if told else KILLED
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it lives; it may end at this very moment."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)


def hatched(command: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: int) -> Hatched:
    """Start a command of this Python's, `python -m module ...` or `python script.py ...`.

    Its input comes from the open file `stdin`.
    """
    line = socket.socket(socket.AF_UNIX)
    line.connect(_place())
    (out, out_end), (err, err_end) = os.pipe(), os.pipe()
    try:
        order = json.dumps([list(command[1:]), str(folder), dict(environment)]).encode()
        socket.send_fds(line, [LENGTH.pack(len(order))], [stdin, out_end, err_end])
        line.sendall(order)
        pid = CODE.unpack(line.recv(CODE.size))[0]
    finally:
        os.close(out_end)
        os.close(err_end)
    return Hatched(pid, os.fdopen(out, encoding="utf-8"), os.fdopen(err, encoding="utf-8"), line)


@cache
def _place() -> str:
    """Start this test process's hatchery, and say where it listens."""
    folder = TemporaryDirectory(prefix="firstline-hatchery-")
    place = str(Path(folder.name, "door"))
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(  # noqa: S603 - this module
        [sys.executable, "-m", __name__, place],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=environment,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == READY
    atexit.register(_close, process, folder)
    return place


def _close(process: subprocess.Popen[bytes], folder: TemporaryDirectory[str]) -> None:
    process.communicate()  # which closes its input: the sign to end
    folder.cleanup()


# --- in the hatchery --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Order:
    """What somebody wants started."""

    words: Sequence[str]
    folder: str
    environment: Mapping[str, str]
    files: Sequence[int]


@dataclass(slots=True)
class _Hatchery:
    """Forks whoever is asked for, and tells how each one ended."""

    door: socket.socket
    looking: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    lines: dict[int, socket.socket] = field(default_factory=dict)

    def serve(self) -> _Order | None:
        """Go on until the test process has gone, which gives None; in a child, give its order."""
        woken, waking = os.pipe()
        for end in (woken, waking):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(waking)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for file in (0, woken, self.door):
            self.looking.register(file, selectors.EVENT_READ)
        while True:
            for key, _ in self.looking.select():
                if key.fileobj == 0:
                    self._end_all()
                    return None
                if key.fileobj == woken:
                    os.read(woken, 512)
                    self._tell_of_ends()
                elif (order := self._fork()) is not None:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    os.close(woken)
                    os.close(waking)
                    return order

    def _fork(self) -> _Order | None:
        """Fork one; in the child, give its order."""
        line, _ = self.door.accept()
        head, files, _, _ = socket.recv_fds(line, LENGTH.size, FILES)
        words, folder, environment = json.loads(_received(line, LENGTH.unpack(head)[0]))
        pid = os.fork()
        if pid == 0:
            self._leave(line)
            return _Order(words, folder, environment, files)
        for file in files:
            os.close(file)
        self.lines[pid] = line
        line.sendall(CODE.pack(pid))
        return None

    def _leave(self, own: socket.socket) -> None:
        """Close in the child what is the hatchery's."""
        self.looking.close()
        for one in (self.door, own, *self.lines.values()):
            one.close()

    def _tell_of_ends(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                with self.lines.pop(ended[0]) as line, suppress(OSError):
                    line.sendall(CODE.pack(os.waitstatus_to_exitcode(ended[1])))

    def _end_all(self) -> None:
        for pid in self.lines:
            os.kill(pid, signal.SIGKILL)


def _received(line: socket.socket, length: int) -> bytes:
    told = b""
    while len(told) < length:
        told += line.recv(length - len(told))
    return told


def _live(order: _Order) -> None:
    """Be a process of one's own."""
    for number, file in enumerate(order.files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(order.folder)
    os.environ.clear()
    os.environ.update(order.environment)
    crash: Any = import_module("firstline.store.crash")
    crash.CRASH_AT = os.environ.get("FIRSTLINE_CRASH_AT")
    how, *words = order.words
    if how == "-m":
        module: Any = import_module(words[0])
        sys.argv = [str(Path(module.__file__).with_name("firstline")), *words[1:]]
        module.main()
    else:
        sys.argv = [how, *words]
        sys.path.insert(0, str(Path(how).parent))
        runpy.run_path(how, run_name="__main__")


def main(place: str) -> None:
    """Serve at a place, and live on as whoever was forked."""
    import_module("tests.journeys.grown")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(place)
        door.listen(64)
        sys.stdout.buffer.write(READY)
        sys.stdout.flush()
        order = _Hatchery(door).serve()
    if order is not None:
        _live(order)


if __name__ == "__main__":
    main(sys.argv[1])
