"""What a ticket counts for in the summaries, and in the numbers beside the views."""

from collections import Counter
from collections.abc import Iterator

from firstline.core.ids import AgentId
from firstline.tickets.ticket import Status, Ticket
from firstline.tickets.verdict import Certainty

TOTAL = "total"
OPEN = "open"
"""Not ended, and not snoozed; what the names below say is counted of these alone."""
OPEN_UNASSIGNED = "open_unassigned"
OPEN_WAITING = "open_waiting"
OPEN_PERSON = "open_person"
OPEN_CATEGORY = "open_category"
OPEN_TEAM = "open_team"
OPEN_SCOPE = "open_scope"
"""Only marks are counted: what has none is what is left."""
SNOOZED = "snoozed"


def tally_of(ticket: Ticket) -> Counter[str]:
    """Name every tally that the ticket is part of, and how much it adds."""
    return Counter(
        {
            TOTAL: 1,
            f"status:{ticket.status}": 1,
            f"category:{ticket.category}": 1,
            f"team:{ticket.team}": 1,
            f"priority:{ticket.priority}": 1,
            f"sentiment:{ticket.sentiment}": 1,
            f"door_priority:{ticket.door_priority}": 1,
            f"door_sentiment:{ticket.door_sentiment}": 1,
            "priority_score": ticket.priority_score,
            "door_priority_score": ticket.door_priority_score,
            **dict.fromkeys(_unended(ticket), 1),
        }
    )


def tally_change(before: Ticket, after: Ticket) -> dict[str, int]:
    """Tell what a change of the ticket changes in the tallies; what stays the same is left out."""
    change = tally_of(after)
    change.subtract(tally_of(before))
    return {name: amount for name, amount in change.items() if amount}


def open_of(agent_id: AgentId) -> str:
    """Name the tally of the open tickets that an agent has."""
    return f"open_agent:{agent_id}"


def _unended(ticket: Ticket) -> Iterator[str]:
    if ticket.resolved_at is not None:
        return
    if ticket.snoozed_until is not None:
        yield SNOOZED
        return
    yield OPEN
    yield f"{OPEN_CATEGORY}:{ticket.category}"
    yield f"{OPEN_TEAM}:{ticket.team}"
    yield OPEN_UNASSIGNED if ticket.assignee_id is None else open_of(ticket.assignee_id)
    if ticket.is_marked:
        yield f"{OPEN_SCOPE}:{ticket.scope}"
    if ticket.status is Status.WAITING_CUSTOMER:
        yield OPEN_WAITING
    if ticket.certainty == Certainty.PERSON:
        yield OPEN_PERSON
