"""How many messages does the desk take in, how fast, and what does one cost?

    python -m bench.intake [--seconds 8] [--database sqlite|postgresql|all] [--door messages] [--times 3]
    python -m bench.intake --engine both --times 3     # a desk that does its steps, and one that leaves them

One server process on one core, 16 connections from another core, full triage, every commit on the disk
before its answer. A row for each database and door; `--times` gives several, to see how far they differ.
Doing the steps that messages bring is in the figures, unless `--engine without` leaves them in their table.
Below stand what the disk takes for one page, and how busy the machine was before and after.
"""

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import disk
from bench.load import CONNECTIONS, Load, post, run_load
from bench.served import Served, pin_self, served
from tests.postgres import SETTINGS, binaries, own_server

TEXTS = (
    "My account is blocked since this morning and I cannot pay my rent. Please help!",
    "Why was my loan rejected? I paid everything back on time and nobody tells me anything.",
    "I was charged twice for my subscription this month, order 48-2231, 19.90 EUR each.",
    "Thank you, it works again.",
    "How do I change the e-mail address of my profile? I looked everywhere.",
    "The export stops with error 504 since the last release. We rely on it every morning, and my team waits.",
    "Could you send me a quote for 40 seats and tell me when a demo would be possible?",
    "I will pay the rest next week, my salary is delayed. Bear with me, please.",
)
"""About 80 characters each, as chat and form messages are."""

WORDS = ("database", "engine", "door")
FIGURES = ("req/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms/req", "steps left", "MB")
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
AS_INSTALLED = {"autovacuum": "on", "shared_buffers": "128MB"}
"""What the tests' server does without."""
LOOK, QUIET_LOOKS, IDLE = 0.5, 3, 0.06
"""Seconds between two looks whether the desk is idle, how many in a row must find it so, and the share of
a core below which it is: waiting for work takes less than a hundredth."""
WARM_UP = 1.5
"""Seconds before the measurement, in which caches fill and lazy imports happen."""


def messages(n: int) -> bytes:
    """Seed 1's door."""
    body = {"user_id": 1 + n % 5_000, "message": f"{TEXTS[n % len(TEXTS)]} ({n})"}
    return post("/api/messages/send", json.dumps(body).encode())


def tickets(n: int) -> bytes:
    """Seed 2's door."""
    body = {
        "customer_name": f"Customer {n % 5_000}",
        "customer_email": f"customer{n % 5_000}@example.com",
        "subject": "A question about my account",
        "message": f"{TEXTS[n % len(TEXTS)]} ({n})",
        "source": "email",
    }
    return post("/tickets", json.dumps(body).encode())


def process(n: int) -> bytes:
    """Seed 3's door."""
    body = {
        "ticket_id": f"T-{n}-{random.getrandbits(40):x}",
        "raw_message": f"{TEXTS[n % len(TEXTS)]} ({n})",
        "customer_name": "John Doe",
        "customer_email": f"customer{n % 5_000}@example.com",
    }
    return post("/api/v1/tickets/process", json.dumps(body).encode())


DOORS: dict[str, Callable[[int], bytes]] = {
    "POST /api/messages/send": messages,
    "POST /tickets": tickets,
    "POST /api/v1/tickets/process": process,
}


@contextmanager
def database(kind: str) -> Iterator[str | None]:
    """Give the URL of an empty database; None: the desk's own file."""
    if kind == "sqlite":
        yield None
        return
    with own_server(binaries(), settings=SETTINGS | SAFE | AS_INSTALLED) as url:
        yield url


@contextmanager
def new_database(kind: str) -> Iterator[str]:
    """Give the URL of an empty database, on SQLite in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="firstline-bench-") as folder, database(kind) as url:
        yield url or f"sqlite:///{Path(folder).as_posix()}/firstline.db"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
    parser.add_argument("--door", default="", help="only doors whose path contains this")
    parser.add_argument("--times", type=int, default=1, help="rows for each door")
    parser.add_argument("--engine", choices=["with", "without", "both"], default="with")
    given = parser.parse_args()
    notes = [f"disk: {disk.measure()}", busy("before")]
    pin_self(1)
    table = Table(title=f"Intake, {CONNECTIONS} connections, one server core")
    for name in WORDS + FIGURES:
        table.add_column(name, justify="left" if name in WORDS else "right")
    kinds = ("sqlite", "postgresql") if given.database == "all" else (given.database,)
    engines = ("with", "without") if given.engine == "both" else (given.engine,)
    turns = given.times if given.engine == "both" else 1
    for kind, engine in product(kinds, engines * turns):
        with database(kind) as url, served(url, works=engine == "with") as desk:
            notes.append(f"{kind}: open after {desk.started_in:.2f} s; {desk.durability}")
            for door, request in DOORS.items():
                if given.door not in door:
                    continue
                run_load(desk.port, request, seconds=WARM_UP)
                for _ in range(given.times // turns):
                    table.add_row(kind, engine, door, *measure(desk, request, given.seconds))
    notes.append(busy("after"))
    out = Console(width=140)
    out.print(table)
    for note in notes:
        out.print(note)


def busy(when: str) -> str:
    """Say how many processes wanted a core in the last minute; what is not ours disturbs the figures."""
    return f"load average {when}: {os.getloadavg()[0]:.1f} of {os.cpu_count()} cores"


def measure(desk: Served, request: Callable[[int], bytes], seconds: float) -> list[str]:
    """Run one load and give its row; the steps that it queued are paid for in its CPU time."""
    before = desk.cpu()
    load = run_load(desk.port, lambda n: request(n + 1_000_000), seconds=seconds)
    during = desk.cpu() - before
    drained = drain(desk)
    if load.refused:
        message = f"{load.refused} of {len(load.millis)} requests were refused."
        raise RuntimeError(message)
    return row(load, during + drained, drained, desk)


def drain(desk: Served) -> float:
    """Wait until the desk is idle, and give the CPU time that it still needed, in seconds."""
    begun = before = desk.cpu()
    quiet = 0
    while quiet < QUIET_LOOKS:
        time.sleep(LOOK)
        now = desk.cpu()
        quiet = quiet + 1 if now - before < IDLE * LOOK else 0
        before = now
    return before - begun


def row(load: Load, cpu: float, drained: float, desk: Served) -> list[str]:
    """Write one row."""
    count = len(load.millis)
    return [
        f"{load.per_second:,.0f}",
        *(f"{load.at(share):.1f}" for share in (0.50, 0.95, 0.99)),
        f"{cpu / count * 1000:.2f}",
        f"{drained / cpu:.0%}",
        f"{desk.megabytes():.0f}",
    ]


if __name__ == "__main__":
    main()
