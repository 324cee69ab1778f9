"""The labelled messages that the desk remembers, and which of them a new one is like.

The nearest ones vote, each by how near it is. One that was learnt after the newest training also speaks for
itself: the nearer, the more it decides, so that a correction counts for the next ticket of its kind at once.

Whatever happens: what is remembered never says a label outside its field's, and looking it up takes time in
step with how much is remembered, which is at most `MOST`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.triage.encoder import Vectors
from firstline.triage.linear import Scores

MOST: Final = 20_000
"""Messages that are remembered, the newest."""
NEAREST: Final = 20
"""Messages that vote."""
SHARPNESS: Final = 15.0
"""How fast a vote fades with the cosine: at 0.9 it counts 0.22, at 0.8 0.05."""
DOUBT: Final = 1e-3
"""What every label has before anyone votes, so that none is impossible."""
MIDDLE: Final = 0.74
STEEPNESS: Final = 25.0
"""The chance that a neighbour's label is right, as a curve of its cosine: half at `MIDDLE`, .82 at 0.80 and
.94 at 0.85. Counted on pairs of Banking77's, CLINC150's and Bitext's training parts, with both encoders: .74
to .90 at 0.75 to 0.80, .84 to .97 at 0.80 to 0.85, .89 to .99 beyond; the curve stays a little below."""
SUREST: Final = 0.9
"""As much as fresh labels may decide, whatever their number: people slip, too."""
NEWS: Final = 10.0
"""How much more a fresh label counts than an older one beside it: whoever corrects wants to see it."""
NONE: Final = -1
"""Stands for a label that a message does not have."""


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Labelled messages as vectors; all arrays are as long as there are messages."""

    vectors: Vectors
    labels: Mapping[str, tuple[str, ...]]
    """By field."""
    codes: Mapping[str, NDArray[np.int32]]
    """By field: the number of each message's label, or `NONE`."""
    tickets: NDArray[np.int64]
    """The ticket of each message; 0: it came from a file."""
    texts: tuple[str, ...]
    """How each message begins."""
    fresh: NDArray[np.bool_]
    """Which ones came after the newest training."""
    numbers: NDArray[np.int64]
    """By which each is known among all that were ever learnt."""

    def __len__(self) -> int:
        """Say how many there are."""
        return len(self.texts)


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The labelled messages that are nearest, nearest first."""

    rows: NDArray[np.intp]
    cosines: NDArray[np.float32]


def neighbours(
    near: NDArray[np.float32], *, among: NDArray[np.intp] | None = None, most: int = NEAREST
) -> Neighbours:
    """Give the nearest messages; `near` is the cosine to each, and `among` those that are asked, or all."""
    known = np.arange(len(near)) if among is None else among
    near = near if among is None else near[among]
    if len(known) > most:
        best = np.argpartition(-near, most)[:most]
        known, near = known[best], near[best]
    order = np.lexsort((known, -near))
    return Neighbours(known[order], near[order])


def votes(codes: NDArray[np.int32], cosines: NDArray[np.float32], count: int) -> Scores:
    """Give the logarithm of each label's share of the votes; (k,) of one message, or (n, k) of many.

    >>> int(votes(np.array([1, 0, 1], np.int32), np.array([0.9, 0.9, 0.8], np.float32), 2).argmax())
    1
    """
    rows = np.atleast_2d(codes)
    each = np.exp(SHARPNESS * (np.atleast_2d(cosines).astype(np.float64) - 1))
    places = rows + count * np.arange(len(rows))[:, None]
    cast = DOUBT + np.bincount(places.ravel(), each.ravel(), count * len(rows)).reshape(len(rows), count)
    shares: Scores = np.log(cast / cast.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares[0] if codes.ndim == 1 else shares


def news(memory: Memory, field: str, found: Neighbours) -> tuple[float, NDArray[np.float64]] | None:
    """Give how much the fresh labels decide, and for what; None: nothing fresh is near.

    Returns:
        A share in [0, `SUREST`], and the labels' shares of it, which add up to one.
    """
    fresh = memory.fresh[found.rows]
    if not fresh.any():
        return None
    right = 1 / (1 + np.exp(-STEEPNESS * (found.cosines.astype(np.float64) - MIDDLE)))
    share = min(SUREST, 1 - float(np.prod(1 - right[fresh])))
    shares = np.zeros(len(memory.labels[field]))
    np.add.at(shares, memory.codes[field][found.rows], right * np.where(fresh, NEWS, 1.0))
    return share, shares / shares.sum()
