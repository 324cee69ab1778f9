"""The front page: for browsers a composer, a verdict and the queue; for programs five keys of JSON."""

from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Annotated

import msgspec
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from firstline import __version__
from firstline.core.errors import Unavailable
from firstline.core.ids import LARGEST, TicketId
from firstline.core.text import is_takable
from firstline.flows.browse import latest_verdict, work_queue
from firstline.flows.desk import Desk
from firstline.flows.once import KeyReused, Once, answer_once
from firstline.flows.receive import Incoming, Received, receive
from firstline.store.idempotency import Answer
from firstline.store.raw import Raw
from firstline.store.tickets import Wanted
from firstline.tickets.customer import Caller
from firstline.tickets.message import Message, Tier
from firstline.tickets.ticket import UNENDED, Channel, Ticket, TicketMissing
from firstline.tickets.verdict import Priority
from firstline.triage.judge import judge
from firstline.web.answers import answer, respond
from firstline.web.call import KEY, Call, CurrentCall, CurrentDesk
from firstline.web.front_view import (
    ALL,
    URGENT,
    Composer,
    FrontView,
    QueueRow,
    VerdictView,
    filter_links,
    queue_lines,
    render_front,
    verdict_view,
)
from firstline.web.tickets import Category

DOOR = "front"
SHOWN = 50
"""Tickets of the queue on the page."""
LONGEST_NUMBER = len(str(LARGEST))
NOWHERE = "-"
"""A category that no ticket is in."""
SCOPE = "form /"
"""Where the keys of the form hold."""
SENT_BEFORE = "This form was sent before with other words. To make one more ticket of these, send them again."
NOBODY = "Someone"
"""The customer's name when the form had none."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept",
}

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
class OnceComposer(Composer):
    """The form with a key of its own, by which a second click is known."""

    once: str = field(default_factory=token_urlsafe)


@router.get("/", response_model=ProjectInfo, tags=["root"])
def root(
    request: Request,
    desk: CurrentDesk,
    ticket: Annotated[str | None, Query(description="The ticket whose verdict the page shows")] = None,
    show: Annotated[str, Query(description="all or urgent")] = ALL,
    category: Annotated[str | None, Query(description="Only tickets of this category")] = None,
) -> Response:
    """Tell programs what answers here, and show people the desk."""
    if "text/html" not in request.headers.get("accept", ""):
        info = ProjectInfo(
            name="Firstline",
            description=request.app.description,
            version=__version__,
            environment=request.app.state.environment,
            docs="/docs",
        )
        return respond(answer(info))
    verdict, error = None, ""
    if ticket is not None:
        try:
            verdict = _stored(desk, ticket)
        except TicketMissing:
            error = f"There is no ticket {ticket[:LONGEST_NUMBER]}."
    return _page(request, desk, verdict=verdict, error=error, show=show, category=category)


@router.post("/", include_in_schema=False)
def compose(request: Request, desk: CurrentDesk, call: CurrentCall) -> Response:
    """Take the form: make a ticket and show it, or only show what the desk would think of the text."""
    composer = _composer(call)
    error = _fault(composer)
    if error:
        return _page(request, desk, composer=composer, error=error, status=422)
    if call.form.get("action") == "try":
        message = Message(composer.message, composer.subject, composer.tier)
        verdict = verdict_view(judge(message), message, title="The verdict, nothing stored")
        return _page(request, desk, composer=composer, verdict=verdict)
    once, incoming = _once(call), _incoming(call, composer)
    try:
        made = answer_once(desk, once, lambda one: receive(one, incoming), _number)
    except KeyReused:
        return _page(request, desk, composer=composer, error=SENT_BEFORE, status=409)
    except Unavailable as fault:
        # Perhaps it was stored all the same, so the next try has the same key.
        same = composer if once is None else replace(composer, once=once.key)
        return _page(request, desk, composer=same, error=fault.sentence, status=503)
    return RedirectResponse(f"/?ticket={msgspec.json.decode(made.body, type=int)}", status_code=303)


def _once(call: Call) -> Once | None:
    key = call.form.get("once", "")
    return Once(SCOPE, key, call.body) if KEY.fullmatch(key) else None


def _number(received: Received) -> Answer:
    return answer(received.ticket.id, status=303)


def _composer(call: Call) -> OnceComposer:
    form = call.form
    tier = form.get("tier", Tier.STANDARD)
    return OnceComposer(
        message=form.get("message", "").strip(),
        subject=form.get("subject", "").strip(),
        name=form.get("name", "").strip(),
        email=form.get("email", "").strip(),
        tier=tier if tier in set(Tier) else Tier.STANDARD,
    )


def _fault(composer: Composer) -> str:
    texts = (composer.message, composer.subject, composer.name, composer.email)
    if not composer.message:
        return "Write the customer's message first."
    if not all(is_takable(text) for text in texts):
        return "The text holds a character that cannot be stored."
    if any(len(text) > limit for text, limit in zip(texts[1:], (200, 120, 255), strict=True)):
        return "The subject may have 200 characters, the name 120, the e-mail address 255."
    return ""


def _incoming(call: Call, composer: Composer) -> Incoming:
    return Incoming(
        door=DOOR,
        raw=Raw(DOOR, call.content_type, call.body),
        caller=Caller(composer.name or NOBODY, composer.email or None),
        text=composer.message,
        subject=composer.subject or None,
        channel=Channel.FORM,
        tier=composer.tier,
    )


def _stored(desk: Desk, given: str) -> VerdictView:
    is_number = given.isascii() and given.isdecimal() and len(given) < LONGEST_NUMBER
    number = int(given) if is_number else 0
    if not number:
        message = "Ticket not found"
        raise TicketMissing(message)
    ticket, message_judged, verdict = latest_verdict(desk, TicketId(number))
    return verdict_view(verdict, message_judged, title=f"Ticket {ticket.id}")


def _page(  # noqa: PLR0913 - all that a page may show
    request: Request,
    desk: Desk,
    *,
    composer: Composer | None = None,
    verdict: VerdictView | None = None,
    error: str = "",
    show: str = ALL,
    category: str | None = None,
    status: int = 200,
) -> Response:
    wanted = Wanted(
        statuses=UNENDED,
        category=category and (category if category in set(Category) else NOWHERE),
        priority=Priority.URGENT if show == URGENT else None,
    )
    try:
        queue = queue_lines(map(_row, work_queue(desk, wanted, limit=SHOWN)), now=desk.clock())
    except Unavailable as fault:
        queue, error, status = (), fault.sentence, 503
    view = FrontView(
        composer=composer or OnceComposer(),
        verdict=verdict,
        queue=queue,
        filters=filter_links(list(Category), current=category or show),
        is_filtered=category is not None or show != ALL,
        error=error,
        address=str(request.base_url).rstrip("/"),
    )
    return HTMLResponse(render_front(view), status, HEADERS)


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
        status=ticket.status,
        due_at=ticket.due_at,
        created_at=ticket.created_at,
    )
