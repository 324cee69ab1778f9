"""What phrases say of a message: the voice of a desk that has no labels yet.

Each label has a name, perhaps a description and phrases, and each of these is a vector. Where a label has a
few of them, a line is drawn between the labels (ridge regression, labels balanced); where it has many,
those nearest to the message count. In between both count, the line less and less: `LINE` and `FEW` were
measured at both ends, on complaints10 (4 phrases a label: line .735, nearest .705) and on Bitext's training
part in the default five (140: line .708, nearest .864).

Whatever happens: a label without any phrase is still known by its name, and none outside the list is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.triage.encoder import Encoder, Vectors
from firstline.triage.linear import Linear, Scores

LINE: Final = 3.0
"""How much the line counts beside the nearest where a label has `FEW` phrases."""
FEW: Final = 5
NEAREST: Final = 3
"""Phrases of a label whose mean cosine counts."""
PENALTY: Final = 3.0
"""Of the ridge regression, on vectors of length one: best on both sets above, for both encoders."""
CLOSE: Final = 0.5
"""The cosine of the nearest phrase from which the scores count in full; further away they tell less."""
LEAST_SURE: Final = 0.2
MISSING: Final = -2.0
"""Stands where a label has no more texts: lower than any cosine."""
LOOSE: Final = 2.0
"""Standard deviations below the mean at which a message is as likely as not of a kind that is known: messages
are longer than phrases, and less like them than these are like each other."""
FEWEST: Final = 20
LEAST_SPREAD: Final = 0.05
UNKNOWN: Final = (0.5, 0.15)
"""Stands for the likeness of phrases where there are too few to see it."""
SHARPNESS: Final = 16.0
"""By what the scores are multiplied to be log-odds."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """The phrases of all labels, ready to be compared with."""

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    owners: NDArray[np.int32]
    """For each text the number of its label."""
    vectors: Vectors
    line: Linear
    pull: float
    """How much the line counts."""
    likeness: tuple[float, float]
    """How near a text's nearest other one is: mean and standard deviation of the cosine."""

    places: NDArray[np.int32]
    """(labels, most texts of one): each label's texts; what is left over points behind the last text."""

    def near(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give the cosine of each text to one vector."""
        near: NDArray[np.float32] = self.vectors @ vector
        return near

    def scores(self, vector: NDArray[np.float32], near: NDArray[np.float32] | None = None) -> Scores:
        """Give the labels' scores for one vector; `near` when it is known already."""
        near = self.near(vector) if near is None else near
        sure = SHARPNESS * min(max(float(near.max()) / CLOSE, LEAST_SURE), 1.0)
        nearest = _nearest(near, self.places)
        scores: Scores = sure * (self.pull * self.line.scores(vector) + nearest) / (1 + self.pull)
        return scores

    def in_scope(self, near: NDArray[np.float32]) -> float:
        """Give a rough chance that a message is of a kind that is known: by the phrase that is nearest."""
        mean, spread = self.likeness
        value = (float(near.max()) - mean) / spread + LOOSE
        return float(1 / (1 + np.exp(-2 * value)))

    def nearest(self, near: NDArray[np.float32], label: int) -> tuple[str, float]:
        """Give a label's phrase that is nearest, and its cosine."""
        own = self.places[label]
        own = own[own < len(near)]
        best = int(own[near[own].argmax()])
        return self.texts[best], float(near[best])


def phrases(encoder: Encoder, told: Mapping[str, Sequence[str]]) -> Phrases:
    """Make ready what is told of each label; there is at least one text for each.

    Raises:
        ValueError: when a label has none.
    """
    labels = tuple(told)
    texts = tuple(text for label in labels for text in told[label])
    counts = np.array([len(told[label]) for label in labels])
    if not counts.all():
        message = "each label needs a text"
        raise ValueError(message)
    owners = np.repeat(np.arange(len(labels), dtype=np.int32), counts)
    vectors = encoder.encode(texts)
    pull = LINE * min(1.0, (FEW / counts.mean()) ** 2)
    line = _line(vectors, owners, counts)
    places = np.full((len(labels), counts.max()), len(texts), np.int32)
    ends = np.cumsum(counts)
    for row, (count, end) in enumerate(zip(counts, ends, strict=True)):
        places[row, :count] = np.arange(end - count, end)
    return Phrases(labels, texts, owners, vectors, line, float(pull), _likeness(vectors), places)


def _likeness(vectors: Vectors) -> tuple[float, float]:
    if len(vectors) < FEWEST:
        return UNKNOWN
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1)
    nearest = near.max(axis=1)
    return float(nearest.mean()), max(float(nearest.std()), LEAST_SPREAD)


def _line(vectors: Vectors, owners: NDArray[np.int32], counts: NDArray[np.int_]) -> Linear:
    """Draw the line: weighted ridge regression on centred vectors, in closed form."""
    share = (1 / counts)[owners]
    share = (share / share.mean())[:, None].astype(np.float32)
    centre = (vectors * share).sum(0) / share.sum()
    aim = (owners[:, None] == np.arange(len(counts))) - np.float32(1 / len(counts))
    points = vectors - centre
    gram = (points * share).T @ points + PENALTY * np.eye(vectors.shape[1], dtype=np.float32)
    weights = np.linalg.solve(gram, (points * share).T @ aim).astype(np.float32)
    return Linear(weights, (1 / len(counts) - centre @ weights).astype(np.float32))


def _nearest(near: NDArray[np.float32], places: NDArray[np.int32]) -> Scores:
    """Give for each label the mean cosine of its nearest phrases."""
    own = np.append(near, np.float32(MISSING))[places]
    best = own if own.shape[1] <= NEAREST else np.partition(own, -NEAREST, axis=1)[:, -NEAREST:]
    there = best > MISSING
    means: Scores = (best * there).sum(axis=1) / there.sum(axis=1)
    return means.astype(np.float32)
