"""A ticket goes where its label has gone: what stands on it, and what its newest verdict says.

Its category and subcategory get the names that they have now. The team follows where it was the old
category's, the matter is open, and no person has set it. Priority, due time and whatever else was decided
stay. What each voice thought is told under the present names; what a person set is still theirs.

Whatever happens: the ticket stands in the taxonomy afterwards, its verdict says what it shows, and one that
stands there already is left as it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from firstline.tickets.corrections import as_shown, is_corrected
from firstline.tickets.taxonomy import Category, Taxonomy
from firstline.tickets.ticket import ENDED, Ticket
from firstline.tickets.verdict import Field, Reason, Verdict, Voice
from firstline.tickets.whereabouts import Place

REFILED: Final = "ticket.refiled"
"""How the log tells of it."""


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a ticket belongs."""

    category: Category
    subcategory: str
    team: str

    @property
    def columns(self) -> Mapping[str, str]:
        """Give it as a ticket has it."""
        return {"category": self.category.name, "subcategory": self.subcategory, "team": self.team}


def is_misfiled(ticket: Ticket, taxonomy: Taxonomy) -> bool:
    """Tell whether the ticket's label has gone elsewhere."""
    place = (ticket.category, ticket.subcategory)
    return taxonomy.present(*place) != place


def filing_of(ticket: Ticket, verdict: Verdict, taxonomy: Taxonomy) -> Filing:
    """Say where a ticket belongs, whose label has gone."""
    category, part = home_of(taxonomy, ticket.category, ticket.subcategory)
    before = taxonomy.find(ticket.category)
    was_its = before is not None and ticket.team == before.team
    follows = was_its and ticket.status not in ENDED and not is_corrected(verdict.team)
    return Filing(category, part, category.team if follows else ticket.team)


def home_of(taxonomy: Taxonomy, category: str, subcategory: str) -> tuple[Category, str]:
    """Give the place that a label has now; a subcategory that is not there is part of the rest."""
    name, part = taxonomy.present(category, subcategory)
    found = taxonomy.find(name) or taxonomy.general
    return found, part if part in found.subcategories else found.subcategories[-1]


def refiled(ticket: Ticket, verdict: Verdict, filing: Filing, taxonomy: Taxonomy) -> Verdict:
    """Give the newest verdict as it is for the ticket at its new place."""
    shown = retold(as_shown(verdict, ticket), taxonomy)
    if filing.team == ticket.team:
        return shown
    remark = Reason(
        shown.team.decided_by, f"{filing.category.name} goes to {filing.team}", 0.0, _source(taxonomy)
    )
    return replace(shown, team=replace(shown.team, value=filing.team, reasons=(*shown.team.reasons, remark)))


def retold(verdict: Verdict, taxonomy: Taxonomy) -> Verdict:
    """Tell a verdict under the names that categories and subcategories have now."""
    if not taxonomy.moves:
        return verdict
    category, part = verdict.category, verdict.subcategory
    name, part_name = _now(taxonomy, category.value, part.value)
    said = {voice: taxonomy.present(*_said(verdict, voice)) for voice in {*category.opinions, *part.opinions}}
    named = (
        (one, name if one == category.value else taxonomy.present(one)[0]) for one, _ in category.ranking
    )
    parts = {one: taxonomy.present(category.value, one) for one, _ in part.ranking}
    return replace(
        verdict,
        category=_under(category, name, {voice: at[0] for voice, at in said.items()}, dict(named), taxonomy),
        subcategory=_under(
            part,
            part_name,
            {voice: at[1] for voice, at in said.items()},
            {one: at[1] for one, at in parts.items() if at[0] == name},
            taxonomy,
        ),
    )


def _now(taxonomy: Taxonomy, category: str, subcategory: str) -> Place:
    """Say where a label is now; one that never moved is as it is, whatever the taxonomy has."""
    if taxonomy.present(category, subcategory) == (category, subcategory):
        return category, subcategory
    found, part = home_of(taxonomy, category, subcategory)
    return found.name, part


def _said(verdict: Verdict, voice: Voice) -> Place:
    """Say which place a voice thinks of; of what it does not say, the verdict's own is taken."""
    category, part = verdict.category, verdict.subcategory
    name = category.opinions[voice].value if voice in category.opinions else category.value
    if voice in part.opinions:
        return name, part.opinions[voice].value
    return name, part.value if name == category.value else ""


def _under(
    field: Field[str], value: str, said: Mapping[Voice, str], ranked: Mapping[str, str], taxonomy: Taxonomy
) -> Field[str]:
    """Put a field under other names: its value, what the voices said, and the ranked ones."""
    remark = Reason(field.decided_by, f"{field.value} is {value} now", 0.0, _source(taxonomy))
    opinions = {voice: replace(opinion, value=said[voice]) for voice, opinion in field.opinions.items()}
    return replace(
        field,
        value=value,
        reasons=field.reasons if value == field.value else (*field.reasons, remark),
        opinions=opinions,
        ranking=_ranking((ranked[one], chance) for one, chance in field.ranking if one in ranked),
    )


def _ranking(told: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Add up the chances of those that have become one, the likeliest first."""
    chances: dict[str, float] = {}
    for name, chance in told:
        chances[name] = round(chances.get(name, 0.0) + chance, 4)
    return tuple(sorted(chances.items(), key=lambda one: -one[1]))


def _source(taxonomy: Taxonomy) -> str:
    return f"taxonomy@{taxonomy.version}"
