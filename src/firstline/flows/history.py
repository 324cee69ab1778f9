"""What happened to a ticket, as a file tells it, so that it can be done again elsewhere.

The steps come from the event log, what people set from the verdicts, and what it was before from the
corrections. Then the history is told once over, here: where a verdict would come out otherwise than it is
stored (the LLM was asked, the rules or the taxonomy were others then), the history carries it. A verdict with
the LLM's later word is always carried, because nobody asks again. So whoever tells it again comes to the same
ticket.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from firstline.core.ids import AgentId, EntryId
from firstline.flows.judgement import Judgement, judged
from firstline.flows.receive import Incoming
from firstline.flows.relive import relive
from firstline.flows.telling import Judged, Labels, Places, Story, Telling
from firstline.gateways.history import DUE, JUDGED, OPENING, REFILED, UNCORRECTED, WRITTEN
from firstline.gateways.import_row import FileAct, FileEntry
from firstline.store.bodies import unpacked
from firstline.store.corrections import Corrected
from firstline.store.customers import Recognised
from firstline.store.events import Event
from firstline.store.exports import Whole
from firstline.store.raw import Raw
from firstline.tickets.columns import columns_of
from firstline.tickets.corrections import CORRECTABLE
from firstline.tickets.customer import Caller
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.ticket import Status
from firstline.tickets.verdict import Verdict, Voice
from firstline.triage.learned import NOTHING, Learned

KIND = "ticket."
JUDGING = (OPENING, "continued", "corrected", UNCORRECTED, JUDGED, REFILED)
"""What makes a revision of the verdict."""
TOLD = (JUDGED, REFILED)
"""What is told with its verdict, because nobody comes to it again."""
GIVEN_AT = "assigned_at"
"""Of a ticket that is given to the same agent again at the same moment the event does not repeat it."""
CLOCKS = {
    "continued": "heard_at",
    "assigned": GIVEN_AT,
    "claimed": GIVEN_AT,
    "resolved": "resolved_at",
    "status_changed": "resolved_at",
    "replied": "resolved_at",
    "noted": "resolved_at",
    "changed": "resolved_at",
}
"""Which field of the ticket says what the clock said."""
SET_ITSELF = ("tier", "channel")
"""What a person sets on the ticket itself, as the log names it."""


def history_of(whole: Whole, taxonomy: Taxonomy, learned: Learned = NOTHING) -> Sequence[FileAct]:
    """Give what happened; nothing where that is only the opening message, or the log does not tell it all."""
    acts = list(_Log(whole).acts())
    if not _tells_all(whole, acts):
        return ()
    acts = _with_verdicts(whole, acts, taxonomy, learned)
    (first, *rest), ticket = acts, whole.ticket
    is_plain = first.verdict is None and first.at == ticket.received_at and not rest
    return () if is_plain else acts


@dataclass(slots=True)
class _Log:
    """The log of a ticket while it is read."""

    whole: Whole
    revision: int = 1
    taken: int = 0
    """Corrections that were told of."""
    stood: dict[str, Any] = field(default_factory=dict)
    """How the ticket stood, as far as the log has been read."""

    def acts(self) -> Iterator[FileAct]:
        """Read what happened, the oldest first."""
        for event in self.whole.events:
            self.revision = event.data.get("revision", self.revision)
            yield self.act(event)
            self.stood |= event.data

    def act(self, event: Event) -> FileAct:
        what, data = event.kind.removeprefix(KIND), event.data
        act = FileAct(what=what, by=event.actor, at=event.happened_at, clock=self.clock(what, event))
        if what == OPENING:
            return self.opening(act, data)
        if what == "continued":
            return act
        if what in {"changed", "corrected"}:
            return self.changing(act, data)
        if what == UNCORRECTED:
            return self.taking_back(act, data)
        return replace(
            act,
            status=Status(data["status"]) if "status" in data else None,
            agent=data.get("assigned_to"),
            until=_moment(data.get("snoozed_until")),
            tags=data.get("tags"),
        )

    def clock(self, what: str, event: Event) -> datetime | None:
        """Say what the clock said, where that is not the moment of the event."""
        name = CLOCKS.get(what, "")
        data = {**self.stood, **event.data} if name == GIVEN_AT else event.data
        told = _moment(data.get(name))
        return None if told == event.happened_at else told

    def opening(self, act: FileAct, data: Any) -> FileAct:  # noqa: ANN401 - of the log
        """Say only how the ticket was otherwise than it is."""
        ticket = self.whole.ticket
        return replace(
            act,
            tier=None if data["tier"] == ticket.tier else data["tier"],
            channel=None if data["channel"] == ticket.channel else data["channel"],
            subject_made=True if data["subject_made"] and not ticket.subject_made else None,
        )

    def taking_back(self, act: FileAct, data: Any) -> FileAct:  # noqa: ANN401 - of the log
        """Say what had been corrected, and when the ticket is due without that."""
        name = data["field"]
        return replace(act, was={name: self.stood[name]}, due_at=self.due(data))

    def changing(self, act: FileAct, data: Any) -> FileAct:  # noqa: ANN401 - of the log
        said = self.said() if act.what == "corrected" else {}
        rows = self.corrections(act, said, data)
        return replace(
            act,
            clock=rows[0].corrected_at if rows and rows[0].corrected_at != act.at else act.clock,
            status=Status(data["status"]) if "status" in data else None,
            subject=self.whole.ticket.subject if data.get("subject_made") is False else None,
            **{name: data[name] for name in SET_ITSELF if name in data},
            due_at=self.due(data),
            said=said,
            was={row.field: _before(row) for row in rows},
        )

    def due(self, data: Any) -> datetime | None:  # noqa: ANN401 - of the log
        """Say when a ticket is due behind a change that may have moved that; None: it has not."""
        told = data.get(DUE) or (self.stood.get(DUE) if "sla_hours" in data else None)
        return _moment(told)

    def said(self) -> dict[str, Any]:
        """Find what a person set or confirmed in a revision."""
        before, after = (unpacked(self.whole.verdicts[self.revision - n]) for n in (2, 1))
        return {
            name: after.field(name).opinions[Voice.HUMAN].value
            for name in CORRECTABLE
            if _human(after, name) not in {None, _human(before, name)}
        }

    def corrections(self, act: FileAct, said: dict[str, Any], data: Any) -> list[Corrected]:  # noqa: ANN401 - of the log
        """Find the rows that this change wrote: those that come next, and fit."""
        values = {**said, DUE: data.get(DUE)}
        found: list[Corrected] = []
        for row in self.whole.corrections[self.taken :]:
            fits = row.revision == self.revision and row.author == act.by and row.corrected_at <= act.at
            if not fits or values.get(row.field) is None or values[row.field] != row.after:
                break
            found.append(row)
        self.taken += len(found)
        return found


def _human(verdict: Verdict, name: str) -> Any:  # noqa: ANN401 - a field's own type
    return verdict.field(name).opinions.get(Voice.HUMAN)


def _before(row: Corrected) -> Any:  # noqa: ANN401 - a field's own type
    """Give what stood there; PostgreSQL knows no difference between 3.0 and 3."""
    return float(row.before) if row.field == "urgency" else row.before


def _moment(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)


def _tells_all(whole: Whole, acts: Sequence[FileAct]) -> bool:
    """Tell whether the log begins with the ticket and has its whole thread and all its verdicts."""
    kinds = [WRITTEN[act.what] for act in acts if act.what in WRITTEN]
    judging = [act for act in acts if act.what in JUDGING]
    return (
        [act.what for act in acts[:1]] == [OPENING]
        and kinds == [entry.kind for entry in whole.entries[1:]]
        and len(judging) == len(whole.verdicts)
    )


def _with_verdicts(
    whole: Whole, acts: Sequence[FileAct], taxonomy: Taxonomy, learned: Learned
) -> list[FileAct]:
    """Add the verdicts that would come out otherwise, and those with the LLM's later word."""
    acts = _with_words(whole, acts)
    others = _others(whole, _story(whole, acts), taxonomy, learned)
    revisions = iter(range(1, len(whole.verdicts) + 1))
    return [
        replace(act, verdict=others.get(next(revisions), act.verdict)) if act.what in JUDGING else act
        for act in acts
    ]


