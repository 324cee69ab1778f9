"""What is a message about? One of the desk's categories and subcategories, and the team for it.

The highest rank of evidence decides; within a rank the categories come in a fixed order, billing first. A
keyword that is the text's only evidence therefore decides, whatever its rank. So does a trouble that is
denied ("nothing is down"), but only where nothing else is named. A text without evidence is general. The
subcategory is the strongest one that the category's evidence names.

Whatever happens: no label is invented; all of them stand in `packs/category.toml`.
"""

from functools import cache
from typing import Final

from firstline.tickets.verdict import Reason
from firstline.triage.decision import Decision, ranked, reasons_for
from firstline.triage.documented import promised_phrases
from firstline.triage.matcher import Hit
from firstline.triage.packs import pack
from firstline.triage.standing import Evidence

GENERAL: Final = "general"
LOGIN: Final = "technical.login"
"""Whoever cannot sign in says so in many ways; each of them is as good as the documented "cannot login"."""
DENIED_RANK: Final = 0.0
"""What a denied trouble weighs beside a topic that stands."""


def category(evidence: Evidence) -> Decision[str]:
    """Decide what a message is about."""
    hits = topics(evidence)
    if not hits:
        return Decision(GENERAL, "category.none", found=False)
    value = _winner(hits)
    speaking = [hit for hit in hits if hit.rule.value == value]
    denied = [hit for hit in evidence.denied if hit.rule.value == value]
    rule = max(speaking, key=_rank).rule.name if evidence.of("category") else "category.denied"
    return Decision(value, rule, _weighed(evidence, speaking, denied, is_default=value == GENERAL))


def subcategory(evidence: Evidence, category: Decision[str]) -> Decision[str]:
    """Decide which of the category's subjects it is."""
    names = subcategories(category.value)
    default = names[-1]
    speaking = [hit for hit in topics(evidence) if hit.rule.value == category.value and hit.rule.sub]
    if not speaking:
        return Decision(default, f"subcategory.{category.rule}", category.reasons, found=category.found)
    value = min(speaking, key=lambda hit: (-hit.rule.rank, names.index(hit.rule.sub))).rule.sub
    naming = [hit for hit in speaking if hit.rule.sub == value]
    denied = [hit for hit in evidence.denied if (hit.rule.value, hit.rule.sub) == (category.value, value)]
    is_default = (category.value, value) == (GENERAL, default)
    rule = f"subcategory.{max(naming, key=_rank).rule.name}"
    if category.value != GENERAL and len(naming) + len(denied) == len(category.reasons):
        return Decision(value, rule, category.reasons)  # each of them names this subcategory
    return Decision(value, rule, _weighed(evidence, naming, denied, is_default=is_default))


def keyword(evidence: Evidence) -> str | None:
    """Name the category that the rules decide by one of its documented keywords, if they do.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.standing import evidence
    >>> from firstline.triage.text import read
    >>> keyword(evidence(read(Message("I cannot login"))))
    'technical'
    """
    hits, words = evidence.of("category"), evidence.reading.words
    if not hits:
        return None
    value, known = _winner(hits), promised_phrases("category")
    own = [hit for hit in hits if hit.rule.value == value]
    is_known = any(tuple(words[hit.first : hit.last]) in known or hit.rule.id == LOGIN for hit in own)
    return value if is_known else None


def topics(evidence: Evidence) -> list[Hit]:
    """Give the phrases that name a topic; denied ones only where no other is named."""
    return evidence.of("category") or evidence.denied


@cache
def subcategories(category: str) -> tuple[str, ...]:
    """List a category's subcategories, the one for everything else last."""
    return tuple(pack("category")["subcategories"][category])


@cache
def team(category: str) -> str:
    """Name the team that sees to a category.

    >>> team("billing")
    'finance'
    """
    return str(pack("category")["teams"][category])


@cache
def _order() -> dict[str, int]:
    return {name: place for place, name in enumerate(pack("category")["order"])}


def _weighed(
    evidence: Evidence, speaking: list[Hit], denied: list[Hit], *, is_default: bool
) -> tuple[Reason, ...]:
    """Make reasons of what speaks for a label, and of what would, were nothing else there."""
    weighed = [(hit, float(hit.rule.rank)) for hit in speaking]
    weighed += [(hit, DENIED_RANK) for hit in denied if hit not in speaking]
    return ranked(evidence.reading, reasons_for(evidence.reading, weighed), is_default=is_default)


def _winner(hits: list[Hit]) -> str:
    order = _order()
    return str(min(hits, key=lambda hit: (-hit.rule.rank, order[hit.rule.value])).rule.value)


def _rank(hit: Hit) -> int:
    return hit.rule.rank
