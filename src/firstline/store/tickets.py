"""Tickets on disk, their threads, and the lists that the doors show.

Each function is one question or one change, takes the open connection first and returns plain values.
The flow that calls it owns the transaction.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from firstline.core.ids import AgentId, CustomerId, EntryId, RawId, TicketId
from firstline.core.text import folded
from firstline.store import search
from firstline.store.hold import hold
from firstline.store.hot import Hot
from firstline.store.schema import entries, search_texts, tickets
from firstline.tickets.ticket import ENDED, Entry, EntryKind, Status, Ticket, TicketMissing
from firstline.tickets.whereabouts import APART, Moves, label_at, place_at


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ended; the next one starts behind it."""

    urgency: float
    received_at: datetime
    ticket_id: TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which tickets a list is asked for; None asks for all."""

    statuses: Sequence[Status] | None = None
    category: str | Sequence[str] | None = None
    """Several names are those of one category, while its tickets get the new one."""
    priority: str | None = None
    team: str | None = None
    sentiment: str | None = None
    customer_id: CustomerId | None = None
    in_message: str | None = None
    """Contained in the message, whatever the case."""
    anywhere: str | None = None
    """Contained in the customer's name or address, the subject or the message, whatever the case."""
    by_rules: bool = True
    """Compare with the rules' opinion, as the seeds' doors do, instead of the verdict's value."""


COLUMNS = [tickets.c[field.name] for field in fields(Ticket)]
PUT = [getattr(Ticket, field.name).__set__ for field in fields(Ticket)]
"""Put a value into each field, in the order of `COLUMNS`."""
PUT_STATUS = PUT[[field.name for field in fields(Ticket)].index("status")]
LOAD = select(*COLUMNS).where(tickets.c.id == bindparam("ticket_id"))
LOAD_TO_CHANGE = LOAD.with_for_update()
BY_REF = select(*COLUMNS).where(
    tickets.c.door == bindparam("door"), tickets.c.external_ref == bindparam("external_ref")
)
ANY = select(tickets.c.id).limit(1)
ADD = Hot(insert(tickets).returning(tickets.c.id))
ADD_ENTRY = Hot(insert(entries).returning(entries.c.id))
ADD_SEARCH = Hot(insert(search_texts))
ADD_TO_SEARCH = (
    update(search_texts)
    .where(
        search_texts.c.ticket_id == bindparam("found_in"), func.length(search_texts.c.message) < search.FULL
    )
    .values(message=search_texts.c.message + bindparam("further"))
)
ADD_WORK_TO_SEARCH = (
    update(search_texts)
    .where(search_texts.c.ticket_id == bindparam("found_in"), func.length(search_texts.c.work) < search.FULL)
    .values(
        work=case(
            (search_texts.c.work == "", bindparam("first")), else_=search_texts.c.work + bindparam("further")
        )
    )
)
LATELY = (
    select(tickets.c.status, tickets.c.created_at)
    .where(tickets.c.customer_id == bindparam("customer_id"))
    .order_by(tickets.c.id.desc())
    .limit(bindparam("most"))
    .subquery()
)
COUNT_OPEN_LATELY = (
    select(func.count())
    .select_from(LATELY)
    .where(LATELY.c.status.not_in(ENDED), LATELY.c.created_at >= bindparam("since"))
)
ENTRIES = (
    select(
        entries.c.id,
        entries.c.ticket_id,
        entries.c.kind,
        entries.c.author,
        entries.c.text,
        entries.c.written_at,
        entries.c.html,
    )
    .where(entries.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)))
    .order_by(entries.c.ticket_id, entries.c.id)
)


def exist(db: Connection) -> bool:
    """Tell whether there is any ticket."""
    return db.execute(ANY).first() is not None


def add(db: Connection, values: dict[str, Any]) -> Ticket:
    """Store a new ticket; `values` has every field of `Ticket` but its id."""
    ticket_id = TicketId(ADD.scalar(db, values))
    head = search.head_of(values["customer_name"], values["customer_email"], values["subject"])
    ADD_SEARCH.run(db, {"ticket_id": ticket_id, "head": head, "message": folded(values["message"])})
    return Ticket(id=ticket_id, **values)


def add_to_search(db: Connection, ticket_id: TicketId, text: str) -> None:
    """Let the ticket be found by a further message of its customer, too."""
    db.execute(ADD_TO_SEARCH, {"found_in": ticket_id, "further": search.BETWEEN + folded(text)})


