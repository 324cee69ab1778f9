"""Tickets from a file with one JSON object in each line: the fields of `POST /api/v1/tickets`, and a thread.

    {"customer": {"ref": "77", "email": "ava@example.com", "name": "Ava"}, "text": "Where is my parcel?",
     "received_at": "2026-01-15T10:30:00Z", "status": "resolved", "tags": ["parcel"],
     "entries": [{"kind": "reply", "author": "Mara", "text": "On its way.", "written_at": "..."}]}

Only `text` is needed. Our own export says more: `history`, what happened step by step, `html` beside an
entry's text, and at the customer by what else a desk knew them. Other keys are passed over; the line itself
is kept, so nothing of it is lost. A line that cannot be taken is given back with its number and the reason.
HTML is made harmless here, whoever wrote the file.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from firstline.core.errors import Invalid
from firstline.gateways.history import JsonAct, acts_of
from firstline.gateways.html import LONGEST as LONGEST_HTML
from firstline.gateways.html import sanitised
from firstline.gateways.import_row import (
    LONGEST_WORD,
    MOST_ENTRIES,
    BadRow,
    FileCustomer,
    FileEntry,
    FileNote,
    FileTicket,
    Reject,
    caller_of,
    moment_of,
    name_of,
    status_of,
    tags_of,
    text_of,
)
from firstline.gateways.lines import LONGEST, Lines, is_long
from firstline.tickets.customer import Identity, given_identity
from firstline.tickets.message import Tier
from firstline.tickets.ticket import Channel, EntryKind

CONTENT_TYPE = "application/x-ndjson"
MOST_IDENTITIES = 100
"""Of one customer."""
MOST_NOTES = 1_000
"""About one customer."""


@dataclass(frozen=True, slots=True)
class JsonIdentity:
    """By what a customer is known."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonNote:
    """What an agent noted about a customer."""

    author: str
    text: str
    written_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonKnown:
    """How a desk names a customer."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class JsonCustomer:
    """Who wrote; the last three are what a desk knew beyond that."""

    ref: str | int | None = None
    email: str | None = None
    name: str | None = None
    identities: list[JsonIdentity] | None = None
    known_as: JsonKnown = JsonKnown()
    notes: list[JsonNote] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonEntry:
    """What followed the opening message."""

    text: str
    kind: EntryKind = EntryKind.MESSAGE
    author: str | None = None
    written_at: str | None = None
    ended_at: str | None = None
    html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonTicket:
    """A line."""

    text: str
    customer: JsonCustomer = JsonCustomer()
    subject: str | None = None
    channel: str | None = None
    tier: str | None = None
    source: str | None = None
    external_ref: str | None = None
    received_at: str | None = None
    status: str | None = None
    resolved_at: str | None = None
    assignee: str | None = None
    assigned_at: str | None = None
    tags: list[str] = field(default_factory=list)
    category: str | None = None
    priority: str | None = None
    entries: list[JsonEntry] = field(default_factory=list)
    html: str | None = None
    snoozed_until: str | None = None
    history: list[JsonAct] = field(default_factory=list)


decode = msgspec.json.Decoder(JsonTicket).decode


def read_json(lines: Lines) -> Iterator[FileTicket | Reject]:
    """Read the lines of a file, one by one; empty ones do not count."""
    number = 0
    while line := lines.next():
        if is_long(line):
            lines.drop_rest()
        elif not line.strip():
            continue
        number += 1
        yield _ticket(number, line)


def entries_of(given: Sequence[JsonEntry]) -> tuple[FileEntry, ...]:
    """Read what followed the opening message."""
    if len(given) > MOST_ENTRIES:
        message = f"There are more than {MOST_ENTRIES:,} entries."
        raise BadRow(message)
    return tuple(_entry(one) for one in given)


def _entry(given: JsonEntry) -> FileEntry:
    author = name_of(given.author, "author")
    if author is None and given.kind != EntryKind.MESSAGE:
        message = f"A {given.kind} needs its author."
        raise BadRow(message)
    return FileEntry(
        kind=given.kind,
        text=text_of(given.text, "entry"),
        author=author,
        written_at=moment_of(given.written_at, "entry's time"),
        ended_at=moment_of(given.ended_at, "entry's ended_at"),
        html=_harmless(given.html),
    )


def _harmless(given: str | None) -> str | None:
    """Make HTML harmless; where nothing is left of it there is only the text."""
    if given is None or not given.strip():
        return None
    try:
        return name_of(sanitised(given), "entry's HTML", longest=LONGEST_HTML)
    except Invalid as error:
        message = f"{error.sentence}."
        raise BadRow(message) from error


def _ticket(number: int, line: str) -> FileTicket | Reject:
    source = line[:LONGEST].encode(errors="surrogateescape")
    if is_long(line):
        return Reject(number, f"The line is longer than {LONGEST:,} characters.", source)
    try:
        return _read(number, decode(source), source)
    except BadRow as bad:
        return Reject(number, str(bad), source)
    except msgspec.ValidationError as error:
        return Reject(number, f"The line does not fit: {error}.", source)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Reject(number, "The line is not JSON.", source)


def _read(number: int, told: JsonTicket, source: bytes) -> FileTicket:
    who = told.customer
    entries = entries_of(told.entries)
    return FileTicket(
        row=number,
        source=source,
        content_type=CONTENT_TYPE,
        caller=caller_of(who.name, who.email, None if who.ref is None else str(who.ref)),
        text=text_of(told.text),
        subject=name_of(told.subject, "subject"),
        channel=name_of(told.channel, "channel", longest=LONGEST_WORD) or Channel.API,
        tier=name_of(told.tier, "tier", longest=LONGEST_WORD) or Tier.STANDARD,
        door=name_of(told.source, "source", longest=LONGEST_WORD),
        external_ref=name_of(told.external_ref, "external_ref"),
        written_at=moment_of(told.received_at),
        status=status_of(told.status),
        resolved_at=moment_of(told.resolved_at, "resolved_at"),
        assignee=name_of(told.assignee, "assignee"),
        assigned_at=moment_of(told.assigned_at, "assigned_at"),
        tags=tags_of(_tags(told)),
        entries=entries,
        html=_harmless(told.html),
        snoozed_until=moment_of(told.snoozed_until, "snoozed_until"),
        customer=_customer(who),
        history=acts_of(told.history, entries),
    )


def _customer(who: JsonCustomer) -> FileCustomer | None:
    """Read what a desk knew of the customer; None: nothing beyond what the caller says."""
    if who.identities is None and who.known_as == JsonKnown() and not who.notes:
        return None
    if len(who.identities or ()) > MOST_IDENTITIES or len(who.notes) > MOST_NOTES:
        message = f"A customer has {MOST_IDENTITIES} identities and {MOST_NOTES:,} notes in a file at most."
        raise BadRow(message)
    return FileCustomer(
        identities=None if who.identities is None else tuple(_identity(one) for one in who.identities),
        name=name_of(who.known_as.name, "customer's name"),
        email=name_of(who.known_as.email, "customer's address"),
        notes=tuple(_note(one) for one in who.notes),
    )


def _identity(given: JsonIdentity) -> Identity:
    try:
        return given_identity(given.kind, name_of(given.value, "identity") or "")
    except Invalid as error:
        message = f"A customer's identity cannot be taken: {error.sentence}."
        raise BadRow(message) from error


def _note(given: JsonNote) -> FileNote:
    author = name_of(given.author, "note's author")
    if author is None:
        message = "A note about a customer needs its author."
        raise BadRow(message)
    written_at = moment_of(given.written_at, "note's time")
    return FileNote(author=author, text=text_of(given.text, "note"), written_at=written_at)


def _tags(told: JsonTicket) -> list[str]:
    """Keep what the old system thought as tags that say so."""
    thought = (("category", told.category), ("priority", told.priority))
    return told.tags + [f"{name}: {value}" for name, value in thought if value and value.strip()]
