"""Tickets from a CSV file: any columns by their names, with a BOM, CRLF, quoted line ends, one-digit hours.

A column's name says what it holds, or the caller does (`mapping`). A row that cannot be taken is given back
with its number and the reason, and the reading goes on with the next line; in a strict reading whatever is
no CSV ends it. A row is never larger in memory than its limit, so an open quote costs one reject.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from firstline.core.text import legible
from firstline.gateways.formulas import unescaped
from firstline.gateways.import_row import (
    LONGEST_NAME,
    LONGEST_WORD,
    BadRow,
    FileEntry,
    FileTicket,
    FileUnreadable,
    Reject,
    caller_of,
    moment_of,
    name_of,
    number_of,
    status_of,
    tags_of,
    text_of,
)
from firstline.gateways.json_file import JsonEntry, entries_of
from firstline.gateways.lines import LONGEST, Lines, is_long
from firstline.tickets.customer import Caller
from firstline.tickets.message import Tier
from firstline.tickets.ticket import Channel

CONTENT_TYPE = "text/csv; charset=utf-8"
DELIMITERS = ",;\t"
TEXT = "text"
NO_TEXT = "No column is known to hold the message."

FIELDS: Mapping[str, Sequence[str]] = {
    "text": ("message body", "message", "body", "description"),
    "user_id": ("user id",),
    "received_at": ("timestamp utc", "timestamp", "created at", "date"),
    "subject": ("title",),
    "name": ("customer name", "from name"),
    "email": ("customer email", "customer e mail", "email address", "e mail", "mail", "from"),
    "ref": ("customer ref", "customer id"),
    "channel": (),
    "tier": (),
    "source": (),
    "external_ref": ("ticket id", "id"),
    "status": ("state",),
    "resolved_at": (),
    "assignee": ("agent", "assigned to"),
    "assigned_at": (),
    "tags": ("labels",),
    "category": (),
    "priority": (),
    "entries": (),
}
"""What a column may hold, and by which other names it is known."""
PASSED = "none"
"""What a mapping says of a column that is passed over, whatever its name is."""

SEED = {"user_id": "User ID", "text": "Message Body", "received_at": "Timestamp (UTC)"}
"""The columns of seed 1's file: what they hold, and their names."""

EXPORTED = (
    "source",
    "external_ref",
    "ref",
    "name",
    "email",
    "channel",
    "tier",
    "subject",
    "text",
    "received_at",
    "status",
    "resolved_at",
    "assignee",
    "assigned_at",
    "tags",
    "entries",
)
"""The first columns of our own export. Only there is an escaped formula made itself again."""

csv.field_size_limit(
    2 * LONGEST
)  # of the whole process, where nothing else reads CSV; rows have their own limit


@dataclass(frozen=True, slots=True)
class SeenColumn:
    """A column of a file, and what it is taken to hold."""

    name: str
    field: str | None
    """None: nothing that a ticket has."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each field stands; several columns may hold tags."""

    places: Mapping[str, Sequence[int]]
    needed: Sequence[str] = ()
    """The fields without which no row is taken."""
    exported: bool = False
    """The file is our own export: its cells are escaped, and its texts exact."""

    def cell(self, cells: Sequence[str], name: str) -> str | None:
        """Give a field's cell; None: there is none, or nothing in it."""
        if name not in self.places:  # most are not, in most files
            return None
        return next(iter(self.cells(cells, name)), None)

    def cells(self, cells: Sequence[str], name: str) -> list[str]:
        """Give all cells of a field that hold something."""
        found = [cells[place] for place in self.places.get(name, ()) if place < len(cells)]
        return [unescaped(cell) if self.exported else cell for cell in found if cell]


def read_messages(content: bytes) -> Iterator[FileTicket | Reject]:
    """Read a file of seed 1's, strictly.

    Raises:
        FileUnreadable: when it is not UTF-8, is not CSV, or lacks a column; also while rows are read.
    """
    return read_csv(Lines(io.BytesIO(content), strict=True), needed=tuple(SEED), strict=True)


