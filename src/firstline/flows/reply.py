"""Step 5: an agent answers the customer, or leaves a note for the others.

The policy check reads every reply and says what it found. At the native door a rule may hold a reply back:
one that needs a second person is sent by a lead or an admin, one that blocks by nobody; the doors of the
seeds take what they are documented to take. What was written is found by the search, and the agent's draft
of it is gone, in the transaction that adds it to the thread. What waits a moment before that (`outgoing.py`)
is checked and goes into the thread by the same functions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from firstline.core.access import Permission, Principal
from firstline.core.errors import Conflict
from firstline.core.ids import AgentId, EntryId, TicketId
from firstline.core.versions import Expected
from firstline.flows.change import Act, Told, act_within
from firstline.flows.desk import Desk
from firstline.flows.detail import Seen, see
from firstline.replies.policy import PolicyCheck, check
from firstline.store import agent_drafts, agents, tickets, verdicts
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.ticket import Entry, EntryKind, Status, Ticket
from firstline.tickets.verdict import Level

EVENTS = {EntryKind.REPLY: "ticket.replied", EntryKind.NOTE: "ticket.noted"}


class ReplyHeld(Conflict):
    """The policy holds a reply back."""

    code = "reply_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What an agent wrote."""

    kind: EntryKind
    text: str
    html: str | None = None
    """Sanitised."""
    status: Status | None = None
    """Where the ticket shall stand then; None: where it stands."""
    is_held: bool = False
    """Whether the policy may hold it back."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote, as the thread names them."""

    name: str
    agent_id: AgentId | None
    """None: a key without an account."""


@dataclass(frozen=True, slots=True)
class Written:
    """The ticket with its new entry, and what the policy check says of a reply."""

    seen: Seen
    entry: Entry
    policy: PolicyCheck | None


def reply_to_ticket(desk: Desk, ticket_id: TicketId, *, agent: str, text: str, by: Principal) -> Ticket:
    """Add a reply to the thread; the status stays as it is.

    At a desk without accounts it is the named agent's, else the caller's own.
    """
    reply = Contribution(kind=EntryKind.REPLY, text=text)
    return add_to_thread(desk, ticket_id, reply, by=by, local_name=agent).seen.ticket


def add_to_thread(  # noqa: PLR0913 - all of the situation
    desk: Desk,
    ticket_id: TicketId,
    contribution: Contribution,
    *,
    by: Principal,
    local_name: str | None = None,
    expected: Expected = None,
) -> Written:
    """Add a reply or a note to the thread.

    Args:
        desk: where the ticket is.
        ticket_id: its number.
        contribution: what was written.
        by: who wrote it.
        local_name: at a desk without accounts, whose name stands over it.
        expected: the versions of the ticket that the caller has seen.

    Raises:
        Outdated: when the ticket is not as the caller has seen it.
        ReplyHeld: when a rule of the policy holds the reply back.
    """
    name = (local_name if by.is_local else None) or by.name
    checks = check_contribution(desk, ticket_id, contribution, by=by)

    def save(db: Connection) -> Written:
        written: list[Entry] = []
        act = _adding(contribution, name, by, written)
        ticket = act_within(db, ticket_id, act, at=desk.clock(), actor=name, expected=expected)
        return Written(see(db, [ticket], by=by)[0], written[0], checks.get(Level(ticket.level)))

    return desk.write(save)


def check_contribution(
    desk: Desk, ticket_id: TicketId, contribution: Contribution, *, by: Principal
) -> Mapping[Level, PolicyCheck]:
    """Check what was written for whatever level its ticket may have; a note has no check.

    A long text takes its time, so this is done before the transaction.

    Raises:
        ReplyHeld: when a rule of the policy holds the reply back.
    """
    checks = _checks(desk, ticket_id, contribution)
    if contribution.is_held and checks:
        _check_sending(checks[Level.P2], by)
    return checks


def author_of(db: Connection, name: str, *, by: Principal, at: datetime) -> Author:
    """Say who stands over what the caller writes; at a desk without accounts it is whom they name."""
    return Author(name, agents.find_or_add(db, name, at=at) if by.is_local else by.agent_id)


def forget_draft(db: Connection, author: Author, ticket_id: TicketId, kind: EntryKind) -> None:
    """Take the draft away of what the author has now written."""
    if author.agent_id is not None:
        agent_drafts.remove(db, author.agent_id, ticket_id, kind)


def put_into_thread(
    db: Connection, ticket: Ticket, contribution: Contribution, author: Author, *, at: datetime
) -> tuple[Ticket, Entry]:
    """Add it to the thread of a ticket that is held; give the next ticket, which is still to be saved."""
    after = _after(ticket, contribution, at)
    return after, _add(db, after, contribution, author)


def _adding(contribution: Contribution, name: str, by: Principal, written: list[Entry]) -> Act:
    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        author = author_of(db, name, by=by, at=at)
        forget_draft(db, author, ticket.id, contribution.kind)
        after, entry = put_into_thread(db, ticket, contribution, author, at=at)
        written.append(entry)
        return Told(after, EVENTS[contribution.kind], {"entry_id": entry.id})

    return act


def _checks(desk: Desk, ticket_id: TicketId, contribution: Contribution) -> Mapping[Level, PolicyCheck]:
    """Check a reply for whatever level its ticket may have by then; a note is for colleagues."""
    if contribution.kind is not EntryKind.REPLY:
        return {}
    with desk.read() as db:
        ticket = tickets.load(db, ticket_id)
        newest = verdicts.load(db, ticket_id, ticket.revision)
    pressing, usual = (
        check(
            contribution.text,
            level=level,
            ticket=newest.text,
            sla_hours=ticket.sla_hours,
            own_links=desk.board.own_links,
            rules=desk.board.rules,
        )
        for level in (Level.P1, Level.P2)
    )
    return {Level.P1: pressing, Level.P2: usual, Level.P3: usual}


def _check_sending(found: PolicyCheck, by: Principal) -> None:
    """Hold a reply back where a rule says so; what the customer's words call for holds none back."""
    own = [one for one in found.findings if one.source == "draft"]
    blocked = [one.reason for one in own if one.action == "block"]
    if blocked:
        message = f"This reply cannot be sent. {_told(blocked)} Change it, or ask an admin about the rule."
        raise ReplyHeld(message)
    doubted = [one.reason for one in own if one.action == "second_person"]
    if doubted and Permission.LEAD not in by.permissions:
        message = f"This reply needs a second person. {_told(doubted)} Change it, or let a lead send it."
        raise ReplyHeld(message)


def _told(reasons: Sequence[str]) -> str:
    return " ".join(f"{reason}." for reason in dict.fromkeys(reasons))


def _after(ticket: Ticket, contribution: Contribution, at: datetime) -> Ticket:
    if contribution.status is None or contribution.status is ticket.status:
        return moves.touch(ticket, at=at)
    return moves.set_status(ticket, contribution.status, at=at)


def _add(db: Connection, ticket: Ticket, contribution: Contribution, author: Author) -> Entry:
    kind, text, html, at = contribution.kind, contribution.text, contribution.html, ticket.updated_at
    entry_id = tickets.add_entry(
        db, ticket.id, kind=kind, author=author.name, agent_id=author.agent_id, text=text, html=html, at=at
    )
    tickets.add_work_to_search(db, ticket.id, text)
    return Entry(EntryId(entry_id), ticket.id, kind, author.name, text, at, html)
