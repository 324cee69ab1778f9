"""Everything at once: webs and workers under load, killed, frozen and cut off, and a ledger of what was said.

    python -m tests.journeys.chaos [--tickets 2000] [--rate 20] [--database sqlite|postgresql|all] [--seed 7]

Two webs and two workers are one desk. Callers send letters at a steady rate, each under a key of its own, and
repeat what was not answered. Meanwhile processes are killed with -9 at random and at named points, workers
are frozen past their lease and woken, and PostgreSQL is made to crash and recover. An LLM is asked about each
ticket of two doors. In the end everybody may finish, and the ledger, which no process of the desk can touch,
is held against the database. `make chaos` does it at length; `test_chaos.py` in short, and with a fault that
is planted.

Not covered: power that fails (a kill leaves the system's own cache alone), a disk that lies about what it has
written, machines with clocks that differ, a network that splits.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Column, select

from firstline.core.errors import Unavailable
from firstline.flows.ask import JUDGED, STEP
from firstline.gateways.fake_llm import FakeLlm, scores
from firstline.store import jobs, schema
from firstline.store.db import Connection
from tests.journeys.ledger import Callers, Ledger, audit
from tests.journeys.probed import LEASE, PROBED
from tests.journeys.server import Server, launched, ran
from tests.journeys.test_apart import OPEN, said
from tests.make import opened
from tests.postgres import SETTINGS, binaries, own_server

PROBED_DESK = (sys.executable, str(Path(__file__).with_name("probed.py")))
WEB_POINTS = (None, "before_commit:20", None, "after_commit:20")
WORKER_POINTS = (None, "mid_job:5", "after_claim:4", "after_effect:5", "between_effect_and_done:3")
"""Where a process dies that is started anew, one start after the other; None: from outside."""
BACKLOG = 60.0
"""Seconds within which nothing waits any more after the last letter."""
ASLEEP = 2 * LEASE.total_seconds()
"""Seconds that a frozen worker sleeps: longer than it may hold a job."""
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
DRAFTING = ("messages", "tickets")
"""The doors that let a draft, and with it the probe, follow a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How wild it gets."""

    url: str
    folder: Path
    tickets: int
    rate: float
    """Letters a second, of all callers together."""
    every: float = 2.0
    """Seconds between two blows, on average."""
    seed: int = 7
    fault: Sequence[str] = ()
    """A fault to plant in the workers."""

    @property
    def is_postgres(self) -> bool:
        """Tell whether there is a server to crash."""
        return self.url.startswith("postgresql")


@dataclass(slots=True)
class Outcome:
    """What was seen from outside."""

    ledger: Ledger
    findings: list[str] = field(default_factory=list)
    blows: Counter[str] = field(default_factory=Counter)
    backlog: float = 0.0
    """Seconds from the last letter until nothing waited."""
    repeats: int = 0
    """Questions that the LLM was asked more than once, under one name."""
    asked: int = 0
    """Names under which it was asked."""

    def told(self) -> str:
        """Tell it to a person."""
        blows = ", ".join(f"{number} {name}" for name, number in sorted(self.blows.items()))
        again = self.ledger.tries.total() - len(self.ledger)
        lines = [
            f"acknowledged {len(self.ledger)}; sent again {again}",
            f"blows: {blows}",
            f"backlog empty after {self.backlog:.1f} s",
            f"the LLM was asked {self.asked} questions, {self.repeats} of them again under the same name",
            f"findings: {len(self.findings)}",
        ]
        return "\n".join([*lines, *(f"  {finding}" for finding in self.findings)])


class Role:
    """One place in the crew: a web or a worker, started again whenever it has died."""

    def __init__(self, plan: Plan, llm: FakeLlm, words: Sequence[str], points: Sequence[str | None]) -> None:
        self._plan, self._llm, self._words = plan, llm, words
        self._points = cycle(points)
        self._lock = threading.Lock()
        self._life = ExitStack()
        self._wakes_at = 0.0
        self.server: Server | None = None

    @property
    def port(self) -> int:
        """Say where it listens; 0: nowhere."""
        server = self.server
        if server is None or server.process.poll() is not None:
            return 0
        if not server.address:
            server.address = said(server, OPEN).removeprefix(OPEN).partition(";")[0]
        return server.port

    def see_to_it(self) -> bool:
        """Start it if it is not there, wake it if it slept enough; tell whether it had died."""
        with self._lock:
            if self._lives():
                if self._wakes_at and time.monotonic() > self._wakes_at:
                    self._signal(signal.SIGCONT)
                    self._wakes_at = 0.0
                return False
            died = self.server is not None
            self._life.close()
            self.server = self._life.enter_context(self._started(next(self._points)))
            return died

    def kill(self) -> None:
        """End it as a power cut would."""
        with self._lock:
            self._signal(signal.SIGKILL)

    def freeze(self, seconds: float) -> None:
        """Let it stand still, and wake it later."""
        with self._lock:
            self._signal(signal.SIGSTOP)
            self._wakes_at = time.monotonic() + seconds

    def end(self) -> None:
        """Let it end in order."""
        with self._lock:
            if self._lives() and self.server is not None:
                self._signal(signal.SIGCONT)
                self.server.stop()
            self._life.close()

    def _lives(self) -> bool:
        return self.server is not None and self.server.process.poll() is None

    def _signal(self, number: int) -> None:
        if self._lives() and self.server is not None:
            self.server.process.send_signal(number)

    def _started(self, point: str | None) -> AbstractContextManager[Server]:
        fault = self._plan.fault if self._words[0] == "worker" else ()
        return launched(
            self._plan.folder,
            *PROBED_DESK,
            *fault,
            *self._words,
            DATABASE_URL=self._plan.url,
            OPENAI_BASE_URL=self._llm.base_url,
            OPENAI_API_KEY="chaos",
            FIRSTLINE_LOG_FORMAT="json",
            FIRSTLINE_CRASH_AT=point or "nowhere",
        )


def run(plan: Plan) -> Outcome:
    """Let it happen, and say what was seen."""
    outcome = Outcome(Ledger())
    with FakeLlm(scores(3.0)) as llm:
        turned = ran(plan.folder, "settings", "set", "use_llm", "on", DATABASE_URL=plan.url)
        assert turned.returncode == 0, turned.stderr
        webs = [Role(plan, llm, ("serve", "--port", "0"), WEB_POINTS) for _ in range(2)]
        workers = [Role(plan, llm, ("worker",), WORKER_POINTS[n:] + WORKER_POINTS[:n]) for n in (0, 1)]
        crew = [*webs, *workers]
        try:
            with kept_alive(crew, outcome):
                _call_amid_blows(plan, outcome, webs, workers)
                outcome.backlog = _wait_for_an_empty_queue(plan)
        finally:
            for role in crew:
                role.end()
        names = Counter(asked.name for asked in llm.asked if asked.name.startswith(f"{STEP}:"))
    outcome.asked, outcome.repeats = len(names), names.total() - len(names)
    outcome.findings = [*audit(outcome.ledger, plan.url), *_doubled(plan.url)]
    if outcome.backlog > BACKLOG:
        outcome.findings.append(f"after {BACKLOG:.0f} s something still waited")
    return outcome


@contextmanager
def kept_alive(crew: Sequence[Role], outcome: Outcome) -> Iterator[None]:
    """Start whoever is not there, again and again."""
    ending = threading.Event()

    def look() -> None:
        while not ending.wait(0.05):
            for role in crew:
                outcome.blows["deaths"] += role.see_to_it()

    for role in crew:
        role.see_to_it()
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def _call_amid_blows(plan: Plan, outcome: Outcome, webs: Sequence[Role], workers: Sequence[Role]) -> None:
    """Send letters until enough are acknowledged, and strike meanwhile."""
    chance = random.Random(plan.seed)  # noqa: S311 - dice of a test

    def port() -> int:
        return chance.choice(webs).port

    next_blow = time.monotonic() + plan.every
    with Callers(outcome.ledger, port, rate=plan.rate).calling() as callers:
        while len(outcome.ledger) < plan.tickets:
            time.sleep(0.05)
            if time.monotonic() > next_blow:
                outcome.blows[_strike(plan, webs, workers, chance)] += 1
                next_blow = time.monotonic() + chance.uniform(0.5, 1.5) * plan.every
        callers.finish()


def _strike(plan: Plan, webs: Sequence[Role], workers: Sequence[Role], chance: random.Random) -> str:
    blow = chance.choice(("web killed", "worker killed", "worker frozen", "database crashed"))
    if blow == "web killed":
        chance.choice(webs).kill()
    elif blow == "worker frozen":
        chance.choice(workers).freeze(ASLEEP)
    elif blow == "worker killed" or not plan.is_postgres:
        blow = "worker killed"
        chance.choice(workers).kill()
    else:
        crash_postgres(plan.url)
    return blow


def crash_postgres(url: str) -> None:
    """Kill one of the server's processes, upon which it ends all others and recovers from its log."""
    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=5) as db:
        os.kill(db.info.backend_pid, signal.SIGKILL)
        db.execute("SELECT 1")


