"""A real `firstline up`, in a process of its own: started, watched, asked and killed from outside.

Nothing of the test's own environment reaches it but what is named here. The port is free by the system's
choice, so that tests may run side by side; where the desk listens is read from what it prints.
"""

import http.client
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from tests.journeys.hatchery import Hatched, hatched

PATIENCE = 30.0
"""Seconds within which a desk starts or ends, even on a busy machine."""

COMMAND = (sys.executable, "-m", "firstline.run.cli")
UP = ("up", "--no-browser")
OWN = ("DATABASE_URL", "SUPPORTFLOW_DATABASE_URL", "HOST", "PORT", "LOG_LEVEL", "ENVIRONMENT")
GREETING = "Firstline is open at "


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request came back with."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""

    @property
    def json(self) -> Any:  # noqa: ANN401 - any JSON
        """Understand the body."""
        return json.loads(self.body)


@dataclass(slots=True)
class Server:
    """A desk that was started."""

    process: subprocess.Popen[str] | Hatched
    started_at: float = field(default_factory=time.monotonic)
    address: str = ""
    said: list[str] = field(default_factory=list)
    """Lines on standard output."""
    complained: list[str] = field(default_factory=list)
    """Lines on standard error."""
    _lines: queue.SimpleQueue[str | None] = field(default_factory=queue.SimpleQueue)
    _readers: list[threading.Thread] = field(default_factory=list)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(urlsplit(self.address).port or 0)

    def watch(self) -> None:
        """Read what it prints, so that it never waits for a reader."""
        for pipe, told in ((self.process.stdout, self.said), (self.process.stderr, self.complained)):
            reader = threading.Thread(target=self._read, args=(pipe, told), daemon=True)
            reader.start()
            self._readers.append(reader)

    def wait_until_open(self) -> float:
        """Return when it greets, and say how many seconds that took."""
        if not self.opens():
            message = "The desk ended before it was open:\n" + "".join(self.complained)
            raise AssertionError(message)
        return time.monotonic() - self.started_at

    def opens(self) -> bool:
        """Return when it greets or has ended, and tell which."""
        while not self.address:
            line = self._lines.get(timeout=PATIENCE)
            if line is None:
                return False
            if line.startswith(GREETING):
                self.address = line.removeprefix(GREETING).strip()
        return True

    def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Send one request, with a JSON body if there is one."""
        return self.send(method, path, None if body is None else json.dumps(body).encode(), headers)

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answered:
        """Send one request on a connection of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, path, body, {"Content-Type": "application/json", **(headers or {})})
            answer = line.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answered(answer.status, answer.read(), told)
        finally:
            line.close()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.wait()

    def stop(self) -> int:
        """Ask it to end, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Return when it has ended and all that it printed is read."""
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        return code

    def _read(self, pipe: IO[str] | None, told: list[str]) -> None:
        assert pipe is not None
        with pipe:
            for line in pipe:
                told.append(line)
                if told is self.said:
                    self._lines.put(line)
        if told is self.said:
            self._lines.put(None)


@contextmanager
def started(
    folder: Path,
    *words: str,
    command: Sequence[str] = COMMAND,
    port: int | None = 0,
    from_nothing: bool = False,
    **environment: str,
) -> Iterator[Server]:
    """Start a desk in a folder, not necessarily to its opening; it is gone when the block ends.

    It has read its code already, unless it is to start from nothing.
    """
    asked = [] if port is None else ["--port", str(port)]
    whole = [*command, *UP, *asked, *words]
    with _running(folder, whole, environment, from_nothing=from_nothing) as server:
        yield server


@contextmanager
def launched(folder: Path, *command: str, **environment: str) -> Iterator[Server]:
    """Start any process of a desk, which has read its code already; it is gone when the block ends."""
    with _running(folder, command, environment) as server:
        yield server


@contextmanager
def _running(
    folder: Path,
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    stdin: bytes = b"",
    from_nothing: bool = False,
) -> Iterator[Server]:
    given = _pipe_with(stdin)
    start = _anew if from_nothing or not hasattr(os, "fork") else hatched
    try:
        process = start(command, folder, plain_environment(**environment), given)
    finally:
        os.close(given)
    server = Server(process)
    server.watch()
    try:
        yield server
    finally:
        if process.poll() is None:
            server.kill()
        server.wait()


def _anew(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: int
) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own words
        command,
        cwd=folder,
        env=environment,
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _pipe_with(words: bytes) -> int:
    """Give the end of a pipe out of which these words come, and nothing after them."""
    end, start = os.pipe()

    def write() -> None:
        with suppress(BrokenPipeError), os.fdopen(start, "wb") as file:
            file.write(words)

    threading.Thread(target=write, daemon=True).start()
    return end


@contextmanager
def opened_desk(folder: Path, *words: str, **options: Any) -> Iterator[Server]:  # noqa: ANN401 - of `started`
    """Start a desk, and go on when it is open."""
    with started(folder, *words, **options) as server:
        server.wait_until_open()
        yield server


def ran(
    folder: Path, *words: str, stdin: str | bytes = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    given = stdin if isinstance(stdin, bytes) else stdin.encode()
    with _running(folder, [*COMMAND, *words], environment, stdin=given) as server:
        code = server.wait()
    return subprocess.CompletedProcess(words, code, "".join(server.said), "".join(server.complained))


def plain_environment(**given: str) -> dict[str, str]:
    """Give the environment without any setting of a desk, and with those that are named."""
    kept = {name: value for name, value in os.environ.items() if name not in OWN}
    kept = {name: value for name, value in kept.items() if not name.startswith(("FIRSTLINE_", "OPENAI_"))}
    return kept | {"PYTHONUNBUFFERED": "1"} | given
