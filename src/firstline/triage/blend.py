"""The rules' verdict, with what the desk has learnt: one field after the other, and what follows from them.

Of each field the rules' opinion, the phrases' and the model's stand side by side, and the value is the one
with the best chance when all are added up (`learned.py`). A documented keyword of the category that the rules
choose decides it while the desk has no labels of its own. What the desk's own rules say of a field stands in
the place of what the packs say (`ruled.py`); while there is no head it decides, by its own odds.

A field is `auto` only where the desk's own labels show that its promise is kept at this confidence; else what
is more likely than not is suggested, and a person is asked about the rest, about a message of a kind that the
desk does not know, and about one in a language that it does not know.

Whatever happens: a value is one of the field's own, the urgency lies between 1 and 5, and where nothing was
learnt of a field the rules' stands untouched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from firstline.tickets.corrections import LEADS
from firstline.tickets.taxonomy import GENERAL, Taxonomy
from firstline.tickets.verdict import (
    Certainty,
    Field,
    Level,
    Opinion,
    Priority,
    Reason,
    Sentiment,
    Verdict,
    Voice,
)
from firstline.tickets.whereabouts import APART
from firstline.triage.following import following
from firstline.triage.heads import Head
from firstline.triage.learned import LIKELIER_THAN_NOT, Heard, Learned, Thought
from firstline.triage.odds import UNSURE
from firstline.triage.own_rules import Said
from firstline.triage.packs import pack
from firstline.triage.text import Reading

EVEN: Final = 0.5
STRANGE: Final = 0.5
"""The chance of belonging here below which a person is asked."""
NEAR: Final = 0.5
"""Points of urgency by which a value may be off and still count as right."""
MOST_REASONS: Final = 12
UNRULED: Final[Mapping[str, Said]] = {}
"""Where none of the desk's own rules speaks."""

Value = Any
"""What a field holds: text, a number, a name of an enumeration."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a field's values are written as labels, and read back."""

    labels: tuple[str, ...]
    read: Callable[[str], Value]


def _points(label: str) -> float:
    return float(label)


SCALES: Final[Mapping[str, Scale]] = {
    "urgency": Scale(tuple(f"{step / 2:.1f}" for step in range(2, 11)), _points),
    "priority": Scale(tuple(Priority), Priority),
    "level": Scale(tuple(Level), Level),
    "sentiment": Scale(tuple(Sentiment), Sentiment),
    "frustrated": Scale(("no", "yes"), lambda label: label == "yes"),
}
"""The fields whose values are the same at every desk."""


def label_of(about: str, value: Value, *, category: str = "") -> str:
    """Write a field's value as a label.

    >>> label_of("urgency", 3.3), label_of("frustrated", True), label_of("team", "finance")
    ('3.5', 'yes', 'finance')
    """
    if about == "urgency":
        return f"{round(float(value) * 2) / 2:.1f}"
    if about == "frustrated":
        return "yes" if value else "no"
    return f"{category}{APART}{value}" if about == "subcategory" else str(value)


def said_by_rules(about: str, verdict: Verdict, *, category: str = "") -> tuple[str, float] | None:
    """Give what the rules said of a field, as a label, and with which odds; None: they found nothing.

    Of the category, finding nothing means nothing; of other fields it does: no angry word, no anger.
    """
    field: Field[Value] = getattr(verdict, about)
    said = field.opinions[Voice.RULE]
    evident = said.confidence > UNSURE or any(reason.span for reason in said.reasons)
    if about == "category" and not evident:
        return None
    return label_of(about, said.value, category=category), said.confidence


@dataclass(frozen=True, slots=True)
class _Hearing:
    """All that is to be heard of a message."""

    heard: Heard
    taxonomy: Taxonomy
    packs: Verdict
    """What the packs say, kept to the taxonomy."""
    own: Mapping[str, Said]
    """What the desk's own rules say, by field."""
    promise: float
    """What a rule must prove before the desk acts by it."""

    def acts_by(self, about: str, value: str, confidence: float) -> bool:
        """Tell whether one of the desk's own rules has proven that this may be done unseen."""
        said = self.own.get(about)
        return (
            said is not None
            and said.label == value
            and proves(said, self.promise)
            and confidence >= self.promise
        )

    def is_ruled(self, about: str, value: str) -> bool:
        """Tell whether one of the desk's own rules says this."""
        said = self.own.get(about)
        return said is not None and said.label == value


