"""All passages that can be found, ready to be asked: which articles answer a question, and by which passage.

Each article is scored five times: by the words of its best passage (`postings.py`), by the cosine of its
nearest passage, by half the cosine of its title, by .3 of what near words say (`kin.py`), and by half the
cosine of its title and the question's words, a rare word counting for more. Each is put on one scale over all
articles (z-score) and added up, which found the right article of real questions more often than joining the
ranks did (`evals/README.md`).

An article that a newer one stands for (`outdated.py`), or that a much newer one speaks about too
(`rivals.py`), comes after it: the newer says how things are now.

What always holds: a passage that has no vector yet is found by its words alone, an article that the asker may
not read or that does not hold on the day is never found, and equal sums stand in the order of the articles.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.knowledge.article import Article, Audience
from firstline.knowledge.kin import Kin, Words, kin
from firstline.knowledge.openness import Openness, openness
from firstline.knowledge.outdated import replaced
from firstline.knowledge.passages import Passage
from firstline.knowledge.postings import Floats, Postings, Rows, postings
from firstline.knowledge.rivals import Rivals, rivals
from firstline.knowledge.scale import Usual, cosines, rows_of, scaled, usual
from firstline.knowledge.terms import spelt, terms

TITLE_TIMES: Final = 2
"""How often the title's words count as part of each passage."""
TITLE_SHARE: Final = 0.5
"""Of the title's cosine, where the nearest passage's counts 1."""
KIN_SHARE: Final = 0.3
"""Of what near words say, where the words themselves count 1."""