def read_csv(
    lines: Lines,
    *,
    mapping: Sequence[tuple[str, str]] = (),
    needed: Sequence[str] = ("text",),
    strict: bool = False,
) -> Iterator[FileTicket | Reject]:
    """Read the rows of a file, one by one.

    Args:
        lines: the file.
        mapping: what is in which column, where its name does not say: pairs of a field and a column's name.
        needed: the fields without which the file is refused.
        strict: whether what is no CSV ends the reading.

    Raises:
        FileUnreadable: when there is no header, or it lacks a column.
    """
    names, delimiter = _header(lines)
    columns = _columns(names, mapping, needed)
    rows = _Rows(lines, delimiter)
    number = 0
    while (found := rows.next()) is not None:
        if not found.cells and not found.fault:  # an empty line
            continue
        number += 1
        if found.fault and strict:
            message = f"The file is not CSV: row {number} cannot be read."
            raise FileUnreadable(message)
        yield _ticket(number, found, columns)


def see_columns(lines: Lines, *, mapping: Sequence[tuple[str, str]] = ()) -> Sequence[SeenColumn]:
    """Tell what each column of a file is taken to hold, the message or not.

    Raises:
        FileUnreadable: when there is no header, or it lacks a column that the caller names.
    """
    names, _ = _header(lines)
    held = {place: wanted for wanted, found in _places(names, mapping).items() for place in found}
    return [SeenColumn(legible(name[:LONGEST_NAME]), held.get(place)) for place, name in enumerate(names)]


def _header(lines: Lines) -> tuple[list[str], str]:
    """Read the columns' names, and what stands between them."""
    header = lines.next()
    if is_long(header):
        message = "The file's first line is too long for a header."
        raise FileUnreadable(message)
    delimiter = max(DELIMITERS, key=header.count)
    try:
        return next(csv.reader([header], delimiter=delimiter, strict=True), []), delimiter
    except csv.Error as error:
        message = "The file is not CSV: its header cannot be read."
        raise FileUnreadable(message) from error


def _columns(names: Sequence[str], mapping: Sequence[tuple[str, str]], needed: Sequence[str]) -> Columns:
    places = _places(names, mapping)
    _check(places, names, needed)
    needed = tuple(SEED) if places.keys() >= SEED.keys() else needed
    return Columns(places, needed, exported=tuple(names[: len(EXPORTED)]) == EXPORTED)


def _places(names: Sequence[str], mapping: Sequence[tuple[str, str]]) -> Mapping[str, Sequence[int]]:
    """Find out what is in which column, by what the caller says and by the columns' names."""
    plain = [_plain(name) for name in names]
    places: dict[str, list[int]] = {}
    taken: set[int] = set()
    for wanted, name in mapping:
        place = _place(name, names, plain)
        taken.add(place)
        if wanted != PASSED:
            places.setdefault(_field(wanted), []).append(place)
    for wanted, others in FIELDS.items():
        found = [n for name in (wanted, *others) for n, at in enumerate(plain) if at == _plain(name)]
        free = [place for place in found if place not in taken]
        if wanted not in places and free:
            places[wanted] = free if wanted == "tags" else free[:1]
            taken.update(places[wanted])
    return places


def _check(places: Mapping[str, Sequence[int]], names: Sequence[str], needed: Sequence[str]) -> None:
    lacking = [wanted for wanted in needed if wanted not in places]
    if not lacking:
        return
    if set(needed) == set(SEED):
        shown = ", ".join(SEED[wanted] for wanted in lacking)
        message = f"The file lacks: {shown}. Its header is User ID,Message Body,Timestamp (UTC)."
    else:
        shown = ", ".join(legible(name[:LONGEST_WORD]) for name in names[:20])
        message = f"{NO_TEXT} Name it: --map text=COLUMN. There are: {shown}."
    raise FileUnreadable(message)


def _field(wanted: str) -> str:
    if wanted not in FIELDS:
        message = f"There is no field {wanted!r}. The fields are: {', '.join(FIELDS)}."
        raise FileUnreadable(message)
    return wanted


def _place(name: str, names: Sequence[str], plain: Sequence[str]) -> int:
    if name in names:
        return names.index(name)
    if _plain(name) in plain:
        return plain.index(_plain(name))
    message = f"The file has no column {name!r}."
    raise FileUnreadable(message)


