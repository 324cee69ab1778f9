"""Rows into tables, many at once, as a restore and a move write them.

On PostgreSQL they go by COPY, on SQLite by one statement with many values. What counts numbers is set behind
them afterwards (`settle`), and what SQLite searches by is made at the end, all at once (`resting`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, inspect, text

from firstline.core.errors import Conflict
from firstline.store import faults
from firstline.store.dump import (
    LEFT_OUT,
    Convert,
    Kind,
    Row,
    Shape,
    as_sqlite,
    changes_of,
    converted,
    quoted,
    sequence_of,
)
from firstline.store.migrate import revision_of
from firstline.store.schema import metadata

BY_ITSELF = {"jobs", "tallies", "tally_deltas", "schedules"}
"""Tables in which a desk writes before anybody has come to it."""


class NotEmpty(Conflict):
    """There is something in the database already."""

    code = "not_empty"


class DoesNotFit(Conflict):
    """The database refuses a row."""

    code = "does_not_fit"


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON
    return bytes(value).decode() if isinstance(value, msgspec.Raw) else msgspec.json.encode(value).decode()


WRITE_TO_SQLITE: Mapping[Kind, Convert] = {
    Kind.MOMENT: lambda moment: as_sqlite(Kind.MOMENT, moment),
    Kind.JSON: _json,
}
WRITE_TO_POSTGRES: Mapping[Kind, Convert] = {Kind.JSON: _json}


def add(db: Connection, shape: Shape, rows: Iterable[Row]) -> None:
    """Store rows of a table.

    Raises:
        DoesNotFit: when the database refuses one.
    """
    columns = ", ".join(quoted(db, name) for name in [*shape.columns, *shape.filled])
    with fitting(db, shape.name):
        if db.dialect.name == "postgresql":
            _copy(db, shape, columns, _ready(shape, rows, WRITE_TO_POSTGRES))
        else:
            _insert(db, shape, columns, _ready(shape, rows, WRITE_TO_SQLITE))


@contextmanager
def fitting(db: Connection, table: str) -> Iterator[None]:
    """Say in a sentence what a driver refuses; its own words may hold a customer's."""
    errors = db.dialect.loaded_dbapi
    try:
        yield
    except errors.Error as error:
        wrapped = faults.as_sqlalchemy(error, "", db.dialect, db.connection.dbapi_connection)
        fault = faults.fault_of(wrapped)
        if fault is not None:
            raise faults.fresh(fault, wrapped) from error
        raise _unfit(table, error) from error
    except (UnicodeError, OverflowError) as error:
        raise _unfit(table, error) from error


def settle(db: Connection, shape: Shape, given: int | None) -> None:
    """Let numbers go on behind those that were given away, where they are counted."""
    if given is None:
        return
    (key,) = shape.key
    if db.dialect.name == "postgresql":
        name = sequence_of(db, shape.name, key)
        if name is not None:
            set_to = text("SELECT setval(CAST(:name AS regclass), :number, :used)")
            db.execute(set_to, {"name": name, "number": max(given, 1), "used": given > 0})
    elif given > 0 and _counts(db, shape.name):
        db.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": shape.name})
        values = {"name": shape.name, "number": given}
        db.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"), values)


def check_empty(db: Connection) -> None:
    """Go on when no desk is in the database, and nothing else that has our tables' names.

    Raises:
        NotEmpty: when there is.
    """
    ours = [table.name for table in metadata.sorted_tables]
    there = set(inspect(db).get_table_names())
    if revision_of(db) is None:
        full = sorted(there.intersection(ours)) if db.dialect.name == "postgresql" else sorted(there)
    else:
        full = [name for name in ours if name in there - BY_ITSELF - LEFT_OUT.keys() and _has_rows(db, name)]
    if full:
        message = (
            f"The database is not empty (there is something in {full[0]}), and nothing is ever put over a "
            "desk. Name an empty database; to use this one, drop it and make it anew."
        )
        raise NotEmpty(message)


def drop_tables(db: Connection) -> None:
    """Take our tables out of a PostgreSQL database that was checked to be empty."""
    names = [*(table.name for table in metadata.sorted_tables), "alembic_version"]
    db.execute(text(f"DROP TABLE IF EXISTS {', '.join(quoted(db, name) for name in names)} CASCADE"))


@contextmanager
def resting(db: Connection) -> Iterator[None]:
    """Fill a database first, and make its indexes at the end: row by row they take most of the time."""
    later = _rest_sqlite(db) if db.dialect.name == "sqlite" else _rest_postgres(db)
    yield
    for statement in later:
        db.exec_driver_sql(statement)


def _ready(shape: Shape, rows: Iterable[Row], by: Mapping[Kind, Convert]) -> Iterator[list[Any]]:
    changes, filled = changes_of(shape, by), list(shape.filled.values())
    # In a column that is never null, the JSON `null` is a value.
    values = {place for place, one in enumerate(shape.fields) if one.kind is Kind.JSON and not one.optional}
    for row in rows:
        ready = converted(row, changes)
        for place in values:
            if ready[place] is None:
                ready[place] = "null"
        yield ready + filled


def _copy(db: Connection, shape: Shape, columns: str, rows: Iterable[Row]) -> None:
    driver: Any = db.connection.driver_connection
    words = f"COPY {quoted(db, shape.name)} ({columns}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(words) as copy:
        for row in rows:
            copy.write_row(row)


def _insert(db: Connection, shape: Shape, columns: str, rows: Iterable[Row]) -> None:
    driver: Any = db.connection.driver_connection
    marks = ", ".join("?" for _ in columns.split(", "))
    words = f"INSERT INTO {quoted(db, shape.name)} ({columns}) VALUES ({marks})"  # noqa: S608 - names of our schema
    driver.executemany(words, rows)


def _unfit(table: str, error: Exception) -> DoesNotFit:
    return DoesNotFit(f"The database refuses a row of {table} ({type(error).__name__}). Nothing was stored.")


def _counts(db: Connection, table: str) -> bool:
    asked = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
    return "AUTOINCREMENT" in str(db.execute(asked, {"name": table}).scalar_one())


def _has_rows(db: Connection, table: str) -> bool:
    return db.execute(text(f"SELECT 1 FROM {quoted(db, table)} LIMIT 1")).first() is not None  # noqa: S608 - names of our schema


def _rest_sqlite(db: Connection) -> Sequence[str]:
    rests = "type = 'trigger' OR type = 'index' AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%'"
    found = db.exec_driver_sql(f"SELECT type, name, sql FROM sqlite_master WHERE {rests}").all()  # noqa: S608 - our own words
    for kind, name, _ in found:
        db.exec_driver_sql(f"DROP {kind} {quoted(db, name)}")
    fts = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'"
    rebuilt = [
        f"INSERT INTO {name}({name}) VALUES ('rebuild')"  # noqa: S608 - names of our schema
        for name in db.exec_driver_sql(fts).scalars()
    ]
    return [*rebuilt, *(str(row.sql) for row in found)]


def _rest_postgres(db: Connection) -> Sequence[str]:
    """Leave the keys and what is unique: they also refuse what must not be."""
    rests = (
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid"
        " WHERE t.relnamespace = current_schema()::regnamespace AND NOT i.indisunique AND t.relname = ANY(%s)"
    )
    names = [table.name for table in metadata.sorted_tables]
    found = db.exec_driver_sql(rests, (names,)).all()
    for name, _ in found:
        db.exec_driver_sql(f"DROP INDEX {quoted(db, name)}")
    return [str(statement) for _, statement in found]
