"""Every number is the one that the reference libraries give."""

from collections import Counter
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics as reference

from firstline.learning.metrics import (
    accuracy,
    at_threshold,
    auroc,
    calibration_error,
    confusion,
    curve,
    macro_f1,
    spearman,
    within,
)

Told: TypeAlias = list[tuple[str, str]]
Odds: TypeAlias = list[tuple[float, bool]]
Pairs: TypeAlias = list[tuple[float, float]]

LABELS = st.sampled_from(["account", "billing", "general", "sales"])
TOLD = st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=60)
SURE = st.floats(0, 1) | st.sampled_from([0.0, 0.2, 1 / 3, 0.6, 0.8, 1.0])
ODDS = st.lists(st.tuples(SURE, st.booleans()), min_size=1, max_size=60)
VALUES = st.floats(-1e6, 1e6) | st.sampled_from([1.0, 2.0, 3.0])
PAIRS = st.lists(st.tuples(VALUES, VALUES), min_size=2, max_size=60)


@given(TOLD)
def test_accuracy_and_macro_f1_are_those_of_the_reference(told: Told) -> None:
    """A label that was only said has no say in the mean."""
    truth, said = map(list, zip(*told, strict=True))

    f1 = reference.f1_score(truth, said, labels=sorted(set(truth)), average="macro", zero_division=0)
    assert accuracy(truth, said) == pytest.approx(reference.accuracy_score(truth, said))
    assert macro_f1(truth, said) == pytest.approx(f1)


@given(ODDS)
def test_the_calibration_error_is_what_its_formula_says(odds: Odds) -> None:
    """Told once more, one bin after the other."""
    sure, right = (np.array(side) for side in zip(*odds, strict=True))
    edges = np.linspace(0, 1, 16)
    error = 0.0
    for number, (low, high) in enumerate(pairwise(edges)):
        inside = (sure > low) & (sure <= high) | ((sure == 0) & (number == 0))
        if inside.any():
            error += inside.sum() / len(sure) * abs(right[inside].mean() - sure[inside].mean())

    assert calibration_error(sure, right) == pytest.approx(error, abs=1e-9)


def test_the_calibration_error_is_small_for_honest_odds_and_large_for_boasting() -> None:
    """Ten thousand examples of each."""
    draw = np.random.default_rng(5)
    honest = draw.uniform(0.3, 1, 10_000)
    right = draw.uniform(size=10_000) < honest

    assert calibration_error(honest, right) < 0.02
    assert calibration_error(np.minimum(1, honest + 0.2), right) > 0.1


@given(ODDS)
def test_each_point_of_a_curve_is_what_its_threshold_does(odds: Odds) -> None:
    """It rises to the coverage of everything, and there the precision is the accuracy."""
    sure, right = (list(side) for side in zip(*odds, strict=True))

    points = curve(sure, right)

    assert all(point == at_threshold(sure, right, point.threshold) for point in points)
    assert [point.coverage for point in points] == sorted({point.coverage for point in points})
    assert [point.threshold for point in points] == sorted({point.threshold for point in points})[::-1]
    assert points[-1].coverage == 1
    assert points[-1].precision == pytest.approx(np.mean(right))


def test_a_long_curve_is_thinned_evenly_and_keeps_its_ends() -> None:
    """Twenty thousand tickets are a hundred points, a per cent apart."""
    sure = np.random.default_rng(5).permutation(np.linspace(0, 1, 20_000))

    points = curve(sure, sure > 0.4)

    assert len(points) == 101
    assert points[0].threshold == 1
    assert points[-1].coverage == 1
    assert np.diff([point.coverage for point in points]) == pytest.approx(0.01, abs=1e-3)


def test_where_nothing_is_that_sure_there_is_no_precision() -> None:
    """None is not zero."""
    assert at_threshold([0.5, 0.6], [True, True], 0.9) is None


@given(ODDS)
def test_auroc_is_that_of_the_reference_with_ties_too(odds: Odds) -> None:
    """With one side missing there is none."""
    scores, positive = (list(side) for side in zip(*odds, strict=True))

    if len(set(positive)) == 1:
        assert auroc(scores, positive) is None
    else:
        assert auroc(scores, positive) == pytest.approx(reference.roc_auc_score(positive, scores))


@given(PAIRS)
def test_spearman_is_that_of_the_reference_with_ties_too(pairs: Pairs) -> None:
    """Values in any order and of any size."""
    first, second = (list(side) for side in zip(*pairs, strict=True))
    assume(len(set(first)) > 1)
    assume(len(set(second)) > 1)

    assert spearman(first, second) == pytest.approx(stats.spearmanr(first, second).statistic, abs=1e-9)


def test_values_that_are_all_the_same_have_no_correlation() -> None:
    """None is not zero here either."""
    assert spearman([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]) is None


@given(TOLD)
def test_confusion_counts_every_pair_and_shows_mistakes_first(told: Told) -> None:
    """The most frequent mistake leads."""
    truth, said = map(list, zip(*told, strict=True))

    cells = confusion(truth, said)

    assert {(cell.truth, cell.said): cell.count for cell in cells} == Counter(told)
    mistakes = [cell.count for cell in cells if cell.truth != cell.said]
    assert mistakes == sorted(mistakes, reverse=True)
    assert all(cell.truth == cell.said for cell in cells[len(mistakes) :])


def test_urgencies_are_within_half_a_step_whatever_the_rounding() -> None:
    """1.1 and 1.6 are half a step apart, though not in binary."""
    assert within([1.1, 3.0, 5.0], [1.6, 3.6, 4.6], 0.5) == pytest.approx(2 / 3)


@pytest.mark.parametrize("wrong", [[], [0.5], [0.5, 1.5], [0.5, float("nan")], [-0.2, 0.5], [[0.5, 0.5]]])
def test_confidences_that_cannot_be_are_refused(wrong: list[float]) -> None:
    """There are two examples; so many numbers from 0 to 1 are asked for."""
    for measure in (calibration_error, curve):
        with pytest.raises(ValueError, match=r"must|between"):
            measure(wrong, [True, False])


def test_a_confidence_that_single_precision_carried_beyond_one_is_one() -> None:
    """A softmax of float32 may give 1.0000001."""
    assert calibration_error(np.array([1.0000001], np.float32), [True]) == 0


def test_nothing_to_measure_is_an_error() -> None:
    """A score of nobody's answers would be a lie."""
    for measure in (accuracy, macro_f1, confusion):
        with pytest.raises(ValueError, match="something in them"):
            measure([], [])
        with pytest.raises(ValueError, match="equally long"):
            measure(["a"], ["a", "b"])
    for compare in (auroc, spearman, lambda a, b: within(a, b, 1)):
        with pytest.raises(ValueError, match="at least one"):
            compare([], [])
