"""What the desk does for itself: counts folded into totals, and forgotten what nobody asks for again."""

from datetime import timedelta

from firstline.flows import tries
from firstline.flows.desk import Desk
from firstline.flows.once import KEPT_FOR
from firstline.store import idempotency, jobs, rate_counts, sessions, tallies
from firstline.store.db import Connection

FOLD_EVERY = timedelta(seconds=5)
"""Keeps what a summary has to add up small, at a cost that cannot be felt."""

FORGET_EVERY = timedelta(hours=1)

DEAD_KEPT_FOR, DEAD_KEPT = timedelta(days=30), 1_000
"""How long dead letters stay, and how many: a month is time to look at one, and a step that stays broken
leaves one for each message, of which the thousandth teaches no more than the first."""

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
    """Drop the answers, the dead letters, the sessions and the counts of tries that were kept long enough."""

    def save(db: Connection) -> None:
        at = desk.clock()
        idempotency.forget(db, before=at - KEPT_FOR)
        sessions.forget(db, before=at)
        rate_counts.forget(db, before=at - 2 * tries.QUARTER)
        jobs.forget_dead(db, before=at - DEAD_KEPT_FOR, most=DEAD_KEPT)
        desk.queue.put(db, "forget_answers", 0, key="forget_answers", at=at + FORGET_EVERY)

    desk.write(save)
