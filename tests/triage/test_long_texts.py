"""However long and odd a text is, judging it takes time in step with its length."""

import time

import pytest

from firstline.tickets.message import Message
from firstline.triage.judge import judge

MEGABYTE = 1_000_000
SECONDS = 6.0
"""Far above the second or so that a megabyte takes, and far below what a quadratic pass would."""
PIECES = [
    "a", " ", "\n", ">", "> \n", "(", '"', ".,;:!?-", "? ", "a@", "a.", ".com", "1", "1,111", "+1 2 ",
    "DE12 ", "order #", "not a ", "and ", "blocked ", "blocked works again ", "not urgent or ",
    "why blocked ", "calm down ", "On 1 wrote:\n", "From: a\n", "Best regards\n", "thanks\n", "\ud800",
    "\x00", "\u0301", "漢", "😀", "cannot ", "$ ", "1.1.", "jan ", " - ", "http://", "'a",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_of_anything_is_judged_in_a_moment(piece: str) -> None:
    """No pattern meets a text that stops it."""
    text = piece * (MEGABYTE // len(piece))

    start = time.perf_counter()
    judge(Message(text))

    assert time.perf_counter() - start < SECONDS
