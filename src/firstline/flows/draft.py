"""Step 4: tickets get a proposed reply each, checked."""

from collections.abc import Sequence

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.replies.proposal import propose
from firstline.store import drafts, taxonomies, verdicts
from firstline.store.db import Connection


def draft_tickets(desk: Desk, ticket_ids: Sequence[TicketId]) -> None:
    """Draft a reply for each ticket's newest verdict, all in one write.

    Safe to repeat: where a draft for that revision stands, it stays.
    """
    with desk.read() as db:
        latest = verdicts.latest(db, ticket_ids)
        taxonomy = taxonomies.load_newer(db, desk.board.taxonomy)
    found = [(ticket_id, *latest[ticket_id]) for ticket_id in ticket_ids]
    made = [
        (ticket_id, revision, propose(name, verdict, taxonomy))
        for ticket_id, name, revision, verdict in found
    ]

    def save(db: Connection) -> None:
        for ticket_id, revision, proposal in made:
            drafts.add(db, ticket_id, revision=revision, proposal=proposal, at=desk.clock())

    desk.write(save)
