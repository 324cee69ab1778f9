"""/tickets/{id}/draft: what the caller is about to write, and a reply that the desk drafts anew.

What the caller writes nobody else sees, or sees that it is there. What the desk drafts anew is its proposal,
for everybody; whoever asks for `text/event-stream` hears each sentence as soon as it is checked.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, TypeAdapter

from firstline.flows.compose import drop_draft, find_draft, save_draft
from firstline.flows.desk import Desk
from firstline.flows.redraft import Matter, find_matter, redraft, redraft_whole
from firstline.store.agent_drafts import AgentDraft
from firstline.tickets.ticket import EntryKind
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.details import NO_AGENT, DraftOut, draft_out, known
from firstline.web.native.entries import EntryText, Html, words_of
from firstline.web.native.pieces import InPieces, Telling, each, wants_pieces
from firstline.web.native.redrafts import RedraftOut, checked_out, redraft_out
from firstline.web.native.shapes import Given
from firstline.web.native.stream import MEDIA_TYPE

router = APIRouter(prefix="/api/v1", tags=["tickets"])

Kind = Annotated[Literal[EntryKind.REPLY, EntryKind.NOTE], Query(description="Which of the two")]

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The draft was changed since you looked; `current` shows how it stands now",
    "This draft was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)
EXAMPLE = (
    'event: sentence\ndata: {"text":"You can send it back within 30 days.","kind":"supported",'
    '"doc_id":"returns","chunk_id":"9f86d08188","quote":"Send it back within 30 days of delivery.",'
    '"is_cut":false,"reason":""}\n\nevent: proposal\ndata: {"greeting":"Dear Ava,", ...}\n\n'
)
STREAMED: Mapping[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "description": "The proposal; as a stream, each sentence before it, or an `error` in its place",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}


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


@router.post(
    "/tickets/{ticket_id}/draft",
    response_model=RedraftOut,
    operation_id="redraft_reply",
    responses=dict(STREAMED),
)
def post_draft(ticket_id: int, desk: CurrentDesk, request: Request) -> Response:
    """Draft the desk's proposal anew for the newest verdict, by the LLM if one is on, and send nothing.

    With `Accept: text/event-stream` each `sentence` is told as soon as it is complete and checked, then the
    `proposal`, which has the last word: what it calls cut is not in it.
    """
    matter = find_matter(desk, known(ticket_id))
    if wants_pieces(request):
        return InPieces(_told(desk, matter))
    return respond(answer(redraft_out(redraft_whole(desk, matter))))


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


def _told(desk: Desk, matter: Matter) -> Telling:
    """Tell each sentence, and the proposal in the end."""
    made = yield from each(redraft(desk, matter), lambda said: ("sentence", checked_out(said)))
    yield "proposal", redraft_out(made)


def _answered(draft: AgentDraft) -> Response:
    return tagged(respond(answer(draft_out(draft))), draft.version)
