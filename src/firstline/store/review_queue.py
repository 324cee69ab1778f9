"""Tickets that a person could label: the newest ones, each with its newest verdict and what that judges.

Of a long text only as much is fetched as is looked at, so that a thousand long messages fit into memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from firstline.core.ids import TicketId
from firstline.store.bodies import unpacked
from firstline.store.schema import entries, tickets, verdicts
from firstline.tickets.message import Message
from firstline.tickets.verdict import Verdict

LOOKED_AT = 8_000
"""Characters of a text that are fetched: twice what an encoder looks at, because quoted mail is left out."""
SHOWN = 200
"""Characters of a message that a list shows."""

EACH = (
    select(
        tickets.c.id,
        tickets.c.subject,
        tickets.c.subject_made,
        tickets.c.tier,
        tickets.c.category,
        func.substr(tickets.c.message, 1, SHOWN).label("preview"),
        func.substr(entries.c.text, 1, LOOKED_AT).label("text"),
        verdicts.c.body,
    )
    .join(verdicts, (verdicts.c.ticket_id == tickets.c.id) & (verdicts.c.revision == tickets.c.revision))
    .join(entries, entries.c.id == verdicts.c.entry_id)
)
NEWEST = EACH.order_by(tickets.c.id.desc()).limit(bindparam("most"))
OPEN = (
    select(tickets.c.id)
    .where(
        tickets.c.resolved_at.is_(None), tickets.c.snoozed_until.is_(None), tickets.c.id != bindparam("but")
    )
    .order_by(tickets.c.received_at.desc(), tickets.c.id.desc())
    .limit(bindparam("most"))
    .subquery()
)
NEWEST_OPEN = EACH.join(OPEN, OPEN.c.id == tickets.c.id).order_by(
    tickets.c.received_at.desc(), tickets.c.id.desc()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A ticket as somebody would be asked about it."""

    ticket_id: TicketId
    subject: str
    preview: str
    """How its first message begins."""
    category: str
    message: Message
    """What the newest verdict judges."""
    verdict: Verdict


def newest(db: Connection, *, most: int) -> Iterator[Candidate]:
    """Give the newest tickets, one after the other."""
    return map(_candidate, db.execute(NEWEST, {"most": most}))


def newest_open(db: Connection, *, but: TicketId, most: int) -> Iterator[Candidate]:
    """Give the open tickets of which customers wrote last, but for one of them."""
    return map(_candidate, db.execute(NEWEST_OPEN, {"but": but, "most": most}))


def _candidate(row: Any) -> Candidate:  # noqa: ANN401 - a row of `EACH`
    return Candidate(
        ticket_id=TicketId(row.id),
        subject=row.subject,
        preview=row.preview,
        category=row.category,
        message=Message(row.text, "" if row.subject_made else row.subject, row.tier),
        verdict=unpacked(row.body),
    )
