"""/imports and /exports: files of tickets, in and out.

`FIRSTLINE_MAX_UPLOAD` limits an upload; larger files are for `firstline import`. Sending one again doubles
nothing, so who hangs up, or hears of no end, sends it again. What an upload unpacks to is limited as well,
against a small file that never ends.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from firstline.core.errors import Invalid
from firstline.core.progress import result_of
from firstline.flows.desk import Desk
from firstline.flows.export import export_tickets
from firstline.flows.import_messages import Imported, Run, import_in_batches
from firstline.flows.look_through import FirstRow, Looked, look_through
from firstline.flows.telling import left_out
from firstline.gateways.csv_file import FIELDS
from firstline.gateways.export_file import ExportForm, write_lines
from firstline.gateways.import_file import FileUnreadable, Form, How, read_rows
from firstline.store.exports import Which
from firstline.tickets.ticket import Status
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.native.pace import Pace
from firstline.web.native.pieces import InPieces, Piece, Telling, each, wants_pieces
from firstline.web.native.shapes import PREVIEW
from firstline.web.native.stream import MEDIA_TYPE
from firstline.web.upload import IN_MEMORY, Sent, SentFile

GROWS = 20
"""Times its own size that an upload may unpack to: text packs to a fifth, seldom to a tenth."""
MOST_MAPPED = 100
"""Columns that a caller may name."""

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
EXAMPLE = (
    'event: progress\ndata: {"rows":500,"tickets":498,"known":0,"rejected":2,"bytes":65536,'
    '"total_bytes":131072,"total_rows":null}\n\nevent: done\ndata: {"rows":1000,"tickets":998, ...}\n\n'
)
STREAMED: Mapping[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "description": "What it did; as a stream, how far it is before that, or an `error` in its place",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
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
Mapped = Annotated[
    list[Annotated[str, Query(pattern=r"^[a-z_]{1,40}=.", max_length=400)]],
    Query(
        alias="map",
        max_length=MOST_MAPPED,
        description="What is in which column of a CSV file, where its name does not say: `text=Details`; "
        "`none=Title` passes one over",
    ),
]
Dry = Annotated[
    bool, Query(description="Read and check everything, tell what would come of it, store nothing")
]
Since = Annotated[datetime | None, Query(description="Only what customers wrote at this moment or later")]


@dataclass(frozen=True, slots=True)
class RejectOut:
    """A row that could not be taken."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnOut:
    """A column of a CSV file, and the field that it is taken for."""

    name: str
    field: str | None
    """null: it is passed over; `map` can name what it holds."""


