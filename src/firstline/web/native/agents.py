"""/agents: who works here. E-mail addresses are shown to admins alone, at /accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from firstline.core.ids import LARGEST, AgentId
from firstline.flows.agents import AtWork, find_agent, list_agents
from firstline.store.agents import AgentMissing
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.native.places import LIMIT, After, Limit, number_after, paged
from firstline.web.native.shapes import Page

KIND = "agents"

router = APIRouter(prefix="/api/v1", tags=["agents"])


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentOut:
    """Who works on tickets."""

    id: int
    name: str
    has_account: bool
    """Whether somebody signs in as this agent."""
    role: str | None
    """The account's: admin, lead or agent; null: there is none."""
    disabled: bool
    """Whether the account is not in use."""
    teams: Sequence[str]
    open_tickets: int
    """How many of this agent's tickets are not ended."""


@router.get("/agents", response_model=Page[AgentOut], operation_id="list_agents")
def get_agents(desk: CurrentDesk, limit: Limit = LIMIT, after: After = None) -> Response:
    """List agents in the order in which they came."""
    found = list_agents(desk, limit=limit + 1, after=AgentId(number_after(KIND, after)))
    return respond(answer(paged(KIND, found, agent_out, lambda one: one.agent.id, limit=limit)))


@router.get("/agents/{agent_id}", response_model=AgentOut, operation_id="read_agent")
def get_agent(agent_id: int, desk: CurrentDesk) -> Response:
    """Show an agent."""
    return respond(answer(agent_out(find_agent(desk, known_agent(agent_id)))))


def agent_out(one: AtWork) -> AgentOut:
    """Show an agent."""
    return AgentOut(
        id=one.agent.id,
        name=one.agent.name,
        has_account=one.agent.role is not None,
        role=one.agent.role,
        disabled=one.agent.disabled,
        teams=one.teams,
        open_tickets=one.open_tickets,
    )


def known_agent(agent_id: int) -> AgentId:
    """Take a number of a path for an agent's, if it can be one."""
    if not 1 <= agent_id <= LARGEST:
        message = f"There is no agent {agent_id}."
        raise AgentMissing(message)
    return AgentId(agent_id)
