"""What came in, byte for byte, with its fingerprint."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from firstline.core.ids import RawId
from firstline.store.hot import Hot
from firstline.store.schema import raw_messages

ADD = Hot(insert(raw_messages).returning(raw_messages.c.id))


@dataclass(frozen=True, slots=True)
class Raw:
    """A message as it came through a door."""

    source: str
    content_type: str
    body: bytes


def add(db: Connection, raw: Raw, *, at: datetime) -> RawId:
    """Store the bytes."""
    return RawId(ADD.scalar(db, values_of(raw, at=at)))


def values_of(raw: Raw, *, at: datetime) -> dict[str, Any]:
    """Give the columns of a message that came in."""
    return {
        "source": raw.source,
        "content_type": raw.content_type,
        "sha256": hashlib.sha256(raw.body).digest(),
        "body": raw.body,
        "received_at": at,
    }


def load(db: Connection, raw_id: RawId) -> Raw:
    """Fetch the bytes again."""
    columns = (raw_messages.c.source, raw_messages.c.content_type, raw_messages.c.body)
    return Raw(*db.execute(select(*columns).where(raw_messages.c.id == raw_id)).one())
