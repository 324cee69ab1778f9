"""Agents on disk: in local mode a name becomes an agent on its first use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select

from firstline.core.errors import Missing
from firstline.core.ids import AgentId
from firstline.store.hold import hold
from firstline.store.schema import accounts, agents, tickets
from firstline.tickets.ticket import UNENDED


class AgentMissing(Missing):
    """There is no such agent."""

    code = "agent_missing"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who works on tickets."""

    id: AgentId
    name: str
    role: str | None
    """The account's; None: nobody signs in as this agent."""
    disabled: bool
    """Whether the account is."""


LISTED = select(agents.c.id, agents.c.name, accounts.c.role, accounts.c.disabled_at).join_from(
    agents, accounts, isouter=True
)

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


def find(db: Connection, name: str) -> AgentId | None:
    """Look the agent of this name up."""
    known = db.execute(FIND, {"name": name}).scalar()
    return None if known is None else AgentId(known)


def load(db: Connection, agent_id: AgentId) -> Agent:
    """Fetch one agent, or say that there is none."""
    row = db.execute(LISTED.where(agents.c.id == agent_id)).one_or_none()
    if row is None:
        message = f"There is no agent {agent_id}."
        raise AgentMissing(message)
    return _agent(*row)


def page(db: Connection, *, limit: int, after: AgentId | None = None) -> Sequence[Agent]:
    """List agents in the order in which they came."""
    listed = LISTED.order_by(agents.c.id).limit(limit)
    if after is not None:
        listed = listed.where(agents.c.id > after)
    return [_agent(*row) for row in db.execute(listed)]


def open_tickets(db: Connection, agent_ids: Iterable[AgentId]) -> dict[AgentId, int]:
    """Count the tickets that each of some agents has and that are not ended."""
    found = dict.fromkeys(agent_ids, 0)
    mine = tickets.c.assignee_id.in_(list(found)) & tickets.c.status.in_(UNENDED)
    counted = select(tickets.c.assignee_id, func.count()).where(mine).group_by(tickets.c.assignee_id)
    return found | {AgentId(agent_id): int(count) for agent_id, count in db.execute(counted)}


def _agent(number: int, name: str, role: str | None, disabled_at: datetime | None) -> Agent:
    return Agent(AgentId(number), name, role, disabled_at is not None)
