"""A ticket while it is being told: each move gives its next state, its event, and what is stored with it.

Time never runs backwards in it. What the file says of names and labels is taken where this desk knows them;
what it does not know is left out and noted, and the rest goes on. What the file says nothing of is weighed as
`receive.py` weighs it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from firstline.core.ids import AgentId, EntryId, TicketId
from firstline.flows.judgement import Judgement
from firstline.flows.opinion import heard_on
from firstline.flows.receive import Incoming, opening, waited
from firstline.flows.reply import EVENTS
from firstline.flows.snooze import LONGEST
from firstline.flows.take_back import Earlier, uncorrected
from firstline.gateways.history import DUE, NOBODY
from firstline.gateways.import_row import FileAct, FileCustomer, FileEntry
from firstline.routing.due import due_at
from firstline.store.bodies import basis_of, packed, unpacked
from firstline.store.corrections import Corrected
from firstline.store.customers import Recognised
from firstline.store.events import Event
from firstline.store.imports import NewEntry, NewVerdict, WholeTicket
from firstline.tickets import moves
from firstline.tickets.basis import Decided
from firstline.tickets.columns import columns_of, values_of
from firstline.tickets.corrections import Correction, as_shown, correct, keep_corrections
from firstline.tickets.message import Message
from firstline.tickets.refiled import retold
from firstline.tickets.snapshot import changed, snapshot
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.ticket import ENDED, EntryKind, Status, Ticket
from firstline.tickets.urgency_policy import USUAL_POLICY, Facts, UrgencyPolicy
from firstline.tickets.verdict import Verdict, Voice
from firstline.triage.following import following
from firstline.triage.voices import word_of_llm
from firstline.triage.weighing import counts, with_facts

TICK = timedelta(microseconds=1)
AGENT = "agent"
MOST_NAMED = 10
"""Names that a sentence repeats; the event of the import has more of them."""
LONGEST_NAMED = 60
"""Characters of a name in a sentence."""

PLACE = ("category", "subcategory", "team")
"""What of a ticket goes with its category's name."""

Compare = Callable[[int, Judgement], Judgement]
"""Is shown what a revision of the verdict would be, and says what it is."""


def _as_it_is(_: int, judgement: Judgement) -> Judgement:
    return judgement


