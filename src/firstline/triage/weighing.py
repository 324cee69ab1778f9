"""The urgency of a ticket as a sum that can be shown, and the priority and level that follow from it.

What the message costs to wait is told by the marks (`starter.py`); what the desk has learnt from its own
labels moves it; then come facts that are not in the words (`tickets/urgency_policy.py`), and the mood as a
small term. The tier, the category and the mood are weighed with the message (`weighed`); what is known only
where it is stored is added there (`with_facts`), before the LLM's word is joined. Each term is a reason whose
weight is its points. Priority and level follow from the sum, unless a person, a rule of the desk or its own
labels say otherwise. A alarm of the packs is of the first level in any case, and who has lost patience of the
second.

Whatever happens: the urgency lies between 1 and 5; what a person has set stays; and the same verdict with the
same facts gives the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from firstline.tickets.basis import Decided
from firstline.tickets.corrections import Follow
from firstline.tickets.message import Tier
from firstline.tickets.urgency_policy import Facts, UrgencyPolicy
from firstline.tickets.verdict import Certainty, Field, Level, Opinion, Reason, Verdict, Voice
from firstline.triage.level import HOURS
from firstline.triage.marks import CAP, FLOOR
from firstline.triage.priority import SCORES

SOURCE: Final = "urgency policy"
FOLLOWS: Final = "follows from the urgency"
ALARM: Final = "an alarm is P1"
PATIENCE: Final = "who has lost patience is P2 at least"
FOLLOWING: Final = ("priority", "priority_score", "level", "sla_hours")
"""In the order in which they follow."""
LED: Final[Mapping[str, str]] = {"priority_score": "priority", "sla_hours": "level"}
EVEN: Final = 0.5
ADVICE: Final = ("next_action", "suggested_reply")
"""What follows from the priority."""
HOURS_A_DAY: Final = 24


def weighed(verdict: Verdict, policy: UrgencyPolicy, *, tier: str = Tier.STANDARD) -> Verdict:
    """Add what the customer's contract, the category and the mood are worth to the urgency."""
    return _added(verdict, _of_message(verdict, policy, tier))


def with_facts(decided: Decided, facts: Facts, *, follow: Follow) -> Decided:
    """Add what facts are worth that are known only where a message is stored, and note them.

    Args:
        decided: the verdict without the LLM's word; it is weighed by the policy of its basis.
        facts: what is known besides the words; what has no points is not noted.
        follow: tells what follows from another priority.
    """
    before, policy = decided.verdict, decided.basis.policy
    verdict = _added(before, _of_facts(facts, policy))
    if verdict is before:
        return decided
    verdict = _advised(before, followed(verdict, policy), follow)
    return replace(decided, verdict=verdict, basis=replace(decided.basis, facts=facts))


def counts(facts: Facts, policy: UrgencyPolicy) -> bool:
    """Tell whether any of these facts has points.

    >>> counts(Facts(earlier=1), UrgencyPolicy()), counts(Facts(channel="chat"), UrgencyPolicy())
    (True, False)
    """
    return any(term.weight for term in _of_facts(facts, policy))


def led(field: Field[Any], value: object, lead: Field[Any], name: str) -> Field[Any]:
    """Let a field follow another one that was not the rules' to decide, as sure as that is."""
    reason = Reason(lead.decided_by, f"follows from the {name}", 0.0, "desk")
    opinions = dict(field.opinions)
    if lead.decided_by is not Voice.RULE:
        opinions[lead.decided_by] = Opinion(value, lead.confidence, (reason,))
    return replace(
        field,
        value=value,
        confidence=lead.confidence,
        certainty=lead.certainty,
        decided_by=lead.decided_by,
        reasons=(reason,),
        opinions=opinions,
        ranking=(),
    )


def _added(verdict: Verdict, terms: Iterable[Reason]) -> Verdict:
    """Add terms to the urgency, unless a person has set it."""
    urgency, found = verdict.urgency, [term for term in terms if term.weight]
    if Voice.HUMAN in urgency.opinions or not found:
        return verdict
    value = bounded(_whole(urgency) + sum(term.weight for term in found))
    reasons = by_weight((*urgency.reasons, *found))
    said = {urgency.decided_by: Opinion(value, urgency.confidence, reasons)}
    opinions = {**said, **_others(urgency)}
    return replace(verdict, urgency=replace(urgency, value=value, reasons=reasons, opinions=opinions))


def _others(field: Field[Any]) -> Mapping[Voice, Opinion[Any]]:
    """Give what the other voices think; the rules' opinion always stays as it was."""
    return {
        voice: opinion
        for voice, opinion in field.opinions.items()
        if voice is not field.decided_by or voice is Voice.RULE
    }


def _whole(urgency: Field[float]) -> float:
    """Give the sum of the reasons, which may go beyond the scale; where they are no sum, the value."""
    told = FLOOR + sum(reason.weight for reason in urgency.reasons)
    return told if bounded(told) == urgency.value else urgency.value


def _advised(before: Verdict, verdict: Verdict, follow: Follow) -> Verdict:
    """Let follow what another priority advises."""
    if verdict.priority.value == before.priority.value:
        return verdict
    values = follow(verdict)
    changes: dict[str, Any] = {
        name: led(verdict.field(name), values[name], verdict.priority, "priority")
        for name in ADVICE
        if verdict.field(name).value != values[name]
    }
    return replace(verdict, **changes)


