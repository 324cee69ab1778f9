"""Who works: each worker says every few seconds that it lives, so that others notice when one died.

A worker that is silent for too long (`silent`) is taken for dead; the others release what it holds, at once
and not only when its leases end. If it was merely frozen it goes on when it wakes: its steps find their
leases lost, and with its next word it is among the living again. Its row stays for a while, for people.
Machines that share a database need clocks that agree within a few seconds, as leases do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from firstline.store.schema import Moment, workers


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker, as it tells of itself."""

    id: str
    place: str
    version: str
    started_at: datetime
    seen_at: datetime


def _live_with(add: sqlite.Insert | postgresql.Insert) -> Insert:
    return add.on_conflict_do_update(index_elements=[workers.c.id], set_={"seen_at": add.excluded.seen_at})


LIVE = {
    "sqlite": _live_with(sqlite.insert(workers)),
    "postgresql": _live_with(postgresql.insert(workers)),
}
ALL = select(workers).order_by(workers.c.started_at, workers.c.id)
SILENT = select(workers).where(workers.c.seen_at < bindparam("since", type_=Moment)).order_by(workers.c.id)


def live(db: Connection, worker: Worker) -> None:
    """Note that a worker lives, as `seen_at` says; one that is not known, or no longer, is known now."""
    values = {name: getattr(worker, name) for name in workers.c.keys()}  # noqa: SIM118 - no dict
    db.execute(LIVE[db.dialect.name], values)


def leave(db: Connection, worker: str) -> None:
    """Forget a worker that ends in order."""
    db.execute(delete(workers).where(workers.c.id == worker))


def known(db: Connection) -> Sequence[Worker]:
    """List all that have not left, dead ones too, the oldest first."""
    return [Worker(*row) for row in db.execute(ALL)]


def silent(db: Connection, *, since: datetime) -> Sequence[Worker]:
    """List those that were not heard of since a moment."""
    return [Worker(*row) for row in db.execute(SILENT, {"since": since})]


def forget(db: Connection, *, before: datetime) -> int:
    """Drop those that were last heard of before a moment; tells how many."""
    return db.execute(delete(workers).where(workers.c.seen_at < before)).rowcount
