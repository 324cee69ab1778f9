"""Proposed replies on disk: one for each revision of the verdict, and one that was drafted anew.

What a door has shown, the first one, stays as it is. A reply that was drafted anew stands beside it, by the
LLM or by quoting the articles once more; there is one of these, the newest.
"""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.core.ids import TicketId
from firstline.replies.proposal import Proposal
from firstline.replies.written import Written
from firstline.store.hot import Hot
from firstline.store.schema import drafts

TEMPLATE: Final = "template"
LLM: Final = "llm"
QUOTED: Final = "quoted"
"""Drafted anew without the LLM."""
ANEW: Final = (LLM, QUOTED)

ADD = {
    "sqlite": Hot(sqlite.insert(drafts).on_conflict_do_nothing()),
    "postgresql": Hot(postgresql.insert(drafts).on_conflict_do_nothing()),
}
PRIMARY = [drafts.c.ticket_id, drafts.c.revision, drafts.c.kind]
SQLITE, POSTGRESQL = sqlite.insert(drafts), postgresql.insert(drafts)
PUT = {  # two may draft the same ticket anew at the same moment
    "sqlite": SQLITE.on_conflict_do_update(
        index_elements=PRIMARY, set_={"body": SQLITE.excluded.body, "made_at": SQLITE.excluded.made_at}
    ),
    "postgresql": POSTGRESQL.on_conflict_do_update(
        index_elements=PRIMARY,
        set_={"body": POSTGRESQL.excluded.body, "made_at": POSTGRESQL.excluded.made_at},
    ),
}
OF_REVISION = (drafts.c.ticket_id == bindparam("of_ticket"), drafts.c.revision == bindparam("of_revision"))
LOAD = select(drafts.c.body).where(*OF_REVISION, drafts.c.kind == TEMPLATE)
LOAD_ANEW = (
    select(drafts.c.body)
    .where(*OF_REVISION, drafts.c.kind.in_(ANEW))
    .order_by(drafts.c.made_at.desc(), drafts.c.kind)
    .limit(1)
)
FORGET = delete(drafts).where(*OF_REVISION, drafts.c.kind.in_(ANEW))


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Proposal).decode
decode_anew = msgspec.json.Decoder(Written).decode


def add(db: Connection, ticket_id: TicketId, *, revision: int, proposal: Proposal, at: datetime) -> None:
    """Store a proposal; where the revision has one already, that one stays."""
    ADD[db.dialect.name].run(db, _row(ticket_id, revision, TEMPLATE, proposal, at))


def renew(db: Connection, ticket_id: TicketId, *, revision: int, proposal: Written, at: datetime) -> None:
    """Store a proposal that was drafted anew; it takes the place of an earlier one."""
    db.execute(FORGET, _of(ticket_id, revision))
    kind = LLM if proposal.writer == "llm" else QUOTED
    db.execute(PUT[db.dialect.name], _row(ticket_id, revision, kind, proposal, at))


def carry(db: Connection, ticket_id: TicketId, *, revision: int, to: int, at: datetime) -> None:
    """Let a revision on which a reply does not depend have the proposals of an earlier one."""
    if (proposal := load(db, ticket_id, revision=revision)) is not None:
        add(db, ticket_id, revision=to, proposal=proposal, at=at)
    if (anew := load_anew(db, ticket_id, revision=revision)) is not None:
        renew(db, ticket_id, revision=to, proposal=anew, at=at)


def load(db: Connection, ticket_id: TicketId, *, revision: int) -> Proposal | None:
    """Fetch the first proposal that follows a revision of the verdict."""
    body = db.execute(LOAD, _of(ticket_id, revision)).scalar()
    return None if body is None else decode(body)


def load_anew(db: Connection, ticket_id: TicketId, *, revision: int) -> Written | None:
    """Fetch the proposal that was drafted anew for a revision of the verdict."""
    body = db.execute(LOAD_ANEW, _of(ticket_id, revision)).scalar()
    return None if body is None else decode_anew(body)


def newest(db: Connection, ticket_id: TicketId, *, revision: int) -> Proposal | None:
    """Fetch what is to be shown: what was drafted anew, else the first one."""
    anew = load_anew(db, ticket_id, revision=revision)
    return load(db, ticket_id, revision=revision) if anew is None else anew


def _of(ticket_id: TicketId, revision: int) -> dict[str, object]:
    return {"of_ticket": ticket_id, "of_revision": revision}


def _row(
    ticket_id: TicketId, revision: int, kind: str, proposal: Proposal, at: datetime
) -> dict[str, object]:
    return {
        "ticket_id": ticket_id,
        "revision": revision,
        "kind": kind,
        "body": encode(proposal),
        "made_at": at,
    }
