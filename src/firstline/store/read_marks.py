"""Read marks on disk: when an agent last read a ticket."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.core.ids import AgentId, TicketId
from firstline.store.schema import read_marks

OF = select(read_marks.c.ticket_id, read_marks.c.read_at).where(
    read_marks.c.agent_id == bindparam("agent"),
    read_marks.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)),
)
KEY = ["agent_id", "ticket_id"]
_on_sqlite, _on_postgres = sqlite.insert(read_marks), postgresql.insert(read_marks)
PUT = {
    "sqlite": _on_sqlite.on_conflict_do_update(
        index_elements=KEY, set_={"read_at": _on_sqlite.excluded.read_at}
    ),
    "postgresql": _on_postgres.on_conflict_do_update(
        index_elements=KEY, set_={"read_at": _on_postgres.excluded.read_at}
    ),
}
REMOVE = delete(read_marks).where(
    read_marks.c.agent_id == bindparam("agent"), read_marks.c.ticket_id == bindparam("ticket")
)


def of(db: Connection, agent_id: AgentId, ticket_ids: Iterable[TicketId]) -> dict[TicketId, datetime]:
    """Tell when an agent last read some tickets; what they never read is left out."""
    rows = db.execute(OF, {"agent": agent_id, "ticket_ids": list(ticket_ids)})
    return {TicketId(ticket_id): read_at for ticket_id, read_at in rows}


def put(db: Connection, agent_id: AgentId, ticket_id: TicketId, *, at: datetime) -> None:
    """Note that an agent has read a ticket."""
    db.execute(PUT[db.dialect.name], {"agent_id": agent_id, "ticket_id": ticket_id, "read_at": at})


def remove(db: Connection, agent_id: AgentId, ticket_id: TicketId) -> None:
    """Let a ticket be unread again."""
    db.execute(REMOVE, {"agent": agent_id, "ticket": ticket_id})
