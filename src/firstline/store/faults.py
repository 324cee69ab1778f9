"""What a database can suffer, in words for the person who meets it.

`named` turns a driver's error into a leaf of `Unavailable`. It goes by the driver's error numbers, never
by its words, and its sentences repeat none of those words. What says that a statement was wrong
(`IntegrityError`, a missing table) is not the database's suffering and passes unchanged.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Dialect, exc

from firstline.core.errors import Unavailable


class DiskFull(Unavailable):
    """The disk has no room for the change."""

    code = "disk_full"


class DatabaseDown(Unavailable):
    """The database cannot be reached, or its file cannot be opened."""

    code = "database_down"


class OutcomeUnknown(DatabaseDown):
    """The connection broke between asking for the commit and hearing of it."""

    code = "outcome_unknown"


class DatabaseBusy(Unavailable):
    """Others held the database for longer than we wait."""

    code = "database_busy"


class DatabaseReadOnly(Unavailable):
    """The database can be read and not changed."""

    code = "database_read_only"


class DatabaseDamaged(Unavailable):
    """The file holds what a database cannot hold."""

    code = "database_damaged"


class WriteLost(Unavailable):
    """The commit failed for a reason that has no better name."""

    code = "write_lost"


SENTENCES: dict[type[Unavailable], str] = {
    DiskFull: "The disk that holds the database is full. Nothing was changed; make room and try again.",
    DatabaseDown: "The database cannot be reached. Nothing was changed; try again in a moment.",
    OutcomeUnknown: "The connection to the database broke while the change was being stored. "
    "It may or may not be there; look before you repeat it.",
    DatabaseBusy: "The database is busy with other work. Nothing was changed; try again in a moment.",
    DatabaseReadOnly: "The database can only be read. Nothing was changed; "
    "give Firstline the right to write to it and to its folder.",
    DatabaseDamaged: "The database is damaged. Nothing was changed; "
    "stop Firstline and restore the latest backup.",
    WriteLost: "The change could not be stored. Nothing was changed; try again.",
}

SQLITE_FAULTS: dict[int, type[Unavailable]] = {
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_IOERR_SHMSIZE: DiskFull,  # no room for the index of the log, which whoever opens needs
    sqlite3.SQLITE_IOERR: DatabaseDown,
    sqlite3.SQLITE_CANTOPEN: DatabaseDown,
    sqlite3.SQLITE_PERM: DatabaseDown,
    sqlite3.SQLITE_AUTH: DatabaseDown,
    sqlite3.SQLITE_PROTOCOL: DatabaseBusy,
    sqlite3.SQLITE_BUSY: DatabaseBusy,
    sqlite3.SQLITE_LOCKED: DatabaseBusy,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
}
"""By what SQLite reports in full, or by its primary result code, which is the low byte of that."""

POSTGRES_FAULTS: dict[str, type[Unavailable]] = {
    "53100": DiskFull,
    "53": DatabaseBusy,  # out of memory, too many connections
    "40001": DatabaseBusy,  # serialization_failure, after the retries
    "40P01": DatabaseBusy,  # deadlock_detected, after the retries
    "55P03": DatabaseBusy,  # lock_not_available
    "57014": DatabaseBusy,  # a time limit of the server
    "25006": DatabaseReadOnly,
    "08": DatabaseDown,
    "28": DatabaseDown,  # the server does not let us in
    "3D000": DatabaseDown,  # there is no such database
    "57P": DatabaseDown,  # it is shutting down, starting up or gone
    "58": DatabaseDown,  # its own disk fails it
    "XX001": DatabaseDamaged,
    "XX002": DatabaseDamaged,
}
"""By SQLSTATE: all five characters, or the two or three that a family shares."""


def fresh(fault: type[Unavailable], cause: BaseException) -> Unavailable:
    """Make an error of this kind, with its sentence and its cause."""
    error = fault(SENTENCES[fault])
    error.__cause__ = cause
    return error


def fault_of(error: BaseException) -> type[Unavailable] | None:
    """Name what the database suffers; nothing when the error is of another kind."""
    if isinstance(error, exc.TimeoutError):  # no connection became free in the pool
        return DatabaseBusy
    if isinstance(error, exc.DBAPIError):
        if isinstance(error, exc.IntegrityError):
            return None
        return _fault_of_driver(error.orig, broken=error.connection_invalidated)
    return _fault_of_driver(error, broken=False) if isinstance(error, sqlite3.Error) else None


def as_sqlalchemy(error: Exception, sql: str, dialect: Dialect, driver: Any) -> exc.StatementError:  # noqa: ANN401 - a driver's connection
    """Give the error that SQLAlchemy would have raised for one that came straight from the driver."""
    base = dialect.loaded_dbapi.Error
    gone = isinstance(error, base) and dialect.is_disconnect(error, driver, None)
    return exc.DBAPIError.instance(
        sql, None, error, base, hide_parameters=True, connection_invalidated=gone, dialect=dialect
    )


@contextmanager
def named() -> Iterator[None]:
    """Raise what the database suffers by our own names, and let everything else pass."""
    try:
        yield
    except (exc.SQLAlchemyError, sqlite3.Error) as error:
        fault = fault_of(error)
        if fault is None:
            raise
        raise fresh(fault, error) from error


def _fault_of_driver(error: BaseException | None, *, broken: bool) -> type[Unavailable] | None:
    if isinstance(error, sqlite3.Error):
        # The driver's own errors, such as a closed connection, carry no number.
        number = getattr(error, "sqlite_errorcode", None)
        return None if number is None else SQLITE_FAULTS.get(number) or SQLITE_FAULTS.get(number & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is None:
        return DatabaseDown if broken or _no_answer(error) else None
    found = (POSTGRES_FAULTS.get(state[:length]) for length in (5, 3, 2))
    return next((fault for fault in found if fault), DatabaseDown if broken else None)


def _no_answer(error: BaseException | None) -> bool:
    """Whether psycopg heard nothing from a server, so that there is no SQLSTATE."""
    return type(error).__name__ in {"OperationalError", "ConnectionTimeout"}
