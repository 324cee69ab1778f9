"""/tickets: create one, look at it closely, change what stands on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Self

import msgspec
from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from starlette.convertors import Convertor, register_url_convertor

from firstline.core.access import Principal
from firstline.core.errors import Invalid
from firstline.core.ids import FIRST_CUSTOMER, LARGEST
from firstline.flows.correct import Changed, Changes, make_changes
from firstline.flows.create import Created, create_ticket
from firstline.flows.desk import Desk
from firstline.flows.detail import (
    find_proposal,
    find_revision,
    look_at_ticket,
    read_corrections,
)
from firstline.flows.once import answer_once
from firstline.flows.receive import Incoming
from firstline.flows.take_back import CorrectionMissing, take_back_correction
from firstline.store.corrections import Corrected
from firstline.store.idempotency import Answer
from firstline.store.raw import Raw
from firstline.tickets.corrections import CORRECTABLE
from firstline.tickets.customer import Caller
from firstline.tickets.message import Tier
from firstline.tickets.ticket import Channel, Status
from firstline.tickets.verdict import Level, Priority, Sentiment, TicketScope
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import Call, CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.details import (
    OUTDATED,
    Moment,
    ProposalOut,
    TicketDetail,
    VerdictOut,
    answer_ticket,
    detail_out,
    known,
    proposal_out,
    shown,
    verdict_out,
)
from firstline.web.native.places import LIMIT, After, Limit, number_after, paged
from firstline.web.native.shapes import Given, Page, TicketOut, absent
from firstline.web.texts import FILLED, Address, Filled

DOOR = "api"
LONGEST_NAME = 120
LONGEST_REF = 255
LONGEST_SUBJECT = 200
LONGEST_LABEL = 60
AHEAD = timedelta(minutes=5)
"""How far a caller's clock may be ahead of ours."""
CORRECTIONS = "corrections"
CORRECTED_SINCE = examples.also(
    HTTPStatus.CONFLICT,
    "The field has a newer correction, or what stood there is not in use any more",
    "Eve has corrected the category since: take that back first.",
    "corrected_since",
)
PLAIN = ("subject", "tier", "channel")


class NumberInPath(Convertor[str]):
    """Whole numbers alone, so that one ticket's path does not take `/tickets/counts` and its like."""

    regex = "[0-9]{1,30}"

    def convert(self, value: str) -> str:
        """Leave it to FastAPI to read the number."""
        return value

    def to_string(self, value: str) -> str:
        """Write the number."""
        return value


register_url_convertor("number", NumberInPath())

router = APIRouter(prefix="/api/v1", tags=["tickets"])

Name = Annotated[Filled, Field(max_length=LONGEST_NAME)]
Ref = Annotated[Filled, Field(max_length=LONGEST_REF)]
Subject = Annotated[Filled, Field(max_length=LONGEST_SUBJECT)]
Label = Annotated[Filled, Field(max_length=LONGEST_LABEL)]
Number = Annotated[int, Field(ge=1, lt=FIRST_CUSTOMER)]
Urgency = Annotated[float, Field(ge=1, le=5)]
Language = Annotated[str, Field(pattern="^([a-z]{2}|und)$", description="ISO 639-1, or `und`"), FILLED]


class CustomerGiven(Given):
    """Who wrote; at least one of the three."""

    ref: Number | Ref | None = None
    """The caller's own number or reference of the customer, by which they are known again."""
    email: Annotated[Address, Field(max_length=255)] | None = None
    name: Name | None = None

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.ref is None and self.email is None and self.name is None:
            message = "Say who wrote: ref, email or name"
            raise ValueError(message)
        return self


class TicketGiven(Given):
    """A customer's message."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "customer": {"ref": 12345, "email": "ava@example.com", "name": "Ava Stone"},
                "subject": "Cannot login",
                "text": "This is urgent. I cannot login and my team is blocked today.",
                "channel": "email",
            }
        }
    )

    customer: CustomerGiven
    text: Filled
    subject: Subject | None = None
    """Not given: the desk makes one."""
    channel: Channel = Channel.API
    tier: Tier = Tier.STANDARD
    external_ref: Ref | None = None
    """The caller's name of the matter: the same text again changes nothing, another text goes on with it."""
    received_at: Moment | None = None
    """When the customer wrote; not given: now."""


