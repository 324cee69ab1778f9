"""Vectors for languages that no installed encoder knows: the pieces of a text, hashed into a fixed size.

Each piece of a text adds its weight at one of `SIZE` places, with a sign, both told by its hash; so the
cosine of two texts is nearly that of their pieces (Weinberger et al., 2009, "Feature hashing for large scale
multitask learning"). They know words, not meanings.

Whatever happens: the same text gives the same vector on every machine.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log
from typing import Final

import numpy as np

from firstline.tickets.message import Message
from firstline.triage.encoder import Vectors, beginning, unit
from firstline.triage.grams import grams
from firstline.triage.text import read

SIZE: Final = 1_024
"""Dimensions: unlike texts come out at a cosine of 0 give or take 0.03."""
WHOLE: Final = 1.5
"""How much more a word weighs than a piece of one: there are fewer of them."""


class HashedEncoder:
    """The encoder that needs nothing and knows every language a little."""

    name = "pieces"
    version = "pieces@1"
    size = SIZE

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give a row of length one for each text; zeros for a text without any word."""
        rows = np.zeros((len(texts), SIZE), np.float32)
        for row, text in zip(rows, texts, strict=True):
            _fill(row, text)
        return unit(rows)


def _fill(row: Vectors, text: str) -> None:
    found = grams(read(Message(beginning(text))))
    for pieces, weight in ((found.words, WHOLE), (found.parts, 1.0)):
        for piece, times in Counter(pieces).items():
            place, sign = _place(piece)
            row[place] += sign * weight * (1 + log(times))


@lru_cache(maxsize=65_536)
def _place(piece: str) -> tuple[int, int]:
    number = zlib.crc32(piece.encode(errors="replace"))
    return number % SIZE, 1 if number & 0x8000_0000 else -1
