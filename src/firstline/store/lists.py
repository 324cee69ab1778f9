"""The native lists: any filter, five orders, pages that follow a place and never an offset.

There are two ways to a page. One walks the index of the list's order and leaves out what the filters leave
out: quick when they hold for many. By priority we walk what a filter names, where it names one value: its
index stands in that order. The other takes all that one filter names, by an index that holds the keys of the
orders as well, and sorts it: quick when that is not too much. Where a filter holds for few, we go by
the rarest one; else we walk a stretch of `STRETCH` tickets; and where that does not fill the page, because
the values lie far down in this order, we go by the rarest filter after all. So no list is looked for through
the whole table, ticket by ticket.

SQLite is told the way in the statement (it has no statistics), and how many a filter holds for is counted by
its index. PostgreSQL chooses the index itself.

The numbers of a whole list come at once, up to a bound, as one text that the database makes: ten thousand
rows cost more than finding them. There SQLite takes all that one index names, and what that one does not hold
of the other filters is told by theirs.

What always holds: each ticket comes once while nothing changes; a page costs the same wherever it is; a whole
list is its pages, one after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from firstline.core.ids import AgentId, TicketId
from firstline.store import words
from firstline.store.schema import entries, marked, read_marks, ticket_tags, tickets
from firstline.store.tickets import COLUMNS, ticket_of
from firstline.tickets.sought import NOBODY, Place, Sort, Sought, View
from firstline.tickets.ticket import Status, Ticket
from firstline.tickets.verdict import Certainty, TicketScope

FEW = 5_000
"""Entries of an index that are rather all taken and sorted than looked for along the order: 1 ms of work."""
MANY = 2**31
LOOK_UP = 25
"""How much longer it takes to look a ticket up than to read what an index holds of it."""
STRETCH = 2_000
"""Tickets that are looked at in the order of the list before another way is taken: 10 ms of work."""
LONG_STRETCH = 8_000
"""The same where the index itself tells all that is asked."""
SET = 5
"""How many numbers are rather taken from another index, to be compared with, than one ticket is looked up."""
ROOM = 2
"""How many times as many as are wanted are looked at along the order of a whole list."""
CANDIDATES = 2_000
"""The newest hits of a search, from which another order than the newest is made."""

PREVIEW = 200
"""Characters of a message that a list holds."""
READ, READ_AT_MOST = 20_000, 400
"""Characters of an entry, and entries of a page, that highlights look at."""

ENDS = frozenset({"resolved_at", "snoozed_until"})
HELD = {
    str(index.name): {column.name for column in index.columns}
    | (ENDS if str(index.name).startswith("ix_open_") else set())
    for index in tickets.indexes
}
"""Of which columns each index tells; of open tickets it is known that they have not ended."""
UNENDED = tickets.c.resolved_at.is_(None)
OPEN = and_(UNENDED, tickets.c.snoozed_until.is_(None))

SHOWN = [
    func.substr(column, 1, PREVIEW).label(column.name) if column.name == "message" else column
    for column in COLUMNS
]
"""The columns of a ticket as lists have it: a long message is not carried along for its first lines."""
LOAD = select(*SHOWN).where(tickets.c.id.in_(bindparam("ticket_ids", expanding=True)))
TEXTS = (
    select(entries.c.ticket_id, func.substr(entries.c.text, 1, READ))
    .where(entries.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)))
    .order_by(entries.c.ticket_id, entries.c.id)
    .limit(READ_AT_MOST)
)


@dataclass(frozen=True, slots=True)
class _Order:
    """A sort, as the database knows it."""

    key: Column[Any]
    index: str
    open_index: str
    """Holds only tickets that have not ended."""
    is_rising: bool = False

    @property
    def reads(self) -> AbstractSet[str]:
        """The columns that make the order."""
        return {"id", str(self.key.name)}


ORDERS: Mapping[Sort, _Order] = {
    Sort.NEWEST: _Order(tickets.c.received_at, "ix_tickets_received", "ix_open_received"),
    Sort.PRIORITY: _Order(tickets.c.priority_score, "ix_tickets_queue", "ix_open_queue"),
    Sort.URGENCY: _Order(tickets.c.urgency, "ix_tickets_urgency", "ix_open_urgency"),
    Sort.DUE: _Order(tickets.c.due_at, "ix_tickets_due", "ix_open_due", is_rising=True),
    Sort.UPDATED: _Order(tickets.c.updated_at, "ix_tickets_updated", "ix_open_updated"),
}


@dataclass(frozen=True, slots=True)
class _Filter:
    """One condition, and how what it holds for is found: by an index, or by a list of numbers."""

    holds: ColumnElement[bool]
    reads: AbstractSet[str]
    """The columns that tell whether it holds."""
    index: str | None = None
    numbers: Select[Any] | None = None
    by_priority: bool = False
    """The index has what the filter names in the order of priority."""

    @property
    def hint(self) -> str | None:
        """How SQLite is told to go this way; None: there is no such way."""
        if self.numbers is not None:
            return "NOT INDEXED"  # but by the table's own key
        return None if self.index is None else f"INDEXED BY {self.index}"

    def is_enough_for(self, reads: AbstractSet[str]) -> bool:
        """Tell whether the index holds these columns, so that no ticket is looked up."""
        return self.index is not None and reads <= HELD[self.index]


@dataclass(frozen=True, slots=True)
class _Walk:
    """An index that stands in the order of a list."""

    index: str
    holds: Sequence[ColumnElement[bool]] = ()
    """What holds for all that stands in this part of it."""
    is_all: bool = False
    """Nothing else is asked, so every ticket on the way belongs to the list."""

    @property
    def hint(self) -> str:
        """Tell SQLite to go this way."""
        return f"INDEXED BY {self.index}"

    def is_enough_for(self, reads: AbstractSet[str]) -> bool:
        """Tell whether the index holds these columns, so that no ticket is looked up."""
        return reads <= HELD[self.index]


def page(
    db: Connection, sought: Sought, sort: Sort, *, limit: int, after: Place | None = None
) -> Sequence[Ticket]:
    """List a page of tickets; of a message they hold what a list shows."""
    if sought.words is not None:
        return _loaded(db, _numbers(db, _searched(db, sought, sort, after).limit(limit)))
    if _is_empty(sought):
        return []
    filters, order = list(_filters(sought)), ORDERS[sort]
    walk = _walk(sought, sort, filters)
    asked = _asked(filters, order, after)
    if walk.is_all:
        return _loaded(db, _numbers(db, _way(asked, walk.hint).limit(limit)))
    reads = _reads(filters) | order.reads
    few = _rarest(db, filters, reads, most=FEW) if _is_sqlite(db) else None
    if few is not None or (not _is_sqlite(db) and _is_plain(sought, sort, filters)):
        return _loaded(db, _numbers(db, _way(asked, None if few is None else few.hint).limit(limit)))
    length = LONG_STRETCH if _is_sqlite(db) and walk.is_enough_for(reads) else STRETCH
    return _loaded(db, _within(db, filters, order, walk, length, limit, after))


def whole(db: Connection, sought: Sought, sort: Sort, *, most: int) -> Sequence[TicketId]:
    """List the numbers of all tickets of a list at once, in the order of its pages, up to `most`."""
    limit = _spelt_out(most)
    if sought.words is not None:
        return _numbers(db, _searched(db, sought, sort).limit(limit))
    if _is_empty(sought):
        return []
    filters, order = list(_filters(sought, by_marks=_is_sqlite(db))), ORDERS[sort]
    walk = _walk(sought, sort, filters)
    found = _at_once(db, filters, order, walk, most) if _is_sqlite(db) else _asked(filters, order)
    if found is None:
        return _within(db, filters, order, walk, ROOM * most, most)
    return _numbers(db, found.limit(limit))


def count(db: Connection, sought: Sought, *, most: int) -> int:
    """Count the tickets, and stop at `most`."""
    if _is_empty(sought):
        return 0
    filters = list(_filters(sought))
    some: Select[Any] = select(literal_column("1")).select_from(tickets)
    some = some.where(*(one.holds for one in filters))
    if sought.words is not None:
        where, number, holds = words.found_in(db, sought.words)
        some = some.join(where, number == tickets.c.id).where(holds)
    elif _is_sqlite(db):
        some = _way(some, _way_to_count(db, filters))
    found = some.limit(_spelt_out(most)).subquery()
    return int(db.execute(select(func.count()).select_from(found)).scalar_one())


def texts_of(db: Connection, ticket_ids: Sequence[TicketId]) -> dict[TicketId, list[str]]:
    """Fetch what stands in the threads of some tickets, the oldest first: as much as highlights need."""
    found: dict[TicketId, list[str]] = {ticket_id: [] for ticket_id in ticket_ids}
    for ticket_id, text in db.execute(TEXTS, {"ticket_ids": list(ticket_ids)}):
        found[ticket_id].append(text)
    return found


OPEN_VIEWS = frozenset({View.OPEN, View.MINE, View.UNASSIGNED, View.AT_RISK, View.NEEDS_PERSON, View.WAITING})
"""They hold only tickets that have not ended and are not snoozed."""

VALUES = {
    "category": "ix_tickets_category",
    "subcategory": "ix_tickets_subcategory",
    "status": "ix_tickets_status",
    "priority": "ix_tickets_priority",
    "level": "ix_tickets_level",
    "sentiment": "ix_tickets_sentiment",
    "team": "ix_tickets_team",
    "channel": "ix_tickets_channel",
    "language": "ix_tickets_language",
    "certainty": "ix_tickets_certainty",
}
"""Filters that compare a column of the same name, and the column's index."""


