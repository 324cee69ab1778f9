"""Step 4: a ticket gets a proposed reply, checked."""

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.replies.proposal import propose
from firstline.store import drafts, tickets, verdicts
from firstline.store.db import Connection


def draft_ticket(desk: Desk, ticket_id: TicketId) -> None:
    """Draft a reply for the ticket's newest verdict.

    Safe to repeat: where a draft for that revision stands, it stays.
    """
    with desk.read() as db:
        ticket = tickets.load(db, ticket_id)
        revision = verdicts.load(db, ticket_id, ticket.revision)
    proposal = propose(ticket.customer_name, revision.verdict)

    def save(db: Connection) -> None:
        if drafts.load(db, ticket_id, revision=ticket.revision) is None:
            drafts.add(db, ticket_id, revision=ticket.revision, proposal=proposal, at=desk.clock())

    desk.write(save)
