"""Tickets from a file, whatever its form: CSV or JSON lines, plain or packed with gzip.

The form is told by the file's first character; a caller may name it. Reading is by the row, so a file of any
size takes the memory of a few rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstline.gateways.csv_file import NO_TEXT, TEXT, SeenColumn, read_csv, see_columns
from firstline.gateways.import_row import FileTicket, FileUnreadable, Reject
from firstline.gateways.json_file import read_json
from firstline.gateways.lines import MOST_BYTES, Lines, Source

__all__ = [
    "FileTicket",
    "FileUnreadable",
    "Form",
    "How",
    "Look",
    "Reject",
    "SeenColumn",
    "look_at",
    "read_rows",
]


MOST_COLUMNS = 200
"""Columns that are told; a table for people has fewer."""


class Form(StrEnum):
    """What a file can be."""

    AUTO = "auto"
    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a file is to be read."""

    form: Form = Form.AUTO
    mapping: Sequence[tuple[str, str]] = ()
    """What is in which column: pairs of a field and a column's name."""
    most_bytes: int = MOST_BYTES
    """Of the file when it is unpacked; more is not read."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is taken for."""

    form: Form
    columns: Sequence[SeenColumn] = ()
    """Of a table; what the keys of JSON hold is known."""
    problem: str | None = None
    """Why no row can be taken; None: nothing is in the way."""


def read_rows(source: Source, how: How = How()) -> Iterator[FileTicket | Reject]:
    """Read a file, row by row.

    Raises:
        FileUnreadable: when it cannot be read at all, or no further; also while rows are read.
    """
    lines = Lines(source, most_bytes=how.most_bytes)
    if _form_of(lines, how) is Form.JSONL:
        return read_json(lines)
    return read_csv(lines, mapping=how.mapping)


def look_at(source: Source, how: How = How()) -> Look:
    """Tell what a file is taken for, by its first line.

    Raises:
        FileUnreadable: when it cannot be read at all, or lacks a column that the caller names.
    """
    lines = Lines(source, most_bytes=how.most_bytes)
    form = _form_of(lines, how)
    if form is Form.JSONL:
        return Look(form)
    columns = see_columns(lines, mapping=how.mapping)
    has_text = any(one.field == TEXT for one in columns)
    return Look(form, columns[:MOST_COLUMNS], None if has_text else NO_TEXT)


def _form_of(lines: Lines, how: How) -> Form:
    if how.form is not Form.AUTO:
        return how.form
    return Form.JSONL if lines.first().startswith("{") else Form.CSV
