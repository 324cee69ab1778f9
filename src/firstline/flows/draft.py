"""Step 4: tickets get a proposed reply each, checked."""

from collections.abc import Sequence

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.flows.propose import ask_library, note_gap, proposal_for
from firstline.store import drafts, taxonomies, verdicts
from firstline.store.db import Connection


def draft_tickets(desk: Desk, ticket_ids: Sequence[TicketId]) -> None:
    """Draft a reply for each ticket's newest verdict, all in one write.

    Safe to repeat: where a draft for that revision stands, it stays.
    """
    with desk.read() as db:
        latest = verdicts.latest(db, ticket_ids)
        taxonomy = taxonomies.load_newer(db, desk.board.taxonomy)
    made = []
    for ticket_id in ticket_ids:
        one = latest[ticket_id]
        asked = ask_library(desk, one.message, one.verdict)
        text = one.message.text
        proposal = proposal_for(
            one.customer_name,
            one.verdict,
            taxonomy,
            asked,
            ticket=text,
            number=f"#{ticket_id}",
            rules=desk.board.rules,
        )
        made.append((ticket_id, one, asked, proposal))

    def save(db: Connection) -> None:
        for ticket_id, one, asked, proposal in made:
            drafts.add(db, ticket_id, revision=one.revision, proposal=proposal, at=desk.clock())
            note_gap(desk, db, ticket_id, asked, proposal, one.verdict)

    desk.write(save)
