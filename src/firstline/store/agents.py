"""Agents on disk: in local mode a name becomes an agent on its first use."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from firstline.core.ids import AgentId
from firstline.store.hold import hold
from firstline.store.schema import agents

FIND = select(agents.c.id).where(agents.c.name == bindparam("name"))
ADD = insert(agents).returning(agents.c.id)


def find_or_add(db: Connection, name: str, *, at: datetime) -> AgentId:
    """Find the agent of this name, or make one."""
    known = db.execute(FIND, {"name": name}).scalar()
    if known is None:
        hold(db, f"agent:{name}")
        known = db.execute(FIND, {"name": name}).scalar()
    if known is None:
        known = db.execute(ADD, {"name": name, "created_at": at}).scalar_one()
    return AgentId(known)