def proves(said: Said, promise: float) -> bool:
    """Tell whether the labelled messages that a rule has met prove a precision.

    >>> proves(Said("billing", 0.9, 0.0, ()), 0.95)
    False
    """
    return said.proven >= promise


def promise_of(learned: Learned) -> float:
    """Give the precision that a rule must prove: the desk's, or while no model answers that of the packs."""
    return learned.promise or float(pack("thresholds")["auto"])


def taught(  # noqa: PLR0913 - all that speaks
    verdict: Verdict,
    reading: Reading,
    learned: Learned,
    taxonomy: Taxonomy,
    *,
    keyword: str | None = None,
    own: Mapping[str, Said] = UNRULED,
    packs: Verdict | None = None,
) -> Verdict:
    """Give a verdict of the rules, kept to the taxonomy, with what the desk has learnt.

    Args:
        verdict: the rules', fitted to the taxonomy.
        reading: the message that it judges.
        learned: what the desk has learnt.
        taxonomy: the desk's categories.
        keyword: the category that the rules choose by a documented keyword.
        own: what the desk's own rules say, by field.
        packs: what the packs alone say, where the desk's own rules speak.
    """
    heard = learned.hear(reading, verdict.language.value)
    if heard is None:
        return verdict
    hearing = _Hearing(heard, taxonomy, packs or verdict, own, promise_of(learned))
    after = _with_category(verdict, hearing, keyword)
    after = _with_subcategory(after, hearing)
    for about, scale in SCALES.items():
        after = _with(after, hearing, about, scale)
    after = _with_team(after, hearing)
    return _settled(verdict, after, hearing)


def _with_category(verdict: Verdict, hearing: _Hearing, keyword: str | None) -> Verdict:
    labels = [category.name for category in hearing.taxonomy.categories if not category.retired]
    thought = hearing.heard.think(
        "category",
        labels,
        rule=said_by_rules("category", hearing.packs),
        keyword=keyword,
        rest=GENERAL,
        own=hearing.own.get("category"),
    )
    if thought is None:
        return verdict
    return replace(verdict, category=_blended("category", verdict.category, thought, hearing, str))


def _with_subcategory(verdict: Verdict, hearing: _Hearing) -> Verdict:
    category = hearing.taxonomy.find(verdict.category.value)
    if category is None or len(category.subcategories) == 1:
        return verdict
    labels = [label_of("subcategory", name, category=category.name) for name in category.subcategories]
    scale = Scale(tuple(labels), lambda label: label.partition(APART)[2])
    return _with(verdict, hearing, "subcategory", scale, category=category.name)


def _with_team(verdict: Verdict, hearing: _Hearing) -> Verdict:
    """Let the team be learnt, too; what speaks first is that it follows from the category."""
    category, taxonomy = verdict.category, hearing.taxonomy
    place = taxonomy.find(category.value) or taxonomy.general
    rule = place.team, max(category.confidence, EVEN)
    thought = hearing.heard.think("team", sorted(taxonomy.teams), rule=rule, own=hearing.own.get("team"))
    if thought is None:
        return verdict
    return replace(verdict, team=_blended("team", verdict.team, thought, hearing, str))


def _with(verdict: Verdict, hearing: _Hearing, about: str, scale: Scale, *, category: str = "") -> Verdict:
    field: Field[Value] = getattr(verdict, about)
    rule = said_by_rules(about, hearing.packs, category=category)
    thought = hearing.heard.think(about, scale.labels, rule=rule, own=hearing.own.get(about))
    if thought is None or (about == "urgency" and Voice.LLM in field.opinions):
        return verdict
    blended = _blended(about, field, thought, hearing, scale.read)
    changes: dict[str, Any] = {about: _expected(blended, thought) if about == "urgency" else blended}
    return replace(verdict, **changes)


def _blended(
    about: str, field: Field[Value], thought: Thought, hearing: _Hearing, read: Callable[[str], Value]
) -> Field[Value]:
    most = hearing.heard.ranked
    ranking = tuple((read(label), round(chance, 4)) for label, chance in thought.ranking[:most])
    value, confidence = ranking[0]
    opinions = {**_opinions(thought, read), **field.opinions}
    voice = _decider(thought, opinions, value)
    if voice not in opinions or opinions[voice].value != value:
        opinions[voice] = Opinion(value, confidence, _of(thought, voice))
    return replace(
        field,
        value=value,
        confidence=confidence,
        certainty=_certainty(about, confidence, thought, hearing),
        decided_by=voice,
        reasons=_reasons(field, thought, value),
        opinions=opinions,
        ranking=ranking,
        in_scope=None if thought.in_scope is None else round(thought.in_scope, 4),
    )


