"""The queue as people look at it, and what they decide about a job.

Each function is one question or one decision. What always holds: nothing here tells a customer's words; a job
is a verb and a number, and its reason is written for anyone. A decision first takes hold of the job's row, so
that of two people, or of a person and a worker, the second finds what the first has left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, delete, func, null, select, update

from firstline.core.errors import Conflict, Missing
from firstline.core.ids import JobId
from firstline.store.schema import Moment, jobs, workers


class State(StrEnum):
    """What is with a job."""

    WAITING = "waiting"
    """For its moment, or for a worker."""
    RUNNING = "running"
    """A worker holds it."""
    DEAD = "dead"
    """A dead letter: it was given up, and nobody takes it."""


class JobMissing(Missing):
    """The job is done, was taken away, or never was."""

    code = "job_missing"


class JobNotDead(Conflict):
    """Only a dead letter can be retried or discarded."""

    code = "job_not_dead"


class JobDead(Conflict):
    """A dead letter has nothing to be cancelled."""

    code = "job_dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A job as it stands."""

    id: JobId
    verb: str
    subject: int
    state: State
    tries: int
    priority: int
    due_at: datetime
    """While it runs: when its lease ends, unless it is renewed."""
    put_at: datetime
    dead_at: datetime | None
    reason: str | None
    """Why its last try failed."""
    worker: str | None
    """Which machine and process holds it."""


STATES = {
    State.WAITING: and_(jobs.c.dead_at.is_(None), jobs.c.token.is_(None)),
    State.RUNNING: and_(jobs.c.dead_at.is_(None), jobs.c.token.is_not(None)),
    State.DEAD: jobs.c.dead_at.is_not(None),
}
_SHOWN = select(
    jobs.c.id,
    jobs.c.verb,
    jobs.c.subject,
    jobs.c.token,
    jobs.c.tries,
    jobs.c.priority,
    jobs.c.due_at,
    jobs.c.put_at,
    jobs.c.dead_at,
    jobs.c.error,
    func.coalesce(workers.c.place, jobs.c.worker).label("worker"),
).select_from(jobs.outerjoin(workers, workers.c.id == jobs.c.worker))

REVIVE = (
    update(jobs)
    .where(jobs.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        dead_at=null(),
        token=null(),
        worker=null(),
        error=null(),
        tries=0,
        due_at=bindparam("now", type_=Moment),
    )
)
REMOVE = delete(jobs).where(jobs.c.id == bindparam("job"))


def page(
    db: Connection, *, state: State | None, verb: str | None, after: int, limit: int
) -> Sequence[Listed]:
    """List jobs in the order in which they were queued, behind a number."""
    asked = _only(_SHOWN.where(jobs.c.id > after), state, verb).order_by(jobs.c.id)
    return list(map(_listed, db.execute(asked.limit(limit))))


def load(db: Connection, job_id: JobId) -> Listed:
    """Fetch one job, or say that it is missing."""
    return _one(db, job_id, _SHOWN)


def take_dead(db: Connection, job_id: JobId) -> Listed:
    """Take hold of a dead letter, to decide about it.

    Raises:
        JobMissing: when there is no such job.
        JobNotDead: when it waits or runs.
    """
    job = _one(db, job_id, _SHOWN.with_for_update(of=jobs))
    if job.state is not State.DEAD:
        message = f"Job {job_id} is {job.state}, and no dead letter. `cancel` takes it away."
        raise JobNotDead(message)
    return job


def take_living(db: Connection, job_id: JobId) -> Listed:
    """Take hold of a job that waits or runs, to decide about it.

    Raises:
        JobMissing: when there is no such job.
        JobDead: when it is a dead letter.
    """
    job = _one(db, job_id, _SHOWN.with_for_update(of=jobs))
    if job.state is State.DEAD:
        message = f"Job {job_id} is a dead letter: nobody will run it. Retry or discard it."
        raise JobDead(message)
    return job


def take_all_dead(db: Connection, *, verb: str | None, limit: int) -> Sequence[Listed]:
    """Take hold of the oldest dead letters that nobody else decides about just now."""
    asked = _only(_SHOWN, State.DEAD, verb).order_by(jobs.c.id).limit(limit)
    return list(map(_listed, db.execute(asked.with_for_update(of=jobs, skip_locked=True))))


def revive(db: Connection, dead: Sequence[Listed], *, now: datetime) -> None:
    """Let dead letters wait again: due now, and with all their tries."""
    if dead:
        db.execute(REVIVE, {"ids": [job.id for job in dead], "now": now})


def remove(db: Connection, job: Listed) -> None:
    """Take a job away; if a worker holds it, what that one writes about it is undone by its lost lease."""
    db.execute(REMOVE, {"job": job.id})


def count_dead(db: Connection, *, verb: str | None) -> int:
    """Count the dead letters, all or those of a verb."""
    asked = _only(select(func.count()).select_from(jobs), State.DEAD, verb)
    return int(db.execute(asked).scalar_one())


def job_missing(job_id: JobId) -> JobMissing:
    """Say that there is no such job."""
    return JobMissing(f"There is no job {job_id}. A job that is done leaves the queue.")


def _only(asked: Select[Any], state: State | None, verb: str | None) -> Select[Any]:
    return asked.where(*_conditions(state, verb))


def _conditions(state: State | None, verb: str | None) -> Iterator[Any]:
    if state is not None:
        yield STATES[state]
    if verb is not None:
        yield jobs.c.verb == verb


def _one(db: Connection, job_id: JobId, asked: Select[Any]) -> Listed:
    row = db.execute(asked.where(jobs.c.id == job_id)).one_or_none()
    if row is None:
        raise job_missing(job_id)
    return _listed(row)


def _listed(row: Row[Any]) -> Listed:
    values = row._asdict()
    token, reason = values.pop("token"), values.pop("error")
    state = State.WAITING if token is None else State.RUNNING
    if row.dead_at is not None:
        state = State.DEAD
    worker = row.worker if state is State.RUNNING else None
    return Listed(**values | {"worker": worker}, reason=reason, state=state)
