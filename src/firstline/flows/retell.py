"""A conversation that was held elsewhere, told as what happened at this desk.

The file knows what was written and how the matter stands. Here it becomes the ticket, its thread, its
verdicts and the events that led there, by the same moves that the verbs make. Each thing happens at the
moment the file gives, or with the one before it where it gives none; time never runs backwards. So the event
log tells of such a ticket what it tells of any other.

Our own export tells the history itself (`relive.py`). Where a file does not, it is guessed from how the
matter stands. Either way the ticket stands in the end as the file says.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from firstline.flows.relive import relive
from firstline.flows.telling import Judged, Places, Story, Telling
from firstline.gateways.import_row import FileEntry
from firstline.store.imports import WholeTicket
from firstline.tickets import moves
from firstline.tickets.ticket import ENDED, EntryKind, Status


@dataclass(frozen=True, slots=True)
class Retold:
    """The ticket with all that belongs to it, and what of the file this desk does not know."""

    whole: WholeTicket
    unknown: AbstractSet[str]


def retell(judged: Judged, places: Places) -> Retold:
    """Tell the conversation as a ticket with all that belongs to it."""
    telling = Telling.begun(judged, places)
    if judged.story.history:
        relive(telling)
    else:
        for act in _acts(judged.story):
            _do(telling, act)
    _settle(telling)
    return Retold(telling.whole(), telling.unknown)


@dataclass(frozen=True, slots=True)
class _Act:
    """Something that happened after the opening message: an entry, an end, an assignment."""

    at: datetime | None
    entry: FileEntry | None = None
    status: Status | None = None
    assignee: str | None = None


def _do(telling: Telling, act: _Act) -> None:
    """Tell the next thing that happened."""
    at = act.at or telling.ticket.updated_at
    if act.entry is not None and act.entry.kind == EntryKind.MESSAGE:
        if act.entry.ended_at is not None:
            telling.stand(Status.RESOLVED, act.entry.ended_at)
        telling.hear(act.entry, at)
    elif act.entry is not None:
        telling.write(act.entry, moves.touch(telling.ticket, at=at))
    elif act.assignee is not None:
        telling.move(telling.given_to(act.assignee, at), "ticket.assigned", act.assignee)
    elif act.status is not None:
        telling.stand(act.status, at)


def _settle(telling: Telling) -> None:
    """Let the ticket stand in the end as the file says; tags and rest have no time of their own."""
    story, at = telling.story, telling.ticket.updated_at
    if story.history:
        telling.stand(story.status, story.resolved_at or at)
        _settle_assignee(telling, at)
    if sorted(story.tags) != sorted(telling.tags):
        telling.put_tags(story.tags, telling.actor, at)
    if story.snoozed_until is None:
        telling.move(moves.wake(telling.ticket, at=at), "ticket.unsnoozed", telling.actor)
    elif story.snoozed_until != telling.ticket.snoozed_until:
        telling.move(telling.rested(story.snoozed_until, at), "ticket.snoozed", telling.actor)


def _settle_assignee(telling: Telling, at: datetime) -> None:
    wanted, actor = telling.story.assignee, telling.actor
    if wanted is None:
        telling.move(moves.unassign(telling.ticket, at=at), "ticket.unassigned", actor)
    elif wanted != telling.ticket.assigned_to:
        assigned = telling.given_to(wanted, telling.story.assigned_at or at)
        telling.move(assigned, "ticket.assigned", wanted)


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
