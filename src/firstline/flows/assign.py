"""Step 3: who works on the ticket."""

from datetime import datetime

from firstline.core.access import Principal
from firstline.core.ids import TicketId
from firstline.core.versions import Expected
from firstline.flows.change import change_ticket
from firstline.flows.desk import Desk
from firstline.flows.who import named_agent, own_agent
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.ticket import Ticket


def assign_ticket(desk: Desk, ticket_id: TicketId, name: str, *, by: Principal) -> Ticket:
    """Give a ticket to an agent, whoever had it, and note the moment even if it was the same agent.

    Raises:
        AgentMissing: at a desk with accounts, when there is no such agent.
    """

    def move(db: Connection, ticket: Ticket, at: datetime) -> Ticket:
        agent = named_agent(db, name, by=by, at=at)
        return moves.assign(ticket, agent_id=agent.id, name=agent.name, at=at)

    return change_ticket(desk, ticket_id, move, event="ticket.assigned", actor=by.name)


def hand_over_ticket(
    desk: Desk, ticket_id: TicketId, agent: str | int, *, by: Principal, expected: Expected = None
) -> Ticket:
    """Give a ticket to an agent, by name or number; one who has it keeps it, and nothing changes.

    Raises:
        AgentMissing: when there is no such agent.
        Outdated: when the ticket is not as the caller has seen it.
    """

    def move(db: Connection, ticket: Ticket, at: datetime) -> Ticket:
        found = named_agent(db, agent, by=by, at=at)
        return moves.hand_over(ticket, agent_id=found.id, name=found.name, at=at)

    return change_ticket(desk, ticket_id, move, event="ticket.assigned", actor=by.name, expected=expected)


def claim_ticket(desk: Desk, ticket_id: TicketId, *, by: Principal, local_name: str | None = None) -> Ticket:
    """Take a ticket for oneself if nobody else has it.

    Args:
        desk: where the ticket is.
        ticket_id: its number.
        by: who takes it.
        local_name: at a desk without accounts, for whom.

    Raises:
        AlreadyClaimed: when another agent has it.
        NoAgent: when the caller is no agent.
    """

    def move(db: Connection, ticket: Ticket, at: datetime) -> Ticket:
        named = local_name if by.is_local else None
        agent = named_agent(db, named, by=by, at=at) if named else own_agent(db, by, at=at)
        return moves.claim(ticket, agent_id=agent.id, name=agent.name, at=at)

    return change_ticket(desk, ticket_id, move, event="ticket.claimed", actor=by.name)


def unassign_ticket(desk: Desk, ticket_id: TicketId, *, by: Principal, expected: Expected = None) -> Ticket:
    """Take a ticket from its agent."""
    return change_ticket(
        desk,
        ticket_id,
        lambda _, ticket, at: moves.unassign(ticket, at=at),
        event="ticket.unassigned",
        actor=by.name,
        expected=expected,
    )
