"""/teams: who sees to what."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.flows import teams as flow
from firstline.flows.once import answer_once
from firstline.store.teams import Team
from firstline.tickets.taxonomy import LONGEST_NAME
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.agents import known_agent
from firstline.web.native.shapes import AgentRef, Given, Page
from firstline.web.texts import Filled, Text

LONGEST_TITLE = 80

router = APIRouter(prefix="/api/v1", tags=["teams"])

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=LONGEST_NAME)]
Title = Annotated[Filled, Field(max_length=LONGEST_TITLE)]


class TeamGiven(Given):
    """A team; its slug stays what it is."""

    model_config = ConfigDict(json_schema_extra={"example": {"slug": "logistics", "name": "Logistics"}})

    slug: Slug
    name: Title


class TeamPatch(Given):
    """How the team shall be called."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "Parcels"}})

    name: Title


@dataclass(frozen=True, slots=True)
class TeamOut:
    """Who sees to a kind of matter."""

    slug: str
    name: str
    members: Sequence[AgentRef]


GIVEN = TypeAdapter(TeamGiven)
CHANGE = TypeAdapter(TeamPatch)

EXISTS = examples.also(
    HTTPStatus.CONFLICT, "The slug is another team's", "There is a team 'logistics' already.", "team_exists"
)
IN_USE = examples.also(
    HTTPStatus.CONFLICT,
    "The taxonomy or tickets name the team",
    "The taxonomy gives billing to the team 'finance': give it to another one first.",
    "team_in_use",
)


@router.get("/teams", response_model=Page[TeamOut], operation_id="list_teams")
def get_teams(desk: CurrentDesk) -> Response:
    """List every team with its members, by slug; all of them at once."""
    return respond(answer(Page([team_out(team) for team in flow.list_teams(desk)], None)))


@router.post(
    "/teams",
    status_code=201,
    response_model=TeamOut,
    operation_id="create_team",
    openapi_extra=examples.body("TeamGiven") | examples.ONCE,
    responses=EXISTS,
)
def post_team(desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Make a team."""
    given = call.read(GIVEN)
    return respond(
        answer_once(
            desk,
            call.once,
            lambda one: flow.make_team(one, given.slug, given.name, by=principal),
            lambda made: answer(team_out(made), status=HTTPStatus.CREATED),
        )
    )


@router.patch(
    "/teams/{slug}",
    response_model=TeamOut,
    operation_id="rename_team",
    openapi_extra=examples.body("TeamPatch"),
)
def patch_team(slug: Text, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Give a team another name."""
    given = call.read(CHANGE)
    return respond(answer(team_out(flow.rename_team(desk, slug, given.name, by=principal))))


@router.delete("/teams/{slug}", status_code=204, operation_id="delete_team", responses=IN_USE)
def delete_team(slug: Text, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """End a team that neither the taxonomy nor a ticket names; its members stay agents."""
    flow.end_team(desk, slug, by=principal)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.put("/teams/{slug}/members/{agent_id}", response_model=TeamOut, operation_id="add_team_member")
def put_member(slug: Text, agent_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Put an agent into a team."""
    return respond(answer(team_out(flow.join_team(desk, slug, known_agent(agent_id), by=principal))))


@router.delete("/teams/{slug}/members/{agent_id}", status_code=204, operation_id="remove_team_member")
def delete_member(slug: Text, agent_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Take an agent out of a team."""
    flow.leave_team(desk, slug, known_agent(agent_id), by=principal)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def team_out(team: Team) -> TeamOut:
    """Show a team."""
    return TeamOut(team.slug, team.name, [AgentRef(member.id, member.name) for member in team.members])
