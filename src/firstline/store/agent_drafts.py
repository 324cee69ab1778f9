"""What agents are about to write, on disk: for each agent and ticket one reply and one note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from firstline.core.ids import AgentId, TicketId
from firstline.store.schema import agent_drafts
from firstline.tickets.ticket import EntryKind

COLUMNS = (
    agent_drafts.c.kind,
    agent_drafts.c.text,
    agent_drafts.c.html,
    agent_drafts.c.version,
    agent_drafts.c.saved_at,
)
MINE = (
    agent_drafts.c.agent_id == bindparam("agent"),
    agent_drafts.c.ticket_id == bindparam("ticket"),
)
THIS = (*MINE, agent_drafts.c.kind == bindparam("which"))
OF = select(*COLUMNS).where(*MINE).order_by(agent_drafts.c.kind.desc())
FIND = select(*COLUMNS).where(*THIS)
ADD = insert(agent_drafts)
SAVE = update(agent_drafts).where(*THIS)
REMOVE = delete(agent_drafts).where(*THIS)


@dataclass(frozen=True, slots=True)
class AgentDraft:
    """A reply or a note that is not sent yet."""

    kind: EntryKind
    text: str
    html: str | None
    version: int
    saved_at: datetime


def of(db: Connection, agent_id: AgentId, ticket_id: TicketId) -> Sequence[AgentDraft]:
    """Give what an agent is about to write on a ticket: a reply, a note, both or nothing."""
    return [_draft(*row) for row in db.execute(OF, {"agent": agent_id, "ticket": ticket_id})]


def find(db: Connection, agent_id: AgentId, ticket_id: TicketId, kind: EntryKind) -> AgentDraft | None:
    """Give one of an agent's drafts."""
    row = db.execute(FIND, {"agent": agent_id, "ticket": ticket_id, "which": kind}).one_or_none()
    return None if row is None else _draft(*row)


def save(db: Connection, agent_id: AgentId, ticket_id: TicketId, draft: AgentDraft) -> None:
    """Store a draft; version 1 is a new one."""
    values = {"text": draft.text, "html": draft.html, "version": draft.version, "saved_at": draft.saved_at}
    if draft.version == 1:
        whose = {"agent_id": agent_id, "ticket_id": ticket_id, "kind": draft.kind}
        db.execute(ADD, whose | values)
    else:
        whose = {"agent": agent_id, "ticket": ticket_id, "which": draft.kind}
        db.execute(SAVE.values(values), whose)


def remove(db: Connection, agent_id: AgentId, ticket_id: TicketId, kind: EntryKind) -> None:
    """Forget a draft."""
    db.execute(REMOVE, {"agent": agent_id, "ticket": ticket_id, "which": kind})


def _draft(kind: str, text: str, html: str | None, version: int, saved_at: datetime) -> AgentDraft:
    return AgentDraft(EntryKind(kind), text, html, version, saved_at)
