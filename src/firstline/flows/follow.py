"""Read the event log: on and on, as a follower does, or back from a ticket's newest event.

Nobody sees events that are not for them, and nobody misses one that is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from firstline.core.access import Principal, may_see
from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.store import events, tickets
from firstline.store.events import Cursor, Logged, Part


@dataclass(frozen=True, slots=True)
class Which:
    """Which events a follower wants; empty: all of them."""

    ticket_id: TicketId | None = None
    kinds: Sequence[str] = ()


def read_on(desk: Desk, after: Cursor, which: Which, *, limit: int, by: Principal) -> Part:
    """Give what follows a place in the log; what the caller may not see is passed over."""
    with desk.read() as db:
        part = events.part(db, after, limit=limit, ticket_id=which.ticket_id, kinds=which.kinds)
    return replace(part, items=[one for one in part.items if may_see(by, one.event.kind)])


def look_back(desk: Desk, ticket_id: TicketId, *, limit: int, before: int | None = None) -> Sequence[Logged]:
    """Give what happened to a ticket, the newest first.

    Raises:
        TicketMissing: when there is no such ticket.
    """
    with desk.read() as db:
        tickets.load(db, ticket_id)
        return events.page_of(db, ticket_id, limit=limit, before=before)
