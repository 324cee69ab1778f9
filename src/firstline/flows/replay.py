"""Tell tickets again from the event log, and say whether the tables agree.

Nothing is changed, and the desk may go on meanwhile: each page of tickets is read with its events at one
moment, so a change that happens just then is seen whole or not at all.
"""

from collections.abc import Iterator

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.store import histories
from firstline.tickets.replay import Replay, replay

PAGE = 200
"""Tickets that are looked at together."""


def replay_ticket(desk: Desk, ticket_id: TicketId) -> Replay:
    """Tell one ticket again.

    Raises:
        TicketMissing: when there is no such ticket.
    """
    with desk.read() as db:
        history = histories.load(db, ticket_id)
    return replay(history.events, history.standing)


def replay_all(desk: Desk) -> Iterator[Replay]:
    """Tell every ticket again, in the order of their numbers, in the memory of one page."""
    after = TicketId(0)
    while True:
        with desk.read() as db:
            found = histories.page(db, after=after, limit=PAGE)
        yield from (replay(history.events, history.standing) for history in found)
        if len(found) < PAGE:
            return
        after = found[-1].standing.ticket_id
