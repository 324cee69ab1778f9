"""/imports and /exports: files of tickets, in and out.

An upload is a body, so `FIRSTLINE_MAX_BODY` limits it; larger files are for `firstline import`. Sending one
again doubles nothing. What an upload unpacks to is limited as well, against a small file that never ends.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from firstline.core.errors import Invalid
from firstline.flows.export import export_tickets
from firstline.flows.import_messages import Imported, Run, import_messages
from firstline.flows.telling import left_out
from firstline.gateways.export_file import ExportForm, write_lines
from firstline.gateways.import_file import FileUnreadable, Form, How, read_rows
from firstline.store.exports import Which
from firstline.tickets.ticket import Status
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.house import inside

GROWS = 20
"""Times its own size that an upload may unpack to: text packs to a fifth, seldom to a tenth."""

router = APIRouter(prefix="/api/v1", tags=["files"])

FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string"}, "example": example}
            for kind, example in {
                "text/csv": "User ID,Message Body,Timestamp (UTC)\n7,My card is blocked,2026-03-02 8:00:00\n",
                "application/x-ndjson": '{"text": "My card is blocked", "customer": {"ref": "7"}}\n',
            }.items()
        },
    }
}
KINDS = {ExportForm.CSV: "text/csv; charset=utf-8", ExportForm.JSONL: "application/x-ndjson"}

Source = Annotated[
    str,
    Query(
        pattern=r"^[a-z0-9._-]{1,40}$",
        description="Where the rows come from: the same rows under the same name are taken once",
    ),
]
Since = Annotated[datetime | None, Query(description="Only what customers wrote at this moment or later")]


@dataclass(frozen=True, slots=True)
class RejectOut:
    """A row that could not be taken."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOut:
    """What an upload did."""

    rows: int
    tickets: int
    """New ones."""
    customers: int
    """New ones."""
    known: int
    """Rows that were there already."""
    rejected: int
    rejects: Sequence[RejectOut]
    """The first 1,000 of them."""
    unknown: Sequence[str]
    """What the file names and this desk does not know, such as `agent Mara`; up to 100 of them."""
    left_out: str | None
    """What became of that, in a sentence; null: the desk knows it all."""


@router.post("/imports", response_model=ImportOut, operation_id="import_tickets", openapi_extra=FILE)
def post_import(  # noqa: PLR0913, PLR0917 - what a request brings
    request: Request,
    desk: CurrentDesk,
    by: CurrentPrincipal,
    call: CurrentCall,
    source: Source = "csv",
    form: Form = Form.AUTO,
) -> Response:
    """Take in a CSV or JSON Lines file, packed with gzip or not; what it is shows by itself."""
    how = How(form=form, most_bytes=GROWS * inside(request).house.max_body)
    run = Run(source=source, by=by.name)
    try:
        done = import_messages(desk, read_rows(io.BytesIO(call.body), how), run)
    except FileUnreadable as error:
        raise Invalid(error.sentence, field="body") from error
    return respond(answer(_told(done)))


@router.get(
    "/exports/tickets",
    operation_id="export_tickets",
    response_class=StreamingResponse,
    responses={200: {"description": "The file", "content": {kind: {} for kind in KINDS.values()}}},
)
def get_export(
    desk: CurrentDesk,
    by: CurrentPrincipal,
    form: ExportForm = ExportForm.JSONL,
    status: Annotated[list[Status] | None, Query(max_length=len(Status))] = None,
    since: Since = None,
) -> Response:
    """Give every ticket with its thread, verdict and tags as a file, as long as it may be."""
    which = Which(statuses=status or (), since=since if since is None else _with_zone(since))
    name = {"Content-Disposition": f'attachment; filename="tickets.{form.value}"'}
    found = export_tickets(desk, which, by=by.name, with_history=form is ExportForm.JSONL)
    return StreamingResponse(write_lines(found, form), 200, name, KINDS[form])


def _told(done: Imported) -> ImportOut:
    return ImportOut(
        rows=done.rows,
        tickets=done.messages,
        customers=done.customers,
        known=done.known,
        rejected=done.rejected,
        rejects=[RejectOut(reject.row, reject.reason) for reject in done.rejects],
        unknown=sorted(done.unknown),
        left_out=left_out(done.unknown),
    )


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
