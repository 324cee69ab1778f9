"""Messages from a CSV file: seed 1's columns, in any order, with a BOM, CRLF and one-digit hours.

A row that cannot be taken is given back with its number and the reason; only a file that cannot be read
at all is an error.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from firstline.core.errors import DeskError
from firstline.core.text import is_takable
from firstline.tickets.customer import is_callers

USER, TEXT, TIME = "user id", "message body", "timestamp (utc)"
TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")


class FileUnreadable(DeskError):
    """The file is no table of messages."""

    code = "file_unreadable"


@dataclass(frozen=True, slots=True)
class CsvMessage:
    """A row that can be taken."""

    row: int
    """As a person counts: 1 is the first row below the header."""
    user_id: int
    text: str
    written_at: datetime
    source: bytes
    """The row as it stood in the file, written again as one CSV line."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be taken, and why."""

    row: int
    reason: str


class _BadRow(ValueError):
    """Why a row cannot be taken."""


def read_messages(content: bytes) -> Iterator[CsvMessage | Reject]:
    """Read the rows of a file, one by one.

    Raises:
        FileUnreadable: when it is not UTF-8, is not CSV, or lacks a column; also while rows are read.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "The file is not UTF-8 text."
        raise FileUnreadable(message) from error
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = _columns(rows.fieldnames or ())
        for number, row in enumerate(rows, start=1):
            yield _message(number, row, columns)
    except csv.Error as error:
        message = f"The file is not CSV: line {rows.line_num} cannot be read."
        raise FileUnreadable(message) from error


def _columns(names: Iterable[str]) -> Mapping[str, str]:
    found = {(name or "").strip().lower(): name for name in names}
    lacking = [wanted for wanted in (USER, TEXT, TIME) if wanted not in found]
    if lacking:
        message = f"The file lacks: {', '.join(lacking)}. Its header is User ID,Message Body,Timestamp (UTC)."
        raise FileUnreadable(message)
    return {wanted: found[wanted] for wanted in (USER, TEXT, TIME)}


def _message(number: int, row: Mapping[str, str | None], columns: Mapping[str, str]) -> CsvMessage | Reject:
    user, text, time = (row.get(columns[wanted]) or "" for wanted in (USER, TEXT, TIME))
    try:
        return CsvMessage(number, _user(user), _text(text), _time(time), _line(user, text, time))
    except _BadRow as bad:
        return Reject(number, str(bad))


def _user(given: str) -> int:
    given = given.strip()
    if not (given.isascii() and given.isdecimal() and len(given) < 19 and is_callers(int(given))):  # noqa: PLR2004 - digits of 2^63
        message = "The user id is not a whole number from 1 to 999999999999."
        raise _BadRow(message)
    return int(given)


def _text(given: str) -> str:
    text = given.strip()
    if not text:
        message = "The message is empty."
        raise _BadRow(message)
    if not is_takable(text):
        message = "The message holds a character that cannot be stored."
        raise _BadRow(message)
    return text


def _time(given: str) -> datetime:
    for form in TIME_FORMATS:
        try:
            return datetime.strptime(given.strip(), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    message = "The time is not of the form 2025-01-15 10:30:00."
    raise _BadRow(message)


def _line(*cells: str) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()
