"""An agent ends the matter, takes it up again, or says where it stands."""

from firstline.core.access import Principal
from firstline.core.ids import TicketId
from firstline.core.versions import Expected
from firstline.flows.change import change_ticket
from firstline.flows.desk import Desk
from firstline.tickets import moves
from firstline.tickets.ticket import Status, Ticket


def resolve_ticket(desk: Desk, ticket_id: TicketId, *, by: Principal, expected: Expected = None) -> Ticket:
    """Resolve a ticket; what is resolved or closed stays as it is."""
    return change_ticket(
        desk,
        ticket_id,
        lambda _, ticket, at: moves.resolve(ticket, at=at),
        event="ticket.resolved",
        actor=by.name,
        expected=expected,
    )


def reopen_ticket(desk: Desk, ticket_id: TicketId, *, by: Principal, expected: Expected = None) -> Ticket:
    """Take up a matter again; what is not ended stays as it is."""
    return change_ticket(
        desk,
        ticket_id,
        lambda _, ticket, at: moves.reopen(ticket, at=at),
        event="ticket.reopened",
        actor=by.name,
        expected=expected,
    )


def set_status(desk: Desk, ticket_id: TicketId, status: Status, *, by: Principal) -> Ticket:
    """Put a ticket into a status; any may follow any other."""
    return change_ticket(
        desk,
        ticket_id,
        lambda _, ticket, at: moves.set_status(ticket, status, at=at),
        event="ticket.status_changed",
        actor=by.name,
    )
