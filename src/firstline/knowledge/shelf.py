"""All passages that can be found, ready to be asked: which articles answer a question, and by which passage.

Each article is scored three times: by the words of its best passage (BM25: Robertson and Zaragoza, The
probabilistic relevance framework, 2009), by the cosine of its nearest passage, and by half the cosine of its
title. Each of the three is put on one scale over all articles (z-score) and added up, which found the right
article of real questions more often than joining the ranks did (`evals/README.md`).

Where two articles of one language and audience have titles that say the same, the one with the later day
stands before the other: it says how things are now.

What always holds: a passage that has no vector yet is found by its words alone, an article that the asker may
not read or that does not hold on the day is never found, and equal sums stand in the order of the articles.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.knowledge.article import Article, Audience
from firstline.knowledge.passages import Passage
from firstline.knowledge.terms import subject_of, terms

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

SATURATION: Final = 1.2
"""BM25's k1: how soon one more of the same word counts for less."""
LENGTH: Final = 0.75
"""BM25's b: how far a long passage must say a word more often."""
TITLE_TIMES: Final = 2
"""How often the title's words count as part of each passage."""
TITLE_SHARE: Final = 0.5
"""Of the title's cosine, where the nearest passage's counts 1."""
LEAST_SPREAD: Final = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """An article with its passages, and their vectors where they are known."""

    article: Article
    passages: Sequence[Passage]
    title_vector: Floats | None = None
    vectors: Sequence[Floats | None] = ()
    """One for each passage; empty: none is known."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and who asks it."""

    text: str
    language: str
    day: date
    audience: Audience = Audience.PUBLIC
    vector: Floats | None = None
    """Its vector by the encoder of the passages; None: words alone."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What each of the three thought of an article, before they were put on one scale."""

    words: float
    meaning: float
    title: float


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """An article that may answer, and the passages that are nearest, the best first."""

    article: Article
    score: float
    """The sum of z-scores; only its order means something."""
    scores: Scores
    passages: Sequence[tuple[Passage, float]]
    """Each with the same sum among all passages."""


@dataclass(frozen=True, slots=True, eq=False)
class _Postings:
    """Which passages have a word, and what that is worth there."""

    rows: Mapping[str, Rows]
    weights: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """All articles of a desk."""

    kept: Sequence[Kept]
    owners: Rows
    """The article of each passage."""
    postings: _Postings
    vectors: Floats
    """(passages, dimensions); NaN where a passage's is not known; no columns: none is known."""
    titles: Floats
    """(articles, dimensions), as above."""
    passages: Sequence[Passage] = field(default_factory=list)
    replaced: Mapping[int, int] = field(default_factory=dict)
    """For an article that a newer one stands for: that one's place; the oldest first."""

    def find(self, asked: Asked, *, most: int = 10, each: int = 3) -> list[Found]:
        """Find the articles that answer best.

        Args:
            asked: the question.
            most: articles.
            each: passages of an article that are named.
        """
        open_ = np.array([self._is_open(one.article, asked) for one in self.kept], np.bool_)
        if not open_.any():
            return []
        words, meaning, titles = self._words(asked), self._meaning(asked), self._titles(asked)
        best_words, nearest = self._best(words, 0.0), self._best(meaning, np.nan)
        sums = _scaled(best_words, open_) + _scaled(nearest, open_) + TITLE_SHARE * _scaled(titles, open_)
        sums[~open_] = -np.inf
        for older, newer in self.replaced.items():
            if open_[newer] and sums[newer] < sums[older]:
                sums[newer] = np.nextafter(sums[older], np.inf)
        order = np.argsort(-sums, kind="stable")[: min(most, int(open_.sum()))]
        of_passages = _scaled(words, open_[self.owners]) + _scaled(meaning, open_[self.owners])
        return [
            Found(
                self.kept[at].article,
                float(sums[at]),
                Scores(float(best_words[at]), float(nearest[at]), float(titles[at])),
                self._named(int(at), of_passages, each),
            )
            for at in order.tolist()
        ]

    def _is_open(self, article: Article, asked: Asked) -> bool:
        is_allowed = article.audience is Audience.PUBLIC or asked.audience is Audience.INTERNAL
        return is_allowed and article.holds(asked.day)

    def _words(self, asked: Asked) -> Floats:
        """Score passages by the words of the question."""
        scores = np.zeros(len(self.passages), np.float32)
        for term in dict.fromkeys(self._terms(asked)):
            rows = self.postings.rows.get(term)
            if rows is not None:
                scores[rows] += self.postings.weights[term]
        return scores

    def _terms(self, asked: Asked) -> Iterator[str]:
        """Give the question's words, by the stems of each language that there are articles in."""
        for language in dict.fromkeys([asked.language, *(one.article.language for one in self.kept)]):
            yield from terms(asked.text, language)

    def _meaning(self, asked: Asked) -> Floats:
        return _cosines(self.vectors, asked.vector)

    def _titles(self, asked: Asked) -> Floats:
        return _cosines(self.titles, asked.vector)

    def _best(self, of_passages: Floats, least: float) -> Floats:
        """Give each article the score of its best passage."""
        best = np.full(len(self.kept), least, np.float32)
        np.fmax.at(best, self.owners, of_passages)
        return best

    def _named(
        self, article: int, of_passages: NDArray[np.float64], each: int
    ) -> list[tuple[Passage, float]]:
        own = np.flatnonzero(self.owners == article)
        order = own[np.argsort(-of_passages[own], kind="stable")][:each]
        return [(self.passages[at], float(of_passages[at])) for at in order.tolist()]