def _wait_for_an_empty_queue(plan: Plan) -> float:
    """Wait until nothing waits or runs any more, and tell how long that took."""
    begun = time.monotonic()
    with opened(plan.url) as database:
        while (waited := time.monotonic() - begun) < BACKLOG + 5:
            with suppress(Unavailable), database.read() as db:
                counts = jobs.counts(db)
                if counts.waiting == counts.running == 0:
                    break
            time.sleep(0.1)
    return waited


def _doubled(url: str) -> Iterator[str]:
    """Find tickets on which a step wrote more than once, or never, and steps that were given up."""
    with opened(url) as database, database.read() as db:
        marks = Counter(data["ticket"] for data in _told(db, schema.events.c.data, PROBED))
        judged = Counter(_told(db, schema.events.c.ticket_id, JUDGED))
        every = db.execute(select(schema.tickets.c.id, schema.tickets.c.door)).all()
        dead = select(schema.jobs.c.verb, schema.jobs.c.error).where(schema.jobs.c.dead_at.is_not(None))
        buried = [tuple(row) for row in db.execute(dead)]
    for ticket, door in every:
        wanted = int(door in DRAFTING)
        if marks[ticket] != wanted:
            yield f"the probe should have marked ticket {ticket} {wanted} times, it did {marks[ticket]} times"
        if judged[ticket] > 1:
            yield f"the LLM's word joined ticket {ticket} {judged[ticket]} times"
    yield from (f"a step was given up: {verb}: {error}" for verb, error in buried)


