"""A person knows better: what they set becomes the verdict, beside what every voice thought.

A field that a person set has the voice `human` among its opinions. Later messages bring new opinions of the
other voices, which stand beside it and change nothing. What follows from a field (the team from the category,
the hours from the level) follows what the person set, unless it was set itself. A correction that is taken
back leaves the field as it was before, and so what had followed from it.

Whatever happens: no opinion of another voice is lost or altered, and the subcategory is always one of its
category's.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import Certainty, Field, Opinion, Reason, Verdict, Voice

CORRECTABLE: Final = (
    "category",
    "subcategory",
    "urgency",
    "priority",
    "level",
    "sentiment",
    "frustrated",
    "team",
    "language",
    "scope",
)
"""What a person may set."""

LEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "subcategory": ("category",),
    "team": ("category",),
    "priority_score": ("priority",),
    "sla_hours": ("level",),
    "next_action": ("category", "priority"),
    "suggested_reply": ("category", "priority", "sentiment"),
}
"""What follows from what."""

PLACE: Final = ("category", "subcategory")
"""One choice in two fields: whoever names the part has chosen the whole."""
HEAVIER: Final[Mapping[str, tuple[str, ...]]] = {
    "urgency": ("urgency",),
    "priority_score": ("priority", "priority_score"),
    "sla_hours": ("level", "sla_hours"),
}
"""The numbers that tell how much a ticket weighs, and which fields go with each."""
CERTAIN: Final = 1.0
SOURCE: Final = "person"
SHOWN: Final = "thread"
"""The source of the remark that a value stands as earlier messages had it."""
FIELDS: Final = tuple(field.name for field in fields(Verdict) if field.name != "entities")

T = TypeVar("T")
Follow = Callable[[Verdict], Mapping[str, Any]]
"""Tells, for a verdict, the value of each field of `LEADS` that its leads give."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A field that a person changed."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Was:
    """How a ticket was judged before a person corrected it."""

    verdict: Verdict
    on_newest: bool
    """Whether that was about the customer's newest message."""


def correct(verdict: Verdict, wanted: Mapping[str, Any], *, author: str, follow: Follow) -> Verdict:
    """Give the verdict as a person wants it."""
    if "subcategory" in wanted:  # whoever names the part has chosen the whole
        wanted = {"category": verdict.category.value, **wanted}
    said: dict[str, Any] = {name: _said(verdict.field(name), value, author) for name, value in wanted.items()}
    return _settled(replace(verdict, **said), follow)


def take_back(now: Verdict, was: Was, name: str, *, others: Collection[str], follow: Follow) -> Verdict:
    """Give the verdict without one correction.

    What a person has set otherwise stays. Where the customer has written since, the field stands as the
    earlier messages had it, and the ticket weighs no less than what the rules find in the newest one.

    Args:
        now: the verdict as its ticket shows it.
        was: the one before the correction.
        name: the field that was corrected.
        others: fields of which another correction stands.
        follow: what follows from what.
    """
    names = _going_back(now, was.verdict, name, others)
    back: dict[str, Any] = {
        one: _as_it_was(was.verdict.field(one), now.field(one), on_newest=was.on_newest) for one in names
    }
    weighty = {} if was.on_newest else _no_lighter(back)
    return _settled(replace(now, **back | weighty), follow)


def keep_corrections(before: Verdict, heard: Verdict, *, follow: Follow) -> Verdict:
    """Give a new message's verdict, with what a person had set in the one before."""
    kept: dict[str, Any] = {
        name: _beside(before.field(name), heard.field(name))
        for name in FIELDS
        if is_corrected(before.field(name))
    }
    return _settled(replace(heard, **kept), follow) if kept else heard


def is_corrected(field: Field[Any]) -> bool:
    """Tell whether a person has set this field."""
    return Voice.HUMAN in field.opinions


def as_shown(verdict: Verdict, ticket: Ticket) -> Verdict:
    """Give the newest verdict with the values that its ticket shows: an open matter keeps its weight."""
    shown: dict[str, Any] = {
        name: _standing(verdict.field(name), getattr(ticket, name))
        for name in FIELDS
        if getattr(ticket, name) != verdict.field(name).value
    }
    if "category" in shown:
        shown["category"] = replace(shown["category"], certainty=Certainty(ticket.certainty))
    return replace(verdict, **shown)


