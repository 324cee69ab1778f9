"""A correction is taken back: the ticket stands as before, and the desk has not learnt from it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from firstline.core.access import LOCAL, OPERATOR, Principal
from firstline.core.errors import Outdated
from firstline.core.ids import TicketId
from firstline.flows.browse import find_ticket
from firstline.flows.correct import Changes, change_fields, make_changes
from firstline.flows.desk import Desk
from firstline.flows.learn import forget
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.opinion import verdict_on
from firstline.flows.redecide import Outcome, redecide_all
from firstline.flows.reorganise import reorganise
from firstline.flows.replay import replay_all
from firstline.flows.switch import switch_llm
from firstline.flows.take_back import (
    UNCORRECTED,
    CorrectedSince,
    CorrectionMissing,
    PlaceGone,
    take_back_correction,
)
from firstline.flows.taxonomy import read_taxonomy, replace_taxonomy
from firstline.flows.train import is_training_due
from firstline.store import corrections, events, examples, verdicts
from firstline.store.corrections import Corrected
from firstline.tickets.message import Message
from firstline.tickets.reorganised import Renaming
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Certainty, Level, Priority, Verdict, Voice
from tests.flows.whole import assert_whole
from tests.make import (
    SCHOOLING,
    StillClock,
    llm_saying,
    make_agent,
    make_ticket,
    of_both,
    run_steps,
    with_llm,
)

CHARGED = "I was charged twice"
PAYOUT = "The payout for the {} campaign is missing from the dashboard"
BREACH = "There is a data breach, customers see other people's data. This is urgent!"
OWN = {"version", "revision", "updated_at"}
"""What moves with every change."""


def correct(desk: Desk, ticket: Ticket, *, by: Principal = LOCAL, **said: Any) -> int:  # noqa: ANN401 - of any field
    """Correct fields of a ticket, and give the number of the last correction."""
    return make_changes(desk, ticket.id, Changes(verdict=said), by=by).corrections[-1].id


def verdict_of(desk: Desk, ticket: Ticket) -> Verdict:
    """Give the newest verdict."""
    with desk.read() as db:
        return verdicts.load(db, ticket.id, find_ticket(desk, ticket.id).revision).verdict


def listed(desk: Desk, ticket_id: TicketId) -> list[Corrected]:
    """List the corrections, the last first."""
    with desk.read() as db:
        return list(corrections.of(db, ticket_id, limit=99))


def as_it_stands(ticket: Ticket) -> dict[str, Any]:
    """Give a ticket but for what moves with every change."""
    return {name: getattr(ticket, name) for name in Ticket.__slots__ if name not in OWN}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "sales"),
        ("subcategory", "Refunds"),
        ("urgency", 4.7),
        ("priority", Priority.LOW),
        ("level", Level.P1),
        ("sentiment", "positive"),
        ("frustrated", False),
        ("team", "technical_support"),
        ("language", "de"),
        ("scope", "spam"),
    ],
)
def test_a_field_stands_as_before_with_its_odds_and_reasons(desk: Desk, field: str, value: Any) -> None:  # noqa: ANN401 - of any field
    """And so does all that had followed from it: the verdict is the one before, the ticket shows it."""
    ticket = make_ticket(desk, CHARGED)
    before = verdict_of(desk, ticket)
    number = correct(desk, ticket, **{field: value})
    assert verdict_of(desk, ticket) != before

    after = take_back_correction(desk, ticket.id, number, by=LOCAL)

    assert verdict_of(desk, ticket) == before
    assert (after.version, after.revision) == (3, 3)
    assert as_it_stands(after) == as_it_stands(ticket)
    assert_whole(desk)


def test_the_log_and_the_list_tell_that_it_was_taken_back(desk: Desk, clock: StillClock) -> None:
    """With who and when; what was corrected stays to be read."""
    ticket = make_ticket(desk, CHARGED)
    eve, bob = make_agent(desk, "Eve"), make_agent(desk, "Bob")
    number = correct(desk, ticket, by=eve, category="sales")
    clock.advance(timedelta(minutes=1))

    take_back_correction(desk, ticket.id, number, by=bob)

    (made,) = listed(desk, ticket.id)
    assert (made.before, made.after, made.author) == ("billing", "sales", "Eve")
    assert (made.taken_back_at, made.taken_back_by) == (clock.now, "Bob")
    with desk.read() as db:
        told = events.timeline(db, ticket.id)[-1]
    assert (told.kind, told.actor, told.happened_at) == (UNCORRECTED, "Bob", clock.now)
    assert (told.data["field"], told.data["correction_id"]) == ("category", number)
    assert (told.data["category"], told.data["team"]) == ("billing", "finance")
    assert [one for one in replay_all(desk) if not one.agrees] == []


def test_the_desk_has_not_learnt_it_at_once_and_in_every_process(desk: Desk) -> None:
    """The next message is judged as if nobody had spoken; another process follows with its next look."""
    first = make_ticket(desk, PAYOUT.format("June"))
    asked = Message(PAYOUT.format("July"))
    before = verdict_on(desk, asked)
    number = correct(desk, first, category="sales")
    other = replace(desk, board=Noticeboard(SCHOOLING))
    other.board.look(other.read)
    assert {verdict_on(one, asked).category.value for one in (desk, other)} == {"sales"}

    take_back_correction(desk, first.id, number, by=LOCAL)

    assert verdict_on(desk, asked) == before
    assert verdict_on(other, asked).category.value == "sales"
    other.board.look(other.read)
    assert verdict_on(other, asked) == before


def test_what_was_learnt_at_any_time_can_still_be_told(desk: Desk) -> None:
    """The log of examples only grows, so a decision of that time comes out the same again."""
    first = make_ticket(desk, PAYOUT.format("June"))
    number = correct(desk, first, category="sales")
    with desk.read() as db:
        then = examples.newest_id(db)
    between = make_ticket(desk, PAYOUT.format("July"))

    take_back_correction(desk, first.id, number, by=LOCAL)

    assert between.category == "sales"
    with desk.read() as db:
        assert [one.labels["category"] for one in examples.as_of(db, then)] == ["sales"]
        assert [one.labels for one in examples.current(db)] == [{}]
        assert not is_training_due(db)
    assert {one.outcome for one in redecide_all(desk)} == {Outcome.SAME}


def test_what_else_people_said_of_the_ticket_stays_learnt(desk: Desk) -> None:
    """Under the name of whoever said it."""
    first = make_ticket(desk, PAYOUT.format("June"))
    eve, bob = make_agent(desk, "Eve"), make_agent(desk, "Bob")
    correct(desk, first, by=eve, category="sales")
    number = correct(desk, first, by=bob, priority=Priority.URGENT)

    take_back_correction(desk, first.id, number, by=bob)

    with desk.read() as db:
        (one,) = examples.current(db)
    said = {about: label for about, label in one.labels.items() if not about.startswith("~")}
    assert (said, one.author) == ({"category": "sales"}, "Eve")
    assert make_ticket(desk, PAYOUT.format("July")).category == "sales"


def test_what_was_forgotten_on_purpose_is_not_learnt_again(desk: Desk) -> None:
    """Taking back one of two corrections does not bring the other one's lesson back."""
    first = make_ticket(desk, PAYOUT.format("June"))
    eve = make_agent(desk, "Eve")
    correct(desk, first, by=eve, category="sales")
    number = correct(desk, first, by=eve, priority=Priority.URGENT)
    forget(desk, author="Eve", by=OPERATOR)

    take_back_correction(desk, first.id, number, by=LOCAL)

    with desk.read() as db:
        assert [one.labels for one in examples.current(db)] == [{}]


