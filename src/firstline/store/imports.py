"""Many whole tickets on disk at once, as files bring them.

What one message needs a dozen statements for is asked and stored here for a hundred tickets together: whose
they are, which of them are known, their numbers, their rows. Numbers are drawn before the rows are written,
so no statement waits for another's answer.

Two runs that bring the same rows at once store each once: they hold the names of what they are about to add,
in one order, so that neither waits for the other in a circle.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    Column,
    Connection,
    Select,
    Table,
    Text,
    bindparam,
    func,
    insert,
    literal,
    select,
    text,
    true,
)

from firstline.core.ids import AgentId, CustomerId, EntryId, RawId, TicketId
from firstline.core.text import folded
from firstline.store import corrections, customers, events, raw, search
from firstline.store.corrections import Corrected
from firstline.store.customer_notes import Note
from firstline.store.customers import Recognised
from firstline.store.events import Event
from firstline.store.hold import hold
from firstline.store.hot import Hot
from firstline.store.raw import Raw
from firstline.store.schema import (
    customer_identities,
    customer_notes,
    entries,
    raw_messages,
    search_texts,
    ticket_tags,
    verdicts,
)
from firstline.store.schema import customers as customers_table
from firstline.store.schema import tickets as tickets_table
from firstline.tickets.customer import Caller, Identity, identity_of
from firstline.tickets.ticket import EntryKind, Ticket

NUMBERED = {
    "tickets": tickets_table,
    "entries": entries,
    "raw_messages": raw_messages,
    "customers": customers_table,
}

DRAW = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
GIVEN_AWAY = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
"""The last number that SQLite gave away in a table where none is ever given again."""


def _each(found: Select[Any], key: Column[str]) -> Mapping[str, Select[Any]]:
    """Look up every one of the names that are `given`, each of which is there once at most.

    PostgreSQL is made to go name by name: of a table that is new it knows nothing yet, and would read all
    that the door has for each hundred names.
    """
    names = (
        func.unnest(bindparam("given", type_=ARRAY(Text)))
        .table_valued("wanted", name="names")
        .render_derived()
    )
    one = found.where(key == names.c.wanted).limit(1).lateral("one")
    return {
        "sqlite": found.where(key.in_(bindparam("given", expanding=True))),
        "postgresql": select(one).select_from(names).join(one, true()),
    }


OF_DOOR = select(
    tickets_table.c.external_ref,
    tickets_table.c.customer_external_id,
    tickets_table.c.customer_name,
    tickets_table.c.customer_email,
    tickets_table.c.message,
).where(tickets_table.c.door == bindparam("door"))
COUNT = select(func.count()).select_from(tickets_table).where(tickets_table.c.door == bindparam("door"))
BY_REFS = _each(OF_DOOR, tickets_table.c.external_ref)
WHICH_REFS = _each(OF_DOOR.with_only_columns(tickets_table.c.external_ref), tickets_table.c.external_ref)
BY_IDENTITY = _each(
    select(customer_identities.c.value, customers_table.c.id, customers_table.c.external_id)
    .join(customers_table, customers_table.c.id == customer_identities.c.customer_id)
    .where(customer_identities.c.kind == bindparam("kind")),
    customer_identities.c.value,
)
identified = lru_cache(1_000)(identity_of)
"""By what a caller is known; an address is checked once for a batch."""

TICKET_FIELDS = [field.name for field in fields(Ticket)]
values_of = attrgetter(*TICKET_FIELDS)

ADD_TICKET = Hot(insert(tickets_table))
ADD_SEARCH = Hot(insert(search_texts))
ADD_RAW = Hot(insert(raw_messages))
ADD_ENTRY = Hot(insert(entries))
ADD_CUSTOMER = Hot(insert(customers_table))
ADD_IDENTITY = Hot(insert(customer_identities))
ADD_VERDICT = Hot(insert(verdicts))
ADD_TAG = Hot(insert(ticket_tags))


@dataclass(frozen=True, slots=True)
class Known:
    """What tells whether a row is a ticket that is there already."""

    caller: Caller
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """An entry of a thread that is stored with its ticket."""

    id: EntryId
    kind: EntryKind
    author: str
    agent_id: AgentId | None
    text: str
    written_at: datetime
    raw: Raw | None = None
    """What came in; a customer's message has it."""
    html: str | None = None
    """Sanitised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewVerdict:
    """A revision of the verdict that is stored with its ticket; the first one is revision 1."""

    entry_id: EntryId
    """The message that it judges."""
    body: bytes
    """As it is stored."""
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeTicket:
    """A ticket with everything that belongs to it."""

    ticket: Ticket
    entries: Sequence[NewEntry]
    verdicts: Sequence[NewVerdict]
    events: Sequence[Event]
    corrections: Sequence[Corrected] = ()
    """The oldest first; their numbers are given when they are stored."""
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who wrote, and what another desk knew of them."""

    caller: Caller
    identities: Sequence[Identity] | None = None
    """All by which they were known there; None: what the caller says."""
    name: str | None = None
    email: str | None = None
    notes: Sequence[Note] = ()

    @property
    def known_by(self) -> Sequence[Identity]:
        """Name everything by which they are known; a number that the caller gives always is."""
        own = identified(self.caller)
        if self.identities is None:
            return () if own is None else (own,)
        numbered = own is not None and self.caller.external_id is not None
        return tuple(dict.fromkeys([own, *self.identities] if numbered and own else self.identities))


