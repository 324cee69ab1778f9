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

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from firstline.tickets.corrections import LEADS
from firstline.tickets.taxonomy import GENERAL, Taxonomy
from firstline.tickets.urgency_policy import UrgencyPolicy
from firstline.tickets.verdict import (
    Certainty,
    Field,
    Level,
    Opinion,
    Priority,
    Reason,
    Sentiment,
    TicketScope,
    Verdict,
    Voice,
)
from firstline.tickets.whereabouts import APART
from firstline.triage.documented import Promised
from firstline.triage.following import following
from firstline.triage.heads import LEAST_ODDS, Chances, Head, aligned
from firstline.triage.learned import LIKELIER_THAN_NOT, Heard, Learned, Thought
from firstline.triage.linear import Scores
from firstline.triage.marks import CAP, FLOOR
from firstline.triage.memory import NONE
from firstline.triage.odds import UNSURE
from firstline.triage.own_rules import Said
from firstline.triage.packs import pack
from firstline.triage.starter import EDITION, MARKED, SCOPE, URGENCY, Hint, Starter
from firstline.triage.text import Reading
from firstline.triage.weighing import (
    ALARM,
    FOLLOWING,
    LED,
    SOURCE,
    bounded,
    by_weight,
    followed,
    led,
    shifted,
    weighed,
)

EVEN: Final = 0.5
STRANGE: Final = 0.5
"""The chance of belonging here below which a person is asked."""
NEAR: Final = 0.5
"""Points of urgency by which a value may be off and still count as right."""
MOST_REASONS: Final = 12
WEIGHED: Final = ("urgency", "priority", "level")
"""The fields that tell how long a message can wait."""
LEAST_MOVED: Final = 0.1
"""Points from which it is worth naming that the desk's own labels move the urgency."""
BRIEF: Final = 20
"""Words up to which an alarm is most of what a message says; in longer ones it may be quoted, or an aside."""
BRIEF_ALARM: Final = 1.0
"""Points of an alarm in so few words: of 101 such English messages of our corpus 90 have an urgency of 4.5
or more."""
ALARMED: Final = "an alarm, and little else"
OWN_LABELS: Final = "this desk's own labels"
NOTHING_WAITS: Final = "nothing in it costs anything by waiting"
TRACES: Final = "traces of other marks, and rounding"
NO_CODES: Final[NDArray[np.int32]] = np.zeros(0, np.int32)
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
    documented: Collection[Promised] = ()
    """What stands in the message that callers know."""

    @property
    def hint(self) -> Hint | None:
        """What the starter heads hear."""
        return self.heard.hint

    def knows(self, about: str) -> bool:
        """Tell whether the desk's own labels or rules say something of a field."""
        return self.has_labels(about) or about in self.own

    def has_labels(self, about: str) -> bool:
        """Tell whether the desk has labels of a field."""
        tongue = self.heard.tongue
        met = tongue.memory is not None and (tongue.memory.codes.get(about, NO_CODES) != NONE).any()
        return about in tongue.heads or bool(met)

    def is_ruled_alone(self, about: str) -> bool:
        """Tell whether one of the desk's own rules decides: there are no labels to weigh it against."""
        return about in self.own and not self.has_labels(about)

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
    documented: Collection[Promised] = (),
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
        documented: what stands in the message that callers know.
    """
    heard = learned.hear(reading, verdict.language.value)
    if heard is None:
        return verdict
    hearing = _Hearing(heard, taxonomy, packs or verdict, own, promise_of(learned), documented)
    after = _with_category(verdict, hearing, keyword)
    after = _with_subcategory(after, hearing)
    for about in ("sentiment", "frustrated"):
        after = _with(after, hearing, about, SCALES[about])
    after = _with_patience(verdict, after, hearing)
    after = _with_scope(after, hearing)
    after = _with_urgency(after, hearing, learned.policy)
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


def _with(  # noqa: PLR0913 - all that is known of a field
    verdict: Verdict,
    hearing: _Hearing,
    about: str,
    scale: Scale,
    *,
    category: str = "",
    told: Scores | None = None,
) -> Verdict:
    field: Field[Value] = getattr(verdict, about)
    # Of the urgency and what follows from it the starter heads know more than the words of the packs.
    is_known = about in WEIGHED and hearing.hint is not None
    rule = None if is_known else said_by_rules(about, hearing.packs, category=category)
    thought = hearing.heard.think(about, scale.labels, rule=rule, own=hearing.own.get(about), hinted=told)
    if thought is None:
        return verdict
    blended = _blended(about, field, thought, hearing, scale.read)
    changes: dict[str, Any] = {about: _expected(blended, thought) if about == "urgency" else blended}
    return replace(verdict, **changes)


def _with_patience(before: Verdict, verdict: Verdict, hearing: _Hearing) -> Verdict:
    """Let a wrong charge count as lost patience, as callers were told, while the desk has no labels of it."""
    if Promised.WRONGED not in hearing.documented or hearing.knows("frustrated") or verdict.frustrated.value:
        return verdict
    field = before.frustrated
    ranking = ((True, field.confidence), (False, round(1 - field.confidence, 4)))
    return replace(verdict, frustrated=replace(field, ranking=ranking))


def _with_scope(verdict: Verdict, hearing: _Hearing) -> Verdict:
    """Mark what the starter heads are sure of, where the rules see nothing; as a suggestion, too."""
    hint, field = hearing.hint, verdict.scope
    if hint is None or field is None or field.value is not TicketScope.IN_SCOPE or not hint.marks_scope:
        return verdict
    thought = hearing.heard.think(SCOPE, tuple(TicketScope), rule=(str(field.value), field.confidence))
    assert thought is not None  # noqa: S101 - the starter heads have a say
    label, chance = thought.ranking[0]
    least = hint.head(SCOPE).auto
    if label not in MARKED or least is None or chance < least:
        return verdict
    value, sure = TicketScope(label), round(chance, 4)
    opinions = {Voice.MODEL: Opinion(value, sure, thought.reasons), **field.opinions}
    marked = replace(
        field,
        value=value,
        confidence=sure,
        decided_by=Voice.MODEL,
        reasons=thought.reasons,
        opinions=opinions,
    )
    return replace(verdict, scope=marked)


def _with_urgency(verdict: Verdict, hearing: _Hearing, policy: UrgencyPolicy) -> Verdict:
    """Weigh a message, and let priority and level follow where the desk's own labels do not speak."""
    hint = hearing.hint
    if hint is None or not hint.knows(URGENCY, ()):
        for about in WEIGHED:
            verdict = _with(verdict, hearing, about, SCALES[about])
        return verdict
    if not hearing.is_ruled_alone(URGENCY):
        verdict = _summed(verdict, hearing, hint)
    verdict = weighed(verdict, policy, tier=hint.reading.message.tier)
    if Promised.ALARM in hearing.documented:
        remark = Reason(Voice.RULE, ALARM, 0.0, SOURCE)
        verdict = replace(verdict, level=replace(verdict.level, reasons=(remark, *verdict.level.reasons)))
    taught = [about for about in ("priority", "level") if hearing.knows(about)]
    following = [name for name in FOLLOWING if LED.get(name, name) not in taught]
    verdict = followed(verdict, policy, following)
    for about in taught:
        told = _banded(shifted(verdict.urgency), about, policy)
        verdict = _with(verdict, hearing, about, SCALES[about], told=told)
    return verdict


