"""How good is what was said? Numbers for the evaluator, for the odds and for the gate.

Arrays in, plain numbers out: a truth and what was said beside it, or a confidence and whether it was right.
Everything is counted at once, in time that grows with n log n.

What always holds: no examples, arrays of different lengths and confidences outside [0, 1] are a `ValueError`;
a number that these examples cannot have (nothing is that sure, one side is missing) is `None`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Labels: TypeAlias = Sequence[str] | NDArray[Any]
"""(n,): a label for each example; any values that can be sorted, all of one kind."""
Numbers: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

BINS: Final = 15
"""Of the calibration error, as in Guo et al. 2017 and in most tables since."""
MOST_POINTS: Final = 101
"""Of a curve: one for each per cent of coverage."""
ROUNDING: Final = 1e-6
"""By how much single precision may carry a confidence beyond 0 or 1, or a difference beyond its tolerance."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold does: the share of examples at or above it, and the share of those that are right."""

    threshold: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Cell:
    """How often something was said where something was true."""

    truth: str
    said: str
    count: int


def accuracy(truth: Labels, said: Labels) -> float:
    """Give the share in [0, 1] that was said as it is; both (n,).

    Raises:
        ValueError: when there are no examples, or sides of different length.

    >>> accuracy(["billing", "sales"], ["billing", "account"])
    0.5
    """
    true, told = _beside(truth, said)
    return float(np.mean(true == told))


def macro_f1(truth: Labels, said: Labels) -> float:
    """Give the mean in [0, 1], over the labels that occur in the truth, of each label's F1; both (n,).

    Raises:
        ValueError: when there are no examples, or sides of different length.

    >>> round(macro_f1(["a", "a", "a", "b"], ["a", "a", "b", "b"]), 3)
    0.733
    """
    true, told, names = _codes(truth, said)
    width = len(names)
    hits = np.bincount(true[true == told], minlength=width)
    times_true, times_told = np.bincount(true, minlength=width), np.bincount(told, minlength=width)
    occurs = times_true > 0
    return float(np.mean(2 * hits[occurs] / (times_true + times_told)[occurs]))


def calibration_error(confidence: ArrayLike, right: ArrayLike, *, bins: int = BINS) -> float:
    """Give the expected calibration error in [0, 1]: how far confidences are from what is right; both (n,).

    Confidences fall into bins of equal width, each without its lower end and with its upper one. An error of
    a bin is |share that was right - mean confidence|, and bins weigh what they hold (Guo, Pleiss, Sun and
    Weinberger, On Calibration of Modern Neural Networks, 2017, equation 5).

    Raises:
        ValueError: when there are no examples, sides of different length, or confidences outside [0, 1].

    >>> round(calibration_error([0.9, 0.9, 0.6, 0.6], [True, True, True, False]), 3)
    0.1
    """
    sure, hits = _odds(confidence, right)
    places = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], sure, side="left")
    gaps = np.bincount(places, weights=hits - sure, minlength=bins)
    return float(np.abs(gaps).sum() / len(sure))


def at_threshold(confidence: ArrayLike, right: ArrayLike, threshold: float) -> Point | None:
    """Give coverage and precision of what is at least so sure, `None` when nothing is; both (n,).

    Raises:
        ValueError: when there are no examples, sides of different length, or confidences outside [0, 1].

    >>> at_threshold([0.9, 0.8, 0.3, 0.2], [True, False, True, False], 0.5)
    Point(threshold=0.5, coverage=0.5, precision=0.5)
    """
    sure, hits = _odds(confidence, right)
    covered = sure >= threshold
    if not covered.any():
        return None
    return Point(threshold, float(covered.mean()), float(hits[covered].mean()))


def curve(confidence: ArrayLike, right: ArrayLike, *, points: int = MOST_POINTS) -> tuple[Point, ...]:
    """Give precision by coverage, from the surest examples to all, thinned to so many points; both (n,).

    Examples that are equally sure stand or fall together, so a point's threshold does what it says. Coverage
    rises from point to point, the threshold falls, and the last point covers everything.

    Raises:
        ValueError: when there are no examples, sides of different length, confidences outside [0, 1],
            or fewer than 2 points are asked for.

    >>> [(point.coverage, point.precision) for point in curve([0.9, 0.8, 0.8, 0.2], [1, 1, 0, 0])]
    [(0.25, 1.0), (0.75, 0.6666666666666666), (1.0, 0.5)]
    """
    if points < 2:  # noqa: PLR2004 - a line has two ends
        message = f"A curve has at least 2 points, not {points}."
        raise ValueError(message)
    thresholds, counts, hits = cuts(confidence, right)
    kept = _spread(counts, points)
    total = counts[-1]
    return tuple(
        Point(float(threshold), float(count / total), float(hit / count))
        for threshold, count, hit in zip(thresholds[kept], counts[kept], hits[kept], strict=True)
    )


def cuts(confidence: ArrayLike, right: ArrayLike) -> tuple[Numbers, NDArray[np.int64], NDArray[np.int64]]:
    """Give every threshold that makes a difference, highest first; both (n,), the answers (m,) with m <= n.

    Returns:
        The thresholds; how many examples are at or above each; how many of those are right.

    Raises:
        ValueError: when there are no examples, sides of different length, or confidences outside [0, 1].

    >>> [values.tolist() for values in cuts([0.2, 0.9, 0.2], [True, True, False])]
    [[0.9, 0.2], [1, 3], [1, 2]]
    """
    sure, hits = _odds(confidence, right)
    order = np.argsort(-sure, kind="stable")
    sure, running = sure[order], np.cumsum(hits[order], dtype=np.int64)
    last = np.flatnonzero(np.append(sure[1:] != sure[:-1], True))
    return sure[last], last.astype(np.int64) + 1, running[last]


