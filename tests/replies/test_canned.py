"""A canned reply is filled in for a ticket, and nothing that a customer wrote is read as more than text."""

from dataclasses import replace

import pytest

from firstline.core.ids import CustomerId, TicketId
from firstline.replies.canned import fill, fill_html
from firstline.tickets.ticket import Ticket
from tests.store.made import values

TICKET = replace(
    Ticket(id=TicketId(12), **values(customer_id=CustomerId(10**12))),
    customer_name="Ava <b>",
    customer_email=None,
    subject="{ticket_id} & more",
)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hi {customer_name}, about {ticket_id}", "Hi Ava <b>, about 12"),
        ("{customer_email}{agent_name}", ""),
        ("{subject}", "{ticket_id} & more"),
        (
            "{unknown} {customer_name.x} {} {{ticket_id}} {Ticket_id}",
            "{unknown} {customer_name.x} {} {12} {Ticket_id}",
        ),
        ("{__class__} {0} %s $x {customer_name!r}", "{__class__} {0} %s $x {customer_name!r}"),
    ],
)
def test_known_places_are_filled_and_the_rest_stays(text: str, filled: str) -> None:
    """What is filled in is not read again."""
    assert fill(text, TICKET) == filled


def test_in_html_what_is_filled_in_is_text() -> None:
    """A name is no markup."""
    assert fill_html("<p>{customer_name}: {subject}</p>", TICKET) == (
        "<p>Ava &lt;b&gt;: {ticket_id} &amp; more</p>"
    )
