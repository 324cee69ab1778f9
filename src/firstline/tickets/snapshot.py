"""How a ticket stood, for the event log: everything but the customer's words, which the thread holds."""

from dataclasses import fields
from typing import Any

from firstline.tickets.ticket import Ticket

LEFT_OUT = {"id", "message", "subject", "suggested_reply", "next_action"}
NAMES = [field.name for field in fields(Ticket) if field.name not in LEFT_OUT]


def snapshot(ticket: Ticket) -> dict[str, Any]:
    """Give the fields from which the ticket's state can be told again."""
    return {name: getattr(ticket, name) for name in NAMES}


def changed(before: Ticket, after: Ticket) -> dict[str, Any]:
    """Give the fields that a change touched, as they stand after it."""
    return {name: getattr(after, name) for name in NAMES if getattr(after, name) != getattr(before, name)}
