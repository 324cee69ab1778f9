"""Whoever keeps the categories is told which ones are hard to tell apart."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from firstline.core.access import LOCAL
from firstline.flows import check_taxonomy as checking
from firstline.flows.check_taxonomy import check_taxonomy
from firstline.flows.correct import Changes, change_fields, make_changes
from firstline.flows.desk import Desk
from firstline.flows.resolve import resolve_ticket
from firstline.flows.take_back import take_back_correction
from firstline.flows.taxonomy import read_taxonomy, replace_taxonomy
from firstline.tickets.taxonomy import Category
from tests.make import make_ticket

CHARGED = "I was charged twice this month"
PARCELS = ("Where is my parcel?", "My parcel has not arrived", "The courier lost my parcel")
REFUNDS = ("I want my money back", "Please refund the payment", "Give me a refund")


def test_the_categories_of_a_fresh_desk_do_not_overlap(desk: Desk) -> None:
    """Its phrases are compared in English; in the others nobody can."""
    checked = check_taxonomy(desk)

    assert checked.findings.overlaps == ()
    assert len(checked.findings.strays) <= 3
    assert (checked.version, checked.tickets, checked.left_out) == (1, 0, 0)
    assert checked.phrases > 500
    assert checked.encoder.startswith("wordllama")
    assert checked.languages == ["de", "es", "fr", "pt"]


def test_categories_whose_phrases_say_the_same_overlap(desk: Desk) -> None:
    """Each is named with the other."""
    other = ("Where has my parcel gone?", "My parcel did not arrive", "My parcel was lost by the courier")
    keep(desk, category("delivery", PARCELS), category("shipping", other), category("billing", REFUNDS))

    checked = check_taxonomy(desk)

    (overlap,) = checked.findings.overlaps
    assert (overlap.first, overlap.second, overlap.by_tickets) == ("delivery", "shipping", 0)
    assert overlap.by_phrases > 0.5
    assert checked.phrases > 9


def test_a_phrase_that_lies_among_anothers_pulls_the_wrong_way(desk: Desk) -> None:
    """It is named with its neighbour."""
    stray = "My parcel never arrived"
    keep(desk, category("delivery", PARCELS), category("billing", (*REFUNDS, stray)))

    found = check_taxonomy(desk).findings.strays

    assert [(one.phrase, one.category, one.nearer_to) for one in found if one.phrase == stray] == [
        (stray, "billing", "delivery")
    ]


def test_a_retired_category_has_no_part_in_it(desk: Desk) -> None:
    """It gets no new tickets."""
    keep(desk, category("delivery", PARCELS), replace(category("shipping", PARCELS), retired=True))

    checked = check_taxonomy(desk)

    assert [one for one in checked.findings.overlaps if "shipping" in {one.first, one.second}] == []


def test_a_category_without_phrases_is_told_by_its_name_and_title(desk: Desk) -> None:
    """And phrases in other languages are told of."""
    parcels = replace(category("parcels", ()), phrases={"de": ("Wo ist mein Paket?",)})
    keep(desk, parcels, category("billing", REFUNDS))

    checked = check_taxonomy(desk)

    assert (checked.phrases, checked.languages) == (2 + len(REFUNDS) + 2, ["de"])


def test_categories_that_were_mixed_up_in_tickets_overlap(desk: Desk) -> None:
    """Of those that a person has seen to: corrected, or resolved as they were."""
    tickets = [make_ticket(desk, CHARGED) for _ in range(8)]
    for ticket in tickets[:2]:
        change_fields(desk, ticket.id, Changes(verdict={"category": "sales"}), by=LOCAL)
    for ticket in tickets[1:6]:
        resolve_ticket(desk, ticket.id, by=LOCAL)

    checked = check_taxonomy(desk)

    (overlap,) = checked.findings.overlaps
    assert checked.tickets == 6
    assert (overlap.first, overlap.second) == ("billing", "sales")
    assert overlap.by_tickets == pytest.approx(2 / 6)
    assert overlap.sentence.endswith("2 of 6 tickets were taken for the other's (0 of billing, 2 of sales).")


def test_a_correction_that_was_corrected_back_was_none(desk: Desk) -> None:
    """The ticket is what the desk said first; another's counts once, however often it was corrected."""
    there_and_back, twice = make_ticket(desk, CHARGED), make_ticket(desk, CHARGED)
    for ticket, categories in ((there_and_back, ("sales", "billing")), (twice, ("account", "sales"))):
        for name in categories:
            change_fields(desk, ticket.id, Changes(verdict={"category": name}), by=LOCAL)

    checked = check_taxonomy(desk)

    assert checked.tickets == 2
    assert checked.findings.overlaps == ()


def test_a_slip_that_was_taken_back_tells_nothing(desk: Desk) -> None:
    """Nobody has said what the ticket is."""
    ticket = make_ticket(desk, CHARGED)
    (slip,) = make_changes(desk, ticket.id, Changes(verdict={"category": "sales"}), by=LOCAL).corrections
    assert check_taxonomy(desk).tickets == 1

    take_back_correction(desk, ticket.id, slip.id, by=LOCAL)

    assert check_taxonomy(desk).tickets == 0


def test_of_too_many_phrases_each_category_has_its_share(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is counted."""
    keep(desk, category("delivery", PARCELS), category("billing", REFUNDS))
    monkeypatch.setattr(checking, "MOST_PHRASES", 6)

    checked = check_taxonomy(desk)

    assert (checked.phrases, checked.left_out) == (6, 2)


def category(name: str, phrases: Sequence[str]) -> Category:
    """Make a category."""
    told = {"en": tuple(phrases)} if phrases else {}
    return Category(name=name, title=name.title(), team=name, subcategories=("Other",), phrases=told)


def keep(desk: Desk, *categories: Category) -> None:
    """Let the desk have these categories, and one for the rest, which has two phrases."""
    rest = category("general", ("Who is your manager?", "Do you have any jobs?"))
    replace_taxonomy(desk, [*categories, rest], by=LOCAL)
    assert read_taxonomy(desk).find("general") == rest
