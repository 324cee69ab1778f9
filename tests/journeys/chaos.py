"""Everything at once: webs and workers under load, killed, frozen and cut off, and a ledger of what was said.

    python -m tests.journeys.chaos [--tickets 2000] [--rate 20] [--database sqlite|postgresql|all] [--seed 7]

Two webs and two workers are one desk. Callers send letters at a steady rate, each under a key of its own, and
repeat what was not answered. Meanwhile processes are killed with -9 at random and at named points; webs are
frozen, and workers past their lease, and woken; PostgreSQL is made to crash and recover; and the disk is
filled until somebody is refused for it, and freed. An LLM is asked about each ticket of two doors. It goes on
until there are enough letters, each blow has fallen, and somebody has died at each point. In the end
everybody may finish, and the ledger, which no process of the desk can touch, is held against the database.
`make chaos` does it at length; `test_chaos.py` in short, and with a fault that is planted.

Not covered: power that fails (a kill leaves the system's own cache alone), a disk that lies about what it
has written, a disk that fills under PostgreSQL's log, or under its tables while it crashes (the server ends
itself then, and somebody has to start it again), machines with clocks that differ, a network that splits.
"""

import argparse
import os
import pwd
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, cycle
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Column, select

from firstline.core.errors import Unavailable
from firstline.flows.ask import JUDGED
from firstline.gateways.fake_llm import Asked, FakeLlm, scores
from firstline.store import jobs, schema
from firstline.store.db import Connection, DatabaseDown, DiskFull, OutcomeUnknown
from tests.disk import Disk, small_disk
from tests.journeys.crew import WEB, WORKER, Place, kept_alive
from tests.journeys.ledger import DOUBLED, LOST, Callers, Ledger, audit
from tests.journeys.probed import LEASE, PROBED
from tests.journeys.server import Server, launched, ran
from tests.make import opened
from tests.postgres import SETTINGS, binaries, own_server

PROBED_DESK = (sys.executable, str(Path(__file__).with_name("probed.py")))
WEB_POINTS = (("before_commit:5",), ("after_commit:5",))
WORKER_POINTS = (
    ("mid_job:2", "after_llm:2"),
    ("between_effect_and_done:2", "after_claim:2", "after_effect:2"),
)
"""Where the processes of each web's and each worker's place die, and at which visit."""
PLANTED = {"ends_apart": "in_the_gap"}
"""The faults, and where a worker dies to show each."""

WEB_KILLED, WEB_FROZEN = "web killed", "web frozen"
WORKER_KILLED, WORKER_FROZEN = "worker killed", "worker frozen"
CRASHED, FILLED = "database crashed", "disk filled"
BLOWS = (WEB_KILLED, WEB_FROZEN, WORKER_KILLED, WORKER_FROZEN, CRASHED, FILLED)

BACKLOG = 60.0
"""Seconds within which nothing waits any more after the last letter."""
LATE = 120.0
"""Seconds after enough letters in which each blow has to have fallen, and each point been reached; no blow
falls again meanwhile. Also those in which a letter has to be taken in, whatever falls."""
ASLEEP = 1.5 * LEASE.total_seconds()
"""Seconds that a frozen process sleeps: a worker longer than it may hold a job."""
FULL, FULL_AT_MOST = 2.0, 20.0
"""Seconds that the disk is full at least, and until somebody is refused for it, though not for ever."""
RECOVERS = 5.0
"""Seconds in which PostgreSQL is back after a crash."""
REPEATED, ANOTHER_NAME = "repeated", "another name"
"""How findings begin: of a step's write that happened twice; of a question that came again as if new."""
ROOM = "256m"
"""Of the disk. Two thousand tickets take a quarter of it."""
REFUSALS = (DiskFull.code, DatabaseDown.code, OutcomeUnknown.code)
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
DRAFTING = ("messages", "tickets")
"""The doors that let a draft, and with it the probe, follow a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How wild it gets."""

    url: str
    folder: Path
    disk: Disk
    """On which the tables are."""
    tickets: int
    rate: float
    """Letters a second, of all callers together."""
    every: float = 2.0
    """Seconds between two blows, on average."""
    again: bool = True
    """Whether blows fall, and processes die at the points, again and again, or once."""
    seed: int = 7
    fault: str = ""
    """A fault to plant in the workers, which then die where it shows, and nothing else happens."""

    @property
    def blows(self) -> Sequence[str]:
        """Give the blows that can fall."""
        if self.fault:
            return ()
        never = {CRASHED if self.url.startswith("sqlite") else "", FILLED if self.disk.why_not else ""}
        return [blow for blow in BLOWS if blow not in never]

    @property
    def points(self) -> Sequence[Sequence[str]]:
        """Give the points of each place: first the webs', then the workers'."""
        if self.fault:
            return ((), (), (PLANTED[self.fault],), (PLANTED[self.fault],))
        return (*WEB_POINTS, *WORKER_POINTS)


