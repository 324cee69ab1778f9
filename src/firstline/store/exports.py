"""Tickets as an export needs them: page by page, each with all that belongs to it.

Pages follow the ticket's number, so an export sees each ticket once, holds no long transaction, and costs the
same on its last page as on its first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from firstline.core.ids import CustomerId, EntryId, TicketId
from firstline.store import tickets
from firstline.store.corrections import Corrected
from firstline.store.customer_notes import Note
from firstline.store.events import Event
from firstline.store.schema import (
    corrections,
    customer_identities,
    customer_notes,
    customers,
    events,
    ticket_tags,
    verdicts,
)
from firstline.store.schema import tickets as table
from firstline.tickets.customer import Identity
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
class Person:
    """What the desk knows of a customer."""

    name: str
    email: str | None
    identities: Sequence[Identity]
    notes: Sequence[Note]
    """The oldest first."""

    @property
    def ref(self) -> str | None:
        """The caller's own reference for the customer; of several the first by the alphabet."""
        return next((one.value for one in self.identities if one.kind == "ref"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A ticket with all that belongs to it."""

    ticket: Ticket
    entries: Sequence[Entry]
    tags: Sequence[str]
    person: Person
    events: Sequence[Event]
    verdicts: Sequence[bytes] = ()
    """Its revisions as they are stored."""
    corrections: Sequence[Corrected] = ()
    """The oldest first."""


def page(
    db: Connection, which: Which, *, after: TicketId, limit: int, with_verdicts: bool = True
) -> Sequence[Whole]:
    """Fetch the next tickets in the order of their numbers; verdicts and corrections if wanted."""
    found = _tickets(db, which, after, limit)
    ids = [ticket.id for ticket in found]
    threads, tags, log = tickets.threads(db, ids), _tags(db, ids), _events(db, ids)
    people = _people(db, {ticket.customer_id for ticket in found})
    bodies = _verdicts(db, ids) if with_verdicts else {}
    corrected = _corrections(db, ids) if with_verdicts else {}
    return [
        Whole(
            ticket=ticket,
            entries=threads[ticket.id],
            tags=tags.get(ticket.id, ()),
            person=people[ticket.customer_id],
            events=log.get(ticket.id, ()),
            verdicts=bodies.get(ticket.id, ()),
            corrections=corrected.get(ticket.id, ()),
        )
        for ticket in found
    ]


def ends(log: Iterable[Event]) -> dict[EntryId, datetime]:
    """Go through what happened to a ticket, and find the messages that came after an end, and when it was."""
    found: dict[EntryId, datetime] = {}
    stands: dict[str, Any] = {}
    for event in log:
        data = event.data
        if event.kind == CONTINUED and stands.get("status") in ENDED and stands.get("resolved_at"):
            found[EntryId(data["entry_id"])] = datetime.fromisoformat(stands["resolved_at"])
        stands |= {name: data[name] for name in ("status", "resolved_at") if name in data}
    return found


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


def _people(db: Connection, ids: Iterable[CustomerId]) -> dict[CustomerId, Person]:
    wanted = list(ids)
    known, noted = customer_identities.c, customer_notes.c
    identities: dict[CustomerId, list[Identity]] = {}
    mine = select(known.customer_id, known.kind, known.value).where(known.customer_id.in_(wanted))
    for customer_id, kind, value in db.execute(mine):
        identities.setdefault(customer_id, []).append(Identity(kind, value))
    notes: dict[CustomerId, list[Note]] = {}
    columns = (noted.customer_id, noted.id, noted.author, noted.text, noted.written_at)
    for customer_id, *note in db.execute(
        select(*columns).where(noted.customer_id.in_(wanted)).order_by(noted.id)
    ):
        notes.setdefault(customer_id, []).append(Note(*note))
    named = select(customers.c.id, customers.c.name, customers.c.email).where(customers.c.id.in_(wanted))
    return {
        customer_id: Person(
            name=name,
            email=email,
            identities=sorted(identities.get(customer_id, ()), key=lambda one: (one.kind, one.value)),
            notes=notes.get(customer_id, ()),
        )
        for customer_id, name, email in db.execute(named)
    }


def _events(db: Connection, ids: Sequence[TicketId]) -> dict[TicketId, list[Event]]:
    """Fetch what happened to some tickets, the oldest first."""
    log, found = events.c, dict[TicketId, list[Event]]()
    columns = (log.ticket_id, log.kind, log.actor, log.data, log.happened_at)
    wanted = select(*columns).where(log.ticket_id.in_(ids)).order_by(log.ticket_id, log.id)
    for ticket_id, *event in db.execute(wanted):
        found.setdefault(ticket_id, []).append(Event(*event))
    return found


def _verdicts(db: Connection, ids: Sequence[TicketId]) -> dict[TicketId, list[bytes]]:
    made, found = verdicts.c, dict[TicketId, list[bytes]]()
    wanted = select(made.ticket_id, made.body).where(made.ticket_id.in_(ids))
    for ticket_id, body in db.execute(wanted.order_by(made.ticket_id, made.revision)):
        found.setdefault(ticket_id, []).append(body)
    return found


def _corrections(db: Connection, ids: Sequence[TicketId]) -> dict[TicketId, list[Corrected]]:
    made, found = corrections.c, dict[TicketId, list[Corrected]]()
    names = ("id", "revision", "field", "before", "after", "author", "corrected_at")
    wanted = select(made.ticket_id, *(made[name] for name in names)).where(made.ticket_id.in_(ids))
    for ticket_id, *one in db.execute(wanted.order_by(made.ticket_id, made.id)):
        found.setdefault(ticket_id, []).append(Corrected(*one))
    return found