def test_a_mark_that_is_taken_back_lets_the_other_labels_teach_again(desk: Desk) -> None:
    """What is spam belongs to no category; what is none does."""
    first = make_ticket(desk, PAYOUT.format("June"))
    correct(desk, first, category="sales")
    number = correct(desk, first, scope="spam")
    assert make_ticket(desk, PAYOUT.format("July")).category != "sales"

    take_back_correction(desk, first.id, number, by=LOCAL)

    assert make_ticket(desk, PAYOUT.format("August")).category == "sales"


def test_corrections_of_a_field_are_taken_back_one_by_one(desk: Desk) -> None:
    """The newest first: below it stands what a person had said before, and at last what the desk thought."""
    ticket = make_ticket(desk, CHARGED)
    eve = make_agent(desk, "Eve")
    own = verdict_of(desk, ticket)
    older = correct(desk, ticket, by=eve, category="sales")
    by_eve = verdict_of(desk, ticket)
    newer = correct(desk, ticket, category="account")

    with pytest.raises(CorrectedSince) as refused:
        take_back_correction(desk, ticket.id, older, by=LOCAL)
    take_back_correction(desk, ticket.id, newer, by=LOCAL)
    below = verdict_of(desk, ticket)
    take_back_correction(desk, ticket.id, older, by=LOCAL)

    assert refused.value.sentence == "local has corrected the category since: take that back first."
    assert below == by_eve
    assert verdict_of(desk, ticket) == own
    assert_whole(desk)


