"""Tickets as lines of a file: CSV for spreadsheets, JSON lines for programs. Either can be imported again.

JSON lines say all that there is to say. CSV is a table of what fits into one: how the matter stands, and the
thread as text.

A cell that a spreadsheet would run as a formula is made harmless (`formulas`), and the import makes it itself
again. Our own numbers are not in the file, because they mean nothing at another desk.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from firstline.gateways.csv_file import EXPORTED
from firstline.gateways.formulas import escaped
from firstline.tickets.customer import Identity

VERDICT = (
    "category",
    "subcategory",
    "urgency",
    "priority",
    "level",
    "sentiment",
    "team",
    "language",
    "scope",
)


class ExportForm(StrEnum):
    """What an export can be."""

    CSV = "csv"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedName:
    """How the desk names a customer."""

    name: str
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedNote:
    """What an agent noted about a customer."""

    author: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedCustomer:
    """Who wrote; what is unset, the desk knows no more about than the caller said, or has said before."""

    ref: str | None
    email: str | None
    name: str
    identities: Sequence[Identity] | UnsetType = UNSET
    known_as: ExportedName | UnsetType = UNSET
    notes: Sequence[ExportedNote] | UnsetType = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedEntry:
    """What followed the opening message."""

    kind: str
    author: str
    text: str
    written_at: datetime
    ended_at: datetime | None
    html: str | UnsetType = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedTicket:
    """A ticket with its thread, as a line of JSON shows it."""

    source: str
    external_ref: str | None
    customer: ExportedCustomer
    channel: str
    tier: str
    subject: str | None
    """None: the desk made it from the text."""
    text: str
    received_at: datetime
    status: str
    resolved_at: datetime | None
    assignee: str | None
    assigned_at: datetime | None
    tags: Sequence[str]
    entries: Sequence[ExportedEntry]
    verdict: Mapping[str, object]
    """What the desk thinks of it, in short; the history says what people and voices said."""
    html: str | UnsetType = UNSET
    """Of the opening message."""
    snoozed_until: datetime | UnsetType = UNSET
    history: Sequence[Mapping[str, Any]] | UnsetType = UNSET
    """All that happened, where that is more than the opening message."""


encode = msgspec.json.Encoder().encode


def write_lines(tickets: Iterable[ExportedTicket], form: ExportForm) -> Iterator[bytes]:
    """Give the file, line by line."""
    if form == ExportForm.JSONL:
        for ticket in tickets:
            yield encode(ticket) + b"\n"
        return
    yield _line([*EXPORTED, *(f"verdict_{name}" for name in VERDICT)])
    for ticket in tickets:
        yield _line(_cells(ticket))


def _line(cells: Sequence[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([escaped(cell) for cell in cells])
    return line.getvalue().encode()


def _cells(ticket: ExportedTicket) -> list[str]:
    who = ticket.customer
    told = {
        "ref": who.ref,
        "name": who.name,
        "email": who.email,
        "tags": _tags(ticket.tags),
        "entries": _thread(ticket.entries),
    }
    columns = [told[name] if name in told else getattr(ticket, name) for name in EXPORTED]
    return [_cell(value) for value in [*columns, *(ticket.verdict[name] for name in VERDICT)]]


def _thread(entries: Sequence[ExportedEntry]) -> str:
    return encode([replace(one, html=UNSET) for one in entries]).decode() if entries else ""


def _tags(tags: Sequence[str]) -> str:
    return encode(tags).decode() if any("," in tag for tag in tags) else ", ".join(tags)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else str(value)
