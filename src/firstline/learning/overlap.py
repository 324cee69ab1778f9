"""Which categories are hard to tell apart, and which phrases pull the wrong way?

Every phrase is compared with all others, as if it were a customer's message that the desk had not seen. Two
categories overlap when many phrases of the one have their nearest neighbour in the other, or when real
tickets of the one were taken for the other. A phrase pulls the wrong way when its nearest neighbour is
another category's, and that one's nearest few are so much nearer than its own that a desk without labels,
which scores by them (`triage/phrased.py`), would give its own category less than one chance in twenty. What
is only a little nearer is no news: on a fresh desk that was every twelfth phrase, and to take out any of them
would have helped one other at most.

What always holds: a phrase is never compared with itself; a phrase that is alone in its category, and so has
no neighbours of its own, says something only when another lies as near as neighbours usually do; what the
encoder cannot read, says nothing. The vectors are to be of one language that the encoder knows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firstline.learning.metrics import Cell
from firstline.triage.phrased import CLOSE, LEAST_SURE, SHARPNESS

Rows: TypeAlias = NDArray[np.float32]

NOTABLE: Final = 0.15
"""The share of phrases from which two categories are said to overlap. Between a fresh desk's own the greatest
is 0.13."""
MIXED_UP: Final = 0.1
"""The same of tickets: one in ten."""
FEWEST: Final = 2
"""Phrases or tickets that make a share worth telling."""
NEIGHBOURS: Final = 3
"""Of each category, whose mean nearness counts."""
CLEARLY: Final = 19.0
"""The odds for another category from which a phrase is said to pull."""
NEAR: Final = 0.8
"""The cosine at which phrases are near where no category has two phrases that could show what is usual."""
AT_ONCE: Final = 8_000_000
"""Cosines that are held at once: 32 MB."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrased:
    """A category's phrases, any number of them."""

    name: str
    phrases: tuple[str, ...]
    vectors: Rows
    """(phrases, d), rows of length one; zeros for a phrase that the encoder cannot read."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two categories that are hard to tell apart."""

    first: str
    second: str
    by_phrases: float
    """The share of both categories' phrases whose nearest neighbour is the other's."""
    by_tickets: float
    """The share of both categories' tickets that were taken for the other's."""
    sentence: str

    @property
    def share(self) -> float:
        """The greater of both shares."""
        return max(self.by_phrases, self.by_tickets)


@dataclass(frozen=True, slots=True)
class Stray:
    """A phrase that pulls the wrong way."""

    category: str
    phrase: str
    nearer_to: str
    neighbour: str
    """The phrase of that category that is nearest."""
    pull: float
    """How much nearer it is to the other category's phrases, as a difference of cosines."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a lead may want to mend, strongest first."""

    overlaps: tuple[Overlap, ...]
    strays: tuple[Stray, ...]


