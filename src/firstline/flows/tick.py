"""What comes again and again: a job is put when its time has come, by whichever process looks first.

What always holds: for each tick at most one job, however many processes look at once; ticks that were missed
while nobody worked give one job together; while a job of the verb waits, runs or is to be tried again, its
ticks pass. A schedule that this desk has not known yet begins with its next tick. One that has nothing to do
is looked at and left alone, so an idle desk writes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstline.core.rhythm import Rhythm
from firstline.flows.desk import Desk
from firstline.store import jobs, schedules
from firstline.store.db import Connection

AHEAD = timedelta(hours=1)
"""A tick that lies further ahead was noted by a clock that was wrong; it must not stop the schedule."""


def _always(_: Connection) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a step is due again, and whether it has anything to do then."""

    when: Rhythm
    needed: Callable[[Connection], bool] = _always


def tick(desk: Desk, table: Mapping[str, Schedule]) -> int:
    """Put a job for each schedule whose tick has come, and tell how many; safe to call at any time."""
    now = desk.clock()
    with desk.read() as db:
        known = schedules.ticks(db)
        due = [verb for verb, each in table.items() if _is_due(db, each, known.get(verb), now)]
    if not due:
        return 0

    def save(db: Connection) -> int:
        return sum(_put(desk, db, verb, known.get(verb), table[verb].when.last(now)) for verb in due)

    return desk.write(save)


def _is_due(db: Connection, each: Schedule, known: datetime | None, now: datetime) -> bool:
    if known is None:
        return True
    return (each.when.last(now) > known or known > now + AHEAD) and each.needed(db)


def _put(desk: Desk, db: Connection, verb: str, known: datetime | None, last: datetime) -> bool:
    """Move one schedule on and put its job, unless another process has."""
    if known is None:
        schedules.begin(db, verb, last)
        return False
    if not schedules.move(db, verb, last=known, to=last) or jobs.is_alive(db, verb):
        return False
    desk.queue.put(db, verb, 0, key=verb)
    return True
