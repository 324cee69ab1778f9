"""All that the desk does by itself: one table, from a step's name to the verb that does it."""

from collections.abc import Callable, Mapping

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.flows.draft import draft_ticket
from firstline.flows.tidy import fold_tallies, forget_answers

Step = Callable[[Desk, int], None]
"""Takes the desk and the id that the verb is about; writes once; safe to repeat."""

STEPS: Mapping[str, Step] = {
    "draft_ticket": lambda desk, subject: draft_ticket(desk, TicketId(subject)),
    "fold_tallies": fold_tallies,
    "forget_answers": forget_answers,
}
