"""A whole desk as lines of JSON: the form of a backup, the same for both kinds of database.

    {"firstline_backup": 1, "revision": "0005", "version": ..., "moment": ..., "kind": "sqlite"}
    {"table": "teams", "columns": ["slug", "name"], "given": null}
    ["billing", "Billing"]
    ...
    {"tables": {"teams": {"rows": 1, "sha256": ...}, ...}, "sha256": ...}

Tables stand so that a row comes behind those that it names, rows in the order of their keys. A moment is
written in UTC by ISO 8601, bytes in base64, an object with its names sorted. `given` is the highest number
that was ever given away, which may be larger than any that is left. What always holds: the same content gives
the same lines, whichever database it lies in, so their checksums tell whether two desks are equal; and a file
without its last line, or with another byte anywhere, is recognised.

What is read is what the database has at its own revision, so an older one can be backed up as it is. What a
database makes by itself (indexes, generated columns) is not written.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    Inspector,
    Integer,
    LargeBinary,
    Table,
    inspect,
    text,
)
from sqlalchemy.types import JSON

from firstline.core.errors import Conflict
from firstline.store import closed
from firstline.store.faults import as_sqlalchemy
from firstline.store.migrate import revision_of
from firstline.store.schema import EPOCH, MICROSECOND, Moment, metadata

FORMAT = 1

LEFT_OUT: Mapping[str, str] = {
    "presence": "who looks at a ticket just now; it is over within a minute",
    "workers": "processes that work; they are others at another place",
    "allowances": "how much may still be used; it fills by itself",
    "rate_counts": "how often somebody called in the last minutes",
}
"""Tables that are not written, and why not."""

FILLED: Mapping[str, Mapping[str, int | None]] = {
    # PostgreSQL's transaction numbers mean nothing in another cluster, and a follower would wait for theirs.
    "events": {"tx": 0},
    # The worker that holds a step is not there any more, so the step waits again.
    "jobs": {"token": None, "worker": None},
}
"""Columns that are not written, and with what they are filled."""

TELL_EVERY = 1_000
"""Rows."""

Row = Sequence[Any]
Tell = Callable[[str, int], None]
"""Hears of a table, and that so many of its rows more are done."""


class Kind(Enum):
    """What a column holds, by the name that PostgreSQL has for it."""

    NUMBER = "int8"
    REAL = "float8"
    FLAG = "bool"
    TEXT = "text"
    MOMENT = "timestamptz"
    JSON = "jsonb"
    BYTES = "bytea"


@dataclass(frozen=True, slots=True)
class Field:
    """A column, as it is written."""

    name: str
    kind: Kind
    optional: bool
    own: bool
    """Whether it names a row of the same table."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A table, as it is written."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    filled: Mapping[str, int | None]
    """Columns that are there and not written."""

    @property
    def columns(self) -> list[str]:
        """Name the columns in their order."""
        return [one.name for one in self.fields]

    def places(self, names: Sequence[str]) -> list[int]:
        """Say where in a row some columns stand."""
        columns = self.columns
        return [columns.index(name) for name in names]


@dataclass(slots=True)
class Sum:
    """How many rows, and the checksum of their lines."""

    rows: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, line: bytes) -> None:
        """Take a row in."""
        self.rows += 1
        self.digest.update(line)

    def told(self) -> "Told":
        """Say what it comes to."""
        return Told(self.rows, self.digest.hexdigest())


class Told(msgspec.Struct, frozen=True, array_like=False):
    """A sum, as it is written."""

    rows: int
    sha256: str


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A backup's first line."""

    firstline_backup: int
    revision: str
    version: str
    moment: datetime
    kind: str


class TableHead(msgspec.Struct, frozen=True, kw_only=True):
    """The line before a table's rows."""

    table: str
    columns: list[str]
    given: int | None


class End(msgspec.Struct, frozen=True, kw_only=True):
    """A backup's last line."""

    tables: dict[str, Told]
    sha256: str
    """Of all lines before this one."""


class NothingToKeep(Conflict):
    """There is no desk in the database."""

    code = "no_desk"


_encode = msgspec.json.Encoder(order="sorted").encode


def silent(_table: str, _rows: int) -> None:
    """Tell nobody."""


def dump(db: Connection, *, moment: datetime, version: str, tell: Tell = silent) -> Iterator[bytes]:
    """Write the whole desk, line by line, as one connection sees it."""
    whole = hashlib.sha256()
    sums: dict[str, Told] = {}
    for line in _content(db, sums, moment=moment, version=version, tell=tell):
        whole.update(line)
        yield line
    yield line_of(End(tables=sums, sha256=whole.hexdigest()))


def line_of(head: Head | TableHead | End) -> bytes:
    """Write a line that is no row."""
    return msgspec.json.encode(head) + b"\n"