def left_out(unknown: AbstractSet[str]) -> str | None:
    """Say what a file names and this desk does not know, and what became of that; None: it is all known.

    >>> left_out({"category spells"})
    "Not known here: category 'spells'. Such categories and teams were not set."
    """
    if not unknown:
        return None
    named = [one.partition(" ") for one in sorted(unknown)]
    shown = ", ".join(f"{kind} {name[:LONGEST_NAMED]!r}" for kind, _, name in named[:MOST_NAMED])
    told = [f"Not known here: {shown}{' and others' if len(named) > MOST_NAMED else ''}."]
    kinds = {kind for kind, _, _ in named}
    if AGENT in kinds:
        told.append("Such agents' names stay over what they wrote; tickets that were theirs are nobody's.")
    if kinds - {AGENT}:
        told.append("Such categories and teams were not set.")
    return " ".join(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A conversation as it is known before it is stored."""

    incoming: Incoming
    html: str | None = None
    """Of the opening message; made harmless."""
    entries: Sequence[FileEntry] = ()
    """What followed the opening message."""
    status: Status = Status.OPEN
    resolved_at: datetime | None = None
    assignee: str | None = None
    assigned_at: datetime | None = None
    tags: Sequence[str] = ()
    snoozed_until: datetime | None = None
    customer: FileCustomer | None = None
    history: Sequence[FileAct] = ()
    """All that happened, from the opening message on; none: it is guessed."""
    stored_then: bool = False
    """The desk shall look as if it had been there at the time."""

    @property
    def place(self) -> tuple[str, str]:
        """Name the door and the reference under which it is known again."""
        return self.incoming.door, self.incoming.external_ref or ""

    @property
    def opened(self) -> Incoming:
        """Give the opening message as it was when it came."""
        if not self.history:
            return self.incoming
        told, now = self.history[0], self.incoming
        return replace(
            now,
            tier=told.tier or now.tier,
            channel=told.channel or now.channel,
            subject=None if told.subject_made else now.subject,
        )

    @property
    def messages(self) -> list[Message]:
        """Give what the customer wrote, as the voices read it."""
        first = self.opened.message
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
        had = {act.agent for act in self.history if act.agent}
        return wrote | had | ({self.assignee} if self.assignee else set())


@dataclass(frozen=True, slots=True)
class Judged:
    """A conversation with the judgements of the customer's messages, in their order."""

    story: Story
    judgements: Sequence[Judgement]
    policy: UrgencyPolicy = USUAL_POLICY
    """By which they were judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What a field of the verdict may be at this desk."""

    taxonomy: Taxonomy
    teams: AbstractSet[str] = frozenset()
    """Beside those of the taxonomy."""
    is_own: bool = False
    """What is told happened at this desk, so it is all known."""

    def present(self, verdict: Verdict) -> Verdict:
        """Tell a verdict under the names that this desk has now."""
        return verdict if self.is_own else retold(verdict, self.taxonomy)

    def named(self, said: Mapping[str, Any], category: str) -> Mapping[str, Any]:
        """Give what a person said of a ticket in this category under the names that this desk has now."""
        told = {name: said[name] for name in PLACE[:2] if name in said}
        if self.is_own or not told:
            return said
        now = self.taxonomy.present(said.get("category", category), said.get("subcategory", ""))
        return {**said, **{name: value for name, value in zip(PLACE, now, strict=False) if name in told}}

    def unknown(self, said: Mapping[str, Any], category: str) -> dict[str, Any]:
        """Give those of the fields whose value this desk does not know, for a ticket in this category."""
        if self.is_own:
            return {}
        place = self.taxonomy.find(said.get("category", category))
        known = {
            "category": place is not None,
            "subcategory": place is not None and said.get("subcategory") in place.subcategories,
            "team": said.get("team") in self.taxonomy.teams | self.teams,
        }
        return {name: value for name, value in said.items() if not known.get(name, True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the conversation is to be stored."""

    ticket_id: TicketId
    customer: Recognised
    entry_ids: Sequence[EntryId]
    agents: Mapping[str, AgentId]
    """Those who are known here."""
    labels: Labels
    at: datetime


@dataclass(slots=True)
class Telling:
    """The conversation so far."""

    story: Story
    places: Places
    ticket: Ticket
    judgements: Iterator[Judgement]
    ids: Iterator[EntryId]
    compare: Compare = _as_it_is
    policy: UrgencyPolicy = USUAL_POLICY
    entries: list[NewEntry] = field(default_factory=list)
    verdicts: list[NewVerdict] = field(default_factory=list)
    corrections: list[Corrected] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    tags: Sequence[str] = ()
    unknown: set[str] = field(default_factory=set)
    """What the file names and this desk does not know: `agent Mara`, `category returns`."""
    is_touched: bool = False
    """A person may have set something in the verdict."""
    is_due_fixed: bool = False
    unanswered: int = 0
    """Messages since the desk last replied or ended the matter."""
    open_since: datetime | None = None
    """When the first of them was written."""

    @classmethod
    def begun(cls, judged: Judged, places: Places, compare: Compare = _as_it_is) -> "Telling":
        """Tell the opening message."""
        story, judgements, ids = judged.story, iter(judged.judgements), iter(places.entry_ids)
        told = story.history[0] if story.history else None
        judgement, customer, incoming = next(judgements), places.customer, story.opened
        heard_at = told.at if told else incoming.received_at or places.at
        stored_at = (incoming.received_at or places.at) if story.stored_then else places.at
        values = opening(incoming, customer.id, judgement.columns, stored_at)
        values |= {"updated_at": heard_at, "customer_external_id": customer.external_id}
        ticket = Ticket(id=places.ticket_id, **values)
        telling = cls(story, places, ticket, judgements, ids, compare, judged.policy)
        settled = telling.settled(telling.weighed(judgement, heard_at), told, 1)
        if settled is not judgement:
            due = due_at(telling.ticket.received_at, sla_hours=settled.columns["sla_hours"])
            telling.ticket = replace(telling.ticket, **settled.columns, due_at=due)
        message = FileEntry(kind=EntryKind.MESSAGE, text=incoming.text, html=story.html)
        telling.note_message(message, settled, incoming.caller.name, "ticket.received")
        return telling

    def whole(self) -> WholeTicket:
        """Give the ticket with all that belongs to it."""
        return WholeTicket(
            ticket=self.ticket,
            entries=self.entries,
            verdicts=self.verdicts,
            events=self.events,
            corrections=self.corrections,
            tags=self.tags,
        )

    # --- what happens -------------------------------------------------------------------------------------

    def hear(self, entry: FileEntry, at: datetime, act: FileAct | None = None) -> None:
        """The customer wrote again."""
        clock = at if act is None else act.clock or at
        author = entry.author or self.ticket.customer_name
        judgement = self.weighed(next(self.judgements), clock)
        judgement = self.settled(judgement, act, self.ticket.revision + 1)
        due = due_at(clock, sla_hours=judgement.columns["sla_hours"])
        if self.is_due_fixed and self.ticket.status not in ENDED:
            due = self.ticket.due_at
        heard = moves.hear_again(self.ticket, judgement.columns, due_at=due, at=clock)
        self.ticket = heard if act is None else self.dated(heard, at)
        self.note_message(entry, judgement, author, "ticket.continued")

    def write(self, entry: FileEntry, after: Ticket) -> None:
        """Somebody of the desk wrote a reply or a note, which makes the ticket what it is `after`."""
        author, entry_id = entry.author or NOBODY, next(self.ids)
        self.move(after, EVENTS[entry.kind], author, entry_id=entry_id)
        if entry.kind == EntryKind.REPLY:
            self._answered()
        if author not in self.places.agents and author != NOBODY:
            self.unknown.add(f"{AGENT} {author}")
        self.entries.append(
            NewEntry(
                id=entry_id,
                kind=entry.kind,
                author=author,
                agent_id=self.places.agents.get(author),
                text=entry.text,
                written_at=self.ticket.updated_at,
                html=entry.html,
            )
        )

    def given_to(self, name: str, at: datetime) -> Ticket:
        """Give the ticket to an agent; one who is not known here leaves it to nobody."""
        agent_id = self.places.agents.get(name)
        if agent_id is None:
            self.unknown.add(f"{AGENT} {name}")
            return moves.unassign(self.ticket, at=at)
        return moves.assign(self.ticket, agent_id=agent_id, name=name, at=at)

    def rested(self, until: datetime, at: datetime) -> Ticket:
        """Let the ticket rest, as long as a person could want it to; what is ended does not rest."""
        if self.ticket.status in ENDED:
            return self.ticket
        return moves.snooze(self.ticket, until=min(until, self.places.at + LONGEST), at=at)

    def corrected(self, act: FileAct) -> Ticket:
        """Let a person have set fields of the verdict."""
        said = self._known(self.places.labels.named(act.said, self.ticket.category))
        clock = act.clock or act.at
        self._note_corrections(act, said, clock)
        if not said:
            return self.ticket
        shown = as_shown(self._newest(), self.ticket)
        follow = following(self.places.labels.taxonomy)
        verdict = correct(shown, said, author=act.by, follow=follow)
        judgement = self.settled(
            Judgement(columns_of(verdict), packed(verdict)), act, self.ticket.revision + 1
        )
        self.is_touched = True
        values = values_of(unpacked(judgement.body))
        after = moves.correct(self.ticket, values, is_due_fixed=self.is_due_fixed, at=clock)
        self._add_verdict(self.verdicts[-1].entry_id, judgement, after.updated_at)
        return after

    def uncorrected(self, act: FileAct) -> Ticket:
        """Let a person have taken back a correction; what was left out here stays so."""
        was = self.places.labels.named(act.was, self.ticket.category)
        standing = self._standing()
        made = next((one for one in reversed(standing) if was.get(one.field) == one.after), None)
        if made is None:
            return self.ticket
        names = {one.field for one in standing if one is not made}
        shown, entry_id = as_shown(self._newest(), self.ticket), self.verdicts[-1].entry_id
        earlier, taxonomy = self._before(made.revision), self.places.labels.taxonomy
        verdict = uncorrected(shown, entry_id, earlier, made, others=names, taxonomy=taxonomy)
        judgement = self.settled(
            Judgement(columns_of(verdict), packed(verdict)), act, self.ticket.revision + 1
        )
        values = values_of(unpacked(judgement.body))
        is_fixed, self.is_due_fixed = DUE in {*names, made.field}, DUE in names
        after = moves.correct(self.ticket, values, is_due_fixed=is_fixed, at=act.at)
        due = {} if act.due_at is None else {DUE: act.due_at}
        after = self.dated(moves.amend(after, due, at=act.at), act.at)
        self._add_verdict(entry_id, judgement, after.updated_at)
        taken = replace(made, taken_back_at=after.updated_at, taken_back_by=act.by)
        self.corrections = [taken if one is made else one for one in self.corrections]
        return after

    def advised(self, act: FileAct) -> Ticket:
        """Let the LLM's word have joined the verdict."""
        verdict = self._advised(act.verdict)
        if verdict is None:
            return self.ticket
        judgement = self.compare(self.ticket.revision + 1, Judgement(columns_of(verdict), packed(verdict)))
        values, clock = values_of(unpacked(judgement.body)), act.clock or act.at
        after = moves.hear_voice(self.ticket, values, is_due_fixed=self.is_due_fixed, at=clock)
        self._add_verdict(self.verdicts[-1].entry_id, judgement, after.updated_at)
        return after

    def refiled(self, act: FileAct) -> Ticket:
        """Let the category have got another name; at a desk that has no such category it has not."""
        told = None if act.verdict is None else self.places.labels.present(act.verdict)
        if told is None or not self._takes(told):
            return self.ticket
        judgement = self.compare(self.ticket.revision + 1, Judgement(columns_of(told), packed(told)))
        place = {name: judgement.columns[name] for name in PLACE}
        if all(getattr(self.ticket, name) == value for name, value in place.items()):
            return self.ticket
        self.is_touched = True
        after = moves.refile(self.ticket, place, at=act.clock or act.at)
        self._add_verdict(self.verdicts[-1].entry_id, judgement, after.updated_at)
        return after

    def put_tags(self, tags: Sequence[str], actor: str, at: datetime) -> None:
        """Give the ticket these tags and no others."""
        self.tags = sorted(tags)
        self.move(self.dated(moves.touch(self.ticket, at=at), at), "ticket.tagged", actor, tags=self.tags)

    def stand(self, status: Status, at: datetime) -> None:
        """Say where the ticket stands; an end is dated exactly as it is told."""
        if status == self.ticket.status:
            return
        event = "ticket.resolved" if status == Status.RESOLVED else "ticket.status_changed"
        self.move(moves.set_status(self.ticket, status, at=at), event, self.actor)

    def move(self, after: Ticket, event: str, actor: str, **more: object) -> None:
        """Go on to the next state, and note the event that led there; where nothing changed there is none."""
        if after is self.ticket:
            return
        self.events.append(Event(event, actor, changed(self.ticket, after) | more, after.updated_at))
        self.ticket = after
        if after.status in ENDED:
            self._answered()

    def dated(self, after: Ticket, at: datetime) -> Ticket:
        """Count what was done as one change, made at this moment or, if it is past, just after the last."""
        moved = max(at, self.ticket.updated_at + TICK)
        return replace(after, version=self.ticket.version + 1, updated_at=moved)

    @property
    def actor(self) -> str:
        """Name who acts where the file does not say: who has the ticket, else who of the desk wrote last."""
        wrote = (entry.author for entry in reversed(self.entries) if entry.kind != EntryKind.MESSAGE)
        return self.ticket.assigned_to or next(wrote, NOBODY)

    # --- what the desk thinks -----------------------------------------------------------------------------

    def weighed(self, judgement: Judgement, at: datetime) -> Judgement:
        """Add what is known besides the words."""
        waiting, channel = waited(self.open_since, at), self.story.opened.channel
        facts = Facts(channel=channel, earlier=self.unanswered, waiting_days=waiting)
        basis = basis_of(judgement.body) if counts(facts, self.policy) else None
        if basis is None:
            return judgement
        follow = following(self.places.labels.taxonomy)
        found = with_facts(Decided(unpacked(judgement.body), basis), facts, follow=follow)
        return Judgement(columns_of(found.verdict), packed(found.verdict, found.basis))

    def settled(self, judgement: Judgement, act: FileAct | None, revision: int) -> Judgement:
        """Give the verdict that counts: the file's where it has one, and with all that people had set."""
        told = None if act is None or act.verdict is None else self.places.labels.present(act.verdict)
        if told is not None and self._takes(told):
            judgement, self.is_touched = Judgement(columns_of(told), packed(told)), True
        elif self.is_touched and act is not None and act.what == "continued":
            follow = following(self.places.labels.taxonomy)
            kept = keep_corrections(self._newest(), unpacked(judgement.body), follow=follow)
            judgement = Judgement(columns_of(kept), packed(kept, basis_of(judgement.body)))
        return self.compare(revision, judgement)

    def note_message(self, entry: FileEntry, judgement: Judgement, author: str, event: str) -> None:
        """Note what every message of the customer's brings with it."""
        entry_id, at = next(self.ids), self.ticket.updated_at
        raw = self.story.incoming.raw
        if self.entries:
            raw = replace(raw, content_type="text/plain; charset=utf-8", body=entry.text.encode())
        self.entries.append(
            NewEntry(
                id=entry_id,
                kind=EntryKind.MESSAGE,
                author=author,
                agent_id=None,
                text=entry.text,
                written_at=at,
                raw=raw,
                html=entry.html,
            )
        )
        self.unanswered, self.open_since = self.unanswered + 1, self.open_since or at
        self._add_verdict(entry_id, judgement, at)
        self.events.append(Event(event, author, snapshot(self.ticket) | {"entry_id": entry_id}, at))

    def _answered(self) -> None:
        self.unanswered, self.open_since = 0, None

    def _add_verdict(self, entry_id: EntryId, judgement: Judgement, at: datetime) -> None:
        self.verdicts.append(NewVerdict(entry_id=entry_id, body=judgement.body, made_at=at))

    def _advised(self, told: Verdict | None) -> Verdict | None:
        """Give the newest verdict with the LLM's word; None: it said nothing, or has said it before."""
        newest, word = self._newest(), None if told is None else word_of_llm(told)
        if told is None or word is None or word_of_llm(newest) is not None:
            return None
        verdict = told if _only_advises(newest, told) else heard_on(newest, word)
        return None if verdict == newest else verdict

    def _newest(self) -> Verdict:
        return unpacked(self.verdicts[-1].body)

    def _known(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what this desk does not know, and note it."""
        unknown = self._unknown(said, self.ticket.category)
        return {name: value for name, value in said.items() if name not in unknown}

    def _takes(self, verdict: Verdict) -> bool:
        said = {name: getattr(verdict, name).value for name in ("category", "subcategory", "team")}
        return not self._unknown(said, said["category"])

    def _unknown(self, said: Mapping[str, Any], category: str) -> dict[str, Any]:
        """Find what this desk does not know; with a category its parts are unknown, which goes unsaid."""
        unknown = self.places.labels.unknown(said, category)
        noted = unknown.keys() - ({"subcategory"} if "category" in unknown else set())
        self.unknown |= {f"{name} {unknown[name]}" for name in noted}
        return unknown

    def _note_corrections(self, act: FileAct, said: Mapping[str, Any], clock: datetime) -> None:
        """Note what was otherwise before."""
        values = dict(said) if act.due_at is None else {**said, DUE: act.due_at}
        made = [Correction(name, before, values[name]) for name, before in act.was.items() if name in values]
        self.is_due_fixed |= DUE in act.was and DUE in values
        revision = self.ticket.revision + bool(said)
        plain = (msgspec.to_builtins(one) for one in made)
        self.corrections += [
            Corrected(0, revision, **one, author=act.by, corrected_at=clock) for one in plain
        ]

    def _standing(self) -> list[Corrected]:
        """Give the corrections that were not taken back."""
        return [one for one in self.corrections if one.taken_back_at is None]

    def _before(self, revision: int) -> Earlier:
        """Give the verdicts before a revision, the last first."""
        return ((one.entry_id, unpacked(one.body)) for one in reversed(self.verdicts[: revision - 1]))


def _only_advises(before: Verdict, after: Verdict) -> bool:
    """Tell whether a verdict is another one with the LLM's word on the urgency, which no person had set."""
    urgency = after.urgency
    said = {voice: opinion for voice, opinion in urgency.opinions.items() if voice is not Voice.LLM}
    is_free = Voice.HUMAN not in {*urgency.opinions, urgency.decided_by}
    return is_free and said == before.urgency.opinions and replace(after, urgency=before.urgency) == before
