"""Who works here, what each has to do, and in which teams they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from firstline.core.ids import AgentId
from firstline.flows.desk import Desk
from firstline.store import agents, teams
from firstline.store.agents import Agent
from firstline.store.db import Connection


@dataclass(frozen=True, slots=True)
class AtWork:
    """An agent, their teams, and how many of their tickets are not ended."""

    agent: Agent
    teams: Sequence[str]
    open_tickets: int


def list_agents(desk: Desk, *, limit: int, after: AgentId | None = None) -> Sequence[AtWork]:
    """List agents in the order in which they came."""
    with desk.read() as db:
        return _at_work(db, agents.page(db, limit=limit, after=after))


def find_agent(desk: Desk, agent_id: AgentId) -> AtWork:
    """Give one agent.

    Raises:
        AgentMissing: when there is none.
    """
    with desk.read() as db:
        return _at_work(db, [agents.load(db, agent_id)])[0]


def _at_work(db: Connection, found: Sequence[Agent]) -> Sequence[AtWork]:
    ids = [agent.id for agent in found]
    named, counted = teams.of_agents(db, ids), agents.open_tickets(db, ids)
    return [AtWork(agent, named[agent.id], counted[agent.id]) for agent in found]
