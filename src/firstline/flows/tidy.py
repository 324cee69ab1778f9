"""What the desk does for itself: counts folded into totals, answers forgotten that nobody asks for again."""

from datetime import timedelta

from firstline.flows.desk import Desk
from firstline.flows.once import KEPT_FOR
from firstline.store import idempotency, jobs, tallies
from firstline.store.db import Connection

FOLD_EVERY = timedelta(seconds=5)
"""Keeps what a summary has to add up small, at a cost that cannot be felt."""

FORGET_EVERY = timedelta(hours=1)

PERIODIC = ("fold_tallies", "forget_answers")


def start_tidying(desk: Desk) -> None:
    """See to it that the steps below wait or run; they queue themselves again.

    Safe to repeat, and cheap: one that was given up is queued anew, the others stay as they are.
    """
    with desk.read() as db:
        absent = [verb for verb in PERIODIC if not jobs.is_alive(db, verb)]

    def save(db: Connection) -> None:
        for verb in absent:
            desk.queue.put(db, verb, 0, key=verb)

    if absent:
        desk.write(save)


def fold_tallies(desk: Desk, _: int) -> None:
    """Fold waiting deltas into the totals."""

    def save(db: Connection) -> None:
        more = tallies.fold(db) == tallies.BATCH
        at = desk.clock() + (timedelta(0) if more else FOLD_EVERY)
        desk.queue.put(db, "fold_tallies", 0, key="fold_tallies", at=at)

    desk.write(save)


def forget_answers(desk: Desk, _: int) -> None:
    """Drop the answers that were kept long enough."""

    def save(db: Connection) -> None:
        at = desk.clock()
        idempotency.forget(db, before=at - KEPT_FOR)
        desk.queue.put(db, "forget_answers", 0, key="forget_answers", at=at + FORGET_EVERY)

    desk.write(save)