def sums(db: Connection, plan: Sequence[Shape], *, tell: Tell = silent) -> dict[str, Told]:
    """Read whole tables, and sum them up."""
    return {shape.name: _sum(db, shape, tell) for shape in plan}


def shapes(db: Connection) -> list[Shape]:
    """Name the tables that are written, as the database has them, those first that others name."""
    looked = inspect(db)
    there = set(looked.get_table_names())
    return [
        _shape(looked, table)
        for table in metadata.sorted_tables
        if table.name in there and table.name not in LEFT_OUT
    ]


def rows(db: Connection, shape: Shape, *, after: Row | None = None) -> Iterator[list[Any]]:
    """Read a table's rows in the order of its key, those behind a key."""
    read = _rows_of_postgres if db.dialect.name == "postgresql" else _rows_of_sqlite
    return read(db, shape, after)


def last_key(db: Connection, shape: Shape) -> Row | None:
    """Find the last key; None: there is no row."""
    key = [shape.fields[place] for place in shape.places(shape.key)]
    words = f"SELECT {_listed(db, key)} FROM {quoted(db, shape.name)} ORDER BY "  # noqa: S608 - names of our schema
    words += ", ".join(f"{name} DESC" for name in _ordered(db, shape))
    row = db.execute(text(f"{words} LIMIT 1")).one_or_none()
    return None if row is None else tuple(row)


def given(db: Connection, shape: Shape) -> int | None:
    """Say the highest number that a table has given away; None: it gives none."""
    (name, *more) = shape.key
    if more or next(one for one in shape.fields if one.name == name).kind is not Kind.NUMBER:
        return None
    there = db.execute(text(f"SELECT max({quoted(db, name)}) FROM {quoted(db, shape.name)}")).scalar() or 0  # noqa: S608 - as above
    counter = _counter_of_postgres if db.dialect.name == "postgresql" else _counter_of_sqlite
    return max(int(there), counter(db, shape.name, name))


def quoted(db: Connection, name: str) -> str:
    """Write a name as the database takes it."""
    return db.dialect.identifier_preparer.quote(name)


def _content(
    db: Connection, sums: dict[str, Told], *, moment: datetime, version: str, tell: Tell
) -> Iterator[bytes]:
    closed.refuse(db)
    revision = revision_of(db)
    if revision is None:
        message = "There is no desk in this database yet."
        raise NothingToKeep(message)
    kind = db.dialect.name
    yield line_of(Head(firstline_backup=FORMAT, revision=revision, version=version, moment=moment, kind=kind))
    for shape in shapes(db):
        yield line_of(TableHead(table=shape.name, columns=shape.columns, given=given(db, shape)))
        counted = Sum()
        for line in _lines(db, shape, tell):
            counted.add(line)
            yield line
        sums[shape.name] = counted.told()


def _sum(db: Connection, shape: Shape, tell: Tell) -> Told:
    counted = Sum()
    for line in _lines(db, shape, tell):
        counted.add(line)
    return counted.told()


def _lines(db: Connection, shape: Shape, tell: Tell) -> Iterator[bytes]:
    amount = 0
    for row in rows(db, shape):
        yield _encode(row) + b"\n"
        amount += 1
        if amount == TELL_EVERY:
            tell(shape.name, amount)
            amount = 0
    tell(shape.name, amount)


# --- what a column holds ---------------------------------------------------------------------------------


def _shape(looked: Inspector, table: Table) -> Shape:
    filled = FILLED.get(table.name, {})
    columns = {str(found["name"]): bool(found["nullable"]) for found in looked.get_columns(table.name)}
    ours = sorted(name for name in columns if name in table.c and name not in filled)
    return Shape(
        name=str(table.name),  # SQLAlchemy has a kind of text of its own for names
        fields=tuple(_field(table.c[name], optional=columns[name]) for name in ours),
        key=tuple(looked.get_pk_constraint(table.name)["constrained_columns"]),
        filled={name: value for name, value in filled.items() if name in columns},
    )


def _field(column: Column[Any], *, optional: bool) -> Field:
    own = any(key.column.table is column.table for key in column.foreign_keys)
    return Field(str(column.name), _kind(column), optional, own)


def _kind(column: Column[Any]) -> Kind:
    kinds = {
        Moment: Kind.MOMENT,
        Boolean: Kind.FLAG,
        Float: Kind.REAL,
        Integer: Kind.NUMBER,
        JSON: Kind.JSON,
        LargeBinary: Kind.BYTES,
    }
    return next((kind for of, kind in kinds.items() if isinstance(column.type, of)), Kind.TEXT)


