"""How is the desk itself?"""

from firstline.flows.desk import Desk
from firstline.store import checkup
from firstline.store.checkup import Pulse


def feel_pulse(desk: Desk) -> Pulse:
    """Tell how the queue stands now, and how large the database is."""
    with desk.read() as db:
        return checkup.pulse(db, now=desk.clock())
