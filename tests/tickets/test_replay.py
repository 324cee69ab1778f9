"""A ticket told again from its events, and what differs from how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from firstline.core.ids import AgentId
from firstline.tickets import moves
from firstline.tickets.replay import NEVER_TOLD, Break, Difference, Standing, Told, replay
from firstline.tickets.snapshot import NAMES, changed, snapshot
from firstline.tickets.ticket import EntryKind, Status, Ticket
from tests.make import MORNING
from tests.tickets.made import ticket_on

NOON = MORNING + timedelta(hours=4, microseconds=7)
FIRST = ticket_on("My account is blocked")
ASSIGNED = moves.assign(FIRST, agent_id=AgentId(3), name="Eve", at=MORNING)
ANSWERED = moves.touch(ASSIGNED, at=NOON)
RESOLVED = moves.resolve(ANSWERED, at=NOON)
ENTRIES = {EntryKind.MESSAGE: [1], EntryKind.REPLY: [2]}


def told(kind: str, data: Mapping[str, Any]) -> Told:
    """Make an event as it comes back from the log: moments and names are text there."""
    return Told(kind, msgspec.json.decode(msgspec.json.encode(data)))


STORY = (
    told("ticket.received", snapshot(FIRST) | {"entry_id": 1}),
    told("ticket.assigned", changed(FIRST, ASSIGNED)),
    told("ticket.replied", changed(ASSIGNED, ANSWERED) | {"entry_id": 2}),
    told("ticket.resolved", changed(ANSWERED, RESOLVED)),
)


def standing(ticket: Ticket = RESOLVED, *, tags: Sequence[str] = (), **parts: Any) -> Standing:  # noqa: ANN401 - of Standing
    """Say how the tables have a ticket."""
    given = {"thread": ENTRIES, "assignee": ticket.assigned_to, **parts}
    return Standing(ticket_id=ticket.id, fields=snapshot(ticket), tags=tags, **given)


def test_a_ticket_stands_as_its_events_tell() -> None:
    """The last word on each field counts."""
    found = replay(STORY, standing())

    assert (found.agrees, found.events, found.differences, found.breaks) == (True, 4, [], [])
    assert (found.state["status"], found.state["version"], found.state["assigned_to"]) == (
        "resolved",
        4,
        "Eve",
    )
    assert (found.state["messages"], found.state["replies"], found.state["notes"]) == (1, 1, 0)
    assert found.untold == sorted(NEVER_TOLD)


OTHER: dict[type, Any] = {bool: None, int: 99, str: "other", float: 0.25, Status: Status.CLOSED}
"""A value of each kind that the story does not have; None: the opposite."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in {"assigned_to", "assignee_id"}])
def test_a_field_that_stands_otherwise_is_named(name: str) -> None:
    """Each of them, whatever it holds."""
    before = getattr(RESOLVED, name)
    other = OTHER.get(type(before), NOON + timedelta(days=1))
    bent = {**snapshot(RESOLVED), name: not before if other is None else other}

    found = replay(STORY, replace(standing(), fields=bent))

    assert [one.field for one in found.differences] == [name]


def test_a_moment_is_the_same_however_it_is_written() -> None:
    """What differs by a microsecond is not."""
    event = Told("ticket.changed", {"due_at": "2026-03-02T13:00:00.000007+01:00", "version": 5})
    same, later = (
        replace(RESOLVED, version=5, due_at=NOON + span) for span in (timedelta(), timedelta.resolution)
    )

    assert replay([*STORY, event], standing(same)).agrees
    assert replay([*STORY, event], standing(later)).differences == [
        Difference("due_at", "2026-03-02T13:00:00.000007+01:00", "2026-03-02T12:00:00.000008Z")
    ]


def test_whoever_has_the_ticket_may_go_by_another_name_since() -> None:
    """Events keep the name of their day; the number says who it is."""
    renamed = replace(RESOLVED, assigned_to="Eve Stone")

    found = replay(STORY, standing(renamed, assignee="Eve Stone"))

    assert found.agrees
    assert found.state["assigned_to"] == "Eve Stone"


