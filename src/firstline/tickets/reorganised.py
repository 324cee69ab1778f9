"""A taxonomy renamed, merged or split: what becomes of its categories, and where each label goes.

A category that went elsewhere stays behind, retired and without phrases, so that the tickets that still have
it have a place; whoever moves them takes it away (`without_left`). Phrases, descriptions and rules go along.

What always holds: nothing that was there is without a place afterwards; `general` stays what it is; a label
that is in use leads nowhere else; and following any label that ever went comes to an end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Final, TypeAlias

from firstline.core.errors import Conflict, Invalid
from firstline.tickets.taxonomy import (
    GENERAL,
    MOST_PHRASES,
    Category,
    Rule,
    Taxonomy,
    check_part,
    chosen,
    faults,
)
from firstline.tickets.whereabouts import Moves, label_at, now_called, place_at

REST: Final = "Other"
"""The subcategory for everything else of a category that is made of some of another's."""
Parts: TypeAlias = Mapping[str, Mapping[str, str]]
"""By category: which of its subcategories goes to which one."""


class NameTaken(Conflict):
    """There is such a category or subcategory already."""

    code = "name_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """A category, or one of its subcategories, gets another name."""

    category: str
    name: str
    """The new one."""
    subcategory: str | None = None
    """None: the category itself."""
    title: str | None = None
    """None: as it is, or as the name where the two were the same."""
    team: str | None = None
    """None: as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """Categories become part of another one."""

    categories: Sequence[str]
    into: str
    subcategories: Parts = field(default_factory=dict)
    """Where nothing is said: the one of the same name, else the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting:
    """Some subcategories leave their category for another one."""

    category: str
    subcategories: Sequence[str]
    into: Category | str
    """A new category, or the name of one that is there, which gets those that it lacks."""


Change: TypeAlias = Renaming | Merging | Splitting


def reorganised(taxonomy: Taxonomy, change: Change) -> Taxonomy:
    """Give the taxonomy as it is after a change; its version is still the one before.

    Raises:
        Invalid: when the change names what there is not, or what it would make cannot be a taxonomy.
        NameTaken: when the new name is another one's.
    """
    match change:
        case Renaming(subcategory=None):
            after = _renamed(taxonomy, change)
        case Renaming():
            after = _with_part_renamed(taxonomy, change)
        case Merging():
            after = _merged(taxonomy, change)
        case Splitting():
            after = _split(taxonomy, change)
    for fault in faults(after):
        where = ".".join(map(str, fault.where))
        message = f"That would make no taxonomy: {where} {fault.sentence}."
        raise Invalid(message, field=where)
    return after


def split_off(taxonomy: Taxonomy, change: Splitting, *, title: str | None, team: str | None) -> Splitting:
    """Give a split whose category is not there yet the one that it shall make, with a place for the rest.

    Raises:
        Invalid: when there is no category to be split.
    """
    name = change.into
    if not isinstance(name, str) or taxonomy.find(name) is not None:
        return change
    source = chosen(taxonomy, change.category)
    parts = tuple(dict.fromkeys((*change.subcategories, REST)))
    made = Category(
        name=name, title=title or _spoken(name).title(), team=team or source.team, subcategories=parts
    )
    return replace(change, into=made)


def settled(taxonomy: Taxonomy) -> Taxonomy:
    """Leave out the moves of labels that are in use again or lead nowhere; the others lead to their ends."""
    ends = {old: now_called(taxonomy.moves, old) for old in taxonomy.moves}
    kept = {
        old: new
        for old, new in ends.items()
        if old != new and not taxonomy.has(old) and taxonomy.find(place_at(new)[0]) is not None
    }
    return taxonomy if kept == taxonomy.moves else replace(taxonomy, moves=kept)


def without_left(taxonomy: Taxonomy) -> Taxonomy:
    """Take away the categories that have gone elsewhere; where they went is still known."""
    leaving = taxonomy.leaving
    kept = tuple(one for one in taxonomy.categories if one.name not in leaving)
    return _with_rules_of(taxonomy, replace(taxonomy, categories=kept))


def _renamed(taxonomy: Taxonomy, change: Renaming) -> Taxonomy:
    old = _to_move(taxonomy, change.category)
    _check_free(taxonomy, change.name, now=old.name)
    title = change.title or _title(old, change.name)
    new = replace(old, name=change.name, title=title, team=change.team or old.team)
    return _moved(taxonomy, {old.name: [new]}, left=[old], moves={old.name: new.name})


def _with_part_renamed(taxonomy: Taxonomy, change: Renaming) -> Taxonomy:
    category, part = chosen(taxonomy, change.category), str(change.subcategory)
    check_part(taxonomy, category, part)
    if change.title is not None or change.team is not None:
        message = f"{part} is a subcategory, which has a name alone: leave title and team out."
        raise Invalid(message, field="team" if change.title is None else "title")
    if change.name in category.subcategories:
        message = f"{category.name} has a subcategory {change.name!r} already."
        raise NameTaken(message)
    names = tuple(change.name if name == part else name for name in category.subcategories)
    moves = {label_at(category.name, part): label_at(category.name, change.name)}
    return _moved(taxonomy, {category.name: [replace(category, subcategories=names)]}, left=[], moves=moves)


def _merged(taxonomy: Taxonomy, change: Merging) -> Taxonomy:
    into = _open(taxonomy, change.into)
    gone = [_to_move(taxonomy, name, about="categories") for name in dict.fromkeys(change.categories)]
    if not gone or into in gone:
        message = f"Name the categories that shall become part of {into.name}: others than itself."
        raise Invalid(message, field="categories")
    _check_parts(gone, into, change.subcategories)
    moves = {old.name: into.name for old in gone}
    for old in gone:
        ways = _ways(old, old.subcategories, into, change.subcategories.get(old.name, {}))
        moves |= {part: way for part, way in ways.items() if place_at(part)[1] != place_at(way)[1]}
    places: dict[str, list[Category]] = {old.name: [] for old in gone}
    joined = replace(into, phrases=_joined([into, *gone]))
    return _moved(taxonomy, places | {into.name: [joined]}, left=gone, moves=moves)


def _split(taxonomy: Taxonomy, change: Splitting) -> Taxonomy:
    source, parts = chosen(taxonomy, change.category), tuple(dict.fromkeys(change.subcategories))
    for part in parts:
        check_part(taxonomy, source, part)
    if not parts or source.subcategories[-1] in parts:
        rest = source.subcategories[-1]
        message = (
            f"Name the subcategories that leave {source.name}; {rest!r} is for everything else, and stays."
        )
        raise Invalid(message, field="subcategories")
    staying = tuple(name for name in source.subcategories if name not in parts)
    places = {source.name: [replace(source, subcategories=staying)]}
    if isinstance(change.into, Category):
        into = change.into
        _check_new(taxonomy, into)
        places[source.name].append(into)
    else:
        into = _with_parts(_open(taxonomy, change.into), parts)
        if into.name == source.name:
            message = f"They are part of {source.name} already: choose another category."
            raise Invalid(message, field="into")
        places[into.name] = [into]
    return _moved(taxonomy, places, left=[], moves=_ways(source, parts, into, {}))


def _moved(
    taxonomy: Taxonomy, places: Mapping[str, Sequence[Category]], *, left: Iterable[Category], moves: Moves
) -> Taxonomy:
    """Put categories in the place of others; those that left stand at the end, retired."""
    made = {one.name for new in places.values() for one in new}
    kept = [
        new
        for one in taxonomy.categories
        for new in places.get(one.name, () if one.name in made else (one,))  # a name that is used again
    ]
    behind = [replace(one, retired=True, phrases={}, description="") for one in left]
    earlier = {old: new for old, new in taxonomy.moves.items() if old not in made}
    after = settled(replace(taxonomy, categories=(*kept, *behind), moves=earlier | dict(moves)))
    return _with_rules_of(taxonomy, after)


def _with_rules_of(before: Taxonomy, after: Taxonomy) -> Taxonomy:
    """Let rules go where their labels went, each once."""
    return replace(after, rules=tuple(dict.fromkeys(_now(rule, before, after) for rule in before.rules)))


def _now(rule: Rule, before: Taxonomy, after: Taxonomy) -> Rule:
    if rule.field in {"category", "subcategory"}:
        return replace(rule, label=now_called(after.moves, rule.label))
    if rule.field != "team" or rule.label in after.teams:
        return rule
    had = (one.name for one in before.categories if one.team == rule.label)
    places = (after.find(after.present(name)[0]) for name in had)
    team = next((place.team for place in places if place is not None), after.general.team)
    return replace(rule, label=team)


def _to_move(taxonomy: Taxonomy, name: str, *, about: str = "category") -> Category:
    if name == GENERAL:
        message = f"{GENERAL} stays what it is: what fits nowhere else goes there."
        raise Invalid(message, field=about)
    return chosen(taxonomy, name)


def _open(taxonomy: Taxonomy, name: str) -> Category:
    """Give the category into which others shall go."""
    try:
        found = chosen(taxonomy, name)
    except Invalid as error:
        raise Invalid(error.sentence, field="into") from None
    if found.retired:
        message = f"{name} is retired: choose a category that gets new tickets."
        raise Invalid(message, field="into")
    return found


def _check_free(taxonomy: Taxonomy, name: str, *, now: str | None) -> None:
    """Refuse a name that is used; one that led to the category itself is its own again."""
    if taxonomy.find(name) is None:
        return
    if name not in taxonomy.leaving:
        message = f"There is a category {name!r} already."
        raise NameTaken(message)
    if taxonomy.present(name)[0] != now:
        message = (
            f"{name} is {taxonomy.present(name)[0]} now, and tickets are still moving there: wait a moment."
        )
        raise NameTaken(message)


def _check_new(taxonomy: Taxonomy, into: Category) -> None:
    _check_free(taxonomy, into.name, now=None)
    if into.retired:
        message = f"{into.name} must not be retired: tickets go there."
        raise Invalid(message, field="into")


def _check_parts(gone: Iterable[Category], into: Category, given: Parts) -> None:
    """Refuse subcategories that are not there, on either side."""
    known = {old.name: old for old in gone}
    for name, ways in given.items():
        if name not in known:
            message = f"{name} is none of the categories that are merged: leave it out."
            raise Invalid(message, field="subcategories")
        for old, new in ways.items():
            _check_has(known[name], old)
            _check_has(into, new)


def _check_has(category: Category, part: str) -> None:
    if part not in category.subcategories:
        named = ", ".join(category.subcategories)
        message = f"{category.name} has no subcategory {part!r}; it has: {named}."
        raise Invalid(message, field="subcategories")


def _ways(old: Category, parts: Iterable[str], into: Category, given: Mapping[str, str]) -> dict[str, str]:
    """Say where subcategories go: as given, else to the one of the same name, else to the last one."""
    rest = into.subcategories[-1]
    to = {part: given.get(part, part if part in into.subcategories else rest) for part in parts}
    return {label_at(old.name, part): label_at(into.name, new) for part, new in to.items()}


def _with_parts(category: Category, parts: Iterable[str]) -> Category:
    *named, rest = category.subcategories
    missing = [part for part in parts if part not in category.subcategories]
    return replace(category, subcategories=(*named, *missing, rest))


def _joined(categories: Sequence[Category]) -> dict[str, tuple[str, ...]]:
    """Put phrases together, each once; of too many each category and language gives as many as the others."""
    lists = [(language, texts) for one in categories for language, texts in one.phrases.items()]
    in_turns = zip_longest(*([(language, text) for text in texts] for language, texts in lists))
    kept = list(dict.fromkeys(told for turn in in_turns for told in turn if told is not None))[:MOST_PHRASES]
    languages = dict.fromkeys(language for language, _ in lists)
    return {tongue: tuple(text for language, text in kept if language == tongue) for tongue in languages}


def _title(old: Category, name: str) -> str:
    """Let the title go with the name where it was the name in other letters."""
    return _spoken(name).title() if old.title.casefold() == _spoken(old.name) else old.title


def _spoken(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")
