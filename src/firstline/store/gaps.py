"""What customers asked and no article answers, on disk: alike questions together, with their tickets.

What always holds: a ticket is counted once in a gap, however often it is drafted for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, exists, insert, select, update

from firstline.core.errors import Missing
from firstline.core.ids import TicketId
from firstline.store.hold import hold
from firstline.store.schema import gap_tickets, knowledge_gaps

HALF: Final = np.dtype("<f2")
RECORDING: Final = "knowledge_gaps"
MOST_COMPARED: Final = 2_000
"""Open gaps, those asked last, with which a question is compared."""
SHOWN: Final = 20
"""Tickets of a gap that are named, the newest first."""


class GapState(StrEnum):
    """What has become of a gap."""

    OPEN = "open"
    ANSWERED = "answered"
    """An article was written, or is there after all."""
    DISMISSED = "dismissed"
    """It is no matter for the knowledge base."""


class GapMissing(Missing):
    """There is no such gap."""

    code = "gap_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A question without an answer."""

    id: int
    version: int
    question: str
    """As the first one asked it."""
    language: str
    category: str
    state: GapState
    times: int
    """How many tickets asked it."""
    first_at: datetime
    last_at: datetime
    tickets: Sequence[TicketId] = ()
    """The newest of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Near:
    """A gap with which a question is compared."""

    id: int
    question: str
    vector: NDArray[np.float32] | None


def comparable(db: Connection, language: str, encoder: str) -> Sequence[Near]:
    """Give the open gaps of a language, the last first; nobody else records one meanwhile."""
    hold(db, RECORDING)
    columns = (
        knowledge_gaps.c.id,
        knowledge_gaps.c.question,
        knowledge_gaps.c.encoder,
        knowledge_gaps.c.vector,
    )
    wanted = select(*columns).where(
        knowledge_gaps.c.state == GapState.OPEN, knowledge_gaps.c.language == language
    )
    rows = db.execute(wanted.order_by(knowledge_gaps.c.last_at.desc()).limit(MOST_COMPARED))
    return [
        Near(row.id, row.question, _vector(row.vector) if row.vector and row.encoder == encoder else None)
        for row in rows
    ]


def add(  # noqa: PLR0913 - a gap has this many parts
    db: Connection,
    question: str,
    *,
    language: str,
    category: str,
    encoder: str,
    vector: NDArray[np.float32] | None,
    at: datetime,
) -> int:
    """Store a new gap, which no ticket has asked yet."""
    values = {
        "version": 1,
        "question": question,
        "language": language,
        "category": category,
        "state": GapState.OPEN,
        "times": 0,
        "first_at": at,
        "last_at": at,
        "encoder": encoder if vector is not None else "",
        "vector": None if vector is None else vector.astype(HALF).tobytes(),
    }
    return int(db.execute(insert(knowledge_gaps).values(values).returning(knowledge_gaps.c.id)).scalar_one())


def is_counted(db: Connection, ticket_id: TicketId) -> bool:
    """Tell whether a ticket has asked something that has no answer before."""
    return bool(db.execute(select(exists().where(gap_tickets.c.ticket_id == ticket_id))).scalar())


def count(db: Connection, gap_id: int, ticket_id: TicketId, *, at: datetime) -> None:
    """Let a ticket have asked it."""
    db.execute(insert(gap_tickets).values(gap_id=gap_id, ticket_id=ticket_id, asked_at=at))
    more = {"times": knowledge_gaps.c.times + 1, "last_at": at, "version": knowledge_gaps.c.version + 1}
    db.execute(update(knowledge_gaps).where(knowledge_gaps.c.id == gap_id).values(more))


def load(db: Connection, gap_id: int, *, to_change: bool = False) -> Gap:
    """Fetch a gap, or say that it is missing."""
    wanted = select(knowledge_gaps).where(knowledge_gaps.c.id == gap_id)
    row = db.execute(wanted.with_for_update() if to_change else wanted).one_or_none()
    if row is None:
        message = f"There is no knowledge gap {gap_id}."
        raise GapMissing(message)
    return _gap(row, _tickets(db, gap_id))


def settle(db: Connection, gap: Gap, state: GapState) -> None:
    """Write down what has become of it."""
    values = {"state": state, "version": gap.version + 1}
    db.execute(update(knowledge_gaps).where(knowledge_gaps.c.id == gap.id).values(values))


def page(
    db: Connection, state: GapState | None, *, limit: int, after: tuple[int, int] | None = None
) -> Sequence[Gap]:
    """List gaps, those asked most first; `after` is how often the last one was asked, and its id."""
    times, number = knowledge_gaps.c.times, knowledge_gaps.c.id
    wanted = select(knowledge_gaps)
    if state is not None:
        wanted = wanted.where(knowledge_gaps.c.state == state)
    if after is not None:
        wanted = wanted.where((times < after[0]) | ((times == after[0]) & (number < after[1])))
    rows = db.execute(wanted.order_by(times.desc(), number.desc()).limit(limit)).all()
    return [_gap(row, _tickets(db, row.id)) for row in rows]


def _tickets(db: Connection, gap_id: int) -> Sequence[TicketId]:
    wanted = select(gap_tickets.c.ticket_id).where(gap_tickets.c.gap_id == gap_id)
    rows = db.execute(wanted.order_by(gap_tickets.c.ticket_id.desc()).limit(SHOWN))
    return [TicketId(number) for number in rows.scalars()]


def _vector(stored: bytes) -> NDArray[np.float32]:
    return np.frombuffer(stored, HALF).astype(np.float32)


def _gap(row: Row[Any], tickets: Sequence[TicketId]) -> Gap:
    return Gap(
        id=row.id,
        version=row.version,
        question=row.question,
        language=row.language,
        category=row.category,
        state=GapState(row.state),
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
        tickets=tickets,
    )
