"""The moves a ticket allows: each takes the ticket as it stands and gives the next one.

A move that changes nothing gives the same ticket back, so that nothing is written and no clock moves.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from firstline.core.errors import Conflict
from firstline.core.ids import AgentId
from firstline.tickets.ticket import ENDED, Status, Ticket
from firstline.tickets.verdict import Certainty

ABOUT = ("category", "subcategory", "team", "next_action", "suggested_reply", "certainty")
"""What a ticket is about, and what follows from that."""

WEIGHTS = {
    "urgency": ("urgency",),
    "priority_score": ("priority", "priority_score"),
    "door_urgency": ("door_urgency",),
    "door_priority_score": ("door_priority", "door_priority_score"),
}
"""What weighs, and what goes with it."""

DOORS = ("door_urgency", "door_priority", "door_priority_score", "door_sentiment")
"""What the doors of seeds 1 and 2 show."""


class AlreadyClaimed(Conflict):
    """Another agent has the ticket."""

    code = "already_claimed"


class MatterEnded(Conflict):
    """The matter is resolved or closed, so there is nothing to wait for."""

    code = "matter_ended"


def set_status(ticket: Ticket, status: Status, *, at: datetime) -> Ticket:
    """Put the ticket into a status; the end of the matter is remembered, a new start forgets it.

    Saying again where it stands is a change too: seed 2's contract moves `updated_at` with every call.
    """
    resolved_at = (ticket.resolved_at or at) if status in ENDED else None
    snoozed_until = None if status in ENDED else ticket.snoozed_until
    return _changed(
        replace(ticket, status=status, resolved_at=resolved_at, snoozed_until=snoozed_until), at=at
    )


def resolve(ticket: Ticket, *, at: datetime) -> Ticket:
    """End the matter; what is closed stays closed."""
    return ticket if ticket.status in ENDED else set_status(ticket, Status.RESOLVED, at=at)


def move_to(ticket: Ticket, status: Status, *, at: datetime) -> Ticket:
    """Put the ticket into a status, unless it stands there."""
    return ticket if ticket.status is status else set_status(ticket, status, at=at)


def reopen(ticket: Ticket, *, at: datetime) -> Ticket:
    """Take up a matter again that was ended."""
    return set_status(ticket, Status.OPEN, at=at) if ticket.status in ENDED else ticket


def hear_again(ticket: Ticket, columns: Mapping[str, Any], *, due_at: datetime, at: datetime) -> Ticket:
    """Go on because the customer wrote again.

    While the matter is open, "Any news?" must not take a breach off the top: it weighs at least what it
    weighed, is due no later than it was, and stays what it was about unless the new message is clear. An
    automatic reply or spam in the thread makes no customer's matter any less one; somebody who writes into a
    marked ticket takes the mark off. A matter that was ended begins anew, with the new message's verdict.
    """
    if ticket.status not in ENDED:
        columns, due_at = _with_weight(ticket, columns), min(ticket.due_at, due_at)
    again = replace(ticket, **columns, due_at=due_at, revision=ticket.revision + 1)
    again = replace(again, heard_at=at, snoozed_until=None)
    if ticket.status in ENDED:
        again = replace(again, status=Status.OPEN, resolved_at=None)
    return _changed(again, at=at)


def assign(ticket: Ticket, *, agent_id: AgentId, name: str, at: datetime) -> Ticket:
    """Give the ticket to an agent, whoever had it before."""
    return _changed(replace(ticket, assignee_id=agent_id, assigned_to=name, assigned_at=at), at=at)


def hand_over(ticket: Ticket, *, agent_id: AgentId, name: str, at: datetime) -> Ticket:
    """Give the ticket to an agent, unless they have it."""
    if ticket.assignee_id == agent_id:
        return ticket
    return assign(ticket, agent_id=agent_id, name=name, at=at)


def claim(ticket: Ticket, *, agent_id: AgentId, name: str, at: datetime) -> Ticket:
    """Give the ticket to an agent if nobody else has it.

    Raises:
        AlreadyClaimed: when another has it; the sentence names them.
    """
    if ticket.assignee_id not in {None, agent_id}:
        message = f"{ticket.assigned_to} has this ticket. Assign it to yourself to take it over."
        raise AlreadyClaimed(message, current=ticket)
    return hand_over(ticket, agent_id=agent_id, name=name, at=at)


def unassign(ticket: Ticket, *, at: datetime) -> Ticket:
    """Take the ticket from its agent."""
    if ticket.assigned_to is None:
        return ticket
    return _changed(replace(ticket, assignee_id=None, assigned_to=None, assigned_at=None), at=at)


def snooze(ticket: Ticket, *, until: datetime, at: datetime) -> Ticket:
    """Let the ticket rest; until then nobody needs to look at it.

    Raises:
        MatterEnded: when it is resolved or closed.
    """
    if ticket.status in ENDED:
        message = "This ticket is resolved or closed. Reopen it before you snooze it."
        raise MatterEnded(message, current=ticket)
    if ticket.snoozed_until == until:
        return ticket
    return _changed(replace(ticket, snoozed_until=until), at=at)


def wake(ticket: Ticket, *, at: datetime) -> Ticket:
    """Let the ticket rest no longer."""
    if ticket.snoozed_until is None:
        return ticket
    return _changed(replace(ticket, snoozed_until=None), at=at)


def amend(ticket: Ticket, changes: Mapping[str, Any], *, at: datetime) -> Ticket:
    """Set what stands on the ticket itself, such as its subject, tier or due time."""
    if all(getattr(ticket, name) == value for name, value in changes.items()):
        return ticket
    return _changed(replace(ticket, **changes), at=at)


def correct(ticket: Ticket, values: Mapping[str, Any], *, is_due_fixed: bool, at: datetime) -> Ticket:
    """Show a verdict that a person corrected; when it is due follows its hours, unless that was set too."""
    hours = 0 if is_due_fixed else values["sla_hours"] - ticket.sla_hours
    due_at = ticket.due_at + timedelta(hours=hours)
    return _changed(replace(ticket, **values, due_at=due_at, revision=ticket.revision + 1), at=at)


def hear_voice(ticket: Ticket, values: Mapping[str, Any], *, is_due_fixed: bool, at: datetime) -> Ticket:
    """Show a verdict that another voice has joined since; the seeds' doors show what they have shown.

    After a second message nothing that weighs falls: the weight may be an earlier message's.
    """
    columns = {**values, **{name: getattr(ticket, name) for name in DOORS}}
    columns = columns if ticket.heard_at is None else _with_weight(ticket, columns)
    return correct(ticket, columns, is_due_fixed=is_due_fixed, at=at)


def refile(ticket: Ticket, place: Mapping[str, Any], *, at: datetime) -> Ticket:
    """Show the category, subcategory and team under which the ticket is filed now; all else stays."""
    return _changed(replace(ticket, **place, revision=ticket.revision + 1), at=at)


def as_one_change(before: Ticket, after: Ticket) -> Ticket:
    """Count several moves that were made together as one."""
    return replace(after, version=before.version + 1)


def touch(ticket: Ticket, *, at: datetime) -> Ticket:
    """Note that something was added to the thread."""
    return _changed(ticket, at=at)


def _with_weight(ticket: Ticket, columns: Mapping[str, Any]) -> dict[str, Any]:
    new = dict(columns)
    if columns["certainty"] == Certainty.PERSON:
        new |= {name: getattr(ticket, name) for name in ABOUT}
    for weight, names in WEIGHTS.items():
        if columns[weight] < getattr(ticket, weight):
            new |= {name: getattr(ticket, name) for name in names}
    if columns["level"] > ticket.level:  # P3 weighs less than P1
        new |= {"level": ticket.level, "sla_hours": ticket.sla_hours}
    return new if ticket.is_marked else {**new, "scope": ticket.scope}


def _changed(ticket: Ticket, *, at: datetime) -> Ticket:
    # `updated_at` always moves forward: two changes within one tick of the clock are still two.
    moved = max(at, ticket.updated_at + timedelta(microseconds=1))
    return replace(ticket, version=ticket.version + 1, updated_at=moved)
