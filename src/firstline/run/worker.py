"""The worker does what waits: it takes jobs, has their steps run, and looks after the clock.

One thread takes jobs a few at a time, keeps their leases, says every ten seconds that this worker lives, and
puts the jobs that come again and again. Others run what was taken (`ready`, `steps`), from as many verbs as
wait: a long backlog of one verb does not keep the others from being taken and begun.

What always holds: an error, of a step or of the database, ends no thread. Jobs of a worker that died are
taken by others when their lease runs out, or when it has been silent for three beats. A worker that was
frozen and wakes goes on; what it had begun finds its lease lost. Steps have no hurry: while writes of this
process wait, a step waits a moment too, and while messages come in, steps are run one by one with pauses, so
that no message waits for a backlog of them. Stopping takes no longer than it is allowed to: a step
that does not end in time is left to its lease.
"""

import logging
import os
import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import timedelta

from firstline import __version__
from firstline.core.errors import DeskError
from firstline.flows.desk import Desk
from firstline.flows.tick import Schedule, tick
from firstline.flows.work import SCHEDULES, Step, limits_of, outside_of
from firstline.run.ready import Batch, Ready
from firstline.run.steps import (
    AHEAD,
    BEAT,
    LEASE,
    MISSED,
    Look,
    batches,
    claim,
    look,
    reason_of,
    run,
    strangers,
    take,
    work_off,
)
from firstline.store import jobs, workers
from firstline.store.db import Connection
from firstline.store.jobs import Job

__all__ = ["AHEAD", "BEAT", "LEASE", "MISSED", "THREADS", "Worker", "look", "take", "work_off"]

POLL = timedelta(milliseconds=100)
"""Between two looks whether another process has queued something."""

TICK = timedelta(seconds=1)
"""Between two looks at the schedules."""

THREADS = 2
"""So that one is left for the other verbs when the jobs of one are many and slow."""

DRAIN = timedelta(seconds=10)
"""How long a stop waits for what was taken."""

AFTER_TROUBLE = timedelta(seconds=1)
"""How long the worker leaves a database alone that failed it."""

REST, SHORTEST_REST, LONGEST_REST = 20, 0.05, 0.5
"""To look past a long backlog for other verbs takes milliseconds, and must not take a core: the next such
look waits so many times as long as the last one took, within these seconds."""

GIVE_WAY, GIVE_WAY_AT_MOST = 0.005, 0.100
"""Seconds: between two looks whether the doors are busy, and altogether before jobs are taken or begun."""

