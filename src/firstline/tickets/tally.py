"""What a ticket counts for in the summaries."""

from collections import Counter

from firstline.tickets.ticket import Ticket

TOTAL = "total"


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
        }
    )


def tally_change(before: Ticket, after: Ticket) -> dict[str, int]:
    """Tell what a change of the ticket changes in the tallies; what stays the same is left out."""
    change = tally_of(after)
    change.subtract(tally_of(before))
    return {name: amount for name, amount in change.items() if amount}
