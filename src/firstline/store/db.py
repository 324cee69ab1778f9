"""The open database: one way to read, one way to write, on SQLite and on PostgreSQL.

    database = open_database("sqlite:///data/firstline.db")
    with database.read() as db:
        ticket = tickets.load(db, number)
    database.write(lambda db: tickets.save(db, ticket))

A read sees one moment of the database and can change nothing. A write is one transaction, answered only
after its commit; `writers` tells how each kind of database gets there. What the database suffers reaches
the caller as a leaf of `Unavailable` (`faults`); what the function raised itself reaches the caller as it is.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
from sqlalchemy import URL, Connection, Engine, FromClause, create_engine, event, exc, make_url
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.pool import StaticPool

from firstline.store.faults import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseDown,
    DatabaseReadOnly,
    DiskFull,
    OutcomeUnknown,
    WriteLost,
    named,
)
from firstline.store.turn import Turn
from firstline.store.writers import GroupWriter, InlineWriter, Nesting, PoolWriter, Writer

__all__ = [
    "Connection",
    "Database",
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseDown",
    "DatabaseReadOnly",
    "DiskFull",
    "OutcomeUnknown",
    "WriteLost",
    "open_database",
]

T = TypeVar("T")
Kind = Literal["sqlite", "postgresql"]

SQLITE_PRAGMAS = (
    "busy_timeout = 30000",  # milliseconds; first, so that the rest waits for others too
    "journal_mode = WAL",  # readers and the writer do not wait for each other
    "synchronous = FULL",  # a commit is on the disk before it is answered
    "foreign_keys = ON",
    "cache_size = -8000",  # kilobytes; the system's cache holds the rest
    "mmap_size = 0",  # a failing disk shall be an error that we can name, not a signal that kills us
    "temp_store = MEMORY",  # what a sort spills is small, and needs no file
    "wal_autocheckpoint = 4000",  # 16 MB: a page that changes often is copied back once, not four times
    "journal_size_limit = 67108864",  # after a burst the log shrinks to 64 MB
)

READERS_CACHE = 2_000
"""Kilobytes of each connection that reads: twenty of them with 8 MB each held 250 MB after lists of 300,000
tickets and were no faster than with 2 MB and 125 MB (measured)."""

JSON_BY: Mapping[str, Any] = {
    "json_serializer": lambda value: msgspec.json.encode(value).decode(),  # knows moments and names
    "json_deserializer": msgspec.json.decode,
}

RESTED = 1.0
"""Seconds after which an idle connection to PostgreSQL is tried before it is lent.

A try costs a round trip, so a busy desk makes none; yet a server that was restarted while a
connection lay idle is noticed before anybody's work fails on it.
"""

POOL_PATIENCE = 20.0
"""Seconds that a reader or writer waits for a free connection."""


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """An open database. Made by `open_database`."""

    kind: Kind
    engine: Engine  # for `store` alone: migrations, copies
    _reading: Callable[[], AbstractContextManager[Connection]]
    _writer: Writer
    _nesting: Nesting
    _dispose: Callable[[], None]

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Lend a connection that sees one moment and can change nothing."""
        self._nesting.check()
        with named(), self._reading() as db:
            yield db

    def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction and answer after its commit.

        The change may be run more than once, does no slow work and asks for no other transaction.

        Raises:
            Unavailable: when the database could not do it; the leaf says why.
            RuntimeError: when called from within a change.
        """
        return self._writer.write(change)

    def waiting(self) -> int:
        """Count the writes that wait, so that work without hurry can let them pass."""
        return self._writer.waiting()

    def durability(self) -> dict[str, str]:
        """Read from the connection that writes how safe a commit is."""
        asked = _ask_sqlite if self.kind == "sqlite" else _ask_postgres
        return self.write(asked)

    def close(self) -> None:
        """Finish the writes that wait, then close."""
        self._writer.close()
        self._dispose()


def open_database(url: str, *, group: int = 128, pool: int = 20, limited: bool = True) -> Database:
    """Open the database at a URL; a SQLite file and its folder are made when they are missing.

    Args:
        url: `sqlite:///path`, `sqlite://` (in memory), `postgresql://...` or `postgres://...`.
        group: how many writes share one commit at most, on a SQLite file.
        pool: how many connections there are at most, besides the one that writes to a SQLite file.
        limited: whether a statement that takes too long on PostgreSQL is given up, as a request wants it.
    """
    address = _address(url)
    if address.get_backend_name() == "postgresql":
        return _open_postgres(address, pool=pool, limited=limited)
    if address.database in {None, "", ":memory:"}:
        return _open_memory(address)
    return _open_file(address, group=group, pool=pool)


def _address(url: str) -> URL:
    address = make_url(url)
    if address.drivername in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    return address


# --- SQLite, in a file -----------------------------------------------------------------------------------


def _open_file(address: URL, *, group: int, pool: int) -> Database:
    path = Path(str(address.database))
    _make_folder(path.parent)
    if "uri" not in address.query:  # then the name is no path
        _make_files(path)
    writing = _sqlite_engine(address, begin="BEGIN IMMEDIATE", pool_size=1)
    reading = _sqlite_engine(address, begin="BEGIN", pool_size=pool)
    event.listen(reading, "connect", _forbid_changes)
    with ExitStack() as open_so_far:
        turn = open_so_far.enter_context(closing(Turn(path)))
        open_so_far.callback(writing.dispose)
        open_so_far.callback(reading.dispose)
        with named(), turn, writing.connect():
            pass  # the file is there now, with its log; many processes may come to this line at once
        nesting = Nesting()
        writer = GroupWriter(writing, turn, nesting, most=group)
        close = open_so_far.pop_all().close
    return Database("sqlite", writing, lambda: _begun(reading), writer, nesting, close)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = (
            "The folder of the database cannot be made. Choose another, or give Firstline the right to it."
        )
        raise DatabaseDown(message) from error


_making = threading.Lock()


def _make_files(path: Path) -> None:
    """Make the database and the files of its turns, for their owner only; SQLite's log gets the same rights.

    A file that exists is not even opened: closing it would drop the locks that this process has on it.
    """
    for ending in ("", "-next", "-turn"):
        with _making, suppress(OSError):  # it is there, or SQLite will say better why it cannot be
            os.close(os.open(f"{path}{ending}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _sqlite_engine(address: URL, *, begin: str, **options: Any) -> Engine:  # noqa: ANN401 - for create_engine
    if "pool_size" in options:
        options |= {"max_overflow": 0, "pool_timeout": POOL_PATIENCE}
    options["connect_args"] = {"check_same_thread": False}  # lent to one thread after the other
    engine = create_engine(address, hide_parameters=True, **JSON_BY, **options)
    engine.dialect.statement_compiler = _Hinting
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", lambda db: db.exec_driver_sql(begin))
    return engine


class _Hinting(SQLiteCompiler):
    """Writes what `with_hint` says: SQLite has `INDEXED BY`, and SQLAlchemy does not know it."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:  # noqa: ARG002 - SQLAlchemy's way
        """Give the hint that stands behind a table's name."""
        return text


