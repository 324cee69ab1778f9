"""An agent ends the matter, or says where it stands."""

from firstline.core.ids import TicketId
from firstline.flows.change import change_ticket
from firstline.flows.desk import Desk
from firstline.tickets import moves
from firstline.tickets.ticket import Status, Ticket

SOMEONE = "local"
"""Who acts where nobody signs in."""


def resolve_ticket(desk: Desk, ticket_id: TicketId) -> Ticket:
    """Resolve a ticket; what is resolved or closed stays as it is."""
    return change_ticket(
        desk,
        ticket_id,
        lambda _, ticket, at: moves.resolve(ticket, at=at),
        event="ticket.resolved",
        actor=SOMEONE,
    )


def set_status(desk: Desk, ticket_id: TicketId, status: Status) -> Ticket:
    """Put a ticket into a status; any may follow any other."""
    return change_ticket(
        desk,
        ticket_id,
        lambda _, ticket, at: moves.set_status(ticket, status, at=at),
        event="ticket.status_changed",
        actor=SOMEONE,
    )
