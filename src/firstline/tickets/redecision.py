"""A decision made once more, laid beside the stored one: what of it came out otherwise.

A field is compared with its value, its odds, what these allow, who decided it, its ranking and its reasons,
and with what each voice thought. Where a person has set the field, or it follows from one that a person set,
or it stands as earlier messages had it, only what the voices thought is compared: that is what the desk
decided.

What always holds: figures count as the same when they differ by no more than one in the last of four
decimals, because processors add in different orders; everything else must be equal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from firstline.tickets.corrections import FIELDS, SHOWN
from firstline.tickets.verdict import Field, Opinion, Reason, Verdict, Voice

NEAR: Final = 1.5e-4
"""By how much figures of four decimals may differ."""
PARTS: Final = ("value", "confidence", "certainty", "decided_by", "ranking", "in_scope", "reasons")


@dataclass(frozen=True, slots=True)
class Change:
    """Something that came out otherwise."""

    field: str
    part: str
    """One of `PARTS`, or `what rule thinks` and the like."""
    stored: Any
    again: Any


def changes(stored: Verdict, again: Verdict) -> Sequence[Change]:
    """Name all that came out otherwise."""
    asked = (name for name in FIELDS if getattr(stored, name) is not None)
    found = [change for name in asked for change in _of_field(name, stored, again)]
    if stored.entities != again.entities:
        found.append(Change("entities", "value", stored.entities, again.entities))
    return found


def touched(verdict: Verdict) -> Sequence[str]:
    """Name the fields of which only the voices' opinions can be compared."""
    return [name for name in FIELDS if _is_touched(verdict.field(name))]


def _of_field(name: str, stored: Verdict, again: Verdict) -> Iterator[Change]:
    before, after = getattr(stored, name), getattr(again, name)
    if after is None:
        yield Change(name, "value", before.value, None)
        return
    if not _is_touched(before):
        yield from _of_parts(name, before, after)
    yield from _of_voices(name, before, after)


def _of_parts(name: str, before: Field[Any], after: Field[Any]) -> Iterator[Change]:
    for part in PARTS:
        was, now = getattr(before, part), getattr(after, part)
        if not _is_same(was, now):
            yield Change(name, part, was, now)


def _of_voices(name: str, before: Field[Any], after: Field[Any]) -> Iterator[Change]:
    was, now = _thought(before), _thought(after)
    for voice in sorted(was.keys() | now.keys()):
        if not _is_same(was.get(voice), now.get(voice)):
            yield Change(name, f"what {voice} thinks", was.get(voice), now.get(voice))


def _thought(field: Field[Any]) -> Mapping[Voice, Opinion[Any]]:
    return {voice: said for voice, said in field.opinions.items() if voice is not Voice.HUMAN}


def _is_touched(field: Field[Any]) -> bool:
    is_persons = field.decided_by is Voice.HUMAN or Voice.HUMAN in field.opinions
    return is_persons or any(reason.source == SHOWN for reason in field.reasons)


def _is_same(was: Any, now: Any) -> bool:  # noqa: ANN401 - any part of a field
    """Compare two parts, figures by `NEAR`."""
    if isinstance(was, float) and isinstance(now, float):
        return abs(was - now) <= NEAR
    if isinstance(was, tuple) and isinstance(now, tuple):
        return len(was) == len(now) and all(map(_is_same, was, now))
    if isinstance(was, Opinion) and isinstance(now, Opinion):
        return _is_same(_parts(was), _parts(now))
    if isinstance(was, Reason) and isinstance(now, Reason):
        return _is_same(_told(was), _told(now))
    return bool(was == now)


def _parts(said: Opinion[Any]) -> tuple[Any, ...]:
    return said.value, said.confidence, said.reasons


def _told(one: Reason) -> tuple[Any, ...]:
    return one.voice, one.text, one.weight, one.source, one.span, one.ticket
