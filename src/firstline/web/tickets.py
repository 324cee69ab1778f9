"""Seed 2's door: tickets with a category, a priority and a score, worked through five statuses."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, Strict, TypeAdapter

from firstline.core.ids import LARGEST, TicketId
from firstline.core.text import is_takable
from firstline.flows.browse import add_up, find_ticket, in_full, newest_tickets
from firstline.flows.desk import Desk, Doors
from firstline.flows.once import answer_once
from firstline.flows.receive import Incoming, receive
from firstline.flows.resolve import set_status
from firstline.flows.seed import seed_samples
from firstline.store.idempotency import Answer
from firstline.store.raw import Raw
from firstline.store.search import LONGEST
from firstline.store.tickets import Wanted
from firstline.tickets.customer import Caller
from firstline.tickets.message import Tier
from firstline.tickets.ticket import Status, Ticket, TicketMissing
from firstline.tickets.verdict import Priority, Sentiment
from firstline.triage.advice import next_action, suggested_reply
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import Naive, answer, naive, respond
from firstline.web.call import Call, CurrentCall, CurrentDesk
from firstline.web.texts import FILLED, TAKABLE, Filled

DOOR = "tickets"

router = APIRouter(tags=["tickets (seed 2)"])


class Source(StrEnum):
    """How the customer wrote."""

    EMAIL = "email"
    CHAT = "chat"
    FORM = "form"
    WHATSAPP = "whatsapp"


SOURCES = frozenset(Source)
"""Other doors have channels that this one has no word for; it shows them as its default."""


class Category(StrEnum):
    """What the ticket is about."""

    BILLING = "billing"
    TECHNICAL = "technical"
    SALES = "sales"
    ACCOUNT = "account"
    GENERAL = "general"


class TicketCreate(BaseModel):
    """A customer's message, as seed 2 takes it."""

    model_config = ConfigDict(json_schema_extra={"example": examples.AVA})

    customer_name: Annotated[str, Strict(), Field(min_length=1, max_length=120), FILLED]
    customer_email: Annotated[str, Strict(), Field(max_length=255), TAKABLE] | None = None
    subject: Annotated[str, Strict(), Field(min_length=1, max_length=200), FILLED]
    message: Filled
    source: Source = Source.FORM
    customer_tier: Tier = Tier.STANDARD


class StatusUpdate(BaseModel):
    """Where the ticket shall stand."""

    model_config = ConfigDict(json_schema_extra={"example": {"status": "in_progress"}})

    status: Status


@dataclass(frozen=True, slots=True)
class TicketRead:
    """A ticket, as seed 2 shows it."""

    id: int
    customer_name: str
    customer_email: str | None
    subject: str
    message: str
    source: str
    customer_tier: str
    category: str
    priority: Priority
    priority_score: int
    sentiment: Sentiment
    assigned_team: str
    suggested_reply: str
    next_action: str
    status: Status
    created_at: Naive
    updated_at: Naive


@dataclass(frozen=True, slots=True)
class AnalyticsSummary:
    """The desk in numbers; what never occurred is not in the maps."""

    total_tickets: int
    open_tickets: int
    urgent_tickets: int
    tickets_by_category: dict[str, int]
    tickets_by_priority: dict[str, int]
    tickets_by_team: dict[str, int]
    tickets_by_sentiment: dict[str, int]
    average_priority_score: float


@dataclass(frozen=True, slots=True)
class Seeded:
    """The sample tickets that were added."""

    message: str
    created: int
    ticket_ids: list[int]


CONTAINED = "Contained in name, e-mail, subject or message, whatever the case"

TICKET_CREATE = TypeAdapter(TicketCreate)
STATUS_UPDATE = TypeAdapter(StatusUpdate)


@router.post(
    "/tickets",
    status_code=201,
    response_model=TicketRead,
    openapi_extra=examples.body("TicketCreate") | examples.ONCE,
)
def create_ticket(desk: CurrentDesk, call: CurrentCall) -> Response:
    """Take a customer's message in and triage it."""
    incoming = _incoming(call)
    return respond(
        answer_once(
            desk,
            call.once,
            lambda one: receive(one, incoming),
            lambda got: _shown(desk, got.ticket, status=201),
        )
    )


