"""What the front page shows, as plain values, and the page itself.

The functions here turn a verdict and the rows of the queue into words, percentages and the names of
colours; the templates only lay them out. They decide nothing: every value is the verdict's own.

Whatever happens: what customers wrote is escaped by the templates and never read as markup, very long
texts are cut for the eye (the ticket keeps them whole), and a page can always be encoded as UTF-8.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from firstline.tickets.message import Message, Tier
from firstline.tickets.verdict import Certainty, Entity, Field, Part, Reason, Verdict, Voice
from firstline.web.marking import Segment, mark

SHOWN = 20_000
"""Characters of a message that the page shows; more helps no reader."""
SHORT = 120
"""Characters of a cell, a reason or a chip."""
MOST_REASONS = 8
"""Reasons shown for one field, strongest first."""
MOST_ENTITIES = 30
"""Entities shown, in the order of the text."""
HUES = 8
"""Colours that the style sheet knows for categories."""

ALL = "all"
URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Composer:
    """What stands in the form: nothing, or what was just sent."""

    message: str = ""
    subject: str = ""
    name: str = ""
    email: str = ""
    tier: str = Tier.STANDARD


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


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason with its bar."""

    text: str
    weight: str
    """With its sign, such as `+0.42`; empty for a remark."""
    width: int
    """Percent of the strongest reason."""
    is_against: bool
    voice: str
    source: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One row of the verdict's table."""

    key: str
    label: str
    value: str
    group: str
    percent: int
    certainty: str
    certainty_words: str
    decided_by: str
    others: tuple[str, ...]
    """What other voices think, where they do not agree."""
    reasons: tuple[ReasonView, ...]
    more: int
    """Reasons that are not shown."""


