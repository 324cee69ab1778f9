"""Fit a head: what labelled messages of one language say of one field.

The scorers that learn are fitted on all labelled messages and on the labels' phrases, which teach a label
that nobody has given yet. How far each scorer is trusted is found on answers to messages that it had not
seen: the messages are cut into folds, near-duplicates in the same one, and the trusts are those with the
least log loss on all these answers, drawn to the first trusts while there are few. The same answers say how
sure the head may be (`promise`) and how messages look that belong here (`Scope`).

What always holds: the same messages in the same order give the same head; a label that no message and no
phrase has is never said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from firstline.triage.encoder import Vectors
from firstline.triage.grams import Grams
from firstline.triage.heads import FIRST_TRUST, Chances, Head, Scope, Scorer, chances
from firstline.triage.linear import Linear, Scores, Vocabulary, WordSums, vocabulary
from firstline.triage.memory import NEAREST, votes
from firstline.triage.phrased import Phrases

FEWEST: Final = 8
"""Labels below which nothing is fitted: phrases, rules and likeness speak alone."""
FOLDS: Final = 5
FEWER_FOLDS: Final = 3
MANY: Final = 3_000
"""Labels from which three folds are enough: what is fitted on two thirds of them is nearly as good."""
MOST_PIECES: Final = 60_000
RARE: Final = 1_000
"""Messages from which a piece must stand in two of them to be kept."""
MARGIN: Final = 0.5
"""C of the support vector machine, as scikit-learn has it. A tolerance of 0.1 costs no accuracy that could be
seen on Banking77's training part, and takes a third of the time."""
FREEDOM: Final = 20.0
"""C of the logistic regression on vectors of length one."""
PULL: Final = 2.0
"""How strongly trusts are drawn to the first ones, in units of one label's log loss."""
ENOUGH: Final = 4_000
"""Answers that are enough to find the trusts by."""
FEWEST_STRAYS: Final = 10
"""Messages that do not belong here from which their look is learnt, too."""
TYPICAL: Final = 0.05
"""The share of messages that belong here which look as if they might not, when no other is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Messages of one language, taken apart once for all fields."""

    vocabulary: Vocabulary
    pieces: csr_matrix
    """(messages, pieces)."""
    vectors: Vectors
    folds: NDArray[np.int32]
    """The fold of each message; near-duplicates are in the same one."""

    def __len__(self) -> int:
        """Say how many messages there are."""
        return len(self.folds)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """The labels' phrases, taken apart."""

    phrases: Phrases
    pieces: csr_matrix
    """(phrases, pieces)."""


def taken_apart(
    texts: Sequence[Grams], told: Sequence[Grams], *, most: int = MOST_PIECES
) -> tuple[Vocabulary, csr_matrix, csr_matrix]:
    """Find the pieces that are worth weighing, and weigh those of messages and of phrases."""
    known = vocabulary([*texts, *told], fewest=2 if len(texts) >= RARE else 1, most=most)
    return known, _sparse(known, texts), _sparse(known, told)


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is to be learnt."""

    about: str
    labels: tuple[str, ...]
    codes: NDArray[np.int32]
    """For each message the number of its label, or -1."""
    told: Told | None = None
    rules: NDArray[np.float32] | None = None
    """(messages, labels): what the rules' scores are."""
    strays: NDArray[np.bool_] | None = None
    """Messages that are known not to belong here."""
    starter: NDArray[np.float32] | None = None
    """(messages, labels): what the starter heads' scores are."""
    least: Mapping[Scorer, float] = field(default_factory=dict)
    """How far scorers are trusted at least."""
    remembers: bool = True
    """Whether the messages will be at hand when the head is asked, so that their likeness can count."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A head, and its answers to the labelled messages that it had not seen when it gave them."""

    head: Head
    rows: NDArray[np.intp]
    """The labelled messages' numbers."""
    answers: Chances
    """(labelled messages, labels)."""


