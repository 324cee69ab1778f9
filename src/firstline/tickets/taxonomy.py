"""The desk's categories: what a ticket can be about, which team sees to it, and how it is divided further.

A taxonomy is a closed set: no voice and no person can put a ticket where it has no place. A category whose
tickets are to stay as they are, but which shall get no new ones, is retired.

What always holds of a taxonomy without `problems`: names are unique, `general` is there and not retired, and
each category has a team and at least one subcategory; the last one is for everything else.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from firstline.core.errors import Invalid
from firstline.core.text import is_takable

GENERAL: Final = "general"
"""The category for what fits nowhere else."""

MOST_CATEGORIES = 200
MOST_SUBCATEGORIES = 50
MOST_PHRASES = 500
"""Of one category, in all languages together."""
LONGEST_NAME = 60
LONGEST_TITLE = 80
LONGEST_DESCRIPTION = 1_000
LONGEST_PHRASE = 200

NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
"""How a category or a team is named in programs."""
LANGUAGE = re.compile(r"[a-z]{2,3}")


class Problem(NamedTuple):
    """Something to mend before a taxonomy can be used."""

    where: tuple[str | int, ...]
    """The way to it: `categories`, the category's place, the field."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a ticket can be about."""

    name: str
    title: str
    """For people."""
    team: str
    """Who sees to it: a team's slug."""
    subcategories: tuple[str, ...]
    """A closed list; the last is for everything else."""
    description: str = ""
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What customers write in such matters, by language."""
    retired: bool = False
    """It gets no new tickets from the desk itself."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All categories of the desk, in the order in which people see them."""

    version: int
    """Grows with every change; the one that a fresh desk has is 1."""
    categories: tuple[Category, ...]

    def find(self, name: str) -> Category | None:
        """Give a category by its name, retired or not."""
        return next((category for category in self.categories if category.name == name), None)

    def open_for(self, name: str) -> Category | None:
        """Give a category that gets new tickets."""
        category = self.find(name)
        return None if category is None or category.retired else category

    @property
    def general(self) -> Category:
        """The category for what fits nowhere else; the last one where a trial's taxonomy has none."""
        return self.find(GENERAL) or self.categories[-1]

    @property
    def teams(self) -> frozenset[str]:
        """The teams that see to something."""
        return frozenset(category.team for category in self.categories)


def placed(taxonomy: Taxonomy, category: str, subcategory: str | None = None) -> tuple[Category, str]:
    """Find the place that a person chose for a ticket; without a subcategory it is the one for the rest.

    Raises:
        Invalid: when the taxonomy has no such place.
    """
    found = taxonomy.find(category)
    if found is None:
        known = ", ".join(one.name for one in taxonomy.categories)
        message = f"There is no category {category!r}; there are: {known}."
        raise Invalid(message, field="category")
    if subcategory is None:
        return found, found.subcategories[-1]
    if subcategory not in found.subcategories:
        known = ", ".join(found.subcategories)
        message = f"{category} has no subcategory {subcategory!r}; it has: {known}."
        raise Invalid(message, field="subcategory")
    return found, subcategory


def problems(categories: Sequence[Category]) -> Iterator[Problem]:
    """Name everything that must be mended before the categories can be a taxonomy."""
    if not 1 <= len(categories) <= MOST_CATEGORIES:
        yield Problem(("categories",), f"must be 1 to {MOST_CATEGORIES}")
    times = Counter(category.name for category in categories)
    for place, category in enumerate(categories):
        if times[category.name] > 1:
            yield Problem(("categories", place, "name"), "must be unique")
        for where, sentence in _problems_of(category):
            yield Problem(("categories", place, *where), sentence)
    if not any(category.name == GENERAL and not category.retired for category in categories):
        yield Problem(("categories",), f"must have {GENERAL!r}, not retired: the rest goes there")


def _problems_of(category: Category) -> Iterator[Problem]:
    for name in ("name", "team"):
        if not NAME.fullmatch(getattr(category, name)):
            rule = f"must begin with a-z and go on with a-z, 0-9, _ or -; {LONGEST_NAME} characters at most"
            yield Problem((name,), rule)
    yield from _texts(("title",), [category.title], LONGEST_TITLE)
    if category.description:
        yield from _texts(("description",), [category.description], LONGEST_DESCRIPTION)
    yield from _subcategories(category.subcategories)
    yield from _phrases(category.phrases)


def _subcategories(names: Sequence[str]) -> Iterator[Problem]:
    where = ("subcategories",)
    if not 1 <= len(names) <= MOST_SUBCATEGORIES:
        yield Problem(where, f"must be 1 to {MOST_SUBCATEGORIES}; the last one is for everything else")
    if len(set(names)) < len(names):
        yield Problem(where, "must be unique")
    yield from _texts(where, names, LONGEST_NAME)


def _phrases(phrases: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    if sum(map(len, phrases.values())) > MOST_PHRASES:
        yield Problem(("phrases",), f"must be {MOST_PHRASES} at most, in all languages together")
    if not all(map(LANGUAGE.fullmatch, phrases)):
        yield Problem(("phrases",), "must stand under codes of languages, such as en or de")
    yield from _texts(("phrases",), chain.from_iterable(phrases.values()), LONGEST_PHRASE)


def _texts(where: tuple[str | int, ...], texts: Iterable[str], longest: int) -> Iterator[Problem]:
    """Say it once, however many of the texts cannot be taken."""
    if not all(text.strip() and len(text) <= longest and is_takable(text) for text in texts):
        yield Problem(where, f"must be text of 1 to {longest} characters, not blank")
