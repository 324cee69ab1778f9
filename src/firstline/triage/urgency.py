"""How long can a message wait? From 1.0 (a thank-you) to 5.0 (a blocked account, a fraud).

The highest tier that the text holds counts. An alarm (an outage, a breach, a loss, a danger) is of the
highest tier and an unhappy tone of the third, so that the urgency agrees with the level and the priority.
Modifiers add to the tier: what cannot be done (+1.0), asking why something was refused (+2.0), a length of
time (+0.5), two or more question marks (+0.5), PLEASE in capitals (+0.5).

Whatever happens: the value stays between 1.0 and 5.0 with one decimal, and each modifier counts once.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from firstline.tickets.verdict import Sentiment
from firstline.triage.decision import Decision, ranked, reasons_for
from firstline.triage.marks import CAP, FLOOR
from firstline.triage.matcher import Hit
from firstline.triage.packs import Rule, source
from firstline.triage.standing import Evidence
from firstline.triage.text import QUESTION_MARKS, Reading

ALARMED: Final = 5.0
"""The tier of an alarm: level P1 and urgency say the same."""
UNHAPPY: Final = 3.0
"""The tier of a negative tone, which is of high priority too."""
REFUSALS = frozenset({"rejected", "denied", "blocked", "declined", "refused"})
ASKING = frozenset({"why", "what", "when"})
WHY: Final = Rule("modifiers", source("modifiers"), "why", 2.0, "asks about a refusal")
QUESTIONS: Final = Rule("modifiers", source("modifiers"), "questions", 0.5, "asks more than once")
SEVERAL: Final = 2
"""Question marks that show impatience."""
UNIT: Final = "tier {}"
POINTS: Final = "+{}"


def urgency(evidence: Evidence) -> Decision[float]:
    """Decide how long a message can wait."""
    reading = evidence.reading
    tiers, modifiers = _tiers(evidence), list(_modifiers(evidence))
    if not tiers and not modifiers:
        return Decision(FLOOR, "urgency.none", found=False)
    top = max(tiers, key=_tier, default=None)
    points = sum({hit.rule: hit.rule.value for hit in modifiers}.values())
    value = round(min(max(_tier(top) if top else FLOOR, FLOOR) + points, CAP), 1)
    reasons = [
        *reasons_for(
            reading,
            ((hit, _tier(hit) - FLOOR) for hit in tiers if _tier(hit) > FLOOR or value == FLOOR),
            unit=UNIT,
        ),
        *reasons_for(reading, ((hit, hit.rule.value) for hit in modifiers), unit=POINTS),
    ]
    rule = top.rule.name if top else "urgency.modifiers"
    return Decision(value, rule, ranked(reading, reasons, is_default=value == FLOOR))


def _tiers(evidence: Evidence) -> list[Hit]:
    """Give the phrases of a tier: its own, then an alarm's; a mere tone counts where none is higher."""
    own, alarms = evidence.of("urgency"), evidence.of("alarm")
    if alarms:
        return [*own, *_lent(alarms, ALARMED, own)]
    tones = evidence.of("sentiment")
    if not tones or any(_tier(hit) > UNHAPPY for hit in own):
        return own
    unhappy = [hit for hit in tones if hit.rule.value == Sentiment.NEGATIVE]
    return [*own, *_lent(unhappy, UNHAPPY, own)]


def _lent(hits: list[Hit], tier: float, own: list[Hit]) -> Iterator[Hit]:
    """Lend a tier to another pack's phrases, but for those that the urgency's own say word for word."""
    said: set[int] = set()
    for hit in own:
        if _tier(hit) >= tier:
            said.update(range(hit.first, hit.last))
    for hit in hits:
        if not said.issuperset(range(hit.first, hit.last)):
            yield Hit(_lent_rule(hit.rule, tier), hit.first, hit.last)


@cache
def _lent_rule(rule: Rule, tier: float) -> Rule:
    """Make a rule of the urgency from another pack's; the pack stays its source."""
    return replace(rule, pack="urgency", id=f"{tier}-{rule.pack}", value=tier)


def _tier(hit: Hit) -> float:
    return float(hit.rule.value)


def _modifiers(evidence: Evidence) -> Iterator[Hit]:
    yield from evidence.of("modifiers")
    yield from _refusals(evidence)
    yield from _question_marks(evidence.reading)


def _refusals(evidence: Evidence) -> Iterator[Hit]:
    """Find the refusals that a sentence asks about: "why was my loan rejected"."""
    words = evidence.reading.words
    refused = [hit for hit in evidence.of("urgency") if not REFUSALS.isdisjoint(words[hit.first : hit.last])]
    if not refused:
        return
    asking = [place for place, word in enumerate(words) if word in ASKING]
    for hit in refused:
        at = bisect_left(asking, hit.first) - 1
        if at >= 0 and evidence.reading.sentence(asking[at]) == evidence.reading.sentence(hit.first):
            yield Hit(WHY, hit.first, hit.last)


def _question_marks(reading: Reading) -> Iterator[Hit]:
    if not reading.questions:
        return
    marks = [reading.original(place) for place in reading.questions]
    if sum(character in QUESTION_MARKS for mark in marks for character in mark) >= SEVERAL:
        yield from (Hit(QUESTIONS, place, place + 1) for place in reading.questions)
