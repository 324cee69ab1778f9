"""What so many right ones prove is what the reference says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from firstline.learning.binomial import at_least, chances, lower_bound, upper_bound

COUNTS = st.integers(1, 3_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))
ODDS = st.floats(1e-6, 1 - 1e-6) | st.sampled_from([0.0, 0.5, 0.93, 1.0])


@given(COUNTS, ODDS)
def test_every_chance_is_that_of_the_reference(counts: tuple[int, int], odds: float) -> None:
    """One by one, and all from a number on."""
    hits, trials = counts

    assert chances(trials, odds, last=hits) == pytest.approx(
        stats.binom.pmf(range(hits + 1), trials, odds), rel=1e-7, abs=1e-12
    )
    assert at_least(hits, trials, odds) == pytest.approx(stats.binom.sf(hits - 1, trials, odds), abs=1e-9)


@given(COUNTS, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_bounds_are_those_of_clopper_and_pearson(counts: tuple[int, int], level: float) -> None:
    """One-sided at a level is two-sided at twice the doubt."""
    hits, trials = counts

    interval = stats.binomtest(hits, trials).proportion_ci(confidence_level=2 * level - 1, method="exact")

    assert lower_bound(hits, trials, level) == pytest.approx(interval.low, abs=1e-6)
    assert upper_bound(hits, trials, level) == pytest.approx(interval.high, abs=1e-6)
