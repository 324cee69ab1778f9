"""Tickets from a file, whatever its form: CSV or JSON lines, plain or packed with gzip.

The form is told by the file's first character; a caller may name it. Reading is by the row, so a file of any
size takes the memory of a few rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstline.gateways.csv_file import read_csv
from firstline.gateways.import_row import FileTicket, FileUnreadable, Reject
from firstline.gateways.json_file import read_json
from firstline.gateways.lines import MOST_BYTES, Lines, Source

__all__ = ["FileTicket", "FileUnreadable", "Form", "How", "Reject", "read_rows"]


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


def read_rows(source: Source, how: How = How()) -> Iterator[FileTicket | Reject]:
    """Read a file, row by row.

    Raises:
        FileUnreadable: when it cannot be read at all, or no further; also while rows are read.
    """
    lines = Lines(source, most_bytes=how.most_bytes)
    if how.form == Form.JSONL or (how.form == Form.AUTO and lines.first().startswith("{")):
        return read_json(lines)
    return read_csv(lines, mapping=how.mapping)