def _summed(verdict: Verdict, hearing: _Hearing, hint: Hint) -> Verdict:
    """Give the urgency as the sum of the marks, and of what the desk's own labels add."""
    labels, field = SCALES[URGENCY].labels, verdict.urgency
    alone = hint.spread(URGENCY)
    thought = hearing.heard.think(URGENCY, labels, rule=None, own=hearing.own.get(URGENCY))
    assert thought is not None  # noqa: S101 - the starter heads have a say
    spread = thought.chances if hearing.knows(URGENCY) else alone
    added = round(_mean(spread, labels) - _mean(alone, labels), 2)
    alarm = Promised.ALARM in hearing.documented and hint.reading.length <= BRIEF
    whole = hint.whole + added + (BRIEF_ALARM if alarm else 0)
    value = bounded(whole)
    reasons = [mark.reason for mark in hint.marks]
    reasons += [Reason(Voice.RULE, ALARMED, BRIEF_ALARM, SOURCE)] if alarm else []
    if abs(added) >= LEAST_MOVED:
        reasons += [Reason(Voice.MODEL, OWN_LABELS, added, hearing.heard.source), *_remarks(thought)]
    # Above 5 the sum goes on, and the value does not.
    told = round((whole if whole > CAP else value) - FLOOR - sum(reason.weight for reason in reasons), 2)
    rest = Reason(Voice.MODEL, TRACES if reasons else NOTHING_WAITS, told, EDITION)
    weighty = by_weight([*reasons[: MOST_REASONS - 1], rest])
    shift = value - _mean(spread, labels)
    near = [
        float(chance)
        for label, chance in zip(labels, spread, strict=True)
        if abs(float(label) + shift - value) <= NEAR
    ]
    sure = round(sum(near), 4)
    order = sorted(zip(labels, spread.tolist(), strict=True), key=lambda one: -one[1])
    ranking = tuple((float(label), round(chance, 4)) for label, chance in order[: hearing.heard.ranked])
    opinions = {Voice.MODEL: Opinion(value, sure, weighty), **field.opinions}
    decided = replace(
        field,
        value=value,
        confidence=sure,
        certainty=_certainty(URGENCY, sure, thought, hearing),
        decided_by=Voice.MODEL,
        reasons=weighty,
        opinions=opinions,
        ranking=ranking,
        in_scope=thought.in_scope,
    )
    return replace(verdict, urgency=decided)


def _remarks(thought: Thought) -> list[Reason]:
    """Give the labelled messages that the desk's own labels speak by; what they add stands in one number."""
    return [replace(one, weight=0.0) for one in thought.reasons if one.ticket is not None]


def _mean(spread: Chances, labels: Sequence[str]) -> float:
    return float(spread @ np.array([float(label) for label in labels]))


def is_hinted(about: str, labels: Sequence[str], starter: Starter) -> bool:
    """Tell whether the starter heads say something of a field with these labels."""
    return URGENCY in starter.heads if about in WEIGHED else starter.knows(about, labels)


def hinted(about: str, labels: Sequence[str], hint: Hint, policy: UrgencyPolicy) -> Scores:
    """Give the starter heads' scores of a field that they know; places follow from the urgency."""
    if about not in ("priority", "level"):
        return hint.scores(about, labels)
    steps = SCALES[URGENCY].labels
    spread = hint.spread(URGENCY)
    pairs = zip(steps, spread, strict=True)
    scores = _banded([(float(step), float(chance)) for step, chance in pairs], about, policy)
    return aligned(scores, SCALES[about].labels, labels)


def _banded(steps: Iterable[tuple[float, float]], about: str, policy: UrgencyPolicy) -> Scores:
    """Give the scores of a field's places: each follows from steps of an urgency, with their chances."""
    shares = dict.fromkeys(SCALES[about].labels, LEAST_ODDS)
    for step, chance in steps:
        shares[str(policy.place(about, step))] += chance
    return np.log(list(shares.values())).astype(np.float32)


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
            changes[name] = led(field, values[name], getattr(after, lead), lead)
    return replace(after, **changes)
