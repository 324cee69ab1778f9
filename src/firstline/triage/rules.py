"""What the rules alone think of a message: one decision for each field.

Fields that follow from others (team, hours, next action, reply) follow from what the rules decided, cite
the same evidence and are as sure as what they follow from.

Whatever happens: the same evidence gives the same decisions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from firstline.tickets.verdict import Level, Priority, Reason, Sentiment
from firstline.triage.advice import investigated, next_action, suggested_reply
from firstline.triage.category import GENERAL, category, subcategory, team
from firstline.triage.decision import Decision, ranked, votes
from firstline.triage.level import HOURS, level
from firstline.triage.priority import SCORES, priority, standard_priority
from firstline.triage.sentiment import frustrated, sentiment
from firstline.triage.standing import Evidence
from firstline.triage.urgency import urgency

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Decisions:
    """The rules' opinion of every field."""

    category: Decision[str]
    subcategory: Decision[str]
    urgency: Decision[float]
    priority: Decision[Priority]
    priority_score: Decision[int]
    level: Decision[Level]
    sla_hours: Decision[int]
    sentiment: Decision[Sentiment]
    frustrated: Decision[bool]
    team: Decision[str]
    next_action: Decision[str]
    suggested_reply: Decision[str]


def decide(evidence: Evidence) -> Decisions:
    """Decide every field by the rules."""
    topic, place, tone = category(evidence), priority(evidence), sentiment(evidence)
    patience = frustrated(evidence)
    haste = level(evidence, patience, place)
    return Decisions(
        category=topic,
        subcategory=subcategory(evidence, topic),
        urgency=urgency(evidence),
        priority=place,
        priority_score=_following(place, SCORES[place.value]),
        level=haste,
        sla_hours=_following(haste, HOURS[haste.value]),
        sentiment=tone,
        frustrated=patience,
        team=_following(topic, team(topic.value)),
        next_action=_action(evidence, topic, place),
        suggested_reply=_reply(evidence, topic, place, tone),
    )


def _following(decision: Decision[T], value: U) -> Decision[U]:
    return Decision(value, decision.rule, decision.reasons, decision.found)


def _action(evidence: Evidence, topic: Decision[str], place: Decision[Priority]) -> Decision[str]:
    action = _following(topic, next_action(topic.value, place.value))
    if not investigated(topic.value, place.value):
        return action
    return replace(action, reasons=_joined(evidence, place.reasons, topic.reasons))


def _reply(
    evidence: Evidence, topic: Decision[str], place: Decision[Priority], tone: Decision[Sentiment]
) -> Decision[str]:
    reply = _following(topic, suggested_reply(topic.value, place.value, tone.value))
    if topic.value != GENERAL:
        return replace(reply, reasons=_joined(evidence, topic.reasons, place.reasons))
    unspoken = suggested_reply(GENERAL, standard_priority(evidence.reading.message.tier), Sentiment.NEUTRAL)
    reasons = ranked(evidence.reading, votes(place.reasons), is_default=reply.value == unspoken)
    return replace(reply, reasons=reasons)


def _joined(evidence: Evidence, evident: Sequence[Reason], remarks: Sequence[Reason]) -> tuple[Reason, ...]:
    """Join the reasons that hold a value up with those that only explain it, which name no place."""
    return ranked(evidence.reading, votes(evident, remarks=remarks), is_default=False)
