"""Who works on tickets: the caller's own agent, and the agents whom a caller may name.

At a desk without accounts a name becomes an agent when it is first used, and whoever is at the machine is the
agent `local`. At a desk with accounts only known agents are taken, and a key without an account is nobody.
"""

from datetime import datetime

from firstline.core.access import Principal
from firstline.core.errors import Conflict
from firstline.core.ids import AgentId
from firstline.store import agents
from firstline.store.agents import Agent, AgentMissing
from firstline.store.db import Connection


class NoAgent(Conflict):
    """What is asked for belongs to an agent, and the caller is none."""

    code = "no_agent"


class AgentDisabled(Conflict):
    """The agent does not work here any more."""

    code = "agent_disabled"


def find_own(db: Connection, by: Principal) -> AgentId | None:
    """Look up the caller's own agent; None: there is none, or nobody has used it yet."""
    return agents.find(db, by.name) if by.is_local else by.agent_id


def own_agent(db: Connection, by: Principal, *, at: datetime) -> Agent:
    """Give the caller's own agent.

    Raises:
        NoAgent: when the caller is a key without an account.
    """
    if by.is_local:
        return _local(db, by.name, at=at)
    if by.agent_id is None:
        message = "This key belongs to no account, so there is no agent for whom this could be done."
        raise NoAgent(message)
    return agents.load(db, by.agent_id)


def named_agent(db: Connection, wanted: str | int, *, by: Principal, at: datetime) -> Agent:
    """Give the agent whom the caller names, by name or by number.

    Raises:
        AgentMissing: when there is no such agent.
        AgentDisabled: when the agent's account is disabled.
    """
    if isinstance(wanted, str) and by.is_local:
        return _local(db, wanted, at=at)
    agent = agents.load(db, AgentId(wanted) if isinstance(wanted, int) else _number_of(db, wanted))
    if agent.disabled:
        message = f"The account of {agent.name} is disabled: choose another agent."
        raise AgentDisabled(message)
    return agent


def _local(db: Connection, name: str, *, at: datetime) -> Agent:
    return Agent(agents.find_or_add(db, name, at=at), name, role=None, disabled=False)


def _number_of(db: Connection, name: str) -> AgentId:
    found = agents.find(db, name)
    if found is None:
        message = f"There is no agent named {name!r}."
        raise AgentMissing(message)
    return found
