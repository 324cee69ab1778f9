"""Words are found by words that mean nearly the same."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from firstline.knowledge.kin import MOST_ASKED, Kin, kin
from firstline.knowledge.postings import Floats, Postings, postings

PLACES = {
    "delivery": (1.0, 0.0, 0.1),
    "postage": (0.9, 0.1, 0.1),
    "password": (0.0, 1.0, 0.1),
    "valve": (-1.0, -1.0, 0.1),
}
FILLER = 40
"""Passages that say something else, so that no word stands in a tenth of all."""


def words(asked: Sequence[str]) -> Floats:
    """Give vectors; of a word that is not known zeros, as an encoder would."""
    return np.array([PLACES.get(word, (0.0, 0.0, 0.0)) for word in asked], np.float32).reshape(-1, 3)


def base() -> tuple[Kin, Postings]:
    """Three passages that say one word each, and many that say another."""
    told = ["delivery", "password", "valve"]
    noted = postings([*(Counter([word]) for word in told), *(Counter(["filler"]) for _ in range(FILLER))])
    made = kin(words, {word: word for word in told})
    assert made is not None
    return made, noted


def test_a_word_counts_where_a_near_one_stands() -> None:
    """Nobody wrote "postage", and the passage about delivery is found."""
    near, noted = base()

    scores = near.scores({"postage": "postage"}, noted)

    assert scores.argmax() == 0
    assert (scores[1:] == 0).all()


def test_a_word_does_not_count_for_itself_again() -> None:
    """The words themselves have been counted."""
    near, noted = base()

    assert near.scores({"delivery": "delivery"}, noted)[0] == 0


def test_a_near_word_that_stands_everywhere_tells_nothing() -> None:
    """It would put every passage up."""
    noted = postings([Counter(delivery=1) for _ in range(5)])
    near = kin(words, {"delivery": "delivery", "password": "password", "valve": "valve"})

    assert near is not None
    assert (near.scores({"postage": "postage"}, noted) == 0).all()


def test_likeness_is_whole_for_the_word_itself_and_less_for_a_near_one() -> None:
    """And nothing for one that is far."""
    near, _ = base()

    alike = near.likeness({"postage": "postage", "password": "password"}, {"delivery", "password"})

    assert alike["password"] == 1
    assert 0.4 < alike["postage"] < 1
    assert near.likeness({"valve": "valve"}, {"delivery"})["valve"] == 0


@pytest.mark.parametrize("told", [set[str](), {"unheard"}])
def test_nothing_is_like_what_the_base_does_not_have(told: set[str]) -> None:
    """Nor is it an error."""
    near, _ = base()

    assert near.likeness({"postage": "postage"}, told) == {"postage": 0.0}
    assert near.likeness({}, {"delivery"}) == {}


def test_a_long_question_costs_no_more_than_its_rarest_words() -> None:
    """However many words someone sends."""
    asked: list[int] = []

    def counting(some: Sequence[str]) -> Floats:
        asked.append(len(some))
        return words(some)

    near = kin(counting, {"delivery": "delivery", "password": "password"})
    assert near is not None
    near.scores({f"word{number}": f"word{number}" for number in range(5_000)}, base()[1])

    assert asked[-1] == MOST_ASKED


def test_in_a_very_large_base_near_words_are_not_sought(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question must not wait for them."""
    near, noted = base()
    monkeypatch.setattr("firstline.knowledge.kin.LARGE", noted.size - 1)

    assert (near.scores({"postage": "postage"}, noted) == 0).all()


def test_the_rare_words_of_a_question_point_more_than_the_common_ones() -> None:
    """What many passages say hardly turns it; no words point nowhere."""
    near, _ = base()
    noted = postings([Counter(delivery=1, password=1), *(Counter(delivery=1) for _ in range(FILLER))])

    pointing = near.sum_of({"delivery": "delivery", "password": "password"}, noted)

    assert pointing[1] > 5 * pointing[0] > 0
    assert not near.sum_of({}, noted).any()


def test_a_base_without_words_has_no_near_ones() -> None:
    """Every article is empty."""
    assert kin(words, {}) is None
