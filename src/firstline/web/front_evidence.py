"""The customer's text on the front page, with the words marked that the verdict leans on.

Each field's evidence has a colour. Where colours meet on one word, one fills it and the next underlines it.

Whatever happens: the marks joined are the text as far as it is shown, and how much is hidden is said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from firstline.tickets.message import Message
from firstline.tickets.verdict import Part, Span, Verdict
from firstline.web.front_words import LABELS, words
from firstline.web.marking import Segment, mark

SHOWN = 20_000
"""Characters of a message that the page shows; more helps no reader."""

GROUPS: Mapping[str, str] = {
    "scope": "scope",
    "category": "topic",
    "subcategory": "topic",
    "team": "topic",
    "urgency": "urgency",
    "priority": "priority",
    "priority_score": "priority",
    "level": "level",
    "sla_hours": "level",
    "sentiment": "mood",
    "frustrated": "mood",
    "language": "language",
    "entity": "entity",
}
"""The colour in which a field's evidence is marked."""

GROUP_LABELS: Mapping[str, str] = {
    "scope": "Mark",
    "level": "Level",
    "urgency": "Urgency",
    "priority": "Priority",
    "topic": "Topic",
    "mood": "Mood",
    "language": "Language",
    "entity": "Named thing",
}
"""The legend; where colours meet on one word, the earlier one fills and the next one underlines."""

_Spans = Mapping[str, Sequence[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the customer's text; `groups` name its colours, `title` says what it is evidence for."""

    text: str
    groups: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class TextView:
    """The subject or the message, cut where evidence begins and ends."""

    label: str
    marks: tuple[Mark, ...]
    hidden: int
    """Characters that are not shown."""


def texts_of(verdict: Verdict, message: Message) -> tuple[TextView, ...]:
    """Cut the subject and the message, where there are any, at their evidence."""
    spans = _spans(verdict)
    parts = ((Part.SUBJECT, message.subject), (Part.MESSAGE, message.text))
    return tuple(_text_view(part, text, spans[part]) for part, text in parts if text)


def legend_of(texts: Iterable[TextView]) -> tuple[tuple[str, str], ...]:
    """Name the colours that are seen."""
    seen = {group for text in texts for part in text.marks for group in part.groups}
    return tuple((group, label) for group, label in GROUP_LABELS.items() if group in seen)


def _spans(verdict: Verdict) -> Mapping[Part, _Spans]:
    """Gather the evidence of each field by the part of the ticket where it stands."""
    spans: dict[Part, dict[str, list[tuple[int, int]]]] = {part: {} for part in Part}
    for key, span in _evidence(verdict):
        spans[span.part].setdefault(key, []).append((span.start, span.end))
    return spans


def _evidence(verdict: Verdict) -> Iterator[tuple[str, Span]]:
    for key in LABELS:
        yield from ((key, reason.span) for reason in verdict.field(key).reasons if reason.span)
    yield from (("entity", entity.span) for entity in verdict.entities)


def _text_view(part: Part, text: str, spans: _Spans) -> TextView:
    marks = tuple(map(_mark, mark(text[:SHOWN], spans)))
    return TextView(words(part), marks, max(0, len(text) - SHOWN))


def _mark(segment: Segment) -> Mark:
    found = {GROUPS[field] for field in segment.fields}
    groups = tuple(group for group in GROUP_LABELS if group in found)
    labels = (LABELS.get(field, GROUP_LABELS["entity"]) for field in segment.fields)
    return Mark(segment.text, groups, ", ".join(labels))
