"""Examples that say the same stay on one side of every split."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from firstline.learning.duplicates import BLOCK, NEAR, folds, groups, held_back
from firstline.triage.encoder import unit

GROUPED = st.lists(st.tuples(st.integers(0, 12), st.sampled_from("abc")), min_size=1, max_size=80)


def directions(count: int, *, seed: int = 5, size: int = 64) -> NDArray[np.float32]:
    """Give unit vectors that are far from each other."""
    return unit(np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32))


def words(count: int) -> list[str]:
    """Give texts that differ in their letters."""
    return [f"{chr(97 + n // 676)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}" for n in range(count)]


def test_case_digits_and_punctuation_make_no_other_text() -> None:
    """In any script; and what has no words at all is compared as it stands."""
    texts = [
        "Where is order #1234?",
        "where is  ORDER 98-7",
        "Where is my order?",
        "Straße 5",
        "STRASSE",
        "料金は?",
        "料金は。",
        "किताब",
        "कुतब",
        "123",
        "???",
        "123",
        "",
    ]

    found = groups(texts, directions(len(texts)))

    assert found.tolist() == [0, 0, 1, 2, 2, 3, 3, 4, 5, 6, 7, 6, 8]


def test_vectors_that_are_as_near_as_that_belong_together_and_so_do_their_neighbours() -> None:
    """The first and the third are not near each other, but the second is to both."""
    angle = np.arccos(NEAR + 0.01)
    circle = [[np.cos(turn), np.sin(turn)] for turn in (0, angle, 2 * angle, 4 * angle)]

    assert groups(words(4), circle).tolist() == [0, 0, 0, 1]


def test_neighbours_are_found_across_blocks() -> None:
    """Each row's double stands in another block, in whatever order."""
    rows = np.tile(directions(BLOCK + 60), (2, 1))
    order = np.random.default_rng(5).permutation(len(rows))

    found = groups(words(len(rows)), rows[order])

    doubles = order % (BLOCK + 60)
    assert len(set(found.tolist())) == BLOCK + 60
    assert len(set(zip(found.tolist(), doubles.tolist(), strict=True))) == BLOCK + 60


def test_texts_without_any_token_are_near_to_nothing() -> None:
    """Rows of zeros; their words still count."""
    assert groups(["a", "b", "A"], np.zeros((3, 8))).tolist() == [0, 1, 0]


def test_nothing_has_no_groups() -> None:
    """A fresh desk has no examples."""
    assert groups([], np.zeros((0, 8))).tolist() == []
    assert folds([], [], k=5, seed=0).tolist() == []
    assert held_back([], [], share=0.2).tolist() == []


def test_a_text_without_its_vector_is_refused() -> None:
    """Rows must stand beside each other."""
    with pytest.raises(ValueError, match="a vector for each of the 2 texts"):
        groups(["a", "b"], np.zeros((3, 8)))


@given(GROUPED, st.integers(2, 7), st.integers(0, 3))
def test_folds_never_divide_a_group_and_none_is_empty(
    examples: list[tuple[int, str]], k: int, seed: int
) -> None:
    """The same seed deals the same; with fewer groups than folds, each group is a fold."""
    numbers, labels = (list(side) for side in zip(*examples, strict=True))

    dealt = folds(numbers, labels, k=k, seed=seed)

    assert len(set(zip(numbers, dealt.tolist(), strict=True))) == len(set(numbers))
    assert set(dealt.tolist()) == set(range(min(k, len(set(numbers)))))
    assert (dealt == folds(numbers, labels, k=k, seed=seed)).all()


def test_labels_are_spread_as_evenly_as_can_be() -> None:
    """Single examples: of no label has one fold two more than another, and folds are of a size."""
    labels = np.random.default_rng(5).choice(
        list("abcdefg"), size=1_003, p=[0.5, 0.2, 0.1, 0.1, 0.05, 0.04, 0.01]
    )

    dealt = folds(np.arange(1_003), labels.tolist(), k=5, seed=0)

    for label in "abcdefg":
        counts = np.bincount(dealt[labels == label], minlength=5)
        assert counts.max() - counts.min() <= 1
    assert np.bincount(dealt).tolist() == pytest.approx([200.6] * 5, abs=2)


def test_large_groups_are_dealt_so_that_small_ones_can_make_up_for_them() -> None:
    """One matter is half of a label; the rest of the label goes to the other folds, other labels to all."""
    numbers = [0] * 30 + list(range(1, 91))
    labels = ["billing"] * 60 + ["account"] * 60

    dealt = folds(numbers, labels, k=4, seed=0)

    assert sorted(np.bincount(dealt[:60])) == [10, 10, 10, 30]
    assert np.bincount(dealt[60:]).tolist() == [15] * 4


def test_another_seed_deals_another_way() -> None:
    """As evenly, but not the same."""
    one, other = (folds(np.arange(100), ["a"] * 100, k=5, seed=seed) for seed in (0, 1))

    assert (one != other).any()


def test_the_newest_are_held_back() -> None:
    """In whatever order they come."""
    times = np.random.default_rng(5).permutation(100)

    marks = held_back(np.arange(100), times, share=0.2)

    assert sorted(times[marks]) == list(range(80, 100))


def test_what_comes_again_is_learnt_from_and_never_held_back() -> None:
    """A group that reaches across the split stays with training, whole."""
    marks = held_back(groups=[0, 1, 2, 0, 3, 4], times=[1, 2, 3, 4, 5, 6], share=0.67)

    assert marks.tolist() == [False, True, True, False, True, True]


def test_a_wave_of_the_same_that_is_too_large_is_left_to_training() -> None:
    """The newest share is not one matter ninety times."""
    marks = held_back([*range(10), *[10] * 90], range(100), share=0.05)

    assert np.flatnonzero(marks).tolist() == [5, 6, 7, 8, 9]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 50)), max_size=60), st.floats(0, 0.99))
def test_nothing_held_back_was_heard_of_before(examples: list[tuple[int, int]], share: float) -> None:
    """No group on both sides, never more than the share, and groups held back are the youngest that fit."""
    numbers, times = (np.array([example[side] for example in examples], np.int64) for side in (0, 1))

    marks = held_back(numbers, times, share)

    assert not set(numbers[marks]) & set(numbers[~marks])
    assert marks.sum() <= round(share * len(examples))
    singles = [number for number, count in Counter(numbers.tolist()).items() if count == 1]
    by_age = sorted(singles, key=lambda number: times[numbers == number].min())
    held = [bool(marks[numbers == number].all()) for number in by_age]
    ages = [int(times[numbers == number].min()) for number in by_age]
    assert all(
        later >= sooner
        for (sooner, later), (a, b) in zip(pairwise(held), pairwise(ages), strict=True)
        if a < b
    )


def test_days_are_times_too() -> None:
    """Whatever can be put in order."""
    days = np.array(["2026-01-03", "2026-01-01", "2026-01-02"], "datetime64[D]")

    assert held_back([0, 1, 2], days, share=0.34).tolist() == [True, False, False]


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_a_share_that_cannot_be_is_refused(share: float) -> None:
    """Something must be left to learn from."""
    with pytest.raises(ValueError, match="share to hold back"):
        held_back([0, 1], [1, 2], share)


def test_folds_that_cannot_be_are_refused() -> None:
    """One fold is no test, and each example needs its group."""
    with pytest.raises(ValueError, match="at least 2 folds"):
        folds([0, 1], ["a", "b"], k=1, seed=0)
    with pytest.raises(ValueError, match="a group for each of the 3 examples"):
        folds([0, 1], ["a", "b", "c"], k=2, seed=0)
