"""A real `firstline up` or `serve` in a process of its own, on one core, with a fresh database."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import psutil

PATIENCE = 30.0
"""Seconds that the server has to start."""

OPEN_AT = re.compile(r"Firstline is open at http://127\.0\.0\.1:(\d+)")
SAFE_BY = re.compile(r"commits are safe by (\{.*\})")


@dataclass(frozen=True, slots=True)
class Served:
    """A desk that serves."""

    port: int
    process: psutil.Process
    started_in: float
    """Seconds from the command to the first line that says where it is."""
    durability: str
    """How safe a commit is, as the server read it from its own open connection."""

    def cpu(self) -> float:
        """Give the processor time that the server has used, in seconds."""
        used = self.process.cpu_times()
        return float(used.user + used.system)

    def megabytes(self) -> float:
        """Give the memory that the server holds."""
        return float(self.process.memory_info().rss) / 2**20


@contextmanager
def served(
    database_url: str | None = None,
    *,
    core: int | None = 0,
    settings: Mapping[str, str] = MappingProxyType({}),
    works: bool = True,
) -> Iterator[Served]:
    """Serve on a free port until the block ends; without a URL on SQLite, in a fresh folder.

    Without work, the steps that messages bring wait in their table.
    """
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as folder:
        log = Path(folder, "log")
        environment = {"PATH": os.environ["PATH"], "FIRSTLINE_HOME": folder, "PYTHONUNBUFFERED": "1"}
        environment |= {"FIRSTLINE_LOG_FORMAT": "text", **settings}
        if database_url:
            environment["DATABASE_URL"] = database_url
        begun = time.perf_counter()
        with log.open("wb") as out:
            words = ("up", "--no-browser") if works else ("serve",)
            command = [str(Path(sys.executable).with_name("firstline")), *words, "--port", "0"]
            child = subprocess.Popen(command, env=environment, cwd=folder, stdout=out, stderr=out)  # noqa: S603 - ours
        try:
            _pin(child.pid, core)
            port = int(_wait_for(OPEN_AT, log, child))
            seconds = time.perf_counter() - begun
            durability = _wait_for(SAFE_BY, log, child)
            yield Served(port, psutil.Process(child.pid), seconds, durability)
        finally:
            child.terminate()
            child.wait(PATIENCE)


def pin_self(core: int) -> None:
    """Keep the load away from the server's core, where there are several."""
    _pin(0, core)


def _pin(pid: int, core: int | None) -> None:
    if core is not None and hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(pid, {core})


def _wait_for(pattern: re.Pattern[str], log: Path, child: subprocess.Popen[bytes]) -> str:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at and child.poll() is None:
        if found := pattern.search(log.read_text()):
            return found[1]
        time.sleep(0.01)
    message = f"The desk did not start:\n{log.read_text()}"
    raise RuntimeError(message)
