"""From a job to its end: it is taken, its step is run, and how it ended is written down.

A step gets a desk whose first write also ends the job, so what a step does and that it is done are one
commit. Therefore **a step writes once**, as its last act; one that finds nothing to write is ended here.
Fresh jobs of a step that works `Together` share its one write; if that fails, each of them is run alone.

What always holds: an error, of a step or of the database, is written down and raised no further. A step that
fails is tried again later and buried with its reason after its last try. One without a verb here is buried at
once, unless a worker of another version is about, which may know it. A job that was cancelled, or that
another worker has taken, leaves nothing of what its step wrote.
"""

import logging
import random
import traceback
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import groupby
from typing import TypeVar

from firstline import __version__
from firstline.core.errors import DeskError
from firstline.flows.desk import Desk, Write
from firstline.flows.work import Step, Together, limits_of
from firstline.run.ready import Batch
from firstline.store import crash, jobs, workers
from firstline.store.db import Connection
from firstline.store.jobs import NO_LIMITS, Job, LeaseLost

T = TypeVar("T")

LEASE = timedelta(seconds=30)
BEAT = timedelta(seconds=10)
"""How often a worker says that it lives."""
MISSED = 3
"""Beats after which a worker that kept silent is taken for dead."""

AHEAD = 16
"""Jobs that are taken for each thread: one commit takes them all, and a slow one holds few others up."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the queue has found."""

    any_due: bool
    left: frozenset[str] = frozenset()
    """Verbs that were looked past, and are to be left."""


def work_off(desk: Desk, steps: Mapping[str, Step], *, lease: timedelta = LEASE) -> int:
    """Run in this thread whatever is due, and what that brings, until nothing is; say how many."""
    total = 0
    while found := take(desk, lease=lease, limit=AHEAD, limits=limits_of(steps)):
        for batch in batches(steps, found):
            run(desk, steps, batch)
        total += len(found)
    return total


def take(  # noqa: PLR0913 - what to take, for whom, and what to leave to others
    desk: Desk,
    *,
    lease: timedelta,
    limit: int,
    worker: str | None = None,
    leave: Collection[str] = (),
    limits: Mapping[str, int] = NO_LIMITS,
) -> list[Job]:
    """Take jobs that are due. A look comes first, so that an idle worker writes nothing."""
    seen = look(desk, lease=lease, leave=leave, limits=limits)
    if not seen.any_due:
        return []
    return claim(desk, lease=lease, limit=limit, worker=worker, leave=seen.left, limits=limits)


def look(desk: Desk, *, lease: timedelta, leave: Collection[str], limits: Mapping[str, int]) -> Look:
    """Look what could be taken, which costs no write."""
    now = desk.clock()
    with desk.read() as db:
        if not jobs.any_due(db, now):
            return Look(any_due=False)
        left = frozenset(leave) | jobs.full(db, limits, now=now, lease=lease)
        return Look(any_due=not left or jobs.any_due(db, now, leave=left), left=left)


def claim(  # noqa: PLR0913 - as `take`
    desk: Desk,
    *,
    lease: timedelta,
    limit: int,
    worker: str | None,
    leave: Collection[str],
    limits: Mapping[str, int],
) -> list[Job]:
    """Take jobs, without a look before.

    Of jobs that were begun before one is taken at a time, to be run last: perhaps it killed its worker, and
    the others shall not be given up on its account. One that was begun twice waits before it is begun again,
    as it would had it failed: it may end each worker that begins it.
    """
    now, token = desk.clock(), uuid.uuid4().hex
    luck = random.random()  # noqa: S311 - jitter keeps no secret
    claiming = partial(jobs.claim, now=now, lease=lease, limit=limit, token=token, worker=worker)

    def change(db: Connection) -> list[Job]:
        found, begun_before = _apart(claiming(db, leave=leave, limits=limits))
        jobs.postpone(db, [job for job in begun_before if job.must_wait], now=now, luck=luck)
        suspects = [job for job in begun_before if not job.must_wait]
        jobs.give_back(db, suspects[1:], now=now)
        jobs.not_begun(db, suspects[:1])
        return found + suspects[:1]

    found = desk.write(change)
    crash.point("after_claim")
    return found


def batches(steps: Mapping[str, Step], found: Iterable[Job]) -> Iterator[Batch]:
    """Put those together that may share a write."""
    for verb, neighbours in groupby(found, key=lambda job: job.verb):
        fresh, alone = _apart(neighbours)
        if isinstance(steps.get(verb), Together) and fresh:
            yield fresh
        else:
            alone = fresh + alone
        yield from ([job] for job in alone)


def run(desk: Desk, steps: Mapping[str, Step], batch: Batch) -> None:
    """Run jobs to their ends, whichever those are. Raises nothing."""
    if len(batch) == 1 or not _run_together(desk, steps[batch[0].verb], batch):
        for job in batch:
            _run_alone(desk, steps, job)


