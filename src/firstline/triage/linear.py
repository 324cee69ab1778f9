"""Scores that are sums: one number for each label, from a vector or from the pieces of a text.

A label's score is its bias plus what each piece of evidence adds, so how much any piece moved a decision
can be said exactly. What comes out are scores, not chances; `heads.py` turns several into one chance.

Whatever happens: the same evidence gives the same scores, and what was never seen in training adds nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.triage.grams import Grams

Scores = NDArray[np.float32]
"""A number for each label."""
Half = NDArray[np.float16]
BLOCKS: Final = 2
"""Words and pieces of words are weighed apart, so that the many pieces do not drown the words."""


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Scores from a vector."""

    weights: NDArray[np.float32]
    """(dimensions, labels)."""
    bias: Scores
    """(labels,)."""

    def scores(self, vector: NDArray[np.float32]) -> Scores:
        """Give the labels' scores for a vector, or a row of them for each row of vectors."""
        return vector @ self.weights + self.bias


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The pieces of text that were seen in training, and how telling each is."""

    numbers: Mapping[str, int]
    """Each piece's row."""
    rarity: NDArray[np.float32]
    """Inverse document frequency: ln((1 + texts) / (1 + texts with it)) + 1."""

    def weighed(self, grams: Grams) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Give the rows of a message's pieces and how much each weighs: TF-IDF, each block of length one."""
        rows, weights = list[NDArray[np.int32]](), list[NDArray[np.float32]]()
        for pieces in (grams.words, grams.parts):
            known = self.numbers
            found = {known[piece]: times for piece, times in Counter(pieces).items() if piece in known}
            row = np.fromiter(found, np.int32, len(found))
            weight = (1 + np.log(np.fromiter(found.values(), np.float32, len(found)))) * self.rarity[row]
            rows.append(row)
            weights.append(weight / (np.sqrt(weight @ weight) or 1))
        return np.concatenate(rows), np.concatenate(weights).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class WordSums:
    """Scores from the pieces of a text."""

    vocabulary: Vocabulary
    weights: Half
    """(pieces, labels)."""
    bias: Scores

    def scores(self, grams: Grams) -> Scores:
        """Give the labels' scores for a message."""
        rows, weights = self.vocabulary.weighed(grams)
        summed: Scores = weights @ self.weights[rows].astype(np.float32) + self.bias
        return summed

    def moved(self, grams: Grams, label: int, other: int) -> Mapping[str, float]:
        """Say by how much each piece raised one label's score over another's; the sum is exact."""
        rows, weights = self.vocabulary.weighed(grams)
        pair = self.weights[rows][:, [label, other]].astype(np.float32)
        sums = dict(zip(rows.tolist(), (weights * (pair[:, 0] - pair[:, 1])).tolist(), strict=True))
        numbers = self.vocabulary.numbers
        pieces = {*grams.words, *grams.parts}
        return {piece: sums[numbers[piece]] for piece in pieces if piece in numbers}


def vocabulary(texts: Sequence[Grams], *, fewest: int, most: int) -> Vocabulary:
    """Collect the pieces that stand in at least `fewest` texts, the `most` common ones."""
    counts: Counter[str] = Counter()
    for grams in texts:
        counts.update({*grams.words, *grams.parts})
    kept = sorted((-times, piece) for piece, times in counts.items() if times >= fewest)[:most]
    numbers = {piece: number for number, (_, piece) in enumerate(kept)}
    seen = np.array([-times for times, _ in kept], np.float32)
    return Vocabulary(numbers, (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32))