RARE_SHARE: Final = 0.5
"""Of the cosine of the title and the question's words, each by its rarity."""


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
    """What each thought of an article, before they were put on one scale."""

    words: float
    meaning: float
    title: float
    named: float = 0.0
    """How near the title is to the rare words of the question, beside the other titles."""


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
class Shelf:
    """All articles of a desk."""

    kept: Sequence[Kept]
    owners: Rows
    """The article of each passage."""
    postings: Postings
    vectors: Floats
    """(passages, dimensions); NaN where a passage's is not known; no columns: none is known."""
    titles: Floats
    """(articles, dimensions), as above."""
    openness: Openness
    languages: Sequence[str]
    """Of the articles."""
    passages: Sequence[Passage] = field(default_factory=list)
    replaced: Mapping[int, int] = field(default_factory=dict)
    """For an article that a newer one stands for: that one's place; the oldest first."""
    kin: Kin | None = None
    """Near words; None: only the words themselves count."""
    firsts: tuple[NDArray[np.intp], NDArray[np.intp]] = (np.zeros(0, np.intp), np.zeros(0, np.intp))
    """The articles that have passages, and the first passage of each."""
    usual: Usual | None = None
    """How near the titles come to passages of other articles; None: no vector is known."""
    named: Floats | None = None
    """The titles' vectors by what tells near words; None: it is not there."""
    rivals: Rivals = field(default_factory=Rivals)
    """Newer articles that are about the same as older ones."""

    def find(self, asked: Asked, *, most: int = 10, each: int = 3) -> list[Found]:
        """Find the articles that answer best.

        Args:
            asked: the question.
            most: articles.
            each: passages of an article that are named.
        """
        open_ = self.openness.on(asked.day, internal=asked.audience is Audience.INTERNAL)
        if not open_.any():
            return []
        words, meaning = self._words(asked), cosines(self.vectors, asked.vector)
        told = spelt(asked.text, asked.language)
        thought = np.stack(
            [self._best(words, 0), self._best(meaning, np.nan), cosines(self.titles, asked.vector)]
        )
        named = scaled(self._named_by(told), open_)
        sums = self._sums([*thought, self._best(self._near(told), 0), named], open_)
        self.rivals.first(sums, thought[0], frozenset(told))
        order = np.argsort(-sums, kind="stable")[: min(most, int(open_.sum()))]
        of_passages, judged = self._of_passages(words, meaning, open_), np.stack([*thought, named])
        return [
            Found(
                self.kept[at].article,
                float(sums[at]),
                Scores(*judged[:, at].tolist()),
                self._nearest(at, of_passages, each),
            )
            for at in order.tolist()
        ]

    def _words(self, asked: Asked) -> Floats:
        """Score passages by the words of the question, by the stems of each language there is."""
        return self.postings.scores(
            term
            for language in dict.fromkeys([asked.language, *self.languages])
            for term in terms(asked.text, language)
        )

    def _near(self, told: Mapping[str, str]) -> Floats:
        """Score passages by words that are near those of the question."""
        if self.kin is None:
            return np.zeros(len(self.passages), np.float32)
        return self.kin.scores(told, self.postings)

    def _named_by(self, told: Mapping[str, str]) -> Floats:
        """Score articles by how near their titles are to the words of the question, rare ones first."""
        if self.kin is None or self.named is None:
            return np.zeros(len(self.kept), np.float32)
        return cosines(self.named, self.kin.sum_of(told, self.postings))

    def _sums(self, thought: Sequence[NDArray[np.floating]], open_: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Add up what was thought of each article, and put newer ones before older ones."""
        shares = (1.0, 1.0, TITLE_SHARE, KIN_SHARE, RARE_SHARE)
        sums = np.zeros(len(self.kept))
        for share, scores in zip(shares, thought, strict=True):
            sums += share * scaled(scores, open_)
        sums[~open_] = -np.inf
        for older, newer in self.replaced.items():
            if open_[newer] and sums[newer] < sums[older]:
                sums[newer] = np.nextafter(sums[older], np.inf)
        return sums

    def _best(self, of_passages: Floats, least: float) -> Floats:
        """Give each article the score of its best passage."""
        best = np.full(len(self.kept), least, np.float32)
        if len(of_passages):
            owned, first = self.firsts
            best[owned] = np.fmax.reduceat(of_passages, first)
        return best

    def _of_passages(self, words: Floats, meaning: Floats, open_: NDArray[np.bool_]) -> NDArray[np.float64]:
        among = open_[self.owners]
        return scaled(words, among) + scaled(meaning, among)

    def _nearest(
        self, article: int, of_passages: NDArray[np.float64], each: int
    ) -> list[tuple[Passage, float]]:
        first, end = np.searchsorted(self.owners, np.array([article, article + 1], np.int32)).tolist()
        order = first + np.argsort(-of_passages[first:end], kind="stable")[:each]
        return [(self.passages[at], float(of_passages[at])) for at in order.tolist()]


def shelf(kept: Sequence[Kept], *, words: Words | None = None) -> Shelf:
    """Make articles ready to be asked.

    Args:
        kept: the articles.
        words: gives a vector for each word, for near words; None: only the words themselves count.
    """
    owners = np.repeat(np.arange(len(kept), dtype=np.int32), [len(one.passages) for one in kept])
    known = (vector for one in kept for vector in (one.title_vector, *one.vectors) if vector is not None)
    size = next(map(len, known), 0)
    vectors = rows_of([vector for one in kept for vector in _vectors(one)], size)
    titles = rows_of([one.title_vector for one in kept], size)
    articles = [one.article for one in kept]
    counts = [_counted(one.article, passage) for one in kept for passage in one.passages]
    noted, near = postings(counts), kin(words, _spelt(kept)) if words else None
    return Shelf(
        kept,
        owners,
        noted,
        vectors,
        titles,
        openness(articles),
        list(dict.fromkeys(article.language for article in articles)),
        [passage for one in kept for passage in one.passages],
        replaced(articles),
        near,
        _firsts(owners),
        usual(titles, vectors, owners),
        words([article.title for article in articles]) if words and articles else None,
        rivals(articles, _by_article(counts, owners, len(kept)), near, noted) if near else Rivals(),
    )


def _by_article(counts: Sequence[Counter[str]], owners: Rows, size: int) -> Sequence[Counter[str]]:
    summed: list[Counter[str]] = [Counter() for _ in range(size)]
    for owner, some in zip(owners.tolist(), counts, strict=True):
        summed[owner].update(some)
    return summed


def _firsts(owners: Rows) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    owned, first = np.unique(owners, return_index=True)
    return owned.astype(np.intp), first


def _vectors(one: Kept) -> Sequence[Floats | None]:
    return one.vectors or [None] * len(one.passages)


def _counted(article: Article, passage: Passage) -> Counter[str]:
    counts = Counter(terms(f"{passage.heading} {passage.text}", article.language))
    for term in terms(article.title, article.language):
        counts[term] += TITLE_TIMES
    return counts


def _spelt(kept: Sequence[Kept]) -> Mapping[str, str]:
    """Give each word that a passage has, or its title, as it is spelt where it stands first."""
    found: dict[str, str] = {}
    for one in kept:
        for passage in one.passages:
            text = f"{passage.heading} {passage.text}"
            for told in (text, one.article.title):
                for term, word in spelt(told, one.article.language).items():
                    found.setdefault(term, word)
    return found
