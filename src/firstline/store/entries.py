"""Threads on disk, page by page; `store.tickets` writes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from firstline.core.ids import EntryId, TicketId
from firstline.store.schema import entries, events
from firstline.tickets.ticket import ENDED, Entry, EntryKind

NEWEST = (
    select(
        entries.c.id,
        entries.c.ticket_id,
        entries.c.kind,
        entries.c.author,
        entries.c.text,
        entries.c.written_at,
        entries.c.html,
    )
    .where(entries.c.ticket_id == bindparam("ticket"))
    .order_by(entries.c.id.desc())
    .limit(bindparam("most"))
)
OLDER = NEWEST.where(entries.c.id < bindparam("place"))
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before anything happened."""
_HERE = entries.c.ticket_id == bindparam("ticket")
_REPLY = select(func.max(entries.c.id)).where(_HERE, entries.c.kind == EntryKind.REPLY).scalar_subquery()
_END = (
    select(func.max(events.c.happened_at))
    .where(events.c.ticket_id == bindparam("ticket"), events.c.data["status"].as_string().in_(ENDED))
    .scalar_subquery()
)
UNANSWERED = select(func.count(), func.min(entries.c.written_at)).where(
    _HERE,
    entries.c.kind == EntryKind.MESSAGE,
    entries.c.id > func.coalesce(_REPLY, 0),
    entries.c.written_at > func.coalesce(_END, bindparam("never", NEVER, entries.c.written_at.type)),
)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Messages of the customer's that nobody has answered."""

    count: int = 0
    since: datetime | None = None
    """When the first of them was written; None: there is none."""


def page(
    db: Connection, ticket_id: TicketId, *, before: EntryId | None = None, limit: int
) -> Sequence[Entry]:
    """List a thread's entries, the newest first; `before` is the last one of the page before."""
    asked = {"ticket": ticket_id, "most": limit}
    found = db.execute(NEWEST, asked) if before is None else db.execute(OLDER, asked | {"place": before})
    return [Entry(row[0], row[1], EntryKind(row[2]), *row[3:]) for row in found]


def unanswered(db: Connection, ticket_id: TicketId) -> Unanswered:
    """Count what the customer wrote since the desk last replied or ended the matter."""
    count, since = db.execute(UNANSWERED, {"ticket": ticket_id}).one()
    return Unanswered(count, since)
