"""Replies and notes that wait a moment before they are in the thread.

What always holds: a row is never changed, and its number is given to no other, so that a late word about one
that has gone is about none. Whoever adds or takes one holds its ticket.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, bindparam, cast, delete, exists, insert, select

from firstline.core.ids import AgentId, OutgoingId, TicketId
from firstline.store.schema import events, outgoing
from firstline.tickets.replay import ADDS
from firstline.tickets.ticket import EntryKind, Status

MOST = 100
"""Of a ticket that are shown at once; a person has one or two on their way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A reply or a note on its way."""

    id: OutgoingId
    ticket_id: TicketId
    kind: EntryKind
    author: str
    agent_id: AgentId | None
    """None: a key without an account wrote it."""
    credential: str
    """With which it came."""
    text: str
    html: str | None
    status: Status | None
    """Where the ticket shall stand then; None: where it stands."""
    heard_at: datetime | None
    """When the customer had written last, as the ticket said."""
    due_at: datetime
    created_at: datetime


THIS = outgoing.c.id == bindparam("number")
ADD = insert(outgoing).returning(outgoing.c.id)
FIND = select(outgoing).where(THIS)
OF = select(outgoing).where(outgoing.c.ticket_id == bindparam("ticket")).order_by(outgoing.c.id).limit(MOST)
TAKE = delete(outgoing).where(THIS)
SENT = select(
    exists().where(
        events.c.ticket_id == bindparam("ticket"),
        events.c.kind.in_(sorted(ADDS)),
        cast(events.c.data["outgoing_id"].as_string(), BigInteger) == bindparam("number"),
    )
)


def add(db: Connection, values: dict[str, Any]) -> Outgoing:
    """Let something wait; `values` has every field of `Outgoing` but its number."""
    return Outgoing(id=OutgoingId(db.execute(ADD, values).scalar_one()), **values)


def find(db: Connection, number: OutgoingId) -> Outgoing | None:
    """Look for one; None: it has gone out, was taken back, or never was."""
    row = db.execute(FIND, {"number": number}).one_or_none()
    return None if row is None else _outgoing(row)


def of(db: Connection, ticket_id: TicketId) -> Sequence[Outgoing]:
    """List what is on its way on a ticket, the oldest first."""
    return [_outgoing(row) for row in db.execute(OF, {"ticket": ticket_id})]


def take(db: Connection, number: OutgoingId) -> bool:
    """Take one out, to send it or to give it back; False: somebody else has."""
    return db.execute(TAKE, {"number": number}).rowcount == 1


def is_sent(db: Connection, ticket_id: TicketId, number: OutgoingId) -> bool:
    """Tell whether one has gone out, which the event log knows."""
    return bool(db.execute(SENT, {"ticket": ticket_id, "number": number}).scalar_one())


def _outgoing(row: Row[Any]) -> Outgoing:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    kinds = {"kind": EntryKind(fields["kind"]), "status": fields["status"] and Status(fields["status"])}
    return Outgoing(**fields | kinds)
