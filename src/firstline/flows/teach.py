"""A reason on a ticket becomes a correction, a phrase of a category or a rule of the desk, by one call.

A correction sets the field, or confirms it. A phrase is the sentence in which the reason's evidence stands,
or the one that is nearest to what the reason speaks of. A rule is the evidence itself, word for word. What
was made counts for the next message, here at once and in every other process with its next look.

What always holds: nothing is made twice, a phrase or a rule belongs to a label that gets new tickets, and the
event log says from which ticket it came and who made it.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

import numpy as np

from firstline.core.access import Permission, Principal, require
from firstline.core.errors import Invalid, Missing
from firstline.core.ids import TicketId
from firstline.core.versions import Expected, check_version
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.opinion import verdict_on
from firstline.flows.taxonomy import put_in_force
from firstline.store import tickets, verdicts
from firstline.tickets.corrections import CORRECTABLE, FIELDS, as_shown, is_corrected
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import LONGEST_WORDS, RULED, Rule, Taxonomy
from firstline.tickets.ticket import Ticket, TicketMissing
from firstline.tickets.verdict import Reason, TicketScope, Verdict, Voice
from firstline.tickets.whereabouts import APART, place_at, spoken
from firstline.triage.blend import SCALES, label_of
from firstline.triage.language import UNDETERMINED
from firstline.triage.learned import HOME
from firstline.triage.sentences import around, sentences, text_of
from firstline.triage.teaching import with_phrase, with_rule
from firstline.triage.text import read

Value = Any
"""What a field holds."""
QUOTED: Final = re.compile("“(.+)”", re.DOTALL)
"""What a reason cites of another text."""
TONGUE: Final = re.compile("[a-z]{2}|und")
MOST_SENTENCES: Final = 200
"""Of a message, of which the nearest is chosen."""
HIGHEST: Final = 5.0
LOWEST: Final = 1.0
PLACE: Final = ("category", "subcategory")


class Made(StrEnum):
    """What a reason can become."""

    CORRECTION = "correction"
    PHRASE = "phrase"
    RULE = "rule"


class ReasonMissing(Missing):
    """The field, or the voice, gave no such reason."""

    code = "reason_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What somebody wants to be made of a reason."""

    field: str
    reason: int
    """Its place among the field's reasons, from 0 on."""
    made: Made
    opinion: Voice | None = None
    """Then the place is among the reasons of this voice."""
    value: str | float | None = None
    """As a label; None: what the field is."""
    words: str | None = None
    """None: those of the reason."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How the desk judges the message."""

    value: Value
    confidence: float


@dataclass(frozen=True, slots=True)
class Thing:
    """What was made of a reason."""

    value: Value
    """What it says of the field."""
    words: str | None = None
    """The phrase, or the rule's words."""
    language: str = ""
    """Of the phrase; empty: in any, or it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What was made of a reason, and what has changed by it."""

    made: Made
    field: str
    thing: Thing
    ticket: Ticket
    """As it stands now."""
    taxonomy: int
    """The version in force."""
    before: Judged
    after: Judged


@dataclass(frozen=True, slots=True)
class _Seen:
    """The ticket as it stands, with what its newest verdict judges."""

    ticket: Ticket
    told: Verdict
    """As it is shown, with the reasons."""
    shown: Verdict
    """With the values that stand on the ticket."""
    text: str

    @property
    def message(self) -> Message:
        subject = "" if self.ticket.subject_made else self.ticket.subject
        spoken_in = self.shown.language
        language = spoken_in.value if is_corrected(spoken_in) else ""
        return Message(self.text, subject, self.ticket.tier, language)


