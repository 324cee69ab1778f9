"""A reply or a note waits a moment before it goes out, and can be taken back until then.

It waits in a table, and the step that sends it in the queue; one commit writes both. Whoever sends it or
takes it back holds its ticket first and takes the row out, so the second of two finds nothing left. What
always holds: once it was acknowledged it is sent once or taken back, never both, and is never lost; where its
step was given up or cancelled, it still waits and can be taken back.

The policy and the version of the ticket are checked when the agent writes, because that is when they can
still change a word. What was acknowledged is sent whatever became of the ticket since. Only where the
customer has written again it ends no matter: the agent has not seen that message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from firstline.core.access import NotAllowed, Permission, Principal
from firstline.core.errors import Conflict, Missing
from firstline.core.ids import OutgoingId, TicketId
from firstline.core.versions import Expected
from firstline.flows.change import Act, Told, act_within
from firstline.flows.desk import Desk
from firstline.flows.detail import Seen, see
from firstline.flows.reply import (
    EVENTS,
    Author,
    Contribution,
    author_of,
    check_contribution,
    forget_draft,
    put_into_thread,
)
from firstline.flows.who import find_own
from firstline.replies.policy import PolicyCheck
from firstline.store import agent_drafts, outgoing
from firstline.store.agent_drafts import AgentDraft
from firstline.store.db import Connection
from firstline.store.outgoing import Outgoing
from firstline.tickets import moves
from firstline.tickets.ticket import ENDED, Entry, EntryKind, Status, Ticket
from firstline.tickets.verdict import Level

STEP = "send_entry"
SOONER = -1
"""The step goes before those for which nobody has been promised a moment."""

QUEUED = {EntryKind.REPLY: "ticket.reply_queued", EntryKind.NOTE: "ticket.note_queued"}
RECALLED = {EntryKind.REPLY: "ticket.reply_recalled", EntryKind.NOTE: "ticket.note_recalled"}


class OutgoingMissing(Missing):
    """Nothing of this number is on its way."""

    code = "outgoing_missing"


class AlreadySent(Conflict):
    """It has gone out."""

    code = "already_sent"


@dataclass(frozen=True, slots=True)
class Queued:
    """The ticket, what is on its way there, and what the policy check says of a reply."""

    seen: Seen
    waiting: Outgoing
    policy: PolicyCheck | None


@dataclass(frozen=True, slots=True)
class Recalled:
    """The ticket, what was taken back, and what the caller is about to write there."""

    seen: Seen
    taken: Outgoing
    draft: AgentDraft | None
    """Of the same kind."""


def send_later(  # noqa: PLR0913 - all of the situation
    desk: Desk,
    ticket_id: TicketId,
    contribution: Contribution,
    *,
    delay: timedelta,
    by: Principal,
    expected: Expected = None,
) -> Queued:
    """Let a reply or a note wait before it goes into the thread; the author's draft of it is gone at once.

    Raises:
        Outdated: when the ticket is not as the caller has seen it.
        ReplyHeld: when a rule of the policy holds the reply back.
    """
    checks = check_contribution(desk, ticket_id, contribution, by=by)

    def save(db: Connection) -> Queued:
        waiting: list[Outgoing] = []
        act = _queueing(desk, contribution, delay, by, waiting)
        ticket = act_within(db, ticket_id, act, at=desk.clock(), actor=by.name, expected=expected)
        return Queued(see(db, [ticket], by=by)[0], waiting[0], checks.get(Level(ticket.level)))

    return desk.write(save)


def recall_entry(desk: Desk, ticket_id: TicketId, number: OutgoingId, *, by: Principal) -> Recalled:
    """Take back what is on its way; the words are its author's draft again, unless they write another one.

    Raises:
        AlreadySent: when it has gone out.
        OutgoingMissing: when it was taken back before, or never was.
        NotAllowed: when it is a colleague's, and the caller is no lead.
    """

    def save(db: Connection) -> Recalled:
        taken: list[Outgoing] = []
        act = _recalling(number, by, taken)
        ticket = act_within(db, ticket_id, act, at=desk.clock(), actor=by.name)
        me = find_own(db, by)
        draft = None if me is None else agent_drafts.find(db, me, ticket_id, taken[0].kind)
        return Recalled(see(db, [ticket], by=by)[0], taken[0], draft)

    return desk.write(save)


def send_entry(desk: Desk, number: OutgoingId) -> None:
    """Send what has waited long enough. Safe to repeat: what is not there any more is nobody's to send."""
    with desk.read() as db:
        waiting = outgoing.find(db, number)
    if waiting is None:
        return

    def save(db: Connection) -> None:
        act_within(db, waiting.ticket_id, _sending(desk, waiting), at=desk.clock(), actor=waiting.author)

    desk.write(save)


