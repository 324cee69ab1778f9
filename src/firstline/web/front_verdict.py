"""The verdict card of the front page, as plain values.

A verdict becomes words, percentages and the names of colours; the template only lays them out. Nothing is
decided here: every value is the verdict's own.

Whatever happens: very long texts and long lists are cut for the eye, and say so; the ticket keeps them whole.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from firstline.tickets.corrections import is_corrected
from firstline.tickets.message import Message
from firstline.tickets.verdict import MARKS, Entity, Field, Reason, Verdict
from firstline.web.front_evidence import GROUPS, TextView, legend_of, texts_of
from firstline.web.front_words import (
    CERTAINTIES,
    LABELS,
    VOICES,
    mark_words,
    short,
    style_name,
    words,
)

MOST_REASONS = 8
"""Reasons shown for one field, strongest first."""
MOST_ENTITIES = 30
"""Entities shown, each once, in the order of the text."""


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
    times: int
    """How often it was found."""


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
    mark: str
    """Spam, a bounce and the like; empty for a customer's matter."""
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


def verdict_view(verdict: Verdict, message: Message, *, title: str = "The verdict") -> VerdictView:
    """Show a verdict beside the text that it judges."""
    fields = tuple(_field_view(key, verdict.field(key)) for key in LABELS if _is_told(verdict, key))
    texts = texts_of(verdict, message)
    entities = tuple(dict.fromkeys(map(_entity_view, verdict.entities)))
    return VerdictView(
        title=title,
        lang=_lang(verdict.language.value),
        level=verdict.level.value,
        priority=words(verdict.priority.value),
        priority_class=style_name(verdict.priority.value),
        urgency=f"{verdict.urgency.value:.1f}",
        mark=mark_words(verdict.field(SCOPE).value),
        texts=texts,
        legend=legend_of(texts),
        fields=fields,
        why=tuple(field for key in FOREMOST for field in fields if field.key == key and field.reasons),
        why_else=tuple(field for field in fields if field.reasons and field.key not in FOREMOST),
        entities=entities[:MOST_ENTITIES],
        more_entities=max(0, len(entities) - MOST_ENTITIES),
        suggested_reply=verdict.suggested_reply.value,
        next_action=verdict.next_action.value,
    )


SCOPE = "scope"
FOREMOST = (SCOPE, "priority", "urgency", "category", "level", "sentiment")
"""The fields whose reasons are open from the start."""


def _is_told(verdict: Verdict, key: str) -> bool:
    """Whether a field is worth a row: that a message has no mark, only where a person said so."""
    field = verdict.field(key)
    return key != SCOPE or field.value in MARKS or is_corrected(field)


def _field_view(key: str, field: Field[object]) -> FieldView:
    reasons = _reasons(field.reasons)
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
        reasons=reasons[:MOST_REASONS],
        more=max(0, len(reasons) - MOST_REASONS),
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
    return short(words(str(value))) if key != "language" else short(str(value))


def _others(key: str, field: Field[object]) -> tuple[str, ...]:
    return tuple(
        f"{VOICES[voice]}: {_value(key, opinion.value)}, {_percent(opinion.confidence)} %"
        for voice, opinion in field.opinions.items()
        if voice != field.decided_by and opinion.value != field.value
    )


def _reasons(reasons: Sequence[Reason]) -> tuple[ReasonView, ...]:
    """Show each reason once, however many words of the text gave it."""
    strongest = max((abs(reason.weight) for reason in reasons), default=0.0)
    alike = Counter(replace(reason, span=None) for reason in reasons)
    return tuple(_reason_view(reason, strongest, times) for reason, times in alike.items())


def _reason_view(reason: Reason, strongest: float, times: int) -> ReasonView:
    return ReasonView(
        text=short(reason.text),
        weight=f"{reason.weight:+.2f}" if reason.weight else "",
        width=_percent(abs(reason.weight) / strongest) if strongest else 0,
        is_against=reason.weight < 0,
        voice=VOICES[reason.voice],
        source=short(reason.source),
        times=times,
    )


def _entity_view(entity: Entity) -> EntityView:
    return EntityView(short(words(entity.kind)), short(entity.value))


def _lang(language: str) -> str:
    return language if language.isascii() and language.isalpha() and language != "und" else ""


def _percent(share: float) -> int:
    return round(100 * min(1.0, max(0.0, share)))
