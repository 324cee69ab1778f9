"""Which words of the knowledge base are near a word of the question, by what they mean.

People ask in other words than articles are written in: "postage" where it says "delivery". Each word of the
base has a vector, once for all passages; a question's word counts, in part, wherever a near word stands. What
all words of a base have in common says nothing about one of them, so their mean is taken off.

What always holds: a word is as near to itself as can be, whatever its vector, and near words are sought for
no more than `MOST_ASKED` words of a question, the rarest first, so that a long message costs no more. In a
base of more than `LARGE` passages they find nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.knowledge.postings import Floats, Postings

Words = Callable[[Sequence[str]], Floats]
"""Gives a vector of length one for each word."""
NEAR: Final = 0.4
"""The cosine from which a word counts as near."""
MOST_NEAR: Final = 8
"""Near words for each word of the question."""
MOST_ASKED: Final = 20
"""Words of a question: more than a usual one has."""
MOST_PASSAGES: Final = 0.1
"""Of all: what more of them say tells none from another, and takes long to add."""
LARGE: Final = 50_000
"""Passages, beyond which near words are not sought: it would take most of the time."""
LEAST_LENGTH: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Kin:
    """The words of a base with their vectors."""

    words: Words
    terms: Sequence[str]
    places: Mapping[str, int]
    mean: Floats
    vectors: Floats
    """(words of the base, dimensions), without the mean, of length one."""

    def scores(self, asked: Mapping[str, str], postings: Postings) -> Floats:
        """Score each passage by words that are near those of a question, which are given by their stems."""
        scores = np.zeros(postings.size, np.float32)
        terms = _rarest(asked, postings) if postings.size <= LARGE else ()
        for term, cosines in zip(terms, self._cosines([asked[term] for term in terms]), strict=True):
            best = np.zeros(postings.size, np.float32)
            for near, cosine in self._near(term, cosines):
                rows = postings.rows[near]
                if len(rows) <= MOST_PASSAGES * postings.size:
                    share = np.float32(cosine * min(1.0, postings.rarity(term) / postings.rarity(near)))
                    best[rows] = np.maximum(best[rows], share * postings.weights[near])
            scores += best
        return scores

    def sum_of(self, asked: Mapping[str, str], postings: Postings) -> Floats:
        """Give the sum of the vectors of a question's words, of length one; a rare word counts for more."""
        terms = _rarest(asked, postings)
        if not terms:
            return np.zeros(len(self.mean), np.float32)
        rarity = np.array([postings.rarity(term) for term in terms], np.float32)
        told: Floats = unit_rows((rarity @ self.words([asked[term] for term in terms]))[None, :])[0]
        return told

    def likeness(self, asked: Mapping[str, str], told: set[str]) -> Mapping[str, float]:
        """Tell for each word of a question how near the nearest of some words of the base is."""
        places = [self.places[term] for term in told if term in self.places]
        if not asked or not places:
            return dict.fromkeys(asked, 0.0)
        nearest = (self._turned(list(asked.values())) @ self.vectors[places].T).max(axis=1)
        return {
            term: 1.0 if term in told else min(max(float(cosine), 0.0), 1.0)
            for term, cosine in zip(asked, nearest, strict=True)
        }

    def _near(self, term: str, cosines: Floats) -> Iterator[tuple[str, float]]:
        """Give the nearest other words."""
        places = np.flatnonzero(cosines >= NEAR)
        nearest = places[np.argsort(-cosines[places], kind="stable")][: MOST_NEAR + 1]
        others = [place for place in nearest.tolist() if self.terms[place] != term]
        yield from ((self.terms[place], float(cosines[place])) for place in others[:MOST_NEAR])

    def _cosines(self, words: Sequence[str]) -> NDArray[np.float32]:
        return self._turned(words) @ self.vectors.T if words else np.zeros((0, len(self.terms)), np.float32)

    def _turned(self, words: Sequence[str]) -> Floats:
        return unit_rows(self.words(words) - self.mean)


def kin(words: Words, spelt: Mapping[str, str]) -> Kin | None:
    """Make the words of a base ready: each stem with a word that has it; None: it has no words."""
    if not spelt:
        return None
    vectors = words(list(spelt.values()))
    mean: Floats = vectors.mean(axis=0)
    places = {term: place for place, term in enumerate(spelt)}
    return Kin(words, list(spelt), places, mean, unit_rows(vectors - mean))


def _rarest(asked: Mapping[str, str], postings: Postings) -> Sequence[str]:
    return sorted(asked, key=postings.rarity, reverse=True)[:MOST_ASKED]


def unit_rows(rows: Floats) -> Floats:
    """Bring rows to length one; a row of zeros stays."""
    lengths: Floats = np.linalg.norm(rows, axis=1, keepdims=True)
    return (rows / np.maximum(lengths, LEAST_LENGTH)).astype(np.float32)
