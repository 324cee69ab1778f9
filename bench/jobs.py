"""How many steps does the desk do, how soon does one begin, and what does a waiting desk cost?

    python -m bench.jobs [--database sqlite|postgresql|all] [--jobs 3000] [--times 1]

First worker processes work off what so many messages have left to do: each step drafts a reply, writes it
and ends its job. Then a worker waits, another process queues a step now and then, and both look at the same
clock: how long after the commit does the step begin? Last a whole `firstline up`, and a worker alone, have
nothing to do for ten seconds. What the disk takes for one page, and how busy the machine was, stands below.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import exists, select

from bench import disk
from bench.desk import bench_desk
from bench.intake import TEXTS, busy, new_database
from bench.served import served
from firstline.flows.desk import Desk
from firstline.flows.receive import Incoming, receive
from firstline.flows.work import STEPS
from firstline.run.worker import Worker
from firstline.store.db import Database, open_database
from firstline.store.migrate import upgrade
from firstline.store.raw import Raw
from firstline.store.schema import jobs
from firstline.tickets.customer import Caller

WORK = "--work"
PROCESSES = (1, 2)
STARTS, APART = 100, (0.05, 0.35)
"""Steps whose beginning is timed, and the seconds between two: by chance, or they would fall into step with
the looks of the worker."""
SETTLED_IN, IDLE_FOR = 8.0, 10.0
"""Seconds for what a start leaves to be done, and seconds of waiting that are then measured."""
PATIENCE = 300.0
DRAFT, CLOCK = "draft_ticket", "clock"


@dataclass(frozen=True, slots=True)
class Helper:
    """A worker in a process of its own."""

    process: subprocess.Popen[str]

    def say(self, word: str) -> None:
        """Tell it something."""
        assert self.process.stdin is not None  # noqa: S101 - it was made so
        print(word, file=self.process.stdin, flush=True)

    def hear(self) -> str:
        """Wait for its next line."""
        assert self.process.stdout is not None  # noqa: S101 - as above
        return self.process.stdout.readline().strip()

    @property
    def seen(self) -> psutil.Process:
        """Look at it from outside."""
        return psutil.Process(self.process.pid)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
    parser.add_argument("--jobs", type=int, default=3_000, help="steps of one backlog")
    parser.add_argument("--times", type=int, default=1, help="backlogs for each number of workers")
    given = parser.parse_args()
    notes = [f"disk: {disk.measure()}", busy("before")]
    rates = _table("Steps that draft", "database", "workers", "jobs/s", "CPU ms/job", "MB each")
    delays = _table("From the commit to the begin, a quiet desk", "database", "p50 ms", "p95 ms", "most ms")
    idle = _table("Nothing to do", "database", "who", "CPU %", "PostgreSQL %", "MB")
    for kind in ("sqlite", "postgresql") if given.database == "all" else (given.database,):
        with _migrated(kind) as url:
            for processes in PROCESSES:
                for _ in range(given.times):
                    rates.add_row(kind, str(processes), *measure_rate(url, processes, given.jobs))
            delays.add_row(kind, *measure_delays(url))
            idle.add_row(kind, "firstline up", *measure_idle_desk(url))
            idle.add_row(kind, "a worker", *measure_idle_worker(url))
    notes.append(busy("after"))
    out = Console(width=140)
    for shown in (rates, delays, idle, *notes):
        out.print(shown)


def measure_rate(url: str, processes: int, amount: int) -> list[str]:
    """Work off a backlog."""
    with closing(open_database(url)) as database, ExitStack() as stack:
        helpers = [stack.enter_context(_helper(url)) for _ in range(processes)]
        _receive_many(bench_desk(database), amount)
        cpu = sum(_cpu(helper.seen) for helper in helpers)
        begun_at = time.perf_counter()
        for helper in helpers:
            helper.say("work")
        _wait_until_done(database)
        seconds = time.perf_counter() - begun_at
        used = sum(_cpu(helper.seen) for helper in helpers) - cpu
        megabytes = max(_megabytes(helper.seen) for helper in helpers)
    return [f"{amount / seconds:,.0f}", f"{used / amount * 1000:.2f}", f"{megabytes:.0f}"]


def measure_delays(url: str) -> list[str]:
    """Queue a step now and then, and see how long after its commit it begins in another process."""
    chance = random.Random(7)  # noqa: S311 - a bench's dice
    with closing(open_database(url)) as database, _helper(url) as helper:
        desk = bench_desk(database)
        helper.say("work")
        time.sleep(SETTLED_IN)
        millis = []
        for number in range(STARTS):
            time.sleep(chance.uniform(*APART))
            committed_at = _queue_clock(desk, number)
            millis.append((float(helper.hear()) - committed_at) * 1000)
    millis.sort()
    return [f"{millis[int(len(millis) * share)]:.0f}" for share in (0.50, 0.95)] + [f"{millis[-1]:.0f}"]


def measure_idle_desk(url: str) -> list[str]:
    """Let a whole desk wait."""
    with served(url, core=None) as desk:
        return _measure_idle(desk.process, url)


def measure_idle_worker(url: str) -> list[str]:
    """Let a worker wait that has no doors beside it."""
    with _helper(url) as helper:
        helper.say("work")
        return _measure_idle(helper.seen, url)


def work(url: str) -> None:
    """Be a worker, from the first line of standard input to its end; tell when each clocked step begins."""
    with closing(open_database(url)) as database:
        worker = Worker(bench_desk(database), {**STEPS, CLOCK: _tell_time})
        print("ready", flush=True)
        sys.stdin.readline()
        worker.start()
        sys.stdin.read()
        worker.stop()


def _tell_time(_desk: Desk, _subject: int) -> None:
    print(time.monotonic(), flush=True)


def _queue_clock(desk: Desk, number: int) -> float:
    desk.write(lambda db: desk.queue.put(db, CLOCK, number))
    return time.monotonic()


def _receive_many(desk: Desk, amount: int) -> None:
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda number: _receive(desk, number), range(amount)))


def _receive(desk: Desk, number: int) -> None:
    text = f"{TEXTS[number % len(TEXTS)]} ({number})"
    raw, caller = (
        Raw("messages", "text/plain", text.encode()),
        Caller("Customer", external_id=1 + number % 5_000),
    )
    receive(desk, Incoming(door="messages", raw=raw, caller=caller, text=text))


def _wait_until_done(database: Database) -> None:
    give_up_at = time.monotonic() + PATIENCE
    waiting = select(exists().where(jobs.c.verb == DRAFT))
    while True:
        with database.read() as db:
            if not db.execute(waiting).scalar_one():
                return
        if time.monotonic() > give_up_at:
            message = f"The steps were not done within {PATIENCE:.0f} s."
            raise RuntimeError(message)
        time.sleep(0.02)


def _measure_idle(process: psutil.Process, url: str) -> list[str]:
    time.sleep(SETTLED_IN)
    server = _postgres(url)
    before, theirs = _cpu(process), sum(map(_cpu, server))
    time.sleep(IDLE_FOR)
    used, their_use = _cpu(process) - before, sum(map(_cpu, server)) - theirs
    of_postgres = f"{their_use / IDLE_FOR:.2%}" if server else ""
    return [f"{used / IDLE_FOR:.2%}", of_postgres, f"{_megabytes(process):.0f}"]


def _postgres(url: str) -> list[psutil.Process]:
    """Find the processes of the server; none for SQLite."""
    homes = parse_qs(urlsplit(url).query).get("host", [])
    mothers = [one for one in psutil.process_iter() for home in homes if _serves(one, home)]
    return [process for mother in mothers for process in (mother, *mother.children(recursive=True))]


def _serves(process: psutil.Process, home: str) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    return "-D" in words and f"{home}/data" in words


def _cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


@contextmanager
def _migrated(kind: str) -> Iterator[str]:
    with new_database(kind) as url:
        upgrade(url)
        yield url


@contextmanager
def _helper(url: str) -> Iterator[Helper]:
    """Start a worker that waits for its first word, and end it in order."""
    command = [sys.executable, "-m", "bench.jobs", WORK, url]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
    with process:
        helper = Helper(process)
        if helper.hear() != "ready":
            message = "The worker did not start."
            raise RuntimeError(message)
        yield helper


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for name in columns:
        table.add_column(name, justify="left" if name in {"database", "who"} else "right")
    return table


if __name__ == "__main__":
    if sys.argv[1:2] == [WORK]:
        work(sys.argv[2])
    else:
        main()