@pytest.mark.parametrize(
    ("bent", "fields"),
    [
        (replace(RESOLVED, assigned_to="Mallory"), ["assigned_to"]),
        (replace(RESOLVED, assignee_id=AgentId(4)), ["assignee_id"]),
    ],
)
def test_a_name_that_is_nobodys_is_a_difference(bent: Ticket, fields: list[str]) -> None:
    """The agent with that number is called Eve."""
    found = replay(STORY, standing(bent, assignee="Eve"))

    assert [one.field for one in found.differences] == fields


def test_an_event_that_was_lost_leaves_a_break() -> None:
    """Even where a later one says the same."""
    again = told("ticket.assigned", {"assignee_id": 3, "version": 3})
    lost = [STORY[0], again, *STORY[3:]]

    found = replay(lost, standing(thread={EntryKind.MESSAGE: [1]}))

    assert found.breaks == [Break(1, 3)]
    assert not found.agrees


def test_an_event_that_was_doubled_leaves_a_break() -> None:
    """The tables cannot show it."""
    found = replay([*STORY, STORY[-1]], standing())

    assert (found.differences, found.breaks) == ([], [Break(4, 4)])


def test_a_log_without_its_beginning_is_a_break() -> None:
    """What was received first is told by nothing."""
    found = replay(STORY[1:], standing(thread={EntryKind.REPLY: [2]}))

    assert found.breaks == [Break(0, 2)]
    assert "category" in found.untold


def test_a_ticket_without_events_disagrees() -> None:
    """Its version is one that no event tells."""
    found = replay([], standing(thread={}))

    assert [(one.field, one.told, one.stands) for one in found.differences] == [("version", 0, 4)]


@pytest.mark.parametrize(
    ("thread", "difference"),
    [
        ({EntryKind.MESSAGE: [1]}, Difference("replies", [2], [])),
        ({EntryKind.MESSAGE: [1], EntryKind.NOTE: [2], EntryKind.REPLY: [2]}, Difference("notes", [], [2])),
        ({EntryKind.MESSAGE: [7], EntryKind.REPLY: [2]}, Difference("messages", [1], [7])),
    ],
)
def test_the_thread_is_compared(thread: dict[EntryKind, list[int]], difference: Difference) -> None:
    """By the numbers of its entries."""
    assert replay(STORY, standing(thread=thread)).differences == [difference]


def test_tags_are_as_the_last_event_has_them() -> None:
    """None before the first of them."""
    tagged = Told("ticket.tagged", {"tags": ["late", "vip"], "version": 5})
    ticket = replace(RESOLVED, version=5)

    assert replay([*STORY, tagged], standing(ticket, tags=["vip", "late"])).agrees
    assert replay(STORY, standing(tags=["vip"])).differences == [Difference("tags", [], ["vip"])]


def test_what_an_early_version_did_not_tell_is_no_disagreement() -> None:
    """Its events knew nothing of rest and of further messages, and did not name a reply's entry."""
    early = {
        name: value for name, value in STORY[0].data.items() if name not in {"snoozed_until", "heard_at"}
    }
    reply = {name: value for name, value in STORY[2].data.items() if name != "entry_id"}
    story = [Told("ticket.received", early), STORY[1], Told("ticket.replied", reply), STORY[3]]
    heard = replace(RESOLVED, heard_at=NOON)

    found = replay(story, standing(heard))

    assert found.agrees
    assert {"heard_at", "snoozed_until"} <= {*found.untold}


def test_replies_that_are_not_named_are_counted() -> None:
    """One that the thread has besides is a disagreement."""
    reply = Told("ticket.replied", {"version": 3})
    thread = {EntryKind.MESSAGE: [1], EntryKind.REPLY: [2, 3]}

    found = replay([*STORY[:2], reply, STORY[3]], standing(thread=thread))

    assert Difference("replies", ["?"], [2, 3]) in found.differences
