"""Proposed replies on disk, one for each revision of the verdict."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.core.ids import TicketId
from firstline.replies.proposal import Proposal
from firstline.store.hot import Hot
from firstline.store.schema import drafts

TEMPLATE = "template"

ADD = {
    "sqlite": Hot(sqlite.insert(drafts).on_conflict_do_nothing()),
    "postgresql": Hot(postgresql.insert(drafts).on_conflict_do_nothing()),
}
LOAD = select(drafts.c.body).where(
    drafts.c.ticket_id == bindparam("ticket_id"),
    drafts.c.revision == bindparam("revision"),
    drafts.c.kind == bindparam("kind"),
)


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Proposal).decode


def add(db: Connection, ticket_id: TicketId, *, revision: int, proposal: Proposal, at: datetime) -> None:
    """Store a proposal; where the revision has one already, that one stays."""
    values = {
        "ticket_id": ticket_id,
        "revision": revision,
        "kind": TEMPLATE,
        "body": encode(proposal),
        "made_at": at,
    }
    ADD[db.dialect.name].run(db, values)


def carry(db: Connection, ticket_id: TicketId, *, revision: int, to: int, at: datetime) -> None:
    """Let a revision on which a reply does not depend have the proposal of an earlier one."""
    if (proposal := load(db, ticket_id, revision=revision)) is not None:
        add(db, ticket_id, revision=to, proposal=proposal, at=at)


def load(db: Connection, ticket_id: TicketId, *, revision: int) -> Proposal | None:
    """Fetch the proposal that follows a revision of the verdict."""
    body = db.execute(LOAD, {"ticket_id": ticket_id, "revision": revision, "kind": TEMPLATE}).scalar()
    return None if body is None else decode(body)
