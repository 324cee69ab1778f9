"""A backup back into an empty database: all of it, or nothing.

The database is brought to the backup's own revision, filled, read again and compared with the file's
checksums, and only then migrated to this version's schema. What always holds: whatever goes wrong, a killed
process included, leaves the database as it was, and the restore can simply be repeated.

- SQLite: a new file is filled beside the place and put there when it is whole. Where an empty desk's file is
  there already, the content is copied into it in one transaction of SQLite's.
- PostgreSQL: everything happens in one transaction. It is a long one; followers of other desks' events in the
  same server hear nothing new until its end.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, make_url

from firstline.core.errors import Conflict, Refused
from firstline.store import fill
from firstline.store.alone import alone_with, one_connection
from firstline.store.backup_file import BackupFile, BadBackup, Lines
from firstline.store.dump import TELL_EVERY, Head, Shape, Tell, Told, shapes, silent, sums
from firstline.store.faults import named
from firstline.store.migrate import migrate, upgrade

ENDINGS = ("", "-journal", "-wal", "-shm", "-next", "-turn")
"""What SQLite and we make beside a database."""

FILLING = (
    "journal_mode = OFF",  # what goes wrong is thrown away as a whole
    "synchronous = OFF",  # it is brought to the disk at the end
    "foreign_keys = OFF",  # they are checked at the end
    "cache_size = -32000",  # kilobytes
)
LOCK_PATIENCE = "SET LOCAL lock_timeout = '10s'"


class Unlike(Conflict):
    """What was stored is not what was to be stored."""

    code = "unlike"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    head: Head
    tables: dict[str, Told]

    @property
    def rows(self) -> int:
        """Say how many rows that are."""
        return sum(told.rows for told in self.tables.values())


def restore(url: str, file: Lines, *, tell: Tell = silent) -> Restored:
    """Restore a backup into an empty database.

    Raises:
        NotEmpty: when there is something in it.
        DeskRuns: when a desk is at work on it.
        BadBackup, NewerBackup: when the file cannot be restored.
        Unavailable: when the database cannot be reached, or its disk is full.
    """
    address = make_url(url)
    if address.get_backend_name() == "postgresql":
        return _into_postgres(url, file, tell)
    if address.query:
        message = "Name the database by its path alone: sqlite:///path/to/file.db"
        raise Refused(message)
    return _into_file(Path(str(address.database)), file, tell)


def check_same(there: dict[str, Told], wanted: dict[str, Told]) -> None:
    """Go on when all tables have the rows that they should have.

    Raises:
        Unlike: when one has not.
    """
    for name, told in wanted.items():
        found = there.get(name)
        if found != told:
            amount = found.rows if found else 0
            message = (
                f"The table {name} has {amount:,} rows where there should be {told.rows:,}, or they are not "
                "the same."
            )
            raise Unlike(message)


# --- PostgreSQL ------------------------------------------------------------------------------------------


def _into_postgres(url: str, file: Lines, tell: Tell) -> Restored:
    with alone_with(url) as engine:
        with engine.begin() as db:
            fill.check_empty(db)
        backup = BackupFile(file)
        with engine.begin() as db:
            db.exec_driver_sql(LOCK_PATIENCE)
            fill.check_empty(db)
            fill.drop_tables(db)
            migrate(db, to=backup.head.revision)
            _fill(db, backup, tell)
            migrate(db)
    return Restored(backup.head, backup.sums)


# --- SQLite ----------------------------------------------------------------------------------------------


def _into_file(path: Path, file: Lines, tell: Tell) -> Restored:
    if path.exists():
        with alone_with(_url(path)) as engine, engine.begin() as db:
            fill.check_empty(db)
    backup = BackupFile(file)
    with _beside(path) as unfinished:
        upgrade(_url(unfinished), to=backup.head.revision)
        with _filling(unfinished) as db:
            _fill(db, backup, tell)
        upgrade(_url(unfinished))
        _put(unfinished, path)
    return Restored(backup.head, backup.sums)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give the name of a new file beside the place, and leave nothing under it."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    _forget(unfinished)
    try:
        yield unfinished
    finally:
        _forget(unfinished)


def _forget(path: Path) -> None:
    for ending in ENDINGS:
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _filling(path: Path) -> Iterator[Connection]:
    """Lend a connection to a file that nobody else knows, for as fast a filling as can be."""
    with (
        one_connection(make_url(_url(path)), FILLING, begin="BEGIN") as engine,
        named(),
        engine.begin() as db,
    ):
        yield db


def _put(unfinished: Path, path: Path) -> None:
    """Put a whole database in its place."""
    _to_disk(unfinished)
    try:
        os.link(unfinished, path)
    except FileExistsError:
        _copy_into(unfinished, path)
    except OSError:  # a file system without links
        if path.exists():
            raise
        unfinished.rename(path)
    _to_disk(path.parent)


def _copy_into(unfinished: Path, path: Path) -> None:
    with alone_with(_url(path)) as engine:
        with engine.begin() as db:
            fill.check_empty(db)
        with engine.connect() as db, named(), closing(sqlite3.connect(unfinished)) as whole:
            target = db.connection.driver_connection
            assert isinstance(target, sqlite3.Connection)  # noqa: S101 - it is SQLite's
            whole.backup(target)


def _to_disk(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


# --- both ------------------------------------------------------------------------------------------------


def _fill(db: Connection, backup: BackupFile, tell: Tell) -> None:
    """Store what the file holds, and compare."""
    plan = {shape.name: shape for shape in shapes(db)}
    with fill.resting(db):
        _fill_tables(db, backup, plan, tell)
    check_same(sums(db, list(plan.values())), backup.sums)


def _fill_tables(db: Connection, backup: BackupFile, plan: dict[str, Shape], tell: Tell) -> None:
    for part in backup.parts():
        shape = plan.get(part.head.table)
        if shape is not None:
            fill.add(db, shape, _counted(shape, part.rows(shape), tell))
            fill.settle(db, shape, part.head.given)
    missing = plan.keys() - backup.sums.keys()
    if missing:
        message = f"The backup lacks the table {min(missing)}. Nothing was restored. Take another backup."
        raise BadBackup(message)
    _check_names(db)


def _check_names(db: Connection) -> None:
    """Find rows that name what is not there; PostgreSQL has refused them already."""
    if db.dialect.name == "sqlite" and (lost := db.exec_driver_sql("PRAGMA foreign_key_check").first()):
        message = f"A row of {lost[0]} names a row of {lost[2]} that is not there. Nothing was restored."
        raise BadBackup(message)


def _counted(shape: Shape, rows: Iterator[tuple[object, ...]], tell: Tell) -> Iterator[tuple[object, ...]]:
    amount = 0
    for row in rows:
        yield row
        amount += 1
        if amount == TELL_EVERY:
            tell(shape.name, amount)
            amount = 0
    tell(shape.name, amount)
