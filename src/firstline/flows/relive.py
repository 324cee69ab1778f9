"""A history that a file tells step by step, done again: by the same moves, at the same moments.

What a step says is done as far as the ticket allows it; what this version does not know is passed over. So
whatever a file tells, the ticket is one that the verbs could have made.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from firstline.flows.outgoing import QUEUED, RECALLED
from firstline.flows.telling import Telling
from firstline.gateways.history import DUE, JUDGED, REFILED, UNCORRECTED, WRITTEN
from firstline.gateways.import_row import FileAct
from firstline.tickets import moves
from firstline.tickets.ticket import EntryKind, Status, Ticket
from firstline.tickets.verdict import Voice


def relive(telling: Telling) -> None:
    """Do again all that followed the opening message."""
    entries = iter(telling.story.entries)
    for act in telling.story.history[1:]:
        if act.what not in WRITTEN:
            _do(telling, act)
            continue
        entry = next(entries)
        if entry.kind == EntryKind.MESSAGE:
            telling.hear(replace(entry, author=entry.author or act.by), act.at, act)
        else:
            telling.write(entry, telling.dated(_standing(telling, act), act.at))


def _do(telling: Telling, act: FileAct) -> None:
    """Do something again that adds nothing to the thread."""
    if act.what == "tagged":
        telling.put_tags(act.tags or (), act.by, act.at)
    elif act.what == "readdressed":
        _readdress(telling, act)
    elif act.what == JUDGED:
        _advise(telling, act)
    elif act.what == REFILED:
        _refile(telling, act)
    elif act.what == UNCORRECTED:
        _uncorrect(telling, act)
    elif (kind := f"ticket.{act.what}") in WAITED:
        telling.move(telling.dated(telling.ticket, act.at), kind, act.by)
    elif act.what in MOVES:
        before, after = telling.ticket, MOVES[act.what](telling, act)
        if after is not before or act.what in CHANGES:
            kind = _kind(act, before, after)
            telling.move(telling.dated(after, act.at), f"ticket.{kind}", act.by)


def _kind(act: FileAct, before: Ticket, after: Ticket) -> str:
    """Say what was done in fact: a name or a value that is not known here is left out."""
    if act.what in CHANGES:
        return "corrected" if after.revision > before.revision else "changed"
    return "unassigned" if before.assigned_to and not after.assigned_to else act.what


def _readdress(telling: Telling, act: FileAct) -> None:
    """The ticket went to the customer who has it now."""
    after = telling.dated(telling.ticket, act.at)
    told = {"customer_id": after.customer_id, "customer_external_id": after.customer_external_id}
    telling.move(after, "ticket.readdressed", act.by, **told)


def _advise(telling: Telling, act: FileAct) -> None:
    """The LLM was asked later; without its word nothing is done."""
    after = telling.advised(act)
    if after is not telling.ticket:
        telling.move(telling.dated(after, act.at), f"ticket.{JUDGED}", act.by, voice=Voice.LLM)


def _refile(telling: Telling, act: FileAct) -> None:
    """The category got another name."""
    after = telling.refiled(act)
    if after is not telling.ticket:
        telling.move(telling.dated(after, act.at), f"ticket.{REFILED}", act.by)


def _uncorrect(telling: Telling, act: FileAct) -> None:
    """A correction was taken back."""
    telling.move(telling.uncorrected(act), f"ticket.{UNCORRECTED}", act.by, field=next(iter(act.was), ""))


def _clock(act: FileAct) -> datetime:
    return act.clock or act.at


def _assign(telling: Telling, act: FileAct) -> Ticket:
    name = act.agent or telling.ticket.assigned_to
    return telling.ticket if name is None else telling.given_to(name, _clock(act))


def _unassign(telling: Telling, act: FileAct) -> Ticket:
    return moves.unassign(telling.ticket, at=_clock(act))


def _stand(telling: Telling, act: FileAct) -> Ticket:
    status = act.status or STANDS.get(act.what, telling.ticket.status)
    return moves.set_status(telling.ticket, status, at=_clock(act))


def _standing(telling: Telling, act: FileAct) -> Ticket:
    """Somebody wrote, and may have said where the ticket stands then."""
    if act.status is None:
        return telling.ticket
    return moves.set_status(telling.ticket, act.status, at=_clock(act))


def _snooze(telling: Telling, act: FileAct) -> Ticket:
    return telling.ticket if act.until is None else telling.rested(act.until, _clock(act))


def _wake(telling: Telling, act: FileAct) -> Ticket:
    return moves.wake(telling.ticket, at=_clock(act))


def _change(telling: Telling, act: FileAct) -> Ticket:
    """A person set fields of the verdict, of the ticket, or both at once."""
    after, clock = telling.corrected(act), _clock(act)
    wanted: dict[str, object] = {
        name: value
        for name in ("tier", "channel", "subject", DUE)
        if (value := getattr(act, name)) is not None
    }
    if "subject" in wanted:
        wanted["subject_made"] = False
    after = moves.amend(after, wanted, at=clock)
    return after if act.status is None else moves.move_to(after, act.status, at=clock)


CHANGES = ("changed", "corrected")
WAITED = frozenset({*QUEUED.values(), *RECALLED.values()})
"""Something was on its way, or was taken back; where it went out, that is told by itself."""
STANDS = {"resolved": Status.RESOLVED, "reopened": Status.OPEN}
MOVES: Mapping[str, Callable[[Telling, FileAct], Ticket]] = {
    "assigned": _assign,
    "claimed": _assign,
    "unassigned": _unassign,
    "resolved": _stand,
    "reopened": _stand,
    "status_changed": _stand,
    "snoozed": _snooze,
    "unsnoozed": _wake,
    "woken": _wake,
    "changed": _change,
    "corrected": _change,
}
