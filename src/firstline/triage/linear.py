"""Scores that are sums: one number for each label, from a vector or from the pieces of a text.

A label's score is its bias plus what each piece of evidence adds, so how much any piece moved a decision
can be said exactly. What comes out are scores, not chances; `heads.py` turns several into one chance.
Words and pieces of words are weighed apart, so that the many pieces do not drown the words.

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
UNKNOWN: Final = -1
"""Stands for a piece that no text of the training had."""


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
class Weighed:
    """The pieces of a message that a vocabulary knows, and how much each weighs."""

    rows: NDArray[np.intp]
    """(pieces,): each known piece once, by its row."""
    weights: NDArray[np.float32]
    """(pieces,)."""
    spots: NDArray[np.intp]
    """(occurrences,): which of these pieces stands there, wherever one does."""
    places: NDArray[np.intp]
    """(occurrences,): the word at which it begins."""
    shares: NDArray[np.float32]
    """(occurrences,): its part of what the piece adds, which is shared by the places where it stands."""


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The pieces of text that were seen in training, and how telling each is; one for all of its heads."""

    numbers: Mapping[str, int]
    """Each piece's row."""
    rarity: NDArray[np.float32]
    """Inverse document frequency: ln((1 + texts) / (1 + texts with it)) + 1."""

    def weighed(self, grams: Grams) -> Weighed:
        """Weigh a message's pieces: TF-IDF, each block of length one."""
        words = self._block(grams.words, grams.word_places)
        parts = self._block(grams.parts, grams.part_places)
        return Weighed(
            np.concatenate([words.rows, parts.rows]),
            np.concatenate([words.weights, parts.weights]),
            np.concatenate([words.spots, parts.spots + len(words.rows)]),
            np.concatenate([words.places, parts.places]),
            np.concatenate([words.shares, parts.shares]),
        )

    def _block(self, pieces: Sequence[str], places: Sequence[int]) -> Weighed:
        find = self.numbers.get
        met = np.fromiter((find(piece, UNKNOWN) for piece in pieces), np.intp, len(pieces))
        known = np.flatnonzero(met != UNKNOWN)
        rows, spots, times = np.unique(met[known], return_inverse=True, return_counts=True)
        weights = (1 + np.log(times, dtype=np.float32)) * self.rarity[rows]
        weights /= np.sqrt(weights @ weights) or 1
        shares = (1 / times).astype(np.float32)[spots]
        return Weighed(rows, weights, spots, np.asarray(places, np.intp)[known], shares)


@dataclass(frozen=True, slots=True, eq=False)
class WordSums:
    """Scores from the pieces of a text."""

    vocabulary: Vocabulary
    weights: Half
    """(pieces, labels)."""
    bias: Scores

    def scores(self, seen: Weighed) -> Scores:
        """Give the labels' scores for a message."""
        summed: Scores = seen.weights @ self.weights[seen.rows].astype(np.float32) + self.bias
        return summed

    def moved(self, seen: Weighed, label: int, other: int) -> NDArray[np.float64]:
        """Say how much each word raised one label's score over another's; their sum is the difference.

        What a piece added is shared by the places where it stands; a pair of words counts for its first.

        Returns:
            A sum for each word of the message up to the last one that has a known piece.
        """
        apart = self.weights[seen.rows, label].astype(np.float32) - self.weights[seen.rows, other]
        each = (seen.weights * apart)[seen.spots] * seen.shares
        return np.bincount(seen.places, each).astype(np.float64)


def vocabulary(texts: Sequence[Grams], *, fewest: int, most: int) -> Vocabulary:
    """Collect the pieces that stand in at least `fewest` texts, the `most` common ones."""
    counts: Counter[str] = Counter()
    for grams in texts:
        counts.update({*grams.words, *grams.parts})
    kept = sorted((-times, piece) for piece, times in counts.items() if times >= fewest)[:most]
    numbers = {piece: number for number, (_, piece) in enumerate(kept)}
    seen = np.array([-times for times, _ in kept], np.float32)
    return Vocabulary(numbers, (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32))
