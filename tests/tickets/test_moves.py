"""The moves that a ticket allows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from firstline.core.ids import AgentId
from firstline.tickets import moves
from firstline.tickets.columns import columns_of
from firstline.tickets.message import Message
from firstline.tickets.ticket import ENDED, UNENDED, Status, Ticket
from firstline.triage.judge import judge
from tests.make import MORNING
from tests.tickets.made import ticket_on

BREACH = "There is a data breach, customers see other people's data. This is urgent!"
LATER = MORNING + timedelta(hours=2)


def heard(ticket: Ticket, text: str) -> Ticket:
    """Let the customer write again, two hours later."""
    verdict = judge(Message(text))
    due_at = LATER + timedelta(hours=verdict.sla_hours.value)
    return moves.hear_again(ticket, columns_of(verdict), due_at=due_at, at=LATER)


def test_asking_for_news_takes_nothing_off_an_open_matter() -> None:
    """A breach stays a breach, as urgent and as soon due as it was."""
    breach = ticket_on(BREACH)

    again = heard(breach, "Any news?")

    assert (again.level, again.priority, again.urgency) == (breach.level, breach.priority, breach.urgency)
    assert (again.category, again.team, again.due_at) == (breach.category, breach.team, breach.due_at)
    assert (again.revision, again.version, again.updated_at) == (2, 2, LATER)


def test_worse_news_make_an_open_matter_weigh_more() -> None:
    """And it is due sooner than it was."""
    question = ticket_on("How do I change my phone number?")

    again = heard(question, BREACH)

    assert (again.level, again.priority) == ("P1", "urgent")
    assert again.due_at == LATER + timedelta(hours=4)


@pytest.mark.parametrize("status", ENDED)
def test_a_matter_that_was_ended_begins_anew(status: Status) -> None:
    """With the weight of what the customer writes now."""
    ended = ticket_on(BREACH, status=status)

    again = heard(ended, "How do I change my phone number?")

    assert (again.status, again.resolved_at, again.level) == (Status.OPEN, None, "P3")
    assert again.due_at == LATER + timedelta(hours=72)


@pytest.mark.parametrize("status", ENDED)
def test_resolving_what_is_ended_changes_nothing(status: Status) -> None:
    """Closed stays closed, and the clock does not move."""
    ended = ticket_on(BREACH, status=status)

    assert moves.resolve(ended, at=LATER) is ended


@pytest.mark.parametrize("status", UNENDED)
def test_resolving_remembers_when(status: Status) -> None:
    """The end of the matter is a moment; a new start forgets it."""
    resolved = moves.resolve(ticket_on(BREACH, status=status), at=LATER)

    assert (resolved.status, resolved.resolved_at) == (Status.RESOLVED, LATER)
    assert moves.set_status(resolved, Status.OPEN, at=LATER).resolved_at is None


def test_two_changes_within_one_tick_of_the_clock_are_still_two() -> None:
    """The second is later by the smallest step that the databases keep."""
    once = moves.touch(ticket_on(BREACH), at=LATER)

    twice = moves.touch(once, at=LATER)

    assert (twice.version, twice.updated_at - once.updated_at) == (3, timedelta(microseconds=1))


def test_an_assignment_can_be_taken_back_once() -> None:
    """What nobody has cannot be taken from anyone."""
    ticket = ticket_on(BREACH)
    assigned = moves.assign(ticket, agent_id=AgentId(7), name="Maya", at=LATER)

    free = moves.unassign(assigned, at=LATER)

    assert (free.assigned_to, free.assigned_at, free.assignee_id) == (None, None, None)
    assert moves.unassign(free, at=LATER) is free
    assert replace(free, version=1, updated_at=MORNING) == ticket
