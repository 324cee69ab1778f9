"""Look at the desk: one ticket, lists, a customer, the sums. Nothing here changes anything.

Where a customer wrote again, the ticket is given with all of it as its message, the oldest first and a blank
line between: whoever reads it, or finds it by a later word, sees what it is about.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from firstline.core.ids import CustomerId, TicketId
from firstline.flows.desk import Desk, Doors
from firstline.store import customers, search, tallies, tickets
from firstline.store.customers import Record
from firstline.store.db import Connection
from firstline.store.tickets import Place, Wanted
from firstline.tickets.sought import named_now, with_leaving
from firstline.tickets.tally import TOTAL
from firstline.tickets.ticket import Entry, EntryKind, Status, Ticket

NOBODY = CustomerId(-1)
"""A customer without tickets."""

PAGE = 500
"""Tickets that a list of everything reads at a time: about 1 MB of them."""


@dataclass(frozen=True, slots=True)
class Threaded:
    """A ticket with its thread."""

    ticket: Ticket
    thread: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Sums:
    """The desk in numbers; what never occurred is not in the maps."""

    total: int
    open: int
    urgent: int
    by_category: dict[str, int]
    by_priority: dict[str, int]
    by_team: dict[str, int]
    by_sentiment: dict[str, int]
    average_score: float


def find_ticket(desk: Desk, ticket_id: TicketId) -> Ticket:
    """Fetch one ticket, or say that it is missing."""
    with desk.read() as db:
        return _in_full(db, [tickets.load(db, ticket_id)])[0]


def in_full(desk: Desk, ticket: Ticket) -> Ticket:
    """Give a ticket that was just changed as it would be found."""
    if ticket.revision == 1:
        return ticket
    with desk.read() as db:
        return _in_full(db, [ticket])[0]


def newest_tickets(desk: Desk, wanted: Wanted, *, limit: int, offset: int = 0) -> Sequence[Ticket]:
    """List tickets, the newest first."""
    with desk.read() as db:
        return _in_full(db, tickets.newest(db, _seen(desk, wanted), limit=limit, offset=offset))


def all_messages(
    desk: Desk, wanted: Wanted, *, sort: Literal["urgency", "time"], customer: int | None
) -> Iterator[Sequence[Threaded]]:
    """List every ticket asked for, with its thread, in pages that are read as they are taken.

    Each page is one moment's state. A ticket whose urgency changes while the list is read may be missed
    or come twice; none comes twice or is missed because others came in.
    """
    wanted = _seen(desk, wanted)
    pages = tickets.latest if sort == "time" else tickets.most_urgent
    place: Place | None = None
    while True:
        with desk.read() as db:
            if customer is not None:
                wanted = replace(wanted, customer_id=customers.id_of(db, customer) or NOBODY)
            page = pages(db, wanted, limit=PAGE, after=place)
            threads = tickets.threads(db, [ticket.id for ticket in page])
        yield [Threaded(_with_all(ticket, threads[ticket.id]), threads[ticket.id]) for ticket in page]
        if len(page) < PAGE:
            return
        last = page[-1]
        urgency = last.door_urgency if wanted.by_rules else last.urgency
        place = Place(urgency, last.received_at, last.id)


def customer_record(desk: Desk, number: int) -> Record:
    """Add up one customer's tickets, or say that there is no such customer."""
    with desk.read() as db:
        return customers.record(db, number)


def add_up(desk: Desk) -> Sums:
    """Give the desk in numbers, every committed change included."""
    with desk.read() as db:
        counted = tallies.read(db)
    door = "door_" if desk.doors is Doors.RULES else ""
    priorities = _of(counted, f"{door}priority")
    total = counted[TOTAL]
    return Sums(
        total=total,
        open=counted[f"status:{Status.OPEN}"],
        urgent=priorities.get("urgent", 0),
        by_category=_of(counted, "category"),
        by_priority=priorities,
        by_team=_of(counted, "team"),
        by_sentiment=_of(counted, f"{door}sentiment"),
        average_score=round(counted[f"{door}priority_score"] / total, 2) if total else 0.0,
    )


def _of(counted: Counter[str], kind: str) -> dict[str, int]:
    start = f"{kind}:"
    return {name.removeprefix(start): n for name, n in counted.items() if n and name.startswith(start)}


def _in_full(db: Connection, found: Sequence[Ticket]) -> Sequence[Ticket]:
    threads = tickets.threads(db, [ticket.id for ticket in found if ticket.revision > 1])
    return [_with_all(ticket, threads.get(ticket.id, ())) for ticket in found]


def _with_all(ticket: Ticket, thread: Sequence[Entry]) -> Ticket:
    """Add to the message what its customer wrote later, as far as it is searched."""
    message = ticket.message
    for entry in [entry for entry in thread if entry.kind is EntryKind.MESSAGE][1:]:
        if len(message) < search.FULL:
            message += f"\n\n{entry.text}"
    return ticket if message is ticket.message else replace(ticket, message=message)


def _seen(desk: Desk, wanted: Wanted) -> Wanted:
    return replace(_named(desk, wanted), by_rules=desk.doors is Doors.RULES)


def _named(desk: Desk, wanted: Wanted) -> Wanted:
    """Ask for a category by the name that it has now, too."""
    taxonomy = desk.board.taxonomy
    if not taxonomy.moves or not isinstance(wanted.category, str):
        return wanted
    now, _ = named_now(taxonomy, [wanted.category], None)
    return replace(wanted, category=with_leaving(taxonomy, now))
