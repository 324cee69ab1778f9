"""A reason names its evidence: take all of it out of the text, and the value is another."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.labelled import labelled
from firstline.tickets.message import Message
from firstline.tickets.verdict import Field, Part, Reason, Verdict, span_of
from firstline.triage.judge import judge
from firstline.triage.packs import GAP, PACKS, rules, spellings

NEUTRAL = " … "
"""Stands where evidence was taken out, so that the words around it form no new phrase."""
JUDGED = [field.name for field in fields(Verdict) if field.name not in {"language", "entities"}]
PHRASES = [
    " ".join("really" if word == GAP else word for word in next(spellings(phrase)))
    for name in PACKS
    for _, phrases in rules(name)
    for phrase in phrases
]
SMALL = [
    "not",
    "no longer",
    "isn't",
    "my",
    "the",
    "is",
    "but",
    "and",
    "when",
    "until",
    ".",
    ",",
    "?",
    "or",
    "PLEASE",
    "again",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PHRASES), st.sampled_from(SMALL)), max_size=14).map(" ".join)
MESSAGES = st.builds(Message, TEXTS, subject=TEXTS, tier=st.sampled_from(["standard", "premium", "vip"]))


@pytest.mark.parametrize("message", [pytest.param(example.message, id=example.id) for example in labelled()])
def test_the_labelled_messages_lose_their_values_with_their_evidence(message: Message) -> None:
    """Field by field."""
    _check(message)


@given(MESSAGES)
@settings(max_examples=400, deadline=None)
def test_any_message_loses_its_values_with_their_evidence(message: Message) -> None:
    """Also where phrases stand in an order that nobody thought of."""
    _check(message)


@given(st.text(), st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_gets_a_verdict(text: str, subject: str) -> None:
    """Whatever characters it is made of."""
    verdict = judge(Message(text, subject=subject))

    assert 1.0 <= verdict.urgency.value <= 5.0
    assert all(0.0 <= getattr(verdict, name).confidence <= 1.0 for name in JUDGED)


def test_a_lone_surrogate_and_a_nul_do_no_harm() -> None:
    """They are refused at the door, but the room does not depend on it."""
    assert judge(Message("\ud800 my card is blocked \x00")).urgency.value == 5.0


def test_a_reason_is_a_sentence_that_an_agent_can_read() -> None:
    """With the word, what it is, and what it counts."""
    reasons = judge(Message("My card is blocked, I will pay tomorrow")).urgency.reasons

    assert reasons[0].text == "“blocked” is a critical word (tier 5.0)"
    assert reasons[0].source == "urgency@1"
    assert [reason.weight for reason in reasons] == [4.0, 2.0, 2.0]


@pytest.mark.parametrize(
    "text",
    [
        "I am angry, charged twice, and my card is blocked",
        "This is urgent. I cannot login and my team is blocked today.",
        "Thanks, the export works",
    ],
)
def test_reasons_that_come_from_several_fields_are_weighed_alike(text: str) -> None:
    """One vote each, for the value or against it, so that they can be compared."""
    verdict = judge(Message(text))

    for field in (verdict.level, verdict.sla_hours, verdict.suggested_reply):
        assert {abs(reason.weight) for reason in field.reasons} == {1.0}


def test_a_stronger_phrase_is_not_hidden_by_a_weaker_one_that_holds_its_first_word() -> None:
    """“My money” is a matter of billing; “money is gone” is one of security, and counts for more."""
    category = judge(Message("My money is gone")).category

    assert category.value == "account"
    assert [reason.weight for reason in category.reasons] == [5.0]


def test_a_thousand_repetitions_share_their_reasons() -> None:
    """The list stays short, and still covers all of them."""
    message = Message("My card is blocked. " * 1_000)

    reasons = judge(message).urgency.reasons

    assert len(reasons) <= 24
    _check(message)


def _check(message: Message) -> None:
    verdict = judge(message)
    for name in JUDGED:
        field: Field[object] = getattr(verdict, name)
        weights = [abs(reason.weight) for reason in field.reasons]
        assert weights == sorted(weights, reverse=True)
        if any(reason.span for reason in field.reasons):
            assert getattr(judge(_without(message, field.reasons)), name).value != field.value, name


def _without(message: Message, reasons: tuple[Reason, ...]) -> Message:
    text = _cut(message.text, reasons, Part.MESSAGE)
    return Message(text, subject=_cut(message.subject, reasons, Part.SUBJECT), tier=message.tier)


def _cut(text: str, reasons: tuple[Reason, ...], part: Part) -> str:
    spans = sorted(
        (reason.span for reason in reasons if reason.span and reason.span.part is part),
        key=lambda span: (span.start, span.end),
    )
    kept, done = "", 0
    for span in spans:
        assert span == span_of(part, span.start, span.end, text)
        if span.end > done:
            kept += text[done : max(span.start, done)] + NEUTRAL
            done = span.end
    return kept + text[done:]
