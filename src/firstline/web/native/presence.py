"""/presence: who looks at a ticket, and who writes there; the stream of events tells changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import ConfigDict, TypeAdapter

from firstline.core.ids import TicketId
from firstline.flows.presence import leave, show_up, who_is_there, who_is_where
from firstline.store.presence import Doing, Here
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.details import NO_AGENT, known
from firstline.web.native.shapes import AgentRef, Given

router = APIRouter(prefix="/api/v1", tags=["tickets"])


class PresenceGiven(Given):
    """What the caller does at a ticket; to be said again while it is so."""

    model_config = ConfigDict(json_schema_extra={"example": {"state": "viewing"}}, strict=False)

    state: Doing
    """viewing: kept for 30 seconds; typing: for 10."""


@dataclass(frozen=True, slots=True)
class HereOut:
    """Somebody who is at a ticket."""

    agent: AgentRef
    state: Doing


@dataclass(frozen=True, slots=True)
class PresenceOut:
    """Who is at a ticket."""

    ticket_id: int
    items: Sequence[HereOut]


@dataclass(frozen=True, slots=True)
class EverywhereOut:
    """Who is at which ticket; where nobody is, is left out."""

    items: Sequence[PresenceOut]


PRESENCE = TypeAdapter(PresenceGiven)


@router.get("/presence", response_model=EverywhereOut, operation_id="list_all_presence")
def get_all_presence(desk: CurrentDesk) -> Response:
    """Tell who is at any ticket now; the stream of events tells what changes after that."""
    return respond(answer(EverywhereOut([presence_out(*one) for one in who_is_where(desk).items()])))


@router.get("/tickets/{ticket_id}/presence", response_model=PresenceOut, operation_id="list_presence")
def get_presence(ticket_id: int, desk: CurrentDesk) -> Response:
    """Tell who is at a ticket."""
    number = known(ticket_id)
    return respond(answer(presence_out(number, who_is_there(desk, number))))


@router.put(
    "/tickets/{ticket_id}/presence",
    response_model=PresenceOut,
    operation_id="put_presence",
    openapi_extra=examples.body("PresenceGiven"),
    responses=NO_AGENT,
)
def put_presence(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Say that the caller is at a ticket, and tell who is."""
    number = known(ticket_id)
    people = show_up(desk, number, call.read(PRESENCE).state, by=by)
    return respond(answer(presence_out(number, people)))


@router.delete(
    "/tickets/{ticket_id}/presence", status_code=204, operation_id="delete_presence", responses=NO_AGENT
)
def delete_presence(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Say that the caller has left a ticket; who was not there has left, too."""
    leave(desk, known(ticket_id), by=by)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def presence_out(ticket_id: TicketId, people: Sequence[Here]) -> PresenceOut:
    """Show who is at a ticket."""
    return PresenceOut(ticket_id, [HereOut(AgentRef(one.agent_id, one.name), one.state) for one in people])
