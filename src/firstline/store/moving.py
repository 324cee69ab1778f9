"""A desk moved from its database to an empty PostgreSQL, table by table, so that it can go on after a kill.

Both databases are closed first (`closed`), so no desk starts on either. Rows are appended in the order of
their keys, some thousands in a commit; after a kill, the next run goes on behind the last key that it finds.
A column that names a row of its own table is filled in at the end. Then both databases are read whole and
compared, table by table. Only when all is equal is the source marked as moved, and after that the target is
opened. What always holds: at every moment at most one of the two databases lets a desk start, and where a
desk may start, it is whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, Connection, Engine, make_url, text

from firstline.core.errors import Conflict, Refused
from firstline.store import closed, crash, fill
from firstline.store.alone import alone_with, check_alone
from firstline.store.closed import Mark, Why
from firstline.store.dump import (
    Shape,
    Tell,
    Told,
    given,
    last_key,
    quoted,
    rows,
    shapes,
    silent,
    sums,
)
from firstline.store.migrate import head, migrate, revision_of
from firstline.store.restore import check_same

AT_ONCE = 2_000
"""Rows in a commit."""

BYTES_AT_ONCE = 2**23
"""About so many bytes of values in a commit, where rows are large."""


class CannotMove(Conflict):
    """The databases are not as a move needs them."""

    code = "cannot_move"


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved."""

    place: str
    resumed: bool
    tables: dict[str, Told]

    @property
    def rows(self) -> int:
        """Say how many rows that are."""
        return sum(told.rows for told in self.tables.values())


def move(source_url: str, target_url: str, *, at: datetime, tell: Tell = silent) -> Moved:
    """Move a desk to an empty PostgreSQL database, or go on with that.

    Raises:
        CannotMove: when the databases do not fit each other.
        DeskRuns: when a desk is at work on one of them.
        NotEmpty: when there is something in the target.
        Unlike: when the target does not hold the same at the end; then neither lets a desk start.
        Unavailable: when one of them cannot be reached, or a disk is full.
    """
    if make_url(target_url).get_backend_name() != "postgresql":
        message = "A desk is moved to PostgreSQL: name postgresql://user:password@host:port/database"
        raise Refused(message)
    if place_of(source_url) == place_of(target_url):
        message = "The desk is there already: that is the database that it has."
        raise CannotMove(message)
    with alone_with(target_url) as target, alone_with(source_url) as source:
        places = (place_of(source_url), place_of(target_url))
        resumed = _close_both(source, target, places, at)
        with _moment_of(source) as there:
            told = _carry(there, target, tell)
        _finish(source, target)
    return Moved(places[1], resumed, told)


def place_of(url: str) -> str:
    """Name a database without its password."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return str(address.database)
    host = address.query.get("host", "")  # a socket's folder
    plain = URL.create(
        "postgresql",
        username=address.username,
        host=address.host,
        port=address.port,
        database=address.database,
        query={"host": host} if host else {},
    )
    return plain.render_as_string()


# --- who may start where ---------------------------------------------------------------------------------


def _close_both(source: Engine, target: Engine, places: tuple[str, str], at: datetime) -> bool:
    """Let no desk start on either, and say whether the move was begun before."""
    with source.begin() as db:
        ours, revision = closed.mark_of(db), revision_of(db)
    with target.begin() as db:
        theirs = closed.mark_of(db)
        if theirs is None:
            fill.check_empty(db)
    if theirs is not None and (ours is None or theirs.move != ours.move):
        message = f"The target holds a part of another move. {closed.sentence(theirs)}"
        raise CannotMove(message)
    if theirs is None:
        _begin(source, target, places, at, _fresh(ours, revision, places, at))
    return theirs is not None


def _fresh(ours: Mark | None, revision: str | None, places: tuple[str, str], at: datetime) -> Mark:
    """Say what the source is marked with."""
    if ours is None:
        if revision != head():
            message = "The desk has not this version's schema: run `firstline db upgrade` first."
            raise CannotMove(message)
        move = uuid4().hex
        return Mark(why=Why.MOVING, move=move, place=places[1], since=f"{at:%Y-%m-%d}", revision=head())
    if ours.why is not Why.MOVING or ours.place != places[1] or ours.revision != head():
        raise CannotMove(closed.sentence(ours))
    return ours


def _begin(source: Engine, target: Engine, places: tuple[str, str], at: datetime, mark: Mark) -> None:
    with source.begin() as db:
        closed.close(db, mark)
    crash.point("source_closed")
    with target.begin() as db:
        fill.check_empty(db)
        fill.drop_tables(db)
        migrate(db)
        closed.close(db, replace(mark, why=Why.FILLING, place=places[0], since=f"{at:%Y-%m-%d}"))


def _finish(source: Engine, target: Engine) -> None:
    """Mark the source, then open the target: killed in between, neither lets a desk start."""
    check_alone(source)
    with source.begin() as db:
        mark = closed.mark_of(db)
        assert mark is not None  # noqa: S101 - we have closed it, and have it to ourselves
        closed.close(db, replace(mark, why=Why.MOVED))
    crash.point("source_moved")
    with target.begin() as db:
        closed.reopen(db)


# --- the rows --------------------------------------------------------------------------------------------


@contextmanager
def _moment_of(source: Engine) -> Iterator[Connection]:
    """Read one moment of the source, for as long as it takes."""
    if source.dialect.name == "postgresql":
        source = source.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    with source.begin() as db:
        yield db


def _carry(source: Connection, target: Engine, tell: Tell) -> dict[str, Told]:
    """Carry all rows over, and compare."""
    plan = shapes(source)
    for shape in plan:
        _append(source, target, shape, tell)
    with target.begin() as db:
        for shape in plan:
            _fill_own(source, db, shape)
            fill.settle(db, shape, given(source, shape))
    wanted = sums(source, plan)
    with target.begin() as db:
        check_same(sums(db, shapes(db)), wanted)
    return wanted


def _append(source: Connection, target: Engine, shape: Shape, tell: Tell) -> None:
    """Append the rows behind those that are there."""
    with target.begin() as db:
        after = last_key(db, shape)
    later = [place for place, one in enumerate(shape.fields) if one.own]
    left = (_without(row, later) for row in rows(source, shape, after=after))
    while some := list(_some(left)):
        with target.begin() as db:
            fill.add(db, shape, some)
        tell(shape.name, len(some))
        crash.point("appended")


def _some(left: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Take as many rows as go into a commit."""
    size = 0
    for row in islice(left, AT_ONCE):
        yield row
        size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if size > BYTES_AT_ONCE:
            return


def _without(row: list[Any], places: list[int]) -> list[Any]:
    for place in places:
        row[place] = None
    return row


def _fill_own(source: Connection, target: Connection, shape: Shape) -> None:
    """Fill in the columns that name rows of the same table, now that all are there."""
    own = [one for one in shape.fields if one.own]
    (key,) = shape.key if own else ("",)
    for one in own:
        name, column, number = (quoted(target, word) for word in (shape.name, one.name, key))
        asked = text(f"SELECT {number} AS number, {column} AS named FROM {name} WHERE {column} IS NOT NULL")  # noqa: S608 - names of our schema
        change = text(f"UPDATE {name} SET {column} = :named WHERE {number} = :number")  # noqa: S608 - as above
        found = source.execute(asked)
        while some := found.fetchmany(AT_ONCE):
            target.execute(change, [dict(row._mapping) for row in some])  # noqa: SLF001 - SQLAlchemy's documented name
