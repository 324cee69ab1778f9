"""Proposed replies on disk, one for each revision of the verdict."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from firstline.core.ids import TicketId
from firstline.replies.proposal import Proposal
from firstline.store.hold import hold
from firstline.store.hot import Hot
from firstline.store.schema import drafts

TEMPLATE = "template"

ADD = Hot(insert(drafts))
KNOWN = Hot(
    select(drafts.c.ticket_id).where(
        drafts.c.ticket_id == bindparam("ticket_id"),
        drafts.c.revision == bindparam("revision"),
        drafts.c.kind == bindparam("kind"),
    )
)
LOAD = select(drafts.c.body).where(
    drafts.c.ticket_id == bindparam("ticket_id"),
    drafts.c.revision == bindparam("revision"),
    drafts.c.kind == bindparam("kind"),
)


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Proposal).decode


def add(db: Connection, ticket_id: TicketId, *, revision: int, proposal: Proposal, at: datetime) -> None:
    """Store a proposal."""
    values = {
        "ticket_id": ticket_id,
        "revision": revision,
        "kind": TEMPLATE,
        "body": encode(proposal),
        "made_at": at,
    }
    ADD.scalar(db, values)


def is_there(db: Connection, ticket_id: TicketId, *, revision: int) -> bool:
    """Tell whether a revision of the verdict has its proposal; others who ask wait for this transaction."""
    hold(db, f"draft:{ticket_id}:{revision}")
    values = {"ticket_id": ticket_id, "revision": revision, "kind": TEMPLATE}
    return KNOWN.scalar(db, values) is not None


def load(db: Connection, ticket_id: TicketId, *, revision: int) -> Proposal | None:
    """Fetch the proposal that follows a revision of the verdict."""
    body = db.execute(LOAD, {"ticket_id": ticket_id, "revision": revision, "kind": TEMPLATE}).scalar()
    return None if body is None else decode(body)
