"""An agent has read a ticket, or wants to read it again; that is their own matter, so no event tells it."""

from firstline.core.access import Principal
from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.flows.who import own_agent
from firstline.store import read_marks, tickets
from firstline.store.db import Connection


def mark_read(desk: Desk, ticket_id: TicketId, *, by: Principal) -> None:
    """Note that the caller has read all that is there.

    Raises:
        TicketMissing: when there is no such ticket.
        NoAgent: when the caller is no agent.
    """

    def save(db: Connection) -> None:
        at = desk.clock()
        tickets.load(db, ticket_id)
        read_marks.put(db, own_agent(db, by, at=at).id, ticket_id, at=at)

    desk.write(save)


def mark_unread(desk: Desk, ticket_id: TicketId, *, by: Principal) -> None:
    """Let the ticket be unread for the caller.

    Raises:
        TicketMissing: when there is no such ticket.
        NoAgent: when the caller is no agent.
    """

    def save(db: Connection) -> None:
        tickets.load(db, ticket_id)
        read_marks.remove(db, own_agent(db, by, at=desk.clock()).id, ticket_id)

    desk.write(save)
