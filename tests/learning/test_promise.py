"""A precision that was asked for is delivered, or the desk says that it cannot know."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from firstline.learning.metrics import at_threshold
from firstline.learning.promise import SLACK, keepable

Numbers = NDArray[np.float64]

TOLD = {
    "well calibrated": lambda odds: odds,
    "overconfident": lambda odds: odds**0.1,
    "underconfident": lambda odds: odds**8,
    "with ties": lambda odds: np.ceil(odds * 12) / 12,
}
"""How a voice tells its odds."""


@dataclass(frozen=True)
class Voice:
    """A voice that is right at odds of its own from ticket to ticket: sharp or dull, good or bad."""

    level: float
    spread: float
    told: str = "well calibrated"

    def draw(self, labels: int, chance: np.random.Generator) -> tuple[Numbers, NDArray[np.bool_]]:
        """Give confidences, and whether each was right."""
        odds = 1 / (1 + np.exp(-self.level - self.spread * chance.normal(size=labels)))
        return TOLD[self.told](odds), chance.uniform(size=labels) < odds


GOOD, MIDDLING, POOR = Voice(4.27, 1.5), Voice(2.95, 1.5), Voice(1.5, 1.5)
"""Right in 96, 90 and 75 of 100 tickets."""


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize("voice", [GOOD, MIDDLING, POOR])
@pytest.mark.parametrize("labels", [100, 300, 2_000])
def test_what_was_promised_is_delivered_on_fresh_tickets(voice: Voice, told: str, labels: int) -> None:
    """In nine of ten draws of labels at least; to say that nobody can know is no broken promise."""
    chance = np.random.default_rng(labels)
    teller = Voice(voice.level, voice.spread, told)
    fresh = teller.draw(20_000, chance)

    found = [keepable(*teller.draw(labels, chance), 0.95).threshold for _ in range(40)]

    points = [at_threshold(*fresh, threshold) for threshold in found if threshold is not None]
    broken = [point for point in points if point is not None and point.precision < 0.95 - SLACK]
    assert len(broken) <= len(found) / 10


@pytest.mark.parametrize(("promise", "labels"), [(0.8, 300), (0.95, 100), (0.95, 500), (0.99, 1_000)])
def test_confidences_that_say_nothing_fool_the_desk_in_one_of_twenty_draws(
    promise: float, labels: int
) -> None:
    """The hardest case: just worse than promised, everywhere. Four deviations are left to the draws."""
    chance = np.random.default_rng(5)
    draws = 300

    fooled = sum(
        keepable(
            chance.uniform(size=labels), chance.uniform(size=labels) < promise - SLACK, promise
        ).threshold
        is not None
        for _ in range(draws)
    )

    assert fooled / draws <= 0.05 + 4 * (0.05 * 0.95 / draws) ** 0.5


@pytest.mark.parametrize(("labels", "share"), [(300, 0.75), (1_000, 0.95), (10_000, 0.98)])
def test_a_promise_buys_nearly_the_coverage_that_could_be_had(labels: int, share: float) -> None:
    """Who knew every ticket's odds would let 82 of 100 go by themselves."""
    chance = np.random.default_rng(5)
    odds = np.sort(MIDDLING.draw(200_000, chance)[0])[::-1]
    ideal = np.mean(np.cumsum(odds) / np.arange(1, len(odds) + 1) >= 0.95)

    bought = [keepable(*MIDDLING.draw(labels, chance), 0.95).coverage for _ in range(60)]

    assert ideal == pytest.approx(0.82, abs=0.01)
    assert np.mean(bought) >= share * ideal


def test_ten_thousand_labels_at_93_right_give_all_but_a_per_cent_of_the_ideal() -> None:
    """And what is delivered is what was promised."""
    chance = np.random.default_rng(5)
    voice = Voice(3.45, 1.5)
    odds = np.sort(voice.draw(200_000, chance)[0])[::-1]
    ideal = float(np.mean(np.cumsum(odds) / np.arange(1, len(odds) + 1) >= 0.95))
    fresh = voice.draw(200_000, chance)

    found = [keepable(*voice.draw(10_000, chance), 0.95) for _ in range(20)]

    delivered = [at_threshold(*fresh, promise.threshold or 0) for promise in found]
    assert np.mean([promise.coverage for promise in found]) == pytest.approx(ideal, abs=0.01)
    assert np.mean([point.precision for point in delivered if point]) == pytest.approx(0.95, abs=0.005)


