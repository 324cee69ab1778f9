"""How is the desk itself?"""

from datetime import datetime, timedelta

from firstline.flows.desk import Desk
from firstline.store import checkup, workers
from firstline.store.checkup import Pulse
from firstline.store.migrate import head, revision_of

BELIEVED = timedelta(seconds=30)
"""For how long a worker that was seen is taken for alive: three times as long as it takes to say so again."""


def feel_pulse(desk: Desk) -> Pulse:
    """Tell how the queue stands now, and how large the database is."""
    with desk.read() as db:
        return checkup.pulse(db, now=desk.clock())


def has_schema(desk: Desk) -> bool:
    """Tell whether the database has all that this version needs; a newer one has it, too."""
    with desk.read() as db:
        return (revision_of(db) or "") >= head()


def last_worker(desk: Desk) -> datetime | None:
    """Tell when a worker was seen last; None: there is none."""
    with desk.read() as db:
        return max((worker.seen_at for worker in workers.known(db)), default=None)