LATELY, FEW, PAUSE = 0.25, 1, 3
"""Seconds after a message in which the doors count as busy; how many jobs share a write meanwhile, because a
message that comes in the middle waits for all of them; and for how many times as long as they took the doors
have the processor for themselves then."""

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
        threads: int = THREADS,
        lease: timedelta = LEASE,
        poll: timedelta = POLL,
        beat: timedelta = BEAT,
        schedules: Mapping[str, Schedule] = SCHEDULES,
        waiting: Callable[[], int] = _idle,
    ) -> None:
        """Make a worker.

        Args:
            desk: on which it works.
            steps: what it can do.
            threads: how many steps it runs at once; of one verb one less, where there are several. Steps that
                wait for the outside world have others.
            lease: for how long what it takes is its own, unless it asks for more time.
            poll: between two looks at the queue.
            beat: how often it says that it lives.
            schedules: what comes again and again; of these it minds the ones among its steps.
            waiting: tells how many writes of the doors wait.
        """
        self.id = uuid.uuid4().hex
        self._desk = desk
        self._steps = steps
        self._limits = limits_of(steps)
        self._schedules = {verb: each for verb, each in schedules.items() if verb in steps}
        self._lease = lease
        self._poll = poll
        self._beat = beat
        self._often = min(lease / 3, beat)
        self._doors_wait = waiting
        self._share = AHEAD * max(1, threads - 1)
        self._me = workers.Worker(self.id, _place(), __version__, desk.clock(), desk.clock())
        outside = outside_of(steps)
        self._ready = Ready(threads, outside)
        self._held: dict[Job, None] = {}
        self._unknown: frozenset[str] = frozenset()
        self._rest_until = 0.0
        self._nudged_at = 0.0
        self._looked_past = False
        self._guard = threading.Lock()
        self._bell = threading.Event()
        self._stopping = self._ended = False
        self._taker = threading.Thread(target=self._take_and_keep, name="firstline-jobs", daemon=True)
        self._runners = [
            threading.Thread(target=self._run_ready, name=f"firstline-worker-{number}", daemon=True)
            for number in range(threads + sum(outside.values()))
        ]

    @property
    def holds(self) -> int:
        """How many jobs it has taken and not ended."""
        return len(self._held)

    @property
    def threads(self) -> Sequence[threading.Thread]:
        """What runs here."""
        return (self._taker, *self._runners)

    def start(self) -> None:
        """Begin to work."""
        for thread in self.threads:
            thread.start()

    def nudge(self) -> None:
        """Say that something may be waiting. Cheap, from any thread; losing it costs one `poll`."""
        self._nudged_at = time.monotonic()
        self._bell.set()

    def stop(self, *, drain: bool = True, within: timedelta = DRAIN) -> None:
        """Take no more jobs and return when the threads have ended, or when the time is over.

        Args:
            drain: run what was taken; otherwise only the steps under way, and give the rest back.
            within: how long to wait for them. What is still under way then is left to its lease.
        """
        self._stopping = True
        if self._taker.ident is None:
            return  # it was never started
        give_up_at = time.monotonic() + within.total_seconds()
        if not drain:
            self._give_back(self._ready.empty())
        self._ready.close()
        for thread in self._runners:
            thread.join(max(0.0, give_up_at - time.monotonic()))
        self._give_back(self._ready.empty())
        self._ended = True
        self._bell.set()
        self._taker.join()
        self._give_back(self._ready.empty())  # what it was just taking
        self._leave()

    def _take_and_keep(self) -> None:
        """Take jobs and keep leases until the last job is run."""
        keep, look_at_clock = _Every(self._often), _Every(TICK)
        pause = min(self._poll, self._often).total_seconds()
        while not self._ended:
            try:
                keep.run(self._keep)
                look_at_clock.run(self._tick)
                self._take()
            except Exception as error:  # noqa: BLE001 - whatever it was, the next look may find it gone
                log.warning("The worker cannot reach its queue: %s", reason_of(error))
                time.sleep(AFTER_TROUBLE.total_seconds())
            self._bell.wait(pause)
            self._bell.clear()

    def _take(self) -> None:
        """Take jobs until there are enough of each verb, or no more of those that are short."""
        self._give_way()  # those that come meanwhile are taken by the same commit
        while not self._stopping and self._take_some():
            pass

    def _take_some(self) -> bool:
        """Take some, as many as fit; tell whether there were any."""
        with self._guard:
            held = Counter(job.verb for job in self._held)
        # Half of the room at least, so that one commit takes several jobs.
        enough = {verb for verb, amount in held.items() if amount > self._share // 2}
        room = self._share - max((amount for verb, amount in held.items() if verb not in enough), default=0)
        seen = self._look(enough | self._unknown)
        if not seen.any_due:
            return False
        found = claim(
            self._desk,
            lease=self._lease,
            limit=room,
            worker=self.id,
            leave=seen.left,
            limits=self._limits,
        )
        self._accept(found)
        return bool(found)

    def _look(self, leave: AbstractSet[str]) -> Look:
        """Look what is due; past what there is enough of not again before a rest."""
        begun = time.monotonic()
        if (leave or self._looked_past) and begun < self._rest_until:
            return Look(any_due=False)
        seen = look(self._desk, lease=self._lease, leave=leave, limits=self._limits)
        self._looked_past = seen.left > leave
        if seen.left and (leave or not seen.any_due):
            now = time.monotonic()
            self._rest_until = now + min(max(REST * (now - begun), SHORTEST_REST), LONGEST_REST)
        return seen

    def _accept(self, found: Sequence[Job]) -> None:
        with self._guard:
            self._held.update(dict.fromkeys(found))
        for batch in batches(self._steps, found):
            self._ready.put(batch)

    def _keep(self) -> None:
        """Say that this worker lives, ask for more time for what it holds, and look after the others."""
        with self._guard:
            held = list(self._held)
        now = self._desk.clock()
        self._me = replace(self._me, seen_at=now)

        def say(db: Connection) -> list[Job]:
            workers.live(db, self._me)
            return jobs.renew(db, held, now=now, lease=self._lease)

        self._drop(self._desk.write(say))
        self._look_after_others()

    def _drop(self, lost: Collection[Job]) -> None:
        """Begin no job that was cancelled, or taken by another, while it waited here."""
        dropped = self._ready.drop(lost)
        with self._guard:
            for job in dropped:
                del self._held[job]
        for job in dropped:
            log.info("Job %s (%s) was cancelled or lost before it was begun.", job.id, job.verb)

    def _look_after_others(self) -> None:
        now = self._desk.clock()
        with self._desk.read() as db:
            self._unknown = jobs.unknown(db, self._steps) if strangers(db, self._desk) else frozenset()
            silent = workers.silent(db, since=now - MISSED * self._beat)
            if not jobs.any_of(db, [one.id for one in silent], now):
                return
        released = self._desk.write(lambda db: jobs.release(db, [one.id for one in silent], now=now))
        places = ", ".join(one.place for one in silent)
        log.warning("No word from %s: %s jobs of theirs are taken over.", places, released)

    def _tick(self) -> None:
        if not self._stopping:
            tick(self._desk, self._schedules)

    def _run_ready(self) -> None:
        while (batch := self._ready.take()) is not None:
            self._run(batch)
            self._ready.end(batch)
            if self._let_go(batch):
                self._bell.set()

    def _run(self, batch: Batch) -> None:
        """Run all at once; while the doors are busy few at a time, with pauses in between."""
        left = list(batch)
        while left:
            self._give_way()
            begun, amount = time.monotonic(), FEW if self._doors_are_busy() else len(left)
            run(self._desk, self._steps, left[:amount])
            left = left[amount:]
            if self._doors_are_busy() and not self._stopping:
                time.sleep(min(PAUSE * (time.monotonic() - begun), GIVE_WAY_AT_MOST))

    def _doors_are_busy(self) -> bool:
        return time.monotonic() - self._nudged_at < LATELY

    def _let_go(self, batch: Batch) -> bool:
        """Hold these no longer, and tell whether there is room for more of their verb."""
        verb = batch[0].verb
        with self._guard:
            for job in batch:
                del self._held[job]
            return sum(job.verb == verb for job in self._held) <= self._share // 2

    def _give_way(self) -> None:
        """Let the doors' writes pass, though not for ever: the work must get done as well."""
        enough = time.monotonic() + GIVE_WAY_AT_MOST
        while self._doors_wait() and time.monotonic() < enough:
            time.sleep(GIVE_WAY)

    def _give_back(self, unbegun: Iterable[Job]) -> None:
        found = list(unbegun)
        if not found:
            return
        with self._guard:
            for job in found:
                del self._held[job]
        now = self._desk.clock()
        try:
            self._desk.write(lambda db: jobs.give_back(db, found, now=now))
        except DeskError as error:
            log.warning("Jobs that were not begun come back when their lease runs out: %s", error.sentence)

    def _leave(self) -> None:
        """Say goodbye, so that nobody takes this worker for dead."""
        with self._guard:
            left = ", ".join(f"{job.id} ({job.verb})" for job in self._held)
        if left:
            log.warning("Jobs that did not end in time are left to their leases: %s", left)
        try:
            self._desk.write(lambda db: workers.leave(db, self.id))
        except DeskError as error:
            log.warning("The worker could not say that it ends: %s", error.sentence)


class _Every:
    """Something to do at once, and then now and then; what failed is due at the next look."""

    def __init__(self, span: timedelta) -> None:
        self._seconds = span.total_seconds()
        self._due_at = 0.0

    def run(self, act: Callable[[], None]) -> None:
        if time.monotonic() >= self._due_at:
            act()
            self._due_at = time.monotonic() + self._seconds


def _place() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
