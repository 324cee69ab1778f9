"""/customers: who wrote, by what they are known again, and what agents note about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.core.ids import LARGEST
from firstline.flows import customers as flow
from firstline.flows.customers import InList, Portrait, Sought
from firstline.flows.merge import merge_customer
from firstline.flows.once import answer_once
from firstline.store.customer_notes import Note
from firstline.store.customers import Customer, CustomerMissing
from firstline.store.search import LONGEST
from firstline.tickets.customer import LONGEST_REF, given_identity
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.places import LIMIT, After, Limit, name_of, number_after, paged
from firstline.web.native.shapes import Given, Id, Page, TicketOut, ticket_out
from firstline.web.texts import Address, Filled, Text

LONGEST_NAME = 120
LONGEST_EMAIL = 255
LONGEST_NOTE = 20_000

router = APIRouter(prefix="/api/v1", tags=["customers"])

Search = Annotated[
    Text | None, Query(max_length=LONGEST, description="Contained in name, address or identity")
]
Email = Annotated[Text | None, Query(max_length=LONGEST_EMAIL, description="Known by this address, exactly")]
Ref = Annotated[Text | None, Query(max_length=LONGEST_REF, description="Known by this reference, exactly")]


class CustomerPatch(Given):
    """What shall be otherwise; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"name": "Ava Stone"}})

    name: Annotated[Filled, Field(max_length=LONGEST_NAME)] = ""
    email: Annotated[Address, Field(max_length=LONGEST_EMAIL)] | None = None
    """Where to write to; by what the customer is known is said at `identities`."""


class NoteGiven(Given):
    """Something to know about a customer."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "Prefers to be called in the morning."}})

    text: Annotated[Filled, Field(max_length=LONGEST_NOTE)]


class IdentityGiven(Given):
    """By what a customer is known again: `email`, `ref` or `external_id` (digits)."""

    model_config = ConfigDict(json_schema_extra={"example": {"kind": "email", "value": "ava@example.com"}})

    kind: Annotated[Filled, Field(max_length=20)]
    value: Annotated[Filled, Field(max_length=LONGEST_EMAIL)]


class MergeGiven(Given):
    """Into whom."""

    model_config = ConfigDict(json_schema_extra={"example": {"into": 12345}})

    into: Id


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerOut:
    """Somebody who wrote."""

    id: int
    """The caller's own number, else ours, from 10^12 on."""
    version: int
    """Grows with every change; send it as `If-Match`."""
    name: str
    email: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class IdentityOut:
    """By what a customer is known again, in the form that is compared."""

    kind: str
    value: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryOut:
    """What a customer's tickets add up to; without tickets the last three are null."""

    tickets: int
    open: int
    ended: int
    average_urgency: float | None
    first_contact: datetime | None
    last_contact: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerDetail(CustomerOut):
    """A customer with identities and history."""

    identities: Sequence[IdentityOut]
    history: HistoryOut


@dataclass(frozen=True, slots=True)
class NoteOut:
    """What an agent noted."""

    id: int
    author: str
    text: str
    written_at: datetime


CHANGE = TypeAdapter(CustomerPatch)
NOTE = TypeAdapter(NoteGiven)
IDENTITY = TypeAdapter(IdentityGiven)
MERGE = TypeAdapter(MergeGiven)

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The customer was changed since you looked",
    "This customer was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)
TAKEN = examples.also(
    HTTPStatus.CONFLICT,
    "Another customer is known by it",
    "Customer 7 is known by this email. Merge the two if they are one.",
    "identity_taken",
)
TOO_MANY = examples.also(
    HTTPStatus.CONFLICT,
    "The customer has more tickets than can get another number at once",
    "Customer 1000000000003 has more than 10000 tickets, which cannot move at once.",
    "too_many_tickets",
)
MERGED = examples.also(
    HTTPStatus.CONFLICT,
    "They are the same, or one of them was merged before",
    "Customer 1000000000003 was merged into 7 before.",
    "already_merged",
)


@router.get("/customers", response_model=Page[CustomerOut], operation_id="list_customers")
def get_customers(  # noqa: PLR0913, PLR0917 - FastAPI hands in what the query names
    desk: CurrentDesk,
    q: Search = None,
    email: Email = None,
    ref: Ref = None,
    limit: Limit = LIMIT,
    after: After = None,
) -> Response:
    """List customers, the newest first. A page of a search may be short and have a `next` all the same."""
    kind = name_of("customers", q, email, ref)
    before = number_after(kind, after) or None
    found, place = flow.list_customers(desk, _sought(q, email, ref), limit=limit, before=before)
    following = None if place is None else f"{kind}.{place}"
    return respond(answer(Page([customer_out(one) for one in found], following)))


@router.get("/customers/{customer_id}", response_model=CustomerDetail, operation_id="read_customer")
def get_customer(customer_id: int, desk: CurrentDesk) -> Response:
    """Show a customer; the number of one who was merged shows the one who stayed."""
    return _shown(flow.find_customer(desk, _known(customer_id)))


