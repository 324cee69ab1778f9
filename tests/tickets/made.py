"""A ticket as a value, as a message leaves it."""

from datetime import timedelta

from firstline.core.ids import CustomerId, TicketId
from firstline.tickets.columns import columns_of
from firstline.tickets.message import Message
from firstline.tickets.ticket import ENDED, Status, Ticket
from firstline.triage.judge import judge
from tests.make import MORNING


def ticket_on(text: str, *, status: Status = Status.OPEN) -> Ticket:
    """Make a ticket as a message leaves it."""
    verdict = judge(Message(text))
    return Ticket(
        id=TicketId(1),
        version=1,
        revision=1,
        customer_id=CustomerId(10**12),
        customer_external_id=None,
        customer_name="Ava",
        customer_email=None,
        door="process",
        external_ref="T-1",
        channel="api",
        tier="standard",
        subject="",
        subject_made=True,
        message=text,
        status=status,
        assignee_id=None,
        assigned_to=None,
        assigned_at=None,
        received_at=MORNING,
        created_at=MORNING,
        updated_at=MORNING,
        resolved_at=MORNING if status in ENDED else None,
        due_at=MORNING + timedelta(hours=verdict.sla_hours.value),
        snoozed_until=None,
        heard_at=None,
        **columns_of(verdict),
    )
