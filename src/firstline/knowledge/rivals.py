"""Which newer articles are about the same as an older one, though their titles say it otherwise.

Two articles are about the same when their words point the same way: each article is the sum of its words'
vectors, a rare word counting for more, and what all articles of a base have in common is taken off. The newer
one must be so much newer that the older may have been forgotten. Articles whose titles share most of their
words, and each have one of their own, are about different plans, countries or models, and no rivals.

Being about the same is not enough to stand before: the newer article must speak of what is asked, too, and
the question must not name what the older one's title alone says.

What always holds: an article is outranked by one of a later day, language and audience being the same; time
and memory are bounded, because only the nearest are noted, and none in a base of more than `MOST_ARTICLES`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.knowledge.article import Article
from firstline.knowledge.kin import Kin, unit_rows
from firstline.knowledge.postings import Floats, Postings
from firstline.knowledge.terms import subject_of, terms

FORGOTTEN: Final = timedelta(days=540)
"""By so much an article is older that nobody may have looked at it since."""
ALIKE: Final = 0.27
"""The cosine from which two articles are about the same."""
SPEAKS: Final = 1 / 3
"""Of the older one's score by words: from there on the newer speaks of what is asked."""
OF_TITLE: Final = 0.35
"""What the title counts, where the rest of an article counts 1."""
MOST_EACH: Final = 4
"""Newer ones for each older."""
MOST_ARTICLES: Final = 5_000
AT_ONCE: Final = 500
"""Articles whose cosines are held in memory together."""


@dataclass(frozen=True, slots=True, eq=False)
class Rivals:
    """For each article the newer ones that are about the same."""

    later: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """By their places."""
    subjects: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """What the titles of all of these say."""

    def first(self, sums: NDArray[np.float64], words: Floats, asked: frozenset[str]) -> None:
        """Put newer articles that speak of what is asked before the older ones; hidden ones stay hidden."""
        for older, newer in self.later.items():
            speaking = [one for one in newer if self._speaks(older, one, words, asked)]
            best = max(speaking, key=lambda one: float(sums[one]), default=older)
            if -np.inf < sums[best] < sums[older]:
                sums[best] = np.nextafter(sums[older], np.inf)

    def _speaks(self, older: int, newer: int, words: Floats, asked: frozenset[str]) -> bool:
        old, new = self.subjects[older], self.subjects[newer]
        is_named = not asked.isdisjoint(old - new) and asked.isdisjoint(new - old)
        is_of_old_alone = is_named and not old.isdisjoint(new) and bool(new - old)
        return not is_of_old_alone and bool(words[newer] > 0 and words[newer] >= SPEAKS * words[older])


def rivals(articles: Sequence[Article], counts: Sequence[Counter[str]], kin: Kin, noted: Postings) -> Rivals:
    """Find them.

    Args:
        articles: in their order on the shelf.
        counts: how often the passages of each say a word, with their titles.
        kin: the words' vectors.
        noted: how rare the words are.
    """
    days = np.array([one.updated.toordinal() for one in articles], np.int32)
    is_spread = bool(len(days)) and int(days.max() - days.min()) >= FORGOTTEN.days
    if not is_spread or len(articles) > MOST_ARTICLES:
        return Rivals()
    pointing = _pointing(articles, counts, kin, noted)
    subjects = [frozenset(subject_of(one.title, one.language)) for one in articles]
    kinds = [(one.language, one.audience) for one in articles]
    later: dict[int, Sequence[int]] = {}
    for older, newer in _near(pointing, days):
        same = [one for one in newer if kinds[one] == kinds[older] and not _apart(subjects, older, one)]
        if same:
            later[older] = same[:MOST_EACH]
    meant = {*later, *(one for some in later.values() for one in some)}
    return Rivals(later, {place: subjects[place] for place in sorted(meant)})


def _near(pointing: Floats, days: NDArray[np.int32]) -> Sequence[tuple[int, Sequence[int]]]:
    """Give, for each article that has some, the later ones that are alike, the nearest first."""
    found: list[tuple[int, Sequence[int]]] = []
    for begin in range(0, len(pointing), AT_ONCE):
        cosines = pointing[begin : begin + AT_ONCE] @ pointing.T
        later = days[None, :] - days[begin : begin + AT_ONCE, None] >= FORGOTTEN.days
        for row, alike in enumerate(later & (cosines >= ALIKE)):
            places = np.flatnonzero(alike)
            if len(places):
                nearest = places[np.argsort(-cosines[row, places], kind="stable")]
                found.append((begin + row, nearest.tolist()))
    return found


def _apart(subjects: Sequence[frozenset[str]], one: int, other: int) -> bool:
    """Tell whether two titles say most of the same, and each something else of its own."""
    first, second = subjects[one], subjects[other]
    shared = first & second
    return first != shared != second and 2 * len(shared) >= max(len(first), len(second))


def _pointing(
    articles: Sequence[Article], counts: Sequence[Counter[str]], kin: Kin, noted: Postings
) -> Floats:
    titles = [Counter(terms(one.title, one.language)) for one in articles]
    whole = _sums(counts, kin, noted) + OF_TITLE * _sums(titles, kin, noted)
    return unit_rows(whole - whole.mean(axis=0))


def _sums(counts: Sequence[Counter[str]], kin: Kin, noted: Postings) -> Floats:
    rows = np.zeros((len(counts), kin.vectors.shape[1]), np.float32)
    for row, some in zip(rows, counts, strict=True):
        known = [(kin.places[term], term, often) for term, often in some.items() if term in kin.places]
        worth = [noted.rarity(term) * often for _, term, often in known]
        row[:] = np.array(worth, np.float32) @ kin.vectors[[place for place, _, _ in known]]
    return unit_rows(rows)
