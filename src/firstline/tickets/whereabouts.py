"""Where has a label gone, and what was it? Old names lead to present ones, a step at a time, and back.

A label is a category's name, or a category and one of its subcategories with a tab between them. The moves
of a taxonomy say for a label where it went: `billing` to `money`, `billing<tab>Loans` to `credit<tab>Loans`.
What is said of a category and a subcategory together goes before what is said of the category, and where a
category went its subcategories went under their own names. Backwards a category leads to the names that
became it, and one that was split off to the one that it came from.

What always holds: following ends, either way and whatever the moves say, and a label that went nowhere is
where it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

APART: Final = "\t"
"""Stands between a category and its subcategory where the two are one label."""
MOST_STEPS: Final = 50
"""Of one label's way; ours lead straight to its end."""
NOWHERE: Final[Mapping[str, str]] = {}

Moves: TypeAlias = Mapping[str, str]
"""Labels that have gone, each with the label that it is now."""
Place: TypeAlias = tuple[str, str]
"""A category and a subcategory; an empty one: only the category is known."""


def label_at(category: str, subcategory: str = "") -> str:
    r"""Write a place as a label.

    >>> label_at("billing"), label_at("billing", "Refunds")
    ('billing', 'billing\tRefunds')
    """
    return f"{category}{APART}{subcategory}" if subcategory else category


def place_at(label: str) -> Place:
    r"""Read a label as a place.

    >>> place_at("billing"), place_at("billing\tRefunds")
    (('billing', ''), ('billing', 'Refunds'))
    """
    category, _, subcategory = label.partition(APART)
    return category, subcategory


def follow(moves: Moves, category: str, subcategory: str = "") -> Place:
    r"""Say where a label is now.

    >>> moves = {"billing": "money", "money\tLoans": "credit\tLoans"}
    >>> follow(moves, "billing"), follow(moves, "billing", "Loans"), follow(moves, "sales", "Pricing")
    (('money', ''), ('credit', 'Loans'), ('sales', 'Pricing'))
    """
    place, seen = (category, subcategory), {(category, subcategory)}
    while (after := _step(moves, *place)) is not None and after not in seen:
        seen.add(after)
        place = after
    return place


def once_called(moves: Moves, category: str, names: Sequence[str]) -> str | None:
    r"""Say which of these names a category had earlier, or the one that it was split off from.

    One that has such a name keeps to it; of several the first counts; None: it never had one.

    >>> moves = {"billing": "money", "money\tLoans": "credit\tLoans"}
    >>> [once_called(moves, name, ["billing", "sales"]) for name in ("money", "credit", "sales", "garden")]
    ['billing', 'billing', 'sales', None]
    """
    seen: set[str] = set()
    ahead = {category}
    while ahead:
        came = [name for name in names if name in ahead]
        came = came or [name for name in names if follow(moves, name)[0] in ahead]
        if came:
            return came[0]
        seen |= ahead
        ahead = set(_step_back(moves, ahead)) - seen
    return None


def is_endless(moves: Moves, label: str) -> bool:
    """Tell whether following a label leads in a circle, or takes more than `MOST_STEPS`."""
    place: Place | None = place_at(label)
    for _ in range(MOST_STEPS + 1):
        if place is None:
            return False
        place = _step(moves, *place)
    return True


def now_called(moves: Moves, label: str) -> str:
    """Say what a label is now."""
    return label_at(*follow(moves, *place_at(label)))


def spoken(label: str) -> str:
    r"""Write a label for people.

    >>> spoken("billing\tRefunds")
    'billing / Refunds'
    """
    return label.replace(APART, " / ")


def _step_back(moves: Moves, categories: AbstractSet[str]) -> Iterator[str]:
    """Name what became one of these categories or gave it a part, as it was called then and is now."""
    for old, new in moves.items():
        if place_at(new)[0] in categories:
            source = place_at(old)[0]
            yield source
            yield follow(moves, source)[0]


def _step(moves: Moves, category: str, subcategory: str) -> Place | None:
    if subcategory and (gone := moves.get(label_at(category, subcategory))) is not None:
        return place_at(gone)
    gone = moves.get(category)
    return None if gone is None else (place_at(gone)[0], subcategory)