def _going_back(now: Verdict, was: Verdict, name: str, others: Collection[str]) -> set[str]:
    """Name the field, the whole that was chosen with a part, and what followed from them."""
    with_whole = name == "subcategory" and "category" not in others and not is_corrected(was.category)
    leads = {name, "category"} if with_whole else {name}
    followers = {one for one, of in LEADS.items() if leads.intersection(of)}
    return leads | {one for one in followers if one in PLACE or not is_corrected(now.field(one))}


def _as_it_was(was: Field[Any], now: Field[Any], *, on_newest: bool) -> Field[Any]:
    """Give a field as it was, with what the voices think now beside it."""
    said = {Voice.HUMAN: was.opinions[Voice.HUMAN]} if is_corrected(was) else {}
    found = replace(was, opinions=said | _voices(now))
    return found if on_newest or said else _standing(found, found.value)


def _no_lighter(back: Mapping[str, Field[Any]]) -> dict[str, Field[Any]]:
    """Give what weighs as the rules have it, where that is more and no person has set it."""
    found: dict[str, Field[Any]] = {}
    for weight, names in HEAVIER.items():
        fields = {name: back[name] for name in names if name in back}
        if weight in fields and not any(map(is_corrected, fields.values())) and _weighs_more(weight, fields):
            found |= {name: _as_heard(field, Voice.RULE) for name, field in fields.items()}
    return found


def _weighs_more(weight: str, fields: Mapping[str, Field[Any]]) -> bool:
    """Tell whether the rules find more in the newest message than stands there."""
    if not all(Voice.RULE in field.opinions for field in fields.values()):
        return False
    value, heard = fields[weight].value, fields[weight].opinions[Voice.RULE].value
    return bool(heard < value if weight == "sla_hours" else heard > value)


def _as_heard(field: Field[T], voice: Voice) -> Field[T]:
    """Let what one voice thinks count: a suggestion."""
    heard = field.opinions[voice]
    return replace(
        field,
        value=heard.value,
        confidence=heard.confidence,
        certainty=Certainty.SUGGEST,
        decided_by=voice,
        reasons=heard.reasons,
        ranking=(),
    )


def _settled(verdict: Verdict, follow: Follow) -> Verdict:
    """Let follow what follows from a field that a person set."""
    values = follow(verdict)
    changes: dict[str, Any] = {}
    for name, leads in LEADS.items():
        field: Field[Any] = getattr(verdict, name)
        lead = next((lead for lead in leads if is_corrected(getattr(verdict, lead))), None)
        stays = lead is None or (is_corrected(field) and name != "subcategory")
        if not stays and field.value != values[name]:
            changes[name] = _following(field, values[name], str(lead))
    return replace(verdict, **changes)


def _said(field: Field[T], value: T, author: str) -> Field[T]:
    reason = Reason(Voice.HUMAN, f"{author} set it", CERTAIN, SOURCE)
    opinion = Opinion(value, CERTAIN, (reason,))
    return _decided(field, value, reason, {Voice.HUMAN: opinion, **_voices(field)})


def _following(field: Field[T], value: T, lead: str) -> Field[T]:
    reason = Reason(Voice.HUMAN, f"follows from the {lead.replace('_', ' ')} that a person set", 0.0, SOURCE)
    return _decided(field, value, reason, _voices(field))


def _decided(field: Field[T], value: T, reason: Reason, opinions: Mapping[Voice, Opinion[T]]) -> Field[T]:
    return replace(
        field,
        value=value,
        confidence=CERTAIN,
        certainty=Certainty.AUTO,
        decided_by=Voice.HUMAN,
        reasons=(reason,),
        opinions=opinions,
    )


def _beside(before: Field[T], heard: Field[T]) -> Field[T]:
    said = {Voice.HUMAN: before.opinions[Voice.HUMAN]}
    return replace(before, opinions={**said, **_voices(heard)})


def _standing(field: Field[Any], value: object) -> Field[Any]:
    value = type(field.value)(value)  # a ticket's columns are plain text where a verdict has names
    remark = Reason(field.decided_by, "stands as the earlier messages had it", 0.0, SHOWN)
    return replace(field, value=value, reasons=(remark,))


def _voices(field: Field[T]) -> dict[Voice, Opinion[T]]:
    return {voice: opinion for voice, opinion in field.opinions.items() if voice is not Voice.HUMAN}
