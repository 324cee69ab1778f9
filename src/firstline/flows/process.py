"""Receive a message and draft its answer in one go, as seed 3's door does, and count what was done."""

from dataclasses import dataclass

from firstline.core.errors import DeskError
from firstline.core.meter import Timing
from firstline.flows.desk import Desk
from firstline.flows.receive import PROCESSED, Incoming, Received, receive
from firstline.store import tallies

PROCESSING = "ticket_processing"
FAILED = "tickets_failed"


@dataclass(frozen=True, slots=True)
class Measures:
    """What was counted in the database, by every process, and timed in this one since it started."""

    counters: dict[str, int]
    timers: dict[str, Timing]


def process_ticket(desk: Desk, incoming: Incoming) -> Received:
    """Receive a message whose answer shows the draft."""
    with desk.meter.time(PROCESSING):
        try:
            return receive(desk, incoming)
        except DeskError:
            desk.meter.count(FAILED)
            raise


def measures(desk: Desk) -> Measures:
    """Tell what this door has done."""
    with desk.read() as db:
        counted = tallies.read(db)
    counters = {name.removeprefix(PROCESSED): n for name, n in counted.items() if name.startswith(PROCESSED)}
    defaults = {"tickets_processed": 0, FAILED: desk.meter.counts.get(FAILED, 0)}
    timers = {name: timing for name, timing in desk.meter.timings.items() if name == PROCESSING}
    return Measures(defaults | counters, timers)
