"""Are the desk's steps done: how old is what waits, what was given up, and who works?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from firstline.core.clock import wall_clock
from firstline.flows.vitals import BELIEVED
from firstline.run.checks.finding import Finding, fine, skipped, warn
from firstline.store import checkup, workers
from firstline.store.checkup import Pulse
from firstline.store.db import Connection
from firstline.store.workers import Worker

QUEUE, WORKERS = "queue", "workers"
LATE = timedelta(minutes=1)
"""For how long a step may be due before somebody should wonder who takes it."""
MOST = 5
"""Workers that are named; more of them say nothing new."""
START = "Start one: `firstline worker`, or `firstline up`, which has one."


def check_engine(db: Connection) -> Iterator[Finding]:
    """Look at the queue, then at the workers."""
    now = wall_clock()
    pulse, known = checkup.pulse(db, now=now), workers.known(db)
    living = [worker for worker in known if worker.seen_at >= now - BELIEVED]
    yield from _queue(db, pulse, has_worker=bool(living))
    yield from _silent([worker for worker in known if worker not in living], now)
    yield _living(living, pulse)


def _queue(db: Connection, pulse: Pulse, *, has_worker: bool) -> Iterator[Finding]:
    for dead in checkup.dead_steps(db):
        what = f"{dead.amount} steps {dead.verb} were given up: {dead.reason or 'no reason was kept.'}"
        again = f"`firstline jobs retry --all --verb {dead.verb}`"
        mend = f"Mend the reason, then {again}. Until then what they would have done is missing."
        yield warn(QUEUE, what, mend)
    overdue = timedelta(seconds=round(pulse.overdue_seconds))
    if overdue > LATE:
        what = f"{pulse.waiting} steps wait, the oldest has been due for {overdue}."
        more = "The workers do not keep up: start more (`firstline worker`), and look at their logs."
        yield warn(QUEUE, what, more if has_worker else START)
    elif not pulse.dead:
        yield fine(QUEUE, f"{pulse.waiting} steps wait, {pulse.running} run, none was given up.")


def _silent(silent: Sequence[Worker], now: datetime) -> Iterator[Finding]:
    for worker in sorted(silent, key=lambda one: one.seen_at, reverse=True)[:MOST]:
        ago = timedelta(seconds=round((now - worker.seen_at).total_seconds()))
        what = f"The worker {worker.place} was killed or hangs: it was last seen {ago} ago."
        mend = "Look at its log, and start it again if nobody has. What it held is given to the others."
        yield warn(WORKERS, what, mend)


def _living(living: Sequence[Worker], pulse: Pulse) -> Finding:
    if living:
        return fine(WORKERS, f"{len(living)} work: {', '.join(worker.place for worker in living[:MOST])}.")
    if pulse.waiting or pulse.running:
        return warn(WORKERS, f"Nobody works, and {pulse.waiting + pulse.running} steps wait.", START)
    return skipped(WORKERS, "Nobody works, and nothing waits. `firstline worker` and `firstline up` work.")
