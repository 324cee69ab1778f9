"""A ticket's events beside all that the tables say of it, for whoever compares the two.

Pages follow the ticket's number. One page is read in one transaction, so that events and tables are of the
same moment; whoever looks at the whole desk takes a transaction a page, and holds none for long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from firstline.core.ids import TicketId
from firstline.store.schema import agents, entries, events, ticket_tags, tickets
from firstline.tickets.replay import Standing, Told
from firstline.tickets.snapshot import NAMES
from firstline.tickets.ticket import EntryKind, TicketMissing


@dataclass(frozen=True, slots=True)
class History:
    """One ticket: what was told of it, the oldest first, and how it stands."""

    events: Sequence[Told]
    standing: Standing


STANDING = select(tickets.c.id, agents.c.name, *(tickets.c[name] for name in NAMES)).join_from(
    tickets, agents, agents.c.id == tickets.c.assignee_id, isouter=True
)
EVENTS = select(events.c.ticket_id, events.c.kind, events.c.data).order_by(events.c.ticket_id, events.c.id)
ENTRIES = select(entries.c.ticket_id, entries.c.kind, entries.c.id)
TAGS = select(ticket_tags.c.ticket_id, ticket_tags.c.tag)


def load(db: Connection, ticket_id: TicketId) -> History:
    """Fetch one ticket's, or say that it is missing."""
    found = page(db, after=TicketId(ticket_id - 1), limit=1)
    if not found or found[0].standing.ticket_id != ticket_id:
        message = "Ticket not found"
        raise TicketMissing(message)
    return found[0]


def page(db: Connection, *, after: TicketId, limit: int) -> Sequence[History]:
    """Fetch the next tickets' in the order of their numbers."""
    wanted = STANDING.where(tickets.c.id > after).order_by(tickets.c.id).limit(limit)
    standing = db.execute(wanted).all()
    if not standing:
        return []
    ids = [row[0] for row in standing]
    told = _by_ticket(db, EVENTS.where(_among(events.c.ticket_id, ids)), ids)
    threads = _by_ticket(db, ENTRIES.where(_among(entries.c.ticket_id, ids)), ids)
    tags = _by_ticket(db, TAGS.where(_among(ticket_tags.c.ticket_id, ids)), ids)
    return [
        History([Told(*one) for one in told[row[0]]], _standing(row, threads[row[0]], tags[row[0]]))
        for row in standing
    ]


def _among(column: Any, ids: Sequence[int]) -> Any:  # noqa: ANN401 - SQLAlchemy's own objects
    """Name all tickets of a page by its ends: between them is no other."""
    return column.between(ids[0], ids[-1])


def _by_ticket(db: Connection, wanted: Select[Any], ids: Iterable[int]) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = {number: [] for number in ids}
    for row in db.execute(wanted):
        number, *rest = row
        found[number].append(rest)
    return found


def _standing(row: Row[Any], thread: Iterable[Sequence[Any]], tags: Iterable[Sequence[Any]]) -> Standing:
    ticket_id, assignee, *values = tuple(row)
    by_kind: dict[EntryKind, list[int]] = {}
    for kind, number in thread:
        by_kind.setdefault(EntryKind(kind), []).append(number)
    return Standing(
        ticket_id=ticket_id,
        fields=dict(zip(NAMES, values, strict=True)),
        thread=by_kind,
        tags=[tag for (tag,) in tags],
        assignee=assignee,
    )
