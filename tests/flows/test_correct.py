"""A person changes a ticket; what was a voice's opinion before is theirs now, and stays so."""

from datetime import timedelta

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Invalid, Outdated
from firstline.flows.browse import find_ticket
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.store import corrections, drafts, events, tickets, verdicts
from firstline.store.tickets import Wanted
from firstline.tickets.ticket import Status
from firstline.tickets.verdict import Level, Priority, Voice
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_agent, make_ticket, rows, run_steps

BREACH = "There is a data breach, customers see other people's data. This is urgent!"


def test_a_correction_is_kept_with_who_when_from_and_to(desk: Desk, clock: StillClock) -> None:
    """The verdict gets a revision in which the person's opinion stands beside the rules'."""
    ticket = make_ticket(desk, "I was charged twice")
    eve = make_agent(desk, "Eve")
    clock.advance(timedelta(hours=1))

    after = change_fields(desk, ticket.id, Changes(verdict={"category": "technical"}), by=eve)

    with desk.read() as db:
        (made,) = corrections.of(db, ticket.id, limit=10)
        verdict = verdicts.load(db, ticket.id, after.revision).verdict
        told = events.page_of(db, ticket.id, limit=1)[0].event
    assert (made.field, made.before, made.after) == ("category", "billing", "technical")
    assert (made.author, made.corrected_at, made.revision) == ("Eve", clock.now, 2)
    assert {voice: said.value for voice, said in verdict.category.opinions.items()} == {
        Voice.HUMAN: "technical",
        Voice.MODEL: "billing",
        Voice.PHRASE: "billing",
        Voice.RULE: "billing",
    }
    assert (told.kind, told.actor) == ("ticket.corrected", "Eve")
    assert told.data["category"] == "technical"
    assert (after.team, after.certainty) == ("technical_support", "auto")
    assert_whole(desk)


def test_what_a_person_set_outlives_what_the_customer_writes(desk: Desk) -> None:
    """A breach that is told later raises what nobody has set, and nothing else."""
    ticket = make_ticket(desk, "How do I change my password?", external_ref="T-1")
    wanted = Changes(verdict={"category": "sales", "priority": Priority.LOW, "level": Level.P3})
    corrected = change_fields(desk, ticket.id, wanted, by=LOCAL)

    heard = make_ticket(desk, BREACH, external_ref="T-1")

    assert (heard.category, heard.team, heard.priority, heard.level) == ("sales", "sales", "low", "P3")
    assert (heard.priority_score, heard.due_at) == (20, corrected.due_at)
    assert heard.urgency > corrected.urgency
    assert heard.door_priority == "urgent"
    assert_whole(desk)


def test_a_due_time_that_a_person_set_stays_while_the_matter_is_open(desk: Desk) -> None:
    """Neither a message nor a level moves it; a matter that begins anew has a new one."""
    ticket = make_ticket(desk, "Thanks!", external_ref="T-1")
    chosen = ticket.received_at + timedelta(days=20)
    change_fields(desk, ticket.id, Changes(due_at=chosen), by=LOCAL)

    pressed = change_fields(desk, ticket.id, Changes(verdict={"level": Level.P1}), by=LOCAL)
    heard = make_ticket(desk, BREACH, external_ref="T-1")
    change_fields(desk, ticket.id, Changes(status=Status.CLOSED), by=LOCAL)
    anew = make_ticket(desk, "It is back", external_ref="T-1")

    assert (pressed.due_at, heard.due_at) == (chosen, chosen)
    assert anew.due_at < chosen


def test_a_change_of_many_fields_is_one_version_and_one_event(desk: Desk) -> None:
    """However many rooms it goes through."""
    ticket = make_ticket(desk, "I was charged twice")
    wanted = Changes(
        status=Status.IN_PROGRESS,
        plain={"subject": "Second charge", "tier": "vip"},
        verdict={"subcategory": "Refunds", "urgency": 4.7},
        due_at=ticket.due_at + timedelta(hours=1),
    )

    after = change_fields(desk, ticket.id, wanted, by=LOCAL)

    assert (after.version, after.revision) == (ticket.version + 1, ticket.revision + 1)
    assert (after.status, after.subject, after.subject_made, after.tier) == (
        "in_progress",
        "Second charge",
        False,
        "vip",
    )
    with desk.read() as db:
        assert len(events.timeline(db, ticket.id)) == 2
        changed = {made.field for made in corrections.of(db, ticket.id, limit=10)}
    assert changed == {"subcategory", "urgency", "due_at"}
    assert_whole(desk)


