"""/canned-replies: texts that agents use again and again."""

from dataclasses import dataclass, fields
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field, TypeAdapter, model_validator
from pydantic.config import JsonDict

from firstline.core.ids import LARGEST, TicketId
from firstline.flows.canned import change_canned, find_canned, forget_canned, list_canned, make_canned
from firstline.flows.once import answer_once
from firstline.store.canned_replies import CannedReply, CannedReplyMissing, Sought
from firstline.store.search import LONGEST
from firstline.tickets.taxonomy import LONGEST_NAME
from firstline.tickets.ticket import TicketMissing
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.places import LIMIT, After, Limit, name_of, number_after, paged
from firstline.web.native.shapes import Given, Page
from firstline.web.texts import Filled, Text

LONGEST_TITLE = 120
LONGEST_TEXT = 20_000
LONGEST_HTML = 100_000

router = APIRouter(prefix="/api/v1", tags=["canned replies"])

Title = Annotated[Filled, Field(max_length=LONGEST_TITLE)]
Body = Annotated[Filled, Field(max_length=LONGEST_TEXT)]
Html = Annotated[Filled, Field(max_length=LONGEST_HTML)]
Category = Annotated[Filled, Field(max_length=LONGEST_NAME)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]

ANY_CATEGORY = Query(max_length=LONGEST_NAME, description="For this category, or for any")
ANY_LANGUAGE = Query(pattern=r"^[a-z]{2,3}$", description="For this language, or for any")
CONTAINED = Query(max_length=LONGEST, description="Contained in title or text, whatever the case")
FILLED_FOR = Query(description="A ticket's number: what stands in braces is filled in from it")

EXAMPLE: JsonDict = {
    "title": "We are on it",
    "text": "Hi {customer_name},\n\nwe are looking into ticket {ticket_id}.",
    "category": "technical",
    "language": "en",
}


class CannedReplyGiven(Given):
    """A text with places in braces: customer_name, customer_email, ticket_id, subject, agent_name."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    title: Title
    text: Body | None = None
    """Not given: read off the HTML."""
    html: Html | None = None
    category: Category | None = None
    """Null: for any."""
    language: Language | None = None
    """Null: for any."""

    @model_validator(mode="after")
    def _says_something(self) -> "CannedReplyGiven":
        if self.text is None and self.html is None:
            message = "text or html is required"
            raise ValueError(message)
        return self


class CannedReplyPatch(Given):
    """What shall be otherwise; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"title": "We are looking into it"}})

    title: Title = ""
    text: Body = ""
    html: Html | None = None
    category: Category | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedReplyOut:
    """A text that agents use again and again."""

    id: int
    version: int
    """Grows with every change; send it as `If-Match`."""
    title: str
    text: str
    html: str | None
    category: str | None
    language: str | None
    author: str
    created_at: datetime
    updated_at: datetime


GIVEN = TypeAdapter(CannedReplyGiven)
CHANGE = TypeAdapter(CannedReplyPatch)

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The canned reply was changed since you looked",
    "This canned reply was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)


@router.get("/canned-replies", response_model=Page[CannedReplyOut], operation_id="list_canned_replies")
def get_canned_replies(  # noqa: PLR0913, PLR0917 - FastAPI hands in what the query names
    desk: CurrentDesk,
    q: Annotated[Text | None, CONTAINED] = None,
    category: Annotated[Text | None, ANY_CATEGORY] = None,
    language: Annotated[str | None, ANY_LANGUAGE] = None,
    limit: Limit = LIMIT,
    after: After = None,
) -> Response:
    """List canned replies in the order in which they were made."""
    kind, sought = (
        name_of("canned", q, category, language),
        Sought(contained=q, category=category, language=language),
    )
    found = list_canned(desk, sought, limit=limit + 1, after=number_after(kind, after))
    return respond(answer(paged(kind, found, canned_out, lambda one: one.id, limit=limit)))


@router.post(
    "/canned-replies",
    status_code=201,
    response_model=CannedReplyOut,
    operation_id="create_canned_reply",
    openapi_extra=examples.body("CannedReplyGiven") | examples.ONCE,
)
def post_canned_reply(desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Make a canned reply. HTML is made harmless."""
    given = call.read(GIVEN).model_dump(exclude_none=True)
    return respond(
        answer_once(
            desk,
            call.once,
            lambda one: make_canned(one, given, by=principal),
            lambda made: answer(canned_out(made), status=HTTPStatus.CREATED),
        )
    )


@router.get("/canned-replies/{reply_id}", response_model=CannedReplyOut, operation_id="read_canned_reply")
def get_canned_reply(
    reply_id: int, desk: CurrentDesk, ticket: Annotated[int | None, FILLED_FOR] = None
) -> Response:
    """Show a canned reply, filled in for a ticket if one is named; unknown names stay in braces."""
    found = find_canned(desk, _known(reply_id), ticket_id=_ticket(ticket))
    return tagged(respond(answer(canned_out(found))), found.version)


@router.patch(
    "/canned-replies/{reply_id}",
    response_model=CannedReplyOut,
    operation_id="change_canned_reply",
    openapi_extra=examples.body("CannedReplyPatch"),
    responses=OUTDATED,
)
def patch_canned_reply(
    reply_id: int, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Change a canned reply. A new HTML without a text gives it its text, too."""
    given = call.read(CHANGE).model_dump(exclude_unset=True)
    with showing(canned_out):
        found = change_canned(desk, _known(reply_id), given, by=principal, expected=expected)
    return tagged(respond(answer(canned_out(found))), found.version)


@router.delete(
    "/canned-replies/{reply_id}", status_code=204, operation_id="delete_canned_reply", responses=OUTDATED
)
def delete_canned_reply(
    reply_id: int, desk: CurrentDesk, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Forget a canned reply; what was written with it stays."""
    with showing(canned_out):
        forget_canned(desk, _known(reply_id), by=principal, expected=expected)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def canned_out(reply: CannedReply) -> CannedReplyOut:
    """Show a canned reply."""
    return CannedReplyOut(**{field.name: getattr(reply, field.name) for field in fields(CannedReplyOut)})


def _known(reply_id: int) -> int:
    if not 1 <= reply_id <= LARGEST:
        message = f"There is no canned reply {reply_id}."
        raise CannedReplyMissing(message)
    return reply_id


def _ticket(number: int | None) -> TicketId | None:
    if number is not None and not 1 <= number <= LARGEST:
        message = "Ticket not found"
        raise TicketMissing(message)
    return None if number is None else TicketId(number)
