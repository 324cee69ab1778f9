"""What the desk took for what: categories that people have corrected, and how many tickets stand where.

What always holds: a ticket counts once, however often it was corrected, by what the desk said first; what was
taken back counts for nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from firstline.store.schema import corrections, tickets

CORRECTED = (
    select(
        corrections.c.ticket_id,
        corrections.c.before,
        tickets.c.category,
        tickets.c.resolved_at.is_not(None).label("resolved"),
    )
    .join(tickets, tickets.c.id == corrections.c.ticket_id)
    .where(corrections.c.field == "category", corrections.c.taken_back_at.is_(None))
    .order_by(corrections.c.id.desc())
    .limit(bindparam("most"))
)
RESOLVED = (
    select(tickets.c.category, func.count())
    .where(tickets.c.resolved_at.is_not(None))
    .group_by(tickets.c.category)
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a ticket was taken for, and what it is."""

    said: str
    truth: str
    resolved: bool


def corrected(db: Connection, *, most: int) -> Mapping[int, Taken]:
    """Tell of the tickets whose category people have corrected, by the newest corrections."""
    found = {}
    for ticket_id, before, category, resolved in db.execute(CORRECTED, {"most": most}):
        found[int(ticket_id)] = Taken(str(before), category, bool(resolved))
    return found


def resolved(db: Connection) -> Counter[str]:
    """Count the resolved tickets of each category."""
    return Counter({category: int(amount) for category, amount in db.execute(RESOLVED)})
