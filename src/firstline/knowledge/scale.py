"""Scores of different kinds on one scale, and what is usual in a base.

Encoders differ in which cosine is high. The titles of a base are questions of its own, so how near each comes
to the passages of *other* articles says how near a question comes that has no answer.

What always holds: what is not known is as usual, and no scale comes of fewer than two articles with vectors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.knowledge.postings import Floats, Rows

LEAST_SPREAD: Final = 1e-6
MOST_TITLES: Final = 200
"""That are looked at for what is usual, spread over the base."""
AT_ONCE: Final = 20
"""Titles whose cosines are held in memory together."""


@dataclass(frozen=True, slots=True)
class Usual:
    """How near a title comes to the nearest passage of the other articles."""

    middle: float
    spread: float

    def place(self, cosine: float) -> float:
        """Tell where a cosine lies: 0 in the middle, 1 a spread above."""
        return (cosine - self.middle) / self.spread


def usual(titles: Floats, vectors: Floats, owners: Rows) -> Usual | None:
    """Measure it; None: too little is known."""
    if not vectors.shape[1]:
        return None
    known = np.flatnonzero(np.isfinite(titles).all(axis=1))
    some = known[:: max(1, -(-len(known) // MOST_TITLES))]
    nearest = [
        found
        for begin in range(0, len(some), AT_ONCE)
        for found in _nearest(some[begin : begin + AT_ONCE], titles, vectors, owners)
    ]
    seen = [found for found in nearest if np.isfinite(found)]
    if len(seen) < 2:  # noqa: PLR2004 - one has no spread
        return None
    return Usual(float(np.median(seen)), max(float(np.std(seen)), LEAST_SPREAD))


def _nearest(some: NDArray[np.intp], titles: Floats, vectors: Floats, owners: Rows) -> list[float]:
    found = titles[some] @ vectors.T
    found[owners[None, :] == some[:, None]] = -np.inf
    best = np.nan_to_num(found, nan=-np.inf, neginf=-np.inf).max(axis=1, initial=-np.inf)
    return [float(one) for one in best]


def rows_of(vectors: Sequence[Floats | None], size: int) -> Floats:
    """Put vectors one under the other; NaN for one that is not known."""
    rows = np.full((len(vectors), size), np.nan, np.float32)
    for row, vector in zip(rows, vectors, strict=True):
        if vector is not None:
            row[:] = vector
    return rows


def cosines(vectors: Floats, vector: Floats | None) -> Floats:
    """Give the cosine of each row; NaN where none is known."""
    if vector is None or not vectors.shape[1]:
        return np.full(len(vectors), np.nan, np.float32)
    found: Floats = vectors @ vector
    return found


def scaled(scores: Floats, among: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Put scores on one scale by their mean and spread; what is not known is as usual."""
    known = np.isfinite(scores)
    seen = known & among
    counted = scores if seen.all() else scores[seen]
    if not len(counted):
        return np.zeros(len(scores))
    middle, spread = float(counted.mean(dtype=np.float64)), float(counted.std(dtype=np.float64))
    put = (scores.astype(np.float64) - middle) / (spread if spread > LEAST_SPREAD else 1.0)
    return put if known.all() else np.where(known, put, 0.0)