def _filters(sought: Sought, *, by_marks: bool = False) -> Iterator[_Filter]:
    """Give the conditions; `by_marks`: what is in scope is told by leaving out what is marked."""
    yield from _view(sought, by_marks=by_marks)
    if sought.scope is not None:
        yield _scoped(sought.scope, by_marks=by_marks)
    for name, index in VALUES.items():
        if (wanted := getattr(sought, name)) is not None:
            is_one = len(set(wanted)) == 1
            yield _Filter(tickets.c[name].in_(wanted), {name}, index, by_priority=is_one)
    if (agents := sought.assignee) is not None:
        is_one = len(set(agents)) == 1
        yield _Filter(_has(agents), {"assignee_id"}, "ix_tickets_assignee", by_priority=is_one)
    if sought.customer is not None:
        yield _Filter(tickets.c.customer_id == sought.customer, {"customer_id"}, "ix_tickets_customer")
    if sought.id is not None:
        named = tickets.c.id.in_(sought.id)
        yield _Filter(named, {"id"}, numbers=select(tickets.c.id).where(named))
    if sought.tag is not None:
        tagged = select(ticket_tags.c.ticket_id).where(ticket_tags.c.tag.in_(sought.tag))
        yield _Filter(tickets.c.id.in_(tagged), {"id"}, numbers=tagged)
    if sought.unread is not None:
        yield _read_by(sought.me, unread=sought.unread)
    if sought.received_from is not None or sought.received_to is not None:
        yield _Filter(_received(sought), {"received_at"}, "ix_tickets_received")


