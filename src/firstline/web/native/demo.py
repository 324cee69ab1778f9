"""/demo: conversations that were written for the desk, so that every screen has something true to show."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response

from firstline.core.progress import result_of
from firstline.flows.demo import count_samples, fill_in_batches
from firstline.flows.import_messages import Imported, Importing
from firstline.gateways.demo_file import count_conversations, demo_conversations
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.native.files import ImportOut, import_out, progress_of
from firstline.web.native.pace import Pace
from firstline.web.native.pieces import InPieces, Piece, Telling, each, wants_pieces
from firstline.web.native.stream import MEDIA_TYPE

router = APIRouter(prefix="/api/v1", tags=["files"])

EXAMPLE = (
    'event: progress\ndata: {"rows":100,"tickets":100,"known":0,"rejected":0,"bytes":null,'
    '"total_bytes":null,"total_rows":320}\n\n'
    'event: done\ndata: {"rows":320,"tickets":320,"customers":231, ...}\n\n'
)
STREAMED: Mapping[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "description": "What came of it; as a stream, how far it is before that, or an `error` in its place",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}


@dataclass(frozen=True, slots=True)
class DemoOut:
    """Whether the samples are on the desk."""

    samples: int
    """Those that are there: tickets whose `door` is `demo`."""
    conversations: int
    """All that there are to be had."""


@router.get("/demo", response_model=DemoOut, operation_id="read_demo")
def get_demo(desk: CurrentDesk) -> Response:
    """Tell whether the sample conversations are on the desk."""
    return respond(answer(DemoOut(count_samples(desk), count_conversations())))


@router.post("/demo", response_model=ImportOut, operation_id="load_demo", responses=dict(STREAMED))
def post_demo(request: Request, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Fill the desk with sample conversations, spread over the last weeks; once, however often it is asked.

    They cannot be taken away again, because the event log forgets nothing. It takes some seconds; with
    `Accept: text/event-stream` the `progress` is told meanwhile, and in the end what was `done`.
    """
    work = fill_in_batches(desk, demo_conversations(), by=by)
    if wants_pieces(request):
        return InPieces(_telling(work))
    return respond(answer(import_out(result_of(work))))


def _telling(work: Importing) -> Telling:
    pace, total = Pace(), count_conversations()

    def progress(done: Imported) -> Piece | None:
        if not pace.is_due(done.rows):
            return None
        return "progress", replace(progress_of(done), total_rows=total)

    done = yield from each(work, progress)
    yield "done", import_out(done)
