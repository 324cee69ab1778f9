"""The worker does what waits: it takes jobs, runs their steps and writes down how they ended.

One thread takes jobs a few at a time and keeps their leases; others run them. A step gets a desk whose
first write also ends the job, so what a step does and that it is done are one commit. Therefore **a
step writes once**, as its last act; one that finds nothing to write is ended by the worker. Fresh jobs of
a step that works `Together` share its one write; if that fails, each of them is run alone.

What always holds: an error, of a step or of the database, ends no thread. A step that fails is tried
again later and buried with its reason after its last try; one without a verb here is buried at once.
Jobs of a worker that died are taken by others when their lease runs out. The steps that repeat themselves
are started anew within a minute after they were given up. Steps have no hurry: while writes of the doors
wait in this process, a step waits a moment too.
"""

import logging
import random
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import TypeVar

from firstline.core.errors import DeskError
from firstline.flows.desk import Desk, Write
from firstline.flows.tidy import start_tidying
from firstline.flows.work import Step, Together
from firstline.store import crash, jobs
from firstline.store.db import Connection
from firstline.store.jobs import Job, LeaseLost

T = TypeVar("T")
Batch = Sequence[Job]
"""Jobs of one step that are run together; mostly only one."""

LEASE = timedelta(seconds=30)
POLL = timedelta(milliseconds=200)

AHEAD = 16
"""Jobs that are taken for each thread: one commit takes them all, and a slow one holds few others up."""

RESTART = timedelta(minutes=1)
"""Between two looks whether the steps that repeat themselves are still alive."""

AFTER_TROUBLE = timedelta(seconds=1)
"""How long the worker leaves a database alone that failed it."""

GIVE_WAY, GIVE_WAY_AT_MOST = 0.005, 0.050
"""Seconds: between two looks whether the doors are busy, and altogether before one step."""

log = logging.getLogger(__name__)


def _idle() -> int:
    return 0