@dataclass(slots=True)
class Outcome:
    """What was seen from outside."""

    ledger: Ledger = field(default_factory=Ledger)
    findings: list[str] = field(default_factory=list)
    blows: Counter[str] = field(default_factory=Counter)
    """By their names, with those that never fell."""
    deaths: Counter[str] = field(default_factory=Counter)
    """By the points where processes died, with those where none did."""
    in_vain: int = 0
    """Processes that could not start, while the disk was full or the database down."""
    backlog: float = 0.0
    """Seconds from the last letter until nothing waited."""
    asked: int = 0
    """Questions that the LLM was asked, each counted once."""
    asked_again: int = 0
    """How often one of them was asked again under its name."""
    remark: str = ""
    """What could not be done here."""

    def told(self) -> str:
        """Tell it to a person, a line for each sum."""
        refused = dict.fromkeys(REFUSALS, 0) | self.ledger.refused
        sums = {
            "acknowledged": len(self.ledger),
            "sent again": self.ledger.sent - len(self.ledger.tries),
            LOST: self._count(LOST),
            DOUBLED: self._count(DOUBLED),
            "writes of a step repeated": self._count(REPEATED),
            "questions to the LLM": self.asked,
            "asked again under the same name": self.asked_again,
            "asked again under another name, or none": self._count(ANOTHER_NAME),
            **{f"refused for a time, {why}": number for why, number in sorted(refused.items())},
            **self.blows,
            **{f"died at {place}": number for place, number in self.deaths.items()},
            "starts in vain": self.in_vain,
        }
        lines = [f"{name}: {number}" for name, number in sums.items()]
        lines += [f"backlog empty after: {self.backlog:.1f} s", *filter(None, [self.remark])]
        return "\n".join([*lines, f"findings: {len(self.findings)}", *(f"  {one}" for one in self.findings)])

    def _count(self, kind: str) -> int:
        return sum(finding.startswith(f"{kind}: ") for finding in self.findings)


def run(plan: Plan) -> Outcome:
    """Let it happen, and say what was seen."""
    outcome = Outcome(remark=f"the disk was never full: {plan.disk.why_not}" if plan.disk.why_not else "")
    outcome.blows.update(dict.fromkeys(BLOWS, 0))
    outcome.deaths.update(dict.fromkeys(_names(plan), 0))
    with FakeLlm(scores(3.0)) as llm:
        _switch_llm_on(plan)
        crew = _crew(plan, llm)
        with kept_alive(crew, lambda point: outcome.deaths.update([point])):
            _call_amid_blows(plan, outcome, crew)
            outcome.backlog = _wait_for_an_empty_queue(plan)
        outcome.findings += _asked_twice(outcome, llm.asked)
    outcome.in_vain = sum(place.in_vain for place in crew)
    outcome.findings += chain.from_iterable(place.findings for place in crew)
    outcome.findings += [*audit(outcome.ledger, plan.url), *_repeated(plan.url)]
    if outcome.backlog > BACKLOG:
        outcome.findings.append(f"after {BACKLOG:.0f} s something still waited")
    return outcome


def _names(plan: Plan) -> Sequence[str]:
    return [point.partition(":")[0] for point in chain.from_iterable(plan.points)]


def _switch_llm_on(plan: Plan) -> None:
    switched = ran(plan.folder, "settings", "set", "use_llm", "on", DATABASE_URL=plan.url)
    assert switched.returncode == 0, switched.stderr


def _crew(plan: Plan, llm: FakeLlm) -> Sequence[Place]:
    """Give two webs and two workers, of which nobody is there yet."""
    names = (WEB, WEB, WORKER, WORKER)
    words = {WEB: ("serve", "--port", "0"), WORKER: ("worker",)}
    fault = {WEB: (), WORKER: (plan.fault,) if plan.fault else ()}

    def start(name: str, point: str) -> AbstractContextManager[Server]:
        return launched(
            plan.folder,
            *PROBED_DESK,
            *fault[name],
            *words[name],
            DATABASE_URL=plan.url,
            OPENAI_BASE_URL=llm.base_url,
            OPENAI_API_KEY="chaos",
            FIRSTLINE_LOG_FORMAT="json",
            FIRSTLINE_CRASH_AT=point,
        )

    return [
        Place(name, partial(start, name), _in_turn(points, again=plan.again))
        for name, points in zip(names, plan.points, strict=True)
    ]


