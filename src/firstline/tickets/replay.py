"""How a ticket must stand by its events, laid beside how the tables have it.

The event log holds a whole snapshot whenever the customer writes, and of every other change the fields that
it touched, as they stood after it. So the last word on a field is how the field must stand, the entries that
events name are the thread, and the versions, of which each change has one, show an event that was lost or
doubled.

What the log does not tell is named and never called a disagreement: texts, which the thread holds, and what
events of an earlier version of Firstline left out. Who has a ticket is told by number; they may go by another
name since.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from firstline.core.ids import TicketId
from firstline.tickets.snapshot import LEFT_OUT, NAMES
from firstline.tickets.ticket import EntryKind

ADDS: Final[Mapping[str, EntryKind]] = {
    "ticket.received": EntryKind.MESSAGE,
    "ticket.continued": EntryKind.MESSAGE,
    "ticket.replied": EntryKind.REPLY,
    "ticket.noted": EntryKind.NOTE,
}
"""The events that come with an entry of the thread."""
THREAD: Final[Mapping[EntryKind, str]] = {
    EntryKind.MESSAGE: "messages",
    EntryKind.REPLY: "replies",
    EntryKind.NOTE: "notes",
}
"""What entries of a kind are called together."""
NEVER_TOLD: Final = frozenset(LEFT_OUT - {"id"})
MOMENTS: Final = frozenset(name for name in NAMES if name.endswith(("_at", "_until")))


@dataclass(frozen=True, slots=True)
class Told:
    """An event, as far as it says how the ticket stands."""

    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the tables have a ticket."""

    ticket_id: TicketId
    fields: Mapping[str, Any]
    """Each of `NAMES`."""
    thread: Mapping[EntryKind, Sequence[int]]
    """The numbers of its entries, by their kind."""
    tags: Sequence[str]
    assignee: str | None
    """By what name the agent goes now who has it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the log tells otherwise than the tables have it."""

    field: str
    told: Any
    stands: Any


@dataclass(frozen=True, slots=True)
class Break:
    """Two events that stand one behind the other, and whose versions do not."""

    before: int
    """0: the log begins with the other one."""
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """How a ticket stands by its events, and what of that the tables have otherwise."""

    ticket_id: TicketId
    events: int
    state: Mapping[str, Any]
    """The fields that the log tells, the tags, and how many entries of each kind there are."""
    differences: Sequence[Difference]
    breaks: Sequence[Break]
    untold: Sequence[str]
    """Fields of which the log does not say how they stand."""

    @property
    def agrees(self) -> bool:
        """Whether the log and the tables tell the same."""
        return not self.differences and not self.breaks


def replay(events: Iterable[Told], standing: Standing) -> Replay:
    """Tell a ticket again from its events, the oldest first, and compare."""
    story = _Story()
    for event in events:
        story.hear(event)
    fields = story.fields | _renamed(story.fields, standing)
    counts = {THREAD[kind]: len(numbers) for kind, numbers in story.thread.items()}
    return Replay(
        ticket_id=standing.ticket_id,
        events=story.events,
        state={**fields, "tags": story.tags, **counts},
        differences=[*_differences(fields, standing), *_of_the_thread(story, standing)],
        breaks=list(_breaks(story.versions)),
        untold=sorted(NEVER_TOLD.union(NAMES) - fields.keys()),
    )


@dataclass(slots=True)
class _Story:
    """What the events have told so far."""

    events: int = 0
    fields: dict[str, Any] = field(default_factory=lambda: {"version": 0})
    tags: Any = field(default_factory=list)
    thread: dict[EntryKind, list[int | None]] = field(default_factory=lambda: {kind: [] for kind in THREAD})
    """The entries that came, by their kind; None: the event does not say which one."""
    versions: list[int] = field(default_factory=list)

    def hear(self, event: Told) -> None:
        """Hear the next event."""
        self.events += 1
        self.fields |= {name: value for name, value in event.data.items() if name in NAMES}
        self.tags = event.data.get("tags", self.tags)
        if event.kind in ADDS:
            number = event.data.get("entry_id")
            self.thread[ADDS[event.kind]].append(number if isinstance(number, int) else None)
        if isinstance(version := event.data.get("version"), int):
            self.versions.append(version)


def _renamed(fields: Mapping[str, Any], standing: Standing) -> dict[str, Any]:
    """Give the present name of whoever has the ticket by its events."""
    has = fields.get("assignee_id")
    if has is None or has != standing.fields["assignee_id"] or standing.assignee is None:
        return {}
    return {"assigned_to": standing.assignee}


def _differences(fields: Mapping[str, Any], standing: Standing) -> Iterator[Difference]:
    for name in NAMES:
        stands = standing.fields[name]
        if name in fields and not _is_same(name, fields[name], stands):
            yield Difference(name, fields[name], _plain(stands))


def _of_the_thread(story: _Story, standing: Standing) -> Iterator[Difference]:
    """Compare the entries and the tags; events of an early version tell of replies without naming them."""
    for kind, name in THREAD.items():
        stands = sorted(standing.thread.get(kind, ()))
        told = sorted(number for number in story.thread[kind] if number is not None)
        unnamed = len(story.thread[kind]) - len(told)
        if len(stands) != len(told) + unnamed or not {*told} <= {*stands}:
            yield Difference(name, told + ["?"] * unnamed, stands)
    if story.tags != sorted(standing.tags):
        yield Difference("tags", story.tags, sorted(standing.tags))


def _breaks(versions: Iterable[int]) -> Iterator[Break]:
    before = 0
    for version in versions:
        if version != before + 1:
            yield Break(before, version)
        before = version


def _is_same(name: str, told: object, stands: object) -> bool:
    if name in MOMENTS and isinstance(told, str):
        return _moment(told) == stands
    return told == stands


def _moment(told: str) -> datetime | None:
    try:
        return datetime.fromisoformat(told)
    except ValueError:
        return None


def _plain(value: object) -> object:
    """Write a moment as events have it."""
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
