"""The desk's categories are a closed set that makes sense, or they are not taken."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from firstline.core.errors import Invalid
from firstline.tickets.taxonomy import MOST_CATEGORIES, MOST_PHRASES, Category, Taxonomy, placed, problems

GENERAL = Category(name="general", title="General", team="support", subcategories=("Rest",))
PARCELS = Category(name="parcels", title="Parcels", team="logistics", subcategories=("Late", "Other"))


def test_categories_that_make_sense_have_no_problem() -> None:
    """With phrases in several languages, and one retired."""
    phrases = {"en": ("Where is it?",) * (MOST_PHRASES - 1), "de": ("Wo ist es?",)}

    assert _wrong([GENERAL, replace(PARCELS, retired=True, phrases=phrases)]) == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"name": "Parcels"}, "categories.1.name"),
        ({"name": ""}, "categories.1.name"),
        ({"name": "p" * 61}, "categories.1.name"),
        ({"name": "parcels\n"}, "categories.1.name"),
        ({"team": "the team"}, "categories.1.team"),
        ({"title": " "}, "categories.1.title"),
        ({"title": "t" * 81}, "categories.1.title"),
        ({"description": "d" * 1_001}, "categories.1.description"),
        ({"description": "\x00"}, "categories.1.description"),
        ({"subcategories": ()}, "categories.1.subcategories"),
        ({"subcategories": ("Late", "Late")}, "categories.1.subcategories"),
        ({"subcategories": ("Late", "")}, "categories.1.subcategories"),
        ({"subcategories": tuple(map(str, range(51)))}, "categories.1.subcategories"),
        ({"phrases": {"en": ("\ud83d",)}}, "categories.1.phrases"),
        ({"phrases": {"en": ("x",) * 300, "de": ("x",) * 201}}, "categories.1.phrases"),
        ({"phrases": {"English": ("x",)}}, "categories.1.phrases"),
        ({"phrases": {"en": ("x" * 201,)}}, "categories.1.phrases"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(change: dict[str, Any], where: str) -> None:
    """Once for each field."""
    assert _wrong([GENERAL, replace(PARCELS, **change)]) == [where]


@pytest.mark.parametrize(
    "categories", [[], [PARCELS], [replace(GENERAL, retired=True)], [GENERAL, PARCELS, PARCELS]]
)
def test_categories_are_some_and_unique_and_general_is_among_them(categories: list[Category]) -> None:
    """Else there would be no place for what fits nowhere."""
    assert _wrong(categories) != []


def test_there_are_not_too_many_categories() -> None:
    """Two hundred are enough."""
    many = [replace(PARCELS, name=f"c{number}") for number in range(MOST_CATEGORIES - 1)]

    assert _wrong([GENERAL, *many]) == []
    assert _wrong([GENERAL, *many, PARCELS]) == ["categories"]


def test_a_person_may_choose_a_place_that_is_there() -> None:
    """Without a subcategory it is the last one; in a retired category, too."""
    taxonomy = Taxonomy(1, (GENERAL, replace(PARCELS, retired=True)))

    assert placed(taxonomy, "parcels", "Late")[1] == "Late"
    assert placed(taxonomy, "parcels")[1] == "Other"
    assert taxonomy.open_for("parcels") is None


@pytest.mark.parametrize("place", [("Parcels", None), ("parcels", "late"), ("general", "Late")])
def test_a_place_that_is_not_there_cannot_be_chosen(place: tuple[str, str | None]) -> None:
    """The sentence lists what is there."""
    with pytest.raises(Invalid, match=r"there are|it has"):
        placed(Taxonomy(1, (GENERAL, PARCELS)), *place)


def _wrong(categories: Sequence[Category]) -> list[str]:
    return [".".join(map(str, problem.where)) for problem in problems(categories)]