def test_taking_back_twice_leaves_no_trace(desk: Desk) -> None:
    """Whatever was corrected meanwhile."""
    ticket = make_ticket(desk, CHARGED)
    number = correct(desk, ticket, category="sales")
    take_back_correction(desk, ticket.id, number, by=LOCAL)
    correct(desk, ticket, category="account")
    stands = find_ticket(desk, ticket.id)

    again = take_back_correction(desk, ticket.id, number, by=LOCAL)

    assert again == stands == find_ticket(desk, ticket.id)


def test_a_correction_that_is_not_there_is_not_found(desk: Desk) -> None:
    """Nor is another ticket's."""
    ticket, other = make_ticket(desk, CHARGED), make_ticket(desk, CHARGED)
    number = correct(desk, other, category="sales")

    for wanted in (number, number + 1):
        with pytest.raises(CorrectionMissing, match=f"no correction {wanted}"):
            take_back_correction(desk, ticket.id, wanted, by=LOCAL)

    assert find_ticket(desk, other.id).category == "sales"


def test_who_looked_too_early_takes_nothing_back(desk: Desk) -> None:
    """And is told how the ticket stands."""
    ticket = make_ticket(desk, CHARGED)
    number = correct(desk, ticket, category="sales")
    stands = change_fields(desk, ticket.id, Changes(plain={"tier": "vip"}), by=LOCAL)

    with pytest.raises(Outdated) as refused:
        take_back_correction(desk, ticket.id, number, by=LOCAL, expected={2})

    assert refused.value.current == stands == find_ticket(desk, ticket.id)


def test_what_a_person_has_set_since_stays(desk: Desk) -> None:
    """The team and the priority are theirs; what follows from both goes by what stands."""
    ticket = make_ticket(desk, CHARGED)
    number = correct(desk, ticket, category="technical")
    correct(desk, ticket, team="sales", priority=Priority.LOW)

    after = take_back_correction(desk, ticket.id, number, by=LOCAL)

    assert (after.category, after.subcategory) == (ticket.category, ticket.subcategory)
    assert (after.team, after.priority, after.priority_score) == ("sales", "low", 20)
    plain = make_ticket(desk, CHARGED)
    both = change_fields(desk, plain.id, Changes(verdict={"priority": Priority.LOW}), by=LOCAL)
    assert (after.next_action, after.suggested_reply) == (both.next_action, both.suggested_reply)
    assert_whole(desk)


