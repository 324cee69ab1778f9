"""A database on which no desk may start: one that was moved away, or into which a desk is just being moved.

The mark is twofold. The schema's revision is set to `CLOSED`, which no version of Firstline knows, so that
older ones refuse as well; and a table of its own, which is there only meanwhile, says why, since when, and at
which revision the database really stands. What always holds: `reopen` leaves the database as it was before.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    text,
)

from firstline.core.errors import Conflict, Unavailable

CLOSED = "closed"


class Why(StrEnum):
    """Why no desk may start here."""

    MOVING = "moving"
    """It is being moved to another place."""
    MOVED = "moved"
    """It was moved, and lives there."""
    FILLING = "filling"
    """Another desk is being moved into it."""


class DeskClosed(Unavailable):
    """No desk may start on this database."""

    code = "desk_closed"


class NotReopened(Conflict):
    """The database cannot be opened again like this."""

    code = "not_reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is said of a closed database."""

    why: Why
    move: str
    """One move's own word, the same at both ends."""
    place: str
    """The other end, without its password."""
    since: str
    """The day."""
    revision: str
    """Of the schema, really."""


SENTENCES = {
    Why.MOVING: "This desk is being moved to {place}, and that is not finished. Run the same `firstline "
    "move-to-postgres` again, or stay here after all with `firstline db reopen`.",
    Why.MOVED: "This desk was moved to {place} on {since}. Set DATABASE_URL to that place. To go on here "
    "instead, without what came in there since, run `firstline db reopen`.",
    Why.FILLING: "A desk is being moved into this database from {place}, and that is not finished. Run "
    "`firstline move-to-postgres` there again; to give it up, drop this database and make it anew.",
}

_marks = Table(
    "closed_desk",
    MetaData(),
    Column("why", String(10), nullable=False),
    Column("move", String(40), nullable=False),
    Column("place", Text, nullable=False),
    Column("since", String(10), nullable=False),
    Column("revision", String(32), nullable=False),
)


def close(db: Connection, mark: Mark) -> None:
    """Let no desk start here any more, or say anew why."""
    _marks.create(db, checkfirst=True)
    db.execute(delete(_marks))
    values = {name: getattr(mark, name) for name in ("move", "place", "since", "revision")}
    db.execute(insert(_marks), values | {"why": mark.why.value})
    _set_revision(db, CLOSED)


def mark_of(db: Connection) -> Mark | None:
    """Say why the database is closed; None: it is open."""
    if not inspect(db).has_table(_marks.name):
        return None
    row = db.execute(select(_marks)).one_or_none()
    return None if row is None else Mark(**dict(row._mapping) | {"why": Why(row.why)})  # noqa: SLF001 - SQLAlchemy's documented name


def reopen(db: Connection) -> None:
    """Let desks start here again."""
    mark = mark_of(db)
    if mark is not None:
        _set_revision(db, mark.revision)
        _marks.drop(db)


def take_back(db: Connection) -> Mark:
    """Reopen what was moved, or was to be moved.

    Raises:
        NotReopened: when it is open, or holds a part of a desk only.
    """
    mark = mark_of(db)
    if mark is None:
        message = "The database is open: a desk may start on it."
        raise NotReopened(message)
    if mark.why is Why.FILLING:
        raise NotReopened(sentence(mark))
    reopen(db)
    return mark


def sentence(mark: Mark) -> str:
    """Say why no desk starts here, and what to do."""
    return SENTENCES[mark.why].format(place=mark.place, since=mark.since)


def refuse(db: Connection) -> None:
    """Go on when the database is open.

    Raises:
        DeskClosed: when it is not.
    """
    mark = mark_of(db)
    if mark is not None:
        raise DeskClosed(sentence(mark))


def _set_revision(db: Connection, revision: str) -> None:
    db.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