def add_work_to_search(db: Connection, ticket_id: TicketId, text: str) -> None:
    """Let the ticket be found by what an agent wrote; the seeds' doors search the customer's words alone."""
    first = folded(text)
    values = {"found_in": ticket_id, "first": first, "further": search.BETWEEN + first}
    db.execute(ADD_WORK_TO_SEARCH, values)


def save_search_head(db: Connection, ticket: Ticket) -> None:
    """Let the ticket be found by its subject and customer as they stand now."""
    head = search.head_of(ticket.customer_name, ticket.customer_email, ticket.subject)
    db.execute(update(search_texts).where(search_texts.c.ticket_id == ticket.id).values(head=head))


def load(db: Connection, ticket_id: TicketId, *, to_change: bool = False) -> Ticket:
    """Fetch one ticket, or say that it is missing; `to_change` holds it until the transaction ends."""
    row = db.execute(LOAD_TO_CHANGE if to_change else LOAD, {"ticket_id": ticket_id}).one_or_none()
    if row is None:
        message = "Ticket not found"
        raise TicketMissing(message)
    return ticket_of(row)


def find_by_ref(db: Connection, *, door: str, external_ref: str) -> Ticket | None:
    """Fetch the ticket that a caller knows by a reference of their own."""
    hold(db, f"ref:{door}:{external_ref}")  # of two first messages with one reference, one waits
    row = db.execute(BY_REF, {"door": door, "external_ref": external_ref}).one_or_none()
    return None if row is None else ticket_of(row)


def count_open_lately(db: Connection, customer_id: CustomerId, *, since: datetime, most: int) -> int:
    """Count the open ones among a customer's newest tickets, as far as they came since a moment."""
    asked = {"customer_id": customer_id, "since": since, "most": most}
    return int(db.execute(COUNT_OPEN_LATELY, asked).scalar_one())


def save(db: Connection, before: Ticket, after: Ticket) -> None:
    """Write down what changed."""
    changes = {
        field.name: getattr(after, field.name)
        for field in fields(Ticket)
        if getattr(after, field.name) != getattr(before, field.name)
    }
    if changes:
        db.execute(update(tickets).where(tickets.c.id == before.id).values(changes))


def misfiled(db: Connection, moves: Moves, *, limit: int) -> Sequence[TicketId]:
    """Name tickets whose category, or its subcategory, has gone elsewhere, the first first."""
    found: list[TicketId] = []
    for holds in _gone(moves):
        some = select(tickets.c.id).where(holds).order_by(tickets.c.id).limit(limit - len(found))
        found += db.execute(some).scalars() if len(found) < limit else ()
    return found


def count_at(db: Connection, moves: Moves) -> int:
    """Count the tickets whose label has gone elsewhere."""
    counts = (select(func.count()).select_from(tickets).where(holds) for holds in _gone(moves))
    return sum(int(db.execute(count).scalar_one()) for count in counts)


def _gone(moves: Moves) -> Iterator[ColumnElement[bool]]:
    """Say what holds for tickets whose label has gone: first of whole categories, then of subcategories.

    Each is answered by the index of what it names first.
    """
    places = [place_at(label) for label in moves]
    whole = sorted(category for category, part in places if not part)
    parts = sorted({(category, part) for category, part in places if part and category not in whole})
    if whole:
        yield tickets.c.category.in_(whole)
    if parts:
        named = tickets.c.subcategory.in_(sorted({part for _, part in parts}))
        label = tickets.c.category + APART + tickets.c.subcategory
        yield and_(named, label.in_([label_at(*one) for one in parts]))


def add_entry(  # noqa: PLR0913 - an entry has this many parts
    db: Connection,
    ticket_id: TicketId,
    *,
    kind: EntryKind,
    author: str,
    text: str,
    at: datetime,
    agent_id: AgentId | None = None,
    raw_id: RawId | None = None,
    html: str | None = None,
) -> EntryId:
    """Add to the thread."""
    values = {
        "ticket_id": ticket_id,
        "kind": kind,
        "author": author,
        "agent_id": agent_id,
        "text": text,
        "html": html,
        "raw_id": raw_id,
        "written_at": at,
    }
    return EntryId(ADD_ENTRY.scalar(db, values))


