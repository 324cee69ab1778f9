"""Only the customer's own words are evidence: no quotes, no signatures, no addresses."""

import pytest

from firstline.tickets.message import Message
from firstline.tickets.verdict import Sentiment
from firstline.triage.judge import judge
from firstline.triage.quoting import BLANK, own_words

CRITICAL = 5.0


@pytest.mark.parametrize(
    "quoted",
    [
        "> my account was hacked, I am angry",
        "On Mon, 3 Mar 2025 at 10:12, Ana <ana@shop.example> wrote:\n> my account was hacked, I am angry",
        "On Monday Ana wrote:\n\nmy account was hacked, I am angry",
        "-----Original Message-----\nFrom: Ana\n\nmy account was hacked, I am angry",
        "____________________\nFrom: Ana\nSent: Monday\nTo: Shop\n\nmy account was hacked, I am angry",
        "From: Ana\nSent: Monday\nTo: Shop\nSubject: help\n\nmy account was hacked, I am angry",
        "---------- Forwarded message ---------\nFrom: Ana\n\nmy account was hacked, I am angry",
    ],
)
def test_what_is_quoted_is_not_the_customers_own_trouble(quoted: str) -> None:
    """The answer above it is."""
    verdict = judge(Message(f"It is all fine here.\n\n{quoted}"))

    assert verdict.urgency.value < CRITICAL
    assert verdict.sentiment.value is not Sentiment.NEGATIVE


@pytest.mark.parametrize(
    "forwarded",
    [
        "> my account was hacked",
        "---------- Forwarded message ---------\nFrom: Ana\nSubject: help\n\nmy account was hacked",
        "-----Original Message-----\nFrom: Ana\n\nmy account was hacked",
        "\n\n> my account was hacked\n\nBest regards,\nPaul",
    ],
)
def test_a_forward_without_own_words_is_read(forwarded: str) -> None:
    """Nothing else is there."""
    assert judge(Message(forwarded)).urgency.value == CRITICAL


@pytest.mark.parametrize(
    "signature",
    [
        "Best regards,\nPaul Grey\nSales Manager, Demo Pricing Ltd",
        "-- \nPaul Grey\nSales Manager, Demo Pricing Ltd",
        "Thanks,\nPaul Grey\nSales Manager, Demo Pricing Ltd",
        "Kind regards\n\nPaul\nSales, Pricing\n+44 20 7946 0958",
    ],
)
def test_a_signature_is_no_evidence(signature: str) -> None:
    """A sales manager is not a request to buy."""
    verdict = judge(Message(f"When do you open on Sunday?\n\n{signature}"))

    assert verdict.category.value == "general"
    assert verdict.sentiment.value is Sentiment.NEUTRAL


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example/refund/error?down=1",
        "www.refund-error.example",
        "invoice@refund.example",
        "refund.example.com/invoice",
    ],
)
def test_an_address_is_not_read_as_words(address: str) -> None:
    """Whatever it is called."""
    assert judge(Message(f"I found {address} in a book")).category.value == "general"


def test_blanking_keeps_every_place_in_the_text() -> None:
    """A reason's place counts in the text as it came."""
    text = "> old words\nSee www.shop.example, my card is blocked"

    verdict = judge(Message(text))

    assert len(own_words(text)) == len(text)
    assert BLANK in own_words(text)
    assert [text[r.span.start : r.span.end] for r in verdict.urgency.reasons if r.span] == ["blocked"]
