"""Threads on disk, page by page; `store.tickets` writes them."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from firstline.core.ids import EntryId, TicketId
from firstline.store.schema import entries
from firstline.tickets.ticket import Entry, EntryKind

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


def page(
    db: Connection, ticket_id: TicketId, *, before: EntryId | None = None, limit: int
) -> Sequence[Entry]:
    """List a thread's entries, the newest first; `before` is the last one of the page before."""
    asked = {"ticket": ticket_id, "most": limit}
    found = db.execute(NEWEST, asked) if before is None else db.execute(OLDER, asked | {"place": before})
    return [Entry(row[0], row[1], EntryKind(row[2]), *row[3:]) for row in found]
