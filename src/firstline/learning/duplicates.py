"""Which examples say the same? They stay together, so that no test is passed by having seen the answer.

Two examples belong together when their texts are the same but for case, digits and punctuation, or when their
vectors lie as close as `NEAR`; so do two that both belong to a third. Vectors are compared a block at a time:
every pair is looked at, and memory grows with the number of examples only.

What always holds: a group is never divided, neither between folds nor between what is learnt from and what is
held back; the same input gives the same numbers.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from unicodedata import category

import numpy as np
from numpy.typing import ArrayLike, NDArray

Groups: TypeAlias = NDArray[np.int64]
"""(n,): a number for each example; examples with the same number belong together."""

NEAR: Final = 0.95
"""The cosine from which two texts say the same. With `wordllama`, 98 of 100 such pairs in the training parts
of Banking77, bitext27 and complaints10 share their label, and are one sentence in other words; of pairs at
0.90 up to 6 of 100 are another matter."""
BLOCK: Final = 512
"""Rows that are compared at once with all others: 40 MB of cosines for 20,000 examples."""


def groups(texts: Sequence[str], vectors: ArrayLike) -> Groups:
    """Number the groups from 0, in the order in which their first examples come.

    The vectors are (n, d) with rows of length one; a row of zeros is near to nothing. n may be 0.

    Raises:
        ValueError: when there is not one vector for each text.

    >>> groups(["Where is order 12?", "Log in", "where is order 7"], np.eye(3)).tolist()
    [0, 1, 0]
    """
    rows = np.asarray(vectors, np.float32)
    if len(rows) != len(texts) or (len(texts) and rows.ndim != 2):  # noqa: PLR2004 - rows and dimensions
        message = f"There must be a vector for each of the {len(texts)} texts, not {rows.shape}."
        raise ValueError(message)
    firsts = _same_text(texts)
    for start in range(0, len(rows), BLOCK):
        near = rows[start : start + BLOCK] @ rows[start:].T >= NEAR
        for row in np.flatnonzero(near.sum(axis=1) > 1):
            _join(firsts, firsts[start:][near[row]])
    return np.unique(firsts, return_inverse=True)[1].astype(np.int64)


def folds(groups: ArrayLike, labels: Sequence[Hashable], k: int, seed: int) -> NDArray[np.int64]:
    """Deal whole groups into folds 0 to k - 1, each label as evenly as its groups allow; both (n,).

    The largest groups are dealt first, each to the fold that has least of its labels, then to the smallest.
    Fewer groups than folds are a fold each.

    Raises:
        ValueError: when there is no label for each example, or fewer than 2 folds are asked for.

    >>> folds([0, 0, 1, 2, 3], ["a", "a", "a", "b", "b"], k=2, seed=0).tolist()
    [0, 0, 1, 1, 0]
    """
    if k < 2:  # noqa: PLR2004 - one to learn from, one to be tested on
        message = f"There must be at least 2 folds, not {k}."
        raise ValueError(message)
    numbers = _numbers(groups, len(labels))
    members = _members(numbers)
    table = _Table(Counter(labels), [_Fold() for _ in range(min(k, max(len(members), 1)))])
    dealt = np.zeros(len(numbers), np.int64)
    shuffled = np.random.default_rng(seed).permutation(len(members))
    for place in sorted(shuffled, key=lambda place: -len(members[place])):
        rows = members[place]
        dealt[rows] = table.deal(Counter(labels[row] for row in rows))
    return dealt


def held_back(groups: ArrayLike, times: ArrayLike, share: float) -> NDArray[np.bool_]:
    """Mark the newest share of the examples, in [0, 1), to be held back from training; both (n,).

    A group is as old as its first example, and stays whole: what comes again and again is learnt from,
    however lately it came, and all that is held back was unheard of before. A group that is larger than what
    is still wanted is left to training: never more than the share is held back, and at times a little less.

    Raises:
        ValueError: when there is no time for each example, or the share cannot be.

    >>> held_back([0, 1, 2, 0], [1, 2, 3, 4], share=0.5).tolist()
    [False, True, True, False]
    """
    if not 0 <= share < 1:
        message = f"The share to hold back lies from 0 to below 1; {share:g} does not."
        raise ValueError(message)
    moments = np.asarray(times)
    numbers = _numbers(groups, len(moments))
    members = _members(numbers)
    wanted, marks = round(share * len(numbers)), np.zeros(len(numbers), np.bool_)
    oldest_last = sorted(members, key=lambda rows: moments[rows].min(), reverse=True)
    for rows in oldest_last:
        if len(rows) <= wanted:
            marks[rows] = True
            wanted -= len(rows)
    return marks


def _same_text(texts: Sequence[str]) -> Groups:
    """Give each text the place of the first that is the same but for case, digits and punctuation."""
    firsts: dict[str, int] = {}
    return np.fromiter(
        (firsts.setdefault(_bare(text), place) for place, text in enumerate(texts)), np.int64, len(texts)
    )


class _Letters(dict[int, int | str]):
    """What becomes of each character when only words count; learnt as characters are met."""

    def __missing__(self, code: int) -> int | str:
        self[code] = code if category(chr(code))[0] in "LM" else " "
        return self[code]


LETTERS: Final = _Letters()


def _bare(text: str) -> str:
    """Leave the words; a text without any is compared as it is."""
    folded = text.casefold()
    return " ".join(folded.translate(LETTERS).split()) or f"\n{folded}"


def _join(firsts: Groups, near: Groups) -> None:
    """Make one group of those that are near: all take the smallest number."""
    smallest = near.min()
    others = np.unique(near[near != smallest])
    if len(others):
        firsts[np.isin(firsts, others)] = smallest


def _numbers(groups: ArrayLike, length: int) -> NDArray[Any]:
    numbers = np.asarray(groups)
    if numbers.shape != (length,):
        message = f"There must be a group for each of the {length} examples, not {numbers.shape}."
        raise ValueError(message)
    return numbers


def _members(numbers: NDArray[Any]) -> list[NDArray[np.intp]]:
    """Give the rows of each group, in the order of their numbers."""
    order = np.argsort(numbers, kind="stable")
    ends = np.flatnonzero(np.diff(numbers[order])) + 1
    return np.split(order, ends) if len(order) else []


@dataclass(slots=True)
class _Fold:
    labels: Counter[Hashable] = field(default_factory=Counter)
    size: int = 0


@dataclass(frozen=True, slots=True)
class _Table:
    """Folds around a table, and how often each label is dealt in all."""

    times: Counter[Hashable]
    folds: list[_Fold]

    def deal(self, hand: Counter[Hashable]) -> int:
        """Give a group to the fold that has least of it, and say which."""
        number, fold = min(enumerate(self.folds), key=lambda one: (self._has(one[1], hand), one[1].size))
        fold.labels.update(hand)
        fold.size += hand.total()
        return number

    def _has(self, fold: _Fold, hand: Counter[Hashable]) -> float:
        """Measure how much of its labels a fold has: the share of each that is dealt already."""
        return sum(count * fold.labels[label] / self.times[label] for label, count in hand.items())
