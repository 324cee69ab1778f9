"""Files in and out, for the command line: opened, measured, and told of.

What always holds: a reject file exists only when a row was rejected, an export that failed leaves no file
that looks like one, and files with customers' words are for their owner only.
"""

import csv
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from firstline.core.progress import result_of
from firstline.flows.demo import fill_with_samples
from firstline.flows.export import export_tickets
from firstline.flows.import_messages import Imported, Run, import_in_batches
from firstline.flows.telling import left_out
from firstline.gateways.demo_file import demo_conversations
from firstline.gateways.export_file import ExportForm, write_lines
from firstline.gateways.formulas import escaped
from firstline.gateways.import_file import Form, How, Reject, read_rows
from firstline.run.files import STANDARD, Measured, opened, own, written
from firstline.run.judging import Beside
from firstline.run.opening import opened_desk
from firstline.run.settings import Settings, read_settings
from firstline.run.wiring import settle
from firstline.store.exports import Which
from firstline.tickets.ticket import Status

REJECT_HEADER = ("row", "reason", "content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command was asked to take in."""

    file: str
    source: str
    mapping: Sequence[tuple[str, str]]
    rejects: Path | None
    form: str
    dry: bool
    max_bytes: int

    @property
    def reject_file(self) -> Path:
        """Say where rows go that cannot be taken: beside the file, where nothing else is asked."""
        return self.rejects or Path(f"{'stdin' if self.file == STANDARD else self.file}.rejects.csv")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it."""

    wanted: Wanted
    done: Imported
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        done = self.done
        return {
            "rows": done.rows,
            "messages": done.messages,
            "known": done.known,
            "customers": done.customers,
            "rejected": done.rejected,
            "reject_file": str(self.wanted.reject_file) if done.rejected else None,
            "unknown": sorted(done.unknown),
            "dry_run": self.wanted.dry,
            "seconds": round(self.seconds, 3),
        }

    def sentence(self) -> str:
        """Tell it to a person."""
        done = self.done
        begin = "Nothing was stored. New would be" if self.wanted.dry else "New"
        told = [f"{begin}: {done.messages:,} of {done.rows:,} rows, from {done.customers:,} new customers."]
        if self.wanted.dry:
            told = [f"{begin}: {done.messages:,} of {done.rows:,} rows."]
        if done.known:
            told.append(f"There already: {done.known:,}.")
        if done.rejected:
            told.append(f"Could not be taken: {done.rejected:,}, see {self.wanted.reject_file}.")
        told += filter(None, [left_out(done.unknown)])
        return " ".join(told)


def import_now(wanted: Wanted) -> Outcome:
    """Take a file in."""
    begun = time.monotonic()
    with ExitStack() as stack:
        source = Measured(stack.enter_context(opened(wanted.file)))
        rejects = stack.enter_context(_reject_file(wanted.reject_file))
        show = stack.enter_context(_progress(source))
        desk = stack.enter_context(opened_desk())
        desk.board.look(desk.read)  # its taxonomy
        settle()
        how = How(form=Form(wanted.form), mapping=wanted.mapping, most_bytes=wanted.max_bytes)
        run = Run(
            source=wanted.source,
            dry=wanted.dry,
            judges=stack.enter_context(closing(_beside(read_settings()))),
            on_reject=rejects,
        )
        done = result_of(import_in_batches(desk, read_rows(source, how), run), show)
    return Outcome(wanted, done, time.monotonic() - begun)


def export_now(file: str, form: str, *, statuses: Sequence[Status], since: datetime | None) -> int:
    """Write tickets to a file or to standard output; tells how many."""
    amount = 0
    with opened_desk() as desk, written(file) as out:
        desk.board.look(desk.read)  # its taxonomy
        which = Which(statuses=statuses, since=since)
        tickets = export_tickets(desk, which, with_history=form == ExportForm.JSONL)

        def counted() -> Iterator[Any]:
            nonlocal amount
            for amount, ticket in enumerate(tickets, start=1):  # noqa: B007 - counts for the outside
                yield ticket

        out.writelines(write_lines(counted(), ExportForm(form)))
    return amount


def demo_now() -> Imported:
    """Fill the desk with samples."""
    with opened_desk() as desk:
        desk.board.look(desk.read)
        return fill_with_samples(desk, demo_conversations())


def _beside(settings: Settings) -> Beside:
    return Beside(models=settings.models, url=settings.url)


@dataclass(slots=True)
class _Rejects:
    """Rows that cannot be taken; the file is made with the first of them."""

    path: Path
    file: TextIOWrapper | None = None
    rows: Any = field(default=None)

    def __call__(self, reject: Reject) -> None:
        if self.file is None:
            self.file = TextIOWrapper(own(self.path, self.path), "utf-8", newline="")
            self.rows = csv.writer(self.file)
            self.rows.writerow(REJECT_HEADER)
        content = reject.source.decode(errors="backslashreplace").rstrip("\r\n")
        self.rows.writerow([reject.row, reject.reason, escaped(content)])


@contextmanager
def _reject_file(path: Path) -> Iterator[Callable[[Reject], None]]:
    rejects = _Rejects(path)
    try:
        yield rejects
    finally:
        if rejects.file is not None:
            rejects.file.close()


@contextmanager
def _progress(source: Measured) -> Iterator[Callable[[Imported], None]]:
    """Show a bar with the rate where somebody looks, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415 - only where there is a terminal
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - as above

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    begun = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=source.size)

        def show(done: Imported) -> None:
            rate = done.rows / max(time.monotonic() - begun, 0.001)
            bar.update(task, completed=source.taken, description=f"{done.rows:,} rows, {rate:,.0f}/s")

        yield show