def teach(
    desk: Desk, ticket_id: TicketId, lesson: Lesson, *, by: Principal, expected: Expected = None
) -> Taught:
    """Make a correction, a phrase or a rule of a reason.

    Raises:
        NotAllowed: when a phrase or a rule is wanted by somebody who may not change the taxonomy.
        TicketMissing: when there is no such ticket.
        ReasonMissing: when there is no such reason.
        Invalid: when the lesson does not fit the field, the reason or the desk's categories.
        AlreadyTaught: when the category has the phrase, or the desk the rule.
        Outdated: when the ticket is not as the caller has seen it.
    """
    if lesson.made is not Made.CORRECTION:
        require(by, Permission.LEAD)
    seen = _seen(desk, ticket_id, expected)
    work = _Work(desk, seen, lesson, _reason(seen.told, lesson), by)
    before = _judged(desk, seen, lesson.field)
    thing = MAKERS[lesson.made](work, expected)
    desk.board.look(desk.read)
    desk.nudge()
    return Taught(
        made=lesson.made,
        field=lesson.field,
        thing=thing,
        ticket=_now(desk, ticket_id),
        taxonomy=desk.board.taxonomy.version,
        before=before,
        after=_judged(desk, seen, lesson.field),
    )


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be made, and of what."""

    desk: Desk
    seen: _Seen
    lesson: Lesson
    reason: Reason
    by: Principal

    @property
    def field(self) -> str:
        return self.lesson.field

    @property
    def label(self) -> str:
        """The value as rules write it: a subcategory behind its category and a tab."""
        given, verdict = self.lesson.value, self.seen.shown
        if given is None:
            return label_of(self.field, verdict.field(self.field).value, category=verdict.category.value)
        if self.field == "subcategory" and APART in str(given):
            return str(given)
        try:
            return label_of(self.field, given, category=verdict.category.value)
        except (ValueError, OverflowError):
            raise _strange(self.field, given) from None

    def put(self, change: Callable[[Taxonomy], Taxonomy], words: str) -> None:
        """Put a change of the taxonomy in force; the event log tells where it came from."""
        why = {
            "ticket": self.seen.ticket.id,
            "as": self.lesson.made.value,
            "field": self.field,
            "value": spoken(self.label),
            "words": words,
        }
        put_in_force(self.desk, change, by=self.by, why={"reason": why})


def _correction(work: _Work, expected: Expected) -> Thing:
    wanted = _wanted(work)
    changes = Changes(verdict=wanted)
    try:
        change_fields(work.desk, work.seen.ticket.id, changes, by=work.by, expected=expected)
    except Invalid as error:
        raise Invalid(error.sentence, field="value") from None
    return Thing(wanted[work.field])


def _phrase(work: _Work, _: Expected) -> Thing:
    if work.field != "category":
        message = f"Phrases tell categories apart, and this is about {work.field}: make a rule of it."
        raise Invalid(message, field="as")
    told = work.seen.shown.language.value
    language = HOME if told == UNDETERMINED else told
    phrase, category = _given_words(work) or _sentence(work), work.label
    work.put(lambda now: with_phrase(now, category, language, phrase), phrase)
    return Thing(category, phrase, language)


def _rule(work: _Work, _: Expected) -> Thing:
    if work.field not in RULED:
        message = f"A rule can speak of {', '.join(RULED)}, and not of {work.field}."
        raise Invalid(message, field="field")
    rule = Rule(_given_words(work) or _evidence(work.reason), work.field, work.label)
    work.put(lambda now: with_rule(now, rule), rule.words)
    return Thing(_read(work.field, rule.label), rule.words)


MAKERS: Final[Mapping[Made, Callable[[_Work, Expected], Thing]]] = {
    Made.CORRECTION: _correction,
    Made.PHRASE: _phrase,
    Made.RULE: _rule,
}


def _seen(desk: Desk, ticket_id: TicketId, expected: Expected) -> _Seen:
    with desk.read() as db:
        ticket = tickets.load(db, ticket_id)
        check_version(ticket.version, expected, thing="ticket", current=ticket)
        newest = verdicts.load(db, ticket_id, ticket.revision)
    return _Seen(ticket, newest.verdict, as_shown(newest.verdict, ticket), newest.text)


def _now(desk: Desk, ticket_id: TicketId) -> Ticket:
    with desk.read() as db:
        return tickets.load(db, ticket_id)


def _judged(desk: Desk, seen: _Seen, about: str) -> Judged:
    """Judge the message as if it came now."""
    field = verdict_on(desk, seen.message).field(about)
    return Judged(field.value, field.confidence)


def _reason(verdict: Verdict, lesson: Lesson) -> Reason:
    """Find the reason that is meant."""
    if lesson.field not in FIELDS:
        message = f"A verdict has no field {lesson.field!r}; it has: {', '.join(FIELDS)}."
        raise Invalid(message, field="field")
    field, who = verdict.field(lesson.field), lesson.field
    reasons = field.reasons
    if lesson.opinion is not None:
        said = field.opinions.get(lesson.opinion)
        reasons, who = () if said is None else said.reasons, f"{lesson.opinion} on {lesson.field}"
    if lesson.reason >= len(reasons):
        message = f"There is no reason {lesson.reason} of {who}: it has {len(reasons)}, counted from 0 on."
        raise ReasonMissing(message)
    return reasons[lesson.reason]


def _wanted(work: _Work) -> dict[str, Value]:
    """Say what a correction sets; whoever names a subcategory with its category sets both."""
    if work.field not in CORRECTABLE:
        message = f"{work.field} follows from other fields. These can be set: {', '.join(CORRECTABLE)}."
        raise Invalid(message, field="field")
    given = work.lesson.value
    if given is None:
        return {work.field: work.seen.shown.field(work.field).value}
    if work.field == "subcategory" and APART in str(given):
        return dict(zip(PLACE, place_at(str(given)), strict=True))
    return {work.field: _exact(work.field, given)}


def _exact(about: str, given: str | float) -> Value:
    """Read what somebody sets; an urgency may stand between the steps of rules."""
    try:
        if about == "urgency" and LOWEST <= float(given) <= HIGHEST:
            return round(float(given), 1)
        if about in {"scope", *SCALES} - {"urgency"}:
            return _read(about, str(given))
    except ValueError:
        raise _strange(about, given) from None
    if (
        about == "urgency"
        or not isinstance(given, str)
        or (about == "language" and not TONGUE.fullmatch(given))
    ):
        raise _strange(about, given)
    return given


def _read(about: str, label: str) -> Value:
    if about == "scope":
        return TicketScope(label)
    if about in SCALES and label not in SCALES[about].labels:
        raise _strange(about, label)
    return SCALES[about].read(label) if about in SCALES else label


def _strange(about: str, given: str | float) -> Invalid:
    named = {"scope": TicketScope} | {name: scale.labels for name, scale in SCALES.items()}
    known = ", ".join(named.get(about, ()))
    message = f"{about} cannot be {given!r}" + (f"; it can be: {known}." if known else ".")
    return Invalid(message, field="value")


def _given_words(work: _Work) -> str:
    """Give the words that somebody named, on one line."""
    return " ".join((work.lesson.words or "").split())


def _evidence(reason: Reason) -> str:
    """Give a reason's evidence, word for word."""
    if reason.span is None:
        message = "This reason names no place in the message: say in `words` what the rule shall look for."
        raise Invalid(message, field="words")
    if reason.span.end - reason.span.start > LONGEST_WORDS:
        message = f"This reason covers more than {LONGEST_WORDS} characters: say which `words` are meant."
        raise Invalid(message, field="words")
    return " ".join(reason.span.text.split())


