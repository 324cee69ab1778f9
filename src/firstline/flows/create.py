"""A program creates a ticket, and is answered with all of it, as the transaction that stored it left it."""

from dataclasses import dataclass

from firstline.core.access import Principal
from firstline.flows.desk import Desk
from firstline.flows.detail import Detail, detail_of
from firstline.flows.receive import Incoming, Received, receive_and
from firstline.store.db import Connection


@dataclass(frozen=True, slots=True)
class Created:
    """The ticket with all that belongs to it."""

    detail: Detail
    new: bool
    """False: the caller's reference named a ticket that was there already."""


def create_ticket(desk: Desk, incoming: Incoming, *, by: Principal) -> Created:
    """Take a message in and show what became of it.

    Raises:
        ReferenceTaken: when the reference names another customer's ticket.
    """

    def show(db: Connection, received: Received) -> Created:
        ticket = received.ticket
        return Created(detail_of(desk, db, ticket, by=by), received.new and ticket.version == 1)

    return receive_and(desk, incoming, show)
