"""Corrections on disk: who set which field of a ticket to what, and who took it back.

Of a row only the two columns of the taking back ever change, once; what was taken back stays in the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from firstline.core.ids import TicketId
from firstline.store.schema import corrections
from firstline.tickets.corrections import Correction

ADD = insert(corrections).returning(corrections.c.id)
OF = (
    select(
        corrections.c.id,
        corrections.c.revision,
        corrections.c.field,
        corrections.c.before,
        corrections.c.after,
        corrections.c.author,
        corrections.c.corrected_at,
        corrections.c.taken_back_at,
        corrections.c.taken_back_by,
    )
    .where(corrections.c.ticket_id == bindparam("ticket"))
    .order_by(corrections.c.id.desc())
)
STANDING = OF.where(corrections.c.taken_back_at.is_(None))
FIND = OF.where(corrections.c.id == bindparam("number"))
HAS = (
    select(corrections.c.id)
    .where(
        corrections.c.ticket_id == bindparam("ticket"),
        corrections.c.field == bindparam("name"),
        corrections.c.taken_back_at.is_(None),
    )
    .limit(1)
)
TAKE_BACK = (
    update(corrections)
    .where(corrections.c.id == bindparam("number"))
    .values(taken_back_at=bindparam("at"), taken_back_by=bindparam("by"))
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
    taken_back_at: datetime | None = None
    """None: it stands."""
    taken_back_by: str | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """When a correction was taken back, and by whom."""

    at: datetime
    by: str


def add(  # noqa: PLR0913 - a correction has this many parts
    db: Connection,
    ticket_id: TicketId,
    made: Sequence[Correction],
    *,
    revision: int,
    author: str,
    at: datetime,
) -> Sequence[Corrected]:
    """Store what a person changed at once, and give it as it is listed."""
    plain = (msgspec.to_builtins(one) for one in made)
    rows = [Corrected(0, revision, **one, author=author, corrected_at=at) for one in plain]
    return [replace(row, id=db.execute(ADD, _values(ticket_id, row)).scalar_one()) for row in rows]


def add_told(db: Connection, told: Sequence[tuple[TicketId, Corrected]]) -> None:
    """Store what people changed, and took back, at another desk."""
    if told:
        db.execute(insert(corrections), [_values(*one) for one in told])


def of(db: Connection, ticket_id: TicketId, *, before: int | None = None, limit: int) -> Sequence[Corrected]:
    """List what people corrected on a ticket, the last first; `before` is where the page before ended."""
    page = OF if before is None else OF.where(corrections.c.id < before)
    return [Corrected(*row) for row in db.execute(page.limit(limit), {"ticket": ticket_id})]


def standing(db: Connection, ticket_id: TicketId) -> Sequence[Corrected]:
    """List the corrections of a ticket that nobody has taken back, the last first."""
    return [Corrected(*row) for row in db.execute(STANDING, {"ticket": ticket_id})]


def find(db: Connection, ticket_id: TicketId, number: int) -> Corrected | None:
    """Fetch a correction of a ticket, if there is one of this number."""
    row = db.execute(FIND, {"ticket": ticket_id, "number": number}).one_or_none()
    return None if row is None else Corrected(*row)


def has(db: Connection, ticket_id: TicketId, name: str) -> bool:
    """Tell whether a person has set this field of a ticket, and nobody has taken it back."""
    return db.execute(HAS, {"ticket": ticket_id, "name": name}).first() is not None


def take_back(db: Connection, number: int, taken: TakenBack) -> None:
    """Note that a correction was taken back."""
    db.execute(TAKE_BACK, {"number": number, "at": taken.at, "by": taken.by})


def _values(ticket_id: TicketId, row: Corrected) -> dict[str, Any]:
    own = (one.name for one in fields(Corrected) if one.name != "id")
    return {"ticket_id": ticket_id} | {name: getattr(row, name) for name in own}
