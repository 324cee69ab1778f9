"""What the native API shows of a ticket, and the shapes that all its routes share.

Moments are in UTC with their zone. A list is a page: `items`, and `next`, the place behind its last item,
to be sent as `after`; null: there is nothing more. Bodies with an unknown field are refused, so that a
misspelt name is noticed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from firstline.core.ids import LARGEST
from firstline.tickets.ticket import Ticket

T = TypeVar("T")

PREVIEW = 200
"""Characters of the message that a list shows."""
MOST = 100
"""Items of one page."""

Id = Annotated[int, Field(ge=1, le=LARGEST)]


class Given(BaseModel):
    """A body that is read strictly; the models of all bodies are made from it."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def absent() -> Any:  # noqa: ANN401 - the default of a field of any type
    """Let a field be left out, and refuse null for it; `model_fields_set` tells whether it was given."""
    return Field(default_factory=lambda: None)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list."""

    items: Sequence[T]
    next: str | None
    """Send it as `after` for the page that follows; null: this was the last."""


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """The customer, as a ticket names them."""

    id: int
    """The caller's own number, else ours, from 10^12 on."""
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class AgentRef:
    """The agent, as a ticket names them."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """A piece of text in which words that were searched for stand."""

    part: str
    """subject, customer or message."""
    text: str
    spans: Sequence[tuple[int, int]]
    """Where the words stand in `text`: first character, and the one behind the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOut:
    """A ticket as it stands now."""

    id: int
    version: int
    """Grows with every change; send it as `If-Match`."""
    revision: int
    """Of the verdict; `/tickets/{id}/verdicts/{revision}` shows it with its reasons."""
    status: str
    subject: str
    subject_made: bool
    """The desk made the subject from the message."""
    preview: str
    customer: CustomerRef
    channel: str
    door: str
    tier: str
    external_ref: str | None
    assignee: AgentRef | None
    team: str
    tags: Sequence[str]
    category: str
    subcategory: str
    certainty: str
    """auto, suggest or person: what the category's confidence allows."""
    scope: str
    """in_scope, or a mark: spam, gibberish, autoreply, bounce, misdirected, off_topic."""
    urgency: float
    priority: str
    priority_score: int
    level: str
    sla_hours: int
    due_at: datetime
    sentiment: str
    frustrated: bool
    language: str
    next_action: str
    received_at: datetime
    created_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    snoozed_until: datetime | None
    heard_at: datetime | None
    """When the customer wrote again."""
    unread: bool | None
    """Whether the customer has written since the caller read it; null: the caller is no agent."""
    highlights: Sequence[Highlight] | None = None
    """In a search: where the words stand."""


def ticket_out(
    ticket: Ticket,
    *,
    tags: Sequence[str] = (),
    unread: bool | None = None,
    highlights: Sequence[Highlight] | None = None,
) -> TicketOut:
    """Show a ticket."""
    assignee = None
    if ticket.assignee_id is not None and ticket.assigned_to is not None:
        assignee = AgentRef(ticket.assignee_id, ticket.assigned_to)
    return TicketOut(
        id=ticket.id,
        version=ticket.version,
        revision=ticket.revision,
        status=ticket.status,
        subject=ticket.subject,
        subject_made=ticket.subject_made,
        preview=ticket.message[:PREVIEW],
        customer=CustomerRef(ticket.customer_number, ticket.customer_name, ticket.customer_email),
        channel=ticket.channel,
        door=ticket.door,
        tier=ticket.tier,
        external_ref=ticket.external_ref,
        assignee=assignee,
        team=ticket.team,
        tags=tags,
        category=ticket.category,
        subcategory=ticket.subcategory,
        certainty=ticket.certainty,
        scope=ticket.scope,
        urgency=ticket.urgency,
        priority=ticket.priority,
        priority_score=ticket.priority_score,
        level=ticket.level,
        sla_hours=ticket.sla_hours,
        due_at=ticket.due_at,
        sentiment=ticket.sentiment,
        frustrated=ticket.frustrated,
        language=ticket.language,
        next_action=ticket.next_action,
        received_at=ticket.received_at,
        created_at=ticket.created_at,
        updated_at=ticket.updated_at,
        resolved_at=ticket.resolved_at,
        snoozed_until=ticket.snoozed_until,
        heard_at=ticket.heard_at,
        unread=unread,
        highlights=highlights,
    )