@dataclass(frozen=True, slots=True)
class CallerOut:
    """Who wrote, as the file says."""

    name: str
    email: str | None
    ref: str | None
    """The file's own reference for the customer, or their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOut:
    """A row as it would be, and what the desk thinks of its opening message."""

    row: int
    text: str
    """The beginning of it."""
    subject: str | None
    customer: CallerOut
    external_ref: str | None
    received_at: datetime | None
    """null: the moment of the import."""
    channel: str
    tier: str
    status: str
    assignee: str | None
    tags: Sequence[str]
    entries: int
    """How many entries follow the opening message."""
    category: str
    priority: str
    urgency: float
    team: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookOut:
    """What a file is taken for."""

    form: str
    """csv or jsonl."""
    columns: Sequence[ColumnOut]
    """Of CSV, in their order; up to 200 of them."""
    fields: Sequence[str]
    """All that a column can hold."""
    problem: str | None
    """Why no row could be taken, in a sentence; null: nothing is in the way."""
    first: Sequence[RowOut]
    """The first rows as they would be; up to 5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """How far it is; a stream tells it as `progress`."""

    rows: int
    tickets: int
    known: int
    rejected: int
    bytes: int | None = None
    """Of an upload that have been read."""
    total_bytes: int | None = None
    """Of an upload."""
    total_rows: int | None = None
    """Where it is known: of the samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOut:
    """What an upload did."""

    rows: int
    tickets: int
    """New ones."""
    customers: int
    """New ones; a dry run does not look for them."""
    known: int
    """Rows that were there already."""
    rejected: int
    rejects: Sequence[RejectOut]
    """The first 1,000 of them."""
    unknown: Sequence[str]
    """What the file names and this desk does not know, such as `agent Mara`; up to 100 of them."""
    left_out: str | None
    """What became of that, in a sentence; null: the desk knows it all."""
    look: LookOut | None = None
    """Of a dry run: what the file is."""


Working = Generator[Imported, None, ImportOut]
"""How far it is, and in the end what was done."""


@router.post(
    "/imports",
    response_model=ImportOut,
    operation_id="import_tickets",
    openapi_extra=FILE,
    responses=dict(STREAMED),
)
def post_import(  # noqa: PLR0913, PLR0917 - what a request brings
    request: Request,
    desk: CurrentDesk,
    by: CurrentPrincipal,
    sent: SentFile,
    source: Source = "csv",
    form: Form = Form.AUTO,
    mapping: Mapped = [],  # noqa: B006 - FastAPI's way to say: none
    *,
    dry: Dry = False,
) -> Response:
    """Take in a CSV or JSON Lines file, packed with gzip or not; what it is shows by itself.

    With `Accept: text/event-stream` the `progress` is told now and then, and in the end what was `done`.
    """
    how = How(form=form, mapping=_pairs(mapping), most_bytes=GROWS * max(sent.size, IN_MEMORY))
    run = Run(source=source, by=by.name)
    work = _looking(desk, sent, how, run) if dry else _importing(desk, sent, how, run)
    if wants_pieces(request):
        return InPieces(_telling(work, sent))
    try:
        return respond(answer(result_of(work)))
    except FileUnreadable as error:
        raise Invalid(error.sentence, field="body") from error


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


def _importing(desk: Desk, sent: Sent, how: How, run: Run) -> Working:
    done = yield from import_in_batches(desk, read_rows(sent.file, how), run)
    return import_out(done)


def _looking(desk: Desk, sent: Sent, how: How, run: Run) -> Working:
    looked = yield from look_through(desk, sent.file, how, run)
    return import_out(looked.done, look=_look_out(looked))


def _telling(work: Working, sent: Sent) -> Telling:
    """Tell now and then how far it is, and in the end what was done."""
    pace = Pace()

    def progress(done: Imported) -> Piece | None:
        if not pace.is_due(done.rows):
            return None
        return "progress", replace(progress_of(done), bytes=sent.file.tell(), total_bytes=sent.size)

    done = yield from each(work, progress)
    yield "done", done


def _pairs(mapping: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Part fields from columns, whose names may hold an equals sign of their own."""
    parted = (given.partition("=") for given in mapping)
    return [(wanted, column) for wanted, _, column in parted]


def progress_of(done: Imported) -> ImportProgress:
    """Show how far an import is."""
    return ImportProgress(rows=done.rows, tickets=done.messages, known=done.known, rejected=done.rejected)


def import_out(done: Imported, *, look: LookOut | None = None) -> ImportOut:
    """Show what an import did, or would do."""
    return ImportOut(
        rows=done.rows,
        tickets=done.messages,
        customers=done.customers,
        known=done.known,
        rejected=done.rejected,
        rejects=[RejectOut(reject.row, reject.reason) for reject in done.rejects],
        unknown=sorted(done.unknown),
        left_out=left_out(done.unknown),
        look=look,
    )


def _look_out(looked: Looked) -> LookOut:
    look = looked.look
    return LookOut(
        form=look.form,
        columns=[ColumnOut(one.name, one.field) for one in look.columns],
        fields=list(FIELDS),
        problem=look.problem,
        first=[_row_out(one) for one in looked.first],
    )


def _row_out(one: FirstRow) -> RowOut:
    row, thought, caller = one.row, one.columns, one.row.caller
    return RowOut(
        row=row.row,
        text=row.text[:PREVIEW],
        subject=row.subject,
        customer=CallerOut(caller.name, caller.email, caller.ref or _text(caller.external_id)),
        external_ref=row.external_ref,
        received_at=row.written_at,
        channel=row.channel,
        tier=row.tier,
        status=row.status,
        assignee=row.assignee,
        tags=row.tags,
        entries=len(row.entries),
        category=thought["category"],
        priority=thought["priority"],
        urgency=thought["urgency"],
        team=thought["team"],
        language=thought["language"],
    )


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _with_zone(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