def test_what_is_found_says_what_it_buys_and_what_it_proves() -> None:
    """A threshold, its coverage, the precision seen and the one that is proven."""
    sure = np.linspace(1, 0, 1_000)
    right = (np.arange(1_000) % 40 != 20) & (sure > 0.3)

    found = keepable(sure, right, 0.95)

    assert found.threshold is not None
    assert found.precision is not None
    assert found.proven is not None
    assert found.coverage == np.mean(sure >= found.threshold)
    assert found.precision == np.mean(right[sure >= found.threshold])
    assert 0.93 <= found.proven < found.precision
    assert found.sentence == (
        "At 0.29 and above the desk decides 71% by itself: of 710 labels there 96.2% were right, "
        "which proves 94.2%."
    )
    assert found.missing is None
    assert found.curve[-1].coverage == 1


def test_a_few_labels_cannot_prove_anything() -> None:
    """Not even when all of them are right."""
    found = keepable(np.full(41, 0.99), np.ones(41), 0.95)

    assert found.threshold is None
    assert found.missing == 1
    assert found.sentence == (
        "Nobody can know yet: even without a mistake it takes 42 labels to promise 95%, and there are 41."
    )


def test_as_many_as_it_takes_are_enough_when_all_of_them_are_right() -> None:
    """Not one more than necessary."""
    assert keepable(np.full(42, 0.99), np.ones(42), 0.95).coverage == 1


def test_without_any_label_the_answer_is_the_same_sentence() -> None:
    """A fresh desk asks too."""
    found = keepable([], [], 0.95)

    assert found.curve == ()
    assert found.sentence.endswith("takes 42 labels to promise 95%, and there are 0.")


def test_the_guess_of_what_is_missing_is_about_right() -> None:
    """Most desks that add as many labels as they were told to know then, or know that it cannot be."""
    chance = np.random.default_rng(5)
    firsts = [keepable(*MIDDLING.draw(100, chance), 0.95) for _ in range(100)]
    told = [first.missing for first in firsts if first.missing]

    known = [keepable(*MIDDLING.draw(100 + missing, chance), 0.95).threshold for missing in told]

    assert len(told) >= 20
    assert max(told) < 1_500
    assert sum(threshold is not None for threshold in known) >= 0.6 * len(known)


def test_a_voice_that_is_never_good_enough_is_told_so() -> None:
    """More labels of the same kind would not help, so none are asked for."""
    chance = np.random.default_rng(5)

    found = keepable(chance.uniform(size=1_000), chance.uniform(size=1_000) < 0.7, 0.95)

    assert found.threshold is None
    assert found.missing is None
    assert found.sentence.startswith("No confidence is high enough for 95%: even of the surest")


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.7, 1.0]), st.booleans()), max_size=300))
def test_equal_confidences_stand_or_fall_together(drawn: list[tuple[float, bool]]) -> None:
    """Whatever was drawn, the coverage is what the threshold covers, and the labels keep the promise."""
    sure, right = (np.array([pair[side] for pair in drawn]) for side in (0, 1))

    found = keepable(sure, right, 0.8)

    if found.threshold is None:
        assert found.coverage == 0
    else:
        assert found.coverage == np.mean(sure >= found.threshold)
        assert np.mean(right[sure >= found.threshold]) >= 0.8


@pytest.mark.parametrize("promise", [0.0, SLACK, 1.01, -1.0, float("nan")])
def test_a_promise_that_cannot_be_is_refused(promise: float) -> None:
    """Above the slack, and at most 1."""
    with pytest.raises(ValueError, match="A promise is a precision"):
        keepable([0.9], [True], promise)
