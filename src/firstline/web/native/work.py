"""What agents do with a ticket: who has it, whether it is ended or rests, its tags, and who has read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.core.clock import wall_clock
from firstline.flows.assign import claim_ticket, hand_over_ticket, unassign_ticket
from firstline.flows.read_mark import mark_read, mark_unread
from firstline.flows.resolve import reopen_ticket, resolve_ticket
from firstline.flows.snooze import snooze_ticket, unsnooze_ticket
from firstline.flows.tag import add_tags, known_tags, put_tags, remove_tags
from firstline.tickets.tags import MOST as MOST_TAGS
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing
from firstline.web.native.details import NO_AGENT, OUTDATED, Moment, answer_ticket, known, shown
from firstline.web.native.shapes import MOST, Given, Id, TicketOut
from firstline.web.texts import Filled, Text

LONGEST_AGENT = 100
LONGEST_TAG = 200
"""Characters of a tag as it is sent; `tickets.tags` says how long it may be in the end."""

router = APIRouter(prefix="/api/v1/tickets/{ticket_id}", tags=["tickets"])
tag_router = APIRouter(prefix="/api/v1", tags=["tickets"])

AgentName = Annotated[Filled, Field(max_length=LONGEST_AGENT)]
AgentGiven = Id | AgentName
Tag = Annotated[Text, Field(max_length=LONGEST_TAG)]
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS * 2)]

CLAIMED = examples.also(
    HTTPStatus.CONFLICT,
    "Another agent has it; the sentence names them, and `current` is the ticket as it stands",
    "Eve has this ticket. Assign it to yourself to take it over.",
    "already_claimed",
)
ENDED = examples.also(
    HTTPStatus.CONFLICT,
    "The ticket is resolved or closed",
    "This ticket is resolved or closed. Reopen it before you snooze it.",
    "matter_ended",
)
NOT_HERE = examples.also(
    HTTPStatus.CONFLICT,
    "The agent's account is disabled",
    "The account of Kim is disabled: choose another agent.",
    "agent_disabled",
)


class AssigneeGiven(Given):
    """Who shall have the ticket."""

    model_config = ConfigDict(json_schema_extra={"example": {"agent": "Eve"}})

    agent: AgentGiven
    """Name or number."""


class ClaimGiven(Given):
    """At a desk without accounts: for whom the ticket is claimed."""

    model_config = ConfigDict(json_schema_extra={"example": {"agent": "Eve"}})

    agent: AgentName | None = None


def _in_half_a_year(schema: dict[str, Any]) -> None:
    """Give an example that works when it is read; one that stood here would be past some day."""
    until = (wall_clock() + timedelta(days=183)).replace(day=1, hour=8, minute=0, second=0, microsecond=0)
    schema["example"] = {"until": f"{until:%Y-%m-%dT%H:%M:%SZ}"}


class SnoozeGiven(Given):
    """How long the ticket shall rest."""

    model_config = ConfigDict(json_schema_extra=_in_half_a_year)

    until: Moment
    """In the future, a year ahead at most."""


class TagsGiven(Given):
    """The tags that the ticket shall have."""

    model_config = ConfigDict(json_schema_extra={"example": {"tags": ["vip", "refund"]}})

    tags: Tags


@dataclass(frozen=True, slots=True)
class TagList:
    """Tags in use."""

    items: Sequence[str]


ASSIGNEE = TypeAdapter(AssigneeGiven)
CLAIM = TypeAdapter(ClaimGiven)
SNOOZE = TypeAdapter(SnoozeGiven)
TAGS = TypeAdapter(TagsGiven)


@router.put(
    "/assignee",
    response_model=TicketOut,
    operation_id="assign_ticket",
    openapi_extra=examples.body("AssigneeGiven"),
    responses=NOT_HERE | OUTDATED,
)
def put_assignee(
    ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall, expected: IfMatch
) -> Response:
    """Give the ticket to an agent, whoever has it."""
    agent = call.read(ASSIGNEE).agent
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = hand_over_ticket(desk, known(ticket_id), agent, by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.delete("/assignee", response_model=TicketOut, operation_id="unassign_ticket", responses=OUTDATED)
def delete_assignee(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, expected: IfMatch) -> Response:
    """Take the ticket from its agent."""
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = unassign_ticket(desk, known(ticket_id), by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.post(
    "/claim",
    response_model=TicketOut,
    operation_id="claim_ticket",
    openapi_extra=examples.body("ClaimGiven", required=False),
    responses=CLAIMED,
)
def post_claim(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Take the ticket if nobody else has it; who has it already keeps it."""
    name = call.read(CLAIM).agent if call.body.strip() else None
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = claim_ticket(desk, known(ticket_id), by=by, local_name=name)
    return answer_ticket(desk, ticket, by)


