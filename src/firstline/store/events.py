"""The event log: append-only, the audit trail and the source of live updates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from firstline.core.ids import TicketId
from firstline.store.hot import Hot
from firstline.store.schema import events

ADD = Hot(insert(events))


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a ticket."""

    kind: str
    actor: str
    data: Mapping[str, Any]
    happened_at: datetime


def add(db: Connection, ticket_id: TicketId | None, event: Event) -> None:
    """Append to the log."""
    values = {
        "ticket_id": ticket_id,
        "kind": event.kind,
        "actor": event.actor,
        "data": event.data,
        "happened_at": event.happened_at,
    }
    ADD.scalar(db, values)


def timeline(db: Connection, ticket_id: TicketId) -> Sequence[Event]:
    """List what happened to a ticket, oldest first."""
    columns = (events.c.kind, events.c.actor, events.c.data, events.c.happened_at)
    return [
        Event(*row)
        for row in db.execute(select(*columns).where(events.c.ticket_id == ticket_id).order_by(events.c.id))
    ]
