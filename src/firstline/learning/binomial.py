"""What do so many right ones among so many prove? The exact binomial odds behind promises and the gate.

Everything is summed from the chances themselves, so no approximation hides in small numbers, and no library
that takes long to load is needed.

What always holds: a bound at level 0.9 is on the safe side of the truth in 9 of 10 draws or more (Clopper and
Pearson, The use of confidence or fiducial limits, 1934).
"""

from functools import cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Chances: TypeAlias = NDArray[np.float64]

HALVINGS: Final = 50
"""Of the interval in which a bound lies: more than a double's digits would not be seen."""


def chances(trials: int, odds: float, *, first: int = 0, last: int | None = None) -> Chances:
    """Give the chance of each number of hits from `first` to `last`, in so many trials at odds in [0, 1].

    >>> chances(2, 0.5).round(2).tolist()
    [0.25, 0.5, 0.25]
    """
    hits = np.arange(first, (trials if last is None else min(last, trials)) + 1)
    if odds in {0, 1}:
        return np.where(hits == odds * trials, 1.0, 0.0)
    sums = _factorials(1 << trials.bit_length())
    ways = sums[trials] - sums[hits] - sums[trials - hits]
    powers: Chances = np.exp(ways + hits * np.log(odds) + (trials - hits) * np.log1p(-odds))
    return powers


def at_least(hits: int, trials: int, odds: float) -> float:
    """Give the chance of so many hits or more.

    >>> round(at_least(9, 10, 0.5), 4)
    0.0107
    """
    if 2 * hits < trials:
        return float(max(0.0, 1 - chances(trials, odds, last=hits - 1).sum()))
    return float(min(1.0, chances(trials, odds, first=hits).sum()))


def lower_bound(hits: int, trials: int, level: float) -> float:
    """Give the odds that so many hits prove at a level in (0, 1), such as 0.9; nothing proves 0.

    >>> round(lower_bound(32, 32, 0.9), 3)
    0.931
    """
    if not hits:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if at_least(hits, trials, middle) <= 1 - level else (low, middle)
    return low


def upper_bound(hits: int, trials: int, level: float) -> float:
    """Give the odds that so many hits rule out at a level in (0, 1), such as 0.9.

    >>> round(upper_bound(0, 32, 0.9), 3)
    0.069
    """
    return 1 - lower_bound(trials - hits, trials, level)


@cache
def _factorials(size: int) -> Chances:
    """Give the logarithms of so many factorials; sizes are powers of two, so that few are kept."""
    return np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, size)))))
