"""`firstline replay --decision`: what the desk had decided, decided once more and told.

What always holds: a decision that is not the same, and for which nothing is known that explains it, ends the
command with exit code 1; so does a single one that cannot be decided again. Of many, those are counted, with
the reasons.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import typer

from firstline.core.ids import TicketId
from firstline.flows.redecide import Outcome, Redecided, redecide, redecide_all
from firstline.run.opening import desk_as_it_is
from firstline.run.say import NOT_DONE, note, plainly, say, say_json, say_rows
from firstline.tickets.basis import Basis
from firstline.tickets.redecision import Change
from firstline.tickets.verdict import Opinion, Reason, Voice

MOST: Final = 1_000
"""Decisions that one answer in JSON shows, and changes of one that a person is shown; all are counted."""
MOST_REASONS: Final = 20
"""Reasons that are told, those that come oftenest."""
LONGEST: Final = 60
"""Characters of a value that a person is shown."""
SAYS: Final[Mapping[Outcome, str]] = {
    Outcome.SAME: "Decided again, it is the same.",
    Outcome.DIFFERENT: (
        "Decided again, it is not the same, and nothing is known that explains it: the stored verdict, or "
        "something by which it was decided, was changed."
    ),
    Outcome.EXPLAINED: "Decided again, it is not the same, and it is known why.",
    Outcome.UNKNOWN: "It cannot be decided again.",
}


def decide_one(ticket_id: TicketId, revision: int | None, *, json: bool) -> None:
    """Decide once more about one ticket, and tell."""
    with plainly(), desk_as_it_is() as desk:
        found = redecide(desk, ticket_id, revision)
    if json:
        say_json(_as_json(found))
    else:
        _say(found)
    if found.outcome in {Outcome.DIFFERENT, Outcome.UNKNOWN}:
        raise typer.Exit(NOT_DONE)


def decide_all(newest: int | None, *, json: bool) -> None:
    """Decide once more about many tickets, and count."""
    with plainly(), desk_as_it_is() as desk:
        sums = _counted(redecide_all(desk, newest=newest), json=json)
    if json:
        say_json(sums.as_json())
    else:
        sums.say()
    if sums.outcomes[Outcome.DIFFERENT]:
        note("firstline: Not all came out the same. `firstline replay TICKET --decision` shows one.")
        raise typer.Exit(NOT_DONE)


@dataclass(slots=True)
class _Sums:
    """How many came out how, and why."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)
    shown: list[dict[str, Any]] = field(default_factory=list)

    def add(self, one: Redecided) -> None:
        """Count one more."""
        self.outcomes[one.outcome] += 1
        if one.outcome is Outcome.UNKNOWN:
            self.why[one.trouble] += 1
        elif one.outcome is Outcome.EXPLAINED:
            self.why.update(one.notes)

    def say(self) -> None:
        """Tell it to a person."""
        same, different, explained, unknown = (self.outcomes[one] for one in Outcome)
        total = self.outcomes.total()
        say(
            f"{total:,} decision{'' if total == 1 else 's'}: {same:,} the same, {different:,} not the same, "
            f"{explained:,} not the same for a known reason, {unknown:,} cannot be decided again."
        )
        for sentence, times in self.why.most_common(MOST_REASONS):
            say(f"{times:,} of them: {sentence}")

    def as_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        counts = {str(one): self.outcomes[one] for one in Outcome}
        why = dict(self.why.most_common(MOST_REASONS))
        return {"decisions": self.outcomes.total(), **counts, "why": why, "found": self.shown}


def _counted(every: Iterable[Redecided], *, json: bool) -> _Sums:
    """Count them; what differs is told to a person at once, and kept for a program."""
    sums = _Sums()
    for one in every:
        sums.add(one)
        if one.outcome is not Outcome.DIFFERENT:
            continue
        if json and len(sums.shown) < MOST:
            sums.shown.append(_as_json(one))
        for sentence in () if json else _sentences(one):
            say(sentence)
    return sums


def _sentences(one: Redecided) -> Iterator[str]:
    begin = f"Ticket {one.ticket_id}, revision {one.revision}:"
    if one.trouble:
        yield f"{begin} {one.trouble}"
    for change in one.changes:
        was, now = _shown(change.stored), _shown(change.again)
        yield f"{begin} {_called(change)} is {was} as it is stored and {now} decided again."


def _say(one: Redecided) -> None:
    say(f"Ticket {one.ticket_id}, revision {one.revision}, of {one.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    say(f"{SAYS[one.outcome]}{f' {one.trouble}' if one.trouble else ''}")
    if one.changes:
        rows = [
            (_called(change), _shown(change.stored), _shown(change.again)) for change in one.changes[:MOST]
        ]
        say_rows([("what", "as it is stored", "decided again"), *rows])
    for sentence in (*one.notes, *_by_people(one), *_by(one.basis)):
        say(sentence)


def _by_people(one: Redecided) -> Iterator[str]:
    if one.by_people:
        yield f"People had a say in: {', '.join(one.by_people)}. There, what the voices think was compared."


def _by(basis: Basis | None) -> Iterator[str]:
    """Say by what it was decided."""
    if basis is None:
        return
    origin = basis.origin
    told = [f"rules {basis.edition}", f"taxonomy {basis.taxonomy}"]
    if origin.encoder:
        told.append(f"encoder {origin.encoder_version}")
    if origin.model:
        told.append(f"model {origin.model}{'' if origin.learnt_until else ', which did not answer'}")
    if origin.newest:
        told.append(f"labels up to {origin.newest:,}")
    yield f"It was decided by: {'; '.join(told)}."


def _called(change: Change) -> str:
    return f"{change.field}, {change.part.replace('_', ' ')}"


def _shown(value: object) -> str:
    text = _text(value)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text or "(none)"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Opinion):
        return f"{_text(value.value)} ({value.confidence:.4f})"
    if isinstance(value, Reason):
        return f"{value.text} ({value.weight:+.2f})"
    if isinstance(value, tuple):
        return ", ".join(map(_text, value))
    return value.value if isinstance(value, Voice) else str(value)


def _as_json(one: Redecided) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(one)
    return {"ticket": found.pop("ticket_id"), **found}
