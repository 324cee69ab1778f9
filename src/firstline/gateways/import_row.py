"""A ticket as a file tells it: what a row may hold, and what of it can be taken.

Whatever the file's form, a row's words come here as text and leave as a `FileTicket`, or as a sentence that
says why not. What holds of every `FileTicket`: both databases can store it, its texts are within their
limits, its moments are aware and far from the ends of the calendar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from firstline.core.errors import DeskError, Invalid
from firstline.core.text import is_takable
from firstline.tickets.customer import Caller, Identity, is_callers
from firstline.tickets.message import Tier
from firstline.tickets.tags import check_number, tag_of
from firstline.tickets.ticket import Channel, EntryKind, Status
from firstline.tickets.verdict import Verdict

TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S")
YEARS = range(1970, 9000)

LONGEST_TEXT = 2**20
"""Characters of a message; a request of the doors is not larger either."""
LONGEST_NAME = 255
"""Characters of a name, an address, a subject or a reference: what the doors and their indexes take."""
LONGEST_WORD = 40
"""Characters of a channel, a tier or a source."""
MOST_ENTRIES = 1_000
DIGITS = 18
"""Of a number that is read as one; more could not be stored."""


class FileUnreadable(DeskError):
    """The file is no table of messages."""

    code = "file_unreadable"


class BadRow(ValueError):
    """Why a row cannot be taken."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be taken, and why."""

    row: int
    reason: str
    source: bytes = b""
    """The row as it stands in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """What followed the opening message."""

    kind: EntryKind
    text: str
    author: str | None = None
    """None: the customer."""
    written_at: datetime | None = None
    """None: when the entry before it was written."""
    ended_at: datetime | None = None
    """On a message: when the matter had been ended before it, which then began anew."""
    html: str | None = None
    """Made harmless; None: there is only the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileNote:
    """What an agent noted about the customer."""

    author: str
    text: str
    written_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCustomer:
    """What a desk knew of a customer, beyond what the caller said."""

    identities: Sequence[Identity] | None = None
    """All by which the customer was known; None: what the caller says."""
    name: str | None = None
    email: str | None = None
    notes: Sequence[FileNote] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAct:
    """Something that happened to the ticket, as the event log of the desk that wrote the file has it."""

    what: str
    """The kind of the event without `ticket.`: received, replied, corrected, ..."""
    by: str
    at: datetime
    clock: datetime | None = None
    """What the clock said where that is another moment: of things of one moment the log makes two."""
    status: Status | None = None
    agent: str | None = None
    until: datetime | None = None
    tags: Sequence[str] | None = None
    subject: str | None = None
    subject_made: bool | None = None
    channel: str | None = None
    tier: str | None = None
    due_at: datetime | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    """The fields of the verdict that a person set or confirmed."""
    was: Mapping[str, Any] = field(default_factory=dict)
    """What of them, and of `due_at`, was otherwise before."""
    verdict: Verdict | None = None
    """What the desk thought then, where the rules alone would not think it again; `judged` always has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTicket:
    """A row that can be taken."""

    row: int
    """As a person counts: 1 is the first row below the header."""
    source: bytes
    """The row as it stands in the file."""
    content_type: str
    text: str
    caller: Caller
    html: str | None = None
    """Of the opening message, made harmless."""
    subject: str | None = None
    channel: str = Channel.API
    tier: str = Tier.STANDARD
    door: str | None = None
    """Which door the message came through at the desk that wrote the file; None: the file is the door."""
    external_ref: str | None = None
    written_at: datetime | None = None
    status: Status = Status.OPEN
    resolved_at: datetime | None = None
    assignee: str | None = None
    assigned_at: datetime | None = None
    tags: Sequence[str] = ()
    entries: Sequence[FileEntry] = ()
    snoozed_until: datetime | None = None
    customer: FileCustomer | None = None
    history: Sequence[FileAct] = ()
    """All that happened, from the opening message on; none: it is guessed from how the matter stands."""


def number_of(given: str) -> int:
    """Read a customer's number."""
    given = given.strip()
    if not (given.isascii() and given.isdecimal() and len(given) <= DIGITS and is_callers(int(given))):
        message = "The user id is not a whole number from 1 to 999999999999."
        raise BadRow(message)
    return int(given)


def text_of(given: str, what: str = "message") -> str:
    """Read a text that says something."""
    if not given.strip():
        message = f"The {what} is empty."
        raise BadRow(message)
    if len(given) > LONGEST_TEXT:
        message = f"The {what} is longer than {LONGEST_TEXT:,} characters."
        raise BadRow(message)
    return _takable(given, what)


def name_of(given: str | None, what: str, *, longest: int = LONGEST_NAME) -> str | None:
    """Read a short text; nothing but blanks is none."""
    if given is None or not given.strip():
        return None
    if len(given) > longest:
        message = f"The {what} is longer than {longest} characters."
        raise BadRow(message)
    return _takable(given, what)


def moment_of(given: str | None, what: str = "time") -> datetime | None:
    """Read a moment; without a zone it is UTC."""
    if given is None or not given.strip():
        return None
    found = _moment(given.strip())
    if found is None or found.year not in YEARS:
        message = f"The {what} is not of the form 2025-01-15 10:30:00."
        raise BadRow(message)
    return found


def status_of(given: str | None) -> Status:
    """Read where the ticket stands; nothing is open."""
    word = (given or "").strip().lower().replace(" ", "_") or Status.OPEN
    try:
        return Status(word)
    except ValueError:
        message = f"The status is none of: {', '.join(Status)}."
        raise BadRow(message) from None


def tags_of(given: Sequence[str]) -> tuple[str, ...]:
    """Read tags in the form in which the desk keeps them, in the order of the alphabet."""
    try:
        tags = frozenset(tag_of(_takable(tag, "tag")) for tag in given if tag.strip())
        check_number(tags)
    except Invalid as error:
        message = f"{error.sentence}."
        raise BadRow(message) from error
    return tuple(sorted(tags))


def caller_of(name: str | None, email: str | None, ref: str | None) -> Caller:
    """Say who wrote: a reference that is a whole number is the customer's own number."""
    name, email, ref = (
        name_of(name, "name"),
        name_of(email, "e-mail address"),
        name_of(ref, "customer reference"),
    )
    number = None if ref is None else _number(ref.strip())
    shown = name or (f"Customer {ref}" if ref else None) or email or "Unknown"
    return Caller(shown, email, number, **({} if ref is None or number else {"ref": ref}))


def _number(ref: str) -> int | None:
    try:
        return number_of(ref)
    except BadRow:
        return None


def _moment(given: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return _spelt(given)
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None


def _spelt(given: str) -> datetime | None:
    for form in TIME_FORMATS:
        try:
            return datetime.strptime(given, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _takable(text: str, what: str) -> str:
    if not is_takable(text):
        message = f"The {what} holds a character that cannot be stored."
        raise BadRow(message)
    return text
