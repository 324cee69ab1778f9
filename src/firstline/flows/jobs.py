"""Look at what the desk does by itself, and decide about what it gave up or shall not do.

Each decision is an event of the log with the job's verb, subject and reason, in the same transaction. What
always holds: a job that is cancelled while a worker holds it writes nothing, because that worker has lost its
lease.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from firstline.core.access import Principal
from firstline.core.ids import JobId
from firstline.flows.desk import Desk
from firstline.store import events, job_list, jobs
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.job_list import Listed, State
from firstline.store.jobs import Counts

MOST_AT_ONCE = 500
"""Dead letters that are retried by one decision: one transaction that is over in a moment."""


@dataclass(frozen=True, slots=True)
class WhichJobs:
    """Which jobs are wanted; None: any."""

    state: State | None = None
    verb: str | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """How many jobs there are, whichever were asked for, and a page of those that were."""

    counts: Counts
    jobs: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of the dead letters."""

    retried: int
    left: int
    """Dead letters that were meant and are still there: more than fit into one decision."""


def list_jobs(desk: Desk, which: WhichJobs, *, after: int, limit: int) -> Overview:
    """Count the jobs, and list some in the order in which they were queued."""
    with desk.read() as db:
        found = job_list.page(db, state=which.state, verb=which.verb, after=after, limit=limit)
        return Overview(jobs.counts(db), found)


def load_job(desk: Desk, job_id: JobId) -> Listed:
    """Give one job.

    Raises:
        JobMissing: when there is no such job; one that is done leaves the queue.
    """
    with desk.read() as db:
        return job_list.load(db, job_id)


def retry_job(desk: Desk, job_id: JobId, *, by: Principal) -> Listed:
    """Let a dead letter be tried again: now, and with all its tries.

    Raises:
        JobMissing: when there is no such job.
        JobNotDead: when it waits or runs.
    """

    def save(db: Connection) -> Listed:
        _revive(desk, db, [job_list.take_dead(db, job_id)], by)
        return job_list.load(db, job_id)

    job = desk.write(save)
    desk.nudge()
    return job


def retry_all(desk: Desk, *, verb: str | None = None, by: Principal) -> Retried:
    """Let every dead letter be tried again, or every one of a verb; so many at once and no more."""

    def save(db: Connection) -> Retried:
        dead = job_list.take_all_dead(db, verb=verb, limit=MOST_AT_ONCE)
        _revive(desk, db, dead, by)
        return Retried(len(dead), job_list.count_dead(db, verb=verb))

    done = desk.write(save)
    desk.nudge()
    return done


def cancel_job(desk: Desk, job_id: JobId, *, by: Principal) -> Listed:
    """Take a job away that waits or runs, and give it as it stood.

    Raises:
        JobMissing: when there is no such job.
        JobDead: when it is a dead letter.
    """

    def save(db: Connection) -> Listed:
        job = job_list.take_living(db, job_id)
        _remove(desk, db, job, "job.cancelled", by)
        return job

    return desk.write(save)


def discard_job(desk: Desk, job_id: JobId, *, by: Principal) -> Listed:
    """Throw a dead letter away, and give it as it stood.

    Raises:
        JobMissing: when there is no such job.
        JobNotDead: when it waits or runs.
    """

    def save(db: Connection) -> Listed:
        job = job_list.take_dead(db, job_id)
        _remove(desk, db, job, "job.discarded", by)
        return job

    return desk.write(save)


def _revive(desk: Desk, db: Connection, dead: Sequence[Listed], by: Principal) -> None:
    job_list.revive(db, dead, now=desk.clock())
    for job in dead:
        _tell(desk, db, job, "job.retried", by)


def _remove(desk: Desk, db: Connection, job: Listed, kind: str, by: Principal) -> None:
    job_list.remove(db, job)
    _tell(desk, db, job, kind, by)


def _tell(desk: Desk, db: Connection, job: Listed, kind: str, by: Principal) -> None:
    """Write the decision into the log, where the job itself is soon not to be found any more."""
    data = {"job_id": job.id, "verb": job.verb, "subject": job.subject, "reason": job.reason}
    events.add(db, None, Event(kind, by.name, data, desk.clock()))
