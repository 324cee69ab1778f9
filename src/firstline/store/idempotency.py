"""Answers that were given, kept for callers who ask again with the same key."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from firstline.store.hold import hold
from firstline.store.schema import idempotency

FIND = select(idempotency.c.digest, idempotency.c.status, idempotency.c.body).where(
    idempotency.c.scope == bindparam("scope"), idempotency.c.key == bindparam("key")
)
KEEP = insert(idempotency)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller was told."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given before, and the fingerprint of the body it was given to."""

    digest: bytes
    answer: Answer


def find_alone(db: Connection, *, scope: str, key: str) -> Kept | None:
    """Look for an earlier answer before giving one; a concurrent repeat waits until the first has ended."""
    hold(db, f"once:{scope}:{key}")
    return find(db, scope=scope, key=key)


def find(db: Connection, *, scope: str, key: str) -> Kept | None:
    """Look for an earlier answer."""
    row = db.execute(FIND, {"scope": scope, "key": key}).one_or_none()
    return None if row is None else Kept(row[0], Answer(row[1], row[2]))


def keep(db: Connection, *, scope: str, key: str, kept: Kept, at: datetime) -> None:
    """Keep an answer, in the transaction of the change that it tells of."""
    values = {
        "scope": scope,
        "key": key,
        "digest": kept.digest,
        "status": kept.answer.status,
        "body": kept.answer.body,
        "kept_at": at,
    }
    db.execute(KEEP, values)


def forget(db: Connection, *, before: datetime) -> int:
    """Drop the answers that are older; tells how many."""
    return db.execute(delete(idempotency).where(idempotency.c.kept_at < before)).rowcount
