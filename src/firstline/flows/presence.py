"""Who looks at a ticket, and who writes there, so that two people do not answer one customer.

An agent says it again and again while it is so, and leaves; who says nothing more is forgotten after a
while. It is no event of the log: nobody asks a year later who had a ticket on their screen. What always
holds: saying the same again soon writes nothing, so that a team with many open tickets costs the disk little.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from firstline.core.access import Principal
from firstline.core.ids import AgentId, TicketId
from firstline.flows.desk import Desk
from firstline.flows.who import find_own, own_agent
from firstline.store import presence, tickets
from firstline.store.db import Connection
from firstline.store.presence import Doing, Here

LASTS: Mapping[Doing, timedelta] = {Doing.VIEWING: timedelta(seconds=30), Doing.TYPING: timedelta(seconds=10)}
"""How long a state holds that is not said again."""
FRESH = 2 / 3
"""While more of the time than this is left, saying it again writes nothing."""


def show_up(desk: Desk, ticket_id: TicketId, state: Doing, *, by: Principal) -> Sequence[Here]:
    """Note that the caller is at a ticket, and tell who is there.

    Raises:
        TicketMissing: when there is no such ticket.
        NoAgent: when the caller is no agent.
    """
    at = desk.clock()
    with desk.read() as db:
        tickets.load(db, ticket_id)
        mine, there = find_own(db, by), presence.at_ticket(db, ticket_id, at=at)
    if _is_known(there, mine, state, at):
        return there

    def save(db: Connection) -> Sequence[Here]:
        tickets.load(db, ticket_id)
        agent = own_agent(db, by, at=at)
        presence.put(db, ticket_id, agent.id, state, at=at, until=at + LASTS[state])
        return presence.at_ticket(db, ticket_id, at=at)

    return desk.write(save)


def leave(desk: Desk, ticket_id: TicketId, *, by: Principal) -> None:
    """Note that the caller has left a ticket; who was not there has left, too.

    Raises:
        TicketMissing: when there is no such ticket.
        NoAgent: when the caller is no agent.
    """

    def save(db: Connection) -> None:
        tickets.load(db, ticket_id)
        presence.remove(db, ticket_id, own_agent(db, by, at=desk.clock()).id)

    desk.write(save)


def who_is_there(desk: Desk, ticket_id: TicketId) -> Sequence[Here]:
    """Tell who is at a ticket.

    Raises:
        TicketMissing: when there is no such ticket.
    """
    with desk.read() as db:
        tickets.load(db, ticket_id)
        return presence.at_ticket(db, ticket_id, at=desk.clock())


def who_is_where(desk: Desk) -> Mapping[TicketId, Sequence[Here]]:
    """Tell who is at any ticket, in the order of the tickets."""
    with desk.read() as db:
        return dict(sorted(presence.everywhere(db, at=desk.clock()).items()))


def _is_known(there: Sequence[Here], mine: AgentId | None, state: Doing, at: datetime) -> bool:
    """Tell whether it stands there already, with enough time left."""
    needed = at + LASTS[state] * FRESH
    return any(one.agent_id == mine and one.state is state and one.until >= needed for one in there)
