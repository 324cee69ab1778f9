"""What the desk does for itself: counts folded into totals, and forgotten what nobody asks for again."""

from datetime import timedelta

from firstline.flows import tries
from firstline.flows.desk import Desk
from firstline.flows.once import KEPT_FOR
from firstline.store import idempotency, jobs, presence, rate_counts, sessions, tallies, workers
from firstline.store.db import Connection

DEAD_KEPT_FOR, DEAD_KEPT = timedelta(days=30), 1_000
"""How long dead letters stay, and how many: a month is time to look at one, and a step that stays broken
leaves one for each message, of which the thousandth teaches no more than the first."""

WORKERS_KEPT_FOR = timedelta(days=1)
"""How long a worker that died is remembered: until someone has looked."""


def fold_tallies(desk: Desk, _: int) -> None:
    """Fold waiting deltas into the totals; where there are more than fit, the next fold follows at once."""

    def save(db: Connection) -> None:
        if tallies.fold(db) == tallies.BATCH:
            desk.queue.put(db, "fold_tallies", 0, key="fold_tallies")

    desk.write(save)


def forget_answers(desk: Desk, _: int) -> None:
    """Drop what was kept long enough: answers, sessions, counts of tries, presence, the dead."""

    def save(db: Connection) -> None:
        at = desk.clock()
        idempotency.forget(db, before=at - KEPT_FOR)
        sessions.forget(db, before=at)
        rate_counts.forget(db, before=at - 2 * tries.QUARTER)
        jobs.forget_dead(db, before=at - DEAD_KEPT_FOR, most=DEAD_KEPT)
        workers.forget(db, before=at - WORKERS_KEPT_FOR)
        presence.forget(db, before=at)

    desk.write(save)