class TicketPatch(Given):
    """What shall stand on a ticket; what is not given stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"category": "billing", "priority": "high"}})

    status: Status = absent()
    subject: Subject = absent()
    tier: Tier = absent()
    channel: Channel = absent()
    category: Label = absent()
    subcategory: Label = absent()
    urgency: Urgency = absent()
    priority: Priority = absent()
    level: Level = absent()
    sentiment: Sentiment = absent()
    frustrated: bool = absent()
    team: Label = absent()
    language: Language = absent()
    scope: TicketScope = absent()
    due_at: Moment = absent()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionOut:
    """A field that somebody changed."""

    id: int
    revision: int
    """Of the verdict that holds what was set."""
    field: str
    before: Any
    after: Any
    author: str
    corrected_at: datetime
    taken_back_at: datetime | None
    """Null: it stands."""
    taken_back_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionMade:
    """A correction that a change has just made; its number takes it back."""

    id: int
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTicketOut(TicketOut):
    """A ticket as it stands now, and which corrections the change made."""

    corrections: Sequence[CorrectionMade]
    """In the order in which they were made; take the last back first. Empty: no field got another value."""


class _Stands(msgspec.Struct):
    id: int
    version: int


class _Answered(msgspec.Struct):
    """What is read from an answer that was kept for a repeat."""

    ticket: _Stands


TICKET = TypeAdapter(TicketGiven)
PATCH = TypeAdapter(TicketPatch)


@router.post(
    "/tickets",
    status_code=201,
    response_model=TicketDetail,
    operation_id="create_ticket",
    openapi_extra=examples.body("TicketGiven") | examples.ONCE,
    responses={200: {"model": TicketDetail, "description": "The reference names a ticket that was there"}},
)
def post_ticket(desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Take a customer's message in and triage it."""
    incoming = _incoming(desk, call)
    given = answer_once(desk, call.once, lambda one: create_ticket(one, incoming, by=by), _created)
    return _located(given)


