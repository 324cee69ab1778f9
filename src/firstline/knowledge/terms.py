"""The words by which a text is found: in one form, whatever the case, the accents and the ending.

Words are cut at what is no letter and no digit, and brought to their stem by Snowball where it knows the
language; small words that every text has are left out where others remain. Chinese, Japanese and Thai have no
blanks between words, so pairs of their characters stand for words.

What always holds: the same text gives the same words, and a text that has any letter or digit has a word.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Final

from snowballstemmer import algorithms, stemmer

from firstline.knowledge.words import word_list

WORD: Final = re.compile(r"[^\W_]+")
UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
APOSTROPHES: Final = dict.fromkeys(map(ord, "'\u2019"))
"""They stand inside words: can't is one."""
LONGEST: Final = 40
"""Characters of a word that count."""
LANGUAGES: Final = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}


def terms(text: str, language: str) -> list[str]:
    """Give the words of a text; without a small word, unless there are no others.

    >>> terms("Where are my refunds?", "en"), terms("Where is it?", "en")
    (['refund'], ['where', 'is', 'it'])
    """
    return [term for term, _ in _told(text, language)]


def spelt(text: str, language: str) -> dict[str, str]:
    """Give the same words, each with how it is spelt where it stands first.

    >>> spelt("Where are my refunds? A refund!", "en")
    {'refund': 'refunds'}
    """
    found: dict[str, str] = {}
    for term, word in _told(text, language):
        found.setdefault(term, word)
    return found


def subject_of(title: str, language: str) -> list[str]:
    """Give the words of a title that say what it is about: without those by which a help page begins.

    >>> subject_of("How to set up two-factor sign-in", "en"), subject_of("Two-factor sign-in", "en")
    (['two', 'factor', 'sign'], ['two', 'factor', 'sign'])
    """
    told = terms(title, language)
    openers = _stems("openers", language)
    priced = _stems("prices", language)
    first = min(priced, default="")
    return [first if term in priced else term for term in told if term not in openers] or told


def ended(title: str, language: str) -> frozenset[str]:
    """Give what a title says is over; nothing where it says of nothing that it is.

    >>> sorted(ended("Refer a friend has ended", "en")), sorted(ended("Refer a friend", "en"))
    (['friend', 'refer'], [])
    """
    told, endings = frozenset(subject_of(title, language)), _stems("endings", language)
    return told - endings if told & endings else frozenset()


@cache
def _stems(name: str, language: str) -> frozenset[str]:
    return frozenset(_stem_of(language)(word) for word in word_list(name, language))


def _told(text: str, language: str) -> list[tuple[str, str]]:
    """Give the stem and the spelling of each word that counts."""
    words = list(_words(text))
    small, stem = word_list("small", language), _stem_of(language)
    return [(stem(word), word) for word in words if word not in small] or [(word, word) for word in words]


def _words(text: str) -> Iterator[str]:
    whole = unicodedata.normalize("NFKC", text).casefold()
    for found in WORD.finditer(whole.translate(APOSTROPHES)):
        word = found.group()[:LONGEST]
        if UNSPACED.search(word) is None:
            yield word
        else:
            yield from (word[at : at + 2] for at in range(max(len(word) - 1, 1)))


@cache
def _stem_of(language: str) -> Callable[[str], str]:
    """Give what brings a word to its stem; a language that Snowball does not know keeps its words."""
    name = LANGUAGES.get(language, "")
    if name not in algorithms():
        return str
    machine = type(stemmer(name))  # each word gets one of its own: while it works it can do nothing else
    return lru_cache(maxsize=50_000)(lambda word: str(machine().stemWord(word)))
