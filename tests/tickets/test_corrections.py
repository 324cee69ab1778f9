"""What a person sets stands, beside what every voice thought."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.tickets.columns import columns_of, values_of
from firstline.tickets.corrections import (
    CORRECTABLE,
    LEADS,
    Was,
    as_shown,
    correct,
    is_corrected,
    keep_corrections,
    take_back,
)
from firstline.tickets.message import Message
from firstline.tickets.verdict import Certainty, Level, Priority, Sentiment, TicketScope, Verdict, Voice
from firstline.triage.following import following
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from tests.make import llm_saying
from tests.tickets.made import ticket_on

TAXONOMY = first_taxonomy()
FOLLOW = following(TAXONOMY)
TEXTS = (
    "I was charged twice and want my money back!",
    "Everything is down, our whole team is blocked",
    "How do I change my password?",
    "Thanks, that solved it",
    "Could you add a dark mode, please?",
    "",
)
MESSAGES = st.one_of(st.sampled_from(TEXTS), st.text(max_size=60)).map(Message)
NAMES = [category.name for category in TAXONOMY.categories]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "category": st.sampled_from(NAMES),
    "urgency": st.sampled_from([1.0, 2.5, 5.0]),
    "priority": st.sampled_from(Priority),
    "level": st.sampled_from(Level),
    "sentiment": st.sampled_from(Sentiment),
    "frustrated": st.booleans(),
    "team": st.sampled_from(["finance", "support", "night_shift"]),
    "language": st.sampled_from(["en", "de", "und"]),
    "scope": st.sampled_from(TicketScope),
}
WANTED = st.fixed_dictionaries({}, optional=VALUES).filter(bool)


@given(first=MESSAGES, wanted=WANTED, later=st.lists(MESSAGES, min_size=1, max_size=3))
def test_whatever_the_customer_writes_later_what_a_person_set_stays(
    first: Message, wanted: dict[str, Any], later: list[Message]
) -> None:
    """And each new message's opinions stand beside it, as they were."""
    verdict = correct(judge(first), wanted, author="Eve", follow=FOLLOW)

    for message in later:
        heard = judge(message)
        verdict = keep_corrections(verdict, heard, follow=FOLLOW)

        assert {name: getattr(verdict, name).value for name in wanted} == wanted
        assert _voices(verdict) == _voices(heard)
        assert all(getattr(verdict, name).decided_by is Voice.HUMAN for name in wanted)


@given(message=MESSAGES, wanted=WANTED)
def test_a_correction_changes_nothing_but_what_is_named_and_what_follows(
    message: Message, wanted: dict[str, Any]
) -> None:
    """No opinion of a voice is lost, and the doors of the seeds go on showing the rules'."""
    before = judge(message)

    after = correct(before, wanted, author="Eve", follow=FOLLOW)

    led = {name for name, leads in LEADS.items() if set(leads) & set(wanted)}
    untouched = {field.name for field in fields(Verdict)} - set(wanted) - led
    assert all(getattr(after, name) == getattr(before, name) for name in untouched)
    assert _voices(after) == _voices(before)
    assert _doors(after) == _doors(before)


@given(message=MESSAGES, steps=st.lists(WANTED, min_size=1, max_size=3), later=MESSAGES)
def test_the_subcategory_is_always_one_of_its_category(
    message: Message, steps: list[dict[str, Any]], later: Message
) -> None:
    """Through any corrections, and through what the customer writes afterwards."""
    verdict = judge(message)
    for wanted in steps:
        verdict = correct(verdict, wanted, author="Eve", follow=FOLLOW)
    verdict = keep_corrections(verdict, judge(later), follow=FOLLOW)

    place = TAXONOMY.find(verdict.category.value)
    assert place is not None
    assert verdict.subcategory.value in place.subcategories


def test_the_team_follows_the_category_until_somebody_sets_it() -> None:
    """Then it stays with whom it was given."""
    verdict = judge(Message("I was charged twice"))

    moved = correct(verdict, {"category": "technical"}, author="Eve", follow=FOLLOW)
    given_away = correct(moved, {"team": "night_shift"}, author="Eve", follow=FOLLOW)
    again = correct(given_away, {"category": "sales"}, author="Eve", follow=FOLLOW)

    assert [one.team.value for one in (verdict, moved, given_away, again)] == [
        "finance",
        "technical_support",
        "night_shift",
        "night_shift",
    ]


def test_the_score_and_the_hours_follow() -> None:
    """A priority has its score, a level its hours; both say whom they follow."""
    verdict = judge(Message("Thanks!"))

    after = correct(verdict, {"priority": Priority.URGENT, "level": Level.P1}, author="Eve", follow=FOLLOW)

    assert (after.priority_score.value, after.sla_hours.value) == (95, 4)
    assert after.priority_score.reasons[0].text == "follows from the priority that a person set"
    assert not is_corrected(after.priority_score)


def test_who_names_a_subcategory_has_chosen_its_category() -> None:
    """A later message about something else leaves both where they are."""
    verdict = judge(Message("I was charged twice"))

    chosen = correct(verdict, {"subcategory": "Refunds"}, author="Eve", follow=FOLLOW)
    later = keep_corrections(chosen, judge(Message("The app crashes on start")), follow=FOLLOW)

    assert (later.category.value, later.subcategory.value) == ("billing", "Refunds")
    assert later.category.opinions[Voice.RULE].value == "technical"


