"""What the desk has learnt about one field in one language: several scorers, and how far each is trusted.

Each scorer (`Part`) gives every label a score. They are added up, each by its trust, and the sums are made
into chances; so a chance is explained by sums, too. The trusts are fitted by log loss on answers that each
scorer gave to messages it had not learnt from, which at once chooses between the scorers and brings the
chances to their true size: the sum of trusts is the temperature (Guo et al., 2017, "On calibration of modern
neural networks"; with a weight for each scorer it is a log-linear pool).

Whatever happens: the chances of the open labels add up to one, and no other label has any.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.tickets.whereabouts import Moves, now_called, place_at
from firstline.triage.linear import Linear, Scores, WordSums

Chances = NDArray[np.float64]


class Scorer(StrEnum):
    """Who gives scores."""

    WORDS = "words"
    """A linear support vector machine on the pieces of the text."""
    MEANING = "meaning"
    """Logistic regression on the text's vector."""
    SIMILAR = "similar"
    """Labelled messages that are like it."""
    PHRASES = "phrases"
    """The labels' names, descriptions and phrases."""
    RULES = "rules"
    """The rule packs."""
    STARTER = "starter"
    """The heads that come with the desk."""


FIRST_TRUST: Final[Mapping[Scorer, float]] = {
    Scorer.WORDS: 0.8,
    Scorer.MEANING: 0.8,
    Scorer.SIMILAR: 0.3,
    Scorer.PHRASES: 1.0,
    Scorer.RULES: 0.5,
    Scorer.STARTER: 1.0,
}
"""How far each is trusted before any label says otherwise; while labels are few, fitted trusts stay near."""
LEAST_ODDS: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Scope:
    """How messages look that belong here: the best label's sum, and how near the nearest labelled one is."""

    sums: tuple[float, float]
    """Mean and standard deviation."""
    cosines: tuple[float, float]
    middle: float
    """The standardised sum of both at which it is as likely as not that a message belongs here."""
    slope: float

    def chance(self, best: float, nearest: float) -> float:
        """Say how likely a message belongs here."""
        (mean, spread), (centre, width) = self.sums, self.cosines
        value = (best - mean) / spread + (nearest - centre) / width
        return float(1 / (1 + np.exp(-np.clip(self.slope * (value - self.middle), -50, 50))))


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """How sure a head was of labelled messages that it had not seen, and whether it was right; both (n,)."""

    confidence: NDArray[np.float32]
    right: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """What was learnt about one field in one language."""

    about: str
    """The field's name."""
    labels: tuple[str, ...]
    words: WordSums | None = None
    meaning: Linear | None = None
    trust: Mapping[Scorer, float] = field(default_factory=lambda: FIRST_TRUST)
    auto: float | None = None
    """The confidence from which the promise is kept; None: it cannot be known yet."""
    scope: Scope | None = None
    learnt: int = 0
    """Labels that it was learnt from."""
    answers: Answers | None = None
    """By which a threshold is found for any promise; None: an early version did not keep them."""


UNASKED: Final = Answers(np.zeros(0, np.float32), np.zeros(0, np.bool_))
"""The answers of a head that nobody has asked yet."""


def head_now(head: Head, moves: Sequence[Moves]) -> Head:
    """Let a head answer under the present names; several labels may become one, whose best score counts.

    Where part of a category has become another one, how sure the head may be of it is not known any more.

    >>> head_now(Head("category", ("billing", "sales")), [{"sales": "billing"}, {"billing": "money"}]).labels
    ('money', 'money')
    """
    for step in moves:
        is_divided = head.about == "category" and any(_divides(step, label) for label in head.labels)
        head = replace(head, labels=tuple(now_called(step, label) for label in head.labels))
        head = replace(head, auto=None, answers=UNASKED) if is_divided else head
    return head


def aligned(scores: Scores, has: Sequence[str], wanted: Sequence[str]) -> Scores:
    """Put scores in the order of the wanted labels; one that is not known scores as low as the lowest.

    Of scores for the same label the best counts.

    >>> aligned(np.array([3, 1], np.float32), ["a", "b"], ["b", "c"]).tolist()
    [1.0, 1.0]
    >>> aligned(np.array([3, 1], np.float32), ["a", "a"], ["a"]).tolist()
    [3.0]
    """
    if tuple(has) == tuple(wanted):
        return scores
    known = dict(sorted(zip(has, scores.tolist(), strict=True), key=lambda one: one[1]))
    lowest = min(known.values(), default=0.0)
    return np.array([known.get(label, lowest) for label in wanted], np.float32)


def _divides(moves: Moves, category: str) -> bool:
    """Tell whether a part of a category goes elsewhere than the category."""
    now = now_called(moves, category)
    parts = [new for old, new in moves.items() if old != category and place_at(old)[0] == category]
    return any(place_at(new)[0] != now for new in parts)


def rule_scores(labels: Sequence[str], value: str, odds: float) -> Scores:
    """Give the scores of a rule that said a value with these odds: the logarithms of the chances."""
    rest = max(1 - odds, LEAST_ODDS) / max(len(labels) - 1, 1)
    return np.log(np.where(np.array(labels) == value, odds, rest)).astype(np.float32)


def chances(sums: NDArray[np.floating]) -> Chances:
    """Make chances of sums: softmax over the last axis.

    >>> chances(np.array([1.0, 1.0])).tolist()
    [0.5, 0.5]
    """
    powers = np.exp(sums.astype(np.float64) - sums.max(-1, keepdims=True))
    whole: Chances = powers / powers.sum(-1, keepdims=True)
    return whole
