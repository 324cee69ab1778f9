"""The sentences of a message, as phrases are made of them."""

import pytest

from firstline.tickets.message import Message
from firstline.tickets.taxonomy import LONGEST_PHRASE
from firstline.tickets.verdict import Part, span_of
from firstline.triage.sentences import around, sentences, text_of
from firstline.triage.text import read


def told(text: str, subject: str = "") -> list[str]:
    """Give a message's sentences as texts."""
    reading = read(Message(text, subject))
    return [text_of(one, reading) for one in sentences(reading)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It broke! Can you\nhelp? Thanks", ["It broke!", "Can you help?", "Thanks"]),
        ("First point\n\nsecond point", ["First point", "second point"]),
        ("It broke.\n> it did not break. Really.\nHelp", ["It broke.", "Help"]),
        ("write to ava@example.com please. Now", ["write to please.", "Now"]),
        ("... !!! 👋", []),
        ("", []),
    ],
)
def test_sentences_are_the_customers_own_each_on_a_line(text: str, found: list[str]) -> None:
    """Without what is quoted, and without addresses."""
    assert told(text) == found


def test_the_subject_comes_first() -> None:
    """It is a sentence of its own, though it ends without a sign."""
    assert told("Where is it?", "My parcel") == ["My parcel", "Where is it?"]


@pytest.mark.parametrize("place", [0, 300, 1_500])
def test_of_a_long_sentence_what_stands_around_the_evidence_is_kept(place: int) -> None:
    """In whole words, as many as a phrase may have."""
    words = [f"word{number}" for number in range(400)]
    text = " ".join(words)
    start = text.index(" ", place) + 1 if place else 0
    end = text.index(" ", start)

    found = around(span_of(Part.MESSAGE, start, end, text), read(Message(text)))

    assert text[start:end] in found.split(" ")
    assert len(found) <= LONGEST_PHRASE
    assert set(found.split(" ")) <= set(words)


def test_evidence_of_one_endless_word_is_cut() -> None:
    """It is no longer than a phrase may be."""
    text = "a" * 5_000

    assert around(span_of(Part.MESSAGE, 0, 5_000, text), read(Message(text))) == "a" * LONGEST_PHRASE


def test_evidence_behind_very_many_sentences_is_found() -> None:
    """However long the message is."""
    text = "Yes. " * 10_000 + "Where is it? Bye."
    start = text.index("is it")

    assert around(span_of(Part.MESSAGE, start, start + 5, text), read(Message(text))) == "Where is it?"