def _told(db: Connection, column: Column[Any], kind: str) -> list[Any]:
    """Give a column of all events of a kind."""
    return list(db.execute(select(column).where(schema.events.c.kind == kind)).scalars())


@contextmanager
def fresh(kind: str) -> Iterator[tuple[str, Path]]:
    """Give an empty database of a kind, on which commits are safe, and a folder."""
    with tempfile.TemporaryDirectory(prefix="firstline-chaos-") as home, ExitStack() as stack:
        url = f"sqlite:///{home}/firstline.db"
        if kind == "postgresql":
            url = stack.enter_context(own_server(binaries(), settings=SETTINGS | SAFE))
        yield url, Path(home)


def main() -> int:
    """Do it at length, print the ledger, and give an exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tickets", type=int, default=2_000, help="acknowledged, for each database")
    parser.add_argument("--rate", type=float, default=20.0, help="new letters a second")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000))  # noqa: S311 - dice of a test
    parser.add_argument("--fault", choices=["ends_apart"], help="plant it, to see it found")
    given = parser.parse_args()
    failed = 0
    for kind in ("sqlite", "postgresql") if given.database == "all" else (given.database,):
        with fresh(kind) as (url, folder):
            fault = [given.fault] if given.fault else []
            plan = Plan(
                url=url, folder=folder, tickets=given.tickets, rate=given.rate, seed=given.seed, fault=fault
            )
            outcome = run(plan)
        sys.stdout.write(f"{kind}, seed {given.seed}\n{outcome.told()}\n\n")
        failed += bool(outcome.findings)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