@router.get("/tickets/{ticket_id:number}", response_model=TicketDetail, operation_id="get_ticket")
def get_ticket(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Show a ticket with its thread, its verdict, its timeline and what may be answered."""
    detail = look_at_ticket(desk, known(ticket_id), by=by)
    return tagged(respond(answer(detail_out(detail))), detail.seen.ticket.version)


@router.patch(
    "/tickets/{ticket_id:number}",
    response_model=ChangedTicketOut,
    operation_id="update_ticket",
    openapi_extra=examples.body("TicketPatch"),
    responses=OUTDATED,
)
def patch_ticket(
    ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall, expected: IfMatch
) -> Response:
    """Change what stands on a ticket; a field of the verdict stays as it is set, whatever comes later."""
    changes = changes_of(call.read(PATCH))
    with showing(lambda ticket: shown(desk, ticket, by)):
        changed = make_changes(desk, known(ticket_id), changes, by=by, expected=expected)
    desk.nudge()
    return tagged(respond(answer(_changed_out(desk, changed, by))), changed.ticket.version)


@router.get("/tickets/{ticket_id}/verdicts/{revision}", response_model=VerdictOut, operation_id="get_verdict")
def get_verdict(ticket_id: int, revision: int, desk: CurrentDesk) -> Response:
    """Show a revision of the verdict, with the reasons and opinions of every voice."""
    return respond(answer(verdict_out(revision, find_revision(desk, known(ticket_id), revision))))


@router.get("/tickets/{ticket_id}/proposal", response_model=ProposalOut, operation_id="get_proposal")
def get_proposal(ticket_id: int, desk: CurrentDesk) -> Response:
    """Show the reply that the desk proposes, and what its policy check says."""
    return respond(answer(proposal_out(find_proposal(desk, known(ticket_id)))))


@router.get(
    "/tickets/{ticket_id}/corrections", response_model=Page[CorrectionOut], operation_id="list_corrections"
)
def get_corrections(ticket_id: int, desk: CurrentDesk, limit: Limit = LIMIT, after: After = None) -> Response:
    """List what people have corrected, the last first."""
    before = number_after(CORRECTIONS, after) or None
    found = read_corrections(desk, known(ticket_id), before=before, limit=limit + 1)
    return respond(answer(paged(CORRECTIONS, found, _correction_out, lambda one: one.id, limit=limit)))


@router.delete(
    "/tickets/{ticket_id}/corrections/{correction_id}",
    response_model=TicketOut,
    operation_id="take_back_correction",
    responses=OUTDATED | CORRECTED_SINCE,
)
def delete_correction(
    ticket_id: int, correction_id: int, desk: CurrentDesk, by: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Take a correction back: the field stands as before, and the desk has not learnt it; safe to repeat.

    The newest correction of a field goes first. The list goes on showing it, with who took it back.
    """
    number = _known_correction(correction_id)
    with showing(lambda ticket: shown(desk, ticket, by)):
        ticket = take_back_correction(desk, known(ticket_id), number, by=by, expected=expected)
    desk.nudge()
    return answer_ticket(desk, ticket, by)


def changes_of(patch: TicketPatch) -> Changes:
    """Say what a patch names, and nothing else."""
    given = {name: getattr(patch, name) for name in patch.model_fields_set}
    if "urgency" in given:
        given["urgency"] = round(given["urgency"], 1)
    return Changes(
        status=given.get("status"),
        plain={name: given[name] for name in PLAIN if name in given},
        verdict={name: given[name] for name in CORRECTABLE if name in given},
        due_at=given.get("due_at"),
    )


def corrections_made(made: Iterable[Corrected]) -> Sequence[CorrectionMade]:
    """Show the corrections that a change has just made."""
    return [CorrectionMade(id=one.id, field=one.field, before=one.before, after=one.after) for one in made]


def _changed_out(desk: Desk, changed: Changed, by: Principal) -> ChangedTicketOut:
    ticket = shown(desk, changed.ticket, by)
    same = {one.name: getattr(ticket, one.name) for one in fields(ticket)}
    return ChangedTicketOut(**same, corrections=corrections_made(changed.corrections))


def _known_correction(number: int) -> int:
    if not 0 < number <= LARGEST:
        message = f"This ticket has no correction {number}."
        raise CorrectionMissing(message)
    return number


def _incoming(desk: Desk, call: Call) -> Incoming:
    given = call.read(TICKET)
    if given.received_at is not None and given.received_at > desk.clock() + AHEAD:
        message = "The customer cannot have written in the future"
        raise Invalid(message, field="received_at")
    return Incoming(
        door=DOOR,
        raw=Raw(DOOR, call.content_type, call.body),
        caller=_caller(given.customer),
        text=given.text,
        subject=given.subject,
        channel=given.channel,
        tier=given.tier,
        external_ref=given.external_ref,
        received_at=given.received_at,
    )


def _located(given: Answer) -> Response:
    """Say where the ticket is, and which version of it the answer shows."""
    stands = msgspec.json.decode(given.body, type=_Answered).ticket
    response = tagged(respond(given), stands.version)
    response.headers["Location"] = f"{router.prefix}/tickets/{stands.id}"
    return response


def _caller(customer: CustomerGiven) -> Caller:
    number = customer.ref if isinstance(customer.ref, int) else None
    ref = customer.ref if isinstance(customer.ref, str) else None
    name = customer.name or customer.email or f"Customer {customer.ref}"
    return Caller(name, customer.email, external_id=number, ref=ref)


def _created(created: Created) -> Answer:
    status = HTTPStatus.CREATED if created.new else HTTPStatus.OK
    return answer(detail_out(created.detail), status=status)


def _correction_out(made: Corrected) -> CorrectionOut:
    return CorrectionOut(
        id=made.id,
        revision=made.revision,
        field=made.field,
        before=made.before,
        after=made.after,
        author=made.author,
        corrected_at=made.corrected_at,
        taken_back_at=made.taken_back_at,
        taken_back_by=made.taken_back_by,
    )