def auroc(scores: ArrayLike, positive: ArrayLike) -> float | None:
    """Give the chance in [0, 1] that a positive one scores higher than another, a tie being half; both (n,).

    `None` when either side is missing.

    Raises:
        ValueError: when there are no examples, sides of different length, or scores that are no numbers.

    >>> auroc([0.9, 0.8, 0.8, 0.1], [True, True, False, False])
    0.875
    """
    marks = np.asarray(positive, dtype=bool)
    values = _numbers(scores, len(marks))
    ones = int(marks.sum())
    others = len(marks) - ones
    if not ones or not others:
        return None
    return float((_ranks(values)[marks].sum() - ones * (ones + 1) / 2) / (ones * others))


def spearman(first: ArrayLike, second: ArrayLike) -> float | None:
    """Give the correlation in [-1, 1] of the ranks, equals sharing the mean of theirs; both (n,).

    `None` when all values of one side are the same.

    Raises:
        ValueError: when there are no examples, sides of different length, or values that are no numbers.

    >>> spearman([1.0, 2.0, 3.0, 3.0], [10.0, 20.0, 40.0, 40.0])
    1.0
    """
    one = _numbers(first, np.size(np.asarray(second)))
    other = _numbers(second, len(one))
    a, b = (_ranks(values) - (len(one) + 1) / 2 for values in (one, other))
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(np.clip(a @ b / spread, -1, 1)) if spread else None


def confusion(truth: Labels, said: Labels) -> tuple[Cell, ...]:
    """Count each pair of truth and said that occurs: mistakes first, the most frequent first; both (n,).

    Raises:
        ValueError: when there are no examples, or sides of different length.

    >>> [(cell.truth, cell.said, cell.count) for cell in confusion(["a", "a", "b"], ["a", "b", "b"])]
    [('a', 'b', 1), ('a', 'a', 1), ('b', 'b', 1)]
    """
    true, told, names = _codes(truth, said)
    pairs, counts = np.unique(true * len(names) + told, return_counts=True)
    cells = (
        Cell(str(names[pair // len(names)]), str(names[pair % len(names)]), int(count))
        for pair, count in zip(pairs, counts, strict=True)
    )
    return tuple(sorted(cells, key=lambda cell: (cell.truth == cell.said, -cell.count)))


def within(first: ArrayLike, second: ArrayLike, tolerance: float) -> float:
    """Give the share in [0, 1] of values that are no further apart than the tolerance; both (n,).

    Raises:
        ValueError: when there are no examples, sides of different length, or values that are no numbers.

    >>> within([1.0, 2.5, 4.0], [1.5, 2.5, 2.0], 0.5)
    0.6666666666666666
    """
    one = _numbers(first, np.size(np.asarray(second)))
    return float(np.mean(np.abs(one - _numbers(second, len(one))) <= tolerance + ROUNDING))


def _beside(truth: Labels, said: Labels) -> tuple[NDArray[Any], NDArray[Any]]:
    true, told = np.asarray(truth), np.asarray(said)
    if true.ndim != 1 or true.shape != told.shape or not len(true):
        shapes = f"{true.shape} and {told.shape}"
        message = f"Truth and said must be equally long lists with something in them, not {shapes}."
        raise ValueError(message)
    return true, told


def _codes(truth: Labels, said: Labels) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
    """Number the labels, in the order of their names."""
    true, told = _beside(truth, said)
    names, codes = np.unique(np.concatenate([true, told]), return_inverse=True)
    return codes[: len(true)], codes[len(true) :], names


def _odds(confidence: ArrayLike, right: ArrayLike) -> tuple[Numbers, Flags]:
    hits = np.asarray(right, dtype=bool)
    sure = _numbers(confidence, len(hits))
    if sure.min() < -ROUNDING or sure.max() > 1 + ROUNDING:
        message = f"Confidences lie between 0 and 1; these reach from {sure.min():g} to {sure.max():g}."
        raise ValueError(message)
    return np.clip(sure, 0, 1), hits


def _numbers(values: ArrayLike, length: int) -> Numbers:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape != (length,) or not length:
        message = (
            f"There must be a value for each example, and at least one: ({length},), not {numbers.shape}."
        )
        raise ValueError(message)
    if not np.isfinite(numbers).all():
        message = "Every value must be a number; some are infinite or none at all."
        raise ValueError(message)
    return numbers


def _ranks(values: Numbers) -> Numbers:
    """Rank from 1; equal values share the mean of their ranks."""
    _, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Numbers = (last - (counts - 1) / 2)[codes]
    return ranks


def _spread(counts: NDArray[np.int64], points: int) -> NDArray[np.intp]:
    """Choose so many places at most, spread evenly over the coverage, the first and the last among them."""
    if len(counts) <= points:
        return np.arange(len(counts))
    wanted = np.linspace(counts[0], counts[-1], points)
    return np.unique(np.searchsorted(counts, wanted, side="left"))
