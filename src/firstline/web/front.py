"""The front page: for browsers a composer, a verdict and the queue; for programs five keys of JSON.

Whatever happens: a browser gets a page, errors included (those of other requests to this address are told by
`front_problem.py`), and what was written into the form stands in it again unless it was stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from firstline import __version__
from firstline.core.errors import Unavailable
from firstline.core.ids import LARGEST, TicketId
from firstline.flows.browse import count_tickets, latest_verdict, work_queue
from firstline.flows.desk import Desk
from firstline.flows.once import KeyReused, answer_once
from firstline.flows.opinion import verdict_on
from firstline.flows.receive import Received, receive
from firstline.store.idempotency import Answer
from firstline.store.tickets import Wanted
from firstline.tickets.message import Message
from firstline.tickets.ticket import UNENDED, Ticket, TicketMissing
from firstline.tickets.verdict import Priority
from firstline.web.access import principal_of
from firstline.web.answers import answer, respond
from firstline.web.call import Call, CurrentCall, CurrentDesk
from firstline.web.errors import RETRY_AFTER, BadInput
from firstline.web.front_form import composer_of, fault_in, incoming_of, once_of
from firstline.web.front_page import HEADERS, Composer, FrontView, render_front
from firstline.web.front_problem import is_for_people
from firstline.web.front_queue import ALL, URGENT, Listing, QueueRow, QueueView, queue_view
from firstline.web.front_verdict import VerdictView, verdict_view
from firstline.web.front_words import mark_words
from firstline.web.house import inside

SHOWN = 50
"""Tickets of the queue on the page."""
MOST_COUNTED = 1_000
"""Tickets that are counted to say how many there are; of more it is said that there are more."""
LONGEST_NUMBER = len(str(LARGEST))
NOWHERE = "-"
"""A category that no ticket is in."""
SENT_BEFORE = "This form was sent before with other words. To make one more ticket of these, send them again."

router = APIRouter()


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """What answers here."""

    name: str
    description: str
    version: str
    environment: str
    docs: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What did not work, told above everything else on the page."""

    status: HTTPStatus
    sentence: str
    code: str


async def asked_listing(
    desk: CurrentDesk,
    show: Annotated[str, Query(description="all or urgent")] = ALL,
    category: Annotated[str | None, Query(description="Only tickets of this category")] = None,
    sort: Annotated[str, Query(description="priority or due")] = "priority",
) -> Listing:
    """Understand what the reader wants to see of the queue; what is no choice is the usual one."""
    return Listing(
        show=URGENT if show == URGENT else ALL,
        category=_present(desk, category) if category else None,
        order="due" if sort == "due" else "priority",
    )


@router.get("/", response_model=ProjectInfo, tags=["root"])
def root(
    request: Request,
    desk: CurrentDesk,
    listing: Annotated[Listing, Depends(asked_listing)],
    ticket: Annotated[str | None, Query(description="The ticket whose verdict the page shows")] = None,
) -> Response:
    """Tell programs what answers here, and show people the desk."""
    if not is_for_people(request):
        return _info(request)
    if ticket is None:
        return _page(request, desk, FrontView(), listing=listing)
    try:
        view = FrontView(verdict=_stored(desk, ticket))
    except TicketMissing as error:
        sentence = f"There is no ticket {ticket[:LONGEST_NUMBER]}."
        trouble = Trouble(HTTPStatus.NOT_FOUND, sentence, error.code)
        return _page(request, desk, FrontView(), listing=listing, trouble=trouble)
    return _page(request, desk, view, listing=listing)


@router.post("/", include_in_schema=False)
def compose(request: Request, desk: CurrentDesk, call: CurrentCall) -> Response:
    """Take the form: make a ticket and show it, or only show what the desk would think of the text."""
    view = FrontView(composer=composer_of(call))
    fault = fault_in(view.composer)
    if fault:
        trouble = Trouble(HTTPStatus.UNPROCESSABLE_ENTITY, fault, BadInput.code)
        return _page(request, desk, view, trouble=trouble)
    if call.form.get("action") == "try":
        return _page(request, desk, replace(view, verdict=_tried(desk, view.composer)))
    return _send(request, desk, call, view)


def _info(request: Request) -> Response:
    info = ProjectInfo(
        name="Firstline",
        description=request.app.description,
        version=__version__,
        environment=inside(request).house.environment,
        docs="/docs",
    )
    told = respond(answer(info))
    told.headers["Vary"] = "Accept"
    return told


def _tried(desk: Desk, composer: Composer) -> VerdictView:
    message = Message(composer.message, composer.subject, composer.tier)
    return verdict_view(verdict_on(desk, message), message, title="The verdict, nothing stored")