def shelf(kept: Sequence[Kept]) -> Shelf:
    """Make articles ready to be asked."""
    owners = np.repeat(np.arange(len(kept), dtype=np.int32), [len(one.passages) for one in kept])
    every = [passage for one in kept for passage in one.passages]
    size = next((len(vector) for one in kept for vector in one.vectors if vector is not None), 0)
    vectors = [_vectors(one) for one in kept]
    return Shelf(
        kept,
        owners,
        _postings(kept),
        _rows([vector for some in vectors for vector in some], size),
        _rows([one.title_vector for one in kept], size),
        every,
        _replaced(kept),
    )


def _replaced(kept: Sequence[Kept]) -> Mapping[int, int]:
    """Find the articles whose title says the same as a newer one's."""
    alike: dict[tuple[str, str, frozenset[str]], list[int]] = {}
    for place, one in enumerate(kept):
        subject = frozenset(subject_of(one.article.title, one.article.language))
        alike.setdefault((one.article.language, one.article.audience, subject), []).append(place)
    found: dict[int, int] = {}
    for places in alike.values():
        places.sort(key=lambda place: kept[place].article.updated)
        newest = kept[places[-1]].article.updated
        found |= {place: places[-1] for place in places[:-1] if kept[place].article.updated < newest}
    return found


def _vectors(one: Kept) -> Sequence[Floats | None]:
    return one.vectors or [None] * len(one.passages)


def _rows(vectors: Sequence[Floats | None], size: int) -> Floats:
    rows = np.full((len(vectors), size), np.nan, np.float32)
    for row, vector in zip(rows, vectors, strict=True):
        if vector is not None:
            row[:] = vector
    return rows


def _postings(kept: Sequence[Kept]) -> _Postings:
    told = [(one, passage) for one in kept for passage in one.passages]
    counts = [_counted(one.article, passage) for one, passage in told]
    lengths = np.array([sum(some.values()) for some in counts], np.float32)
    usual = float(lengths.mean()) if len(lengths) else 1.0
    held = SATURATION * (1 - LENGTH + LENGTH * lengths / (usual or 1.0))
    places: dict[str, list[int]] = {}
    times: dict[str, list[int]] = {}
    for row, some in enumerate(counts):
        for term, count in some.items():
            places.setdefault(term, []).append(row)
            times.setdefault(term, []).append(count)
    rows = {term: np.array(where, np.int32) for term, where in places.items()}
    weights = {}
    for term, often in times.items():
        said = np.array(often, np.float32)
        rarity = np.log(1 + (len(counts) - len(often) + 0.5) / (len(often) + 0.5))
        weights[term] = (rarity * said * (SATURATION + 1) / (said + held[rows[term]])).astype(np.float32)
    return _Postings(rows, weights)


def _counted(article: Article, passage: Passage) -> Counter[str]:
    counts = Counter(terms(f"{passage.heading} {passage.text}", article.language))
    for term in terms(article.title, article.language):
        counts[term] += TITLE_TIMES
    return counts


def _cosines(vectors: Floats, vector: Floats | None) -> Floats:
    """Give the cosine of each row; NaN where none is known."""
    if vector is None or not vectors.shape[1]:
        return np.full(len(vectors), np.nan, np.float32)
    cosines: Floats = vectors @ vector
    return cosines


def _scaled(scores: Floats, among: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Put scores on one scale by their mean and spread; what is not known is as usual."""
    known = scores.astype(np.float64)
    counted = known[among & np.isfinite(known)]
    if not len(counted):
        return np.zeros(len(known))
    spread = float(counted.std())
    scaled = (known - counted.mean()) / (spread if spread > LEAST_SPREAD else 1.0)
    return np.nan_to_num(np.where(np.isfinite(known), scaled, 0.0))
