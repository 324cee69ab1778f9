"""Seed 1's door: messages with an urgency from 1.0 to 5.0, and the inbox that works them off."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from firstline.core.ids import FIRST_CUSTOMER, LARGEST, TicketId
from firstline.core.text import is_takable
from firstline.flows.assign import assign_ticket, unassign_ticket
from firstline.flows.browse import PAGE, Threaded, all_messages, customer_record
from firstline.flows.desk import Desk, Doors
from firstline.flows.once import answer_once
from firstline.flows.receive import Incoming, Received, receive
from firstline.flows.reply import reply_to_ticket
from firstline.flows.resolve import resolve_ticket
from firstline.flows.switch import is_llm_on, switch_llm
from firstline.store.customers import CustomerMissing
from firstline.store.idempotency import Answer
from firstline.store.raw import Raw
from firstline.store.search import LONGEST
from firstline.store.tickets import Wanted
from firstline.tickets.customer import Caller, is_callers
from firstline.tickets.ticket import ENDED, UNENDED, EntryKind, Ticket, TicketMissing
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import Naive, answer, encode, naive, naive_or_none, respond
from firstline.web.call import Call, CurrentCall, CurrentDesk
from firstline.web.errors import BadInput
from firstline.web.forms import fields_of, json_object

DOOR = "messages"
CONTAINED = "Contained in the message, whatever the case"
LONGEST_REPLIER = 50
LONGEST_ASSIGNEE = 100

router = APIRouter(prefix="/api", tags=["messages (seed 1)"])


@dataclass(frozen=True, slots=True)
class Sent:
    """A message was taken in."""

    success: bool
    message_id: int
    urgency: float


@dataclass(frozen=True, slots=True)
class Done:
    """It was done."""

    success: bool = True


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who has the message now."""

    success: bool
    assigned_to: str
    assigned_at: Naive


@dataclass(frozen=True, slots=True)
class ReplyItem:
    """An agent's reply."""

    agent_name: str
    reply: str
    timestamp: Naive


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A message in the inbox."""

    id: int
    customer_id: int
    message: str
    timestamp: Naive
    urgency: float
    status: Literal["open", "resolved"]
    assigned_to: str | None
    assigned_at: Naive | None
    replies: list[ReplyItem]


@dataclass(frozen=True, slots=True)
class CustomerProfile:
    """What one customer's messages add up to."""

    id: int
    total_messages: int
    open_messages: int
    resolved_messages: int
    avg_urgency: float
    first_contact: Naive
    last_contact: Naive


@dataclass(frozen=True, slots=True)
class LlmSwitch:
    """Whether the LLM is asked."""

    use_llm: bool


@dataclass(frozen=True, slots=True)
class Health:
    """The desk answers."""

    status: str = "ok"


@router.post("/messages/send", status_code=201, response_model=Sent, openapi_extra=examples.SEND)
def send_message(desk: CurrentDesk, call: CurrentCall) -> Response:
    """Take a customer's message in and tell how urgent it is."""
    incoming = _incoming(call)
    return respond(
        answer_once(desk, call.once, lambda one: receive(one, incoming), lambda got: _sent(desk, got))
    )


@router.get("/messages", response_model=list[MessageItem])
def list_messages(
    desk: CurrentDesk,
    status: Literal["open", "resolved", "all", ""] = "open",
    sort: Literal["urgency", "time", ""] = "urgency",
    user_id: Annotated[int | Literal[""] | None, Query(description="The customer's number")] = None,
    search: Annotated[str | None, Query(max_length=LONGEST, description=CONTAINED)] = None,
) -> Response:
    """List messages, the most urgent first, all of them at once."""
    if search is not None and not is_takable(search):
        message = "search holds a character that no message can hold."
        raise BadInput(message)
    statuses = {"resolved": ENDED, "all": None}.get(status, UNENDED)
    customer = user_id if isinstance(user_id, int) else None
    if customer is not None and not 0 < customer <= LARGEST:
        return Response(b"[]", media_type="application/json")
    wanted = Wanted(statuses=statuses, in_message=search or None)
    pages = all_messages(desk, wanted, sort="time" if sort == "time" else "urgency", customer=customer)
    first = next(pages)  # an error is still an error here; later it could only break the answer off
    items = (_items(page, desk.doors) for page in chain([first], pages))
    if len(first) < PAGE:
        return Response(encode(next(items)), media_type="application/json")
    return StreamingResponse(_array(items), media_type="application/json")