def bounded(value: float) -> float:
    """Keep a sum to what an urgency can be.

    >>> bounded(5.34), bounded(2.349)
    (5.0, 2.3)
    """
    return round(min(max(value, FLOOR), CAP), 1)


def by_weight(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Put the weightiest first; a remark of the LLM stays behind all others."""
    return tuple(
        sorted(reasons, key=lambda one: (one.voice is Voice.LLM and not one.weight, -abs(one.weight)))
    )


def _of_message(verdict: Verdict, policy: UrgencyPolicy, tier: str) -> Iterator[Reason]:
    category = verdict.category.value
    yield _term(f"{tier} customers", policy.tiers.get(tier, 0.0))
    yield _term(f"is about {category}", policy.categories.get(category, 0.0))
    if verdict.frustrated.value:
        yield _term("has lost patience", policy.frustrated)


def _of_facts(facts: Facts, policy: UrgencyPolicy) -> Iterator[Reason]:
    yield _term(f"came by {facts.channel}", policy.channels.get(facts.channel, 0.0))
    times, others = (min(count, policy.most_earlier) for count in (facts.earlier, facts.others))
    yield _term(f"written {facts.earlier + 1} times without an answer", policy.earlier * times)
    days = min(facts.waiting_days, float(policy.most_days))
    yield _term(f"waiting for {_span(facts.waiting_days)}", policy.day * days)
    yield _term(f"other open tickets of the last days: {facts.others}", policy.other * others)


def _span(days: float) -> str:
    """Write a time of waiting.

    >>> _span(0.3), _span(2.04)
    ('7 hours', '2.0 days')
    """
    return f"{days:.1f} days" if days >= 1 else f"{max(round(days * HOURS_A_DAY), 1)} hours"


def _term(text: str, points: float) -> Reason:
    return Reason(Voice.RULE, text, round(points, 2), SOURCE)


def followed(verdict: Verdict, policy: UrgencyPolicy, names: Iterable[str] | None = None) -> Verdict:
    """Let priority and level follow from the urgency.

    Args:
        verdict: with the urgency that counts.
        policy: from which number on which place follows.
        names: the fields that follow; None: those that did so before.
    """
    chosen = [name for name in FOLLOWING if FOLLOWS in texts(verdict.field(name))] if names is None else names
    changes: dict[str, Any] = {}
    for name in chosen:
        changes[name] = _follow(name, replace(verdict, **changes), policy)
    return replace(verdict, **changes)


def texts(field: Field[Any]) -> Sequence[str]:
    """Give what a field's reasons say."""
    return [reason.text for reason in field.reasons]


def _follow(name: str, verdict: Verdict, policy: UrgencyPolicy) -> Field[Any]:
    field, urgency = verdict.field(name), verdict.urgency
    if name in LED:
        lead = verdict.field(LED[name])
        led = SCORES[lead.value] if name == "priority_score" else HOURS[lead.value]
        return _settled(field, led, lead.confidence, urgency, lead.reasons)
    value: Any = policy.place(name, urgency.value)
    remarks = [Reason(urgency.decided_by, FOLLOWS, 0.0, SOURCE)]
    sure = sum(chance for step, chance in shifted(urgency) if policy.place(name, step) is value)
    if name == "level":
        raised, more = _at_least(verdict, value)
        sure = field.opinions[Voice.RULE].confidence if raised is not value else sure
        value, remarks = raised, [*remarks, *more]
    return _settled(field, value, min(sure, 1.0), urgency, tuple(remarks))


def _at_least(verdict: Verdict, level: Level) -> tuple[Level, list[Reason]]:
    """Raise a level to what was promised: an alarm that callers know is P1, lost patience is P2."""
    said = verdict.level.opinions[Voice.RULE]
    if ALARM in texts(verdict.level) and said.value is Level.P1:
        return Level.P1, [Reason(Voice.RULE, ALARM, 0.0, SOURCE), *said.reasons]
    if verdict.frustrated.value and level is Level.P3:
        return Level.P2, [Reason(verdict.frustrated.decided_by, PATIENCE, 0.0, SOURCE)]
    return level, []


def shifted(urgency: Field[float]) -> Iterator[tuple[float, float]]:
    """Give the steps of the urgency with their chances, moved by what facts and the mood have added."""
    whole = sum(chance for _, chance in urgency.ranking) or 1.0
    mean = (
        sum(step * chance for step, chance in urgency.ranking) / whole if urgency.ranking else urgency.value
    )
    for step, chance in urgency.ranking or ((urgency.value, urgency.confidence),):
        yield bounded(step + urgency.value - mean), chance


def _settled(
    field: Field[Any], value: object, sure: float, urgency: Field[float], reasons: tuple[Reason, ...]
) -> Field[Any]:
    """Set a value that follows, as sure as it is, as the opinion of whoever decided the urgency."""
    sure, voice = round(sure, 4), urgency.decided_by
    opinions = {voice: Opinion(value, sure, reasons), **field.opinions}
    if voice is not Voice.RULE:
        opinions[voice] = Opinion(value, sure, reasons)
    return replace(
        field,
        value=value,
        confidence=sure,
        certainty=Certainty.SUGGEST if sure >= EVEN else Certainty.PERSON,
        decided_by=voice,
        reasons=reasons,
        opinions=opinions,
        ranking=(),
    )
