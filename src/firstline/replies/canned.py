"""Canned replies: texts that agents use again and again, with places for what differs.

A place is a name in braces, such as `{customer_name}`. What is filled in is taken as it is and never read
again, so nothing that a customer wrote becomes a place; a name that is not known stays as it stands.
"""

import html
import re
from collections.abc import Callable, Mapping

from firstline.tickets.ticket import Ticket

PLACE = re.compile(r"\{([a-z_]{1,40})\}")

FIELDS: Mapping[str, Callable[[Ticket], str]] = {
    "customer_name": lambda ticket: ticket.customer_name,
    "customer_email": lambda ticket: ticket.customer_email or "",
    "ticket_id": lambda ticket: str(ticket.id),
    "subject": lambda ticket: ticket.subject,
    "agent_name": lambda ticket: ticket.assigned_to or "",
}
"""What can be filled in."""


def fill(text: str, ticket: Ticket) -> str:
    """Fill a ticket into a text."""
    return _filled(text, ticket, str)


def fill_html(text: str, ticket: Ticket) -> str:
    """Fill a ticket into HTML; what is filled in is text there, too."""
    return _filled(text, ticket, html.escape)


def _filled(text: str, ticket: Ticket, written: Callable[[str], str]) -> str:
    def value(place: re.Match[str]) -> str:
        field = FIELDS.get(place[1])
        return place[0] if field is None else written(field(ticket))

    return PLACE.sub(value, text)
