"""The pages `lexicons/*.toml`: how a language says what can be checked.

A page names numbers, units, days and months, what turns a sentence round ("not", "only", "unless"), pairs of
words that exclude each other, words of one meaning, and the phrases of a letter that claim nothing.

What always holds: a page is read once, and a language without a page is read by the English one.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from firstline.knowledge.terms import terms
from firstline.knowledge.words import word_list

LANGUAGES: Final = ("en", "de", "fr", "es", "pt")
KEPT_STEMS: Final = 100_000

Phrase = tuple[str, ...]
Phrases = Mapping[str, Sequence[Phrase]]
"""By their first word."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """What a language's page says."""

    language: str
    turns: Mapping[str, Phrases]
    """What turns a sentence round: `not`, `only`, `unless`."""
    sides: Mapping[str, Sequence[tuple[Phrase, int, int]]]
    """Words that exclude each other, by the first: the phrase, which pair it is of, and which of the two."""
    quiet: Mapping[str, Phrases]
    """What claims nothing, by its manner."""
    numbers: Mapping[str, int]
    ones: frozenset[str]
    """Articles and the like that mean one before a unit."""
    units: Mapping[str, str]
    days: Mapping[str, str]
    """Weekdays and months, each with the name that all languages share."""
    groups: Mapping[str, frozenset[int]]
    """For a stem the groups of one meaning in which it is."""
    generic: frozenset[str]
    """Stems that say little by themselves."""
    small: frozenset[str]
    charges: frozenset[str]
    free: Phrases
    every: Phrases
    """What stretches a rule to all cases."""
    joins: frozenset[str]
    titles: frozenset[str]
    offices: frozenset[str]
    """After these German names stand."""
    greetings: frozenset[str]
    leans: frozenset[str]
    """With these a sentence begins that needs the one before it."""
    whether: frozenset[str]
    """With these an open question begins."""
    tiers: frozenset[str]
    """Usual names of plans and brands."""


@cache
def lexicon(language: str) -> Lexicon:
    """Give the page of a language.

    >>> lexicon("de").numbers["drei"], lexicon("xx").language
    (3, 'en')
    """
    if language not in LANGUAGES:
        return lexicon("en")
    page = tomllib.loads(files(__package__).joinpath("lexicons", f"{language}.toml").read_text("utf-8"))
    return Lexicon(
        language=language,
        turns={"not": _phrases(page["negations"])}
        | {name: _phrases(page[name]) for name in ("only", "unless")},
        sides=_sides(page["axes"]),
        quiet={name: _phrases(page[name]) for name in ("courtesy", "handover", "asks", "unknown", "told")},
        numbers={word: int(number) for number, words in page["numbers"].items() for word in words.split()},
        ones=frozenset(page["ones"]["words"].split()),
        units={word: unit for unit, words in page["units"].items() for word in words.split()},
        days=_days(page),
        groups=_groups(page["synonyms"], language),
        generic=frozenset(stem_of(word, language) for word in page["generic"].split()),
        small=word_list("small", language),
        charges=frozenset(stem_of(word, language) for word in page["charges"].split()),
        free=_phrases(page["free"]),
        every=_phrases(page["all"]),
        joins=_words(page, "joins"),
        titles=_words(page, "titles"),
        offices=_words(page, "offices"),
        greetings=_words(page, "greetings"),
        leans=_words(page, "leans"),
        whether=_words(page, "whether"),
        tiers=_words(page, "tiers"),
    )


@cache
def greetings() -> frozenset[str]:
    """Give the words of a greeting in all languages: a letter may greet in another one."""
    return frozenset[str]().union(*(lexicon(language).greetings for language in LANGUAGES))


@lru_cache(maxsize=KEPT_STEMS)
def stem_of(word: str, language: str) -> str:
    """Give a word's stem.

    >>> stem_of("refunds", "en")
    'refund'
    """
    return next(iter(terms(word, language)), word)


def language_of(text: str, otherwise: str = "en") -> str:
    """Guess which of the languages a text is in, by its small words.

    >>> language_of("Die Karte ist nicht für Kinder."), language_of("Hm.", "fr")
    ('de', 'fr')
    """
    said = text.casefold().replace("'", " ").replace("\u2019", " ").split()
    counts = {name: sum(word in _small(name) for word in said) for name in LANGUAGES}
    best = max(LANGUAGES, key=counts.__getitem__)
    return best if counts[best] > counts.get(otherwise, 0) else otherwise


@cache
def _small(language: str) -> frozenset[str]:
    return word_list("small", language)


def _words(page: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(page[name].split())


def _phrases(told: str) -> Phrases:
    """Read phrases, parted by commas; an apostrophe parts words, as in a text that is read."""
    found: dict[str, list[Phrase]] = {}
    for phrase in told.split(","):
        words = tuple(_opened(phrase.casefold()).replace("'", " ").split())
        if words:
            found.setdefault(words[0], []).append(words)
    return found


def _opened(phrase: str) -> str:
    """Read "can't" as a text is read: "not"."""
    return " ".join("not" if word.endswith("n't") else word for word in phrase.split())


def _sides(axes: Sequence[Sequence[str]]) -> Mapping[str, Sequence[tuple[Phrase, int, int]]]:
    found: dict[str, list[tuple[Phrase, int, int]]] = {}
    for axis, sides in enumerate(axes):
        for side, told in enumerate(sides):
            for first, phrases in _phrases(told).items():
                found.setdefault(first, []).extend((phrase, axis, side) for phrase in phrases)
    return found


def _days(page: Mapping[str, Any]) -> Mapping[str, str]:
    return {
        word: f"{name}:{number}"
        for name in ("weekdays", "months")
        for number, words in enumerate(page[name].split(), 1)
        for word in words.split("/")
    }


def _groups(told: Sequence[str], language: str) -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, words in enumerate(told):
        for word in words.split():
            found.setdefault(stem_of(word, language), set()).add(number)
    return {stem: frozenset(numbers) for stem, numbers in found.items()}
