"""The queue on disk: a table of steps, each held under a lease by the worker that runs it.

A step is queued in the transaction of the change that causes it (`put`) and leaves the table in the
transaction that writes what it did (`done`), so its effect in the database happens exactly once, however
often it is started. A worker takes jobs for a while (`claim`) and asks for more time while it works
(`renew`); the jobs of a worker that died come back when their lease runs out. Then the old worker's
token no longer fits: `done` raises `LeaseLost`, and with it all that the late step wrote is undone.

Tries are counted when a job is taken, so a job that kills its worker is counted too. After `TRIES`
failures a job is a dead letter: it stays in the table for a while, with the reason, and nobody takes it.

The same statements serve SQLite, where one writer follows the other, and PostgreSQL, where workers on
many machines skip the rows that others are just taking.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import (
    Connection,
    Integer,
    Text,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from firstline.core.clock import Clock
from firstline.core.errors import Conflict
from firstline.core.ids import JobId
from firstline.store.hot import Hot
from firstline.store.schema import Moment, jobs

TRIES = 5
"""How often a step may fail."""

FIRST_PAUSE = timedelta(seconds=5)
"""Before the second try, on average. Each further pause is four times as long, so the last try comes
about seven minutes after the first: an outage that lasts longer is for a person to look at."""


class LeaseLost(Conflict):
    """Another worker holds the job now, or has ended it."""

    code = "lease_lost"


@dataclass(frozen=True, slots=True)
class Job:
    """A step that a worker holds: what to do, about what, for which time, and the proof of the lease."""

    id: JobId
    verb: str
    subject: int
    tries: int
    token: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs there are."""

    waiting: int
    running: int
    dead: int


@dataclass(frozen=True, slots=True)
class LeaseQueue:
    """The queue as the flows know it."""

    clock: Clock

    def put(  # noqa: PLR0913 - a step has this many parts
        self,
        db: Connection,
        verb: str,
        subject: int,
        *,
        key: str | None = None,
        priority: int = 0,
        at: datetime | None = None,
    ) -> None:
        """Queue a step in the transaction of the change that causes it."""
        put(db, verb, subject, key=key, priority=priority, at=at, now=self.clock())

    def done(self, db: Connection, *ended: Job) -> None:
        """End steps in the transaction that writes what they did."""
        done(db, *ended)


def _put_with_key(add: sqlite.Insert | postgresql.Insert, *, smaller: str) -> Insert:
    """Build the statement that joins a waiting job of the same key.

    It changes that job even where nothing differs: on PostgreSQL this holds its row until our commit,
    so that no worker takes it before it can see the change that asked for the step.
    """
    least = getattr(func, smaller)
    new = add.excluded
    return add.on_conflict_do_update(
        index_elements=[jobs.c.key],
        set_={
            "priority": least(jobs.c.priority, new.priority),
            "due_at": least(jobs.c.due_at, new.due_at),
        },
    )


PUT = Hot(insert(jobs).inline())
PUT_WITH_KEY = {
    "sqlite": _put_with_key(sqlite.insert(jobs).inline(), smaller="min"),
    "postgresql": _put_with_key(postgresql.insert(jobs).inline(), smaller="least"),
}

NOW, UNTIL = bindparam("now", type_=Moment), bindparam("until", type_=Moment)
TOKEN = bindparam("holder", type_=Text)

_waiting = jobs.c.dead_at.is_(None) & (jobs.c.due_at <= NOW)
_held = (jobs.c.id == bindparam("job")) & (jobs.c.token == TOKEN)

ANY_DUE = select(literal(1)).where(exists().where(_waiting))
ALIVE = select(exists().where(jobs.c.verb == bindparam("verb"), jobs.c.dead_at.is_(None)))

