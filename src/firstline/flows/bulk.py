"""The same change for many tickets, each in a transaction of its own: one that fails stops no other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from firstline.core.errors import DeskError, Unavailable
from firstline.core.ids import TicketId

Change = Callable[[TicketId], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one ticket."""

    ticket_id: TicketId
    error: DeskError | None
    done: object = None
    """What the change gave."""


def change_many(ticket_ids: Sequence[TicketId], change: Change) -> Sequence[Outcome]:
    """Change tickets one after the other, each number once, and say of each how it went.

    Raises:
        Unavailable: when the database fails on the very first; later ones are told of as they went.
    """
    outcomes: list[Outcome] = []
    for ticket_id in dict.fromkeys(ticket_ids):
        try:
            done = change(ticket_id)
        except DeskError as error:
            if isinstance(error, Unavailable) and not outcomes:
                raise
            outcomes.append(Outcome(ticket_id, error))
        else:
            outcomes.append(Outcome(ticket_id, None, done))
    return outcomes
