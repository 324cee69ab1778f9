"""Verdicts on disk: one revision for each message that was judged, never changed afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from firstline.core.ids import EntryId, TicketId
from firstline.store.bodies import packed, unpacked
from firstline.store.hot import Hot
from firstline.store.schema import entries, tickets, verdicts
from firstline.tickets.verdict import Verdict

ADD = Hot(insert(verdicts))
LOAD = (
    select(verdicts.c.body, verdicts.c.made_at, entries.c.text, verdicts.c.entry_id)
    .join(entries, entries.c.id == verdicts.c.entry_id)
    .where(verdicts.c.ticket_id == bindparam("ticket_id"), verdicts.c.revision == bindparam("revision"))
)
LATEST = (
    select(tickets.c.id, tickets.c.customer_name, tickets.c.revision, verdicts.c.body)
    .join(verdicts, (verdicts.c.ticket_id == tickets.c.id) & (verdicts.c.revision == tickets.c.revision))
    .where(tickets.c.id.in_(bindparam("ticket_ids", expanding=True)))
)
ON_TEXT = (
    select(verdicts.c.revision)
    .join(entries, entries.c.id == verdicts.c.entry_id)
    .where(verdicts.c.ticket_id == bindparam("ticket_id"), entries.c.text == bindparam("text"))
    .order_by(verdicts.c.revision)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A verdict, when it was made, and the text that it judges."""

    verdict: Verdict
    made_at: datetime
    text: str
    entry_id: EntryId
    """The entry that it judges."""


def add(  # noqa: PLR0913 - a revision has this many parts
    db: Connection, ticket_id: TicketId, *, revision: int, entry_id: EntryId, verdict: Verdict, at: datetime
) -> None:
    """Store a revision."""
    values = {
        "ticket_id": ticket_id,
        "revision": revision,
        "entry_id": entry_id,
        "body": packed(verdict),
        "made_at": at,
    }
    ADD.run(db, values)


def load(db: Connection, ticket_id: TicketId, revision: int) -> Revision:
    """Fetch a revision that is known to be there."""
    body, made_at, text, entry_id = db.execute(LOAD, {"ticket_id": ticket_id, "revision": revision}).one()
    return Revision(unpacked(body), made_at, text, EntryId(entry_id))


def latest(db: Connection, ticket_ids: Iterable[TicketId]) -> dict[TicketId, tuple[str, int, Verdict]]:
    """Fetch what drafts follow: the customer's name, the newest revision's number and its verdict."""
    rows = db.execute(LATEST, {"ticket_ids": list(ticket_ids)})
    return {ticket_id: (name, revision, unpacked(body)) for ticket_id, name, revision, body in rows}


def revision_on(db: Connection, ticket_id: TicketId, text: str) -> int | None:
    """Name the revision that judged exactly this text, if one did."""
    found: int | None = db.execute(ON_TEXT, {"ticket_id": ticket_id, "text": text}).scalar()
    return found