def _in_turn(points: Sequence[str], *, again: bool) -> Iterator[str | None]:
    """Give the points where one process after the other dies; from the second round on, some live longer."""
    mixed = [None, *(each for point in points for each in (point, None))]
    return chain(points, cycle(mixed if again else [None]))


# --- the blows --------------------------------------------------------------------------------------------


def _call_amid_blows(plan: Plan, outcome: Outcome, crew: Sequence[Place]) -> None:
    """Send letters until enough are acknowledged, and strike meanwhile."""
    chance = random.Random(plan.seed)  # noqa: S311 - dice of a test
    webs = [place for place in crew if place.name == WEB]
    blows = _Blows(plan, outcome, crew, chance)

    def port() -> int:
        return chance.choice(webs).port

    taken, patient_until = 0, time.monotonic() + LATE
    with Callers(outcome.ledger, port, rate=plan.rate).calling() as callers:
        while len(outcome.ledger) < plan.tickets or blows.are_wanted():
            time.sleep(0.05)
            blows.look()
            if len(outcome.ledger) > taken:
                taken, patient_until = len(outcome.ledger), time.monotonic() + LATE
            elif time.monotonic() > patient_until:
                outcome.findings.append(f"no message was taken in for {LATE:.0f} s")
                break
        blows.end()
        callers.finish()


class _Blows:
    """What falls upon the desk: each kind once before any falls again."""

    def __init__(self, plan: Plan, outcome: Outcome, crew: Sequence[Place], chance: random.Random) -> None:
        self._plan, self._outcome, self._crew, self._chance = plan, outcome, crew, chance
        self._deck = self._shuffled()
        self._next_at = 0.0
        self._crashed_at = -RECOVERS
        self._is_open = False
        self._refusals = 0
        self._patient_until: float | None = None

    def are_wanted(self) -> bool:
        """Tell, once there are enough letters, whether something has not happened yet and may still."""
        fallen, died = self._outcome.blows, self._outcome.deaths
        missing = [blow for blow in self._plan.blows if not fallen[blow]]
        missing += [point for point in _names(self._plan) if not died[point]]
        self._patient_until = self._patient_until or time.monotonic() + LATE
        is_over = time.monotonic() > self._patient_until
        if is_over and missing:
            self._outcome.findings.append(f"this never happened: {', '.join(missing)}")
        return bool(missing) and not is_over

    def look(self) -> None:
        """Strike if it is time, and free the disk when enough were refused."""
        self._free_disk()
        if not self._deck and self._plan.again and self._patient_until is None:
            self._deck = self._shuffled()
        if self._deck and time.monotonic() > self._next_at and self._can_fall(self._deck[-1]):
            self._next_at = time.monotonic() + self._chance.uniform(0.5, 1.5) * self._plan.every
            self._outcome.blows[self._strike()] += 1

    def end(self) -> None:
        """Strike no more, and let everybody finish."""
        self._plan.disk.free()
        for place in self._crew:
            place.spare()

    def _can_fall(self, blow: str) -> bool:
        """Wait for the desk to open, and let the disk be full when there is somebody who can say so.

        PostgreSQL does not come back by itself from a crash on a full disk; somebody has to start it.
        """
        are_webs_open = all(place.port for place in self._crew if place.name == WEB)
        self._is_open |= are_webs_open
        if blow == FILLED:
            return are_webs_open and time.monotonic() > self._crashed_at + RECOVERS
        return self._is_open and not (blow == CRASHED and self._plan.disk.full_for)

    def _shuffled(self) -> list[str]:
        return self._chance.sample(self._plan.blows, k=len(self._plan.blows))

    def _strike(self) -> str:
        blow = self._deck.pop()
        place = self._chance.choice([each for each in self._crew if blow.startswith(each.name)] or self._crew)
        if blow in {WEB_KILLED, WORKER_KILLED}:
            place.kill()
        elif blow in {WEB_FROZEN, WORKER_FROZEN}:
            place.freeze(ASLEEP)
        elif blow == CRASHED:
            crash_postgres(self._plan.url)
            self._crashed_at = time.monotonic()
        else:
            self._refusals = self._outcome.ledger.refused[DiskFull.code]
            self._plan.disk.fill()
        return blow

    def _free_disk(self) -> None:
        full_for = self._plan.disk.full_for
        is_felt = self._outcome.ledger.refused[DiskFull.code] > self._refusals
        if full_for > FULL_AT_MOST or (full_for > FULL and is_felt):
            self._plan.disk.free()