@dataclass(frozen=True, slots=True)
class EntityView:
    """A chip: something named in the text."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """The verdict card."""

    title: str
    lang: str
    """For the `lang` attribute; empty when the text does not tell."""
    level: str
    priority: str
    priority_class: str
    urgency: str
    urgency_percent: int
    texts: tuple[TextView, ...]
    legend: tuple[tuple[str, str], ...]
    fields: tuple[FieldView, ...]
    why: tuple[FieldView, ...]
    why_else: tuple[FieldView, ...]
    entities: tuple[EntityView, ...]
    more_entities: int
    """Entities that are not shown."""
    suggested_reply: str
    next_action: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket as the store gives it."""

    id: int
    subject: str
    customer: str
    category: str
    team: str
    priority: str
    level: str
    urgency: float
    sentiment: str
    status: str
    due_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A ticket as a row of the page."""

    href: str
    id: str
    subject: str
    customer: str
    category: str
    hue: str
    team: str
    priority: str
    priority_class: str
    level: str
    urgency: str
    sentiment: str
    sentiment_class: str
    status: str
    due: str
    due_at: str
    is_overdue: bool
    created_at: str


@dataclass(frozen=True, slots=True)
class FilterLink:
    """A link above the queue."""

    label: str
    href: str
    is_current: bool
    hue: str = ""


@dataclass(frozen=True, slots=True)
class FrontView:
    """The whole page."""

    composer: Composer = Composer()
    verdict: VerdictView | None = None
    queue: tuple[QueueLine, ...] = ()
    filters: tuple[FilterLink, ...] = ()
    is_filtered: bool = False
    error: str = ""
    notice: str = ""
    address: str = "http://127.0.0.1:8000"
    """Where the desk listens, for the example of a call."""


def render_front(view: FrontView) -> str:
    """Write the page; a lone surrogate, which no encoding knows, becomes a question mark."""
    page = _ENVIRONMENT.get_template("front.html").render(view=view, tiers=tuple(Tier))
    return page.encode("utf-8", "replace").decode("utf-8")


def verdict_view(verdict: Verdict, message: Message, *, title: str = "The verdict") -> VerdictView:
    """Show a verdict beside the text that it judges."""
    fields = tuple(_field_view(key, getattr(verdict, key)) for key in LABELS)
    spans = _spans(verdict)
    texts = tuple(
        chain(_text_view(Part.SUBJECT, message.subject, spans), _text_view(Part.MESSAGE, message.text, spans))
    )
    urgency = verdict.urgency.value
    return VerdictView(
        title=title,
        lang=_lang(verdict.language.value),
        level=verdict.level.value,
        priority=words(verdict.priority.value),
        priority_class=_name(verdict.priority.value),
        urgency=f"{urgency:.1f}",
        urgency_percent=_percent(urgency / 5),
        texts=texts,
        legend=_legend(texts),
        fields=fields,
        why=tuple(field for key in FOREMOST for field in fields if field.key == key and field.reasons),
        why_else=tuple(field for field in fields if field.reasons and field.key not in FOREMOST),
        entities=tuple(map(_entity_view, verdict.entities[:MOST_ENTITIES])),
        more_entities=max(0, len(verdict.entities) - MOST_ENTITIES),
        suggested_reply=verdict.suggested_reply.value,
        next_action=verdict.next_action.value,
    )


def queue_lines(rows: Iterable[QueueRow], *, now: datetime) -> tuple[QueueLine, ...]:
    """Show the rows of the queue as they stand now."""
    return tuple(_queue_line(row, now) for row in rows)


def filter_links(categories: Iterable[str], *, current: str = ALL) -> tuple[FilterLink, ...]:
    """Link to all tickets, the urgent ones, and each category; `current` is `all`, `urgent` or a category.

    >>> [link.href for link in filter_links(["billing"], current="billing")]
    ['/?show=all#queue', '/?show=urgent#queue', '/?category=billing#queue']
    """
    shows = [FilterLink(words(show), _href(show=show), show == current) for show in (ALL, URGENT)]
    by_category = [
        FilterLink(_short(words(name)), _href(category=name), name == current, _hue(name))
        for name in categories
    ]
    return (*shows, *by_category)


def due_words(due_at: datetime, now: datetime) -> str:
    """Say how long there is, or for how long it has been too late, in at most two units.

    >>> from datetime import UTC
    >>> due_words(datetime(2026, 3, 1, 10, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC))
    '-2h 0m'
    """
    minutes = abs(due_at - now) // timedelta(minutes=1)
    sign = "-" if due_at < now and minutes else ""
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{sign}{days}d {hours}h"
    return f"{sign}{hours}h {minutes}m" if hours else f"{sign}{minutes}m"


def words(name: str) -> str:
    """Write a name from a program as people do.

    >>> words("technical_support")
    'Technical support'
    """
    spaced = name.replace("_", " ").strip()
    return spaced[:1].upper() + spaced[1:]


LABELS: Mapping[str, str] = {
    "category": "Category",
    "subcategory": "Subcategory",
    "team": "Team",
    "urgency": "Urgency",
    "priority": "Priority",
    "priority_score": "Priority score",
    "level": "Level",
    "sla_hours": "Answer within",
    "sentiment": "Sentiment",
    "frustrated": "Frustrated",
    "language": "Language",
}
"""The fields of the table, in order; reply and next action have places of their own."""

FOREMOST = ("priority", "urgency", "category", "level", "sentiment")
"""The fields whose reasons are open from the start."""

GROUPS: Mapping[str, str] = {
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
    "level": "Level",
    "urgency": "Urgency",
    "priority": "Priority",
    "topic": "Topic",
    "mood": "Mood",
    "language": "Language",
    "entity": "Named thing",
}
"""The legend; where colours meet on one word, the earlier one fills and the next one underlines."""

VOICES: Mapping[Voice, str] = {
    Voice.RULE: "Rules",
    Voice.PHRASE: "Phrases",
    Voice.MODEL: "Model",
    Voice.LLM: "LLM",
    Voice.HUMAN: "A person",
}

CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.AUTO: "auto",
    Certainty.SUGGEST: "suggest",
    Certainty.PERSON: "needs a person",
}

_ENVIRONMENT = Environment(
    loader=PackageLoader("firstline.web", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

_Spans = Mapping[Part, Mapping[str, Sequence[tuple[int, int]]]]


def _field_view(key: str, field: Field[object]) -> FieldView:
    return FieldView(
        key=key,
        label=LABELS[key],
        value=_value(key, field.value),
        group=GROUPS[key],
        percent=_percent(field.confidence),
        certainty=field.certainty,
        certainty_words=CERTAINTIES[field.certainty],
        decided_by=VOICES[field.decided_by],
        others=_others(key, field),
        reasons=_reasons(field.reasons[:MOST_REASONS]),
        more=max(0, len(field.reasons) - MOST_REASONS),
    )


def _value(key: str, value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if key == "urgency":
        return f"{value:.1f} of 5"
    if key == "priority_score":
        return f"{value} of 100"
    if key == "sla_hours":
        return f"{value} h"
    return _short(words(str(value))) if key != "language" else _short(str(value))


def _others(key: str, field: Field[object]) -> tuple[str, ...]:
    return tuple(
        f"{VOICES[voice]}: {_value(key, opinion.value)}, {_percent(opinion.confidence)} %"
        for voice, opinion in field.opinions.items()
        if voice != field.decided_by and opinion.value != field.value
    )


def _reasons(reasons: Sequence[Reason]) -> tuple[ReasonView, ...]:
    strongest = max((abs(reason.weight) for reason in reasons), default=0.0)
    return tuple(
        ReasonView(
            text=_short(reason.text),
            weight=f"{reason.weight:+.2f}" if reason.weight else "",
            width=_percent(abs(reason.weight) / strongest) if strongest else 0,
            is_against=reason.weight < 0,
            voice=VOICES[reason.voice],
            source=_short(reason.source),
        )
        for reason in reasons
    )


def _spans(verdict: Verdict) -> _Spans:
    """Gather the evidence of each field by the part of the ticket where it stands."""
    spans: dict[Part, dict[str, list[tuple[int, int]]]] = {part: {} for part in Part}
    for key in LABELS:
        field: Field[object] = getattr(verdict, key)
        for reason in field.reasons:
            if reason.span:
                place = (reason.span.start, reason.span.end)
                spans[reason.span.part].setdefault(key, []).append(place)
    for entity in verdict.entities:
        spans[entity.span.part].setdefault("entity", []).append(_place(entity))
    return spans


def _entity_view(entity: Entity) -> EntityView:
    return EntityView(_short(words(entity.kind)), _short(entity.value))


def _place(entity: Entity) -> tuple[int, int]:
    return entity.span.start, entity.span.end


def _text_view(part: Part, text: str, spans: _Spans) -> Iterable[TextView]:
    if text:
        marks = tuple(map(_mark, mark(text[:SHOWN], spans[part])))
        yield TextView(words(part), marks, max(0, len(text) - SHOWN))


def _mark(segment: Segment) -> Mark:
    found = {GROUPS[field] for field in segment.fields}
    groups = tuple(group for group in GROUP_LABELS if group in found)
    labels = (LABELS.get(field, GROUP_LABELS["entity"]) for field in segment.fields)
    return Mark(segment.text, groups, ", ".join(labels))


def _legend(texts: Iterable[TextView]) -> tuple[tuple[str, str], ...]:
    """Name the colours that are seen."""
    seen = {group for text in texts for part in text.marks for group in part.groups}
    return tuple((group, label) for group, label in GROUP_LABELS.items() if group in seen)


def _queue_line(row: QueueRow, now: datetime) -> QueueLine:
    return QueueLine(
        href=f"/?ticket={row.id}#verdict",
        id=str(row.id),
        subject=_short(row.subject) or "(no subject)",
        customer=_short(row.customer) or "(no name)",
        category=_short(words(row.category)),
        hue=_hue(row.category),
        team=_short(words(row.team)),
        priority=words(row.priority),
        priority_class=_name(row.priority),
        level=row.level,
        urgency=f"{row.urgency:.1f}",
        sentiment=words(row.sentiment),
        sentiment_class=_name(row.sentiment),
        status=words(row.status),
        due=due_words(row.due_at, now) if row.due_at else "",
        due_at=row.due_at.isoformat() if row.due_at else "",
        is_overdue=row.due_at is not None and row.due_at < now,
        created_at=row.created_at.isoformat(),
    )


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _hue(category: str) -> str:
    """Give a category its colour, the same on every page."""
    known = ("billing", "technical", "account", "sales", "general")
    number = (
        known.index(category) if category in known else zlib.crc32(category.encode("utf-8", "replace")) % HUES
    )
    return f"hue-{number}"


def _name(value: str) -> str:
    """Make a word fit for the name of a style."""
    return "".join(char for char in value.lower() if char.isalnum() and char.isascii())


def _lang(language: str) -> str:
    return language if language.isascii() and language.isalpha() and language != "und" else ""


def _href(**query: str) -> str:
    return f"/?{urlencode(query, errors='replace')}#queue"


def _percent(share: float) -> int:
    return round(100 * min(1.0, max(0.0, share)))
