"""People are asked for the labels that teach most."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from firstline.learning.review import worth_asking
from firstline.triage.encoder import Vectors, unit

Picks = NDArray[np.intp]
Asked = Callable[[NDArray[np.float64], Vectors, Vectors, list[str]], Picks]

LABELS = ["account", "billing", "general"]


@dataclass(frozen=True)
class Mail:
    """Tickets of twelve categories, two kinds of ticket each, some kinds rare; and more to be tested on."""

    vectors: Vectors
    labels: NDArray[np.int64]
    fresh: Vectors
    answers: NDArray[np.int64]


def mail(seed: int) -> Mail:
    """Let a desk's mail come in."""
    chance = np.random.default_rng(seed)
    kinds = unit(chance.normal(size=(24, 32)).astype(np.float32))
    often = chance.dirichlet(np.ones(24))
    drawn = chance.choice(24, 2_500, p=often)
    vectors = unit(kinds[drawn] + chance.normal(size=(2_500, 32)).astype(np.float32) * 0.2)
    return Mail(vectors[:1_500], drawn[:1_500] // 2, vectors[1_500:], drawn[1_500:] // 2)


def taught(
    vectors: Vectors, labels: NDArray[np.int64]
) -> Callable[[Vectors], tuple[NDArray[np.float64], Picks]]:
    """Learn the middle of each label; answer with odds, and the labels that were met."""
    met = np.unique(labels)
    middles = unit(np.stack([vectors[labels == label].mean(axis=0) for label in met]))

    def answer(asked: Vectors) -> tuple[NDArray[np.float64], Picks]:
        powers = np.exp(10 * (asked @ middles.T).astype(np.float64))
        return powers / powers.sum(axis=1, keepdims=True), met

    return answer


def accuracy_after(seed: int, rounds: int, ask: Asked) -> float:
    """Label ten tickets, then ten more each round; give the share of fresh ones that is right then."""
    post = mail(seed)
    have = np.random.default_rng(seed).choice(1_500, 10, replace=False)
    for _ in range(rounds):
        rest = np.setdiff1d(np.arange(1_500), have)
        odds, met = taught(post.vectors[have], post.labels[have])(post.vectors[rest])
        have = np.append(
            have, rest[ask(odds, post.vectors[rest], post.vectors[have], [str(one) for one in met])]
        )
    odds, met = taught(post.vectors[have], post.labels[have])(post.fresh)
    return float(np.mean(met[odds.argmax(axis=1)] == post.answers))


def asking(odds: NDArray[np.float64], vectors: Vectors, labelled: Vectors, labels: list[str]) -> Picks:
    """Ask for what teaches most."""
    return np.array([ask.place for ask in worth_asking(odds, vectors, 10, labels=labels, labelled=labelled)])


def drawing(odds: NDArray[np.float64], _vectors: Vectors, _labelled: Vectors, _labels: list[str]) -> Picks:
    """Take any ten."""
    return np.random.default_rng(5).choice(len(odds), 10, replace=False)


def test_forty_labels_that_are_asked_for_teach_more_than_a_hundred_drawn_at_random() -> None:
    """In the mean of many desks."""
    asked = [accuracy_after(seed, 3, asking) for seed in range(12)]
    drawn = [accuracy_after(seed, 9, drawing) for seed in range(12)]

    assert np.mean(asked) > np.mean(drawn)


def test_the_uncertain_come_first_and_of_each_kind_only_one() -> None:
    """Two kinds of unsure tickets, ten of each, and twenty that are sure."""
    kinds = np.repeat(np.eye(3)[[0, 1, 2, 2]], 10, axis=0)
    odds = np.repeat([[0.5, 0.4, 0.1], [0.1, 0.45, 0.45], [0.98, 0.01, 0.01], [0.98, 0.01, 0.01]], 10, axis=0)

    asks = worth_asking(odds, kinds, 2, labels=LABELS)

    assert {ask.place // 10 for ask in asks} == {0, 1}
    assert {ask.reason for ask in asks} == {
        "unsure between account and billing",
        "unsure between billing and general",
    }


def test_what_is_unlike_anything_labelled_is_said_to_be() -> None:
    """Everything labelled lies close together; one ticket lies elsewhere, with high odds all the same."""
    chance = np.random.default_rng(5)
    town = unit((np.eye(16)[0] + chance.normal(size=(60, 16)) * 0.02).astype(np.float32))
    tickets = np.vstack([town[:20], np.eye(16)[5:6]])
    odds = np.tile([0.9, 0.05, 0.05], (21, 1))

    first, second = worth_asking(odds, tickets, 2, labels=LABELS, labelled=town[20:])

    assert (first.place, first.reason) == (20, "unlike anything labelled")
    assert second.reason != first.reason


def test_what_is_labelled_already_is_not_asked_for_again() -> None:
    """Of two kinds that are equally unsure, one has labels."""
    tickets = np.repeat(np.eye(2), 5, axis=0)
    odds = np.full((10, 3), 1 / 3)

    asks = worth_asking(odds, tickets, 1, labels=LABELS, labelled=np.eye(2)[:1])

    assert asks[0].place >= 5


def test_a_text_without_any_token_teaches_nothing_and_comes_last() -> None:
    """However unsure everyone is about it."""
    asks = worth_asking([[0.5, 0.5], [0.9, 0.1]], [[0, 0], [1, 0]], 2, labels=["a", "b"])

    assert [ask.place for ask in asks] == [1, 0]


def test_a_desk_with_one_label_is_unsure_about_it() -> None:
    """There is no other to be unsure between."""
    assert worth_asking([[0.3]], [[1.0]], 1, labels=["general"])[0].reason == "unsure about general"


@given(st.integers(0, 40), st.integers(0, 50), st.integers(1, 4), st.integers(0, 30))
def test_nothing_is_asked_for_twice_and_the_order_is_steady(
    tickets: int, count: int, labels: int, labelled: int
) -> None:
    """With any number of tickets, wishes, labels and labelled ones."""
    chance = np.random.default_rng(5)
    odds = chance.dirichlet(np.ones(labels), tickets)
    rows, known = (unit(chance.normal(size=(many, 4)).astype(np.float32)) for many in (tickets, labelled))

    asks = worth_asking(odds, rows, count, labels=list("abcd"[:labels]), labelled=known)

    assert len({ask.place for ask in asks}) == len(asks) == min(count, tickets)
    assert asks == worth_asking(odds, rows, count, labels=list("abcd"[:labels]), labelled=known)


def test_rows_that_do_not_fit_together_are_refused() -> None:
    """And so are odds that are no numbers."""
    with pytest.raises(ValueError, match="odds of 2 labels for 1 tickets"):
        worth_asking([[0.5, 0.5], [0.5, 0.5]], [[1, 0]], 1, labels=["a", "b"])
    with pytest.raises(ValueError, match="must be of numbers"):
        worth_asking([[0.5, float("nan")]], [[1, 0]], 1, labels=["a", "b"])