def _canonical(json: str | float) -> Any:  # noqa: ANN401 - any JSON
    """Understand JSON as both databases keep it; a 5.0 that stands alone is the integer 5 to SQLite."""
    value = msgspec.json.decode(json) if isinstance(json, str) else json
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _moment(stored: int) -> datetime:
    return EPOCH + MICROSECOND * stored


Convert = Callable[[Any], Any]
READ_FROM_SQLITE: Mapping[Kind, Convert] = {Kind.MOMENT: _moment, Kind.JSON: _canonical, Kind.FLAG: bool}
READ_FROM_POSTGRES: Mapping[Kind, Convert] = {
    Kind.JSON: _canonical,
    Kind.MOMENT: lambda moment: moment.astimezone(UTC),
}


def converted(row: Row, changes: Sequence[tuple[int, Convert]]) -> list[Any]:
    """Give a row with some of its values in another form."""
    values = list(row)
    for place, convert in changes:
        if values[place] is not None:
            values[place] = convert(values[place])
    return values


def changes_of(shape: Shape, by: Mapping[Kind, Convert]) -> list[tuple[int, Convert]]:
    """Say which values of a row change their form."""
    return [(place, by[one.kind]) for place, one in enumerate(shape.fields) if one.kind in by]


# --- how it is read --------------------------------------------------------------------------------------


def _rows_of_sqlite(db: Connection, shape: Shape, after: Row | None) -> Iterator[list[Any]]:
    changes = changes_of(shape, READ_FROM_SQLITE)
    words = _query(db, shape, mark="?" if after is not None else "")
    driver: Any = db.connection.driver_connection
    kinds = [shape.fields[place].kind for place in shape.places(shape.key)]
    values = [as_sqlite(kind, value) for kind, value in zip(kinds, after or (), strict=after is not None)]
    for row in driver.execute(words, values):
        yield converted(row, changes)


def _rows_of_postgres(db: Connection, shape: Shape, after: Row | None) -> Iterator[list[Any]]:
    """Read by COPY: the server sends row after row, and neither side keeps them."""
    changes = changes_of(shape, READ_FROM_POSTGRES)
    words = f"COPY ({_query(db, shape, mark='%s' if after is not None else '')}) TO STDOUT"
    driver: Any = db.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(words, after) as copy:
            copy.set_types(["text" if one.kind is Kind.JSON else one.kind.value for one in shape.fields])
            for row in copy.rows():
                yield converted(row, changes)
    except db.dialect.loaded_dbapi.Error as error:
        raise as_sqlalchemy(error, words, db.dialect, db.connection.dbapi_connection) from error


def as_sqlite(kind: Kind, value: Any) -> Any:  # noqa: ANN401 - a value of any column
    """Give a value as SQLite stores it."""
    return (value - EPOCH) // MICROSECOND if kind is Kind.MOMENT and value is not None else value


def _query(db: Connection, shape: Shape, *, mark: str) -> str:
    words = f"SELECT {_listed(db, shape.fields)} FROM {quoted(db, shape.name)}"  # noqa: S608 - names of our schema
    order = ", ".join(_ordered(db, shape))
    if mark:
        words += f" WHERE ({order}) > ({', '.join(mark for _ in shape.key)})"
    return f"{words} ORDER BY {order}"


def _listed(db: Connection, fields: Sequence[Field]) -> str:
    casts = {Kind.JSON: "::text"} if db.dialect.name == "postgresql" else {}
    return ", ".join(quoted(db, one.name) + casts.get(one.kind, "") for one in fields)


def _ordered(db: Connection, shape: Shape) -> list[str]:
    """Order texts by their bytes, as SQLite does, whatever language the server sorts by."""
    plain = db.dialect.name == "sqlite"
    key = (shape.fields[place] for place in shape.places(shape.key))
    return [
        quoted(db, one.name) + ("" if plain or one.kind is not Kind.TEXT else ' COLLATE "C"') for one in key
    ]


def _counter_of_sqlite(db: Connection, table: str, _column: str) -> int:
    if not inspect(db).has_table("sqlite_sequence"):
        return 0
    asked = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return int(db.execute(asked, {"name": table}).scalar() or 0)


def _counter_of_postgres(db: Connection, table: str, column: str) -> int:
    name = sequence_of(db, table, column)
    if name is None:
        return 0
    asked = f"SELECT last_value - CASE WHEN is_called THEN 0 ELSE 1 END FROM {name}"  # noqa: S608 - the server's own name
    return int(db.execute(text(asked)).scalar_one())


def sequence_of(db: Connection, table: str, column: str) -> str | None:
    """Name what counts a column on PostgreSQL; None: nothing does."""
    asked = text("SELECT pg_get_serial_sequence(:table, :column)")
    name: str | None = db.execute(asked, {"table": quoted(db, table), "column": column}).scalar()
    return name
