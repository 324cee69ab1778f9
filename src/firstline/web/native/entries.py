"""/tickets/{id}/entries: the thread. A reply or a note comes as text, as HTML, or as both; it may wait."""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field, TypeAdapter, model_validator

from firstline.core.errors import Invalid
from firstline.core.ids import EntryId
from firstline.flows.desk import Desk
from firstline.flows.detail import read_thread
from firstline.flows.once import answer_once
from firstline.flows.outgoing import Queued, send_later
from firstline.flows.reply import Contribution, Written, add_to_thread
from firstline.gateways.html import LONGEST as LONGEST_HTML
from firstline.gateways.html import sanitised, text_of
from firstline.store.idempotency import Answer
from firstline.tickets.ticket import EntryKind, Status
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing
from firstline.web.native.details import (
    ENTRIES,
    OUTDATED,
    EntryOut,
    Findings,
    OutgoingOut,
    entry_out,
    findings,
    known,
    outgoing_out,
    seen_out,
    shown,
)
from firstline.web.native.places import LIMIT, After, Limit, number_after, paged
from firstline.web.native.shapes import Given, Page, TicketOut
from firstline.web.texts import Text

LONGEST_TEXT = 100_000
LONGEST_DELAY = 60
"""Seconds."""

router = APIRouter(prefix="/api/v1", tags=["tickets"])

EntryText = Annotated[Text, Field(max_length=LONGEST_TEXT)]
Html = Annotated[Text, Field(max_length=LONGEST_HTML)]


class EntryGiven(Given):
    """What an agent writes."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "kind": "reply",
                "text": "Hello Ava, we found the second charge.",
                "status": "waiting_customer",
            }
        }
    )

    kind: Literal[EntryKind.REPLY, EntryKind.NOTE]
    text: EntryText | None = None
    """Not given: read from the HTML."""
    html: Html | None = None
    """What runs or is fetched from elsewhere is left out."""
    status: Status | None = None
    """Where the ticket shall stand then; not given: where it stands."""
    delay_seconds: Annotated[int, Field(ge=0, le=LONGEST_DELAY)] = 0
    """For so long it can be taken back; 0: it goes out at once."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.text or "").strip() and not (self.html or "").strip():
            message = "Write something: text or html"
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWritten:
    """The entry, what the policy check says of it, and the ticket as it stands now."""

    entry: EntryOut
    policy: Findings | None
    """null: a note is not checked."""
    ticket: TicketOut


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryQueued:
    """What is on its way, what the policy check says of it, and the ticket as it stands now."""

    outgoing: OutgoingOut
    policy: Findings | None
    """null: a note is not checked."""
    ticket: TicketOut


ENTRY = TypeAdapter(EntryGiven)
QUEUED: dict[int | str, dict[str, Any]] = {
    HTTPStatus.ACCEPTED.value: {"model": EntryQueued, "description": "It goes out after `delay_seconds`"}
}
HELD = examples.also(
    HTTPStatus.CONFLICT,
    "The policy holds the reply back",
    "This reply needs a second person. Promises a refund. Change it, or let a lead send it.",
    "reply_held",
)


@router.get("/tickets/{ticket_id}/entries", response_model=Page[EntryOut], operation_id="list_entries")
def get_entries(ticket_id: int, desk: CurrentDesk, limit: Limit = LIMIT, after: After = None) -> Response:
    """List the thread, the newest entry first."""
    before = number_after(ENTRIES, after) or None
    place = None if before is None else EntryId(before)
    found = read_thread(desk, known(ticket_id), before=place, limit=limit + 1)
    return respond(answer(paged(ENTRIES, found, entry_out, lambda one: one.id, limit=limit)))


@router.post(
    "/tickets/{ticket_id}/entries",
    status_code=201,
    response_model=EntryWritten,
    operation_id="create_entry",
    openapi_extra=examples.body("EntryGiven") | examples.ONCE,
    responses=QUEUED | OUTDATED | HELD,
)
def post_entry(
    ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, call: CurrentCall, expected: IfMatch
) -> Response:
    """Reply to the customer, or leave a note for colleagues.

    A reply is checked by the desk's policy: where a rule blocks it, or it needs a lead, it is not sent. With
    `delay_seconds` it waits so long before it is in the thread, and `DELETE .../outgoing/{id}` takes it back.
    """
    given = call.read(ENTRY)
    number, contribution = known(ticket_id), _contribution(given)
    delay = timedelta(seconds=given.delay_seconds)

    def write(one: Desk) -> Written | Queued:
        if delay:
            return send_later(one, number, contribution, delay=delay, by=by, expected=expected)
        return add_to_thread(one, number, contribution, by=by, expected=expected)

    with showing(lambda ticket: shown(desk, ticket, by)):
        return respond(answer_once(desk, call.once, write, _answered))


def _contribution(given: EntryGiven) -> Contribution:
    text, html = words_of(given.text, given.html)
    if not text.strip():
        message = "What is left of the HTML has no words"
        raise Invalid(message, field="html")
    return Contribution(kind=given.kind, text=text, html=html, status=given.status, is_held=True)


def words_of(text: str | None, html: str | None) -> tuple[str, str | None]:
    """Give the text and the harmless HTML of what somebody wrote."""
    clean = sanitised(html) if html else None
    return text if text and text.strip() else text_of(clean or ""), clean or None


def _answered(done: Written | Queued) -> Answer:
    policy = None if done.policy is None else findings(done.policy)
    ticket = seen_out(done.seen)
    if isinstance(done, Queued):
        queued = EntryQueued(outgoing=outgoing_out(done.waiting), policy=policy, ticket=ticket)
        return answer(queued, status=HTTPStatus.ACCEPTED)
    written = EntryWritten(entry=entry_out(done.entry), policy=policy, ticket=ticket)
    return answer(written, status=HTTPStatus.CREATED)