def _queueing(
    desk: Desk, contribution: Contribution, delay: timedelta, by: Principal, waiting: list[Outgoing]
) -> Act:
    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        author = author_of(db, by.name, by=by, at=at)
        forget_draft(db, author, ticket.id, contribution.kind)
        one = outgoing.add(db, _values(ticket, contribution, author, by) | _moments(at, delay))
        _put(desk, db, one)
        waiting.append(one)
        return Told(moves.touch(ticket, at=at), QUEUED[one.kind], {"outgoing_id": one.id})

    return act


def _recalling(number: OutgoingId, by: Principal, taken: list[Outgoing]) -> Act:
    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        one = _find(db, ticket.id, number)
        _check_owner(one, by)
        outgoing.take(db, number)
        _give_back(db, one, at)
        taken.append(one)
        return Told(moves.touch(ticket, at=at), RECALLED[one.kind], {"outgoing_id": one.id})

    return act


def _sending(desk: Desk, waiting: Outgoing) -> Act:
    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        event = EVENTS[waiting.kind]
        if waiting.due_at > at:
            _put(desk, db, waiting)
            return Told(ticket, event)
        if not outgoing.take(db, waiting.id):  # it was taken back a moment ago
            return Told(ticket, event)
        status = _status_of(waiting, ticket)
        written, author = _contribution(waiting, status), Author(waiting.author, waiting.agent_id)
        after, entry = put_into_thread(db, ticket, written, author, at=at)
        return Told(after, event, _told(waiting, entry, status))

    return act


def _put(desk: Desk, db: Connection, waiting: Outgoing) -> None:
    key = f"{STEP}:{waiting.id}"
    desk.queue.put(db, STEP, waiting.id, key=key, priority=SOONER, at=waiting.due_at)


def _values(ticket: Ticket, contribution: Contribution, author: Author, by: Principal) -> dict[str, Any]:
    return {
        "ticket_id": ticket.id,
        "kind": contribution.kind,
        "author": author.name,
        "agent_id": author.agent_id,
        "credential": by.credential,
        "text": contribution.text,
        "html": contribution.html,
        "status": contribution.status,
        "heard_at": ticket.heard_at,
    }


def _moments(at: datetime, delay: timedelta) -> dict[str, Any]:
    return {"due_at": at + delay, "created_at": at}


def _contribution(waiting: Outgoing, status: Status | None) -> Contribution:
    return Contribution(kind=waiting.kind, text=waiting.text, html=waiting.html, status=status)


def _status_of(waiting: Outgoing, ticket: Ticket) -> Status | None:
    """Say where the ticket shall stand; a matter about which the customer has written since is not ended."""
    has_news = ticket.heard_at != waiting.heard_at
    return None if has_news and waiting.status in ENDED else waiting.status


def _told(waiting: Outgoing, entry: Entry, status: Status | None) -> Mapping[str, Any]:
    wanted = {} if status == waiting.status else {"status_wanted": waiting.status}
    return {"entry_id": entry.id, "outgoing_id": waiting.id, **wanted}


def _find(db: Connection, ticket_id: TicketId, number: OutgoingId) -> Outgoing:
    one = outgoing.find(db, number)
    if one is not None and one.ticket_id == ticket_id:
        return one
    if outgoing.is_sent(db, ticket_id, number):
        message = "This has gone out already, so it cannot be taken back any more."
        raise AlreadySent(message)
    message = f"Nothing with the number {number} is on its way here; perhaps it was taken back before."
    raise OutgoingMissing(message)


def _check_owner(one: Outgoing, by: Principal) -> None:
    is_agents = one.agent_id is not None and one.agent_id == by.agent_id
    if not is_agents and one.credential != by.credential and Permission.LEAD not in by.permissions:
        message = f"This {one.kind} is {one.author}'s: they can take it back, and so can a lead."
        raise NotAllowed(message)


def _give_back(db: Connection, one: Outgoing, at: datetime) -> None:
    """Let the words be their author's draft again, unless they have begun another one."""
    if one.agent_id is None:
        return
    begun = agent_drafts.find(db, one.agent_id, one.ticket_id, one.kind)
    if begun is None or not begun.text.strip():
        version = 1 if begun is None else begun.version + 1
        draft = AgentDraft(one.kind, one.text, one.html, version, at)
        agent_drafts.save(db, one.agent_id, one.ticket_id, draft)
