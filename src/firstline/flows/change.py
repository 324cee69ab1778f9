"""How every verb changes a ticket: load and hold it, decide, save, count and tell, in one transaction."""

from collections.abc import Callable
from datetime import datetime

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.store import events, tallies, tickets
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.tickets.snapshot import changed
from firstline.tickets.tally import tally_change
from firstline.tickets.ticket import Ticket

Move = Callable[[Connection, Ticket, datetime], Ticket]
"""Takes the ticket as it stands and gives the next one, or the same when nothing is to be done."""


def change_ticket(desk: Desk, ticket_id: TicketId, move: Move, *, event: str, actor: str) -> Ticket:
    """Make a move; a move that changes nothing leaves no trace.

    Raises:
        TicketMissing: when there is no such ticket.
    """

    def save(db: Connection) -> Ticket:
        before = tickets.load(db, ticket_id, to_change=True)
        after = move(db, before, desk.clock())
        if after is before:
            return before
        tickets.save(db, before, after)
        difference = tally_change(before, after)
        if difference:
            tallies.add(db, difference)
        events.add(db, ticket_id, Event(event, actor, changed(before, after), after.updated_at))
        return after

    return desk.write(save)
