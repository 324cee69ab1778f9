"""The packs' verdict with what the desk's own rules say, in place of what the packs say.

Each field of which a rule speaks has the rule's value, odds and reasons. What follows from such a field (the
team from the category, the score from the priority) follows it, unless a rule speaks of it, too. By itself
the desk acts only where a rule has been right so often that its precision is proven.

Whatever happens: what no rule speaks of and does not follow stays as it is, and a subcategory is one of its
category's.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from firstline.tickets.corrections import LEADS
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Certainty, Field, Opinion, Reason, Verdict, Voice
from firstline.tickets.whereabouts import place_at
from firstline.triage.blend import SCALES, proves
from firstline.triage.following import following
from firstline.triage.odds import UNSURE, certainty
from firstline.triage.own_rules import Said

REST: Final = "subcategory"
"""What is only the place for the rest is nobody's opinion: a person is asked."""


def ruled(verdict: Verdict, own: Mapping[str, Said], taxonomy: Taxonomy, *, promise: float) -> Verdict:
    """Put what the desk's own rules say in place of what the packs say.

    Args:
        verdict: the packs', kept to the taxonomy.
        own: what the desk's own rules say, by field.
        taxonomy: the desk's categories.
        promise: the precision that must be proven before the desk acts by itself.
    """
    said: dict[str, Any] = {
        about: _said(verdict.field(about), about, one, promise) for about, one in own.items()
    }
    return _settled(replace(verdict, **said), own, taxonomy) if said else verdict


def _said(field: Field[Any], about: str, said: Said, promise: float) -> Field[Any]:
    allowed = certainty(said.odds)
    if allowed is not Certainty.PERSON:
        allowed = Certainty.AUTO if proves(said, promise) else Certainty.SUGGEST
    return _as_ruled(field, _value(about, said.label), said.odds, allowed, said.reasons)


def _value(about: str, label: str) -> Any:  # noqa: ANN401 - what the field holds
    if about == "subcategory":
        return place_at(label)[1]
    return SCALES[about].read(label) if about in SCALES else label


def _as_ruled(
    field: Field[Any], value: object, odds: float, allowed: Certainty, reasons: tuple[Reason, ...]
) -> Field[Any]:
    opinions = {**field.opinions, Voice.RULE: Opinion(value, odds, reasons)}
    return replace(
        field,
        value=value,
        confidence=odds,
        certainty=allowed,
        decided_by=Voice.RULE,
        reasons=reasons,
        opinions=opinions,
    )


def _settled(verdict: Verdict, own: Mapping[str, Said], taxonomy: Taxonomy) -> Verdict:
    """Let follow what follows from a field of which a rule speaks."""
    values, changes = following(taxonomy)(verdict), dict[str, Any]()
    for name, leads in LEADS.items():
        field: Field[Any] = getattr(verdict, name)
        lead = next((lead for lead in leads if lead in own), None)
        if lead is not None and name not in own and field.value != values[name]:
            changes[name] = _following(field, values[name], verdict.field(lead), name, lead)
    return replace(verdict, **changes)


def _following(field: Field[Any], value: object, lead: Field[Any], name: str, by: str) -> Field[Any]:
    reason = Reason(Voice.RULE, f"follows from the {by}", 0.0, "desk")
    if name == REST:
        return _as_ruled(field, value, min(lead.confidence, UNSURE), Certainty.PERSON, (reason,))
    return _as_ruled(field, value, lead.confidence, lead.certainty, (reason,))
