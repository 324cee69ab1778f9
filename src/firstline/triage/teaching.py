"""A taxonomy with one more phrase, or one more rule.

What always holds: what is there already is told and not doubled, and what is added belongs to a label that
gets new tickets and has words for which a message can be searched.
"""

from dataclasses import replace

from firstline.core.errors import Conflict, Invalid
from firstline.tickets.taxonomy import (
    MOST_PHRASES,
    MOST_RULES,
    RULED,
    Category,
    Rule,
    Taxonomy,
    check_part,
    chosen,
    labels_of,
)
from firstline.tickets.whereabouts import place_at, spoken
from firstline.triage.own_rules import own_words_of


class AlreadyTaught(Conflict):
    """The category has the phrase, or the desk has the rule."""

    code = "already_taught"


def with_phrase(taxonomy: Taxonomy, category: str, language: str, phrase: str) -> Taxonomy:
    """Add a phrase to a category.

    Raises:
        Invalid: when the category is none that gets new tickets, or has as many phrases as it may.
        AlreadyTaught: when it has the phrase.
    """
    place = _open(taxonomy, category)
    told = [text for texts in place.phrases.values() for text in texts]
    if _plain(phrase) in map(_plain, told):
        message = f"{category} has the phrase “{phrase}” already."
        raise AlreadyTaught(message)
    if len(told) >= MOST_PHRASES:
        message = f"{category} has {MOST_PHRASES} phrases, and more it may not have: take one away first."
        raise Invalid(message, field="as")
    phrases = {**place.phrases, language: (*place.phrases.get(language, ()), phrase)}
    after = replace(place, phrases=phrases)
    return replace(taxonomy, categories=tuple(after if one is place else one for one in taxonomy.categories))


def with_rule(taxonomy: Taxonomy, rule: Rule) -> Taxonomy:
    """Add a rule of the desk's own.

    Raises:
        Invalid: when no message could hold its words, its label gets no new tickets, or there are too many.
        AlreadyTaught: when there is one that says the same.
    """
    words = own_words_of(rule)
    if not words:
        message = f"“{rule.words}” has no word for which a message could be searched: give others."
        raise Invalid(message, field="words")
    _check_label(taxonomy, rule)
    if any(_says_the_same(one, rule) and own_words_of(one) == words for one in taxonomy.rules):
        message = f"The rule “{rule.words}” says {spoken(rule.label)} already."
        raise AlreadyTaught(message)
    if len(taxonomy.rules) >= MOST_RULES:
        message = f"The desk has {MOST_RULES} rules, and more it may not have: take one away first."
        raise Invalid(message, field="as")
    return replace(taxonomy, rules=(*taxonomy.rules, rule))


def _open(taxonomy: Taxonomy, name: str) -> Category:
    try:
        found = chosen(taxonomy, name)
    except Invalid as error:
        raise Invalid(error.sentence, field="value") from None
    if found.retired:
        message = f"{name} is retired: choose a category that gets new tickets."
        raise Invalid(message, field="value")
    return found


def _check_label(taxonomy: Taxonomy, rule: Rule) -> None:
    if rule.field not in RULED:
        message = f"A rule can speak of {', '.join(RULED)}, and not of {rule.field}."
        raise Invalid(message, field="field")
    category, part = place_at(rule.label)
    if rule.field in {"category", "subcategory"}:
        place = _open(taxonomy, category)
        if rule.field == "subcategory":
            _check_part(taxonomy, place, part)
    known = labels_of(taxonomy, rule.field)
    if rule.label not in known:
        message = f"{rule.field} cannot be {spoken(rule.label)!r}; it can be: {', '.join(sorted(known))}."
        raise Invalid(message, field="value")


def _check_part(taxonomy: Taxonomy, place: Category, part: str) -> None:
    try:
        check_part(taxonomy, place, part)
    except Invalid as error:
        raise Invalid(error.sentence, field="value") from None


def _says_the_same(one: Rule, other: Rule) -> bool:
    is_heard = one.language in {"", other.language}
    return is_heard and (one.field, one.label) == (other.field, other.label)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
