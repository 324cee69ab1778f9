"""A card says how good one field was, on messages that somebody has labelled."""

from dataclasses import replace
from typing import Any

import pytest

from firstline.learning.metrics import Cell
from firstline.learning.scorecard import MOST_CONFUSED, belonging, card
from firstline.tickets.message import Message
from firstline.tickets.verdict import Certainty, Field
from firstline.triage.judge import judge

VERDICT = judge(Message("hello"))


def said(value: str, confidence: float = 0.5, certainty: Certainty = Certainty.SUGGEST) -> Field[Any]:
    """Make a category that was said."""
    return replace(VERDICT.category, value=value, confidence=confidence, certainty=certainty)


def points(value: float) -> Field[Any]:
    """Make an urgency that was said."""
    return replace(VERDICT.urgency, value=value)


def test_a_card_counts_what_was_right_and_names_what_was_not() -> None:
    """The most frequent mistake comes first; what was right is no mistake."""
    told = card(
        "category",
        [
            ("billing", said("billing")),
            ("billing", said("sales")),
            ("billing", said("sales")),
            ("sales", said("account")),
        ],
    )

    assert (told.messages, told.accuracy) == (4, 0.25)
    assert told.confusion == (Cell("billing", "sales", 2), Cell("sales", "account", 1))
    assert told.macro_f1 == pytest.approx(0.25)
    assert told.spearman is None


def test_what_the_desk_acts_on_is_told_apart() -> None:
    """The threshold is the least confidence at which it acted."""
    told = card(
        "category",
        [
            ("billing", said("billing", 0.9, Certainty.AUTO)),
            ("billing", said("sales", 0.8, Certainty.AUTO)),
            ("billing", said("billing", 0.6)),
            ("billing", said("billing", 0.2, Certainty.PERSON)),
        ],
    )

    assert told.auto is not None
    assert (told.auto.threshold, told.auto.coverage, told.auto.precision) == (0.8, 0.5, 0.5)
    assert told.acted == 2


def test_a_desk_that_never_acts_covers_nothing() -> None:
    """There is no precision of nothing."""
    told = card("category", [("billing", said("billing", 0.99))])

    assert (told.auto, told.acted) == (None, 0)


def test_confidence_is_held_to_what_was_right() -> None:
    """Sure of .9 and right in half: off by .4."""
    told = card("category", [("billing", said("billing", 0.9)), ("sales", said("billing", 0.9))])

    assert told.calibration_error == pytest.approx(0.4)
    assert told.curve[-1].coverage == 1.0


def test_an_urgency_is_right_within_half_a_point() -> None:
    """It is a number: its order counts, not the mean over labels."""
    told = card("urgency", [(2.0, points(2.5)), (3.0, points(3.6)), (5, points(4.5))])

    assert told.accuracy == pytest.approx(2 / 3)
    assert told.macro_f1 is None
    assert told.spearman == pytest.approx(1.0)


def test_urgencies_that_are_all_the_same_have_no_order() -> None:
    """Nothing can be said of it."""
    assert card("urgency", [(2.0, points(2.0)), (2.0, points(3.0))]).spearman is None


def test_a_label_is_compared_as_it_is_written() -> None:
    """A file says `no` or false, the desk knows a truth; a file says P2, the desk a level."""
    calm, level = VERDICT.frustrated, VERDICT.level
    assert calm.value is False

    assert card("frustrated", [(False, calm)]).accuracy == 1.0
    assert card("frustrated", [(True, calm)]).accuracy == 0.0
    assert card("level", [(level.value.value, level)]).accuracy == 1.0


def test_a_subcategory_is_compared_by_its_own_name() -> None:
    """Whatever the category."""
    found = replace(VERDICT.subcategory, value="Refunds")

    assert card("subcategory", [("Refunds", found), ("Other", found)]).accuracy == 0.5


def test_a_label_that_nobody_could_say_counts_as_wrong() -> None:
    """It was asked for."""
    told = card("category", [("unheard of", said("billing")), ("billing", said("billing"))])

    assert told.accuracy == 0.5
    assert told.confusion == (Cell("unheard of", "billing", 1),)


def test_only_the_most_frequent_mistakes_are_listed() -> None:
    """A hundred kinds of them help nobody."""
    told = card("category", [(f"c{number}", said("billing")) for number in range(2 * MOST_CONFUSED)])

    assert len(told.confusion) == MOST_CONFUSED


def test_belonging_compares_what_is_known_with_what_was_said() -> None:
    """A message of which one of the two lacks has no say."""
    known = {"in": True, "in too": True, "out": False, "unjudged": False}

    assert belonging(known, {"in": 0.9, "in too": 0.4, "out": 0.5, "unlabelled": 0.1}) == 0.5
    assert belonging(known, {"in": 0.9}) is None
    assert belonging({}, {"in": 0.9}) is None
