"""Step 3: who works on the ticket."""

from datetime import datetime

from firstline.core.ids import TicketId
from firstline.flows.change import change_ticket
from firstline.flows.desk import Desk
from firstline.flows.resolve import SOMEONE
from firstline.store import agents
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.ticket import Ticket


def assign_ticket(desk: Desk, ticket_id: TicketId, name: str) -> Ticket:
    """Give a ticket to an agent, whoever had it; in local mode a new name is a new agent."""

    def move(db: Connection, ticket: Ticket, at: datetime) -> Ticket:
        agent_id = agents.find_or_add(db, name, at=at)
        return moves.assign(ticket, agent_id=agent_id, name=name, at=at)

    return change_ticket(desk, ticket_id, move, event="ticket.assigned", actor=SOMEONE)


def unassign_ticket(desk: Desk, ticket_id: TicketId) -> Ticket:
    """Take a ticket from its agent."""
    return change_ticket(
        desk,
        ticket_id,
        lambda _, ticket, at: moves.unassign(ticket, at=at),
        event="ticket.unassigned",
        actor=SOMEONE,
    )
