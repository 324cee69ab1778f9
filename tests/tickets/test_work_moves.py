"""The moves that agents make: claim, hand over, snooze, reopen."""

from datetime import timedelta

import pytest

from firstline.core.ids import AgentId
from firstline.tickets import moves
from firstline.tickets.columns import values_of
from firstline.tickets.corrections import correct
from firstline.tickets.message import Message
from firstline.tickets.moves import AlreadyClaimed, MatterEnded
from firstline.tickets.ticket import ENDED, UNENDED, Status, Ticket
from firstline.tickets.unread import is_unread
from firstline.tickets.verdict import Level
from firstline.triage.following import following
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from tests.make import MORNING
from tests.tickets.made import ticket_on

EVE, BOB = AgentId(1), AgentId(2)
LATER = MORNING + timedelta(hours=2)
EVENING = MORNING + timedelta(hours=10)
TEXT = "My account is blocked"


def test_a_claim_names_who_was_sooner() -> None:
    """And hands the ticket as it stands, so that the second need not look."""
    claimed = moves.claim(ticket_on(TEXT), agent_id=EVE, name="Eve", at=LATER)

    with pytest.raises(AlreadyClaimed, match="Eve has this ticket") as refused:
        moves.claim(claimed, agent_id=BOB, name="Bob", at=LATER)

    assert refused.value.current is claimed


def test_claiming_what_one_has_changes_nothing() -> None:
    """So a click that is repeated does no harm."""
    claimed = moves.claim(ticket_on(TEXT), agent_id=EVE, name="Eve", at=LATER)

    assert moves.claim(claimed, agent_id=EVE, name="Eve", at=EVENING) is claimed
    assert moves.hand_over(claimed, agent_id=EVE, name="Eve", at=EVENING) is claimed


def test_a_ticket_can_be_handed_over() -> None:
    """Whoever had it before."""
    claimed = moves.claim(ticket_on(TEXT), agent_id=EVE, name="Eve", at=LATER)

    handed = moves.hand_over(claimed, agent_id=BOB, name="Bob", at=EVENING)

    assert (handed.assignee_id, handed.assigned_to, handed.assigned_at) == (BOB, "Bob", EVENING)
    assert handed.version == claimed.version + 1


@pytest.mark.parametrize("status", ENDED)
def test_what_is_ended_cannot_rest(status: Status) -> None:
    """It must be reopened first."""
    with pytest.raises(MatterEnded, match="Reopen it"):
        moves.snooze(ticket_on(TEXT, status=status), until=EVENING, at=LATER)


def test_a_ticket_rests_until_it_is_woken() -> None:
    """Snoozing until the same moment and waking what is awake change nothing."""
    ticket = ticket_on(TEXT)

    resting = moves.snooze(ticket, until=EVENING, at=LATER)

    assert resting.snoozed_until == EVENING
    assert moves.snooze(resting, until=EVENING, at=LATER) is resting
    assert moves.wake(resting, at=EVENING).snoozed_until is None
    assert moves.wake(ticket, at=EVENING) is ticket


@pytest.mark.parametrize("end", [moves.resolve, lambda one, at: moves.move_to(one, Status.CLOSED, at=at)])
def test_ending_a_matter_ends_its_rest(end: object) -> None:
    """Nothing wakes what is done."""
    assert callable(end)
    resting = moves.snooze(ticket_on(TEXT), until=EVENING, at=LATER)

    ended: Ticket = end(resting, at=LATER)

    assert ended.snoozed_until is None


@pytest.mark.parametrize("status", UNENDED)
def test_reopening_what_is_not_ended_changes_nothing(status: Status) -> None:
    """It stays where it stands."""
    ticket = ticket_on(TEXT, status=status)

    assert moves.reopen(ticket, at=LATER) is ticket


@pytest.mark.parametrize("status", ENDED)
def test_a_reopened_ticket_is_open_and_not_resolved(status: Status) -> None:
    """Its end is forgotten."""
    reopened = moves.reopen(ticket_on(TEXT, status=status), at=LATER)

    assert (reopened.status, reopened.resolved_at) == (Status.OPEN, None)


def test_a_corrected_level_moves_when_the_ticket_is_due() -> None:
    """By the difference of the hours, from the moment that the clock has counted from so far."""
    ticket = ticket_on("Thanks!")
    verdict = correct(
        judge(Message("Thanks!")), {"level": Level.P1}, author="Eve", follow=following(first_taxonomy())
    )

    after = moves.correct(ticket, values_of(verdict), is_due_fixed=False, at=LATER)
    fixed = moves.correct(ticket, values_of(verdict), is_due_fixed=True, at=LATER)

    assert (ticket.due_at - after.due_at, after.revision) == (timedelta(hours=72 - 4), ticket.revision + 1)
    assert fixed.due_at == ticket.due_at


def test_a_ticket_is_unread_until_it_is_read_and_again_when_the_customer_writes() -> None:
    """What colleagues do with it makes it no less read."""
    ticket = ticket_on(TEXT)
    touched = moves.touch(ticket, at=LATER)
    verdict = judge(Message(TEXT))
    heard = moves.hear_again(touched, values_of(verdict) | _doors(ticket), due_at=ticket.due_at, at=EVENING)

    assert is_unread(ticket, None)
    assert not is_unread(touched, MORNING)
    assert is_unread(heard, LATER)
    assert not is_unread(heard, EVENING)


def _doors(ticket: Ticket) -> dict[str, object]:
    names = ("door_urgency", "door_priority", "door_priority_score", "door_sentiment")
    return {name: getattr(ticket, name) for name in names}
