"""Step 4: a ticket gets a proposed reply, checked."""

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.replies.proposal import propose
from firstline.store import drafts, verdicts
from firstline.store.db import Connection


def draft_ticket(desk: Desk, ticket_id: TicketId) -> None:
    """Draft a reply for the ticket's newest verdict.

    Safe to repeat: where a draft for that revision stands, it stays.
    """
    with desk.read() as db:
        name, revision, verdict = verdicts.latest(db, ticket_id)
    proposal = propose(name, verdict)

    def save(db: Connection) -> None:
        if not drafts.is_there(db, ticket_id, revision=revision):
            drafts.add(db, ticket_id, revision=revision, proposal=proposal, at=desk.clock())

    desk.write(save)
