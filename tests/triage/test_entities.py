"""What a message names, in normal form and with its place."""

import pytest

from firstline.tickets.message import Message
from firstline.tickets.verdict import Part
from firstline.triage.entities import MOST, entities


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Write to Ava@Example.com.", "email", "ava@example.com"),
        ("it cost 19,90 €", "amount", "EUR 19.90"),
        ("it cost $1,234.50 in all", "amount", "USD 1234.50"),
        ("about 42 dollars", "amount", "USD 42.00"),
        ("EUR 1.000 were taken", "amount", "EUR 1000.00"),
        ("on 2026-03-01", "date", "2026-03-01"),
        ("on 1.3.2026", "date", "2026-03-01"),
        ("on March 1st, 2026", "date", "2026-03-01"),
        ("on the 1 March 2026", "date", "2026-03-01"),
        ("on 12/31/2025", "date", "2025-12-31"),
        ("on 31/12/2025", "date", "2025-12-31"),
        ("order #A-4711", "order", "A-4711"),
        ("order number: 100200", "order", "100200"),
        ("see INV-20931 please", "order", "INV-20931"),
        ("call +44 20 7946 0958", "phone", "+442079460958"),
        ("call 0049 30 1234567", "phone", "+49301234567"),
        ("to DE89 3704 0044 0532 0130 00 please", "iban", "DE89370400440532013000"),
        ("to GB82WEST12345698765432", "iban", "GB82WEST12345698765432"),
    ],
)
def test_a_named_thing_is_found_in_normal_form(text: str, kind: str, value: str) -> None:
    """And its place is a piece of the text."""
    (entity,) = entities(Message(text))

    assert (entity.kind, entity.value) == (kind, value)
    assert text[entity.span.start : entity.span.end] == entity.span.text


@pytest.mark.parametrize(
    "text",
    [
        "to DE89 3704 0044 0532 0130 01",
        "on 2026-02-30",
        "on 03/04/2026, or the other way round",
        "my order is late",
        "version 2",
        "5 apples",
        "an @ sign",
        "the year 2026",
    ],
)
def test_what_does_not_hold_up_is_not_named(text: str) -> None:
    """Wrong check digits, no such day, a day that can be read in two ways, plain words."""
    assert entities(Message(text)) == ()


def test_entities_of_the_subject_come_first_and_never_overlap() -> None:
    """Each knows its part."""
    found = entities(Message("I paid 10 EUR on 2026-03-01 from a@b.example", subject="Order #4711"))

    assert [entity.span.part for entity in found] == [Part.SUBJECT, *[Part.MESSAGE] * 3]
    assert [entity.kind for entity in found] == ["order", "amount", "date", "email"]


def test_a_list_of_amounts_is_cut_at_a_sensible_length() -> None:
    """A thousand amounts are a spreadsheet, not a message."""
    assert len(entities(Message("5 EUR, " * 1_000))) == MOST
