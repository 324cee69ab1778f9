"""A verdict keeps to the desk's own taxonomy; that of a fresh desk changes nothing."""

from dataclasses import replace

import pytest

from firstline.tickets.message import Message
from firstline.tickets.taxonomy import STOCK, Category, Taxonomy, problems
from firstline.tickets.verdict import Certainty, Verdict, Voice
from firstline.triage.advice import next_action, suggested_reply
from firstline.triage.category import subcategories, team
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy, fitted

CHARGED = judge(Message("I was charged twice, please help!"))
TEXTS = (
    "I was charged twice, please help!",
    "My account was blocked and I am angry, this is urgent!!!",
    "What does the larger plan cost?",
    "The app crashes when I open it",
    "It would be great if you could add a dark mode",
    "Zzz",
)


def test_the_first_taxonomy_makes_sense_and_has_what_the_rules_give() -> None:
    """So that nothing can be decided that has no place in it."""
    taxonomy = first_taxonomy()

    assert list(problems(taxonomy.categories)) == []
    for category in taxonomy.categories:
        assert (category.team, category.subcategories) == (team(category.name), subcategories(category.name))


def test_the_first_taxonomy_has_the_categories_for_which_there_are_sentences() -> None:
    """In their order; each stands for itself."""
    names = [category.name for category in first_taxonomy().categories]

    assert tuple(names) == STOCK
    assert [first_taxonomy().stock(name) for name in names] == names


@pytest.mark.parametrize("text", TEXTS)
def test_the_first_taxonomy_changes_no_verdict(text: str) -> None:
    """Not one field, and not one reason."""
    verdict = judge(Message(text))

    assert fitted(verdict, first_taxonomy()) is verdict


def test_the_team_is_the_taxonomys() -> None:
    """And a reason says so."""
    verdict = fitted(CHARGED, _with("billing", team="money"))

    assert verdict.team.value == "money"
    assert verdict.team.reasons[-1].text == "billing goes to money at this desk"
    assert verdict.team.reasons[-1].source == "taxonomy@7"
    assert verdict.category == CHARGED.category


def test_a_subcategory_that_is_not_on_the_list_gives_way_to_the_last_one() -> None:
    """The category stays."""
    verdict = fitted(CHARGED, _with("billing", subcategories=("Refunds", "Other")))

    assert (verdict.category.value, verdict.subcategory.value) == ("billing", "Other")


@pytest.mark.parametrize("change", [{"retired": True}, {"name": "money"}])
def test_a_category_that_is_retired_or_gone_is_never_chosen(change: dict[str, object]) -> None:
    """The matter is general, a person is asked, and what follows from the category follows."""
    verdict = fitted(CHARGED, _with("billing", **change))

    priority, sentiment = CHARGED.priority.value, CHARGED.sentiment.value
    assert (verdict.category.value, verdict.subcategory.value) == ("general", "General Inquiry")
    assert (verdict.category.certainty, verdict.team.value) == (Certainty.PERSON, "support")
    assert verdict.next_action.value == next_action("general", priority)
    assert verdict.suggested_reply.value == suggested_reply("general", priority, sentiment)
    assert verdict.category.reasons[-1].text == "this desk takes no new tickets in billing"


def test_a_fitted_verdict_is_as_consistent_as_any() -> None:
    """What decided says what counts, and nothing cites evidence that would not change the value."""
    verdict = fitted(CHARGED, _with("billing", retired=True))

    for name in Verdict.__slots__:
        field = getattr(verdict, name)
        if name != "entities":
            assert field.opinions[field.decided_by].value == field.value
    assert all(reason.span is None for reason in verdict.category.reasons)
    assert verdict.category.opinions[Voice.RULE].confidence == verdict.category.confidence < 0.5


def test_a_category_that_the_replies_do_not_know_is_answered_as_a_general_one() -> None:
    """A person may have set it."""
    priority, sentiment = CHARGED.priority.value, CHARGED.sentiment.value

    assert next_action("parcels", priority) == next_action("general", priority)
    assert suggested_reply("parcels", priority, sentiment) == suggested_reply("general", priority, sentiment)


def _with(name: str, /, **changes: object) -> Taxonomy:
    def change(category: Category) -> Category:
        return replace(category, **changes) if category.name == name else category  # type: ignore[arg-type] # any field

    return Taxonomy(7, tuple(map(change, first_taxonomy().categories)))