def test_a_value_can_be_confirmed_which_changes_nothing_but_who_says_so(desk: Desk) -> None:
    """Then nobody has to look at it any more, and it is no correction."""
    ticket = make_ticket(desk, "hm")
    assert ticket.certainty == "person"

    after = change_fields(desk, ticket.id, Changes(verdict={"category": ticket.category}), by=LOCAL)

    assert (after.category, after.certainty) == (ticket.category, "auto")
    with desk.read() as db:
        verdict = verdicts.load(db, ticket.id, after.revision).verdict
        assert rows(db, "corrections") == 0
    assert verdict.category.decided_by is Voice.HUMAN
    assert_whole(desk)


def test_saying_again_what_was_said_leaves_no_trace(desk: Desk) -> None:
    """No version, no event, no correction."""
    ticket = make_ticket(desk, "I was charged twice")
    same = Changes(
        status=ticket.status,
        plain={"subject": ticket.subject, "tier": ticket.tier},
        verdict={"category": "sales", "urgency": ticket.urgency},
        due_at=ticket.due_at,
    )
    once = change_fields(desk, ticket.id, same, by=LOCAL)

    twice = change_fields(desk, ticket.id, same, by=LOCAL)

    assert twice == once == find_ticket(desk, ticket.id)
    with desk.read() as db:
        assert (rows(db, "corrections"), rows(db, "events"), rows(db, "verdicts")) == (1, 2, 2)


def test_who_looked_too_early_is_told_how_it_stands(desk: Desk) -> None:
    """And nothing of theirs is stored."""
    ticket = make_ticket(desk, "I was charged twice")
    seen = {ticket.version}
    by_eve = change_fields(desk, ticket.id, Changes(verdict={"category": "sales"}), by=LOCAL, expected=seen)

    with pytest.raises(Outdated, match="changed since you looked") as refused:
        change_fields(desk, ticket.id, Changes(status=Status.CLOSED), by=LOCAL, expected=seen)

    assert refused.value.current == by_eve == find_ticket(desk, ticket.id)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"category": "cats"}, "category"),
        ({"subcategory": "Outages"}, "subcategory"),
        ({"category": "technical", "subcategory": "Refunds"}, "subcategory"),
        ({"team": "nobody"}, "team"),
    ],
)
def test_what_the_desk_does_not_know_is_refused(desk: Desk, wanted: dict[str, str], field: str) -> None:
    """The ticket stays as it is; the sentence names the field."""
    ticket = make_ticket(desk, "I was charged twice")

    with pytest.raises(Invalid) as refused:
        change_fields(desk, ticket.id, Changes(verdict=wanted), by=LOCAL)

    assert refused.value.field == field
    assert find_ticket(desk, ticket.id) == ticket


def test_a_corrected_ticket_gets_a_draft_that_fits(desk: Desk) -> None:
    """A step that follows makes it."""
    ticket = make_ticket(desk, "I was charged twice")
    run_steps(desk)

    after = change_fields(desk, ticket.id, Changes(verdict={"category": "technical"}), by=LOCAL)
    run_steps(desk)

    with desk.read() as db:
        assert drafts.load(db, ticket.id, revision=after.revision) is not None


def test_a_ticket_is_found_by_its_new_subject(desk: Desk) -> None:
    """And by its old one no more."""
    ticket = make_ticket(desk, "I was charged twice")

    change_fields(desk, ticket.id, Changes(plain={"subject": "Zebra"}), by=LOCAL)

    with desk.read() as db:
        assert [one.id for one in tickets.newest(db, Wanted(anywhere="zebra"), limit=9)] == [ticket.id]
    assert_whole(desk)
