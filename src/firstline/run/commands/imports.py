"""`firstline import` and `firstline export`: messages from files, and back."""

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstline.run.say import NOT_UNDERSTOOD, examples, note, plainly, say, say_json, stop
from firstline.tickets.ticket import Status

if TYPE_CHECKING:
    from firstline.run.importing import Outcome

SOME_REJECTED = 3
CODES = "Exit codes: 0 all rows are in, 3 some are in the reject file, 1 not done, 2 not understood."
SOURCE_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789._-"
LONGEST_SOURCE = 40


class Form(StrEnum):
    """What a file can be."""

    AUTO = "auto"
    CSV = "csv"
    JSONL = "jsonl"


class ExportForm(StrEnum):
    """What an export can be."""

    CSV = "csv"
    JSONL = "jsonl"


File = Annotated[str, typer.Argument(help="A CSV or JSON Lines file, gzip or not; `-` is standard input.")]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        help='What is in which column: --map text="Message Body" --map tags=Category; none=COLUMN passes one '
        "over.",
    ),
]
Source = Annotated[str, typer.Option(help="Names where the rows come from; the same rows, the same name.")]
Rejects = Annotated[
    Path | None, typer.Option(help="Where rows go that cannot be taken.", show_default="FILE.rejects.csv")
]
Dry = Annotated[bool, typer.Option("--dry-run", help="Read and check everything, store nothing.")]
Format = Annotated[Form, typer.Option("--format", help="What the file is, where it does not show.")]
MaxBytes = Annotated[
    int, typer.Option(help="Give up when the file, unpacked, is larger; against a bomb.", min=1)
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
To = Annotated[str, typer.Argument(help="Where to write it; `-` is standard output.")]
ToForm = Annotated[ExportForm, typer.Option("--format", help="What to write.")]
Statuses = Annotated[
    list[Status] | None, typer.Option("--status", help="Only these; may be given several times.")
]
Since = Annotated[
    datetime | None, typer.Option(help="Only what customers wrote from this moment on, in UTC.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(
        "import",
        epilog=examples(
            "firstline import messages.csv",
            'firstline import tickets.csv.gz --map text=Details --map email="Requester mail" --source oldesk',
            "zcat tickets.jsonl.gz | firstline import - --json",
        ),
    )(import_file)
    app.command(
        "export",
        epilog=examples("firstline export tickets.jsonl", "firstline export --format csv --status open"),
    )(export_file)


def import_file(  # noqa: PLR0913 - a command has as many options as its users need
    file: File,
    *,
    source: Source = "csv",
    mapping: Map = None,
    rejects: Rejects = None,
    form: Format = Form.AUTO,
    dry_run: Dry = False,
    max_bytes: MaxBytes = 8 * 2**30,
    json: Json = False,
) -> None:
    """Take in messages and whole conversations from a file, each once.

    Doing it again adds only what is new, so an import that was stopped is simply started again.
    Columns are known by their names, or named by --map. The fields are: text, subject, name, email, ref,
    user_id, received_at, channel, tier, external_ref, status, resolved_at, assignee, assigned_at, tags,
    category, priority, entries, source.

    Exit codes: 0 all rows are in, 3 some are in the reject file, 1 not done, 2 not understood.
    """
    from firstline.run.importing import Wanted, import_now  # noqa: PLC0415 - takes half a second

    if not 0 < len(source) <= LONGEST_SOURCE or source.strip(SOURCE_SIGNS):
        stop(f"A source has up to {LONGEST_SOURCE} small letters, digits and ._-", code=NOT_UNDERSTOOD)
    wanted = Wanted(
        file=file,
        source=source,
        mapping=_pairs(mapping or []),
        rejects=rejects,
        form=form.value,
        dry=dry_run,
        max_bytes=max_bytes,
    )
    with plainly():
        outcome = import_now(wanted)
    _tell(outcome, json=json)


def export_file(
    file: To = "-",
    *,
    form: ToForm = ExportForm.JSONL,
    status: Statuses = None,
    since: Since = None,
) -> None:
    """Write tickets to a file, with their customers, threads, tags and verdicts.

    Such a file can be imported at another desk. In CSV, cells that a spreadsheet would run as formulas begin
    with an apostrophe; an import takes it off again.
    """
    from firstline.run.importing import export_now  # noqa: PLC0415 - as above

    moment = since if since is None or since.tzinfo else since.replace(tzinfo=UTC)
    with plainly():
        amount = export_now(file, form.value, statuses=status or [], since=moment)
    note(f"{amount:,} tickets were written.")


def _pairs(mapping: list[str]) -> list[tuple[str, str]]:
    from firstline.gateways.csv_file import FIELDS  # noqa: PLC0415 - as above

    pairs = []
    for given in mapping:
        wanted, equals, column = given.partition("=")
        if not equals or wanted not in FIELDS:
            fields = ", ".join(FIELDS)
            stop(f"--map {given!r} is not FIELD=COLUMN. The fields are: {fields}.", code=NOT_UNDERSTOOD)
        pairs.append((wanted, column))
    return pairs


def _tell(outcome: "Outcome", *, json: bool) -> None:
    if json:
        say_json(outcome.as_json())
    else:
        say(outcome.sentence())
    if outcome.done.rejected:
        raise typer.Exit(SOME_REJECTED)