def fit(question: Question, material: Material) -> Fitted | None:
    """Fit a head; None: there is too little to learn from."""
    rows = np.flatnonzero(question.codes >= 0)
    if len(rows) < FEWEST or len(np.unique(question.codes[rows])) == 1:
        return None
    work = _Work(question, material, rows)
    unseen = work.unseen()
    truth = question.codes[rows]
    trust = _trusts(unseen, truth, question.least)
    sums = _sums(unseen, trust)
    head = Head(
        about=question.about,
        labels=question.labels,
        words=work.words(rows),
        meaning=work.meaning(rows),
        trust=trust,
        scope=work.scope(sums, trust) if question.remembers else None,
        learnt=len(rows),
    )
    return Fitted(head, rows, chances(_sums_unseen(unseen, truth, material.folds[rows], question.least)))


class _Work:
    """What is prepared once for all folds of a question."""

    def __init__(self, question: Question, material: Material, rows: NDArray[np.intp]) -> None:
        self.question, self.material, self.rows = question, material, rows
        self.told_pieces = None if question.told is None else question.told.pieces

    def words(self, rows: NDArray[np.intp]) -> WordSums:
        """Fit the support vector machine on these messages and the phrases."""
        pieces, codes, weights = self._with_phrases(self._pieces_of(rows), rows, self.told_pieces)
        machine = LinearSVC(C=MARGIN, tol=0.1, random_state=0)
        machine.fit(pieces, codes, sample_weight=weights)
        weight, bias = self._spread(machine.classes_, machine.coef_, machine.intercept_)
        return WordSums(self.material.vocabulary, weight.astype(np.float16), bias)

    def meaning(self, rows: NDArray[np.intp]) -> Linear:
        """Fit the logistic regression on these messages and the phrases."""
        told = self.question.told
        vectors = self.material.vectors[rows]
        points, codes, weights = self._with_phrases(
            vectors, rows, None if told is None else told.phrases.vectors
        )
        regression = LogisticRegression(C=FREEDOM, max_iter=200, tol=1e-3)
        regression.fit(points, codes, sample_weight=weights)
        return Linear(*self._spread(regression.classes_, regression.coef_, regression.intercept_))

    def unseen(self) -> Mapping[Scorer, NDArray[np.float32]]:
        """Let each scorer answer to each labelled message without having seen it or its like."""
        question, rows, vectors = self.question, self.rows, self.material.vectors
        shape = (len(rows), len(question.labels))
        learners = (Scorer.WORDS, Scorer.MEANING, *((Scorer.SIMILAR,) if question.remembers else ()))
        found = {scorer: np.zeros(shape, np.float32) for scorer in learners}
        folds = self.material.folds[rows]
        for fold in np.unique(folds):
            apart, rest = np.flatnonzero(folds == fold), rows[folds != fold]
            if not len(rest):
                continue
            machine = self.words(rest)
            found[Scorer.WORDS][apart] = (
                self._pieces_of(rows[apart]) @ machine.weights.astype(np.float32) + machine.bias
            )
            found[Scorer.MEANING][apart] = self.meaning(rest).scores(vectors[rows[apart]])
            if question.remembers:
                found[Scorer.SIMILAR][apart] = self.likeness(rows[apart], rest)[0]
        if question.told is not None:
            phrases = question.told.phrases
            found[Scorer.PHRASES] = np.stack([phrases.scores(vectors[row]) for row in rows])
        return {**found, **self._given(rows)}

    def likeness(
        self, asked: NDArray[np.intp], known: NDArray[np.intp]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Give the votes of the nearest known messages, and the cosine of the nearest one."""
        codes, count = self.question.codes[known], len(self.question.labels)
        near = self.material.vectors[asked] @ self.material.vectors[known].T
        most = min(NEAREST, len(known))
        best = np.argpartition(-near, most - 1, axis=1)[:, :most]
        cosines = np.take_along_axis(near, best, axis=1)
        return votes(codes[best], cosines, count), cosines.max(axis=1)

    def scope(self, sums: NDArray[np.float64], trust: Mapping[Scorer, float]) -> Scope:
        """Learn how messages look that belong here."""
        nearest = self._nearest_of_folds()
        best = sums.max(axis=1)
        means = (float(best.mean()), float(best.std()) or 1.0)
        cosines = (float(nearest.mean()), float(nearest.std()) or 1.0)
        inside = (best - means[0]) / means[1] + (nearest - cosines[0]) / cosines[1]
        middle, slope = float(np.quantile(inside, TYPICAL)), 1.7 / (float(inside.std()) or 1.0)
        outside = self._strays(trust, means, cosines)
        if len(outside) >= FEWEST_STRAYS:
            middle, slope = _parted(inside, outside)
        return Scope(means, cosines, middle, slope)

    def _strays(
        self, trust: Mapping[Scorer, float], means: tuple[float, float], cosines: tuple[float, float]
    ) -> NDArray[np.float64]:
        """Say how the messages look that do not belong here."""
        strays = self.question.strays
        rows = np.flatnonzero(strays) if strays is not None else np.array([], np.intp)
        if len(rows) < FEWEST_STRAYS:
            return np.array([])
        vectors = self.material.vectors[rows]
        machine = self.words(self.rows)
        found = {
            Scorer.WORDS: self._pieces_of(rows) @ machine.weights.astype(np.float32) + machine.bias,
            Scorer.MEANING: self.meaning(self.rows).scores(vectors),
        }
        found[Scorer.SIMILAR], nearest = self.likeness(rows, self.rows)
        if self.question.told is not None:
            found[Scorer.PHRASES] = np.stack(
                [self.question.told.phrases.scores(vector) for vector in vectors]
            )
        found |= self._given(rows)
        best = _sums(found, trust).max(axis=1)
        look: NDArray[np.float64] = (best - means[0]) / means[1] + (nearest - cosines[0]) / cosines[1]
        return look

    def _given(self, rows: NDArray[np.intp]) -> dict[Scorer, NDArray[np.float32]]:
        """Give the scores of those who learn nothing here."""
        given = {Scorer.RULES: self.question.rules, Scorer.STARTER: self.question.starter}
        return {scorer: scores[rows] for scorer, scores in given.items() if scores is not None}

    def _nearest_of_folds(self) -> NDArray[np.float64]:
        rows, folds = self.rows, self.material.folds[self.rows]
        nearest = np.zeros(len(rows))
        for fold in np.unique(folds):
            apart, rest = np.flatnonzero(folds == fold), rows[folds != fold]
            if len(rest):
                near = self.material.vectors[rows[apart]] @ self.material.vectors[rest].T
                nearest[apart] = near.max(axis=1)
        return nearest

    def _pieces_of(self, rows: NDArray[np.intp]) -> csr_matrix:
        return self.material.pieces[rows]

    def _with_phrases(
        self,
        points: Any,  # noqa: ANN401 - vectors, or a sparse matrix of pieces
        rows: NDArray[np.intp],
        phrases: Any,  # noqa: ANN401 - as above
    ) -> tuple[Any, NDArray[np.int32], NDArray[np.float64]]:
        """Put the phrases behind the messages; while messages are few, phrases weigh no more than they."""
        codes = self.question.codes[rows]
        weights = np.ones(len(rows))
        if phrases is None or self.question.told is None:
            return points, codes, weights
        owners = self.question.told.phrases.owners
        share = min(1.0, len(rows) / len(owners))
        both = np.vstack([points, phrases]) if isinstance(points, np.ndarray) else vstack([points, phrases])
        return both, np.r_[codes, owners], np.r_[weights, np.full(len(owners), share)]

    def _spread(
        self, known: NDArray[np.int32], coefficients: NDArray[np.float64], bias: NDArray[np.float64]
    ) -> tuple[NDArray[np.float32], Scores]:
        """Put what was learnt of the labels that were met in the order of all; the others score lowest."""
        if len(known) == 2:  # noqa: PLR2004 - of two labels scikit-learn keeps one row
            coefficients, bias = np.vstack([-coefficients, coefficients]) / 2, np.r_[-bias, bias] / 2
        count = len(self.question.labels)
        weights = np.zeros((coefficients.shape[1], count), np.float32)
        biases = np.full(count, bias.min() - 1, np.float32)
        weights[:, known], biases[known] = coefficients.T, bias
        return weights, biases


def _sparse(known: Vocabulary, texts: Sequence[Grams]) -> csr_matrix:
    weighed = [known.weighed(one) for one in texts]
    ends = np.cumsum([0, *(len(one.rows) for one in weighed)])
    rows = np.concatenate([np.zeros(0, np.intp), *(one.rows for one in weighed)]).astype(np.int32)
    weights = np.concatenate([np.zeros(0, np.float32), *(one.weights for one in weighed)])
    return csr_matrix((weights, rows, ends), shape=(len(weighed), len(known.numbers)))


def _sums(found: Mapping[Scorer, NDArray[np.float32]], trust: Mapping[Scorer, float]) -> NDArray[np.float64]:
    weighed = [trust[scorer] * scores.astype(np.float64) for scorer, scores in found.items()]
    sums: NDArray[np.float64] = np.sum(weighed, axis=0)
    return sums


def _sums_unseen(
    found: Mapping[Scorer, NDArray[np.float32]],
    truth: NDArray[np.int32],
    folds: NDArray[np.int32],
    least: Mapping[Scorer, float],
) -> NDArray[np.float64]:
    """Add up each fold's answers by trusts that were found without them, so that they promise no more."""
    sums = np.zeros(next(iter(found.values())).shape)
    for fold in np.unique(folds):
        apart, rest = folds == fold, folds != fold
        if not rest.any():
            rest = apart
        trust = _trusts({scorer: scores[rest] for scorer, scores in found.items()}, truth[rest], least)
        sums[apart] = _sums({scorer: scores[apart] for scorer, scores in found.items()}, trust)
    return sums


def _trusts(
    found: Mapping[Scorer, NDArray[np.float32]], truth: NDArray[np.int32], least: Mapping[Scorer, float]
) -> Mapping[Scorer, float]:
    """Find the trusts with the least log loss, drawn to the first ones."""
    scorers = list(found)
    first = np.array([FIRST_TRUST[scorer] for scorer in scorers])
    kept = np.random.default_rng(0).permutation(len(truth))[:ENOUGH]
    scores = np.stack([found[scorer][kept].astype(np.float64) for scorer in scorers])
    right = scores[:, np.arange(len(kept)), truth[kept]]

    def loss(trust: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sums = np.tensordot(trust, scores, 1)
        most = sums.max(axis=1, keepdims=True)
        powers = np.exp(sums - most)
        whole = powers.sum(axis=1)
        missed = float((np.log(whole) + most[:, 0] - trust @ right).sum())
        expected = np.einsum("nl,snl->s", powers / whole[:, None], scores)
        apart = trust - first
        return missed + PULL * float(apart @ apart), expected - right.sum(axis=1) + 2 * PULL * apart

    bounds = [(least.get(scorer, 0.0), None) for scorer in scorers]
    best = minimize(loss, first, jac=True, bounds=bounds, method="L-BFGS-B")
    return dict(zip(scorers, (float(trust) for trust in best.x), strict=True))


def _parted(inside: NDArray[np.float64], outside: NDArray[np.float64]) -> tuple[float, float]:
    """Find where those that belong here and the others part: logistic regression, both weighing the same."""
    points = np.r_[inside, outside][:, None]
    regression = LogisticRegression(class_weight="balanced").fit(
        points, np.r_[np.ones(len(inside)), np.zeros(len(outside))]
    )
    slope = float(regression.coef_[0, 0])
    if slope <= 0:
        return float(np.quantile(inside, TYPICAL)), 1.7 / (float(inside.std()) or 1.0)
    return float(-regression.intercept_[0] / slope), slope
