"""Who is at a ticket just now, on disk, so that every process can tell.

A row holds until a moment and is nobody's business afterwards: those who ask pass it over, and `forget` drops
it. What always holds: an agent is at a ticket once, in one state, on however many devices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.core.ids import AgentId, TicketId
from firstline.store.schema import agents, presence

MOST = 1_000
"""Rows that are told at once; more people than that are at no desk, but a program may pretend to be many."""


class Doing(StrEnum):
    """What somebody does at a ticket."""

    VIEWING = "viewing"
    TYPING = "typing"


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody who is at a ticket."""

    agent_id: AgentId
    name: str
    state: Doing
    until: datetime
    """When that is over if they do not say it again."""


SHOWN = select(
    presence.c.ticket_id, presence.c.agent_id, agents.c.name, presence.c.state, presence.c.until
).join_from(presence, agents, agents.c.id == presence.c.agent_id)
AT = SHOWN.where(presence.c.ticket_id == bindparam("ticket"), presence.c.until > bindparam("at"))
AT = AT.order_by(presence.c.agent_id).limit(MOST)
EVERYWHERE = SHOWN.where(presence.c.until > bindparam("at")).order_by(presence.c.until.desc()).limit(MOST)

KEY = ["ticket_id", "agent_id"]
CHANGED = ("state", "changed_at", "until")
_on_sqlite, _on_postgres = sqlite.insert(presence), postgresql.insert(presence)
PUT = {
    "sqlite": _on_sqlite.on_conflict_do_update(
        index_elements=KEY, set_={name: _on_sqlite.excluded[name] for name in CHANGED}
    ),
    "postgresql": _on_postgres.on_conflict_do_update(
        index_elements=KEY, set_={name: _on_postgres.excluded[name] for name in CHANGED}
    ),
}
REMOVE = delete(presence).where(
    presence.c.ticket_id == bindparam("ticket"), presence.c.agent_id == bindparam("agent")
)


def at_ticket(db: Connection, ticket_id: TicketId, *, at: datetime) -> Sequence[Here]:
    """List who is at a ticket."""
    rows = db.execute(AT, {"ticket": ticket_id, "at": at})
    return [_here(*words) for _, *words in map(tuple, rows)]


def everywhere(db: Connection, *, at: datetime) -> dict[TicketId, Sequence[Here]]:
    """List who is at which ticket, in the order of the agents; of too many those who came last."""
    found: dict[TicketId, list[Here]] = {}
    for number, *words in map(tuple, db.execute(EVERYWHERE, {"at": at})):
        found.setdefault(TicketId(number), []).append(_here(*words))
    return {number: sorted(people, key=lambda one: one.agent_id) for number, people in found.items()}


def put(  # noqa: PLR0913 - a row has this many parts
    db: Connection, ticket_id: TicketId, agent_id: AgentId, state: Doing, *, at: datetime, until: datetime
) -> None:
    """Note that somebody is at a ticket."""
    values = {"ticket_id": ticket_id, "agent_id": agent_id, "state": state}
    db.execute(PUT[db.dialect.name], values | {"changed_at": at, "until": until})


def remove(db: Connection, ticket_id: TicketId, agent_id: AgentId) -> None:
    """Note that somebody has left a ticket."""
    db.execute(REMOVE, {"ticket": ticket_id, "agent": agent_id})


def forget(db: Connection, before: datetime) -> int:
    """Drop the rows that were over by then; tells how many."""
    return db.execute(delete(presence).where(presence.c.until < before)).rowcount


def _here(agent_id: int, name: str, state: str, until: datetime) -> Here:
    return Here(AgentId(agent_id), name, Doing(state), until)
