"""Words that agents put on a ticket, to find it again with others of its kind."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from firstline.core.access import Principal
from firstline.core.ids import TicketId
from firstline.core.versions import Expected
from firstline.flows.change import Told, act_on_ticket
from firstline.flows.desk import Desk
from firstline.store import tags
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.tags import check_number, tag_of, tags_of
from firstline.tickets.ticket import Ticket

Tags = frozenset[str]


def put_tags(
    desk: Desk, ticket_id: TicketId, wanted: Iterable[str], *, by: Principal, expected: Expected = None
) -> Ticket:
    """Give a ticket these tags and no others.

    Raises:
        Invalid: when one of them is no tag, or they are too many.
    """
    after = tags_of(wanted)
    return _change(desk, ticket_id, lambda _: after, by, expected)


def add_tags(
    desk: Desk, ticket_id: TicketId, wanted: Iterable[str], *, by: Principal, expected: Expected = None
) -> Ticket:
    """Give a ticket some tags more.

    Raises:
        Invalid: when one of them is no tag, or they are too many.
    """
    more = tags_of(wanted)
    return _change(desk, ticket_id, lambda there: there | more, by, expected)


def remove_tags(
    desk: Desk, ticket_id: TicketId, wanted: Iterable[str], *, by: Principal, expected: Expected = None
) -> Ticket:
    """Take some tags from a ticket; those that it has not are no matter."""
    gone = tags_of(wanted)
    return _change(desk, ticket_id, lambda there: there - gone, by, expected)


def known_tags(desk: Desk, *, start: str, limit: int) -> Sequence[str]:
    """List the tags that are in use and begin so, in the order of the alphabet."""
    with desk.read() as db:
        return tags.known(db, start=tag_of(start) if start.strip() else "", limit=limit)


def _change(
    desk: Desk, ticket_id: TicketId, become: Callable[[Tags], Tags], by: Principal, expected: Expected
) -> Ticket:
    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        before = frozenset(tags.of(db, [ticket_id])[ticket_id])
        after = become(before)
        if after == before:
            return Told(ticket, "ticket.tagged")
        check_number(after)
        tags.change(db, ticket_id, add=after - before, remove=before - after)
        return Told(moves.touch(ticket, at=at), "ticket.tagged", {"tags": sorted(after)})

    return act_on_ticket(desk, ticket_id, act, actor=by.name, expected=expected)