def test_a_category_and_its_subcategory_are_one_choice(desk: Desk) -> None:
    """Whoever named the part had chosen the whole: both go back together, and the later one first."""
    ticket = make_ticket(desk, CHARGED)
    before = verdict_of(desk, ticket)
    whole = correct(desk, ticket, category="technical")
    part = correct(desk, ticket, subcategory="Errors and Bugs")

    with pytest.raises(CorrectedSince, match="corrected the subcategory since"):
        take_back_correction(desk, ticket.id, whole, by=LOCAL)
    between = take_back_correction(desk, ticket.id, part, by=LOCAL)
    after = take_back_correction(desk, ticket.id, whole, by=LOCAL)

    assert (between.category, between.subcategory) == ("technical", "General Technical")
    assert verdict_of(desk, ticket) == before
    assert as_it_stands(after) == as_it_stands(ticket)
    assert_whole(desk)


def test_a_confirmed_part_goes_with_its_category(desk: Desk) -> None:
    """A part of one category cannot stand in another."""
    ticket = make_ticket(desk, CHARGED)
    before = verdict_of(desk, ticket)
    number = correct(desk, ticket, category="technical")
    confirmed = Changes(verdict={"subcategory": "General Technical"})
    assert make_changes(desk, ticket.id, confirmed, by=LOCAL).corrections == []

    take_back_correction(desk, ticket.id, number, by=LOCAL)

    assert verdict_of(desk, ticket) == before
    assert_whole(desk)


def test_one_of_two_fields_that_were_set_at_once_can_be_taken_back(desk: Desk) -> None:
    """The other one stands; of a category and its part the part goes first."""
    ticket = make_ticket(desk, CHARGED)
    wanted = Changes(
        verdict={"category": "technical", "subcategory": "Errors and Bugs", "priority": Priority.LOW}
    )
    whole, part, _ = make_changes(desk, ticket.id, wanted, by=LOCAL).corrections

    take_back_correction(desk, ticket.id, part.id, by=LOCAL)
    after = take_back_correction(desk, ticket.id, whole.id, by=LOCAL)

    assert (after.category, after.subcategory, after.priority) == ("billing", ticket.subcategory, "low")
    assert [one.field for one in listed(desk, ticket.id) if one.taken_back_at is None] == ["priority"]
    assert_whole(desk)


def test_a_due_time_is_taken_back_as_well(desk: Desk) -> None:
    """Then it follows the level again."""
    ticket = make_ticket(desk, CHARGED)
    chosen = Changes(due_at=ticket.due_at + timedelta(days=9))
    (made,) = make_changes(desk, ticket.id, chosen, by=LOCAL).corrections

    after = take_back_correction(desk, ticket.id, made.id, by=LOCAL)
    pressed = change_fields(desk, ticket.id, Changes(verdict={"level": Level.P1}), by=LOCAL)

    assert after.due_at == ticket.due_at
    assert pressed.due_at < ticket.due_at
    assert_whole(desk)


def test_a_level_that_is_taken_back_leaves_a_due_time_that_a_person_set(desk: Desk) -> None:
    """It is theirs."""
    ticket = make_ticket(desk, CHARGED)
    number = correct(desk, ticket, level=Level.P1)
    chosen = change_fields(desk, ticket.id, Changes(due_at=ticket.due_at + timedelta(days=9)), by=LOCAL)

    after = take_back_correction(desk, ticket.id, number, by=LOCAL)

    assert (after.level, after.due_at) == (ticket.level, chosen.due_at)


def test_after_another_message_the_field_stands_as_the_earlier_one_had_it(desk: Desk) -> None:
    """What the voices think of the new message stands beside it, and no reason cites the old text."""
    ticket = make_ticket(desk, CHARGED, external_ref="T-1")
    number = correct(desk, ticket, category="sales")
    make_ticket(desk, "My account is blocked", external_ref="T-1")
    thought = verdict_of(desk, ticket).category.opinions

    after = take_back_correction(desk, ticket.id, number, by=LOCAL)

    field = verdict_of(desk, ticket).category
    assert (after.category, after.team, field.decided_by) == ("billing", "finance", Voice.MODEL)
    assert [one.text for one in field.reasons] == ["stands as the earlier messages had it"]
    assert field.opinions == {voice: said for voice, said in thought.items() if voice is not Voice.HUMAN}
    assert_whole(desk)