def _opinions(thought: Thought, read: Callable[[str], Value]) -> dict[Voice, Opinion[Value]]:
    """Say what each voice that learns would say alone."""
    return {
        voice: Opinion(
            read(thought.labels[int(found.argmax())]), round(float(found.max()), 4), _of(thought, voice)
        )
        for voice, found in thought.voices.items()
    }


def _decider(thought: Thought, opinions: Mapping[Voice, Opinion[Value]], value: Value) -> Voice:
    """Name who decided: of those who say the same, the one who moved it most; the model where nobody does."""
    everyone = (*thought.movers, Voice.RULE)
    agreeing = [voice for voice in everyone if voice in opinions and opinions[voice].value == value]
    return agreeing[0] if agreeing else Voice.MODEL


def _of(thought: Thought, voice: Voice) -> tuple[Reason, ...]:
    return tuple(reason for reason in thought.reasons if reason.voice is voice)


def _reasons(field: Field[Value], thought: Thought, value: Value) -> tuple[Reason, ...]:
    """Join the reasons of those who learn with the rules', where these say the same, and the LLM's remark."""
    said = field.opinions[Voice.RULE]
    ruled = said.reasons if said.value == value else ()
    remarks = tuple(reason for reason in field.reasons if reason.voice is Voice.LLM)
    strongest = sorted((*thought.reasons, *ruled), key=lambda reason: -abs(reason.weight))
    return (*strongest[:MOST_REASONS], *remarks)


def _certainty(about: str, confidence: float, thought: Thought, hearing: _Hearing) -> Certainty:
    """Say what may be done: a rule of the desk knows what it was written for, however strange it looks."""
    strange = thought.in_scope is not None and thought.in_scope < STRANGE
    unknown = strange or not hearing.heard.at_home
    if confidence < LIKELIER_THAN_NOT or (unknown and not hearing.is_ruled(about, thought.value)):
        return Certainty.PERSON
    keeps = not unknown and _keeps_promise(thought.head, min(confidence, thought.unruled))
    acts = keeps or hearing.acts_by(about, thought.value, confidence)
    return Certainty.AUTO if acts else Certainty.SUGGEST


def _keeps_promise(head: Head | None, confidence: float) -> bool:
    return head is not None and head.auto is not None and confidence >= head.auto


def _expected(field: Field[float], thought: Thought) -> Field[float]:
    """Give an urgency as the mean of what is possible; it is right when it is less than half a point off."""
    points = [float(label) for label in thought.labels]
    value = round(sum(at * float(chance) for at, chance in zip(points, thought.chances, strict=True)), 1)
    near = [
        float(chance) for at, chance in zip(points, thought.chances, strict=True) if abs(at - value) <= NEAR
    ]
    return replace(field, value=min(max(value, 1.0), 5.0), confidence=round(sum(near), 4))


def _settled(before: Verdict, after: Verdict, hearing: _Hearing) -> Verdict:
    """Let follow what follows from what has changed."""
    moved = [
        name for name in ("category", *SCALES) if getattr(before, name).value != getattr(after, name).value
    ]
    if not moved:
        return after
    values = following(hearing.taxonomy)(after)
    changes: dict[str, Any] = {}
    for name, leads in LEADS.items():
        lead = next((lead for lead in leads if lead in moved), None)
        field: Field[Value] = getattr(after, name)
        stays = field is not getattr(before, name) or (name == "team" and name in hearing.own)
        if lead is not None and not stays and field.value != values[name]:
            changes[name] = _following(field, values[name], getattr(after, lead), lead)
    return replace(after, **changes)


def _following(field: Field[Value], value: Value, lead: Field[Value], name: str) -> Field[Value]:
    """Follow a field that others than the rules decided, as sure as it is."""
    reason = Reason(lead.decided_by, f"follows from the {name}", 0.0, "desk")
    return replace(
        field,
        value=value,
        confidence=lead.confidence,
        certainty=lead.certainty,
        decided_by=lead.decided_by,
        reasons=(reason,),
        ranking=(),
    )