class Worker:
    """Runs the desk's steps in threads of its own, from `start` to `stop`."""

    def __init__(  # noqa: PLR0913 - what it needs, then how it goes about it
        self,
        desk: Desk,
        steps: Mapping[str, Step],
        *,
        threads: int = 1,
        lease: timedelta = LEASE,
        poll: timedelta = POLL,
        restart: timedelta = RESTART,
        waiting: Callable[[], int] = _idle,
    ) -> None:
        self._desk = desk
        self._steps = steps
        self._lease = lease
        self._poll = poll
        self._restart = restart
        self._doors_wait = waiting
        self._most = AHEAD * threads
        self._ready: SimpleQueue[Batch | None] = SimpleQueue()
        self._held: dict[Job, None] = {}
        self._guard = threading.Lock()
        self._bell = threading.Event()
        self._stopping = False
        self._taker = threading.Thread(target=self._take_and_keep, name="firstline-jobs", daemon=True)
        self._runners = [
            threading.Thread(target=self._run_ready, name=f"firstline-worker-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in (self._taker, *self._runners):
            thread.start()

    def nudge(self) -> None:
        """Say that something may be waiting. Cheap, from any thread; losing it costs one `poll`."""
        self._bell.set()

    def stop(self, *, drain: bool = True) -> None:
        """Take no more jobs and return when the threads have ended.

        Args:
            drain: run what was taken; otherwise only the steps under way, and give the rest back.
        """
        self._stopping = True
        if self._taker.ident is None:
            return  # it was never started
        if not drain:
            self._give_back_unbegun()
        for _ in self._runners:
            self._ready.put(None)
        for thread in self._runners:
            thread.join()
        self._bell.set()
        self._taker.join()
        self._give_back_unbegun()

    def _take_and_keep(self) -> None:
        """Take jobs and keep leases until the last job is run."""
        renewal, restart = _Every(self._lease / 3), _Every(self._restart)
        while not self._stopping or any(thread.is_alive() for thread in self._runners):
            self._bell.wait(self._poll.total_seconds())
            self._bell.clear()
            try:
                renewal.run(self._renew)
                self._take()
                restart.run(self._restart_periodic)
            except Exception as error:  # noqa: BLE001 - whatever it was, the next look may find it gone
                log.warning("The worker cannot reach its queue: %s", reason_of(error))
                time.sleep(AFTER_TROUBLE.total_seconds())

    def _take(self) -> None:
        room = self._most - len(self._held)
        # Half of the room at least, so that one commit takes several jobs.
        if self._stopping or room < self._most / 2:
            return
        found = take(self._desk, lease=self._lease, limit=room)
        with self._guard:
            self._held.update(dict.fromkeys(found))
        for batch in batches(self._steps, found):
            self._ready.put(batch)

    def _renew(self) -> None:
        with self._guard:
            held = list(self._held)
        now, lease = self._desk.clock(), self._lease
        if held:
            self._desk.write(lambda db: jobs.renew(db, held, now=now, lease=lease))

    def _restart_periodic(self) -> None:
        if not self._stopping:
            start_tidying(self._desk)

    def _run_ready(self) -> None:
        while (batch := self._ready.get()) is not None:
            self._give_way(len(batch))
            run(self._desk, self._steps, batch)
            with self._guard:
                for job in batch:
                    del self._held[job]
                few = len(self._held) <= self._most // 2
            if few:
                self._bell.set()

    def _give_way(self, work: int) -> None:
        """Let the doors' writes pass, though not for ever: the work must get done as well."""
        enough = time.monotonic() + GIVE_WAY_AT_MOST * work
        while self._doors_wait() and time.monotonic() < enough:
            time.sleep(GIVE_WAY)

    def _give_back_unbegun(self) -> None:
        unbegun = list(self._unbegun())
        if not unbegun:
            return
        now = self._desk.clock()
        try:
            self._desk.write(lambda db: jobs.give_back(db, unbegun, now=now))
        except DeskError as error:
            log.warning("Jobs that were not begun come back when their lease runs out: %s", error.sentence)

    def _unbegun(self) -> Iterator[Job]:
        with suppress(Empty):
            while True:
                yield from self._ready.get_nowait() or ()


def work_off(desk: Desk, steps: Mapping[str, Step], *, lease: timedelta = LEASE) -> int:
    """Run in this thread whatever is due, and what that brings, until nothing is; say how many."""
    total = 0
    while found := take(desk, lease=lease, limit=AHEAD):
        for batch in batches(steps, found):
            run(desk, steps, batch)
        total += len(found)
    return total


def take(desk: Desk, *, lease: timedelta, limit: int) -> list[Job]:
    """Take jobs that are due. A look comes first, so that an idle worker writes nothing.

    Of jobs that were begun before one is taken at a time, to be run last: perhaps it killed its worker, and
    the others, whose beginnings are counted too, shall not be given up on its account.
    """
    now, token = desk.clock(), uuid.uuid4().hex
    with desk.read() as db:
        if not jobs.any_due(db, now):
            return []

    def claim(db: Connection) -> list[Job]:
        found, suspects = _apart(jobs.claim(db, now=now, lease=lease, limit=limit, token=token))
        jobs.give_back(db, suspects[1:], now=now)
        return found + suspects[:1]

    found = desk.write(claim)
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
            _bury(desk, job, f"It was begun {jobs.TRIES} times and never came to an end.")
        elif job.verb not in steps:
            _bury(desk, job, "This version of Firstline knows no such step.")
        else:
            _in_one_write(desk, [job], lambda desk: steps[job.verb](desk, job.subject))
    except LeaseLost:
        log.info("Job %s (%s) was taken by another worker; it is left to that one.", job.id, job.verb)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a step may fail in any way
        _note_failure(desk, job, error)


def reason_of(error: BaseException) -> str:
    """Say why in words that anyone may read: ours are written for that, an exception's text is not."""
    return error.sentence if isinstance(error, DeskError) else f"It stopped with {type(error).__name__}."


def _apart(found: Iterable[Job]) -> tuple[list[Job], list[Job]]:
    """Tell fresh jobs from those that were begun before."""
    fresh: list[Job] = []
    suspects: list[Job] = []
    for job in found:
        (suspects if job.tries > 1 else fresh).append(job)
    return fresh, suspects


class _Every:
    """Something to do now and then; what failed is due at the next look."""

    def __init__(self, span: timedelta) -> None:
        self._seconds = span.total_seconds()
        self._due_at = time.monotonic() + self._seconds

    def run(self, act: Callable[[], None]) -> None:
        if time.monotonic() >= self._due_at:
            act()
            self._due_at = time.monotonic() + self._seconds


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
    step(replace(desk, write=write))
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
