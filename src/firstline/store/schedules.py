"""Which tick of each schedule was the last for which a job was put.

Any number of processes may look at once: a tick is moved on from the one that all of them have read
(`move`), which only one can do.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from firstline.store.schema import Moment, schedules

BEGIN = {
    "sqlite": sqlite.insert(schedules).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(schedules).on_conflict_do_nothing(),
}
MOVE = (
    update(schedules)
    .where(schedules.c.verb == bindparam("of"), schedules.c.tick == bindparam("last", type_=Moment))
    .values(tick=bindparam("next", type_=Moment))
)


def ticks(db: Connection) -> Mapping[str, datetime]:
    """Give the last tick of each verb that is known."""
    return {row.verb: row.tick for row in db.execute(select(schedules))}


def begin(db: Connection, verb: str, tick: datetime) -> None:
    """Note from where a new schedule counts, unless another process did so already."""
    db.execute(BEGIN[db.dialect.name], {"verb": verb, "tick": tick})


def move(db: Connection, verb: str, *, last: datetime, to: datetime) -> bool:
    """Move a schedule on; says no when it no longer stands where it was read."""
    return db.execute(MOVE, {"of": verb, "last": last, "next": to}).rowcount == 1
