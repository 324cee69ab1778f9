"""The desk's categories: what a ticket can be about, which team sees to it, and how it is divided further.

A taxonomy is a closed set: no voice and no person can put a ticket where it has no place. A category whose
tickets are to stay as they are, but which shall get no new ones, is retired. Of labels that were renamed,
merged or split it remembers where they have gone (`whereabouts.py`), and it has the rules of its people.

What always holds of a taxonomy without `faults`: names are unique, `general` is there and not retired, and
each category has a team and at least one subcategory; the last one is for everything else. A rule has a label
that its field has, and a label that has gone leads to one that is there.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Final, NamedTuple

from firstline.core.errors import Invalid
from firstline.core.text import is_takable
from firstline.tickets.verdict import Level, Priority, Sentiment
from firstline.tickets.whereabouts import (
    APART,
    MOST_STEPS,
    NOWHERE,
    Moves,
    Place,
    follow,
    is_endless,
    label_at,
    once_called,
    place_at,
    spoken,
)

GENERAL: Final = "general"
"""The category for what fits nowhere else."""
STOCK: Final = ("billing", "technical", "sales", "account", GENERAL)
"""The categories of the packs and templates, whose sentences and titles Firstline brings along."""

MOST_CATEGORIES = 200
MOST_SUBCATEGORIES = 50
MOST_PHRASES = 500
"""Of one category, in all languages together."""
LONGEST_NAME = 60
LONGEST_TITLE = 80
LONGEST_DESCRIPTION = 1_000
LONGEST_PHRASE = 200
MOST_RULES = 500
LONGEST_WORDS = 200
"""Characters of a rule's words."""
MOST_MOVES = 2_000
"""Labels whose way is remembered."""
RULED: Final = ("category", "subcategory", "team", "priority", "urgency", "level", "sentiment")
"""The fields of which a rule may speak."""

NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
"""How a category or a team is named in programs."""
LANGUAGE = re.compile(r"[a-z]{2,3}")
BEHIND: Final[Mapping[str, str]] = {"subcategory": ", behind its category and a tab"}
"""What a fault adds for a field whose labels are written in a way of their own."""


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
class Rule:
    """Words that say what a field is, given by the people of the desk."""

    words: str
    field: str
    """One of `RULED`."""
    label: str
    """As heads write it: a subcategory stands behind its category and a tab."""
    language: str = ""
    """Only in messages in this one, such as `de`; empty: in any."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All categories of the desk, in the order in which people see them."""

    version: int
    """Grows with every change; the one that a fresh desk has is 1."""
    categories: tuple[Category, ...]
    moves: Moves = field(default_factory=lambda: NOWHERE)
    """Where labels have gone that were renamed, merged or split."""
    rules: tuple[Rule, ...] = ()

    def find(self, name: str) -> Category | None:
        """Give a category by its name, retired or not."""
        return next((category for category in self.categories if category.name == name), None)

    def open_for(self, name: str) -> Category | None:
        """Give a category that gets new tickets."""
        category = self.find(name)
        return None if category is None or category.retired else category

    def present(self, category: str, subcategory: str = "") -> Place:
        """Say what a category, or one of its subcategories, is called now; what never moved is as it was."""
        return follow(self.moves, category, subcategory) if self.moves else (category, subcategory)

    def stock(self, name: str) -> str:
        """Name the category of the packs that one of the desk's stands for; the desk's own are general.

        >>> Taxonomy(2, (), {"billing": "money"}).stock("money")
        'billing'
        """
        return once_called(self.moves, name, STOCK) or GENERAL

    def has(self, label: str) -> bool:
        """Tell whether a label is in use: its category is there, goes nowhere, and has the subcategory."""
        name, part = place_at(label)
        category = self.find(name)
        if category is None or (category.retired and name in self.moves):
            return False
        return not part or part in category.subcategories

    @property
    def leaving(self) -> frozenset[str]:
        """The categories that have gone elsewhere, and stay until their last ticket has followed."""
        return frozenset(one.name for one in self.categories if one.retired and one.name in self.moves)

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
    found = chosen(taxonomy, category)
    if subcategory is None:
        return found, found.subcategories[-1]
    check_part(taxonomy, found, subcategory)
    return found, subcategory


def chosen(taxonomy: Taxonomy, name: str) -> Category:
    """Give the category that a person chose.

    Raises:
        Invalid: when there is none, or it has another name now; the sentence says which.
    """
    now, found = taxonomy.present(name)[0], taxonomy.find(name)
    if found is not None and now == name:
        return found
    if now != name:
        message = f"{name} is {now} now: choose {now}."
    else:
        known = ", ".join(one.name for one in taxonomy.categories if one.name not in taxonomy.leaving)
        message = f"There is no category {name!r}; there are: {known}."
    raise Invalid(message, field="category")