@router.post("/resolution", response_model=TicketOut, operation_id="resolve_ticket", responses=OUTDATED)
def post_resolution(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, expected: IfMatch) -> Response:
    """End the matter; what is resolved or closed stays so."""
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = resolve_ticket(desk, known(ticket_id), by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.delete("/resolution", response_model=TicketOut, operation_id="reopen_ticket", responses=OUTDATED)
def delete_resolution(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, expected: IfMatch) -> Response:
    """Take the matter up again; what is not ended stays as it is."""
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = reopen_ticket(desk, known(ticket_id), by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.put(
    "/snooze",
    response_model=TicketOut,
    operation_id="snooze_ticket",
    openapi_extra=examples.body("SnoozeGiven"),
    responses=ENDED | OUTDATED,
)
def put_snooze(
    ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall, expected: IfMatch
) -> Response:
    """Let the ticket rest; it comes back by itself, or when the customer writes."""
    until = call.read(SNOOZE).until
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = snooze_ticket(desk, known(ticket_id), until, by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.delete("/snooze", response_model=TicketOut, operation_id="unsnooze_ticket", responses=OUTDATED)
def delete_snooze(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, expected: IfMatch) -> Response:
    """Let the ticket come back now."""
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = unsnooze_ticket(desk, known(ticket_id), by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.put(
    "/tags",
    response_model=TicketOut,
    operation_id="replace_tags",
    openapi_extra=examples.body("TagsGiven"),
    responses=OUTDATED,
)
def replace_tags(
    ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall, expected: IfMatch
) -> Response:
    """Give the ticket these tags and no others."""
    wanted = call.read(TAGS).tags
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = put_tags(desk, known(ticket_id), wanted, by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.put("/tags/{tag}", response_model=TicketOut, operation_id="add_tag", responses=OUTDATED)
def put_tag(ticket_id: int, tag: str, desk: CurrentDesk, by: CurrentPrincipal, expected: IfMatch) -> Response:
    """Give the ticket one tag more."""
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = add_tags(desk, known(ticket_id), [tag], by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.delete("/tags/{tag}", response_model=TicketOut, operation_id="remove_tag", responses=OUTDATED)
def delete_tag(
    ticket_id: int, tag: str, desk: CurrentDesk, by: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Take a tag from the ticket; one that it has not is no matter."""
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = remove_tags(desk, known(ticket_id), [tag], by=by, expected=expected)
    return answer_ticket(desk, ticket, by)


@router.put("/read", status_code=204, operation_id="mark_read", responses=NO_AGENT)
def put_read(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Note that the caller has read all that is there."""
    mark_read(desk, known(ticket_id), by=by)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.delete("/read", status_code=204, operation_id="mark_unread", responses=NO_AGENT)
def delete_read(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Let the ticket be unread for the caller."""
    mark_unread(desk, known(ticket_id), by=by)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@tag_router.get("/tags", response_model=TagList, operation_id="list_tags")
def get_tags(
    desk: CurrentDesk,
    q: Annotated[str, Query(max_length=LONGEST_TAG, description="How they begin")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
) -> Response:
    """List the tags that are in use."""
    return respond(answer(TagList(known_tags(desk, start=q, limit=limit))))
