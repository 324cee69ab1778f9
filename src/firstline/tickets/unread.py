"""Has an agent something to read? Yes, when the customer wrote after they looked last."""

from datetime import datetime

from firstline.tickets.ticket import Ticket


def is_unread(ticket: Ticket, read_at: datetime | None) -> bool:
    """Tell whether the customer has written since; `read_at` is None where the agent never looked."""
    return read_at is None or read_at < (ticket.heard_at or ticket.created_at)
