"""Corrections on disk: who set which field of a ticket to what, never changed afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from firstline.core.ids import TicketId
from firstline.store.schema import corrections
from firstline.tickets.corrections import Correction

ADD = insert(corrections)
OF = (
    select(
        corrections.c.id,
        corrections.c.revision,
        corrections.c.field,
        corrections.c.before,
        corrections.c.after,
        corrections.c.author,
        corrections.c.corrected_at,
    )
    .where(corrections.c.ticket_id == bindparam("ticket"))
    .order_by(corrections.c.id.desc())
)
HAS = (
    select(corrections.c.id)
    .where(corrections.c.ticket_id == bindparam("ticket"), corrections.c.field == bindparam("name"))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction as it was made."""

    id: int
    revision: int
    """Of the verdict that holds what the person set."""
    field: str
    before: Any
    after: Any
    author: str
    corrected_at: datetime


def add(  # noqa: PLR0913 - a correction has this many parts
    db: Connection,
    ticket_id: TicketId,
    made: Sequence[Correction],
    *,
    revision: int,
    author: str,
    at: datetime,
) -> None:
    """Store what a person changed at once."""
    same = {"ticket_id": ticket_id, "revision": revision, "author": author, "corrected_at": at}
    if made:
        db.execute(ADD, [same | msgspec.to_builtins(one) for one in made])


def of(db: Connection, ticket_id: TicketId, *, before: int | None = None, limit: int) -> Sequence[Corrected]:
    """List what people corrected on a ticket, the last first; `before` is where the page before ended."""
    page = OF if before is None else OF.where(corrections.c.id < before)
    return [Corrected(*row) for row in db.execute(page.limit(limit), {"ticket": ticket_id})]


def has(db: Connection, ticket_id: TicketId, name: str) -> bool:
    """Tell whether a person has ever set this field of a ticket."""
    return db.execute(HAS, {"ticket": ticket_id, "name": name}).first() is not None
