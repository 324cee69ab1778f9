"""Give tickets to another customer, or to the same one under another number; each ticket tells it."""

from dataclasses import replace
from datetime import datetime, timedelta

from firstline.core.access import Principal
from firstline.core.errors import Conflict
from firstline.core.ids import CustomerId
from firstline.flows.desk import Desk
from firstline.store import customers, events
from firstline.store.customers import Customer, Place
from firstline.store.db import Connection
from firstline.store.events import Event

MOST = 10_000
"""Tickets of one customer that move at once: all other writes wait meanwhile."""


class TooManyTickets(Conflict):
    """The customer has more tickets than can move at once."""

    code = "too_many_tickets"


def readdress(desk: Desk, db: Connection, customer_id: CustomerId, target: Customer, *, by: Principal) -> int:
    """Move all tickets of a customer, inside the caller's transaction; tells how many.

    Raises:
        TooManyTickets: when there are more than can move at once.
    """
    found = customers.tickets_to_move(db, customer_id, most=MOST + 1)
    if len(found) > MOST:
        message = f"Customer {customer_id} has more than {MOST} tickets, which cannot move at once."
        raise TooManyTickets(message)
    at = desk.clock()
    places = [_next(place, at) for place in found]
    customers.move_tickets(db, places, target.id, target.external_id)
    for place in places:
        told = {
            "customer_id": target.id,
            "customer_external_id": target.external_id,
            "version": place.version,
            "updated_at": place.updated_at,
        }
        events.add(db, place.ticket_id, Event("ticket.readdressed", by.name, told, place.updated_at))
    return len(places)


def _next(place: Place, at: datetime) -> Place:
    moved = max(at, place.updated_at + timedelta(microseconds=1))  # as every move of a ticket
    return replace(place, version=place.version + 1, updated_at=moved)
