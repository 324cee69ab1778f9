"""Step 5: an agent answers the customer."""

from datetime import datetime

from firstline.core.ids import TicketId
from firstline.flows.change import change_ticket
from firstline.flows.desk import Desk
from firstline.store import agents, tickets
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.ticket import EntryKind, Ticket


def reply_to_ticket(desk: Desk, ticket_id: TicketId, *, agent: str, text: str) -> Ticket:
    """Add an agent's reply to the thread; the status stays as it is."""

    def move(db: Connection, ticket: Ticket, at: datetime) -> Ticket:
        agent_id = agents.find_or_add(db, agent, at=at)
        touched = moves.touch(ticket, at=at)
        tickets.add_entry(
            db,
            ticket_id,
            kind=EntryKind.REPLY,
            author=agent,
            agent_id=agent_id,
            text=text,
            at=touched.updated_at,
        )
        return touched

    return change_ticket(desk, ticket_id, move, event="ticket.replied", actor=agent)