def reason_of(error: BaseException) -> str:
    """Say why in words that anyone may read: ours are written for that, an exception's text is not."""
    return error.sentence if isinstance(error, DeskError) else f"It stopped with {type(error).__name__}."


def strangers(db: Connection, desk: Desk) -> bool:
    """Tell whether a worker of another version lives, which may know other verbs."""
    lately = desk.clock() - MISSED * BEAT
    return any(one.seen_at >= lately and one.version != __version__ for one in workers.known(db))


def _run_together(desk: Desk, step: Step, batch: Batch) -> bool:
    """Run jobs with one write for all; tell whether that worked."""
    assert isinstance(step, Together)  # noqa: S101 - only those come in batches
    try:
        _in_one_write(desk, batch, lambda desk: step.verb(desk, [job.subject for job in batch]))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a step may fail in any way
        log.info("%s jobs (%s) failed together: %s", len(batch), batch[0].verb, reason_of(error))
        return False
    return True


def _run_alone(desk: Desk, steps: Mapping[str, Step], job: Job) -> None:
    try:
        if job.tries > jobs.TRIES:
            _bury(desk, job, jobs.never_ended(jobs.TRIES))
        elif job.verb not in steps:
            _leave_or_bury(desk, job)
        else:
            if job.tries > 1:
                desk.write(lambda db: jobs.begin(db, job))
            _in_one_write(desk, [job], lambda desk: steps[job.verb](desk, job.subject))
    except LeaseLost:
        _tell_of_loss(desk, job)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a step may fail in any way
        _note_failure(desk, job, error)


def _tell_of_loss(desk: Desk, job: Job) -> None:
    """Say why nothing of a step was written; that is no error."""
    try:
        with desk.read() as db:
            is_there = jobs.is_there(db, job)
    except DeskError:
        is_there = True  # so it seemed to the write
    if is_there:
        log.info("Job %s (%s) was taken by another worker; it is left to that one.", job.id, job.verb)
    else:
        log.info(
            "Job %s (%s) was cancelled, or done by another worker; nothing was written.", job.id, job.verb
        )


def _leave_or_bury(desk: Desk, job: Job) -> None:
    """Leave a verb that is not known here to those who may know it, while a new version is taking over."""

    def decide(db: Connection) -> bool:
        is_others = strangers(db, desk)
        if is_others:
            jobs.give_back(db, [job], now=desk.clock() + jobs.FIRST_PAUSE)
        return is_others

    if not desk.write(decide):
        _bury(desk, job, "This version of Firstline knows no such step.")


def _apart(found: Iterable[Job]) -> tuple[list[Job], list[Job]]:
    """Tell fresh jobs from those that were begun before."""
    fresh: list[Job] = []
    suspects: list[Job] = []
    for job in found:
        (suspects if job.tries > 1 else fresh).append(job)
    return fresh, suspects


@dataclass(slots=True)
class _LastWrite:
    """The way in which a step writes: once, and that ends its jobs."""

    desk: Desk
    batch: Batch
    ended: bool = field(default=False, init=False)

    def __call__(self, change: Callable[[Connection], T], /) -> T:
        if self.ended:
            message = "A step writes once: its first write has ended it."
            raise RuntimeError(message)

        def change_and_end(db: Connection) -> T:
            result = change(db)
            self.desk.queue.done(db, *self.batch)
            return result

        result = self.desk.write(change_and_end)
        self.ended = True
        return result


def _in_one_write(desk: Desk, batch: Batch, step: Callable[[Desk], None]) -> None:
    last_write = _LastWrite(desk, batch)
    write: Write = last_write
    step(replace(desk, write=write, attempt=batch[0].tries))
    if not last_write.ended:
        last_write(lambda _: None)


def _bury(desk: Desk, job: Job, reason: str) -> None:
    log.error("Job %s (%s) is given up: %s", job.id, job.verb, reason)
    desk.write(lambda db: jobs.bury(db, job, reason, now=desk.clock()))


def _note_failure(desk: Desk, job: Job, error: BaseException) -> None:
    """Write down that a step failed. If even that fails, the lease runs out and the job comes back."""
    reason, luck = reason_of(error), random.random()  # noqa: S311 - jitter keeps no secret
    log.warning("Job %s (%s) failed at try %s: %s%s", job.id, job.verb, job.tries, reason, _where(error))
    try:
        desk.write(lambda db: jobs.failed(db, job, reason, now=desk.clock(), luck=luck))
    except Exception as trouble:  # noqa: BLE001 - there is nobody left to tell
        log.warning("That could not be written down: %s", reason_of(trouble))


def _where(error: BaseException) -> str:
    """Show the way to an unexpected error, without its text, which may hold a customer's words."""
    frames = [] if isinstance(error, DeskError) else traceback.format_tb(error.__traceback__)
    return "".join(["\n", *frames]) if frames else ""
