"""A ticket in the words of seed 3: titles for category, team and mood, derived from the two categories.

Seed 3 knows the categories of the packs; one that the desk has renamed, merged or split off is shown as the
one that it stands for (`Taxonomy.stock`).
"""

from dataclasses import dataclass

from firstline.tickets.taxonomy import Taxonomy

FEATURE_REQUEST = "Feature Request"
"""The subcategory that seed 3 shows as a category of its own."""


@dataclass(frozen=True, slots=True)
class Title:
    """How seed 3 names what a ticket is about, and who takes it."""

    category: str
    team: str


TITLES = {
    "billing": Title("Billing", "Finance Team"),
    "technical": Title("Technical", "Engineering"),
    "account": Title("Account", "Account Management"),
    "sales": Title("Account", "Account Management"),
}
WISH = Title(FEATURE_REQUEST, "Product")
REST = Title("Technical", "Engineering")
"""Where seed 3 puts what fits nowhere: its own default."""


def title_of(category: str, subcategory: str, taxonomy: Taxonomy) -> Title:
    """Name a ticket's category and team as seed 3 does.

    >>> title_of("money", "Refunds", Taxonomy(2, (), {"billing": "money"})).team
    'Finance Team'
    """
    if subcategory == FEATURE_REQUEST:
        return WISH
    return TITLES.get(taxonomy.stock(category), REST)


def mood_of(sentiment: str, *, frustrated: bool) -> str:
    """Name the customer's mood as seed 3 does: frustrated, neutral or satisfied.

    Who only sounds unhappy has not lost patience: who has is P2 at least, which callers count on.
    """
    if frustrated:
        return "frustrated"
    return "satisfied" if sentiment == "positive" else "neutral"