def look_over(categories: Sequence[Phrased], tickets: Iterable[Cell] = ()) -> Findings:
    """Look over a taxonomy: its phrases, and how real tickets were taken (all cells, also the right ones).

    Raises:
        ValueError: when a category has not one vector for each phrase, or vectors differ in size.

    >>> here, there = np.eye(2, dtype=np.float32)
    >>> billing = Phrased("billing", ("refund", "invoice", "parcel"), np.stack([here, here, there]))
    >>> general = Phrased("general", ("delivery", "courier"), np.stack([there, there]))
    >>> look_over([billing, general]).strays[0].sentence
    '“parcel” in billing is nearer to general, to “delivery” most of all.'
    """
    seen = _compared(categories)
    overlaps = _overlaps([category.name for category in categories], seen, tickets)
    strays = _strays(categories, seen)
    return Findings(
        tuple(sorted(overlaps, key=lambda overlap: -overlap.share)),
        tuple(sorted(strays, key=lambda stray: -stray.pull)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """All phrases in one row, with what lies nearest to each."""

    phrases: tuple[str, ...]
    owners: NDArray[np.intp]
    """The number of each phrase's category."""
    nearest: NDArray[np.intp]
    """The row of the nearest other phrase; -1 where it says nothing."""
    cosines: Rows
    """How near that one is."""
    pulls: Rows
    """(phrases, categories): the mean nearness of each category's nearest phrases; NaN where it has none."""


def _compared(categories: Sequence[Phrased]) -> _Compared:
    phrases, owners, vectors = _in_a_row(categories)
    count = len(phrases)
    nearest, cosines = np.full(count, -1), np.zeros(count, np.float32)
    pulls = np.full((count, len(categories)), np.nan, np.float32)
    step = max(1, AT_ONCE // max(count, 1))
    for start in range(0, count if count > 1 else 0, step):
        rows = slice(start, min(start + step, count))
        near = vectors[rows] @ vectors.T
        near[np.arange(len(near)), np.arange(rows.start, rows.stop)] = -np.inf
        nearest[rows], cosines[rows] = near.argmax(axis=1), near.max(axis=1)
        for number in np.unique(owners):
            first, last = np.searchsorted(owners, [number, number + 1])
            pulls[rows, number] = _mean_of_nearest(near[:, first:last])
    nearest[_says_nothing(owners, nearest, cosines)] = -1
    return _Compared(phrases, owners, nearest, cosines, pulls)


def _in_a_row(categories: Sequence[Phrased]) -> tuple[tuple[str, ...], NDArray[np.intp], Rows]:
    """Put the phrases of all categories one after the other, without those that the encoder cannot read."""
    for category in categories:
        if len(category.vectors) != len(category.phrases):
            counts = f"{len(category.phrases)} phrases and {len(category.vectors)} vectors"
            message = f"{category.name} must have a vector for each phrase; it has {counts}."
            raise ValueError(message)
    filled = [(number, category) for number, category in enumerate(categories) if category.phrases]
    if not filled:
        return (), np.zeros(0, np.intp), np.zeros((0, 0), np.float32)
    vectors = np.concatenate([np.asarray(category.vectors, np.float32) for _, category in filled])
    owners = np.repeat([number for number, _ in filled], [len(category.phrases) for _, category in filled])
    legible = (vectors != 0).any(axis=1)
    phrases = [phrase for _, category in filled for phrase in category.phrases]
    kept = tuple(phrases[row] for row in np.flatnonzero(legible))
    return kept, owners[legible], vectors[legible]


def _mean_of_nearest(near: Rows) -> Rows:
    """Give the mean of each row's nearest few; NaN for a phrase that is alone."""
    rest = max(0, near.shape[1] - NEIGHBOURS)
    nearest = np.partition(near, rest, axis=1)[:, rest:]
    known = np.isfinite(nearest)
    counts = known.sum(axis=1)
    sums = np.where(known, nearest, 0).sum(axis=1)
    means: Rows = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan).astype(np.float32)
    return means


def _says_nothing(owners: NDArray[np.intp], nearest: NDArray[np.intp], cosines: Rows) -> NDArray[np.bool_]:
    """Mark the phrases that are alone in their category and to which nothing is as near as is usual."""
    alone = np.bincount(owners)[owners] == 1 if len(owners) else np.zeros(0, np.bool_)
    at_home = ~alone & (owners == owners[nearest]) if len(owners) else alone
    usual = float(np.median(cosines[at_home])) if at_home.any() else NEAR
    return alone & (cosines < usual)


class _Crossings:
    """How often what belongs to one category is found with another."""

    def __init__(self, cells: Iterable[Cell], words: str) -> None:
        self.words = words
        self.counts, self.totals = Counter[tuple[str, str]](), Counter[str]()
        for cell in cells:
            self.counts[cell.truth, cell.said] += cell.count
            self.totals[cell.truth] += cell.count

    def between(self, one: str, other: str) -> tuple[float, str]:
        """Give the share of both that is on the other's side, and tell of it; 0 when it is too few."""
        there, back = self.counts[one, other], self.counts[other, one]
        if there + back < FEWEST:
            return 0.0, ""
        both = self.totals[one] + self.totals[other]
        told = f"{there + back} of {both} {self.words} ({there} of {one}, {back} of {other})"
        return (there + back) / both, told


def _overlaps(names: Sequence[str], seen: _Compared, tickets: Iterable[Cell]) -> Iterator[Overlap]:
    """Name the pairs of which a notable share of phrases or tickets is on the other's side."""
    phrases = _Crossings(_neighbourhood(names, seen), "phrases lie nearest to one of the other's")
    taken = _Crossings(tickets, "tickets were taken for the other's")
    for one, other in combinations(names, 2):
        by_phrases, told = phrases.between(one, other)
        by_tickets, shown = taken.between(one, other)
        if by_phrases >= NOTABLE or by_tickets >= MIXED_UP:
            why = " and ".join(part for part in (told, shown) if part)
            yield Overlap(one, other, by_phrases, by_tickets, f"{one} and {other} overlap: {why}.")


def _neighbourhood(names: Sequence[str], seen: _Compared) -> Iterator[Cell]:
    """Count in which categories the nearest neighbours of each category's phrases are."""
    telling = seen.nearest >= 0
    pairs = zip(seen.owners[telling].tolist(), seen.owners[seen.nearest[telling]].tolist(), strict=True)
    for (owner, found), count in Counter(pairs).items():
        yield Cell(names[owner], names[found], count)


def _strays(categories: Sequence[Phrased], seen: _Compared) -> Iterator[Stray]:
    """Name the phrases whose nearest neighbour is another's, and to whose nearest few they are nearer."""
    for row, (phrase, owner) in enumerate(zip(seen.phrases, seen.owners.tolist(), strict=True)):
        neighbour = int(seen.nearest[row])
        other = int(seen.owners[neighbour])
        pull = float(seen.pulls[row, other] - seen.pulls[row, owner])
        if neighbour >= 0 and other != owner and pull * _sharpness(float(seen.cosines[row])) >= log(CLEARLY):
            near, category = seen.phrases[neighbour], categories[owner].name
            nearer = f"is nearer to {categories[other].name}, to “{near}” most of all"
            sentence = f"“{phrase}” in {category} {nearer}."
            yield Stray(category, phrase, categories[other].name, near, pull, sentence)


def _sharpness(cosine: float) -> float:
    """Say how much a difference of cosines counts in log-odds, by how near the nearest phrase is."""
    return SHARPNESS * min(max(cosine / CLOSE, LEAST_SURE), 1.0)
