"""A lead hears which categories are hard to tell apart, and which phrases pull the wrong way."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import ArrayLike

from firstline.learning import overlap
from firstline.learning.metrics import Cell, confusion
from firstline.learning.overlap import Findings, Phrased, look_over
from firstline.triage.encoder import Vectors, unit

AXES = np.eye(8, dtype=np.float32)


def phrased(name: str, vectors: ArrayLike) -> Phrased:
    """Make a category whose phrases are named after it."""
    rows = unit(np.array(vectors, np.float32).reshape(-1, 8))
    return Phrased(name, tuple(f"{name} {number}" for number in range(len(rows))), rows)


def about(axis: int, phrases: int, *, seed: int = 5, spread: float = 0.1) -> Vectors:
    """Give vectors of phrases about the same."""
    drawn = np.random.default_rng(seed + axis).normal(size=(phrases, 8))
    return unit((AXES[axis] + spread * drawn).astype(np.float32))


def pairs(found: Findings) -> list[tuple[str, str]]:
    """Name the pairs, strongest first."""
    return [(pair.first, pair.second) for pair in found.overlaps]


def test_categories_that_are_about_different_things_do_not_overlap() -> None:
    """And none of their phrases pulls the wrong way."""
    found = look_over([phrased(name, about(axis, 10)) for axis, name in enumerate("abcde")])

    assert found == Findings((), ())


def test_categories_whose_phrases_are_mixed_overlap() -> None:
    """Two share their matter; a third has its own."""
    mixed = about(0, 20)
    categories = [
        phrased("returns", mixed[::2]),
        phrased("refunds", mixed[1::2]),
        phrased("login", about(3, 10)),
    ]

    found = look_over(categories)

    assert pairs(found) == [("returns", "refunds")]
    assert found.overlaps[0].by_phrases == pytest.approx(0.5, abs=0.25)
    assert found.overlaps[0].sentence.startswith("returns and refunds overlap: ")
    assert "of 20 phrases lie nearest to one of the other's" in found.overlaps[0].sentence


def test_real_tickets_show_an_overlap_that_phrases_do_not() -> None:
    """Both ways together, out of all tickets of both."""
    categories = [phrased("billing", about(0, 5)), phrased("sales", about(1, 5)), phrased("account", [])]
    truth = ["billing"] * 40 + ["sales"] * 10 + ["account"] * 50
    said = ["billing"] * 33 + ["sales"] * 7 + ["billing"] * 3 + ["sales"] * 7 + ["account"] * 50

    found = look_over(categories, confusion(truth, said))

    assert pairs(found) == [("billing", "sales")]
    assert (found.overlaps[0].by_phrases, found.overlaps[0].by_tickets) == (0, 0.2)
    assert found.overlaps[0].sentence == (
        "billing and sales overlap: 10 of 50 tickets were taken for the other's (7 of billing, 3 of sales)."
    )


def test_one_ticket_is_no_overlap() -> None:
    """Though it is half of them."""
    cells = [Cell("billing", "sales", 1), Cell("sales", "sales", 1)]

    assert look_over([phrased("billing", []), phrased("sales", [])], cells).overlaps == ()


def test_a_phrase_in_the_wrong_place_is_named_with_the_place_it_pulls_to() -> None:
    """The strongest pull first."""
    billing = np.vstack([about(0, 6), AXES[1], AXES[0] + 2 * AXES[2]])
    categories = [phrased("billing", billing), phrased("general", about(1, 6)), phrased("sales", about(2, 6))]

    strays = look_over(categories).strays

    assert [(stray.category, stray.phrase, stray.nearer_to) for stray in strays] == [
        ("billing", "billing 6", "general"),
        ("billing", "billing 7", "sales"),
    ]
    assert strays[0].pull > strays[1].pull > 0
    assert strays[0].neighbour.startswith("general ")
    assert (
        strays[0].sentence
        == f"“billing 6” in billing is nearer to general, to “{strays[0].neighbour}” most of all."
    )


def test_a_phrase_that_is_only_a_little_nearer_to_another_category_is_not_worth_a_look() -> None:
    """Its own would still be found for it now and then; a little more, and it is named."""
    others = [phrased("general", about(1, 6)), phrased("sales", about(2, 6))]

    little, clear = (
        look_over([phrased("billing", np.vstack([about(0, 6), AXES[0] + much * AXES[2]])), *others])
        for much in (1.2, 1.5)
    )

    assert little.strays == ()
    assert [(stray.phrase, stray.nearer_to) for stray in clear.strays] == [("billing 6", "sales")]


def test_a_phrase_that_another_category_has_too_is_named_whatever_else_is_near() -> None:
    """The rest of that category is about something else, and a third is nearer on the whole."""
    twice = AXES[1] + AXES[2]
    categories = [
        phrased("billing", np.vstack([about(0, 6), twice])),
        phrased("general", np.vstack([about(4, 6), twice])),
        phrased("sales", about(2, 6)),
    ]

    strays = look_over(categories).strays

    assert ("billing 6", "general", "general 6") in [
        (stray.phrase, stray.nearer_to, stray.neighbour) for stray in strays
    ]


def test_a_category_with_one_phrase_is_not_blamed_for_being_alone() -> None:
    """Its phrase has no neighbours at home; it overlaps only when another lies as near as neighbours do."""
    others = [phrased("billing", about(0, 6)), phrased("sales", about(1, 6))]
    far, near = phrased("gardens", [AXES[5]]), phrased("invoices", [AXES[0]])
    neighbour = phrased("pools", [AXES[5] + 2 * AXES[6]])

    assert look_over([*others, far, neighbour]) == Findings((), ())
    assert look_over([*others, near]).strays == ()


def test_categories_with_one_phrase_each_overlap_when_those_are_nearly_the_same() -> None:
    """Names alone, and two of them mean the same."""
    almost = AXES[0] + 0.2 * AXES[1]
    alone = [phrased("refund", [AXES[0]]), phrased("money back", [almost]), phrased("login", [AXES[4]])]

    found = look_over(alone)

    assert pairs(found) == [("refund", "money back")]
    assert found.strays == ()


def test_what_the_encoder_cannot_read_says_nothing() -> None:
    """Rows of zeros are as near to everything."""
    zeros = np.zeros((3, 8))
    categories = [
        phrased("billing", np.vstack([about(0, 5), zeros])),
        phrased("emoji", zeros),
        phrased("none", []),
    ]

    assert look_over(categories) == Findings((), ())


def test_the_blocks_in_which_phrases_are_compared_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand phrases at once, or a few."""
    chance = np.random.default_rng(5)
    categories: Sequence[Phrased] = [
        phrased(f"c{number}", chance.normal(size=(20 + number, 8))) for number in range(6)
    ]
    at_once = look_over(categories)

    monkeypatch.setattr(overlap, "AT_ONCE", 1_000)

    in_blocks = look_over(categories)
    assert at_once.strays
    assert [stray.sentence for stray in in_blocks.strays] == [stray.sentence for stray in at_once.strays]
    assert in_blocks.overlaps == at_once.overlaps


def test_an_empty_taxonomy_has_nothing_to_mend() -> None:
    """No categories, or none with a phrase."""
    assert look_over([]) == look_over([phrased("general", [])]) == Findings((), ())


def test_a_phrase_without_its_vector_is_refused() -> None:
    """Rows must stand beside each other."""
    with pytest.raises(ValueError, match="general must have a vector for each phrase"):
        look_over([Phrased("general", ("a", "b"), np.ones((1, 8), np.float32))])