def _send(request: Request, desk: Desk, call: Call, view: FrontView) -> Response:
    once, incoming = once_of(call), incoming_of(call, view.composer)
    try:
        made = answer_once(desk, once, lambda one: receive(one, incoming), _number)
    except KeyReused as error:
        trouble = Trouble(HTTPStatus.CONFLICT, SENT_BEFORE, error.code)
        return _page(request, desk, view, trouble=trouble)
    except Unavailable as error:
        # Perhaps it was stored all the same, so the next try has the same key.
        same = view if once is None else replace(view, composer=replace(view.composer, once=once.key))
        return _page(request, desk, same, trouble=_down(error))
    return RedirectResponse(f"/?ticket={msgspec.json.decode(made.body, type=int)}", status_code=303)


def _number(received: Received) -> Answer:
    return answer(received.ticket.id, status=303)


def _stored(desk: Desk, given: str) -> VerdictView:
    is_number = given.isascii() and given.isdecimal() and len(given) < LONGEST_NUMBER
    number = int(given) if is_number else 0
    if not number:
        message = "Ticket not found"
        raise TicketMissing(message)
    ticket, message_judged, verdict = latest_verdict(desk, TicketId(number))
    view = verdict_view(verdict, message_judged, title=f"Ticket {ticket.id}")
    return replace(view, mark=mark_words(ticket.scope))


def _page(
    request: Request,
    desk: Desk,
    view: FrontView,
    *,
    listing: Listing = Listing(),  # noqa: B008 - it is frozen
    trouble: Trouble | None = None,
) -> Response:
    """Write the page, the queue as it stands now on it; a desk that is down is not asked a second time."""
    queue: QueueView | None = None
    if trouble is None or trouble.status is not HTTPStatus.SERVICE_UNAVAILABLE:
        try:
            queue = _queue(desk, listing)
        except Unavailable as error:
            trouble = trouble or _down(error)
    shown = replace(
        view,
        composer=replace(view.composer, once=view.composer.once or token_urlsafe()),
        queue=queue,
        error=trouble.sentence if trouble else "",
        person=_person(request),
        address=str(request.base_url).rstrip("/"),
    )
    return HTMLResponse(render_front(shown), trouble.status if trouble else 200, _headers(trouble))


def _person(request: Request) -> str:
    principal = principal_of(request)
    return "" if principal.is_local else principal.name


def _down(error: Unavailable) -> Trouble:
    return Trouble(HTTPStatus.SERVICE_UNAVAILABLE, error.sentence, error.code)


def _headers(trouble: Trouble | None) -> dict[str, str]:
    if trouble is None:
        return dict(HEADERS)
    retry = RETRY_AFTER if trouble.status is HTTPStatus.SERVICE_UNAVAILABLE else {}
    return {**HEADERS, **retry, "X-Error-Code": trouble.code}


def _queue(desk: Desk, listing: Listing) -> QueueView:
    wanted = Wanted(
        statuses=UNENDED,
        category=listing.category,
        priority=Priority.URGENT if listing.show == URGENT else None,
    )
    rows = [_row(ticket) for ticket in work_queue(desk, wanted, limit=SHOWN, order=listing.order)]
    return queue_view(
        rows,
        total=_total(desk, wanted, rows),
        listing=listing,
        categories=_open_categories(desk),
        now=desk.clock(),
    )


def _open_categories(desk: Desk) -> Sequence[str]:
    return [category.name for category in desk.board.taxonomy.categories if not category.retired]


def _present(desk: Desk, category: str) -> str:
    """Give a category the name that it has now, so that an old link still shows its tickets."""
    taxonomy = desk.board.taxonomy
    name = taxonomy.present(category)[0]
    return NOWHERE if taxonomy.find(name) is None else name


def _total(desk: Desk, wanted: Wanted, rows: Sequence[QueueRow]) -> str:
    """Say how many tickets there are; a ticket may end between the list and the count."""
    if len(rows) < SHOWN:
        return str(len(rows))
    counted = count_tickets(desk, wanted, most=MOST_COUNTED + 1)
    if counted > MOST_COUNTED:
        return f"more than {MOST_COUNTED:,}"
    return f"{max(counted, SHOWN):,}"


def _row(ticket: Ticket) -> QueueRow:
    return QueueRow(
        id=ticket.id,
        subject=ticket.subject,
        customer=ticket.customer_name,
        category=ticket.category,
        team=ticket.team,
        priority=ticket.priority,
        level=ticket.level,
        urgency=ticket.urgency,
        sentiment=ticket.sentiment,
        due_at=ticket.due_at,
        scope=ticket.scope,
    )
