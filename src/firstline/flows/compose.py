"""What an agent is about to write, kept at the desk: it is there on every device, and nobody else sees it.

For each ticket an agent has one reply and one note that are not sent. Sending one removes it. No event tells
of drafts, because the log is for everybody.
"""

from firstline.core.access import Principal
from firstline.core.errors import Missing
from firstline.core.ids import TicketId
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.flows.who import find_own, own_agent
from firstline.store import agent_drafts, tickets
from firstline.store.agent_drafts import AgentDraft
from firstline.store.db import Connection
from firstline.tickets.ticket import EntryKind


class DraftMissing(Missing):
    """The caller has no such draft."""

    code = "draft_missing"


def find_draft(desk: Desk, ticket_id: TicketId, kind: EntryKind, *, by: Principal) -> AgentDraft:
    """Give what the caller is about to write.

    Raises:
        TicketMissing: when there is no such ticket.
        DraftMissing: when the caller writes no such thing.
        NoAgent: when the caller is no agent.
    """
    with desk.read() as db:
        tickets.load(db, ticket_id)
        mine = find_own(db, by) if by.is_local else own_agent(db, by, at=desk.clock()).id
        found = None if mine is None else agent_drafts.find(db, mine, ticket_id, kind)
    if found is None:
        message = f"You have no draft of a {kind} on this ticket."
        raise DraftMissing(message)
    return found


def save_draft(  # noqa: PLR0913 - a draft has this many parts
    desk: Desk,
    ticket_id: TicketId,
    kind: EntryKind,
    *,
    text: str,
    html: str | None,
    by: Principal,
    expected: Expected = None,
) -> AgentDraft:
    """Keep what the caller is about to write; the same words again leave it as it is.

    Raises:
        TicketMissing: when there is no such ticket.
        NoAgent: when the caller is no agent.
        Outdated: when the draft is not as the caller has seen it.
    """

    def save(db: Connection) -> AgentDraft:
        at = desk.clock()
        tickets.load(db, ticket_id, to_change=True)  # of two devices that save at once one waits
        mine = own_agent(db, by, at=at).id
        before = agent_drafts.find(db, mine, ticket_id, kind)
        version = 0 if before is None else before.version
        check_version(version, expected, thing="draft", current=before)
        if before is not None and (before.text, before.html) == (text, html):
            return before
        draft = AgentDraft(kind, text, html, version + 1, at)
        agent_drafts.save(db, mine, ticket_id, draft)
        return draft

    return desk.write(save)


def drop_draft(
    desk: Desk, ticket_id: TicketId, kind: EntryKind, *, by: Principal, expected: Expected = None
) -> None:
    """Forget what the caller was about to write; nothing is no matter.

    Raises:
        TicketMissing: when there is no such ticket.
        NoAgent: when the caller is no agent.
        Outdated: when the draft is not as the caller has seen it.
    """

    def save(db: Connection) -> None:
        tickets.load(db, ticket_id, to_change=True)
        mine = own_agent(db, by, at=desk.clock()).id
        before = agent_drafts.find(db, mine, ticket_id, kind)
        if before is not None:
            check_version(before.version, expected, thing="draft", current=before)
            agent_drafts.remove(db, mine, ticket_id, kind)

    desk.write(save)
