"""However long and odd a text is, judging it takes time in step with its length."""

import msgspec
import pytest

from firstline.tickets.message import Message
from firstline.tickets.verdict import Verdict
from firstline.triage.judge import judge
from tests.timing import seconds

LITTLE, MUCH = 15_000, 120_000
"""Characters: eight times as many."""
TIMES = 16
"""A pass in step with the length takes eight times as long, a quadratic one sixty-four times."""
NOTHING = 0.005
"""Seconds of processor time below which a measurement says nothing."""
LARGEST = 150_000
"""Bytes: each field with its most reasons, each reason with its longest evidence."""
MEGABYTE, SECONDS = 1_000_000, 6.0
"""Of processor time: two are usual; a quadratic pass takes hours."""
PIECES = [
    "a", " ", "\n", ">", "> \n", "(", '"', ".,;:!?-", "? ", "a@", "a.", ".com", "1", "1,111", "+1 2 ",
    "DE12 ", "order #", "not a ", "and ", "blocked ", "blocked works again ", "not urgent or ",
    "why blocked ", "calm down ", "On 1 wrote:\n", "From: a\n", "Best regards\n", "thanks\n", "\ud800",
    "\x00", "\u0301", "漢", "😀", "cannot ", "$ ", "1.1.", "jan ", " - ", "http://", "'a",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_more_of_anything_takes_time_in_step(piece: str) -> None:
    """No pattern meets a text that stops it."""
    judge(Message("Packs und Modelle werden beim ersten Mal geladen."))

    much = seconds(lambda: judged(piece, MUCH), times=2)
    little = seconds(lambda: judged(piece, LITTLE), times=3)

    assert much < TIMES * max(little, NOTHING)


@pytest.mark.parametrize("piece", ["? "])
def test_a_megabyte_is_judged_in_a_moment(piece: str) -> None:
    """The largest body that the doors take, and the piece that costs the most."""
    assert seconds(lambda: judged(piece, MEGABYTE)) < SECONDS


@pytest.mark.parametrize("piece", ["blocked refund angry urgent ", "broke down stopped ", "a12 EUR 5 "])
def test_a_verdict_does_not_grow_with_its_message(piece: str) -> None:
    """Evidence that stands everywhere is named, and not repeated."""
    text = piece * (MUCH // len(piece))

    assert len(msgspec.json.encode(judge(Message(text)))) < LARGEST


def judged(piece: str, length: int) -> Verdict:
    """Judge a text of this length."""
    return judge(Message(piece * (length // len(piece))))