def _view(sought: Sought, *, by_marks: bool) -> Iterator[_Filter]:
    match sought.view:
        case View.ALL:
            return
        case View.RESOLVED:
            yield _Filter(tickets.c.resolved_at.is_not(None), ENDS, "ix_ended_resolved")
        case View.SNOOZED:
            snoozed = and_(tickets.c.snoozed_until.is_not(None), UNENDED)
            yield _Filter(snoozed, ENDS, "ix_snoozed")
        case View.MINE:
            mine = and_(tickets.c.assignee_id == sought.me, OPEN)
            yield _Filter(mine, {"assignee_id", *ENDS}, "ix_open_assignee", by_priority=True)
        case View.UNASSIGNED:
            free = and_(tickets.c.assignee_id.is_(None), OPEN)
            yield _Filter(free, {"assignee_id", *ENDS}, "ix_open_assignee", by_priority=True)
        case View.AT_RISK:
            matter = _in_scope([TicketScope.IN_SCOPE], by_marks=by_marks)
            soon = and_(tickets.c.due_at < sought.due_before, matter.holds, OPEN)
            yield _Filter(soon, {"due_at", *matter.reads, *ENDS}, "ix_open_due")
            if by_marks:  # it knows when a ticket is due, and more orders
                yield _Filter(OPEN, ENDS, "ix_open_received")
        case _:
            yield from _of_open(sought.view)
            yield _Filter(OPEN, ENDS, "ix_open_received")