def _plain(name: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


@dataclass(slots=True)
class _Found:
    """A row as it stands in the file."""

    cells: Sequence[str]
    source: str
    fault: str = ""


class _TooLong(Exception):
    """The row has come to its limit."""


@dataclass(slots=True)
class _Rows:
    """The rows behind the header; a row may have several lines."""

    lines: Lines
    delimiter: str
    parts: list[str] = field(default_factory=list)
    size: int = 0
    reader: Iterator[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._begin()

    def next(self) -> _Found | None:
        """Give the next row; None: this was the last."""
        self.parts, self.size, fault, cells = [], 0, "", []
        try:
            cells = next(self.reader)
        except StopIteration:
            return None
        except _TooLong:
            self._begin()
            fault = f"The row is longer than {LONGEST:,} characters. Is a quote never closed?"
        except csv.Error:
            self._begin()
            fault = "The row is not CSV: a quote stands where none may be, or is never closed."
        return _Found(cells, "".join(self.parts), fault)

    def _begin(self) -> None:
        self.reader = csv.reader(self._feed(), delimiter=self.delimiter, strict=True)

    def _feed(self) -> Iterator[str]:
        while line := self.lines.next():
            self.parts.append(line[:LONGEST])
            self.size += len(line)
            if self.size > LONGEST:
                if is_long(line):
                    self.lines.drop_rest()
                raise _TooLong
            yield line


def _ticket(number: int, found: _Found, columns: Columns) -> FileTicket | Reject:
    source = found.source.encode(errors="surrogateescape")
    if found.fault:
        return Reject(number, found.fault, source)
    try:
        return _read(number, found.cells, columns, source)
    except BadRow as bad:
        return Reject(number, str(bad), source)


def _read(number: int, cells: Sequence[str], columns: Columns, source: bytes) -> FileTicket:
    def cell(name: str) -> str | None:
        return columns.cell(cells, name)

    text = cell("text") or ""
    return FileTicket(
        row=number,
        source=source,
        content_type=CONTENT_TYPE,
        caller=_caller(cells, columns),
        text=text_of(text if columns.exported else text.strip()),
        subject=name_of(cell("subject"), "subject"),
        channel=name_of(cell("channel"), "channel", longest=LONGEST_WORD) or Channel.API,
        tier=name_of(cell("tier"), "tier", longest=LONGEST_WORD) or Tier.STANDARD,
        door=name_of(cell("source"), "source", longest=LONGEST_WORD),
        external_ref=name_of(cell("external_ref"), "external_ref"),
        written_at=_written_at(cell("received_at"), needed="received_at" in columns.needed),
        status=status_of(cell("status")),
        resolved_at=moment_of(cell("resolved_at")),
        assignee=name_of(cell("assignee"), "assignee"),
        assigned_at=moment_of(cell("assigned_at")),
        tags=tags_of(_tags(cells, columns)),
        entries=_entries(cell("entries")),
    )


def _written_at(given: str | None, *, needed: bool) -> datetime | None:
    return moment_of(given if given and given.strip() else "none") if needed else moment_of(given)


def _caller(cells: Sequence[str], columns: Columns) -> Caller:
    name, email, ref = (columns.cell(cells, wanted) for wanted in ("name", "email", "ref"))
    if "user_id" in columns.places:
        ref = str(number_of(columns.cell(cells, "user_id") or ""))
    return caller_of(name, email, ref)


def _tags(cells: Sequence[str], columns: Columns) -> list[str]:
    """Split tags at commas; what the old system thought is kept as a tag that says so."""
    tags = [tag for cell in columns.cells(cells, "tags") for tag in _split(cell)]
    told = ((name, columns.cell(cells, name)) for name in ("category", "priority"))
    return tags + [f"{name}: {value}" for name, value in told if value and value.strip()]


def _split(cell: str) -> list[str]:
    """Split tags; where one holds a comma our export writes a list."""
    if cell.startswith("["):
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(cell, type=list[str])
    return cell.split(",")


def _entries(given: str | None) -> tuple[FileEntry, ...]:
    if given is None:
        return ()
    try:
        return entries_of(msgspec.json.decode(given, type=list[JsonEntry]))
    except (msgspec.DecodeError, RecursionError) as error:
        message = f"The entries are not what they should be: {error}."
        raise BadRow(message) from error
