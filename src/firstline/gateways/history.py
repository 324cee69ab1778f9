"""The history of a ticket in a line of JSON: what happened, in its order, as the event log had it.

    {"what": "received", "by": "Ava", "at": "2026-03-02T08:00:00Z"},
    {"what": "corrected", "by": "Mara", "at": "2026-03-02T08:30:00Z",
     "said": {"category": "billing"}, "was": {"category": "general"}}

An export writes it and an import reads it. What was done tells how it is done again, so a reader that does
not know a thing passes over it. A verdict stands there only where the rules would not give it again: the LLM
was asked, at once or later (`judged`), or the rules were others then.

What holds of every history that is read: it begins with the opening message, its entries are those of the
thread in their order, and whatever it says a person or a voice thought is a value that the field can have.
Where the LLM is said to have judged later, the verdict says what it thought, or why it thought nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import msgspec

from firstline.core.text import legible
from firstline.gateways.import_row import (
    LONGEST_TEXT,
    LONGEST_WORD,
    BadRow,
    FileAct,
    FileEntry,
    moment_of,
    name_of,
    status_of,
    tags_of,
    text_of,
)
from firstline.tickets.corrections import CORRECTABLE, FIELDS
from firstline.tickets.ticket import EntryKind
from firstline.tickets.verdict import (
    Field,
    Level,
    Opinion,
    Priority,
    Sentiment,
    TicketScope,
    Verdict,
    Voice,
)
from firstline.triage.voices import word_of_llm

OPENING = "received"
WRITTEN: Mapping[str, EntryKind] = {
    "continued": EntryKind.MESSAGE,
    "replied": EntryKind.REPLY,
    "noted": EntryKind.NOTE,
}
"""What brings an entry of the thread with it."""
JUDGED = "judged"
"""The LLM was asked about a message after it was answered."""
REFILED = "refiled"
"""The category had got another name, and the ticket followed."""
UNCORRECTED = "uncorrected"
"""A correction was taken back; `was` has its field, and what a person had set."""
DUE = "due_at"
MOST_ACTS = 5_000
NOBODY = "import"
"""Who acts where the file names nobody."""

LONGEST_LABEL = 60
LONGEST_ADVICE = 2_000
LONGEST_VERDICT = 200_000
"""Characters of a verdict; ours have some thousands."""
LANGUAGE = re.compile("[a-z]{2}|und")
RANGES: Mapping[str, tuple[float, float]] = {
    "urgency": (1.0, 5.0),
    "priority_score": (0, 100),
    "sla_hours": (1, 168),
}
LONGEST_OF: Mapping[str, int] = {
    "category": LONGEST_LABEL,
    "subcategory": LONGEST_LABEL,
    "team": LONGEST_LABEL,
    "next_action": LONGEST_ADVICE,
    "suggested_reply": LONGEST_ADVICE,
}
RULED = ("urgency", "priority", "priority_score", "sentiment")
"""The fields of which the doors of seeds 1 and 2 show what the rules think."""
encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonSaid:
    """The fields that a person set."""

    category: str | None = None
    subcategory: str | None = None
    urgency: float | None = None
    priority: Priority | None = None
    level: Level | None = None
    sentiment: Sentiment | None = None
    frustrated: bool | None = None
    team: str | None = None
    language: str | None = None
    scope: TicketScope | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonAct:
    """Something that happened."""

    what: str
    at: str
    by: str | None = None
    clock: str | None = None
    status: str | None = None
    agent: str | None = None
    until: str | None = None
    tags: list[str] | None = None
    subject: str | None = None
    subject_made: bool | None = None
    channel: str | None = None
    tier: str | None = None
    due_at: str | None = None
    said: JsonSaid = JsonSaid()
    was: dict[str, str | float | bool] = field(default_factory=dict)
    verdict: Verdict | None = None


def acts_of(given: Sequence[JsonAct], entries: Sequence[FileEntry]) -> tuple[FileAct, ...]:
    """Read a history; none is none.

    Raises:
        BadRow: when it is not one, or not that of this thread.
    """
    if len(given) > MOST_ACTS:
        message = f"The history has more than {MOST_ACTS:,} parts."
        raise BadRow(message)
    acts = tuple(_act(one) for one in given)
    if acts and [act.what == OPENING for act in acts] != [True] + [False] * (len(acts) - 1):
        message = f"The history does not begin with one {OPENING!r}, the opening message."
        raise BadRow(message)
    if acts and [WRITTEN[act.what] for act in acts if act.what in WRITTEN] != [one.kind for one in entries]:
        message = "The history and the entries do not tell of the same thread."
        raise BadRow(message)
    return acts


def told(act: FileAct) -> dict[str, Any]:
    """Give what happened as a file has it, without what there is nothing to say of."""
    every = {one.name: getattr(act, one.name) for one in fields(act)}
    return {name: value for name, value in every.items() if value is not None and value != {}}


def _act(given: JsonAct) -> FileAct:
    at = moment_of(given.at, "history's time")
    if at is None:
        message = "The history has a part without its time."
        raise BadRow(message)
    return FileAct(
        what=given.what,
        by=name_of(given.by, "history's name") or NOBODY,
        at=at,
        clock=moment_of(given.clock, "history's clock"),
        status=None if given.status is None else status_of(given.status),
        agent=name_of(given.agent, "history's agent"),
        until=moment_of(given.until, "history's until"),
        tags=None if given.tags is None else tags_of(given.tags),
        subject=name_of(given.subject, "history's subject"),
        subject_made=given.subject_made,
        channel=name_of(given.channel, "history's channel", longest=LONGEST_WORD),
        tier=name_of(given.tier, "history's tier", longest=LONGEST_WORD),
        due_at=moment_of(given.due_at, "history's due_at"),
        said=_said(given.said),
        was=_was(given.was),
        verdict=None if given.verdict is None else _verdict(given.what, given.verdict),
    )


def _said(given: JsonSaid) -> dict[str, Any]:
    said = {name: value for name in CORRECTABLE if (value := getattr(given, name)) is not None}
    for name, value in said.items():
        _check(name, value)
    return said


def _was(given: Mapping[str, str | float | bool]) -> dict[str, Any]:
    for name, value in given.items():
        if name not in {*CORRECTABLE, DUE}:
            message = (
                f"The history says that {legible(name[:LONGEST_WORD])!r} was corrected, which is no field."
            )
            raise BadRow(message)
        if isinstance(value, str):
            name_of(value, "history's value")
    return dict(given)


def _verdict(what: str, verdict: Verdict) -> Verdict:
    """Let a verdict through that could be one of ours."""
    if len(encode(verdict)) > LONGEST_VERDICT:
        message = f"A verdict is longer than {LONGEST_VERDICT:,} characters."
        raise BadRow(message)
    for name in FIELDS:
        field_ = verdict.field(name)
        for value in (field_.value, *(opinion.value for opinion in field_.opinions.values())):
            _check(name, value)
        if name in RULED and Voice.RULE not in field_.opinions:
            message = f"The verdict does not say what the rules think of {name}."
            raise BadRow(message)
    if what == JUDGED and word_of_llm(verdict) is None:
        message = "The history says that the LLM judged, and the verdict does not say what it thinks."
        raise BadRow(message)
    _check_reasons(verdict)
    return verdict


def _check(name: str, value: Any) -> None:  # noqa: ANN401 - a field's own type
    """Refuse what the field cannot be."""
    low, high = RANGES.get(name, (value, value))
    fits = low <= value <= high
    if name in LONGEST_OF:
        fits = text_of(value, name) == value and len(value) <= LONGEST_OF[name]
    elif name == "language":
        fits = LANGUAGE.fullmatch(value) is not None
    if not fits:
        message = f"The history has a {name} that cannot be."
        raise BadRow(message)


def _check_reasons(verdict: Verdict) -> None:
    """Refuse chances that are none and places that no text has."""
    for name in FIELDS:
        field_ = verdict.field(name)
        said: list[Field[Any] | Opinion[Any]] = [field_, *field_.opinions.values()]
        spans = [reason.span for one in said for reason in one.reasons if reason.span is not None]
        chances = all(0 <= one.confidence <= 1 for one in said)
        if not chances or not all(0 <= span.start <= span.end <= LONGEST_TEXT for span in spans):
            message = f"The verdict on {name} is not one that a desk has made."
            raise BadRow(message)