def _of_open(view: View) -> Iterator[_Filter]:
    if view is View.NEEDS_PERSON:
        person = tickets.c.certainty == Certainty.PERSON
        yield _Filter(person, {"certainty"}, "ix_tickets_certainty", by_priority=True)
    if view is View.WAITING:
        waiting = tickets.c.status == Status.WAITING_CUSTOMER
        yield _Filter(waiting, {"status"}, "ix_tickets_status", by_priority=True)


def _scoped(wanted: Sequence[str], *, by_marks: bool) -> _Filter:
    """Ask for marks by the index of what is marked; what is in scope stands everywhere in the orders."""
    if TicketScope.IN_SCOPE in wanted:
        return _in_scope(wanted, by_marks=by_marks)
    is_one = len(set(wanted)) == 1
    named = and_(marked, tickets.c.scope.in_(wanted))
    return _Filter(named, {"scope"}, "ix_tickets_marked", by_priority=is_one)


def _in_scope(wanted: Sequence[str], *, by_marks: bool) -> _Filter:
    """Ask for what is in scope, perhaps with some marks; `by_marks` by leaving out the others.

    Those are few, and in an index. For a page it takes longer to collect them than to look its tickets up,
    and PostgreSQL would expect half of all tickets to be among them.
    """
    if not by_marks:
        return _Filter(tickets.c.scope.in_(wanted), {"scope"})
    others = select(tickets.c.id).where(marked, tickets.c.scope.not_in(wanted))
    return _Filter(tickets.c.id.not_in(_way(others, "INDEXED BY ix_tickets_marked").correlate(None)), {"id"})


def _has(wanted: Sequence[AgentId | None]) -> ColumnElement[bool]:
    named = [one for one in wanted if one is not NOBODY]
    ways: list[ColumnElement[bool]] = [tickets.c.assignee_id.in_(named)] if named else []
    if len(named) < len(wanted):
        ways.append(tickets.c.assignee_id.is_(None))
    return or_(false(), *ways)


def _received(sought: Sought) -> ColumnElement[bool]:
    ends = []
    if sought.received_from is not None:
        ends.append(tickets.c.received_at >= sought.received_from)
    if sought.received_to is not None:
        ends.append(tickets.c.received_at < sought.received_to)
    return and_(*ends)


def _read_by(agent_id: AgentId | None, *, unread: bool) -> _Filter:
    """Ask for what an agent has read since the customer wrote, or has not."""
    heard = func.coalesce(tickets.c.heard_at, tickets.c.created_at)
    mark = read_marks.c.agent_id == agent_id, read_marks.c.ticket_id == tickets.c.id
    is_read = exists().where(*mark, read_marks.c.read_at >= heard)
    reads = {"heard_at", "created_at"}
    if unread:
        return _Filter(~is_read, reads)
    numbers = select(read_marks.c.ticket_id).where(read_marks.c.agent_id == agent_id)
    return _Filter(is_read, reads, numbers=numbers)


def _ordered(found: Select[Any], order: _Order) -> Select[Any]:
    if order.is_rising:
        return found.order_by(order.key, tickets.c.id)
    return found.order_by(order.key.desc(), tickets.c.id.desc())


def _behind(found: Select[Any], order: _Order, after: Place | None) -> Select[Any]:
    if after is None:
        return found
    here, there = _here_and_there(order, after)
    return found.where(here > there if order.is_rising else here < there)


def _here_and_there(order: _Order, place: Place) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    # The types are told, because the values alone would go to SQLite in another form than the columns.
    types = [order.key.type, tickets.c.id.type]
    return tuple_(order.key, tickets.c.id), tuple_(place.key, place.ticket_id, types=types)


def _walk(sought: Sought, sort: Sort, filters: Sequence[_Filter]) -> _Walk:
    """Choose the index to walk along."""
    if sort is Sort.PRIORITY:
        for one in filters:
            if one.by_priority and one.index is not None:
                return _Walk(one.index, [one.holds], is_all=len(filters) == 1)
    if sought.view in OPEN_VIEWS:
        return _Walk(ORDERS[sort].open_index, [OPEN], is_all=all(one.holds is OPEN for one in filters))
    return _Walk(ORDERS[sort].index, is_all=not filters)


def _is_plain(sought: Sought, sort: Sort, filters: Sequence[_Filter]) -> bool:
    """Tell whether PostgreSQL finds the way by itself: no value can lie far down in the order."""
    return sought.id is not None or (sort is Sort.NEWEST and len(filters) == 1)


