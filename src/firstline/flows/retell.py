"""A conversation that was held elsewhere, told as what happened at this desk.

The file knows what was written and how the matter stands. Here it becomes the ticket, its thread, its
verdicts and the events that led there, by the same moves that the verbs make. Each thing happens at the
moment the file gives, or with the one before it where it gives none; time never runs backwards. So the event
log tells of such a ticket what it tells of any other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from firstline.core.ids import AgentId, EntryId, TicketId
from firstline.flows.judgement import Judgement
from firstline.flows.receive import Incoming, opening
from firstline.flows.reply import EVENTS
from firstline.gateways.import_row import FileEntry
from firstline.routing.due import due_at
from firstline.store.customers import Recognised
from firstline.store.events import Event
from firstline.store.imports import NewEntry, WholeTicket
from firstline.tickets import moves
from firstline.tickets.message import Message
from firstline.tickets.snapshot import changed, snapshot
from firstline.tickets.ticket import ENDED, EntryKind, Status, Ticket

NOBODY = "import"
"""Who acts where the file names nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A conversation as it is known before it is stored."""

    incoming: Incoming
    entries: Sequence[FileEntry] = ()
    """What followed the opening message."""
    status: Status = Status.OPEN
    resolved_at: datetime | None = None
    assignee: str | None = None
    assigned_at: datetime | None = None
    tags: Sequence[str] = ()
    stored_then: bool = False
    """The desk shall look as if it had been there at the time."""

    @property
    def place(self) -> tuple[str, str]:
        """Name the door and the reference under which it is known again."""
        return self.incoming.door, self.incoming.external_ref or ""

    @property
    def messages(self) -> list[Message]:
        """Give what the customer wrote, as the voices read it."""
        first = self.incoming.message
        further = [entry.text for entry in self.entries if entry.kind == EntryKind.MESSAGE]
        return [first, *(Message(text, first.subject, first.tier) for text in further)]

    @property
    def length(self) -> int:
        """Count the entries of the thread."""
        return 1 + len(self.entries)

    @property
    def agents(self) -> set[str]:
        """Name everybody who worked on it."""
        wrote = {entry.author for entry in self.entries if entry.kind != EntryKind.MESSAGE and entry.author}
        return wrote | ({self.assignee} if self.assignee else set())


@dataclass(frozen=True, slots=True)
class Judged:
    """A conversation with the judgements of the customer's messages, in their order."""

    story: Story
    judgements: Sequence[Judgement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the conversation is to be stored."""

    ticket_id: TicketId
    customer: Recognised
    entry_ids: Sequence[EntryId]
    agents: Mapping[str, AgentId]
    at: datetime


def retell(judged: Judged, places: Places) -> WholeTicket:
    """Tell the conversation as a ticket with all that belongs to it."""
    telling = _Telling.begun(judged, places)
    for act in _acts(judged.story):
        telling.do(act)
    telling.tag()
    return WholeTicket(
        ticket=telling.ticket, entries=telling.entries, events=telling.events, tags=judged.story.tags
    )


@dataclass(frozen=True, slots=True)
class _Act:
    """Something that happened after the opening message: an entry, an end, an assignment."""

    at: datetime | None
    entry: FileEntry | None = None
    status: Status | None = None
    assignee: str | None = None


@dataclass(slots=True)
class _Telling:
    """The conversation so far."""

    story: Story
    places: Places
    ticket: Ticket
    judgements: Iterator[Judgement]
    ids: Iterator[EntryId]
    entries: list[NewEntry] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @classmethod
    def begun(cls, judged: Judged, places: Places) -> "_Telling":
        """Tell the opening message."""
        story, judgements, ids = judged.story, iter(judged.judgements), iter(places.entry_ids)
        judgement, customer = next(judgements), places.customer
        begun_at = story.incoming.received_at or places.at
        stored_at = begun_at if story.stored_then else places.at
        values = opening(story.incoming, customer.id, judgement.columns, stored_at)
        values |= {"updated_at": begun_at, "customer_external_id": customer.external_id}
        telling = cls(story, places, Ticket(id=places.ticket_id, **values), judgements, ids)
        telling.note_message(story.incoming.text, judgement, story.incoming.caller.name, "ticket.received")
        return telling

    def do(self, act: _Act) -> None:
        """Tell the next thing that happened."""
        at = act.at or self.ticket.updated_at
        if act.entry is not None and act.entry.kind == EntryKind.MESSAGE:
            self.hear(act.entry, at)
        elif act.entry is not None:
            self.write(act.entry, at)
        elif act.assignee is not None:
            agent_id = self.places.agents[act.assignee]
            after = moves.assign(self.ticket, agent_id=agent_id, name=act.assignee, at=at)
            self.move(after, "ticket.assigned", act.assignee)
        elif act.status is not None:
            self.stand(act.status, at)

    def hear(self, entry: FileEntry, at: datetime) -> None:
        """The customer wrote again."""
        if entry.ended_at is not None:
            self.stand(Status.RESOLVED, entry.ended_at)
        judgement, author = next(self.judgements), entry.author or self.ticket.customer_name
        due = due_at(at, sla_hours=judgement.columns["sla_hours"])
        self.ticket = moves.hear_again(self.ticket, judgement.columns, due_at=due, at=at)
        self.note_message(entry.text, judgement, author, "ticket.continued")

    def write(self, entry: FileEntry, at: datetime) -> None:
        """Somebody of the desk wrote a reply or a note."""
        author, entry_id = entry.author or NOBODY, next(self.ids)
        self.move(moves.touch(self.ticket, at=at), EVENTS[entry.kind], author, entry_id=entry_id)
        self.entries.append(
            NewEntry(
                id=entry_id,
                kind=entry.kind,
                author=author,
                agent_id=self.places.agents.get(author),
                text=entry.text,
                written_at=self.ticket.updated_at,
            )
        )

    def tag(self) -> None:
        """Note the tags, which have no time of their own."""
        if self.story.tags:
            after = moves.touch(self.ticket, at=self.ticket.updated_at)
            self.move(after, "ticket.tagged", self.actor, tags=sorted(self.story.tags))

    def stand(self, status: Status, at: datetime) -> None:
        """Say where the ticket stands; an end is dated exactly as it is told."""
        if status == self.ticket.status:
            return
        event = "ticket.resolved" if status == Status.RESOLVED else "ticket.status_changed"
        self.move(moves.set_status(self.ticket, status, at=at), event, self.actor)

    def move(self, after: Ticket, event: str, actor: str, **more: object) -> None:
        """Go on to the next state, and note the event that led there."""
        self.events.append(Event(event, actor, changed(self.ticket, after) | more, after.updated_at))
        self.ticket = after

    def note_message(self, text: str, judgement: Judgement, author: str, event: str) -> None:
        """Note what every message of the customer's brings with it."""
        entry_id, at = next(self.ids), self.ticket.updated_at
        raw = self.story.incoming.raw
        if self.entries:
            raw = replace(raw, content_type="text/plain; charset=utf-8", body=text.encode())
        self.entries.append(
            NewEntry(
                id=entry_id,
                kind=EntryKind.MESSAGE,
                author=author,
                agent_id=None,
                text=text,
                written_at=at,
                raw=raw,
                verdict=judgement.body,
            )
        )
        self.events.append(Event(event, author, snapshot(self.ticket) | {"entry_id": entry_id}, at))

    @property
    def actor(self) -> str:
        """Name who acts where the file does not say: who has the ticket, else who of the desk wrote last."""
        wrote = (entry.author for entry in reversed(self.entries) if entry.kind != EntryKind.MESSAGE)
        return self.ticket.assigned_to or next(wrote, NOBODY)


def _acts(story: Story) -> list[_Act]:
    """Order what happened: by time, and what has none stays where the file has it."""
    at = story.incoming.received_at
    acts: list[_Act] = []
    for entry in story.entries:
        at = max(filter(None, (at, entry.written_at)), default=None)
        acts.append(_Act(at, entry=entry))
    if story.assignee is not None:
        acts.append(_Act(story.assigned_at or _first_work(acts), assignee=story.assignee))
    if story.status != Status.OPEN:
        acts.append(_Act(_ended_at(story, acts), status=story.status))
    if any(act.at is None for act in acts):
        return acts
    return sorted(acts, key=_by_time)


def _by_time(act: _Act) -> tuple[datetime, int]:
    """Among things of one moment an assignment comes first and a status last."""
    assert act.at is not None  # noqa: S101 - the caller has looked
    return act.at, 0 if act.assignee is not None else 2 if act.status is not None else 1


def _first_work(acts: Sequence[_Act]) -> datetime | None:
    """Say when somebody of the desk first wrote."""
    wrote = (act.at for act in acts if act.entry is not None and act.entry.kind != EntryKind.MESSAGE)
    return next(wrote, acts[-1].at if acts else None)


def _ended_at(story: Story, acts: Sequence[_Act]) -> datetime | None:
    """Say when the ticket came to where it stands: not before a message, which would begin it anew."""
    if story.status not in ENDED or story.resolved_at is None:
        return acts[-1].at if acts else None
    heard = [act.at for act in acts if act.entry is not None and act.entry.kind == EntryKind.MESSAGE]
    return max(filter(None, [story.incoming.received_at, story.resolved_at, *heard]))
