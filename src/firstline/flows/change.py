"""How every verb changes a ticket: load and hold it, decide, save, count and tell, in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from firstline.core.ids import TicketId
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.store import events, tallies, tickets
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.tickets.snapshot import changed
from firstline.tickets.tally import tally_change
from firstline.tickets.ticket import Ticket

Move = Callable[[Connection, Ticket, datetime], Ticket]
"""Takes the ticket as it stands and gives the next one, or the same when nothing is to be done."""


@dataclass(frozen=True, slots=True)
class Told:
    """The next ticket, and how the event log tells of it."""

    ticket: Ticket
    event: str
    more: Mapping[str, Any] = field(default_factory=dict)
    """What the log says beyond the fields of the ticket."""


Act = Callable[[Connection, Ticket, datetime], Told]
"""A move that says itself how it is told."""


def change_ticket(  # noqa: PLR0913 - a change has this many parts
    desk: Desk, ticket_id: TicketId, move: Move, *, event: str, actor: str, expected: Expected = None
) -> Ticket:
    """Make a move; a move that changes nothing leaves no trace.

    Raises:
        TicketMissing: when there is no such ticket.
        Outdated: when it is not as the caller has seen it.
    """
    return act_on_ticket(
        desk,
        ticket_id,
        lambda db, ticket, at: Told(move(db, ticket, at), event),
        actor=actor,
        expected=expected,
    )


def act_on_ticket(
    desk: Desk, ticket_id: TicketId, act: Act, *, actor: str, expected: Expected = None
) -> Ticket:
    """Make a move that says itself how it is told, and leave no trace of one that changes nothing.

    Raises:
        TicketMissing: when there is no such ticket.
        Outdated: when it is not as the caller has seen it.
    """
    return desk.write(
        lambda db: act_within(db, ticket_id, act, at=desk.clock(), actor=actor, expected=expected)
    )


def act_within(  # noqa: PLR0913 - all of the situation
    db: Connection, ticket_id: TicketId, act: Act, *, at: datetime, actor: str, expected: Expected = None
) -> Ticket:
    """Make the move inside the caller's transaction."""
    before = tickets.load(db, ticket_id, to_change=True)
    check_version(before.version, expected, thing="ticket", current=before)
    told = act(db, before, at)
    if told.ticket is not before:
        _write_down(db, before, told, actor)
    return told.ticket


def _write_down(db: Connection, before: Ticket, told: Told, actor: str) -> None:
    after = told.ticket
    tickets.save(db, before, after)
    difference = tally_change(before, after)
    if difference:
        tallies.add(db, difference)
    data = {**changed(before, after), **told.more}
    events.add(db, after.id, Event(told.event, actor, data, after.updated_at))