def _with_words(whole: Whole, acts: Sequence[FileAct]) -> list[FileAct]:
    """Add what the LLM said later, and what the desk said under other names."""
    bodies = iter(whole.verdicts)
    revised = [(act, next(bodies) if act.what in JUDGING else b"") for act in acts]
    return [replace(act, verdict=unpacked(body)) if act.what in TOLD else act for act, body in revised]


def _others(whole: Whole, story: Story, taxonomy: Taxonomy, learned: Learned) -> dict[int, Verdict]:
    """Tell the story over, with the stored verdicts, and note those that it would not have come to."""
    others: dict[int, Verdict] = {}

    def compare(revision: int, found: Judgement) -> Judgement:
        body = whole.verdicts[revision - 1]
        if found.body == body:
            return found
        stored = unpacked(body)
        if stored != unpacked(found.body):
            others[revision] = stored
        return Judgement(columns_of(stored), body)

    judgements, places = judged(taxonomy, story.messages, learned), _places(whole, story, taxonomy)
    relive(Telling.begun(Judged(story, judgements, learned.policy), places, compare))
    return others


def _story(whole: Whole, acts: Sequence[FileAct]) -> Story:
    ticket = whole.ticket
    incoming = Incoming(
        door=ticket.door,
        raw=Raw(ticket.door, "text/plain", b""),
        caller=Caller(ticket.customer_name, ticket.customer_email, ticket.customer_external_id),
        text=ticket.message,
        subject=None if ticket.subject_made else ticket.subject,
        channel=ticket.channel,
        tier=ticket.tier,
        received_at=ticket.received_at,
    )
    entries = [
        FileEntry(kind=one.kind, text=one.text, author=one.author, written_at=one.written_at)
        for one in whole.entries[1:]
    ]
    return Story(incoming=incoming, entries=entries, history=acts)


def _places(whole: Whole, story: Story, taxonomy: Taxonomy) -> Places:
    ticket = whole.ticket
    return Places(
        ticket_id=ticket.id,
        customer=Recognised(ticket.customer_id, ticket.customer_external_id),
        entry_ids=[EntryId(n) for n in range(story.length)],
        agents=dict.fromkeys(story.agents, AgentId(0)),
        labels=Labels(taxonomy=taxonomy, is_own=True),
        at=ticket.created_at,
    )
