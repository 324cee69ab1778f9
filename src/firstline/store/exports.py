"""Tickets as an export needs them: page by page, each with all that belongs to it.

Pages follow the ticket's number, so an export sees each ticket once, holds no long transaction, and costs the
same on its last page as on its first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from firstline.core.ids import CustomerId, EntryId, TicketId
from firstline.store import tickets
from firstline.store.schema import customer_identities, events, ticket_tags
from firstline.store.schema import tickets as table
from firstline.tickets.ticket import ENDED, Entry, Status, Ticket

CONTINUED = "ticket.continued"
"""The event of a further message of the customer's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which tickets are exported; nothing: all."""

    statuses: Sequence[Status] = ()
    since: datetime | None = None
    """Those that customers wrote at this moment or later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A ticket with all that belongs to it."""

    ticket: Ticket
    entries: Sequence[Entry]
    tags: Sequence[str]
    ref: str | None
    """The caller's own reference for the customer."""
    ended_at: Mapping[EntryId, datetime]
    """When the matter had been ended before a message that began it anew."""


def page(db: Connection, which: Which, *, after: TicketId, limit: int) -> Sequence[Whole]:
    """Fetch the next tickets in the order of their numbers."""
    found = _tickets(db, which, after, limit)
    ids = [ticket.id for ticket in found]
    threads, tags = tickets.threads(db, ids), _tags(db, ids)
    refs = _refs(db, {ticket.customer_id for ticket in found})
    ends = _ends(db, [ticket.id for ticket in found if ticket.revision > 1])
    return [
        Whole(
            ticket=ticket,
            entries=threads[ticket.id],
            tags=tags.get(ticket.id, ()),
            ref=refs.get(ticket.customer_id),
            ended_at=ends,
        )
        for ticket in found
    ]


def _tickets(db: Connection, which: Which, after: TicketId, limit: int) -> list[Ticket]:
    wanted = select(*tickets.COLUMNS).where(table.c.id > after).order_by(table.c.id).limit(limit)
    if which.statuses:
        wanted = wanted.where(table.c.status.in_(which.statuses))
    if which.since is not None:
        wanted = wanted.where(table.c.received_at >= which.since)
    return [Ticket(**dict(row._mapping) | {"status": Status(row.status)}) for row in db.execute(wanted)]  # noqa: SLF001 - SQLAlchemy's documented name


def _tags(db: Connection, ids: Sequence[TicketId]) -> dict[TicketId, list[str]]:
    found: dict[TicketId, list[str]] = {}
    wanted = select(ticket_tags).where(ticket_tags.c.ticket_id.in_(ids))
    for ticket_id, tag in db.execute(wanted):
        found.setdefault(ticket_id, []).append(tag)
    return {ticket_id: sorted(tags) for ticket_id, tags in found.items()}


def _refs(db: Connection, ids: Iterable[CustomerId]) -> dict[CustomerId, str]:
    known = customer_identities.c
    wanted = select(known.customer_id, known.value).where(
        known.kind == "ref", known.customer_id.in_(list(ids))
    )
    return {one.customer_id: one.value for one in db.execute(wanted.order_by(known.value.desc()))}


def _ends(db: Connection, ids: Sequence[TicketId]) -> dict[EntryId, datetime]:
    """Go through what happened to some tickets, and find the messages that came after an end."""
    log = events.c
    wanted = (
        select(log.ticket_id, log.kind, log.data)
        .where(log.ticket_id.in_(ids))
        .order_by(log.ticket_id, log.id)
    )
    found: dict[EntryId, datetime] = {}
    stands: dict[int, dict[str, Any]] = {}
    for ticket_id, kind, data in db.execute(wanted.order_by(log.ticket_id, log.id)) if ids else ():
        before = stands.setdefault(ticket_id, {})
        if kind == CONTINUED and before.get("status") in ENDED and before.get("resolved_at"):
            found[EntryId(data["entry_id"])] = datetime.fromisoformat(before["resolved_at"])
        before |= {name: data[name] for name in ("status", "resolved_at") if name in data}
    return found
