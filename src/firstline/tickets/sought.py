"""Which tickets a list is asked for, and in which order: the words that doors, saved views and queries share.

A filter that is None asks for all; several values of one filter are alternatives, several filters hold
together. A view is a named filter; a list may have both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from firstline.core.ids import AgentId, CustomerId
from firstline.tickets.phrase import Sentence
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.whereabouts import place_at


class Sort(StrEnum):
    """The orders of a list. Equals follow each other by number, the newest first; by due time, the oldest."""

    NEWEST = "newest"
    PRIORITY = "priority"
    URGENCY = "urgency"
    DUE = "due"
    UPDATED = "updated"


class View(StrEnum):
    """The views that every desk has."""

    OPEN = "open"
    """Not ended, and nobody waits for a moment to come."""
    MINE = "mine"
    """Open, and the caller's."""
    UNASSIGNED = "unassigned"
    """Open, and nobody's."""
    AT_RISK = "at_risk"
    """Open, without a mark, and due soon or already late."""
    NEEDS_PERSON = "needs_person"
    """Open, and the desk is not sure what it is about."""
    WAITING = "waiting"
    """Open, and the customer's turn."""
    SNOOZED = "snoozed"
    """Not ended; comes back at a set moment."""
    RESOLVED = "resolved"
    """Ended: resolved or closed."""
    ALL = "all"


NOBODY = None
"""Stands among assignees for tickets that nobody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters that mean the same to whoever asks and to the database."""

    id: Sequence[int] | None = None
    """The tickets themselves, by their numbers; saved views do without."""
    status: Sequence[str] | None = None
    category: Sequence[str] | None = None
    subcategory: Sequence[str] | None = None
    priority: Sequence[str] | None = None
    level: Sequence[str] | None = None
    sentiment: Sequence[str] | None = None
    team: Sequence[str] | None = None
    channel: Sequence[str] | None = None
    language: Sequence[str] | None = None
    certainty: Sequence[str] | None = None
    scope: Sequence[str] | None = None
    tag: Sequence[str] | None = None
    unread: bool | None = None
    """Whether the customer has written since the caller read it."""
    received_from: datetime | None = None
    received_to: datetime | None = None
    """Not included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Filters):
    """The filters of a list in the words of whoever asks; a saved view keeps them so."""

    view: View | None = None
    """None: the saved view's, or all."""
    assignee: Sequence[str] | None = None
    """Agents by name or number; `me` is the caller, `none` is nobody."""
    customer: int | None = None
    q: str | None = None
    """Words to search for."""

    def within(self, saved: "Asked") -> "Asked":
        """Narrow a saved view: what is asked here takes the place of what the view says of the same thing."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return Asked(**{name: getattr(saved, name) if own[name] is None else own[name] for name in own})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought(Filters):
    """The filters of a list as the database knows them."""

    view: View = View.ALL
    me: AgentId | None = None
    """Whose tickets are `mine`, and who has read what; None: the caller is no agent."""
    due_before: datetime | None = None
    """Until when a ticket is at risk; needed for that view alone."""
    assignee: Sequence[AgentId | None] | None = None
    """`NOBODY` among them asks for unassigned ones, too."""
    customer: CustomerId | None = None
    words: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended; the next one starts behind it."""

    key: int | float | datetime
    """The last ticket's value in the list's order."""
    ticket_id: int


KEYS = {
    Sort.NEWEST: "received_at",
    Sort.PRIORITY: "priority_score",
    Sort.URGENCY: "urgency",
    Sort.DUE: "due_at",
    Sort.UPDATED: "updated_at",
}
"""The field of a ticket by which each order goes."""

Names = Sequence[str] | None


def named_now(taxonomy: Taxonomy, categories: Names, subcategories: Names) -> tuple[Names, Names]:
    """Give a filter's categories and subcategories by the names that they have now.

    A subcategory without a category is looked for in all: where it has gone, and where it still is.
    """
    if subcategories is None:
        names = None if categories is None else [taxonomy.present(name)[0] for name in categories]
        return _each(names), None
    if categories is None:
        return None, _each(now for part in subcategories for now in _parts_now(taxonomy, part))
    places = [taxonomy.present(name, part) for name in categories for part in subcategories]
    if not places:
        return categories, subcategories
    return _each(name for name, _ in places), _each(part for _, part in places)


def with_leaving(taxonomy: Taxonomy, categories: Names) -> Names:
    """Add the categories that are on their way to these: their tickets have not all followed yet."""
    if categories is None or not taxonomy.moves:
        return categories
    return [*categories, *sorted(old for old in taxonomy.leaving if taxonomy.present(old)[0] in categories)]


def _parts_now(taxonomy: Taxonomy, part: str) -> list[str]:
    gone = [name for name, old in map(place_at, taxonomy.moves) if old == part]
    there = any(part in one.subcategories and one.name not in taxonomy.leaving for one in taxonomy.categories)
    return ([part] if there or not gone else []) + [taxonomy.present(name, part)[1] for name in gone]


def _each(names: Iterable[str] | None) -> Names:
    """Name each once."""
    return None if names is None else list(dict.fromkeys(names))