@dataclass(frozen=True, slots=True)
class People:
    """Who wrote, in the order of the callers, and how many of them are new."""

    found: Sequence[Recognised]
    new: int


def refs_there(db: Connection, door: str, refs: Sequence[str]) -> frozenset[str]:
    """Tell which references a door's tickets have."""
    found = _found(db, WHICH_REFS, refs, door=door)
    return frozenset(ref for (ref,) in found)


def known(db: Connection, door: str, refs: Sequence[str]) -> dict[str, Known]:
    """Fetch what is known under which of a door's references."""
    rows = _found(db, BY_REFS, refs, door=door)
    return {ref: Known(Caller(name, email, number), message) for ref, number, name, email, message in rows}


def count(db: Connection, door: str) -> int:
    """Count the tickets of a door."""
    return int(db.execute(COUNT, {"door": door}).scalar_one())


def hold_refs(db: Connection, door: str, refs: Iterable[str]) -> None:
    """Hold references until the transaction ends, as the doors do."""
    for ref in sorted(refs):
        hold(db, f"ref:{door}:{ref}")


def hold_people(db: Connection, people: Iterable[Person]) -> None:
    """Hold the customers who are not known yet, so that nobody else adds them; before any reference."""
    customers.hold_still(db)
    identities = {identity for one in people for identity in one.known_by}
    absent = identities - _identified(db, identities).keys()
    for identity in sorted(absent, key=_order):
        hold(db, f"{identity.kind}:{identity.value}")


def find_or_add_people(db: Connection, people: Sequence[Person], *, at: datetime) -> People:
    """Find the customers, or make those that are held; whoever is known by nothing is always a new one.

    A customer who is there stays as they are, but for the notes about them that are new.
    """
    known_by = [one.known_by for one in people]
    there = _identified(db, {identity for known in known_by for identity in known})
    strangers = _count_strangers(known_by, there)
    fresh = iter(draw(db, "customers", strangers))
    found, rows, names = [], [], []
    for one, known in zip(people, known_by, strict=True):
        customer = next((there[identity] for identity in known if identity in there), None)
        if customer is None:
            customer = Recognised(CustomerId(next(fresh)), one.caller.external_id)
            rows.append(_customer_row(one, customer.id, known, at))
            names += [{"kind": name.kind, "value": name.value, "customer_id": customer.id} for name in known]
            there.update(dict.fromkeys(known, customer))
        found.append(customer)
    ADD_CUSTOMER.run_many(db, rows)
    ADD_IDENTITY.run_many(db, names)
    for one, customer in zip(people, found, strict=True):
        _add_notes(db, customer.id, one.notes)
    return People(found, strangers)


def draw(db: Connection, name: str, count: int) -> list[int]:
    """Draw numbers for new rows of a table."""
    if not count:
        return []
    if db.dialect.name == "postgresql":
        return list(db.execute(DRAW, {"name": name, "count": count}).scalars())
    table: Table = NUMBERED[name]
    largest = db.execute(select(func.coalesce(func.max(table.c.id), literal(0)))).scalar_one()
    last = max(largest, db.execute(GIVEN_AWAY, {"name": name}).scalar() or 0)
    return list(range(last + 1, last + 1 + count))


def add(db: Connection, wholes: Sequence[WholeTicket], *, at: datetime) -> None:
    """Store whole tickets; their numbers are drawn already."""
    messages = sum(entry.raw is not None for whole in wholes for entry in whole.entries)
    raw_ids = iter(draw(db, "raw_messages", messages))
    threads = [
        (whole.ticket.id, entry, None if entry.raw is None else RawId(next(raw_ids)))
        for whole in wholes
        for entry in whole.entries
    ]
    ADD_TICKET.run_many(db, [_ticket_row(whole.ticket) for whole in wholes])
    ADD_SEARCH.run_many(db, [_search_row(whole) for whole in wholes])
    ADD_RAW.run_many(
        db, [{"id": raw_id, **raw.values_of(entry.raw, at=at)} for _, entry, raw_id in threads if entry.raw]
    )
    ADD_ENTRY.run_many(db, [_entry_row(*one) for one in threads])
    ADD_VERDICT.run_many(db, [row for whole in wholes for row in _verdict_rows(whole)])
    corrections.add_told(db, [(whole.ticket.id, one) for whole in wholes for one in whole.corrections])
    events.add_many(db, [(whole.ticket.id, event) for whole in wholes for event in whole.events])
    ADD_TAG.run_many(
        db, [{"ticket_id": whole.ticket.id, "tag": tag} for whole in wholes for tag in whole.tags]
    )


