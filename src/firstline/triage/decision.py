"""A decision of the rules on one field: the value, the rule behind it, and the reasons.

Reasons name every piece of evidence that would hold the value up: with all of them taken out of the text,
the value is another. A value that an empty message would get as well has no evidence; its reasons are
remarks without a place.

Whatever happens: reasons come strongest first, and there are never more than `MOST_REASONS` of them; when a
text repeats itself beyond that, the last one covers the rest from its first to its last place.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Generic, TypeVar

from firstline.tickets.verdict import Part, Reason, Span, Voice, span_of
from firstline.triage.matcher import Hit
from firstline.triage.packs import Rule
from firstline.triage.text import Reading

MOST_REASONS = 24
VERBS = ("asks", "says", "sounds", "tells", "names", "pleads", "shouts", "was", "has")
"""A rule's label that opens with one of these is a sentence already."""
VOTE = 1.0
LONGEST_QUOTE = 60
"""Characters of evidence that a reason repeats in its sentence."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """What the rules think of one field."""

    value: T
    rule: str
    """The name of the rule that decided; its odds are the field's confidence."""
    reasons: tuple[Reason, ...] = ()
    found: bool = True
    """Whether any evidence was found; without it a person is asked."""


def reasons_for(reading: Reading, weighed: Iterable[tuple[Hit, float]], *, unit: str = "") -> list[Reason]:
    """Make a reason of each hit and its weight; of very many, the weaker ones share a reason."""
    pairs = list(weighed)
    if len(pairs) <= MOST_REASONS:
        return [_reason(reading, hit, weight, unit) for hit, weight in pairs]
    pairs.sort(key=lambda pair: abs(pair[1]), reverse=True)
    strongest, rest = pairs[: MOST_REASONS - 2], pairs[MOST_REASONS - 2 :]
    shared = (
        _shared(reading, [pair for pair in rest if reading.part(pair[0].first) is part], unit)
        for part in Part
    )
    return [*(_reason(reading, hit, weight, unit) for hit, weight in strongest), *filter(None, shared)]


def ranked(reading: Reading, reasons: Sequence[Reason], *, is_default: bool) -> tuple[Reason, ...]:
    """Put the strongest first and fold what is too much; without evidence a reason is a remark."""
    if len(reasons) > 1:
        reasons = sorted(reasons, key=lambda reason: abs(reason.weight), reverse=True)
    if len(reasons) > MOST_REASONS:
        reasons = [*reasons[: MOST_REASONS - 2], *_folded(reading, reasons[MOST_REASONS - 2 :])]
    if is_default:
        return tuple(replace(reason, span=None) for reason in reasons)
    return tuple(reasons)


def votes(reasons: Iterable[Reason], *, remarks: Iterable[Reason] = ()) -> list[Reason]:
    """Weigh reasons that come from several fields alike: each is one vote; remarks name no place."""
    return [*(_vote(reason, reason.span) for reason in reasons), *(_vote(reason, None) for reason in remarks)]


def quote(text: str) -> str:
    """Quote evidence in a sentence, shortened when it is long."""
    shown = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return f"“{' '.join(shown.split())}”"


def _vote(reason: Reason, span: Span | None) -> Reason:
    weight = VOTE if reason.weight >= 0 else -VOTE
    if weight == reason.weight and span is reason.span:
        return reason
    return Reason(reason.voice, reason.text, weight, reason.source, span)


def _reason(reading: Reading, hit: Hit, weight: float, unit: str) -> Reason:
    span, rule = reading.span(hit.first, hit.last), hit.rule
    return Reason(Voice.RULE, f"{quote(span.text)} {_saying(rule, unit)}", weight, rule.source, span)


@cache
def _saying(rule: Rule, unit: str) -> str:
    """Say what a rule makes of its evidence."""
    measure = f" ({unit.format(rule.value)})" if unit else ""
    verb = "" if rule.label.startswith(VERBS) else "is "
    return f"{verb}{rule.label}{measure}"


def _shared(reading: Reading, pairs: list[tuple[Hit, float]], unit: str) -> Reason | None:
    if not pairs:
        return None
    first = min(hit.first for hit, _ in pairs)
    last = max(hit.last for hit, _ in pairs)
    reason = _reason(reading, *pairs[0], unit)
    return replace(
        reason, text=f"{reason.text}, and {len(pairs) - 1} more like it", span=reading.span(first, last)
    )


def _folded(reading: Reading, reasons: Sequence[Reason]) -> Iterable[Reason]:
    """Fold reasons into one for each part of the ticket, from their first place to their last."""
    placed = sorted((reason for reason in reasons if reason.span), key=lambda reason: _place(reason.span))
    for _, group in groupby(placed, key=lambda reason: _place(reason.span)[0]):
        members = list(group)
        spans = [member.span for member in members if member.span]
        last = max(spans, key=attrgetter("end"))
        text = f"and {len(members)} more like these, from {quote(spans[0].text)} to {quote(last.text)}"
        part, start, end = last.part, spans[0].start, last.end
        yield replace(members[0], text=text, span=span_of(part, start, end, reading.whole(part)))


def _place(span: Span | None) -> tuple[str, int]:
    return (span.part, span.start) if span else ("", 0)
