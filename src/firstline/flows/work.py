"""All that the desk does by itself: one table, from a step's name to the verb that does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.flows.draft import draft_tickets
from firstline.flows.snooze import STEP, wake_ticket
from firstline.flows.tidy import fold_tallies, forget_answers

Step = Callable[[Desk, int], None]
"""Takes the desk and the id that the verb is about; writes once; safe to repeat."""


@dataclass(frozen=True, slots=True)
class Together:
    """A step for many small jobs: it takes several ids, and its one write is for all of them."""

    verb: Callable[[Desk, Sequence[int]], None]

    def __call__(self, desk: Desk, subject: int) -> None:
        """Do it for one alone."""
        self.verb(desk, [subject])


STEPS: Mapping[str, Step] = {
    "draft_ticket": Together(lambda desk, subjects: draft_tickets(desk, [*map(TicketId, subjects)])),
    "fold_tallies": fold_tallies,
    "forget_answers": forget_answers,
    STEP: lambda desk, subject: wake_ticket(desk, TicketId(subject)),
}
