"""Verdicts on disk: one revision for each message that was judged, never changed afterwards.

The first revision on an entry is what the desk decided by itself, and has its basis. Those that follow on the
same entry are a person's, or have the LLM's later word; they stand on that decision.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, insert, select

from firstline.core.ids import EntryId, TicketId
from firstline.store.bodies import packed, unpacked
from firstline.store.hot import Hot
from firstline.store.schema import entries, tickets, verdicts
from firstline.tickets.basis import Basis
from firstline.tickets.message import Message
from firstline.tickets.ticket import TicketMissing
from firstline.tickets.verdict import Verdict

ADD = Hot(insert(verdicts))
LOAD = (
    select(verdicts.c.body, verdicts.c.made_at, entries.c.text, verdicts.c.entry_id)
    .join(entries, entries.c.id == verdicts.c.entry_id)
    .where(verdicts.c.ticket_id == bindparam("ticket_id"), verdicts.c.revision == bindparam("revision"))
)
LATEST = (
    select(
        tickets.c.id,
        tickets.c.customer_name,
        tickets.c.revision,
        tickets.c.subject,
        tickets.c.subject_made,
        tickets.c.tier,
        entries.c.text,
        verdicts.c.body,
    )
    .join(verdicts, (verdicts.c.ticket_id == tickets.c.id) & (verdicts.c.revision == tickets.c.revision))
    .join(entries, entries.c.id == verdicts.c.entry_id)
    .where(tickets.c.id.in_(bindparam("ticket_ids", expanding=True)))
)
ON_TEXT = (
    select(verdicts.c.revision)
    .join(entries, entries.c.id == verdicts.c.entry_id)
    .where(verdicts.c.ticket_id == bindparam("ticket_id"), entries.c.text == bindparam("text"))
    .order_by(verdicts.c.revision)
    .limit(1)
)
EVERY = (
    select(
        verdicts.c.ticket_id,
        verdicts.c.revision,
        verdicts.c.entry_id,
        verdicts.c.made_at,
        entries.c.text,
        verdicts.c.body,
    )
    .join(entries, entries.c.id == verdicts.c.entry_id)
    .order_by(verdicts.c.ticket_id, verdicts.c.revision)
)
OF_TICKET = EVERY.where(verdicts.c.ticket_id == bindparam("ticket_id"))
OF_TICKETS = EVERY.where(verdicts.c.ticket_id.between(bindparam("first"), bindparam("last")))


@dataclass(frozen=True, slots=True)
class Revision:
    """A verdict, when it was made, and the text that it judges."""

    verdict: Verdict
    made_at: datetime
    text: str
    entry_id: EntryId
    """The entry that it judges."""


@dataclass(frozen=True, slots=True)
class Latest:
    """What a draft follows: the newest revision of a ticket's verdict, and what it judges."""

    customer_name: str
    revision: int
    message: Message
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision as it lies there, unread."""

    ticket_id: TicketId
    revision: int
    entry_id: EntryId
    made_at: datetime
    text: str
    """Of the entry that it judges."""
    body: bytes


def add(  # noqa: PLR0913 - a revision has this many parts
    db: Connection,
    ticket_id: TicketId,
    *,
    revision: int,
    entry_id: EntryId,
    verdict: Verdict,
    at: datetime,
    basis: Basis | None = None,
) -> None:
    """Store a revision; the first one on an entry has a basis."""
    values = {
        "ticket_id": ticket_id,
        "revision": revision,
        "entry_id": entry_id,
        "body": packed(verdict, basis),
        "made_at": at,
    }
    ADD.run(db, values)


def load(db: Connection, ticket_id: TicketId, revision: int) -> Revision:
    """Fetch a revision that is known to be there."""
    body, made_at, text, entry_id = db.execute(LOAD, {"ticket_id": ticket_id, "revision": revision}).one()
    return Revision(unpacked(body), made_at, text, EntryId(entry_id))


def of_ticket(db: Connection, ticket_id: TicketId) -> Sequence[Kept]:
    """Fetch all revisions of a ticket, the first first, or say that it is missing."""
    found = _kept(db, OF_TICKET, ticket_id=ticket_id)
    if not found:
        message = "Ticket not found"
        raise TicketMissing(message)
    return found


def before(db: Connection, ticket_id: TicketId | None, *, limit: int) -> Sequence[Kept]:
    """Fetch all revisions of the tickets before this one, or of the newest; in the order of their numbers."""
    wanted = select(tickets.c.id).order_by(tickets.c.id.desc()).limit(limit)
    ids = db.execute(wanted if ticket_id is None else wanted.where(tickets.c.id < ticket_id)).scalars().all()
    return _kept(db, OF_TICKETS, first=ids[-1], last=ids[0]) if ids else []


def latest(db: Connection, ticket_ids: Iterable[TicketId]) -> dict[TicketId, Latest]:
    """Fetch what drafts follow."""
    rows = db.execute(LATEST, {"ticket_ids": list(ticket_ids)})
    return {row.id: _latest(row) for row in rows}


def revision_on(db: Connection, ticket_id: TicketId, text: str) -> int | None:
    """Name the revision that judged exactly this text, if one did."""
    found: int | None = db.execute(ON_TEXT, {"ticket_id": ticket_id, "text": text}).scalar()
    return found


def _latest(row: Any) -> Latest:  # noqa: ANN401 - a row of `LATEST`
    message = Message(row.text, "" if row.subject_made else row.subject, row.tier)
    return Latest(row.customer_name, row.revision, message, unpacked(row.body))


def _kept(db: Connection, wanted: Select[Any], **values: object) -> list[Kept]:
    return [Kept(*row) for row in db.execute(wanted, values)]
