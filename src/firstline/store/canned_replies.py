"""Canned replies on disk."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from firstline.core.errors import Missing
from firstline.core.text import folded
from firstline.store.schema import canned_replies

AT_ONCE = 100
"""Rows that a list reads at a time."""


class CannedReplyMissing(Missing):
    """There is no such canned reply."""

    code = "canned_reply_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedReply:
    """A text that agents use again and again."""

    id: int
    version: int
    title: str
    text: str
    html: str | None
    category: str | None
    """None: for any."""
    language: str | None
    """None: for any."""
    author: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which canned replies a list is asked for; those for any category or language are always among them."""

    contained: str | None = None
    """In the title or the text, whatever the case."""
    category: str | None = None
    language: str | None = None


def add(db: Connection, values: dict[str, Any]) -> CannedReply:
    """Store a canned reply; `values` has every field but its id."""
    number = db.execute(insert(canned_replies).values(values).returning(canned_replies.c.id)).scalar_one()
    return CannedReply(id=number, **values)


def load(db: Connection, number: int, *, to_change: bool = False) -> CannedReply:
    """Fetch one, or say that it is missing; `to_change` holds it until the transaction ends."""
    wanted = select(canned_replies).where(canned_replies.c.id == number)
    row = db.execute(wanted.with_for_update() if to_change else wanted).one_or_none()
    if row is None:
        message = f"There is no canned reply {number}."
        raise CannedReplyMissing(message)
    return CannedReply(**row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name


def save(db: Connection, number: int, changes: dict[str, Any]) -> None:
    """Write down what changed."""
    db.execute(update(canned_replies).where(canned_replies.c.id == number).values(changes))


def remove(db: Connection, number: int) -> None:
    """Forget a canned reply."""
    db.execute(delete(canned_replies).where(canned_replies.c.id == number))


def count(db: Connection) -> int:
    """Count them all."""
    return int(db.execute(select(func.count()).select_from(canned_replies)).scalar_one())


def under(db: Connection, categories: Collection[str]) -> Sequence[CannedReply]:
    """List those for one of these categories, held until the transaction ends."""
    wanted = select(canned_replies).where(canned_replies.c.category.in_(sorted(categories)))
    rows = db.execute(wanted.order_by(canned_replies.c.id).with_for_update())
    return [CannedReply(**row._mapping) for row in rows]  # noqa: SLF001 - as above


def walk(db: Connection, sought: Sought, *, after: int = 0) -> Iterator[CannedReply]:
    """Go through those that are sought, in the order in which they were made."""
    page = select(canned_replies).order_by(canned_replies.c.id).limit(AT_ONCE)
    for column, value in (
        (canned_replies.c.category, sought.category),
        (canned_replies.c.language, sought.language),
    ):
        if value is not None:
            page = page.where(or_(column == value, column.is_(None)))
    wanted = folded(sought.contained or "")
    while rows := db.execute(page.where(canned_replies.c.id > after)).all():
        for row in rows:
            if wanted in folded(row.title) or wanted in folded(row.text):
                yield CannedReply(**row._mapping)  # noqa: SLF001 - as above
        after = rows[-1].id
