"""/tickets/bulk: the same change for up to 200 tickets, with a result for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter, model_validator

from firstline.core.access import Principal
from firstline.core.ids import TicketId
from firstline.flows.assign import claim_ticket, hand_over_ticket, unassign_ticket
from firstline.flows.bulk import Change, Outcome, change_many
from firstline.flows.correct import Changed, make_changes
from firstline.flows.desk import Desk
from firstline.flows.read_mark import mark_read, mark_unread
from firstline.flows.resolve import reopen_ticket, resolve_ticket
from firstline.flows.snooze import snooze_ticket, unsnooze_ticket
from firstline.flows.tag import add_tags, remove_tags
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.details import Moment
from firstline.web.native.shapes import Given, Id, absent
from firstline.web.native.tickets import CorrectionMade, TicketPatch, changes_of, corrections_made
from firstline.web.native.work import AgentGiven, Tags

MOST_AT_ONCE = 200

router = APIRouter(prefix="/api/v1", tags=["tickets"])

Yes = Literal[True]


class BulkChange(TicketPatch):
    """One change: a field as in a patch of one ticket, or one of the verbs below."""

    model_config = ConfigDict(json_schema_extra={"example": {"assign": "Eve"}})

    assign: AgentGiven = absent()
    unassign: Yes = absent()
    claim: Yes = absent()
    resolve: Yes = absent()
    reopen: Yes = absent()
    snooze: Moment = absent()
    unsnooze: Yes = absent()
    add_tags: Tags = absent()
    remove_tags: Tags = absent()
    read: bool = absent()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            message = "Name exactly one change"
            raise ValueError(message)
        return self

    @property
    def named(self) -> str:
        """The name of the one change."""
        return next(iter(self.model_fields_set))


class BulkGiven(Given):
    """Which tickets, and what shall change."""

    model_config = ConfigDict(json_schema_extra={"example": {"ids": [1, 2, 3], "change": {"assign": "Eve"}}})

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
    change: BulkChange


@dataclass(frozen=True, slots=True)
class BulkError:
    """Why a ticket stayed as it was."""

    detail: str
    code: str


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one ticket."""

    id: int
    ok: bool
    error: BulkError | None
    corrections: Sequence[CorrectionMade]
    """Those that this change made; each can be taken back."""


@dataclass(frozen=True, slots=True)
class BulkOut:
    """What became of each ticket, in the order in which they were named."""

    results: Sequence[BulkResult]


BULK = TypeAdapter(BulkGiven)

Verb = Callable[[Desk, Principal, Any, TicketId], object]
VERBS: Mapping[str, Verb] = {
    "assign": lambda desk, by, agent, number: hand_over_ticket(desk, number, agent, by=by),
    "unassign": lambda desk, by, _, number: unassign_ticket(desk, number, by=by),
    "claim": lambda desk, by, _, number: claim_ticket(desk, number, by=by),
    "resolve": lambda desk, by, _, number: resolve_ticket(desk, number, by=by),
    "reopen": lambda desk, by, _, number: reopen_ticket(desk, number, by=by),
    "snooze": lambda desk, by, until, number: snooze_ticket(desk, number, until, by=by),
    "unsnooze": lambda desk, by, _, number: unsnooze_ticket(desk, number, by=by),
    "add_tags": lambda desk, by, tags, number: add_tags(desk, number, tags, by=by),
    "remove_tags": lambda desk, by, tags, number: remove_tags(desk, number, tags, by=by),
    "read": lambda desk, by, read, number: (mark_read if read else mark_unread)(desk, number, by=by),
}


@router.post(
    "/tickets/bulk",
    response_model=BulkOut,
    operation_id="change_tickets",
    openapi_extra=examples.body("BulkGiven"),
)
def post_bulk(desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Change many tickets, each for itself; one that cannot be changed says why."""
    given = call.read(BULK)
    outcomes = change_many([TicketId(number) for number in given.ids], _change(desk, by, given.change))
    desk.nudge()
    return respond(answer(BulkOut([_result(outcome) for outcome in outcomes])))


def _change(desk: Desk, by: Principal, change: BulkChange) -> Change:
    verb = VERBS.get(change.named)
    if verb is not None:
        return partial(verb, desk, by, getattr(change, change.named))
    changes = changes_of(change)
    return lambda number: make_changes(desk, number, changes, by=by)


def _result(outcome: Outcome) -> BulkResult:
    error = outcome.error
    told = None if error is None else BulkError(error.sentence, error.code)
    made = corrections_made(outcome.done.corrections) if isinstance(outcome.done, Changed) else ()
    return BulkResult(outcome.ticket_id, told is None, told, made)