def threads(db: Connection, ticket_ids: Iterable[TicketId]) -> dict[TicketId, list[Entry]]:
    """Fetch the threads of some tickets, oldest entry first."""
    found: dict[TicketId, list[Entry]] = {ticket_id: [] for ticket_id in ticket_ids}
    if found:
        for row in db.execute(ENTRIES, {"ticket_ids": list(found)}):
            entry = Entry(row[0], row[1], EntryKind(row[2]), *row[3:])
            found[entry.ticket_id].append(entry)
    return found


def newest(db: Connection, wanted: Wanted, *, limit: int, offset: int = 0) -> Sequence[Ticket]:
    """List tickets, the newest first. The offset is seed 2's; other lists follow a place."""
    page = _wanted(db, wanted).order_by(tickets.c.created_at.desc(), tickets.c.id.desc())
    return [ticket_of(row) for row in db.execute(page.limit(limit).offset(offset))]


def most_urgent(
    db: Connection, wanted: Wanted, *, limit: int, after: Place | None = None
) -> Sequence[Ticket]:
    """List tickets, the most urgent first, among equals those that came last."""
    urgency = tickets.c.door_urgency if wanted.by_rules else tickets.c.urgency
    columns = (urgency, tickets.c.received_at, tickets.c.id)
    page = _wanted(db, wanted).order_by(*(column.desc() for column in columns))
    if after:
        # The types are told, because the values alone would go to SQLite in another form than the columns.
        place = (after.urgency, after.received_at, after.ticket_id)
        page = page.where(tuple_(*columns) < tuple_(*place, types=[column.type for column in columns]))
    return [ticket_of(row) for row in db.execute(page.limit(limit))]


def latest(db: Connection, wanted: Wanted, *, limit: int, after: Place | None = None) -> Sequence[Ticket]:
    """List tickets by when the customer wrote, the last first."""
    page = _wanted(db, wanted).order_by(tickets.c.received_at.desc(), tickets.c.id.desc())
    if after:
        older = tickets.c.received_at < after.received_at
        same = and_(tickets.c.received_at == after.received_at, tickets.c.id < after.ticket_id)
        page = page.where(or_(older, same))
    return [ticket_of(row) for row in db.execute(page.limit(limit))]


def count(db: Connection, wanted: Wanted, *, most: int) -> int:
    """Count tickets; `most` is where the counting ends."""
    found = _wanted(db, wanted).with_only_columns(tickets.c.id).limit(most).subquery()
    return int(db.execute(select(func.count()).select_from(found)).scalar_one())


def _wanted(db: Connection, wanted: Wanted) -> Select[Any]:
    page = select(*COLUMNS)
    priority, sentiment = tickets.c.priority, tickets.c.sentiment
    if wanted.by_rules:
        priority, sentiment = tickets.c.door_priority, tickets.c.door_sentiment
    if wanted.statuses is not None:
        page = page.where(_in_status(wanted.statuses))
    for column, value in (
        (priority, wanted.priority),
        (tickets.c.team, wanted.team),
        (sentiment, wanted.sentiment),
        (tickets.c.customer_id, wanted.customer_id),
    ):
        if value is not None:
            page = page.where(column == value)
    if wanted.category is not None:
        page = page.where(_is_one_of(tickets.c.category, wanted.category))
    if wanted.in_message:
        page = page.where(tickets.c.id.in_(search.in_message(db, wanted.in_message)))
    if wanted.anywhere:
        page = page.where(tickets.c.id.in_(search.anywhere(db, wanted.anywhere)))
    return page


def _is_one_of(column: Column[str], value: str | Sequence[str]) -> ColumnElement[bool]:
    return column == value if isinstance(value, str) else column.in_(value)


def _in_status(statuses: Sequence[Status]) -> ColumnElement[bool]:
    """Name several statuses by those left out: then the index of the list's own order serves, and no sort."""
    if len(statuses) == 1:
        return tickets.c.status == statuses[0]
    return tickets.c.status.not_in([status for status in Status if status not in statuses])


def ticket_of(row: Row[Any]) -> Ticket:
    """Make a ticket of a row of `COLUMNS`.

    The fields go straight into their slots: a list is full of tickets, and a frozen class's own way takes
    ten times as long (51 tickets: 1.2 ms, and 0.13 ms this way).
    """
    ticket = object.__new__(Ticket)
    for put, value in zip(PUT, row, strict=True):
        put(ticket, value)
    PUT_STATUS(ticket, Status(ticket.status))
    return ticket