@router.get("/tickets", response_model=list[TicketRead])
def list_tickets(  # noqa: PLR0913, PLR0917 - the documented filters
    desk: CurrentDesk,
    status: Status | None = None,
    category: Category | None = None,
    priority: Priority | None = None,
    assigned_team: str | None = None,
    sentiment: Sentiment | None = None,
    q: Annotated[str | None, Query(max_length=LONGEST, description=CONTAINED)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    offset: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
) -> Response:
    """List tickets, the newest first."""
    _check_query(assigned_team=assigned_team, q=q)
    wanted = Wanted(
        statuses=None if status is None else [status],
        category=category,
        priority=priority,
        team=assigned_team,
        sentiment=sentiment,
        anywhere=q or None,
    )
    found = newest_tickets(desk, wanted, limit=limit, offset=offset)
    return respond(answer([read_out(desk, ticket) for ticket in found]))


@router.get("/tickets/{ticket_id}", response_model=TicketRead)
def read_ticket(ticket_id: int, desk: CurrentDesk) -> Response:
    """Show one ticket."""
    return respond(_shown(desk, find_ticket(desk, _known(ticket_id))))


@router.patch(
    "/tickets/{ticket_id}/status",
    response_model=TicketRead,
    openapi_extra=examples.body("StatusUpdate"),
)
def update_status(ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall) -> Response:
    """Say where the ticket stands; any status may follow any other."""
    wanted = call.read(STATUS_UPDATE)
    changed = set_status(desk, _known(ticket_id), wanted.status, by=by)
    return respond(_shown(desk, in_full(desk, changed)))


@router.get("/analytics/summary", response_model=AnalyticsSummary)
def read_summary(desk: CurrentDesk) -> Response:
    """Show the desk in numbers, up to the last committed change."""
    sums = add_up(desk)
    summary = AnalyticsSummary(
        total_tickets=sums.total,
        open_tickets=sums.open,
        urgent_tickets=sums.urgent,
        tickets_by_category=sums.by_category,
        tickets_by_priority=sums.by_priority,
        tickets_by_team=sums.by_team,
        tickets_by_sentiment=sums.by_sentiment,
        average_priority_score=sums.average_score,
    )
    return respond(answer(summary))


@router.post("/seed", response_model=Seeded, openapi_extra=examples.ONCE)
def seed(desk: CurrentDesk, call: CurrentCall) -> Response:
    """Add five sample tickets, one for each category."""
    return respond(
        answer_once(
            desk,
            call.once,
            lambda one: list(seed_samples(one)),
            lambda ids: answer(Seeded("Sample tickets were added.", len(ids), list(ids))),
        )
    )


def read_out(desk: Desk, ticket: Ticket) -> TicketRead:
    """Show a ticket in this door's words; what is advised follows from what it shows."""
    by_rules = desk.doors is Doors.RULES
    priority = Priority(ticket.door_priority if by_rules else ticket.priority)
    sentiment = Sentiment(ticket.door_sentiment if by_rules else ticket.sentiment)
    known = desk.board.taxonomy.stock(ticket.category)
    return TicketRead(
        id=ticket.id,
        customer_name=ticket.customer_name,
        customer_email=ticket.customer_email,
        subject=ticket.subject,
        message=ticket.message,
        source=ticket.channel if ticket.channel in SOURCES else Source.FORM,
        customer_tier=ticket.tier,
        category=ticket.category,
        priority=priority,
        priority_score=ticket.door_priority_score if by_rules else ticket.priority_score,
        sentiment=sentiment,
        assigned_team=ticket.team,
        suggested_reply=suggested_reply(known, priority, sentiment),
        next_action=next_action(known, priority),
        status=ticket.status,
        created_at=naive(ticket.created_at),
        updated_at=naive(ticket.updated_at),
    )


def _incoming(call: Call) -> Incoming:
    wanted = call.read(TICKET_CREATE)
    return Incoming(
        door=DOOR,
        raw=Raw(DOOR, call.content_type, call.body),
        caller=Caller(wanted.customer_name, wanted.customer_email),
        text=wanted.message,
        subject=wanted.subject,
        channel=wanted.source,
        tier=wanted.customer_tier,
    )


def _shown(desk: Desk, ticket: Ticket, *, status: int = 200) -> Answer:
    return answer(read_out(desk, ticket), status=status)


def _known(ticket_id: int) -> TicketId:
    if not 0 < ticket_id <= LARGEST:
        message = "Ticket not found"
        raise TicketMissing(message)
    return TicketId(ticket_id)


def _check_query(**texts: str | None) -> None:
    for name, text in texts.items():
        if text is not None and not is_takable(text):
            where = {"loc": ("query", name), "type": "untakable"}
            raise RequestValidationError([where | {"msg": "Holds a character that cannot be stored"}])
