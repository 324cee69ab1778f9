"""What someone searches for: words that all must occur, phrases in quotes, and a last word still being typed.

Words are compared without case and accents. Whatever is typed is a search; no sign has a meaning but the
double quotes, straight, curly or angled.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firstline.core.text import folded

WORD = re.compile(r"[^\W_]+")
QUOTED = re.compile(r'["“”„«»]')
ACCENTS = re.compile("[\u0300-\u036f]+")
"""Signs that stand over or under the letter before them; other scripts' vowel signs belong to their words."""
MOST_WORDS = 16
"""Of one search; further ones are left out."""
SHORTEST_BEGINNING = 3
"""Letters from which on the last word may be the beginning of one: shorter ones begin too many words."""
LONGEST_WORD = 200
"""Letters of a word that are looked for; PostgreSQL takes none of over 2,046 bytes."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand next to each other, casefolded."""

    words: tuple[str, ...]
    is_beginning: bool = False
    """The last word may go on."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Phrases that must all occur, anywhere in a ticket."""

    phrases: tuple[Phrase, ...]


def understand(typed: str) -> Sentence:
    """Read what someone typed; a sentence without phrases finds nothing.

    >>> understand('refund "Two  weeks" canc').phrases[1].words
    ('two', 'weeks')
    >>> [phrase.is_beginning for phrase in understand("Müller refu").phrases]
    [False, True]
    """
    phrases: list[Phrase] = []
    pieces = QUOTED.split(typed)
    for number, piece in enumerate(pieces):
        words = words_of(piece)
        is_quoted = number % 2 == 1 and number < len(pieces) - 1
        if is_quoted and words:
            phrases.append(_phrase(words[:MOST_WORDS]))
        elif words:
            is_last = number == len(pieces) - 1 and not piece[-1:].isspace()
            phrases += _each(words, is_open=is_last)
    return Sentence(tuple(phrases[:MOST_WORDS]))


def words_of(text: str) -> list[str]:
    """Split a text into casefolded words."""
    text = unicodedata.normalize("NFC", folded(text))
    if text.isascii():
        return WORD.findall(text)
    words = "".join(sign if is_of_word(sign) else " " for sign in text).split(" ")
    return [word for word in words if WORD.search(word)]


def is_of_word(sign: str) -> bool:
    """Tell whether words are made of this: letters, digits, and the marks that some scripts put on them."""
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def plain(text: str) -> str:
    """Fold a text: no case, no accents.

    >>> plain("Überfällig: ÉTÉ")
    'uberfallig: ete'
    """
    if text.isascii():
        return text.casefold()
    parts = unicodedata.normalize("NFD", folded(text))
    return unicodedata.normalize("NFC", ACCENTS.sub("", parts))


def _each(words: Sequence[str], *, is_open: bool) -> Iterator[Phrase]:
    for number, word in enumerate(words):
        is_last = number == len(words) - 1
        yield _phrase([word], is_beginning=is_last and is_open and len(word) >= SHORTEST_BEGINNING)


def _phrase(words: Sequence[str], *, is_beginning: bool = False) -> Phrase:
    """Make a phrase; where a word is too long it is cut, may go on, and ends the phrase."""
    short = tuple(word[:LONGEST_WORD] for word in words)
    cut = next((number for number, word in enumerate(words, start=1) if len(word) > LONGEST_WORD), None)
    return Phrase(short, is_beginning) if cut is None else Phrase(short[:cut], is_beginning=True)
