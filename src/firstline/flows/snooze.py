"""A ticket rests until a moment; then the desk wakes it by itself.

A wake step may come late, twice, or for a moment that was changed since: it looks at the ticket, wakes it
only when its time has come, and waits on when it has not.
"""

from datetime import datetime, timedelta

from firstline.core.access import Principal
from firstline.core.errors import Invalid
from firstline.core.ids import TicketId
from firstline.core.versions import Expected
from firstline.flows.change import Move, change_ticket
from firstline.flows.desk import Desk
from firstline.store import tickets
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.ticket import Ticket

STEP = "wake_ticket"
LONGEST = timedelta(days=366)
CLOCKWORK = "desk"
"""Who acts where the desk acts by itself."""


def snooze_ticket(
    desk: Desk, ticket_id: TicketId, until: datetime, *, by: Principal, expected: Expected = None
) -> Ticket:
    """Let a ticket rest until a moment.

    Raises:
        Invalid: when the moment is past or more than a year ahead.
        MatterEnded: when the ticket is resolved or closed.
        Outdated: when it is not as the caller has seen it.
    """
    _check_moment(until, now=desk.clock())

    def move(db: Connection, ticket: Ticket, at: datetime) -> Ticket:
        snoozed = moves.snooze(ticket, until=until, at=at)
        if snoozed is not ticket:
            _queue(desk, db, ticket_id, until)
        return snoozed

    return change_ticket(desk, ticket_id, move, event="ticket.snoozed", actor=by.name, expected=expected)


def unsnooze_ticket(desk: Desk, ticket_id: TicketId, *, by: Principal, expected: Expected = None) -> Ticket:
    """Let a ticket rest no longer."""
    return change_ticket(
        desk,
        ticket_id,
        lambda _, ticket, at: moves.wake(ticket, at=at),
        event="ticket.unsnoozed",
        actor=by.name,
        expected=expected,
    )


def wake_ticket(desk: Desk, ticket_id: TicketId) -> None:
    """Wake a ticket whose time has come. Safe to repeat."""
    with desk.read() as db:
        until = tickets.load(db, ticket_id).snoozed_until
    if until is not None:
        change_ticket(desk, ticket_id, _waking(desk), event="ticket.woken", actor=CLOCKWORK)


def rest(desk: Desk, db: Connection, ticket: Ticket) -> None:
    """Let a ticket that is stored as resting be woken in its time, inside the caller's transaction."""
    if ticket.snoozed_until is not None:
        _queue(desk, db, ticket.id, ticket.snoozed_until)


def _waking(desk: Desk) -> Move:
    def move(db: Connection, ticket: Ticket, at: datetime) -> Ticket:
        if ticket.snoozed_until is not None and ticket.snoozed_until > at:
            _queue(desk, db, ticket.id, ticket.snoozed_until)
            return ticket
        return moves.wake(ticket, at=at)

    return move


def _queue(desk: Desk, db: Connection, ticket_id: TicketId, until: datetime) -> None:
    desk.queue.put(db, STEP, ticket_id, key=f"{STEP}:{ticket_id}", at=until)


def _check_moment(until: datetime, *, now: datetime) -> None:
    if until <= now:
        message = "Choose a moment in the future"
        raise Invalid(message, field="until")
    if until > now + LONGEST:
        message = f"Choose a moment within {LONGEST.days} days"
        raise Invalid(message, field="until")
