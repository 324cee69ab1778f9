"""What agents note about a customer, for each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from firstline.core.ids import CustomerId
from firstline.store.schema import customer_notes


@dataclass(frozen=True, slots=True)
class Note:
    """A note about a customer."""

    id: int
    author: str
    text: str
    written_at: datetime


def add(db: Connection, customer_id: CustomerId, *, author: str, text: str, at: datetime) -> Note:
    """Write a note."""
    values = {"customer_id": customer_id, "author": author, "text": text, "written_at": at}
    number = db.execute(insert(customer_notes).values(values).returning(customer_notes.c.id)).scalar_one()
    return Note(number, author, text, at)


def page(db: Connection, customer_id: CustomerId, *, limit: int, before: int | None = None) -> Sequence[Note]:
    """List notes, the newest first."""
    names = ("id", "author", "text", "written_at")
    mine = select(*(customer_notes.c[name] for name in names))
    mine = mine.where(customer_notes.c.customer_id == customer_id)
    if before is not None:
        mine = mine.where(customer_notes.c.id < before)
    return [Note(*row) for row in db.execute(mine.order_by(customer_notes.c.id.desc()).limit(limit))]


def move(db: Connection, customer_id: CustomerId, goes_to: CustomerId) -> None:
    """Give all notes to another customer."""
    mine = customer_notes.c.customer_id == customer_id
    db.execute(update(customer_notes).where(mine).values(customer_id=goes_to))