def check_part(taxonomy: Taxonomy, category: Category, name: str) -> None:
    """Refuse a subcategory that the category does not have.

    Raises:
        Invalid: the sentence says what it is now, or which there are.
    """
    if name in category.subcategories:
        return
    now, part = taxonomy.present(category.name, name)
    if (now, part) != (category.name, name):
        message = f"{name!r} of {category.name} is {part!r} of {now} now: choose that."
    else:
        known = ", ".join(category.subcategories)
        message = f"{category.name} has no subcategory {name!r}; it has: {known}."
    raise Invalid(message, field="subcategory")


def labels_of(taxonomy: Taxonomy, about: str) -> frozenset[str]:
    """Give the labels that a field may have by a rule."""
    if about == "category":
        return frozenset(one.name for one in taxonomy.categories)
    if about == "subcategory":
        named = ((one.name, part) for one in taxonomy.categories for part in one.subcategories)
        return frozenset(label_at(*place) for place in named)
    return taxonomy.teams if about == "team" else _labels_everywhere().get(about, frozenset())


def faults(taxonomy: Taxonomy) -> Iterator[Problem]:
    """Name everything that must be mended before a taxonomy can be put in force."""
    yield from problems(taxonomy.categories, leaving=len(taxonomy.leaving))
    yield from _faults_of_rules(taxonomy)
    yield from _faults_of_moves(taxonomy)


def problems(categories: Sequence[Category], *, leaving: int = 0) -> Iterator[Problem]:
    """Name everything that must be mended before the categories can be a taxonomy.

    Those that are only there until their last ticket has left it are not counted.
    """
    if not 1 <= len(categories) - leaving <= MOST_CATEGORIES:
        yield Problem(("categories",), f"must be 1 to {MOST_CATEGORIES}")
    times = Counter(category.name for category in categories)
    for place, category in enumerate(categories):
        if times[category.name] > 1:
            yield Problem(("categories", place, "name"), "must be unique")
        for where, sentence in _problems_of(category):
            yield Problem(("categories", place, *where), sentence)
    if not any(category.name == GENERAL and not category.retired for category in categories):
        yield Problem(("categories",), f"must have {GENERAL!r}, not retired: the rest goes there")


@cache
def _labels_everywhere() -> Mapping[str, frozenset[str]]:
    """Give the labels of the fields that are the same at every desk."""
    return {
        "priority": frozenset(Priority),
        "level": frozenset(Level),
        "sentiment": frozenset(Sentiment),
        "urgency": frozenset(f"{step / 2:.1f}" for step in range(2, 11)),
    }


def _faults_of_rules(taxonomy: Taxonomy) -> Iterator[Problem]:
    if len(taxonomy.rules) > MOST_RULES:
        yield Problem(("rules",), f"must be {MOST_RULES} at most")
        return
    known = {about: labels_of(taxonomy, about) for about in RULED}
    for place, rule in enumerate(taxonomy.rules):
        for where, sentence in _faults_of_rule(rule, known):
            yield Problem(("rules", place, *where), sentence)


def _faults_of_rule(rule: Rule, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    yield from _texts(("words",), [rule.words], LONGEST_WORDS)
    if rule.field not in known:
        yield Problem(("field",), f"must be one of {', '.join(RULED)}")
    elif rule.label not in known[rule.field]:
        yield Problem(("label",), f"must be a label that {rule.field} has{BEHIND.get(rule.field, '')}")
    if rule.language and not LANGUAGE.fullmatch(rule.language):
        yield Problem(("language",), "must be the code of a language, such as en or de, or empty")


def _faults_of_moves(taxonomy: Taxonomy) -> Iterator[Problem]:
    if len(taxonomy.moves) > MOST_MOVES:
        yield Problem(("moves",), f"must be {MOST_MOVES:,} at most: take away those that nobody asks for")
        return
    for old, new in taxonomy.moves.items():
        for sentence in _faults_of_move(taxonomy, old, new):
            yield Problem(("moves", old), sentence)


def _faults_of_move(taxonomy: Taxonomy, old: str, new: str) -> Iterator[str]:
    if not _is_label(old) or not _is_label(new) or (APART in old) is not (APART in new):
        yield "must lead from one category to another, or from one subcategory to another"
    elif taxonomy.has(old) or old == GENERAL:
        yield f"cannot have gone anywhere: {spoken(old)} is in use"
    elif is_endless(taxonomy.moves, old):
        yield f"must come to an end within {MOST_STEPS} steps, and not lead in a circle"
    elif taxonomy.find(taxonomy.present(*place_at(old))[0]) is None:
        yield f"leads to {spoken(new)}, which there is not"


def _is_label(text: str) -> bool:
    name, apart, part = text.partition(APART)
    fits = part.strip() and len(part) <= LONGEST_NAME and is_takable(part) and APART not in part
    return NAME.fullmatch(name) is not None and bool(fits or not apart)


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
    if any(APART in name for name in names):
        yield Problem(where, "must not have a tab in them")
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
