"""The event log: append-only, the audit trail and the source of live updates.

A follower reads by a cursor. On PostgreSQL, where transactions end in another order than their numbers were
given out, it is led by the transaction's number and stops before the oldest one that is still under way: so
what a slow transaction tells comes a little later, and is never passed by. On SQLite there is one writer, and
the number of the event leads.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    Select,
    bindparam,
    insert,
    literal_column,
    select,
    tuple_,
)

from firstline.core.ids import LARGEST, TicketId
from firstline.store.hot import Hot
from firstline.store.schema import events

ADD = Hot(insert(events))
WINDOW = 5_000
"""Events that one page looks through at the most; about 10 ms of work."""
UNDER_WAY = literal_column("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", BigInteger)
"""PostgreSQL's oldest transaction that is not over: what is before it is complete."""
WRITTEN = re.compile(r"([0-9]{1,19})\.([0-9]{1,19})")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a ticket."""

    kind: str
    actor: str
    data: Mapping[str, Any]
    happened_at: datetime


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """A place in the log: behind it stands what a follower has not seen."""

    tx: int = 0
    id: int = 0

    def __str__(self) -> str:
        """Write it as followers send it."""
        return f"{self.tx}.{self.id}"


@dataclass(frozen=True, slots=True)
class Logged:
    """An event with its place in the log."""

    cursor: Cursor
    ticket_id: TicketId | None
    event: Event


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the log, in its order."""

    items: Sequence[Logged]
    next: Cursor
    """Where to go on, whether there is more by now or not."""
    more: bool
    """Whether something stands behind it already."""


COLUMNS = [events.c[name] for name in ("tx", "id", "ticket_id", "kind", "actor", "data", "happened_at")]
_BEHIND = tuple_(bindparam("tx"), bindparam("id"), types=[BigInteger(), BigInteger()])
NEWER = {
    "sqlite": select(*COLUMNS).where(events.c.id > bindparam("id")).order_by(events.c.id),
    "postgresql": select(*COLUMNS)
    .where(tuple_(events.c.tx, events.c.id) > _BEHIND, events.c.tx < UNDER_WAY)
    .order_by(events.c.tx, events.c.id),
}
NEWER = {kind: statement.limit(bindparam("most")) for kind, statement in NEWER.items()}


def cursor_of(written: str) -> Cursor | None:
    """Read a place; None: it is none.

    >>> cursor_of("7.12"), cursor_of("7")
    (Cursor(tx=7, id=12), None)
    """
    found = WRITTEN.fullmatch(written)
    if found is None or max(int(found[1]), int(found[2])) > LARGEST:
        return None
    return Cursor(int(found[1]), int(found[2]))


def add(db: Connection, ticket_id: TicketId | None, event: Event) -> None:
    """Append to the log."""
    ADD.run(db, _row(ticket_id, event))


def add_many(db: Connection, told: Iterable[tuple[TicketId, Event]]) -> None:
    """Append several to the log, in their order."""
    ADD.run_many(db, [_row(*one) for one in told])


def timeline(db: Connection, ticket_id: TicketId) -> Sequence[Event]:
    """List what happened to a ticket, oldest first."""
    columns = (events.c.kind, events.c.actor, events.c.data, events.c.happened_at)
    return [
        Event(*row)
        for row in db.execute(select(*columns).where(events.c.ticket_id == ticket_id).order_by(events.c.id))
    ]


def page_of(
    db: Connection, ticket_id: TicketId, *, limit: int, before: int | None = None
) -> Sequence[Logged]:
    """List what happened to a ticket, the newest first; `before` is the number of the last event seen."""
    page = select(*COLUMNS).where(events.c.ticket_id == ticket_id)
    if before is not None:
        page = page.where(events.c.id < before)
    return list(map(_logged, db.execute(page.order_by(events.c.id.desc()).limit(limit))))


def part(
    db: Connection,
    after: Cursor,
    *,
    limit: int,
    ticket_id: TicketId | None = None,
    kinds: Sequence[str] = (),
) -> Part:
    """Read on in the log.

    It looks through `WINDOW` events at the most, so that a rare kind costs no more than a common one; then
    the part may be short, or empty, and there is more.
    """
    log = _Log(db)
    window = log.behind(after).limit(WINDOW)
    if ticket_id is not None:
        window = window.where(events.c.ticket_id == ticket_id)
    seen = window.subquery()
    wanted = log.ordered(select(seen), seen.c).limit(limit + 1)
    if kinds:
        wanted = wanted.where(seen.c.kind.in_(kinds))
    items = list(map(_logged, db.execute(wanted)))
    if len(items) > limit:
        return Part(items[:limit], items[limit - 1].cursor, more=True)
    place, more = _end(db, window, after)
    return Part(items, place, more)


def end(db: Connection) -> Cursor:
    """Tell where the log ends: all that is told from now on stands behind it."""
    row = db.execute(_Log(db).end()).one_or_none()
    return Cursor() if row is None else Cursor(*row)


def newer(db: Connection, after: Cursor, *, limit: int) -> Sequence[Logged]:
    """Read what follows a place, whatever it is. It is asked all the time, so the statement is made once."""
    given = {"id": after.id, "most": limit}
    if db.dialect.name == "postgresql":
        given["tx"] = after.tx
    return list(map(_logged, db.execute(NEWER[db.dialect.name], given)))


def in_order(db: Connection, place: Cursor) -> Cursor:
    """Give a place as it compares with those of this database: on SQLite the transaction says nothing."""
    return place if _Log(db).by_tx else Cursor(0, place.id)


class _Log:
    """The log as it is followed: in its order, and as far as no transaction under way can add to it."""

    def __init__(self, db: Connection) -> None:
        self.by_tx = db.dialect.name == "postgresql"

    def ordered(self, log: Select[Any], columns: Any) -> Select[Any]:  # noqa: ANN401 - a table's or a query's
        return log.order_by(columns.tx, columns.id) if self.by_tx else log.order_by(columns.id)

    def behind(self, after: Cursor) -> Select[Any]:
        log = self.ordered(select(*COLUMNS), events.c)
        if not self.by_tx:
            return log.where(events.c.id > after.id)
        here = tuple_(events.c.tx, events.c.id)
        place = tuple_(after.tx, after.id, types=[BigInteger(), BigInteger()])
        return log.where(here > place, events.c.tx < UNDER_WAY)

    def end(self) -> Select[Any]:
        places = select(events.c.tx, events.c.id).limit(1)
        if not self.by_tx:
            return places.order_by(events.c.id.desc())
        return places.where(events.c.tx < UNDER_WAY).order_by(events.c.tx.desc(), events.c.id.desc())


def _end(db: Connection, window: Select[Any], after: Cursor) -> tuple[Cursor, bool]:
    """Tell where to go on: behind a full window, else behind the whole log as it stands."""
    places = window.with_only_columns(events.c.tx, events.c.id)
    last = db.execute(places.limit(1).offset(WINDOW - 1)).one_or_none()
    if last is not None:
        return Cursor(*last), True
    return max(after, end(db), key=lambda place: in_order(db, place)), False


def _row(ticket_id: TicketId | None, event: Event) -> dict[str, Any]:
    return {
        "ticket_id": ticket_id,
        "kind": event.kind,
        "actor": event.actor,
        "data": event.data,
        "happened_at": event.happened_at,
    }


def _logged(row: Row[Any]) -> Logged:
    tx, number, ticket_id, kind, actor, data, happened_at = tuple(row)
    return Logged(Cursor(tx, number), ticket_id, Event(kind, actor, data, happened_at))
