"""Verdicts made by hand, for the tests of those who read verdicts."""

from typing import TypeVar

from firstline.tickets.verdict import (
    Certainty,
    Entity,
    Field,
    Level,
    Opinion,
    Priority,
    Reason,
    Sentiment,
    Verdict,
    Voice,
)

T = TypeVar("T")

HOURS = {Level.P1: 4, Level.P2: 24, Level.P3: 72}


def make_field(
    value: T, *reasons: Reason, certainty: Certainty = Certainty.AUTO, sure: float = 0.82
) -> Field[T]:
    """Make a field that the rules decided."""
    return Field(value, sure, certainty, Voice.RULE, reasons, {Voice.RULE: Opinion(value, sure, reasons)})


def make_verdict(  # noqa: PLR0913 - each option is one fact of the ticket that a test's story may name
    *,
    category: str = "billing",
    subcategory: Field[str] | None = None,
    level: Level = Level.P2,
    frustrated: bool = False,
    sentiment: Sentiment = Sentiment.NEUTRAL,
    language: str = "en",
    urgency: Field[float] | None = None,
    entities: tuple[Entity, ...] = (),
    reply: str = "Thank you for reaching out.",
) -> Verdict:
    """Make a verdict; what is not named is as plain as can be."""
    return Verdict(
        category=make_field(category),
        subcategory=subcategory or make_field("payments"),
        urgency=urgency or make_field(3.0),
        priority=make_field(Priority.HIGH),
        priority_score=make_field(75),
        level=make_field(level),
        sla_hours=make_field(HOURS[level]),
        sentiment=make_field(sentiment),
        frustrated=make_field(frustrated),
        team=make_field("finance"),
        next_action=make_field("Find the payment."),
        suggested_reply=make_field(reply),
        language=make_field(language),
        entities=entities,
    )
