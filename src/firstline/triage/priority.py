"""Where in the queue does a ticket stand? low, medium, high or urgent, and a score from 0 to 100.

Urgent words (or an alarm) come first; else high words or a negative tone; else low words or a wish for a
feature; else the customer's tier: premium is high, the rest medium. A vip stands one step higher.

Whatever happens: "not urgent" is low, never urgent, and a thank-you never outweighs a trouble.
"""

from typing import Final

from firstline.tickets.message import Tier
from firstline.tickets.titles import FEATURE_REQUEST
from firstline.tickets.verdict import Priority, Reason, Sentiment, Voice
from firstline.triage.decision import Decision, ranked, reasons_for
from firstline.triage.matcher import Hit
from firstline.triage.packs import Rule, source
from firstline.triage.standing import Evidence

SCORES: Final = {Priority.LOW: 20, Priority.MEDIUM: 50, Priority.HIGH: 75, Priority.URGENT: 95}
STEPS: Final = tuple(SCORES)
NAMED: Final = {str(step): step for step in STEPS}
LENT: Final = {"sentiment": "priority.high-tone", "category": "priority.low-wish"}
"""What a rule of another pack is called here: it has odds of its own on this field."""
NOT_URGENT: Final = Rule(
    "priority", source("priority"), "not-urgent", Priority.LOW, "says that there is no hurry"
)


def priority(evidence: Evidence) -> Decision[Priority]:
    """Decide a ticket's place in the queue."""
    tier = evidence.reading.message.tier
    hits = _spoken(evidence)
    default = _raised(Priority.HIGH if tier == Tier.PREMIUM else Priority.MEDIUM, tier)
    if not hits:
        return _by_tier(default, tier)
    spoken = max((step for step, _ in hits), key=STEPS.index)
    value = _raised(spoken, tier)
    rule = next(hit.rule for step, hit in hits if step == spoken)
    speaking = [(step, hit) for step, hit in hits if (step == Priority.LOW) == (spoken == Priority.LOW)]
    weighed = ((hit, float(SCORES[step] - SCORES[Priority.MEDIUM])) for step, hit in speaking)
    reasons = reasons_for(evidence.reading, weighed)
    return Decision(value, _name(rule), ranked(evidence.reading, reasons, is_default=value == default))


def standard_priority(tier: str) -> Priority:
    """Give the place of a ticket that says nothing about its hurry."""
    return _raised(Priority.HIGH if tier == Tier.PREMIUM else Priority.MEDIUM, tier)


def _spoken(evidence: Evidence) -> list[tuple[Priority, Hit]]:
    """Give what the text says about its hurry, in the order urgent, high, low."""
    words = [(NAMED[hit.rule.value], hit) for hit in evidence.of("priority")]
    words += [(Priority.URGENT, hit) for hit in evidence.of("alarm")]
    words += [
        (Priority.HIGH, hit) for hit in evidence.of("sentiment") if hit.rule.value == Sentiment.NEGATIVE
    ]
    words += [(Priority.LOW, hit) for hit in evidence.of("category") if hit.rule.sub == FEATURE_REQUEST]
    words += [(Priority.LOW, Hit(NOT_URGENT, hit.first, hit.last)) for hit in evidence.negated]
    return words


def _raised(step: Priority, tier: str) -> Priority:
    if tier != Tier.VIP:
        return step
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def _by_tier(value: Priority, tier: str) -> Decision[Priority]:
    if tier not in {Tier.PREMIUM, Tier.VIP}:
        return Decision(value, "priority.none", found=False)
    reason = Reason(
        Voice.RULE,
        f"{tier} customers start at {value.value}",
        SCORES[value] - SCORES[Priority.MEDIUM],
        source("priority"),
    )
    return Decision(value, "priority.tier", (reason,), found=False)


def _name(rule: Rule) -> str:
    return LENT.get(rule.pack, rule.name)