# Locking makes PostgreSQL run this part once, so the limit holds; SQLite has no need of it and leaves it out.
_next = (
    select(jobs.c.id)
    .where(_waiting)
    .order_by(jobs.c.priority, jobs.c.due_at, jobs.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("next")
)
CLAIM = (
    update(jobs)
    .where(jobs.c.id.in_(select(_next.c.id)))
    .values(due_at=UNTIL, token=TOKEN, tries=jobs.c.tries + 1, key=null())
    .returning(jobs.c.id, jobs.c.verb, jobs.c.subject, jobs.c.tries, jobs.c.token, jobs.c.priority)
)
RENEW = update(jobs).where(_held).values(due_at=UNTIL)
DONE = Hot(delete(jobs).where(_held).returning(jobs.c.id))
DONE_TOGETHER = delete(jobs).where(jobs.c.id.in_(bindparam("ended", expanding=True)), jobs.c.token == TOKEN)
RETRY = update(jobs).where(_held).values(due_at=UNTIL, token=null(), error=bindparam("reason"))
BURY = update(jobs).where(_held).values(dead_at=NOW, token=null(), error=bindparam("reason"))
GIVE_BACK = update(jobs).where(_held).values(due_at=NOW, token=null(), tries=jobs.c.tries - 1)
_newest_dead = (
    select(jobs.c.id)
    .where(jobs.c.dead_at.is_not(None))
    .order_by(jobs.c.dead_at.desc(), jobs.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
FORGET_DEAD = delete(jobs).where(
    (jobs.c.dead_at < bindparam("before", type_=Moment))
    | (jobs.c.dead_at.is_not(None) & jobs.c.id.not_in(_newest_dead))
)
COUNTS = select(
    func.count().filter(jobs.c.dead_at.is_(None), jobs.c.token.is_(None)),
    func.count().filter(jobs.c.dead_at.is_(None), jobs.c.token.is_not(None)),
    func.count().filter(jobs.c.dead_at.is_not(None)),
).select_from(jobs)


def put(  # noqa: PLR0913 - a step has this many parts
    db: Connection,
    verb: str,
    subject: int,
    *,
    key: str | None = None,
    priority: int = 0,
    at: datetime | None = None,
    now: datetime,
) -> None:
    """Queue a step.

    Where a job with the same key waits already, none is added; it is brought forward if this one would
    have come sooner. A job that was taken no longer has its key: what is put then is done again.

    Args:
        db: the transaction of the change that causes the step.
        verb: the step's name.
        subject: the id that the step is about; 0 when there is none.
        key: at most one waiting job has it.
        priority: smaller goes first.
        at: not before this moment.
        now: the present moment.
    """
    values = {"verb": verb, "subject": subject, "key": key, "priority": priority}
    values |= {"due_at": at or now, "put_at": now, "tries": 0}
    if key is None:
        PUT.run(db, values)
    else:
        db.execute(PUT_WITH_KEY[db.dialect.name], values)


def any_due(db: Connection, now: datetime) -> bool:
    """Look whether a claim would find anything, which a read can tell."""
    return db.execute(ANY_DUE, {"now": now}).first() is not None


def is_alive(db: Connection, verb: str) -> bool:
    """Tell whether a job of this kind waits or is held; a dead letter is neither."""
    return bool(db.execute(ALIVE, {"verb": verb}).scalar_one())


def claim(db: Connection, *, now: datetime, lease: timedelta, limit: int, token: str) -> list[Job]:
    """Take the most pressing jobs that are due, each by one worker only, until the lease ends.

    Args:
        db: a transaction.
        now: the present moment.
        lease: for how long nobody else gets them.
        limit: how many at most.
        token: a word that no other claim uses; it proves the lease.
    """
    values = {"now": now, "until": now + lease, "most": limit, "holder": token}
    rows = sorted(db.execute(CLAIM, values), key=lambda row: (row.priority, row.id))
    return [Job(JobId(row.id), row.verb, row.subject, row.tries, row.token) for row in rows]


def renew(db: Connection, held: Sequence[Job], *, now: datetime, lease: timedelta) -> None:
    """Hold jobs for longer. One that was lost meanwhile stays lost, which `done` will say."""
    if held:
        db.execute(RENEW, [_hold(job) | {"until": now + lease} for job in held])


def done(db: Connection, *ended: Job) -> None:
    """End jobs, in the transaction that writes what they did.

    Raises:
        LeaseLost: when another has one of them; the transaction must be rolled back.
    """
    if len(ended) == 1:
        gone = int(DONE.scalar(db, _hold(ended[0])) is not None)
    else:
        gone = sum(_end(db, token, mine) for token, mine in groupby(ended, key=lambda job: job.token))
    if gone < len(ended):
        names = ", ".join(f"{job.id} ({job.verb})" for job in ended)
        message = f"Another worker has since taken one of these jobs: {names}."
        raise LeaseLost(message)


def failed(db: Connection, job: Job, reason: str, *, now: datetime, luck: float) -> None:
    """Put a job back for another try, later each time, or bury it when it has had its tries.

    Args:
        db: a transaction.
        job: what failed.
        reason: why, in plain words that anyone may read.
        now: the present moment.
        luck: a random number in [0, 1), so that jobs that failed together do not come back together.
    """
    if job.tries >= TRIES:
        bury(db, job, reason, now=now)
    else:
        db.execute(RETRY, _hold(job) | {"until": now + pause(job.tries, luck=luck), "reason": reason})


def bury(db: Connection, job: Job, reason: str, *, now: datetime) -> None:
    """Make a job a dead letter: it stays to be looked at, and nobody takes it."""
    db.execute(BURY, _hold(job) | {"now": now, "reason": reason})


def forget_dead(db: Connection, *, before: datetime, most: int) -> int:
    """Drop the dead letters that are older, and of the others all but the newest; tells how many."""
    return db.execute(FORGET_DEAD, {"before": before, "most": most}).rowcount


def give_back(db: Connection, held: Sequence[Job], *, now: datetime) -> None:
    """Return jobs that were taken and not begun, as if nobody had taken them."""
    if held:
        db.execute(GIVE_BACK, [_hold(job) | {"now": now} for job in held])


def pause(tries: int, *, luck: float) -> timedelta:
    """Say how long to wait after the given number of tries.

    >>> pause(1, luck=0.5), pause(2, luck=0.5)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=20))
    """
    return FIRST_PAUSE * float(4 ** (tries - 1)) * (0.5 + luck)


def counts(db: Connection) -> Counts:
    """Count the jobs that wait, those that a worker holds, and the dead letters."""
    return Counts(*db.execute(COUNTS).one())


def _end(db: Connection, token: str, held: Iterable[Job]) -> int:
    return db.execute(DONE_TOGETHER, {"ended": [job.id for job in held], "holder": token}).rowcount


def _hold(job: Job) -> dict[str, object]:
    return {"job": job.id, "holder": job.token}
