"""One ticket with all that belongs to it, as one moment had it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from firstline.core.access import Principal
from firstline.core.errors import Missing
from firstline.core.ids import EntryId, TicketId
from firstline.flows.desk import Desk
from firstline.flows.propose import ask_library, number_of, proposal_for
from firstline.flows.who import find_own
from firstline.replies.proposal import Proposal
from firstline.store import (
    agent_drafts,
    corrections,
    drafts,
    entries,
    events,
    outgoing,
    read_marks,
    tags,
    taxonomies,
    tickets,
    verdicts,
)
from firstline.store.agent_drafts import AgentDraft
from firstline.store.corrections import Corrected
from firstline.store.db import Connection
from firstline.store.events import Logged
from firstline.store.outgoing import Outgoing
from firstline.store.verdicts import Revision
from firstline.tickets.message import Message
from firstline.tickets.ticket import Entry, Ticket
from firstline.tickets.unread import is_unread

THREAD = 200
"""Entries that are given with the ticket."""
TIMELINE = 100
"""Events that are given with the ticket."""


class VerdictMissing(Missing):
    """The ticket has no such revision of its verdict."""

    code = "verdict_missing"


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket as an agent sees it in a list."""

    ticket: Ticket
    tags: Sequence[str]
    unread: bool | None
    """None: whoever looks is no agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A ticket with all that belongs to it."""

    seen: Seen
    revision: Revision
    thread: Sequence[Entry]
    """The newest entries, the oldest of them first."""
    is_whole: bool
    """Whether that is the whole thread."""
    timeline: Sequence[Logged]
    """The newest events, the newest first."""
    drafts: Sequence[AgentDraft]
    """What whoever looks is about to write."""
    outgoing: Sequence[Outgoing]
    """What waits a moment before it is in the thread, the oldest first."""
    proposal: Proposal


def look_at_ticket(desk: Desk, ticket_id: TicketId, *, by: Principal) -> Detail:
    """Give a ticket with all that belongs to it, or say that it is missing."""
    with desk.read() as db:
        return detail_of(desk, db, tickets.load(db, ticket_id), by=by)


def detail_of(desk: Desk, db: Connection, ticket: Ticket, *, by: Principal) -> Detail:
    """Give what belongs to a ticket, inside the caller's transaction."""
    me = find_own(db, by)
    newest = entries.page(db, ticket.id, limit=THREAD + 1)
    revision = verdicts.load(db, ticket.id, ticket.revision)
    return Detail(
        seen=see(db, [ticket], by=by)[0],
        revision=revision,
        thread=list(reversed(newest[:THREAD])),
        is_whole=len(newest) <= THREAD,
        timeline=events.page_of(db, ticket.id, limit=TIMELINE),
        drafts=() if me is None else agent_drafts.of(db, me, ticket.id),
        outgoing=outgoing.of(db, ticket.id),
        proposal=_proposal(desk, db, ticket, revision),
    )


def see_tickets(desk: Desk, found: Sequence[Ticket], *, by: Principal) -> Sequence[Seen]:
    """Add to some tickets what a list shows of each."""
    with desk.read() as db:
        return see(db, found, by=by)


def see(db: Connection, found: Sequence[Ticket], *, by: Principal) -> Sequence[Seen]:
    """Add to some tickets what a list shows of each, inside the caller's transaction."""
    ids, me = [ticket.id for ticket in found], find_own(db, by)
    tagged = tags.of(db, ids)
    read = {} if me is None else read_marks.of(db, me, ids)
    return [Seen(one, tagged[one.id], _is_unread(one, by, read.get(one.id))) for one in found]


def find_revision(desk: Desk, ticket_id: TicketId, revision: int) -> Revision:
    """Give a revision of a ticket's verdict.

    Raises:
        TicketMissing: when there is no such ticket.
        VerdictMissing: when its verdict has no such revision.
    """
    with desk.read() as db:
        ticket = tickets.load(db, ticket_id)
        if not 1 <= revision <= ticket.revision:
            message = f"The verdict has the revisions 1 to {ticket.revision}."
            raise VerdictMissing(message)
        return verdicts.load(db, ticket_id, revision)


def find_proposal(desk: Desk, ticket_id: TicketId) -> Proposal:
    """Give the reply that the desk proposes, as it was stored, else as it would be made now."""
    with desk.read() as db:
        ticket = tickets.load(db, ticket_id)
        return _proposal(desk, db, ticket, verdicts.load(db, ticket_id, ticket.revision))


def read_thread(desk: Desk, ticket_id: TicketId, *, before: EntryId | None, limit: int) -> Sequence[Entry]:
    """List a ticket's entries, the newest first."""
    with desk.read() as db:
        tickets.load(db, ticket_id)
        return entries.page(db, ticket_id, before=before, limit=limit)


def read_corrections(
    desk: Desk, ticket_id: TicketId, *, before: int | None, limit: int
) -> Sequence[Corrected]:
    """List what people have corrected on a ticket, the last first."""
    with desk.read() as db:
        tickets.load(db, ticket_id)
        return corrections.of(db, ticket_id, before=before, limit=limit)


def _is_unread(ticket: Ticket, by: Principal, read_at: datetime | None) -> bool | None:
    if by.agent_id is None and not by.is_local:
        return None
    return is_unread(ticket, read_at)


def _proposal(desk: Desk, db: Connection, ticket: Ticket, revision: Revision) -> Proposal:
    stored = drafts.newest(db, ticket.id, revision=ticket.revision)
    if stored is not None:
        return stored
    taxonomy = taxonomies.load_newer(db, desk.board.taxonomy)
    message = Message(revision.text, "" if ticket.subject_made else ticket.subject, ticket.tier)
    asked = ask_library(desk, message, revision.verdict)
    return proposal_for(
        ticket.customer_name,
        revision.verdict,
        taxonomy,
        asked,
        ticket=revision.text,
        number=number_of(ticket),
        rules=desk.board.rules,
    )
