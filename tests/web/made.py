"""What the front page shows, made by hand."""

from datetime import UTC, datetime, timedelta

from firstline.web.front_queue import Listing, QueueRow, QueueView, queue_view

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
USUAL = Listing()


def make_row(*, subject: str = "Help", customer: str = "Ava", category: str = "billing") -> QueueRow:
    """Make a row of the queue, two hours late."""
    return QueueRow(
        id=7,
        subject=subject,
        customer=customer,
        category=category,
        team="technical_support",
        priority="urgent",
        level="P1",
        urgency=4.5,
        sentiment="negative",
        due_at=NOON - timedelta(hours=2),
    )


def make_queue(
    *rows: QueueRow, total: str = "", listing: Listing = USUAL, category: str = "billing"
) -> QueueView:
    """Make the queue of these rows, looked at at noon."""
    total = total or str(len(rows))
    return queue_view(rows, total=total, listing=listing, categories=[category], now=NOON)
