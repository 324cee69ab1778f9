"""The moves a ticket allows: each takes the ticket as it stands and gives the next one.

A move that changes nothing gives the same ticket back, so that nothing is written and no clock moves.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from firstline.core.ids import AgentId
from firstline.tickets.ticket import ENDED, Status, Ticket


def set_status(ticket: Ticket, status: Status, *, at: datetime) -> Ticket:
    """Put the ticket into a status; the end of the matter is remembered, a new start forgets it."""
    if ticket.status is status:
        return ticket
    resolved_at = (ticket.resolved_at or at) if status in ENDED else None
    return _changed(replace(ticket, status=status, resolved_at=resolved_at), at=at)


def resolve(ticket: Ticket, *, at: datetime) -> Ticket:
    """End the matter; what is closed stays closed."""
    return ticket if ticket.status in ENDED else set_status(ticket, Status.RESOLVED, at=at)


def reopen(ticket: Ticket, *, at: datetime) -> Ticket:
    """Take the matter up again, because the customer wrote; what is not ended goes on as it was."""
    return set_status(ticket, Status.OPEN, at=at) if ticket.status in ENDED else ticket


def hear_again(ticket: Ticket, columns: Mapping[str, Any], *, due_at: datetime, at: datetime) -> Ticket:
    """Go on because the customer wrote again: the newest verdict's columns count, what was ended reopens."""
    again = replace(reopen(ticket, at=at), **columns, due_at=due_at)
    return _changed(replace(again, version=ticket.version, revision=ticket.revision + 1), at=at)


def assign(ticket: Ticket, *, agent_id: AgentId, name: str, at: datetime) -> Ticket:
    """Give the ticket to an agent, whoever had it before."""
    return _changed(replace(ticket, assignee_id=agent_id, assigned_to=name, assigned_at=at), at=at)


def unassign(ticket: Ticket, *, at: datetime) -> Ticket:
    """Take the ticket from its agent."""
    if ticket.assigned_to is None:
        return ticket
    return _changed(replace(ticket, assignee_id=None, assigned_to=None, assigned_at=None), at=at)


def touch(ticket: Ticket, *, at: datetime) -> Ticket:
    """Note that something was added to the thread."""
    return _changed(ticket, at=at)


def _changed(ticket: Ticket, *, at: datetime) -> Ticket:
    # `updated_at` always moves forward: two changes within one tick of the clock are still two.
    moved = max(at, ticket.updated_at + timedelta(microseconds=1))
    return replace(ticket, version=ticket.version + 1, updated_at=moved)
