"""The closed set of labels: the taxonomy of a fresh desk, and how a verdict keeps to the desk's own.

The rules know the categories of their packs. One that the desk has renamed, merged or split is meant under
its present name. Where the desk's taxonomy has a category no more, or has retired it, the matter is general
and a person is asked; a subcategory that is not on the list gives way to the one for everything else; the
team is the taxonomy's.

Whatever happens: a fresh desk's taxonomy changes no verdict, and a fitted verdict stands in the taxonomy.
"""

from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from firstline.tickets.taxonomy import GENERAL, Category, Taxonomy
from firstline.tickets.verdict import Certainty, Field, Reason, Verdict, Voice
from firstline.triage.advice import next_action, suggested_reply
from firstline.triage.category import subcategories, team
from firstline.triage.odds import unsure
from firstline.triage.packs import pack

T = TypeVar("T")

NAMED = ("category", "subcategory")
NOTHING_FOUND = "category.none"


@cache
def first_taxonomy() -> Taxonomy:
    """Give the taxonomy of a fresh desk.

    >>> [(category.name, category.team) for category in first_taxonomy().categories][:2]
    [('billing', 'finance'), ('technical', 'technical_support')]
    """
    words = pack("taxonomy")
    categories = (
        Category(
            name=name,
            title=words["titles"][name],
            team=team(name),
            subcategories=subcategories(name),
            description=words["descriptions"][name],
            phrases={language: tuple(texts) for language, texts in pack("phrases")[name].items()},
        )
        for name in pack("category")["order"]
    )
    return Taxonomy(1, tuple(categories))


def fitted(verdict: Verdict, taxonomy: Taxonomy) -> Verdict:
    """Keep a verdict of the rules to the desk's taxonomy."""
    verdict = _where_now(verdict, taxonomy)
    category = taxonomy.open_for(verdict.category.value)
    if category is None:
        verdict = _as_general(verdict, taxonomy)
        category = taxonomy.general
    if verdict.subcategory.value not in category.subcategories:
        rest = category.subcategories[-1]
        remark = _remark(f"{category.name} has no “{verdict.subcategory.value}” at this desk", taxonomy)
        verdict = replace(verdict, subcategory=_put(verdict.subcategory, rest, remark))
    if verdict.team.value != category.team:
        remark = _remark(f"{category.name} goes to {category.team} at this desk", taxonomy)
        verdict = replace(verdict, team=_put(verdict.team, category.team, remark))
    return verdict


def _where_now(verdict: Verdict, taxonomy: Taxonomy) -> Verdict:
    """Let a category that the desk has renamed, merged or split be meant under its present name."""
    said = verdict.category.value, verdict.subcategory.value
    now = taxonomy.present(*said)
    if now == said:
        return verdict
    remark = _remark(f"{said[0]} is {now[0]} at this desk", taxonomy)
    changes: dict[str, Any] = {
        name: _put(getattr(verdict, name), value, remark)
        for name, value in zip(NAMED, now, strict=True)
        if getattr(verdict, name).value != value
    }
    return replace(verdict, **changes)


def _as_general(verdict: Verdict, taxonomy: Taxonomy) -> Verdict:
    remark = _remark(f"this desk takes no new tickets in {verdict.category.value}", taxonomy)
    priority, sentiment = verdict.priority.value, verdict.sentiment.value
    return replace(
        verdict,
        category=_doubted(verdict.category, taxonomy.general.name, remark),
        subcategory=_doubted(verdict.subcategory, taxonomy.general.subcategories[-1], remark),
        team=_doubted(verdict.team, taxonomy.general.team, remark),
        next_action=_doubted(verdict.next_action, next_action(GENERAL, priority), remark),
        suggested_reply=_doubted(
            verdict.suggested_reply, suggested_reply(GENERAL, priority, sentiment), remark
        ),
    )


def _remark(text: str, taxonomy: Taxonomy) -> Reason:
    return Reason(Voice.RULE, text, 0.0, f"taxonomy@{taxonomy.version}")


def _put(field: Field[T], value: T, remark: Reason) -> Field[T]:
    """Set the value, and what the rules are taken to say, and tell why."""
    reasons = (*field.reasons, remark)
    said = replace(field.opinions[Voice.RULE], value=value, reasons=reasons)
    return replace(field, value=value, reasons=reasons, opinions={**field.opinions, Voice.RULE: said})


def _doubted(field: Field[T], value: T, remark: Reason) -> Field[T]:
    """Set the value and ask a person: the rules thought of something else."""
    odds = unsure(NOTHING_FOUND)
    bare = replace(
        field,
        confidence=odds,
        certainty=Certainty.PERSON,
        reasons=tuple(replace(reason, span=None) for reason in field.reasons),
        opinions={
            voice: replace(said, confidence=odds) if voice is Voice.RULE else said
            for voice, said in field.opinions.items()
        },
    )
    return _put(bare, value, remark)