def _sentence(work: _Work) -> str:
    """Choose the sentence that holds the evidence, or is nearest to what the reason speaks of."""
    reading = read(work.seen.message)
    if work.reason.span is not None:
        return around(work.reason.span, reading)
    texts = [text_of(one, reading) for one in islice(sentences(reading), MOST_SENTENCES)]
    if not texts:
        message = "The message has no sentence: say in `words` what the phrase shall be."
        raise Invalid(message, field="words")
    return _nearest(work, texts, _spoken_of(work))


def _nearest(work: _Work, texts: list[str], wanted: str) -> str:
    learned = work.desk.board.learned
    tongue = learned.tongues.get(work.seen.shown.language.value) or learned.tongues.get(HOME)
    if tongue is None or len(texts) == 1:
        return texts[0]
    vectors = tongue.encoder.encode([*texts, wanted])
    return texts[int(np.argmax(vectors[:-1] @ vectors[-1]))]


def _spoken_of(work: _Work) -> str:
    """Give the text of which a reason without a place speaks: a ticket's, a cited one, or the message."""
    reason = work.reason
    if reason.ticket is not None:
        with suppress(TicketMissing):
            return _now(work.desk, TicketId(reason.ticket)).message
    cited = QUOTED.search(reason.text)
    if cited is not None:
        return cited[1]
    return reason.text if reason.voice is Voice.LLM else work.seen.text
