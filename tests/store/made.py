"""What the tests of the query modules store: a ticket's values, and texts that are hard to keep."""

from datetime import UTC, datetime
from typing import Any

from firstline.core.ids import CustomerId
from firstline.store import customers, tickets
from firstline.store.db import Connection, Database
from firstline.tickets.columns import columns_of
from firstline.tickets.customer import Caller
from firstline.tickets.message import Message
from firstline.tickets.ticket import Channel, Status, Ticket
from firstline.triage.judge import judge

MOMENT = datetime(2026, 3, 2, 8, 0, 0, 123_457, tzinfo=UTC)
"""Ends in microseconds that a float would round."""

MESSY = "Grüße 👩🏽‍🚀 İstanbul ﬀ e\u0301 \u202eabc \t\r\n\u2028\x01\x1f\x7f '\"\\%_*?[]^ 中文 \U0010ffff"
VERDICT = judge(Message("My account is blocked"))


def add_customer(db: Connection, number: int = 7) -> CustomerId:
    """Find or make a customer of the caller's own number."""
    return customers.find_or_add(db, Caller(f"Customer {number}", external_id=number), at=MOMENT)


def add_ticket(db: Connection, **changes: Any) -> Ticket:  # noqa: ANN401 - of the ticket's fields
    """Store a ticket that differs from the usual one in what is given."""
    return tickets.add(db, values(customer_id=add_customer(db)) | changes)


def stored(database: Database, **changes: Any) -> Ticket:  # noqa: ANN401 - as above
    """Store a ticket in a transaction of its own."""
    return database.write(lambda db: add_ticket(db, **changes))


def values(*, customer_id: CustomerId) -> dict[str, Any]:
    """Give every field of a ticket but its id."""
    return {
        "version": 1,
        "revision": 1,
        "customer_id": customer_id,
        "customer_external_id": 7,
        "customer_name": "Customer 7",
        "customer_email": None,
        "door": "messages",
        "external_ref": None,
        "channel": Channel.API,
        "tier": "standard",
        "subject": "My account is blocked",
        "subject_made": True,
        "message": "My account is blocked",
        "status": Status.OPEN,
        "assignee_id": None,
        "assigned_to": None,
        "assigned_at": None,
        "resolved_at": None,
        "snoozed_until": None,
        "heard_at": None,
        "received_at": MOMENT,
        "created_at": MOMENT,
        "updated_at": MOMENT,
        "due_at": MOMENT,
        **columns_of(VERDICT),
    }
