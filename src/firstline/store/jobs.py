"""The queue on disk: a table of steps, each held under a lease by the worker that runs it.

A step is queued in the transaction of the change that causes it (`put`) and leaves the table in the
transaction that writes what it did (`done`), so its effect in the database happens exactly once, however
often it is started. A worker takes jobs for a while (`claim`) and asks for more time while it works
(`renew`); the jobs of a worker that died come back when their lease runs out, or when others notice that it
keeps silent (`release`). Then the old worker's token no longer fits: `done` raises `LeaseLost`, and with it
all that the late step wrote is undone. The same happens to the step of a job whose row somebody deleted.

A job's first try is counted when it is taken, each further one when it is begun (`begin`), so a job that
kills its worker is counted too, and one that was only taken by a worker that died is not given up for that.
After `TRIES` failures a job is a dead letter: it stays in the table for a while, with the reason, and nobody
takes it.

Of a verb with a limit no more jobs are held at once than that, by all workers together; the rest of them
wait, and others are taken past them.

The same statements serve SQLite, where one writer follows the other, and PostgreSQL, where workers on
many machines skip the rows that others are just taking.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
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
from sqlalchemy.sql.dml import Insert, ReturningUpdate

from firstline.core.clock import Clock
from firstline.core.errors import Conflict
from firstline.core.ids import JobId
from firstline.store.hold import hold
from firstline.store.hot import Hot
from firstline.store.schema import Moment, jobs

TRIES = 5
"""How often a step may fail."""

AT_ONCE = 2
"""How often a job is begun without a pause though its worker was gone before it was done."""

FIRST_PAUSE = timedelta(seconds=5)
"""Before the second try, on average. Each further pause is four times as long, so the last try comes
about seven minutes after the first: an outage that lasts longer is for a person to look at."""

NO_LIMITS: Mapping[str, int] = MappingProxyType({})


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
    priority: int = field(default=0, compare=False)
    reason: str | None = field(default=None, compare=False)
    """Why it had to wait before this try; None: it did not."""

    @property
    def must_wait(self) -> bool:
        """It was begun more than once, and nobody came back to say what became of it."""
        return AT_ONCE < self.tries <= TRIES and self.reason is None


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
UNKNOWN = (
    select(jobs.c.verb)
    .distinct()
    .where(jobs.c.dead_at.is_(None), jobs.c.token.is_(None))
    .where(jobs.c.verb.not_in(bindparam("known", expanding=True)))
)
THERE = select(exists().where(jobs.c.id == bindparam("job")))

_past = jobs.c.verb.not_in(bindparam("leave", expanding=True))
_of_one = jobs.c.verb == bindparam("only", type_=Text)
_most = bindparam("most", type_=Integer)


def _most_pressing(column: ColumnElement[Any], *which: ColumnElement[bool]) -> Select[Any]:
    """Read the due jobs from the front of their index, however many there are.

    That the dead letters' moment, which none of them has, comes first in the order tells PostgreSQL that the
    index is in this order already; otherwise it would sort the whole backlog. SQLite must be told the index.
    """
    order = (jobs.c.dead_at, jobs.c.priority, jobs.c.due_at, jobs.c.id)
    found = select(column).where(_waiting, *which).order_by(*order).limit(_most)
    return found.with_hint(jobs, "INDEXED BY ix_jobs_due", dialect_name="sqlite")


ANY_DUE_PAST = select(literal(1)).where(exists().where(_waiting, _past))
PRESSING = _most_pressing(jobs.c.verb, _past)


def _claim(*which: ColumnElement[bool]) -> ReturningUpdate[Any]:
    """Build the statement that takes the most pressing jobs.

    Locking makes PostgreSQL run its first part once, so that the limit holds; SQLite has no need of it and
    leaves it out.
    """
    following = _most_pressing(jobs.c.id, *which).with_for_update(skip_locked=True).cte("next")
    taken = {"due_at": UNTIL, "token": TOKEN, "worker": bindparam("by", type_=Text), "key": null()}
    return (
        update(jobs)
        .where(jobs.c.id.in_(select(following.c.id)))
        .values(**taken, tries=jobs.c.tries + 1)
        .returning(
            *(jobs.c.id, jobs.c.verb, jobs.c.subject, jobs.c.tries, jobs.c.token, jobs.c.priority),
            jobs.c.error,
        )
    )


CLAIM, CLAIM_PAST, CLAIM_ONE_VERB = _claim(), _claim(_past), _claim(_of_one)

# Leases end soon, so this reads few of the rows that are to come due, however many wait for a far moment.
HELD = (
    select(jobs.c.verb, func.count())
    .where(jobs.c.dead_at.is_(None), jobs.c.due_at > NOW, jobs.c.due_at <= UNTIL)
    .where(jobs.c.token.is_not(None), jobs.c.verb.in_(bindparam("verbs", expanding=True)))
    .group_by(jobs.c.verb)
)
_free = {"token": null(), "worker": null()}
_of_token = jobs.c.id.in_(bindparam("held", expanding=True)) & (jobs.c.token == TOKEN)
_of_workers = (
    jobs.c.dead_at.is_(None)
    & (jobs.c.due_at > NOW)
    & jobs.c.token.is_not(None)
    & jobs.c.worker.in_(bindparam("workers", expanding=True))
)
RENEW = update(jobs).where(_of_token).values(due_at=UNTIL).returning(jobs.c.id)
RELEASE = update(jobs).where(_of_workers).values(due_at=NOW, **_free)
ANY_OF_WORKERS = select(exists().where(_of_workers))
DONE = Hot(delete(jobs).where(_held).returning(jobs.c.id))
DONE_TOGETHER = delete(jobs).where(jobs.c.id.in_(bindparam("ended", expanding=True)), jobs.c.token == TOKEN)
RETRY = update(jobs).where(_held).values(due_at=UNTIL, error=bindparam("reason"), **_free)
BURY = update(jobs).where(_held).values(dead_at=NOW, error=bindparam("reason"), **_free)
_ENDED = bindparam("ended", type_=Integer)
GIVE_BACK = update(jobs).where(_held).values(due_at=NOW, tries=_ENDED, **_free)
NOT_BEGUN = update(jobs).where(_held).values(tries=_ENDED)
BEGIN = update(jobs).where(_held).values(tries=bindparam("begun", type_=Integer), error=null())
POSTPONE = (
    update(jobs)
    .where(_held)
    .values(due_at=UNTIL, tries=_ENDED, error=bindparam("reason", type_=Text), **_free)
)
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


def any_due(db: Connection, now: datetime, *, leave: Collection[str] = ()) -> bool:
    """Look whether a claim would find anything, which a read can tell; verbs to `leave` do not count."""
    if leave:
        found = db.execute(ANY_DUE_PAST, {"now": now, "leave": [*leave]})
    else:
        found = db.execute(ANY_DUE, {"now": now})
    return found.first() is not None


def is_alive(db: Connection, verb: str) -> bool:
    """Tell whether a job of this kind waits or is held; a dead letter is neither."""
    return bool(db.execute(ALIVE, {"verb": verb}).scalar_one())


def unknown(db: Connection, known: Collection[str]) -> frozenset[str]:
    """Name the verbs of waiting jobs that are not among those that are known."""
    return frozenset(db.execute(UNKNOWN, {"known": [*known]}).scalars())


def full(db: Connection, limits: Mapping[str, int], *, now: datetime, lease: timedelta) -> set[str]:
    """Name the verbs of which as many jobs are held as may be."""
    if not limits:
        return set()
    held = _count_held(db, limits, now=now, lease=lease)
    return {verb for verb, most in limits.items() if held[verb] >= most}


def claim(  # noqa: PLR0913 - what to take, for whom, and what to leave to others
    db: Connection,
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    token: str,
    worker: str | None = None,
    leave: Collection[str] = (),
    limits: Mapping[str, int] = NO_LIMITS,
) -> list[Job]:
    """Take the most pressing jobs that are due, each by one worker only, until the lease ends.

    Args:
        db: a transaction.
        now: the present moment.
        lease: for how long nobody else gets them.
        limit: how many at most.
        token: a word that no other claim uses; it proves the lease.
        worker: who takes them.
        leave: verbs that are left to others.
        limits: how many jobs of a verb may be held at once, by all workers together.
    """
    values = {"now": now, "until": now + lease, "holder": token, "by": worker}
    rows: Sequence[Row[Any]]
    if limits:
        rows = _claim_within(db, values, limit=limit, leave=leave, limits=limits, lease=lease)
    elif leave:
        rows = db.execute(CLAIM_PAST, values | {"most": limit, "leave": [*leave]}).all()
    else:
        rows = db.execute(CLAIM, values | {"most": limit}).all()
    jobs_in_order = sorted(rows, key=lambda row: (row.priority, row.id))
    return [
        Job(JobId(row.id), row.verb, row.subject, row.tries, row.token, row.priority, row.error)
        for row in jobs_in_order
    ]


def renew(db: Connection, held: Sequence[Job], *, now: datetime, lease: timedelta) -> list[Job]:
    """Hold jobs for longer; give those that were lost meanwhile, which stay lost."""
    kept: set[int] = set()
    for token, mine in groupby(held, key=lambda job: job.token):
        values = {"held": [job.id for job in mine], "holder": token, "until": now + lease}
        kept.update(db.execute(RENEW, values).scalars())
    return [job for job in held if job.id not in kept]


def any_of(db: Connection, workers: Collection[str], now: datetime) -> bool:
    """Look whether one of these workers holds a job whose lease has not run out."""
    return bool(db.execute(ANY_OF_WORKERS, {"workers": [*workers], "now": now}).scalar_one())


def release(db: Connection, workers: Collection[str], *, now: datetime) -> int:
    """Take away what these workers hold, so that it is due for others at once; tells how many jobs."""
    return db.execute(RELEASE, {"workers": [*workers], "now": now}).rowcount


def is_there(db: Connection, job: Job) -> bool:
    """Tell whether a job is still in the table, whoever holds it."""
    return bool(db.execute(THERE, {"job": job.id}).scalar_one())


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
        db.execute(GIVE_BACK, [_unbegun(job) | {"now": now} for job in held])


def not_begun(db: Connection, held: Sequence[Job]) -> None:
    """Hold jobs whose tries are counted when they are begun."""
    if held:
        db.execute(NOT_BEGUN, [_unbegun(job) for job in held])


def begin(db: Connection, job: Job) -> None:
    """Count a try of a job that was `not_begun`.

    Raises:
        LeaseLost: when another has it.
    """
    if db.execute(BEGIN, _hold(job) | {"begun": job.tries}).rowcount == 0:
        message = f"Another worker has since taken job {job.id} ({job.verb})."
        raise LeaseLost(message)


def postpone(db: Connection, held: Sequence[Job], *, now: datetime, luck: float) -> None:
    """Let jobs wait that were taken and not begun, because they `must_wait`; arguments as `failed`."""
    for job in held:
        wait = {"until": now + pause(job.tries - AT_ONCE, luck=luck), "reason": never_ended(job.tries - 1)}
        db.execute(POSTPONE, _unbegun(job) | wait)


def never_ended(times: int) -> str:
    """Say of a job that its workers were gone before it was done."""
    return f"It was begun {times} times and never came to an end."


def pause(tries: int, *, luck: float) -> timedelta:
    """Say how long to wait after the given number of tries.

    >>> pause(1, luck=0.5), pause(2, luck=0.5)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=20))
    """
    return FIRST_PAUSE * float(4 ** (tries - 1)) * (0.5 + luck)


def counts(db: Connection) -> Counts:
    """Count the jobs that wait, those that a worker holds, and the dead letters."""
    return Counts(*db.execute(COUNTS).one())


def _claim_within(  # noqa: PLR0913 - as `claim`
    db: Connection,
    values: Mapping[str, Any],
    *,
    limit: int,
    leave: Collection[str],
    limits: Mapping[str, int],
    lease: timedelta,
) -> list[Row[Any]]:
    """Take what is free of limits at once, and of each limited verb as many as may still be held."""
    look = {"now": values["now"], "most": limit, "leave": [*leave]}
    wanted = Counter(db.execute(PRESSING, look).scalars())
    limited = sorted(wanted.keys() & limits.keys())
    rows: list[Row[Any]] = []
    if rest := wanted.total() - sum(wanted[verb] for verb in limited):
        rows += db.execute(CLAIM_PAST, {**values, "most": rest, "leave": [*leave, *limits]})
    for verb in limited:
        hold(db, f"jobs:{verb}")  # or two workers could take the last place at once
        held = _count_held(db, [verb], now=values["now"], lease=lease)[verb]
        if (most := min(wanted[verb], limits[verb] - held)) > 0:
            rows += db.execute(CLAIM_ONE_VERB, {**values, "only": verb, "most": most})
    return rows


def _count_held(db: Connection, verbs: Iterable[str], *, now: datetime, lease: timedelta) -> Counter[str]:
    soon = now + 2 * lease  # a lease was given a while ago, or by a clock that is a little ahead
    found = db.execute(HELD, {"verbs": [*verbs], "now": now, "until": soon})
    return Counter(dict(map(tuple, found)))


def _end(db: Connection, token: str, held: Iterable[Job]) -> int:
    return db.execute(DONE_TOGETHER, {"ended": [job.id for job in held], "holder": token}).rowcount


def _unbegun(job: Job) -> dict[str, object]:
    return _hold(job) | {"ended": job.tries - 1}


def _hold(job: Job) -> dict[str, object]:
    return {"job": job.id, "holder": job.token}
