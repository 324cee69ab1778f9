"""What an operator asks of the database: how it is, how large, and whether it is whole.

Each function is one question; none changes anything. The questions behind `damages` read the whole database
and may take minutes on a large one; the others take milliseconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Inspector, Table, and_, exists, func, inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedColumn

from firstline.store import jobs
from firstline.store.migrate import LOCK
from firstline.store.schema import (
    Moment,
    customers,
    entries,
    events,
    metadata,
    search_texts,
    tickets,
    verdicts,
)
from firstline.store.schema import jobs as jobs_table

COUNTED = (tickets, customers, entries, events)
MOST = 5
"""Findings of one kind that are named; more of them say nothing new."""
MOST_REASONS = 5


@dataclass(frozen=True, slots=True)
class Pulse:
    """What changes from minute to minute."""

    waiting: int
    running: int
    dead: int
    overdue_seconds: float
    """For how long the oldest step has been due that nobody has taken; 0: there is none."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Dead:
    """Steps that were given up for the same reason."""

    verb: str
    reason: str
    amount: int


OLDEST = select(func.min(jobs_table.c.due_at, type_=Moment)).where(
    jobs_table.c.dead_at.is_(None), jobs_table.c.token.is_(None)
)


def pulse(db: Connection, *, now: datetime) -> Pulse:
    """Feel it: the queue and the size."""
    counts = jobs.counts(db)
    oldest = db.execute(OLDEST).scalar()
    overdue = 0.0 if oldest is None else max(0.0, (now - oldest).total_seconds())
    return Pulse(counts.waiting, counts.running, counts.dead, overdue, size(db))


def kind(db: Connection) -> str:
    """Name the kind of database: sqlite or postgresql."""
    return db.dialect.name


