"""A ticket rests and comes back by itself, once, at its time."""

from datetime import datetime, timedelta

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Invalid
from firstline.flows.browse import find_ticket
from firstline.flows.desk import Desk
from firstline.flows.resolve import resolve_ticket
from firstline.flows.snooze import snooze_ticket, unsnooze_ticket, wake_ticket
from firstline.store import events
from firstline.tickets.moves import MatterEnded
from firstline.tickets.ticket import Ticket
from tests.flows.whole import assert_whole
from tests.make import MORNING, StillClock, make_ticket, rows, run_steps

NOON = MORNING + timedelta(hours=4)
NIGHT = MORNING + timedelta(hours=14)


def test_a_ticket_comes_back_at_its_time_and_the_log_says_so(desk: Desk, clock: StillClock) -> None:
    """Not a moment before."""
    ticket = make_ticket(desk)
    snooze_ticket(desk, ticket.id, NOON, by=LOCAL)

    clock.now = NOON - timedelta(seconds=1)
    run_steps(desk)
    assert find_ticket(desk, ticket.id).snoozed_until == NOON
    clock.now = NOON
    run_steps(desk)

    assert find_ticket(desk, ticket.id).snoozed_until is None
    assert _kinds(desk, ticket) == ["ticket.received", "ticket.snoozed", "ticket.woken"]
    assert_whole(desk)


def test_a_ticket_that_was_snoozed_for_longer_sleeps_on(desk: Desk, clock: StillClock) -> None:
    """The step that was meant for the first moment waits on."""
    ticket = make_ticket(desk)
    snooze_ticket(desk, ticket.id, NOON, by=LOCAL)
    snooze_ticket(desk, ticket.id, NIGHT, by=LOCAL)

    clock.now = NOON
    run_steps(desk)
    assert find_ticket(desk, ticket.id).snoozed_until == NIGHT
    clock.now = NIGHT
    run_steps(desk)

    assert find_ticket(desk, ticket.id).snoozed_until is None


def test_a_ticket_that_was_snoozed_for_less_comes_back_sooner(desk: Desk, clock: StillClock) -> None:
    """And is not woken a second time."""
    ticket = make_ticket(desk)
    snooze_ticket(desk, ticket.id, NIGHT, by=LOCAL)
    snooze_ticket(desk, ticket.id, NOON, by=LOCAL)

    clock.now = NOON
    run_steps(desk)
    woken = find_ticket(desk, ticket.id)
    clock.now = NIGHT
    run_steps(desk)

    assert woken.snoozed_until is None
    assert find_ticket(desk, ticket.id) == woken


def test_waking_what_is_awake_or_ended_does_nothing(desk: Desk, clock: StillClock) -> None:
    """However often the step is run."""
    awake, ended = make_ticket(desk), make_ticket(desk)
    snooze_ticket(desk, awake.id, NOON, by=LOCAL)
    snooze_ticket(desk, ended.id, NOON, by=LOCAL)
    before = [unsnooze_ticket(desk, awake.id, by=LOCAL), resolve_ticket(desk, ended.id, by=LOCAL)]

    clock.now = NOON
    run_steps(desk)
    for ticket in before:
        wake_ticket(desk, ticket.id)

    assert [find_ticket(desk, ticket.id) for ticket in before] == before


def test_a_message_of_the_customer_wakes_the_ticket(desk: Desk) -> None:
    """Whoever waits is not slept over."""
    ticket = make_ticket(desk, external_ref="T-1")
    snooze_ticket(desk, ticket.id, NOON, by=LOCAL)

    assert make_ticket(desk, "Any news?", external_ref="T-1").snoozed_until is None


@pytest.mark.parametrize("until", [MORNING, MORNING - timedelta(days=1), MORNING + timedelta(days=400)])
def test_a_moment_that_is_past_or_far_off_is_refused(desk: Desk, until: datetime) -> None:
    """It was mistyped."""
    ticket = make_ticket(desk)

    with pytest.raises(Invalid, match="Choose a moment"):
        snooze_ticket(desk, ticket.id, until, by=LOCAL)

    assert find_ticket(desk, ticket.id) == ticket


def test_what_is_ended_cannot_be_snoozed_and_no_step_waits(desk: Desk) -> None:
    """The refusal leaves nothing behind."""
    ticket = make_ticket(desk)
    resolve_ticket(desk, ticket.id, by=LOCAL)
    with desk.read() as db:
        steps = rows(db, "jobs")

    with pytest.raises(MatterEnded):
        snooze_ticket(desk, ticket.id, NOON, by=LOCAL)

    with desk.read() as db:
        assert rows(db, "jobs") == steps


def _kinds(desk: Desk, ticket: Ticket) -> list[str]:
    with desk.read() as db:
        return [event.kind for event in events.timeline(db, ticket.id)]
