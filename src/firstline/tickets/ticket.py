"""The ticket: one customer's matter, from the first message to its end.

A ticket is a value: `moves.py` makes the next one from it, `store/tickets.py` writes it down. The
columns of the verdict (category, urgency, ...) are the values of the verdict's latest revision;
the `door_*` fields are what the seeds' doors show (the rules' opinion, seed 1's with its hybrid).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from firstline.core.errors import Conflict, Missing
from firstline.core.ids import AgentId, CustomerId, EntryId, TicketId
from firstline.tickets.verdict import MARKS, TicketScope


class Status(StrEnum):
    """Where a ticket stands. Any of them may follow any other."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    RESOLVED = "resolved"
    CLOSED = "closed"


ENDED = (Status.RESOLVED, Status.CLOSED)
UNENDED = (Status.OPEN, Status.IN_PROGRESS, Status.WAITING_CUSTOMER)


class Channel(StrEnum):
    """How the customer wrote."""

    EMAIL = "email"
    CHAT = "chat"
    FORM = "form"
    WHATSAPP = "whatsapp"
    API = "api"


class EntryKind(StrEnum):
    """What an entry of the thread is."""

    MESSAGE = "message"
    REPLY = "reply"
    NOTE = "note"


class TicketMissing(Missing):
    """There is no such ticket."""

    code = "ticket_missing"


class ReferenceTaken(Conflict):
    """The caller's reference names another customer's ticket."""

    code = "reference_taken"


@dataclass(frozen=True, slots=True)
class Entry:
    """One contribution to the thread."""

    id: EntryId
    ticket_id: TicketId
    kind: EntryKind
    author: str
    text: str
    written_at: datetime
    html: str | None = None
    """Sanitised; None: there is only the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """How a ticket stands now."""

    id: TicketId
    version: int
    revision: int
    customer_id: CustomerId
    customer_external_id: int | None
    customer_name: str
    customer_email: str | None
    door: str
    external_ref: str | None
    channel: str
    tier: str
    subject: str
    subject_made: bool
    message: str
    status: Status
    assignee_id: AgentId | None
    assigned_to: str | None
    assigned_at: datetime | None
    received_at: datetime
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    due_at: datetime
    snoozed_until: datetime | None
    """Until then nobody needs to look at it."""
    heard_at: datetime | None
    """When the customer wrote again; None: there is only the opening message."""
    category: str
    subcategory: str
    urgency: float
    priority: str
    priority_score: int
    level: str
    sla_hours: int
    sentiment: str
    frustrated: bool
    team: str
    next_action: str
    suggested_reply: str
    language: str
    certainty: str
    scope: str = TicketScope.IN_SCOPE
    """Anything else is a mark: spam, gibberish, a bounce, automatic mail."""
    door_urgency: float
    door_priority: str
    door_priority_score: int
    door_sentiment: str

    @property
    def is_marked(self) -> bool:
        """Whether it is no matter for the desk, as far as anybody knows."""
        return self.scope in MARKS

    @property
    def customer_number(self) -> int:
        """The number callers know the customer by: their own, else ours."""
        return self.customer_id if self.customer_external_id is None else self.customer_external_id
