"""A change of a ticket is whole or leaves no trace, and is told in the order in which it happened."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Conflict
from firstline.core.ids import LARGEST
from firstline.flows.assign import assign_ticket, unassign_ticket
from firstline.flows.browse import add_up, find_ticket
from firstline.flows.change import change_ticket
from firstline.flows.desk import Desk
from firstline.flows.reply import reply_to_ticket
from firstline.flows.resolve import resolve_ticket, set_status
from firstline.store import agents, events, tallies, tickets
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.ticket import EntryKind, Status, Ticket, TicketMissing
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_ticket, rows, ticket_id

TABLES = ("entries", "events", "tally_deltas", "jobs", "agents", "idempotency")
Act = Callable[[Desk, Ticket], Ticket]

CHANGES: dict[str, Act] = {
    "assign": lambda desk, ticket: assign_ticket(desk, ticket.id, "Eve", by=LOCAL),
    "reply": lambda desk, ticket: reply_to_ticket(desk, ticket.id, agent="Eve", text="Hello", by=LOCAL),
    "resolve": lambda desk, ticket: resolve_ticket(desk, ticket.id, by=LOCAL),
    "close": lambda desk, ticket: set_status(desk, ticket.id, Status.CLOSED, by=LOCAL),
}
NO_CHANGES: dict[str, Act] = {
    "unassign": lambda desk, ticket: unassign_ticket(desk, ticket.id, by=LOCAL),
}


@pytest.mark.parametrize("act", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_moves_the_version_and_the_clock(desk: Desk, act: Act) -> None:
    """By one step each, even within one tick of the clock; what is answered is what stands there."""
    before = make_ticket(desk)

    after = act(desk, before)

    assert after.version == before.version + 1
    assert after.updated_at > before.updated_at
    assert (after.created_at, after.received_at) == (before.created_at, before.received_at)
    assert find_ticket(desk, before.id) == after
    assert_whole(desk)


@pytest.mark.parametrize("act", NO_CHANGES.values(), ids=NO_CHANGES.keys())
def test_a_move_that_changes_nothing_leaves_no_trace(desk: Desk, act: Act) -> None:
    """No event, no count, and the clock of the ticket stands still."""
    before = make_ticket(desk)
    traces = _traces(desk)

    assert act(desk, before) == before
    assert find_ticket(desk, before.id) == before
    assert _traces(desk) == traces


def test_resolving_again_changes_nothing(desk: Desk) -> None:
    """What is closed stays closed."""
    ticket = make_ticket(desk)
    closed = set_status(desk, ticket.id, Status.CLOSED, by=LOCAL)

    assert resolve_ticket(desk, ticket.id, by=LOCAL) == closed


def test_a_change_that_fails_leaves_no_trace(desk: Desk) -> None:
    """Whatever it had written before it failed: an agent, an entry, a count, a step."""
    ticket = make_ticket(desk)
    traces = _traces(desk)

    def move(db: Connection, before: Ticket, at: datetime) -> Ticket:
        agents.find_or_add(db, "Nobody", at=at)
        tickets.add_entry(db, before.id, kind=EntryKind.NOTE, author="Nobody", text="half", at=at)
        tallies.add(db, {"total": 1})
        desk.queue.put(db, "draft_ticket", before.id)
        tickets.save(db, before, moves.resolve(before, at=at))
        message = "It cannot be done."
        raise Conflict(message)

    with pytest.raises(Conflict):
        change_ticket(desk, ticket.id, move, event="ticket.tried", actor="Nobody")

    assert _traces(desk) == traces
    assert find_ticket(desk, ticket.id) == ticket
    assert_whole(desk)


@pytest.mark.parametrize("act", [*CHANGES.values(), *NO_CHANGES.values()], ids=[*CHANGES, *NO_CHANGES])
def test_a_ticket_that_is_not_there_cannot_be_changed(desk: Desk, act: Act) -> None:
    """And no agent is made on the way."""
    ticket = make_ticket(desk)
    traces = _traces(desk)

    for number in (2, 0, LARGEST):
        with pytest.raises(TicketMissing):
            act(desk, replace(ticket, id=ticket_id(number)))

    assert _traces(desk) == traces


def test_thirty_assigns_at_once_follow_each_other(desk: Desk) -> None:
    """Each is answered with itself, the last one holds, and the log has all of them in their order."""
    ticket = make_ticket(desk)
    names = [f"Agent {number}" for number in range(30)]

    answered = together([partial(assign_ticket, desk, ticket.id, name, by=LOCAL) for name in names])

    assert [one.assigned_to for one in answered] == names
    assert sorted(one.version for one in answered) == list(range(2, 32))
    in_order = sorted(answered, key=lambda one: one.version)
    assert sorted(answered, key=lambda one: one.updated_at) == in_order
    assert find_ticket(desk, ticket.id) == in_order[-1]
    with desk.read() as db:
        told = [event.data.get("assigned_to") for event in events.timeline(db, ticket.id)]
    assert told[1:] == [one.assigned_to for one in in_order]
    assert_whole(desk)


def test_changes_of_every_kind_at_once_lose_nothing(desk: Desk, clock: StillClock) -> None:
    """Forty at once on two tickets: every reply is there, every change is told, and the sums are right."""
    one, other = make_ticket(desk), make_ticket(desk, "Thanks!")
    acts = [
        partial(act, desk, ticket)
        for ticket in (one, other)
        for act in [*CHANGES.values(), *NO_CHANGES.values()]
        for _ in range(4)
    ]

    together(acts)

    assert clock.now == one.created_at
    with desk.read() as db:
        threads = tickets.threads(db, [one.id, other.id])
    assert [len(thread) for thread in threads.values()] == [5, 5]
    assert_whole(desk)


def test_the_summary_follows_every_change_at_once(desk: Desk) -> None:
    """Nobody has to wait for a count."""
    ticket = make_ticket(desk)

    seen = [add_up(desk).open]
    for status in (Status.RESOLVED, Status.IN_PROGRESS, Status.OPEN, Status.CLOSED):
        set_status(desk, ticket.id, status, by=LOCAL)
        seen.append(add_up(desk).open)

    assert seen == [1, 0, 0, 1, 0]
    assert add_up(desk).total == 1


def _traces(desk: Desk) -> dict[str, int]:
    with desk.read() as db:
        return {table: rows(db, table) for table in TABLES}