def _at_once(
    db: Connection, filters: Sequence[_Filter], order: _Order, walk: _Walk, most: int
) -> Select[Any] | None:
    """Choose SQLite's way to a whole list; None: it depends on how many are met along the order.

    Where few belong to it, we go by the rarest filter. Else a walk that looks nothing up is never far from
    the quickest; then come the indexes of all filters together, then looking up what the rarest one names.
    """
    asked, reads = _asked(filters, order), _reads(filters) | order.reads
    if walk.is_all:
        return _way(asked, walk.hint)
    few = _rarest(db, filters, reads, most=FEW)
    if few is not None or walk.is_enough_for(reads):
        return _way(asked, walk.hint if few is None else few.hint)
    by_indexes = _by_indexes(db, filters, order)
    if by_indexes is not None:
        return by_indexes
    rarest = _rarest(db, filters, reads, most=LOOK_UP * most)
    return None if rarest is None else _way(asked, rarest.hint)


def _way_to_count(db: Connection, filters: Sequence[_Filter]) -> str | None:
    """Choose SQLite's way to count up to a bound: an index that tells all ends early; else the fewest."""
    reads = _reads(filters)
    telling = next((one for one in filters if one.is_enough_for(reads)), None)
    found = telling or _rarest(db, filters, reads, most=MANY)
    return None if found is None else found.hint


def _by_indexes(db: Connection, filters: Sequence[_Filter], order: _Order) -> Select[Any] | None:
    """Go by the rarest filter's index, and let those of the others tell the rest; None: they cannot."""
    keyed = [one for one in filters if one.is_enough_for(one.reads | order.reads)]
    rarest = _rarest(db, keyed, order.reads, most=MANY)
    if rarest is None:
        return None
    told = [_told_by(db, rarest, one) for one in filters]
    holds = [one for one in told if one is not None]
    if len(holds) < len(told):
        return None
    return _way(_ordered(select(tickets.c.id).where(*holds), order), rarest.hint)


def _told_by(db: Connection, rarest: _Filter, one: _Filter) -> ColumnElement[bool] | None:
    """Say what a filter says so that no ticket is looked up; None: that is not to be had, or takes longer."""
    if rarest.is_enough_for(one.reads):
        return one.holds
    if not one.is_enough_for(one.reads):
        return None
    most = SET * _held(db, rarest, most=MANY)
    if _held(db, one, most=most + 1) > most:
        return None
    named = _way(select(tickets.c.id).where(one.holds), one.hint)
    return tickets.c.id.in_(named.correlate(None))


def _within(  # noqa: PLR0913, PLR0917 - all of the situation
    db: Connection,
    filters: Sequence[_Filter],
    order: _Order,
    walk: _Walk,
    length: int,
    limit: int,
    after: Place | None = None,
) -> Sequence[TicketId]:
    """Look along a stretch of the order first; where that is not enough, go by the rarest filter."""
    asked = _asked(filters, order, after)
    end = _end(db, walk, order, after, length=length)
    stretch = asked if end is None else asked.where(_is_before(order, end))
    found = _numbers(db, _way(stretch, walk.hint).limit(limit))
    if end is None or len(found) == limit:
        return found
    reads = _reads(filters) | order.reads
    rarest = _rarest(db, filters, reads, most=MANY) if _is_sqlite(db) else None
    if rarest is not None:
        return _numbers(db, _way(asked, rarest.hint).limit(limit))
    return _numbers(db, _all_first(filters, order, after).limit(limit))


def _end(db: Connection, walk: _Walk, order: _Order, after: Place | None, *, length: int) -> Place | None:
    """Give the place behind the first stretch; None: the list ends before."""
    every = _ordered(select(tickets.c.id, order.key).where(*walk.holds), order)
    behind = _behind(every, order, after)
    row = db.execute(_way(behind, walk.hint).limit(1).offset(length)).one_or_none()
    return None if row is None else Place(row[1], row[0])


def _is_before(order: _Order, end: Place) -> ColumnElement[bool]:
    here, there = _here_and_there(order, end)
    return here < there if order.is_rising else here > there


def _asked(filters: Sequence[_Filter], order: _Order, after: Place | None = None) -> Select[Any]:
    found = select(tickets.c.id).where(*(one.holds for one in filters))
    return _behind(_ordered(found, order), order, after)