def _identified(db: Connection, identities: Iterable[Identity | None]) -> dict[Identity, Recognised]:
    by_kind: dict[str, list[str]] = {}
    for identity in filter(None, identities):
        by_kind.setdefault(identity.kind, []).append(identity.value)
    return {
        Identity(kind, value): Recognised(CustomerId(customer_id), number)
        for kind, given in by_kind.items()
        for value, customer_id, number in _found(db, BY_IDENTITY, given, kind=kind)
    }


def _found(
    db: Connection, asked: Mapping[str, Select[Any]], given: Sequence[str], **more: str
) -> Sequence[Any]:
    return db.execute(asked[db.dialect.name], {"given": given, **more}).all() if given else ()


def _order(identity: Identity) -> tuple[str, str]:
    return identity.kind, identity.value


def _count_strangers(known_by: Iterable[Sequence[Identity]], there: Mapping[Identity, Recognised]) -> int:
    """Count who is new, each once."""
    strangers, seen = 0, set(there)
    for known in known_by:
        if seen.isdisjoint(known):
            strangers += 1
            seen.update(known)
    return strangers


def _customer_row(
    person: Person, number: CustomerId, known_by: Sequence[Identity], at: datetime
) -> dict[str, Any]:
    caller = person.caller
    name, email = (caller.name, caller.email) if person.name is None else (person.name, person.email)
    return {
        "id": number,
        "name": name,
        "email": email,
        "external_id": caller.external_id,
        "created_at": at,
        "sought": customers.sought(name, email, known_by),
    }


def _add_notes(db: Connection, customer_id: CustomerId, notes: Sequence[Note]) -> None:
    """Add what is not noted yet."""
    if not notes:
        return
    columns = (customer_notes.c.author, customer_notes.c.text, customer_notes.c.written_at)
    there = {
        tuple(row) for row in db.execute(select(*columns).where(customer_notes.c.customer_id == customer_id))
    }
    for note in notes:
        if (note.author, note.text, note.written_at) not in there:
            values = {"author": note.author, "text": note.text, "written_at": note.written_at}
            db.execute(insert(customer_notes).values(values | {"customer_id": customer_id}))


def _ticket_row(ticket: Ticket) -> dict[str, Any]:
    return dict(zip(TICKET_FIELDS, values_of(ticket), strict=True))


def _search_row(whole: WholeTicket) -> dict[str, Any]:
    ticket = whole.ticket
    head = search.head_of(ticket.customer_name, ticket.customer_email, ticket.subject)
    return {"ticket_id": ticket.id, "head": head, **_searched(whole)}


def _searched(whole: WholeTicket) -> dict[str, str]:
    """Join the thread's texts, the customer's and the agents', as `store.tickets` does one by one."""
    said = [entry.text for entry in whole.entries[1:] if entry.kind is EntryKind.MESSAGE]
    work = [entry.text for entry in whole.entries[1:] if entry.kind is not EntryKind.MESSAGE]
    return {"message": _joined([whole.ticket.message, *said]), "work": _joined(work)}


def _joined(texts: Sequence[str]) -> str:
    found = folded(texts[0]) if texts else ""
    for further in texts[1:]:
        if len(found) < search.FULL:
            found += search.BETWEEN + folded(further)
    return found


def _entry_row(ticket_id: TicketId, entry: NewEntry, raw_id: RawId | None) -> dict[str, Any]:
    return {
        "id": entry.id,
        "ticket_id": ticket_id,
        "kind": entry.kind,
        "author": entry.author,
        "agent_id": entry.agent_id,
        "text": entry.text,
        "html": entry.html,
        "raw_id": raw_id,
        "written_at": entry.written_at,
    }


def _verdict_rows(whole: WholeTicket) -> Iterator[dict[str, Any]]:
    for revision, verdict in enumerate(whole.verdicts, start=1):
        yield {
            "ticket_id": whole.ticket.id,
            "revision": revision,
            "entry_id": verdict.entry_id,
            "body": verdict.body,
            "made_at": max(verdict.made_at, whole.ticket.created_at),
        }
