"""Which passages have a word, and what it is worth there: BM25.

A word counts for more the rarer it is among all passages, for less each further time a passage says it, and
for less in a long passage (Robertson and Zaragoza, The probabilistic relevance framework, 2009).

What always holds: a word that no passage has is as rare as a word can be, and adds nothing to any passage.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

SATURATION: Final = 1.2
"""BM25's k1: how soon one more of the same word counts for less."""
LENGTH: Final = 0.75
"""BM25's b: how far a long passage must say a word more often."""


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """For each word the passages that have it."""

    size: int
    """Passages, with and without any word."""
    rows: Mapping[str, Rows]
    weights: Mapping[str, Floats]
    """What the word is worth in each of these passages."""

    def rarity(self, term: str) -> float:
        """Tell how much it says that a passage has a word."""
        return _rarity(len(self.rows.get(term, ())), self.size)

    def scores(self, asked: Iterable[str]) -> Floats:
        """Score each passage by the words that are asked for, each once."""
        scores = np.zeros(self.size, np.float32)
        for term in dict.fromkeys(asked):
            rows = self.rows.get(term)
            if rows is not None:
                scores[rows] += self.weights[term]
        return scores


def postings(counts: Sequence[Counter[str]]) -> Postings:
    """Note the words of passages.

    >>> found = postings([Counter(refund=1, card=1), Counter(card=2)])
    >>> found.scores(["refund"]).argmax(), found.rarity("refund") < found.rarity("unheard")
    (np.int64(0), True)
    """
    lengths = np.array([some.total() for some in counts], np.float32)
    usual = float(lengths.mean()) if len(lengths) else 1.0
    held = SATURATION * (1 - LENGTH + LENGTH * lengths / (usual or 1.0))
    places: dict[str, list[int]] = {}
    times: dict[str, list[int]] = {}
    for row, some in enumerate(counts):
        for term, count in some.items():
            places.setdefault(term, []).append(row)
            times.setdefault(term, []).append(count)
    rows = {term: np.array(where, np.int32) for term, where in places.items()}
    weights = {}
    for term, often in times.items():
        said = np.array(often, np.float32)
        worth = _rarity(len(often), len(counts)) * said * (SATURATION + 1) / (said + held[rows[term]])
        weights[term] = worth.astype(np.float32)
    return Postings(len(counts), rows, weights)


def _rarity(passages: int, size: int) -> float:
    return math.log(1 + (size - passages + 0.5) / (passages + 0.5))