def _all_first(filters: Sequence[_Filter], order: _Order, after: Place | None) -> Select[Any]:
    """Let PostgreSQL take all that the filters name before it sorts: it would walk the order again."""
    every = select(tickets.c.id, order.key.label("key")).where(*(one.holds for one in filters))
    taken = _behind(every, order, after).offset(0).subquery()
    if order.is_rising:
        return select(taken.c.id).order_by(taken.c.key, taken.c.id)
    return select(taken.c.id).order_by(taken.c.key.desc(), taken.c.id.desc())


def _way(asked: Select[Any], hint: str | None) -> Select[Any]:
    """Tell SQLite which way to go."""
    return asked.with_hint(tickets, hint or "", "sqlite")


def _rarest(
    db: Connection, filters: Sequence[_Filter], reads: AbstractSet[str], *, most: int
) -> _Filter | None:
    """Give the filter that holds for the fewest and leads to them, if those are fewer than `most`.

    A ticket that is looked up counts for `LOOK_UP` that stand in the index. Where there is but one way and no
    bound, nothing is counted.
    """
    fewest, rarest = most, None
    ways = [one for one in filters if one.hint is not None]
    if len(ways) == 1 and most == MANY:
        return ways[0]
    for one in ways:
        weight = 1 if one.is_enough_for(reads) else LOOK_UP
        held = weight * _held(db, one, most=-(-fewest // weight))
        if held < fewest:
            fewest, rarest = held, one
    return rarest


def _reads(filters: Sequence[_Filter]) -> AbstractSet[str]:
    """Name the columns that conditions need."""
    return {"id"}.union(*(one.reads for one in filters))


def _held(db: Connection, one: _Filter, *, most: int) -> int:
    """Count what a filter holds for, by its own index, up to `most`."""
    some = one.numbers
    if some is None:
        some = _way(select(literal_column("1")).select_from(tickets).where(one.holds), str(one.hint))
    return int(db.execute(select(func.count()).select_from(some.limit(most).subquery())).scalar_one())


def _spelt_out(most: int) -> ColumnElement[int]:
    """Write a bound into the statement: PostgreSQL takes an unknown one for a tenth of what there is."""
    return literal_column(str(int(most)))


def _is_sqlite(db: Connection) -> bool:
    return db.dialect.name == "sqlite"


def _is_empty(sought: Sought) -> bool:
    """Tell whether nobody is asked for, as who is no agent does with theirs."""
    needs_me = sought.view is View.MINE or sought.unread is not None
    return (needs_me and sought.me is None) or (sought.assignee is not None and not sought.assignee)


def _searched(db: Connection, sought: Sought, sort: Sort, after: Place | None = None) -> Select[Any]:
    assert sought.words is not None  # noqa: S101 - the caller has looked
    filters = [one.holds for one in _filters(sought)]
    if sort is Sort.NEWEST:
        where, number, holds = words.found_in(db, sought.words)
        behind = true() if after is None else number < after.ticket_id
        found = select(number).select_from(where.join(tickets, number == tickets.c.id) if filters else where)
        return found.where(holds, behind, *filters).order_by(number.desc())
    order = ORDERS[sort]
    candidates = words.newest_with(db, sought.words, limit=CANDIDATES).scalar_subquery()
    found = select(tickets.c.id).where(tickets.c.id.in_(candidates), *filters)
    return _behind(_ordered(found, order), order, after)


def _numbers(db: Connection, found: Select[Any]) -> Sequence[TicketId]:
    """Read the numbers in their order, as one text: 20,000 rows would cost more than finding them.

    Both databases put together what a subquery gives in the order in which it comes.
    """
    number = found.subquery().columns[0]
    text = db.execute(select(func.aggregate_strings(cast(number, Text), ","))).scalar_one()
    return msgspec.json.decode(f"[{text or ''}]", type=list[TicketId])


def _loaded(db: Connection, numbers: Sequence[TicketId]) -> Sequence[Ticket]:
    """Fetch the tickets of some numbers, in their order, with a statement that is always the same."""
    rows = db.execute(LOAD, {"ticket_ids": numbers}).all() if numbers else ()
    by_number = {row.id: ticket_of(row) for row in rows}
    return [by_number[number] for number in numbers]