def test_a_breach_that_was_told_meanwhile_keeps_its_weight(desk: Desk) -> None:
    """A person had called it unimportant before they knew; taking that back hides nothing."""
    ticket = make_ticket(desk, CHARGED, external_ref="T-1")
    wanted = Changes(verdict={"urgency": 1.0, "priority": Priority.LOW, "level": Level.P3})
    made = make_changes(desk, ticket.id, wanted, by=LOCAL).corrections
    heard = make_ticket(desk, BREACH, external_ref="T-1")
    assert (heard.level, heard.priority) == ("P3", "low")

    for one in made:
        after = take_back_correction(desk, ticket.id, one.id, by=LOCAL)

    assert (after.level, after.sla_hours, after.priority) == ("P1", 4, "urgent")
    assert after.urgency >= max(ticket.urgency, after.door_urgency)
    assert verdict_of(desk, ticket).level.certainty is Certainty.SUGGEST
    assert_whole(desk)


def test_what_the_ticket_showed_of_an_earlier_message_stands_again(desk: Desk) -> None:
    """An unclear message had left the category as it was; so it is found where it was told."""
    ticket = make_ticket(desk, CHARGED, external_ref="T-1")
    heard = make_ticket(desk, "hm", external_ref="T-1")
    assert (heard.category, verdict_of(desk, ticket).category.value) == ("billing", "general")
    number = correct(desk, ticket, category="sales")

    after = take_back_correction(desk, ticket.id, number, by=LOCAL)

    assert as_it_stands(after) == as_it_stands(heard)
    assert_whole(desk)


def test_the_word_of_the_llm_that_came_meanwhile_counts_again(desk: Desk) -> None:
    """It stood beside what the person had set; without that it is blended as ever."""
    asking = with_llm(desk, llm_saying(5.0))
    switch_llm(desk, on=True)
    ticket = make_ticket(asking, CHARGED)
    number = correct(asking, ticket, urgency=1.0)
    run_steps(asking)
    assert find_ticket(desk, ticket.id).urgency == 1.0

    after = take_back_correction(asking, ticket.id, number, by=LOCAL)

    assert after.urgency == of_both(own=ticket.urgency, llm=5.0)
    assert verdict_of(desk, ticket).urgency.decided_by is Voice.LLM
    assert_whole(desk)


def test_a_category_that_has_another_name_now_comes_back_under_it(desk: Desk) -> None:
    """The ticket stands in the taxonomy of today."""
    ticket = make_ticket(desk, CHARGED)
    number = correct(desk, ticket, category="sales")
    reorganise(desk, Renaming(category="billing", name="money"), by=LOCAL)
    run_steps(desk)

    after = take_back_correction(desk, ticket.id, number, by=LOCAL)

    assert after.category == "money"
    assert_whole(desk)


def test_a_category_that_is_gone_does_not_come_back(desk: Desk) -> None:
    """The sentence says what it was; the ticket stays as it is."""
    ticket = make_ticket(desk, CHARGED)
    number = correct(desk, ticket, category="sales")
    rest = [one for one in read_taxonomy(desk).categories if one.name != "billing"]
    replace_taxonomy(desk, rest, by=LOCAL)

    with pytest.raises(PlaceGone, match="of billing before, which is not in use any more"):
        take_back_correction(desk, ticket.id, number, by=LOCAL)

    assert find_ticket(desk, ticket.id).category == "sales"
    assert_whole(desk)


def test_a_ticket_whose_correction_is_gone_can_be_corrected_anew(desk: Desk) -> None:
    """And that can be taken back, too."""
    ticket = make_ticket(desk, CHARGED)
    for category in ("sales", "account"):
        take_back_correction(desk, ticket.id, correct(desk, ticket, category=category), by=LOCAL)

    after = find_ticket(desk, ticket.id)

    assert as_it_stands(after) == as_it_stands(ticket)
    assert [one.after for one in listed(desk, ticket.id)] == ["account", "sales"]
    with desk.read() as db:
        assert examples.count_labelled(db, {"category": ["sales", "account"]}) == 0
    assert_whole(desk)
