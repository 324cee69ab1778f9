"""/tickets/{id}/draft: what the caller is about to write. Nobody else sees it, or sees that it is there."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, TypeAdapter

from firstline.flows.compose import drop_draft, find_draft, save_draft
from firstline.store.agent_drafts import AgentDraft
from firstline.tickets.ticket import EntryKind
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.details import NO_AGENT, DraftOut, draft_out, known
from firstline.web.native.entries import EntryText, Html, words_of
from firstline.web.native.shapes import Given

router = APIRouter(prefix="/api/v1", tags=["tickets"])

Kind = Annotated[Literal[EntryKind.REPLY, EntryKind.NOTE], Query(description="Which of the two")]

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The draft was changed since you looked; `current` shows how it stands now",
    "This draft was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)


class DraftGiven(Given):
    """What shall be kept until it is sent; it may be empty."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "Hello Ava, we are looking"}})

    text: EntryText | None = None
    html: Html | None = None


DRAFT = TypeAdapter(DraftGiven)


@router.get(
    "/tickets/{ticket_id}/draft", response_model=DraftOut, operation_id="get_draft", responses=NO_AGENT
)
def get_draft(
    ticket_id: int, desk: CurrentDesk, by: CurrentPrincipal, kind: Kind = EntryKind.REPLY
) -> Response:
    """Give the caller's draft."""
    return _answered(find_draft(desk, known(ticket_id), kind, by=by))


@router.put(
    "/tickets/{ticket_id}/draft",
    response_model=DraftOut,
    operation_id="save_draft",
    openapi_extra=examples.body("DraftGiven"),
    responses=NO_AGENT | OUTDATED,
)
def put_draft(  # noqa: PLR0913, PLR0917 - what FastAPI hands over
    ticket_id: int,
    desk: CurrentDesk,
    by: CurrentPrincipal,
    call: CurrentCall,
    expected: IfMatch,
    kind: Kind = EntryKind.REPLY,
) -> Response:
    """Keep the caller's draft; `If-Match: "0"` says that there is none yet."""
    given = call.read(DRAFT)
    text, html = words_of(given.text, given.html)
    with showing(draft_out):
        draft = save_draft(desk, known(ticket_id), kind, text=text, html=html, by=by, expected=expected)
    return _answered(draft)


@router.delete(
    "/tickets/{ticket_id}/draft",
    status_code=204,
    operation_id="delete_draft",
    responses=NO_AGENT | OUTDATED,
)
def delete_draft(
    ticket_id: int,
    desk: CurrentDesk,
    by: CurrentPrincipal,
    expected: IfMatch,
    kind: Kind = EntryKind.REPLY,
) -> Response:
    """Forget the caller's draft; none is no matter."""
    with showing(draft_out):
        drop_draft(desk, known(ticket_id), kind, by=by, expected=expected)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _answered(draft: AgentDraft) -> Response:
    return tagged(respond(answer(draft_out(draft))), draft.version)
