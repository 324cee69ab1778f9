"""A new model takes over only when no field that matters gets worse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from firstline.learning.binomial import at_least
from firstline.learning.gate import Results, Trial, decide

Labels = NDArray[np.int64]
Vectors = NDArray[np.float64]

NAMES = np.array(["account", "billing", "general", "sales", "technical"])


@dataclass(frozen=True)
class Town:
    """Five matters that people write about; each has its place, and they overlap a little."""

    chance: np.random.Generator
    places: Vectors

    @classmethod
    def of(cls, seed: int) -> "Town":
        """Found a town."""
        chance = np.random.default_rng(seed)
        return cls(chance, chance.normal(size=(5, 8)) * 1.5)

    def write(self, tickets: int) -> tuple[Vectors, Labels]:
        """Let people write tickets."""
        labels = self.chance.integers(0, 5, tickets)
        return self.places[labels] + self.chance.normal(size=(tickets, 8)), labels


def answers(learnt: tuple[Vectors, Labels], asked: Vectors, *, neighbours: int = 1) -> Labels:
    """Let a model answer that remembers all it was taught: most of the nearest have the label."""
    vectors, labels = learnt
    distances = ((asked[:, None] - vectors[None]) ** 2).sum(axis=2)
    nearest = labels[np.argsort(distances, axis=1)[:, :neighbours]]
    return np.array([np.bincount(row, minlength=5).argmax() for row in nearest])


def results(
    old: Sequence[bool] | NDArray[np.bool_],
    new: Sequence[bool] | NDArray[np.bool_],
    *,
    groups: Sequence[int] | None = None,
    truth: Sequence[str] = (),
) -> Results:
    """Give results of tickets that all say something else, unless told otherwise."""
    numbers = np.arange(len(old)) if groups is None else np.array(groups)
    return Results(old=np.array(old, bool), new=np.array(new, bool), groups=numbers, truth=truth)


def tried(
    town: Town, old: tuple[Vectors, Labels], new: tuple[Vectors, Labels], *, neighbours: int = 1
) -> Trial:
    """Try both models on two hundred fresh tickets."""
    asked, truth = town.write(200)
    said = [answers(learnt, asked, neighbours=neighbours) for learnt in (old, new)]
    right = results(said[0] == truth, said[1] == truth, truth=NAMES[truth].tolist())
    return Trial(field="category", held_back=right)


def turned(tickets: int, *, better: int, worse: int) -> Results:
    """Give results in which the old model is right at most of the tickets, and so many turn."""
    old = np.arange(tickets) >= better
    new = old.copy()
    new[:better] = True
    new[tickets - worse :] = False
    return results(old, new)


def test_a_model_that_learnt_from_ten_times_as_many_tickets_takes_over() -> None:
    """In nearly every town."""
    promoted = []
    for seed in range(40):
        town = Town.of(seed)
        vectors, labels = town.write(400)
        trial = tried(town, (vectors[:40], labels[:40]), (vectors, labels), neighbours=5)
        promoted.append(decide([trial]).promoted)

    assert np.mean(promoted) >= 0.9


def test_a_model_whose_labels_were_shuffled_in_part_is_refused() -> None:
    """Someone corrected a fifth of the tickets at random."""
    for seed in range(40):
        town = Town.of(seed)
        vectors, labels = town.write(400)
        poisoned = np.where(town.chance.uniform(size=400) < 0.2, town.chance.permutation(labels), labels)

        decision = decide([tried(town, (vectors, labels), (vectors, poisoned))])

        assert not decision.promoted
        assert "falls from" in decision.sentence


def test_a_model_that_takes_one_category_for_another_is_refused() -> None:
    """Every sales ticket was corrected to general, while twice as much was learnt of everything else."""
    for seed in range(40):
        town = Town.of(seed)
        vectors, labels = town.write(400)
        flipped = np.where(labels == 3, 2, labels)

        decision = decide([tried(town, (vectors[:200], labels[:200]), (vectors, flipped), neighbours=5)])

        assert not decision.promoted


def test_a_small_category_that_is_lost_is_seen_though_the_whole_gets_better() -> None:
    """Ten of five hundred tickets, and twenty others won."""
    truth = ["sales"] * 10 + ["billing"] * 490
    old = np.arange(500) < 470
    new = (np.arange(500) >= 10) & (np.arange(500) < 490)

    decision = decide([Trial(field="category", held_back=results(old, new, truth=truth))])

    assert decision.changes[0].difference > 0
    assert decision.sentence == (
        "The old model stays: category loses sales: of 10 tickets 100% were found and now 0%."
    )


def test_of_many_labels_one_may_look_worse_by_chance() -> None:
    """Five of its ten tickets turned, which chance does to one of twenty labels; another won as many."""
    truth = [f"label {number // 10}" for number in range(200)]
    old = np.arange(200) >= 5
    new = np.arange(200) < 195

    assert decide([Trial(field="category", held_back=results(old, new, truth=truth))]).promoted


def test_duplicates_count_once() -> None:
    """One ticket that came ninety times, and that the new model gets right, hides nothing."""
    old = [True] * 40 + [False] * 90
    new = [True] * 30 + [False] * 10 + [True] * 90
    said_once = [*range(40), *[40] * 90]

    taken_in = decide([Trial(field="category", held_back=results(old, new))])
    decision = decide([Trial(field="category", held_back=results(old, new, groups=said_once))])

    assert taken_in.promoted
    assert not decision.promoted
    change = decision.changes[0]
    assert (change.tickets, change.better, change.worse) == (41, 1, 10)
    assert -0.4 < change.low < change.difference < change.high < 0


def test_a_loss_that_may_be_chance_is_no_gain_either() -> None:
    """Two of a hundred tickets: too few to prove anything, and more than a point."""
    decision = decide([Trial(field="category", held_back=turned(100, better=0, worse=2))])

    assert decision.sentence == (
        "The old model stays: category falls from 100% to 98% on 100 tickets; "
        "it may be chance, but nothing is won by it."
    )


def test_a_loss_of_a_point_that_may_be_chance_is_let_go() -> None:
    """One of a hundred tickets, and not one more."""
    decision = decide([Trial(field="category", held_back=turned(100, better=3, worse=4))])

    assert decision.sentence == "The new model takes over: category goes from 97% to 96% on 100 tickets."


def test_a_model_that_knows_new_labels_may_lose_what_chance_explains_but_no_more() -> None:
    """What it won cannot show in tickets of before."""
    by_chance, too_much = (
        Trial(field="category", held_back=turned(100, better=0, worse=worse), learnt=("returns",))
        for worse in (3, 6)
    )

    assert decide([by_chance]).promoted
    assert not decide([too_much]).promoted


def test_a_field_without_weight_is_told_of_and_decides_nothing() -> None:
    """Nobody uses the sentiment here."""
    fine = Trial(field="category", held_back=turned(100, better=5, worse=0))
    awful = Trial(field="sentiment", held_back=turned(100, better=0, worse=50), weight=0)

    decision = decide([fine, awful])

    assert decision.sentence == "The new model takes over: category goes from 95% to 100% on 100 tickets."
    assert "falls from 100% to 50%" in decision.changes[1].fault


def test_one_field_that_gets_worse_is_enough_to_refuse() -> None:
    """However much better another one is."""
    better = Trial(field="category", held_back=turned(100, better=50, worse=0))
    worse = Trial(field="urgency", held_back=turned(100, better=0, worse=9))

    assert decide([better, worse]).sentence == (
        "The old model stays: urgency falls from 100% to 91% on 100 tickets, more than chance explains."
    )


def test_confidences_that_are_further_from_the_truth_are_refused() -> None:
    """It is right as often, but boasts; a little worse is what chance does."""
    right = np.arange(400) < 360
    groups = np.arange(400)
    for grown, promoted in ((0.06, True), (0.15, False)):
        boasting = Results(
            old=right, new=right, groups=groups, old_calibration=0.03, new_calibration=0.03 + grown
        )

        assert decide([Trial(field="category", held_back=boasting)]).promoted is promoted


def test_with_few_held_back_tickets_out_of_fold_results_decide() -> None:
    """And the decision says so, whichever it is."""
    few = turned(12, better=12, worse=0)
    for known, promoted in (
        (turned(200, better=10, worse=0), True),
        (turned(200, better=0, worse=10), False),
    ):
        decision = decide([Trial(field="category", held_back=few, out_of_fold=known)])

        assert decision.promoted is promoted
        assert "on 200 tickets out of fold, as only 12 tickets could be held back" in decision.sentence


def test_with_few_tickets_and_nothing_else_those_few_decide() -> None:
    """One that is lost is too much then."""
    assert decide([Trial(field="category", held_back=turned(5, better=1, worse=0))]).sentence == (
        "The new model takes over: category goes from 80% to 100% on only 5 tickets."
    )
    assert not decide([Trial(field="category", held_back=turned(5, better=0, worse=1))]).promoted


def test_without_any_ticket_nothing_is_promoted() -> None:
    """Nobody can know, so everything stays as it is."""
    untried = Trial(field="category", held_back=results([], []))

    assert decide([untried]).sentence == "The old model stays: category was tried on no ticket."
    assert decide([]).sentence == "The old model stays: no field that matters was tried."


def test_the_chance_is_that_of_the_exact_sign_test() -> None:
    """Nine tickets turned, eight of them against it."""
    change = decide([Trial(field="category", held_back=turned(100, better=1, worse=8))]).changes[0]

    assert change.chance == at_least(8, 9, 0.5)
    assert change.chance == pytest.approx(10 / 512)


@pytest.mark.parametrize(("better", "worse"), [(0.05, 0.05), (0.02, 0.1), (0.2, 0.1)])
def test_the_difference_lies_in_its_interval_in_nine_of_ten_draws(better: float, worse: float) -> None:
    """A hundred and fifty tickets each time; three standard deviations are left to the draws."""
    chance = np.random.default_rng(5)
    inside = []
    for _ in range(600):
        drawn = chance.multinomial(150, [better, worse, 1 - better - worse])
        trial = Trial(field="category", held_back=turned(150, better=int(drawn[0]), worse=int(drawn[1])))
        change = decide([trial]).changes[0]
        inside.append(change.low <= better - worse <= change.high)

    assert np.mean(inside) >= 0.9 - 3 * (0.9 * 0.1 / 600) ** 0.5


def test_results_that_do_not_fit_together_are_refused() -> None:
    """And so is a weight below nothing."""
    torn = Results(old=np.ones(3, bool), new=np.ones(2, bool), groups=np.arange(3))
    with pytest.raises(ValueError, match="there are 3, 2 and 3, and 0 labels"):
        decide([Trial(field="category", held_back=torn)])
    with pytest.raises(ValueError, match="category has -1"):
        decide([Trial(field="category", held_back=turned(9, better=0, worse=0), weight=-1)])


def test_a_wave_of_wrong_labels_is_seen_by_the_older_tickets() -> None:
    """They bring the exam with them, and pass it; but they make worse what was known before."""
    older = turned(400, better=5, worse=25)
    passed = Trial(field="category", held_back=turned(100, better=40, worse=0))

    assert decide([passed]).promoted
    assert decide([replace(passed, older=older)]).sentence == (
        "The old model stays: category is contradicted by what is newest: of 400 tickets before "
        "99% were right without it and 94% with it."
    )


def test_older_tickets_may_change_by_chance() -> None:
    """Or for the better."""
    passed = Trial(field="category", held_back=turned(100, better=40, worse=0))

    assert decide([replace(passed, older=turned(400, better=5, worse=12))]).promoted
    assert decide([replace(passed, older=turned(400, better=60, worse=20))]).promoted
