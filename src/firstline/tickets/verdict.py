"""What the desk thinks of a ticket, how sure it is, and why.

A verdict has one `Field` for each question (category, urgency, ...). A field holds the value that
counts, who decided it, and what each voice thought. A reason names its evidence by its place in the
text, so the same object is stored, shown, evaluated and learnt from.

Whatever happens: a value is never without a confidence, and what a person has set is never
overwritten; later voices become opinions beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar


class Voice(StrEnum):
    """Who can have an opinion."""

    RULE = "rule"
    PHRASE = "phrase"
    MODEL = "model"
    LLM = "llm"
    HUMAN = "human"


class Certainty(StrEnum):
    """What a field's confidence allows: to act, to suggest, or to ask a person."""

    AUTO = "auto"
    SUGGEST = "suggest"
    PERSON = "person"


class Part(StrEnum):
    """Where in a ticket a piece of evidence stands."""

    SUBJECT = "subject"
    MESSAGE = "message"


LLM_SHARE, RULE_SHARE = 0.6, 0.4
"""How much of the urgency each decides where the LLM was asked: seed 1's hybrid."""

LONGEST_EVIDENCE = 200
"""Characters of evidence that a verdict repeats: a verdict must not grow with its message."""


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the customer's text: code points `start` to `end` (exclusive) of a part."""

    part: Part
    start: int
    end: int
    text: str
    """What stands there; of a long piece the first `LONGEST_EVIDENCE` characters."""


def span_of(part: Part, start: int, end: int, whole: str) -> Span:
    """Name a piece of a part's whole text.

    >>> span_of(Part.MESSAGE, 3, 10, "My account is blocked").text
    'account'
    """
    return Span(part, start, end, whole[start : min(end, start + LONGEST_EVIDENCE)])


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a voice thinks so, in plain words, with the evidence it saw."""

    voice: Voice
    text: str
    """A sentence an agent can read."""
    weight: float
    """How much it moved the value, in the field's own unit (urgency points, votes); 0 for a remark."""
    source: str
    """What produced it, with its version: `urgency@1`, `gpt-4o-mini`."""
    span: Span | None = None
    ticket: int | None = None
    """The labelled ticket that it is like."""


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Opinion(Generic[T]):
    """What one voice thinks of one field."""

    value: T
    confidence: float
    """The chance, in [0, 1], that the value is right."""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One question of the verdict, answered."""

    value: T
    confidence: float
    """The chance, in [0, 1], that the value is right."""
    certainty: Certainty
    decided_by: Voice
    reasons: tuple[Reason, ...]
    """Why the value is what it is, strongest first."""
    opinions: Mapping[Voice, Opinion[T]]
    ranking: tuple[tuple[T, float], ...] = ()
    """The likeliest values with their chances, where the voices that learn have spoken."""
    in_scope: float | None = None
    """The chance, in [0, 1], that the message is of a kind that the desk knows; None: it cannot tell yet."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Something named in the text: an order number, an amount, an address."""

    kind: str
    value: str
    """In normal form: `EUR 19.90`, `2026-03-01`, `ava@example.com`."""
    span: Span


def hybrid(*, llm: float, rules: float) -> float:
    """Blend two opinions of the urgency.

    >>> hybrid(llm=5.0, rules=3.0)
    4.2
    """
    return round(LLM_SHARE * llm + RULE_SHARE * rules, 1)


class Priority(StrEnum):
    """The ticket's place in the queue, in four steps."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    URGENT = "urgent"


class Level(StrEnum):
    """How soon someone must act: P1 4 h, P2 24 h, P3 72 h."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Sentiment(StrEnum):
    """How the customer's words sound."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class TicketScope(StrEnum):
    """What kind of mail it is: a matter for the desk, or one with a mark."""

    IN_SCOPE = "in_scope"
    SPAM = "spam"
    GIBBERISH = "gibberish"
    AUTOREPLY = "autoreply"
    BOUNCE = "bounce"
    MISDIRECTED = "misdirected"
    OFF_TOPIC = "off_topic"


MARKS = frozenset(TicketScope) - {TicketScope.IN_SCOPE}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The desk's whole opinion of a message."""

    category: Field[str]
    subcategory: Field[str]
    urgency: Field[float]
    """1.0 to 5.0, one decimal."""
    priority: Field[Priority]
    priority_score: Field[int]
    """0 to 100."""
    level: Field[Level]
    sla_hours: Field[int]
    """1 to 168."""
    sentiment: Field[Sentiment]
    frustrated: Field[bool]
    team: Field[str]
    next_action: Field[str]
    suggested_reply: Field[str]
    language: Field[str]
    """ISO 639-1, or `und` when the text does not tell."""
    entities: tuple[Entity, ...] = ()
    scope: Field[TicketScope] | None = None
    """None: nobody asked at that time."""

    def field(self, name: str) -> Field[Any]:
        """Give a field by its name; where nobody asked for the scope, it is a matter for the desk."""
        found: Field[Any] | None = getattr(self, name)
        return UNASKED if found is None else found


UNASKED: Final[Field[TicketScope]] = Field(
    TicketScope.IN_SCOPE, 0.0, Certainty.PERSON, Voice.RULE, reasons=(), opinions={}
)