@router.patch(
    "/customers/{customer_id}",
    response_model=CustomerDetail,
    operation_id="change_customer",
    openapi_extra=examples.body("CustomerPatch"),
    responses=OUTDATED,
)
def patch_customer(
    customer_id: int, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Change name or address; the tickets keep what was given with them."""
    given = call.read(CHANGE).model_dump(exclude_unset=True)
    with showing(detail_out):
        found = flow.change_customer(desk, _known(customer_id), given, by=principal, expected=expected)
    return _shown(found)


@router.get(
    "/customers/{customer_id}/tickets", response_model=Page[TicketOut], operation_id="list_customer_tickets"
)
def get_tickets(
    customer_id: int,
    desk: CurrentDesk,
    principal: CurrentPrincipal,
    limit: Limit = LIMIT,
    after: After = None,
) -> Response:
    """List a customer's tickets, the newest first."""
    number, kind = _known(customer_id), f"customer-{customer_id}-tickets"
    before = number_after(kind, after) or None
    found = flow.list_tickets(desk, number, by=principal, limit=limit + 1, before=before)
    return respond(answer(paged(kind, found, _in_list, lambda one: one.ticket.id, limit=limit)))


@router.get(
    "/customers/{customer_id}/notes", response_model=Page[NoteOut], operation_id="list_customer_notes"
)
def get_notes(customer_id: int, desk: CurrentDesk, limit: Limit = LIMIT, after: After = None) -> Response:
    """List the notes about a customer, the newest first."""
    number, kind = _known(customer_id), f"customer-{customer_id}-notes"
    found = flow.list_notes(desk, number, limit=limit + 1, before=number_after(kind, after) or None)
    return respond(answer(paged(kind, found, note_out, lambda one: one.id, limit=limit)))


@router.post(
    "/customers/{customer_id}/notes",
    status_code=201,
    response_model=NoteOut,
    operation_id="create_customer_note",
    openapi_extra=examples.body("NoteGiven") | examples.ONCE,
)
def post_note(
    customer_id: int, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal
) -> Response:
    """Note something about a customer; only colleagues see it."""
    number, given = _known(customer_id), call.read(NOTE)
    return respond(
        answer_once(
            desk,
            call.once,
            lambda one: flow.add_note(one, number, given.text, by=principal),
            lambda note: answer(note_out(note), status=HTTPStatus.CREATED),
        )
    )


@router.post(
    "/customers/{customer_id}/identities",
    response_model=CustomerDetail,
    operation_id="add_customer_identity",
    openapi_extra=examples.body("IdentityGiven"),
    responses=TAKEN | OUTDATED,
)
def post_identity(
    customer_id: int, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Let a customer be known by one more thing: whoever writes under it is this customer from now on."""
    number, given = _known(customer_id), call.read(IDENTITY)
    identity = given_identity(given.kind, given.value)
    with showing(detail_out):
        return _shown(flow.add_identity(desk, number, identity, by=principal, expected=expected))


@router.delete(
    "/customers/{customer_id}/identities/{kind}/{value:path}",
    response_model=CustomerDetail,
    operation_id="remove_customer_identity",
    responses=TOO_MANY | OUTDATED,
)
def delete_identity(  # noqa: PLR0913, PLR0917 - FastAPI hands in what the route names
    customer_id: int,
    kind: Text,
    value: Text,
    desk: CurrentDesk,
    principal: CurrentPrincipal,
    expected: IfMatch,
) -> Response:
    """Let a customer be known by something no more, be it the last thing; the tickets stay theirs."""
    number, identity = _known(customer_id), given_identity(kind, value)
    with showing(detail_out):
        return _shown(flow.remove_identity(desk, number, identity, by=principal, expected=expected))


@router.post(
    "/customers/{customer_id}/merge",
    response_model=CustomerDetail,
    operation_id="merge_customer",
    openapi_extra=examples.body("MergeGiven"),
    responses=MERGED | OUTDATED,
)
def post_merge(
    customer_id: int, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Merge a customer into another, who gets all tickets, identities and notes. There is no way back."""
    number, given = _known(customer_id), call.read(MERGE)
    with showing(detail_out):
        return _shown(merge_customer(desk, number, given.into, by=principal, expected=expected))


def customer_out(customer: Customer) -> CustomerOut:
    """Show a customer in a list."""
    return CustomerOut(
        id=customer.number,
        version=customer.version,
        name=customer.name,
        email=customer.email,
        created_at=customer.created_at,
    )


def detail_out(portrait: Portrait) -> CustomerDetail:
    """Show all there is to see of a customer."""
    customer, history = portrait.customer, portrait.history
    return CustomerDetail(
        id=customer.number,
        version=customer.version,
        name=customer.name,
        email=customer.email,
        created_at=customer.created_at,
        identities=[
            IdentityOut(known.identity.kind, known.identity.value, known.verified)
            for known in portrait.known_by
        ],
        history=HistoryOut(
            tickets=history.total,
            open=history.open,
            ended=history.total - history.open,
            average_urgency=history.average_urgency,
            first_contact=history.first_contact,
            last_contact=history.last_contact,
        ),
    )


def note_out(note: Note) -> NoteOut:
    """Show a note."""
    return NoteOut(note.id, note.author, note.text, note.written_at)


def _sought(q: str | None, email: str | None, ref: str | None) -> Sought:
    if email is not None:
        return Sought(identity=given_identity("email", email))
    if ref is not None:
        return Sought(identity=given_identity("ref", ref))
    return Sought(contained=q or "")


def _in_list(one: InList) -> TicketOut:
    return ticket_out(one.ticket, tags=one.tags, unread=one.unread)


def _shown(found: Portrait) -> Response:
    return tagged(respond(answer(detail_out(found))), found.customer.version)


def _known(customer_id: int) -> int:
    if not 1 <= customer_id <= LARGEST:
        message = f"There is no customer {customer_id}."
        raise CustomerMissing(message)
    return customer_id