def _set_up_sqlite(raw: sqlite3.Connection, _record: object) -> None:
    raw.isolation_level = None  # transactions begin where we say so
    for pragma in SQLITE_PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def _forbid_changes(raw: sqlite3.Connection, _record: object) -> None:
    raw.execute("PRAGMA query_only = ON")
    raw.execute(f"PRAGMA cache_size = -{READERS_CACHE}")


@contextmanager
def _begun(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as db, db.begin():
        yield db


def _ask_sqlite(db: Connection) -> dict[str, str]:
    asked = ("journal_mode", "synchronous", "foreign_keys", "wal_autocheckpoint", "busy_timeout")
    answers = {name: str(db.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in asked}
    levels = {"0": "OFF", "1": "NORMAL", "2": "FULL", "3": "EXTRA"}
    return answers | {"synchronous": levels[answers["synchronous"]], "sqlite": sqlite3.sqlite_version}


# --- SQLite, in memory -----------------------------------------------------------------------------------


def _open_memory(address: URL) -> Database:
    engine = _sqlite_engine(address, begin="BEGIN IMMEDIATE", poolclass=StaticPool)
    lock, nesting = threading.Lock(), Nesting()

    @contextmanager
    def reading() -> Iterator[Connection]:
        with nesting.inside(), lock, _begun(engine) as db:
            _raw_execute(db, "PRAGMA query_only = ON")
            try:
                yield db
            finally:
                _raw_execute(db, "PRAGMA query_only = OFF")

    return Database("sqlite", engine, reading, InlineWriter(engine, nesting, lock), nesting, engine.dispose)


def _raw_execute(db: Connection, statement: str) -> None:
    raw: Any = db.connection.driver_connection
    raw.execute(statement)


# --- PostgreSQL ------------------------------------------------------------------------------------------


def _open_postgres(address: URL, *, pool: int, limited: bool) -> Database:
    from firstline.store import parcel, patience  # noqa: PLC0415 - a desk on SQLite needs no driver for this

    engine = create_engine(
        address,
        connect_args=patience.settings_for(address, limited=limited),
        hide_parameters=True,  # an error's text may reach a log; a customer's words shall not
        **JSON_BY,
        isolation_level="READ COMMITTED",
        pool_size=pool,
        max_overflow=0,
        pool_timeout=POOL_PATIENCE,
    )
    if limited:
        patience.limit(engine)
    parcel.give_one_to_each_connection(engine)
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _try_rested(engine))
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    nesting = Nesting()
    writer = PoolWriter(engine, nesting)
    return Database("postgresql", engine, lambda: _looking(reading), writer, nesting, engine.dispose)


@contextmanager
def _looking(engine: Engine) -> Iterator[Connection]:
    """Read in a transaction that is committed in any case: a rollback makes the server forget statements."""
    with engine.connect() as db:
        look = db.begin()
        try:
            yield db
        except BaseException:
            with suppress(exc.SQLAlchemyError):
                look.commit()
            raise
        look.commit()


def _note_rest(_raw: object, record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's record of a connection
    record.info["rests_since"] = time.monotonic()


def _try_rested(engine: Engine) -> Callable[[Any, Any, Any], None]:
    """Make the check that a connection undergoes when it is lent after a rest."""

    def check(raw: Any, record: Any, _lent: object) -> None:  # noqa: ANN401 - SQLAlchemy's own objects
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) < RESTED:
            return
        try:
            engine.dialect.do_ping(raw)
        except Exception as error:
            raise exc.InvalidatePoolError from error  # its neighbours in the pool are as old

    return check


def _ask_postgres(db: Connection) -> dict[str, str]:
    asked = ("synchronous_commit", "fsync", "full_page_writes", "wal_sync_method", "server_version")
    return {name: str(db.exec_driver_sql(f"SHOW {name}").scalar()) for name in asked}
