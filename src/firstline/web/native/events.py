"""/events: what happened, for followers and for whoever looks back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.exceptions import RequestValidationError

from firstline.core.ids import LARGEST, TicketId
from firstline.flows.follow import Which, look_back, read_on
from firstline.store.events import Cursor, Logged, cursor_of
from firstline.tickets.ticket import TicketMissing
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.native.places import LIMIT, After, Limit, number_after, paged
from firstline.web.native.shapes import Page
from firstline.web.texts import Text

MOST_KINDS = 20

router = APIRouter(prefix="/api/v1", tags=["events"])

Place = Annotated[
    str | None, Query(max_length=41, description="`next` of the page before; without it, from the beginning")
]
Ticket = Annotated[int | None, Query(ge=1, le=LARGEST, description="Only what happened to this ticket")]
Kinds = Annotated[
    list[Annotated[Text, Query(max_length=40)]],
    Query(max_length=MOST_KINDS, description="Only these kinds, such as ticket.assigned; may be repeated"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOut:
    """Something that happened."""

    id: str
    """Its place in the log."""
    ticket_id: int | None
    kind: str
    actor: str
    """Who did it."""
    data: Mapping[str, Any]
    """What changed, as it stood afterwards."""
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class EventsPart:
    """Some of the log, in its order."""

    items: Sequence[EventOut]
    next: str
    """Always given: send it as `after`, now or later, and nothing is missed."""
    more: bool
    """Whether something may stand behind it already."""


@router.get("/events", response_model=EventsPart, operation_id="list_events")
def get_events(  # noqa: PLR0913, PLR0917 - FastAPI hands in what the query names
    desk: CurrentDesk,
    principal: CurrentPrincipal,
    ticket: Ticket = None,
    kind: Kinds = [],  # noqa: B006 - FastAPI's way to say: none
    limit: Limit = LIMIT,
    after: Place = None,
) -> Response:
    """Read the log, oldest first, and follow it. A part may be short, or empty, and have `more`."""
    which = Which(None if ticket is None else TicketId(ticket), kind)
    part = read_on(desk, _cursor(after), which, limit=limit, by=principal)
    return respond(answer(EventsPart(list(map(event_out, part.items)), str(part.next), part.more)))


@router.get("/tickets/{ticket_id}/events", response_model=Page[EventOut], operation_id="list_ticket_events")
def get_ticket_events(
    ticket_id: int, desk: CurrentDesk, limit: Limit = LIMIT, after: After = None
) -> Response:
    """Look back at what happened to a ticket, the newest first."""
    if not 1 <= ticket_id <= LARGEST:
        message = "Ticket not found"
        raise TicketMissing(message)
    kind = f"ticket-{ticket_id}-events"
    before = number_after(kind, after) or None
    found = look_back(desk, TicketId(ticket_id), limit=limit + 1, before=before)
    return respond(answer(paged(kind, found, event_out, lambda one: one.cursor.id, limit=limit)))


def event_out(logged: Logged) -> EventOut:
    """Show an event."""
    event = logged.event
    return EventOut(
        id=str(logged.cursor),
        ticket_id=logged.ticket_id,
        kind=event.kind,
        actor=event.actor,
        data=event.data,
        happened_at=event.happened_at,
    )


def _cursor(after: str | None) -> Cursor:
    found = Cursor() if after is None else cursor_of(after)
    if found is None:
        where = {"loc": ("query", "after"), "type": "place"}
        raise RequestValidationError(
            [where | {"msg": "This is no place in the log; send `next` as it was given"}]
        )
    return found