def test_a_person_is_sure_and_says_who_they_are() -> None:
    """The reason names them, and nobody has to be asked any more."""
    verdict = judge(Message("hm"))
    assert verdict.category.certainty is Certainty.PERSON

    after = correct(verdict, {"category": "sales"}, author="Eve", follow=FOLLOW)

    assert (after.category.confidence, after.category.certainty) == (1.0, Certainty.AUTO)
    assert [reason.text for reason in after.category.reasons] == ["Eve set it"]


def test_the_hybrid_of_seed_1_stays_what_the_voices_said() -> None:
    """However urgent a person finds it."""
    message = Message("My account is blocked")
    advice = llm_saying(2.0).says
    verdict = judge(message, advice=advice)

    after = correct(verdict, {"urgency": 1.0}, author="Eve", follow=FOLLOW)

    assert columns_of(after)["urgency"] == 1.0
    assert columns_of(after)["door_urgency"] == columns_of(verdict)["door_urgency"] == verdict.urgency.value


@pytest.mark.parametrize("name", CORRECTABLE)
def test_the_newest_verdict_can_be_given_with_what_the_ticket_shows(name: str) -> None:
    """An open matter keeps its weight, so the ticket may show more than its last message said."""
    heavy, light = judge(Message(TEXTS[1])), judge(Message("Any news?"))
    ticket = ticket_on(TEXTS[1])

    shown = as_shown(light, ticket)

    assert getattr(shown, name).value == getattr(heavy, name).value
    assert type(getattr(shown, name).value) is type(getattr(heavy, name).value)
    assert values_of(shown) == values_of(heavy)
    assert _voices(shown) == _voices(light)


def _voices(verdict: Verdict) -> dict[str, Any]:
    return {
        field.name: {
            voice: said
            for voice, said in getattr(verdict, field.name).opinions.items()
            if voice is not Voice.HUMAN
        }
        for field in fields(Verdict)
        if field.name != "entities"
    }


def _doors(verdict: Verdict) -> dict[str, Any]:
    return {name: value for name, value in columns_of(verdict).items() if name.startswith("door_")}


@given(message=MESSAGES, steps=st.lists(WANTED, min_size=1, max_size=4))
def test_corrections_that_are_taken_back_the_last_first_leave_nothing_behind(
    message: Message, steps: list[dict[str, Any]]
) -> None:
    """Each one leaves the verdict that was there before it."""
    history = [judge(message, taxonomy=TAXONOMY)]
    done: list[tuple[Verdict, str, list[str]]] = []
    for step in steps:
        for name, value in step.items():
            done.append((history[-1], name, [name for _, name, _ in done]))
            history.append(correct(history[-1], {name: value}, author="Eve", follow=FOLLOW))

    now = history[-1]
    for before, name, others in reversed(done):
        now = take_back(now, Was(before, on_newest=True), name, others=others, follow=FOLLOW)
        assert now == before


@given(
    message=MESSAGES,
    wanted=WANTED,
    later=st.lists(MESSAGES, min_size=1, max_size=2),
    more=WANTED,
    name=st.sampled_from([*VALUES]),
)
def test_whatever_came_since_a_correction_that_is_taken_back_leaves_a_whole_verdict(
    message: Message, wanted: dict[str, Any], later: list[Message], more: dict[str, Any], name: str
) -> None:
    """No opinion is lost, what a person set otherwise stays, and the subcategory is one of its category's."""
    before = judge(message, taxonomy=TAXONOMY)
    now = correct(before, wanted, author="Eve", follow=FOLLOW)
    for heard in later:
        now = keep_corrections(now, judge(heard, taxonomy=TAXONOMY), follow=FOLLOW)
    now = correct(now, more, author="Bob", follow=FOLLOW)
    others = {*wanted, *more} - {name}

    after = take_back(now, Was(before, on_newest=False), name, others=others, follow=FOLLOW)

    category = TAXONOMY.find(after.category.value)
    assert category is not None
    assert after.subcategory.value in category.subcategories
    assert not is_corrected(after.field(name))
    for other in others:
        assert after.field(other) == now.field(other)
    assert _voices(after) == _voices(now)


@given(first=MESSAGES, later=MESSAGES, name=st.sampled_from(["urgency", "priority", "level"]))
def test_what_the_rules_find_in_a_newer_message_weighs_when_a_correction_is_taken_back(
    first: Message, later: Message, name: str
) -> None:
    """The ticket weighs no less than they say, and no less than it did."""
    lightest = {"urgency": 1.0, "priority": Priority.LOW, "level": Level.P3}
    before, heard = judge(first, taxonomy=TAXONOMY), judge(later, taxonomy=TAXONOMY)
    corrected = correct(before, {name: lightest[name]}, author="Eve", follow=FOLLOW)
    now = keep_corrections(corrected, heard, follow=FOLLOW)

    after = take_back(now, Was(before, on_newest=False), name, others=(), follow=FOLLOW)

    number = {"urgency": "urgency", "priority": "priority_score", "level": "sla_hours"}[name]
    told = [before.field(number).value, heard.field(number).opinions[Voice.RULE].value]
    assert after.field(number).value == (min(told) if number == "sla_hours" else max(told))