@router.post(
    "/messages/{message_id}/reply", status_code=201, response_model=Done, openapi_extra=examples.REPLY
)
def reply_to_message(message_id: str, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Answer the customer."""
    ticket_id = _ticket_id(message_id)
    agent, text = _texts(call, agent_name=LONGEST_REPLIER, reply=None)
    return respond(
        answer_once(
            desk,
            call.once,
            lambda one: reply_to_ticket(one, ticket_id, agent=agent, text=text, by=by),
            lambda _: answer(Done(), status=201),
        )
    )


@router.post("/messages/{message_id}/resolve", response_model=Done)
def resolve_message(message_id: str, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """End the matter."""
    resolve_ticket(desk, _ticket_id(message_id), by=by)
    return respond(answer(Done()))


@router.post("/messages/{message_id}/assign", response_model=Assigned, openapi_extra=examples.ASSIGN)
def assign_message(message_id: str, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Give the message to an agent, whoever had it."""
    ticket_id = _ticket_id(message_id)
    (name,) = _texts(call, agent_name=LONGEST_ASSIGNEE)
    ticket = assign_ticket(desk, ticket_id, name, by=by)
    at = cast("datetime", ticket.assigned_at)
    return respond(
        answer(Assigned(success=True, assigned_to=cast("str", ticket.assigned_to), assigned_at=naive(at)))
    )


@router.post("/messages/{message_id}/unassign", response_model=Done)
def unassign_message(message_id: str, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Take the message from its agent."""
    unassign_ticket(desk, _ticket_id(message_id), by=by)
    return respond(answer(Done()))


@router.get("/customers/{customer_id}", response_model=CustomerProfile)
def read_customer(customer_id: str, desk: CurrentDesk) -> Response:
    """Tell what a customer's messages add up to."""
    number = _number(customer_id)
    if number is None:
        message = "Customer not found"
        raise CustomerMissing(message)
    found = customer_record(desk, number)
    profile = CustomerProfile(
        id=found.number,
        total_messages=found.total,
        open_messages=found.open,
        resolved_messages=found.resolved,
        avg_urgency=found.avg_urgency,
        first_contact=naive(found.first_contact),
        last_contact=naive(found.last_contact),
    )
    return respond(answer(profile))


@router.get("/get/llm", response_model=LlmSwitch)
def read_switch(desk: CurrentDesk) -> Response:
    """Tell whether the LLM is asked."""
    return respond(answer(LlmSwitch(is_llm_on(desk))))


@router.post("/set/llm", response_model=Done, openapi_extra=examples.SET_LLM)
def set_switch(desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Turn the LLM on or off, for every process and beyond a restart."""
    wanted = json_object(call)
    on = None if wanted is None else wanted.get("use_llm", False)
    if not isinstance(on, bool):
        message = "A JSON object is required, in which use_llm is true or false"
        raise BadInput(message)
    switch_llm(desk, on=on, by=by)
    return respond(answer(Done()))


@router.get("/health", response_model=Health)
async def read_health() -> Response:
    """Tell that the desk answers."""
    return respond(answer(Health()))


# --- reading ---------------------------------------------------------------------------------------------


def _incoming(call: Call) -> Incoming:
    fields = fields_of(call)
    _require(fields, "user_id", "message")
    user_id, text = _user_id(fields["user_id"]), _text(fields, "message")
    return Incoming(
        door=DOOR,
        raw=Raw(DOOR, call.content_type, call.body),
        caller=Caller(f"Customer {user_id}", external_id=user_id),
        text=text,
        ask_llm=True,
    )


def _texts(call: Call, **limits: int | None) -> list[str]:
    fields = fields_of(call)
    _require(fields, *limits)
    found = {name: _text(fields, name) for name in limits}
    for name, limit in limits.items():
        if limit is not None and len(found[name]) > limit:
            message = f"{name} may have {limit} characters at most"
            raise BadInput(message)
    return list(found.values())


def _require(fields: Mapping[str, Any], *names: str) -> None:
    """Refuse in the documented words when a field is not there, or is there and empty."""
    given = [fields.get(name) for name in names]
    if any(value is None or (isinstance(value, str) and not value.strip()) for value in given):
        message = f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} required"
        raise BadInput(message)


def _user_id(given: object) -> int:
    if isinstance(given, str):
        given = _number(given.strip())
    if not isinstance(given, int) or isinstance(given, bool) or not is_callers(given):
        message = f"user_id must be a whole number from 1 to {FIRST_CUSTOMER - 1}"
        raise BadInput(message)
    return given


def _text(fields: Mapping[str, Any], name: str) -> str:
    given = fields[name]
    if not isinstance(given, str):
        message = f"{name} must be text"
        raise BadInput(message)
    if not is_takable(given):
        message = f"{name} holds a NUL or half of a surrogate pair, which cannot be stored"
        raise BadInput(message)
    return given.strip()


def _ticket_id(given: str) -> TicketId:
    number = _number(given)
    if number is None:
        message = "Message not found"
        raise TicketMissing(message)
    return TicketId(number)


def _number(given: str) -> int | None:
    """Read a number that both databases can hold; anything else names nothing."""
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(LARGEST))):
        return None
    number = int(given)
    return number if number <= LARGEST else None


# --- showing ---------------------------------------------------------------------------------------------


def _sent(desk: Desk, received: Received) -> Answer:
    ticket = received.ticket
    return answer(Sent(success=True, message_id=ticket.id, urgency=_urgency(ticket, desk.doors)), status=201)


def _urgency(ticket: Ticket, doors: Doors) -> float:
    return ticket.door_urgency if doors is Doors.RULES else ticket.urgency


def _items(page: Sequence[Threaded], doors: Doors) -> list[MessageItem]:
    return [_item(one, doors) for one in page]


def _item(one: Threaded, doors: Doors) -> MessageItem:
    ticket = one.ticket
    replies = [
        ReplyItem(entry.author, entry.text, naive(entry.written_at))
        for entry in one.thread
        if entry.kind is EntryKind.REPLY
    ]
    return MessageItem(
        id=ticket.id,
        customer_id=ticket.customer_number,
        message=ticket.message,
        timestamp=naive(ticket.received_at),
        urgency=_urgency(ticket, doors),
        status="resolved" if ticket.status in ENDED else "open",
        assigned_to=ticket.assigned_to,
        assigned_at=naive_or_none(ticket.assigned_at),
        replies=replies,
    )


def _array(pages: Iterable[list[MessageItem]]) -> Iterator[bytes]:
    """Write one JSON array from many pages, so that no more than a page is in memory."""
    before = b"["
    for page in pages:
        if page:
            yield before + encode(page)[1:-1]
            before = b","
    yield b"[]" if before == b"[" else b"]"