def crash_postgres(url: str) -> None:
    """Kill one of the server's processes, upon which it ends all others and recovers from its log."""
    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=5) as db:
        os.kill(db.info.backend_pid, signal.SIGKILL)
        db.execute("SELECT 1")


# --- the world after --------------------------------------------------------------------------------------


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


def _asked_twice(outcome: Outcome, asked: Sequence[Asked]) -> Iterator[str]:
    """Count what the LLM was asked; find what it could not have known for a repeat. No text comes twice."""
    by_text: dict[str, list[str]] = {}
    for each in asked:
        by_text.setdefault(each.user, []).append(each.name)
    outcome.asked = len(by_text)
    for text, names in by_text.items():
        if len(names) == names.count(names[0]) and (names[0] or len(names) == 1):
            outcome.asked_again += len(names) - 1
        else:
            yield f"{ANOTHER_NAME}: the LLM was asked under the names {names}: {text}"


def _repeated(url: str) -> Iterator[str]:
    """Find tickets on which a step wrote more than once, or never, and steps that were given up."""
    with opened(url) as database, database.read() as db:
        marks = Counter(data["ticket"] for data in _told(db, schema.events.c.data, PROBED))
        judged = Counter(_told(db, schema.events.c.ticket_id, JUDGED))
        every = db.execute(select(schema.tickets.c.id, schema.tickets.c.door)).all()
        dead = select(schema.jobs.c.verb, schema.jobs.c.error).where(schema.jobs.c.dead_at.is_not(None))
        buried = [tuple(row) for row in db.execute(dead)]
    for ticket, door in every:
        if marks[ticket] > 1:
            yield f"{REPEATED}: the probe marked ticket {ticket} {marks[ticket]} times"
        if marks[ticket] == 0 and door in DRAFTING:
            yield f"the probe never marked ticket {ticket}"
        if judged[ticket] > 1:
            yield f"{REPEATED}: the LLM's word joined ticket {ticket} {judged[ticket]} times"
    yield from (f"a step was given up: {verb}: {error}" for verb, error in buried)


def _told(db: Connection, column: Column[Any], kind: str) -> list[Any]:
    """Give a column of all events of a kind."""
    return list(db.execute(select(column).where(schema.events.c.kind == kind)).scalars())


# --- where it happens -------------------------------------------------------------------------------------


@contextmanager
def fresh(kind: str) -> Iterator[tuple[str, Path, Disk]]:
    """Give an empty database of a kind, on which commits are safe, a folder, and the disk of the tables."""
    with tempfile.TemporaryDirectory(prefix="firstline-chaos-") as home, ExitStack() as stack:
        if kind == "sqlite":
            disk = stack.enter_context(small_disk(ROOM))
            yield f"sqlite:///{disk.folder}/firstline.db", Path(home), disk
            return
        disk = stack.enter_context(small_disk(ROOM, owner=_owner()))
        server = stack.enter_context(own_server(binaries(), settings=SETTINGS | SAFE))
        yield _database_on(disk, server), Path(home), disk


def _owner() -> int:
    """Give the account of a PostgreSQL server that we start."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid()


def _database_on(disk: Disk, server: str) -> str:
    """Make a database whose tables are on that disk; the server's log is not."""
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
        db.execute("CREATE DATABASE desk TEMPLATE template0 TABLESPACE small")
    return server.replace("/postgres?", "/desk?")


def main() -> int:
    """Do it at length, print the ledger, and give an exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--tickets", type=int, default=2_000, help="acknowledged, for each database")
    parser.add_argument("--rate", type=float, default=20.0, help="new letters a second")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "all"], default="all")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000))  # noqa: S311 - dice of a test
    parser.add_argument("--fault", choices=list(PLANTED), default="", help="plant it, to see it found")
    given = parser.parse_args()
    failed = 0
    for kind in ("sqlite", "postgresql") if given.database == "all" else (given.database,):
        with fresh(kind) as (url, folder, disk):
            plan = Plan(
                url=url,
                folder=folder,
                disk=disk,
                tickets=given.tickets,
                rate=given.rate,
                seed=given.seed,
                fault=given.fault,
            )
            outcome = run(plan)
        sys.stdout.write(f"{kind}, seed {given.seed}\n{outcome.told()}\n\n")
        failed += bool(outcome.findings)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
