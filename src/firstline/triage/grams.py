"""The pieces of a message that a head weighs: its words, pairs of words, and pieces of words.

They are taken from the words of a reading, so what the customer did not write themselves is not among them,
and each piece knows where it stands. A word with digits stands for any of its form: "4711" and "0815" are
the same piece. Pieces of three and four letters, with the word's edges, let a head know a misspelt or
inflected word by its parts; languages that write words together need them.

Whatever happens: the same words give the same pieces, and the work grows in step with the text, up to
`MOST_WORDS`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from firstline.triage.text import BREAK, Reading

MOST_WORDS: Final = 1_500
"""Words at the beginning that are looked at, so that a message of a megabyte costs no more."""
LONGEST_WORD: Final = 40
"""Letters of a word that are looked at."""
SIZES: Final = (3, 4)
"""Letters of a piece. Two to five were no better on Banking77's training part and cost twice as much."""
EDGE: Final = "\x02"
"""Begins a piece of a word, so that it is not taken for a whole one."""
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Grams:
    """The pieces of a message, with repetitions; words and pairs first, then pieces of words."""

    words: Sequence[str]
    word_places: Sequence[int]
    """For each piece the word of the reading at which it begins."""
    parts: Sequence[str]
    part_places: Sequence[int]


def grams(reading: Reading) -> Grams:
    """Take a message apart.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.text import read
    >>> found = grams(read(Message("Order 4711 late")))
    >>> list(found.words)
    ['order', 'order 0', '0', '0 late', 'late']
    >>> [part.removeprefix(EDGE) for part in found.parts[-4:]]
    ['te ', ' lat', 'late', 'ate ']
    """
    words = [_plain(word) for word in reading.words[:MOST_WORDS]]
    whole, whole_places, parts, part_places = list[str](), list[int](), list[str](), list[int]()
    last = len(words) - 1
    for place, word in enumerate(words):
        if word == BREAK:
            continue
        whole.append(word)
        whole_places.append(place)
        if place < last and words[place + 1] != BREAK:
            whole.append(f"{word} {words[place + 1]}")
            whole_places.append(place)
        pieces = _parts(word)
        parts += pieces
        part_places += [place] * len(pieces)
    return Grams(whole, whole_places, parts, part_places)


def _plain(word: str) -> str:
    return DIGITS.sub("0", word[:LONGEST_WORD])


@lru_cache(maxsize=4096)
def _parts(word: str) -> Sequence[str]:
    """Cut a word; the common ones are cut once."""
    edged = f" {word} "
    return [f"{EDGE}{edged[at : at + size]}" for size in SIZES for at in range(max(len(edged) - size + 1, 1))]