def size(db: Connection) -> int:
    """Give the size in bytes; on SQLite without the log that is still to be copied back."""
    if db.dialect.name == "postgresql":
        return int(db.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    pages, page = (db.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size"))
    return int(pages) * int(page)


def amounts(db: Connection) -> dict[str, int]:
    """Count what the main tables hold."""
    counts = {table.name: select(func.count()).select_from(table) for table in COUNTED}
    return {name: int(db.execute(count).scalar_one()) for name, count in counts.items()}


def dead_steps(db: Connection) -> list[Dead]:
    """Say why steps were given up, the most frequent reasons first."""
    amount = func.count().label("amount")
    found = select(jobs_table.c.verb, func.coalesce(jobs_table.c.error, ""), amount)
    found = found.where(jobs_table.c.dead_at.is_not(None)).group_by(jobs_table.c.verb, jobs_table.c.error)
    return [Dead(*row) for row in db.execute(found.order_by(amount.desc()).limit(MOST_REASONS))]


def server_time(db: Connection) -> datetime | None:
    """Ask the database's own clock; None: it has none but ours."""
    if db.dialect.name != "postgresql":
        return None
    moment: datetime = db.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment


def newest_event(db: Connection) -> datetime | None:
    """Say when the last event happened; None: nothing has happened yet."""
    return db.execute(select(events.c.happened_at).order_by(events.c.id.desc()).limit(1)).scalar()


def schema_gaps(db: Connection) -> list[str]:
    """Name the tables and columns of this version's schema that are not there."""
    inspector = inspect(db)
    tables = {name: {column["name"] for column in found} for (_, name), found in _columns(inspector)}
    lacking = [f"table {table.name}" for table in metadata.sorted_tables if table.name not in tables]
    for table in metadata.sorted_tables:
        present = tables.get(table.name)
        if present is not None:
            lacking += [f"column {table.name}.{one.name}" for one in table.columns if one.name not in present]
    return lacking


def has_tables(db: Connection) -> bool:
    """Tell whether any of our tables is there."""
    return not {table.name for table in metadata.sorted_tables}.isdisjoint(inspect(db).get_table_names())


def is_migrating(db: Connection) -> bool:
    """Tell whether another process migrates the database just now; SQLite does not say so."""
    if db.dialect.name != "postgresql":
        return False
    asked = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
        " AND classid::bigint = :high AND objid::bigint = :low"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    high, low = divmod(LOCK, 2**32)
    return bool(db.execute(text(asked), {"high": high, "low": low}).scalar_one())


def check_writable(db: Connection) -> bool:
    """Tell, in a transaction for writing, whether rows could be changed in it."""
    if db.dialect.name != "postgresql":
        return True  # the transaction has begun, which SQLite refuses where it may not write
    asked = "SELECT NOT pg_is_in_recovery() AND has_table_privilege('tickets', 'INSERT, UPDATE')"
    return bool(db.execute(text(asked)).scalar_one())


def damages(db: Connection) -> Iterator[str]:
    """Look through the whole database, and say in a sentence each what is wrong with it."""
    yield from _sqlite_damages(db) if db.dialect.name == "sqlite" else _postgres_damages(db)
    yield from _gaps(db)


def quick_damages(db: Connection) -> Iterator[str]:
    """Look for damage where it takes seconds: the pages of SQLite's file, PostgreSQL's own marks."""
    if db.dialect.name == "sqlite":
        yield from _pragma_findings(db, "quick_check")
    else:
        yield from _postgres_marks(db)


def _columns(inspector: Inspector) -> Iterable[tuple[tuple[str | None, str], Sequence[ReflectedColumn]]]:
    return inspector.get_multi_columns().items()


def _pragma_findings(db: Connection, pragma: str) -> Iterator[str]:
    found = [str(row[0]) for row in db.exec_driver_sql(f"PRAGMA {pragma}({MOST})")]
    if found != ["ok"]:
        yield from (f"SQLite finds: {sentence}" for sentence in found)


def _sqlite_damages(db: Connection) -> Iterator[str]:
    yield from _pragma_findings(db, "integrity_check")
    rows = db.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST)
    yield from (f"Row {row[1]} of {row[0]} names a row of {row[2]} that is not there." for row in rows)


def _postgres_damages(db: Connection) -> Iterator[str]:
    yield from _postgres_marks(db)
    present = set(inspect(db).get_table_names())
    for table in metadata.sorted_tables:
        if table.name in present:
            yield from _orphans(db, table)


def _postgres_marks(db: Connection) -> Iterator[str]:
    invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    yield from (f"The index {name} is not valid; REINDEX it." for (name,) in db.execute(text(invalid)))
    unproven = "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE NOT convalidated"
    yield from (f"The rule {rule} of {table} was never proven." for rule, table in db.execute(text(unproven)))


def _orphans(db: Connection, table: Table) -> Iterator[str]:
    """Find rows that name a row which is not there, whatever the indexes believe."""
    for key in table.foreign_keys:
        other = key.column.table.alias()
        lost = key.parent.is_not(None) & ~exists().where(other.c[key.column.name] == key.parent)
        amount = db.execute(select(func.count()).select_from(table).where(lost)).scalar_one()
        if amount:
            yield f"{amount} rows of {table.name} name a row of {key.column.table.name} that is not there."


def _gaps(db: Connection) -> Iterator[str]:
    """Find tickets that lack what is written with every ticket."""
    judged = exists().where(
        and_(verdicts.c.ticket_id == tickets.c.id, verdicts.c.revision == tickets.c.revision)
    )
    lacking = {
        "the verdict that it shows": ~judged,
        "the text by which it is found": ~exists().where(search_texts.c.ticket_id == tickets.c.id),
        "an entry in its thread": ~exists().where(entries.c.ticket_id == tickets.c.id),
    }
    for what, condition in lacking.items():
        for (number,) in db.execute(select(tickets.c.id).where(condition).order_by(tickets.c.id).limit(MOST)):
            yield f"Ticket {number} lacks {what}."
