"""A database to oneself: opened so that no desk can be at work on it.

A SQLite file is locked by SQLite itself, for reading and writing, for as long as it is open here; whoever
comes meanwhile waits, and is then told that it is busy. At PostgreSQL we look whether a desk is connected and
hold a lock of our own against a second command like this one; what keeps a desk from starting there is the
mark (`closed`) or the transaction of whoever opened it.
"""

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url, text
from sqlalchemy.pool import StaticPool

from firstline.core.errors import Conflict
from firstline.store.db import open_database
from firstline.store.faults import named

LOCK = 5_124_601_378
"""An arbitrary number that only these commands lock on PostgreSQL."""

NAME = "firstline-alone"
"""What we call ourselves at PostgreSQL, where desks are called `firstline`."""

PATIENCE = 3.0
"""Seconds for which one that just ends is waited for: PostgreSQL notices a closed connection a bit later."""
PAUSE = 0.05
"""Seconds between two looks."""

PRAGMAS = (
    f"busy_timeout = {PATIENCE * 1000:.0f}",  # milliseconds
    "locking_mode = EXCLUSIVE",
    "synchronous = FULL",
    "cache_size = -16000",  # kilobytes
)


class DeskRuns(Conflict):
    """Somebody else has the database open."""

    code = "desk_runs"


@contextmanager
def alone_with(url: str) -> Iterator[Engine]:
    """Open a database that nobody else uses.

    Raises:
        DeskRuns: when somebody does.
        Unavailable: when it cannot be opened.
    """
    address = make_url(url)
    opened = _alone_with_file if address.get_backend_name() == "sqlite" else _alone_with_postgres
    with named(), opened(address) as engine:
        yield engine


@contextmanager
def _alone_with_file(address: URL) -> Iterator[Engine]:
    with one_connection(address, PRAGMAS, begin="BEGIN IMMEDIATE") as engine:
        _lock(engine)
        yield engine


@contextmanager
def one_connection(address: URL, pragmas: Iterable[str], *, begin: str) -> Iterator[Engine]:
    """Give an engine that has one connection to a SQLite file, set up with these pragmas."""

    def set_up(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # transactions begin where we say so
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")

    engine = create_engine(address, poolclass=StaticPool, hide_parameters=True)
    event.listen(engine, "connect", set_up)
    event.listen(engine, "begin", lambda db: db.exec_driver_sql(begin))
    try:
        yield engine
    finally:
        engine.dispose()


def _lock(engine: Engine) -> None:
    """Write nothing in a transaction: what it locked stays locked."""
    try:
        with engine.begin() as db:
            db.exec_driver_sql("PRAGMA user_version = 0")
    except exc.OperationalError as error:
        if isinstance(error.orig, sqlite3.OperationalError) and _is_busy(error.orig):
            raise _runs() from error
        raise


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@contextmanager
def _alone_with_postgres(address: URL) -> Iterator[Engine]:
    theirs = address.update_query_dict({"application_name": NAME})
    database = open_database(theirs.render_as_string(hide_password=False), pool=3, limited=False)
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
            _look_around(guard)
            yield database.engine
    finally:
        database.close()


def check_alone(engine: Engine) -> None:
    """Go on when no desk has come meanwhile; at a file, none can.

    Raises:
        DeskRuns: when one has.
    """
    if engine.dialect.name == "postgresql":
        with engine.begin() as db:
            _check_no_desk(db)


def _look_around(db: Connection) -> None:
    """Wait until we alone are there, if that is soon."""
    latest = time.monotonic() + PATIENCE
    while not _has_lock(db) or _has_desk(db):
        if time.monotonic() > latest:
            raise _runs()
        time.sleep(PAUSE)


def _has_lock(db: Connection) -> bool:
    """Take the lock; whoever has it is given it again."""
    return bool(db.execute(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}).scalar())


def _check_no_desk(db: Connection) -> None:
    if _has_desk(db):
        raise _runs()


def _has_desk(db: Connection) -> bool:
    others = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = :name"
    )
    return bool(db.execute(text(others), {"name": "firstline"}).scalar())


def _runs() -> DeskRuns:
    return DeskRuns("A desk, or another command, has the database open. Stop it, then run this again.")
