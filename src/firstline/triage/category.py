"""What is a message about? One of the desk's categories and subcategories, and the team for it.

The highest rank of evidence decides; within a rank the categories come in a fixed order, billing first. A
keyword that is the text's only evidence therefore decides, whatever its rank. A text without evidence is
general. The subcategory is the strongest one that the category's evidence names.

Whatever happens: no label is invented; all of them stand in `packs/category.toml`.
"""

from functools import cache
from typing import Final

from firstline.triage.decision import Decision, ranked, reasons_for
from firstline.triage.matcher import Hit
from firstline.triage.packs import pack
from firstline.triage.standing import Evidence

GENERAL: Final = "general"
WISH: Final = "Feature Request"
WISH_RANK: Final = 4


def category(evidence: Evidence) -> Decision[str]:
    """Decide what a message is about."""
    hits = evidence.of("category")
    if not hits:
        return Decision(GENERAL, "category.none", found=False)
    value = _winner(hits)
    speaking = [hit for hit in hits if hit.rule.value == value]
    reasons = reasons_for(evidence.reading, ((hit, float(hit.rule.rank)) for hit in speaking))
    rule = max(speaking, key=_rank).rule.name
    return Decision(value, rule, ranked(evidence.reading, reasons, is_default=value == GENERAL))


def subcategory(evidence: Evidence, category: Decision[str]) -> Decision[str]:
    """Decide which of the category's subjects it is."""
    names = subcategories(category.value)
    default = names[-1]
    speaking = [hit for hit in evidence.of("category") if hit.rule.value == category.value and hit.rule.sub]
    if not speaking:
        return Decision(default, f"subcategory.{category.rule}", category.reasons, found=category.found)
    value = min(speaking, key=lambda hit: (-hit.rule.rank, names.index(hit.rule.sub))).rule.sub
    naming = [hit for hit in speaking if hit.rule.sub == value]
    reasons = reasons_for(evidence.reading, ((hit, float(hit.rule.rank)) for hit in naming))
    is_default = (category.value, value) == (GENERAL, default)
    rule = f"subcategory.{max(naming, key=_rank).rule.name}"
    return Decision(value, rule, ranked(evidence.reading, reasons, is_default=is_default))


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


def _winner(hits: list[Hit]) -> str:
    order = _order()
    return str(min(hits, key=lambda hit: (-hit.rule.rank, order[hit.rule.value])).rule.value)


def _rank(hit: Hit) -> int:
    return hit.rule.rank
