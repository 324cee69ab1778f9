"""A verdict comes back from the database as it went in, also from a desk that stored it plainly."""

import zlib

import msgspec
import pytest

from firstline.store.bodies import packed, unpacked
from firstline.tickets.message import Message
from firstline.triage.judge import judge

VERDICT = judge(Message("I was charged twice, please help. " * 20, subject="Double charge"))


def test_a_verdict_comes_back_whole_and_takes_a_quarter_of_its_room_at_most() -> None:
    """It repeats its reasons for each voice and field."""
    body = packed(VERDICT)

    assert unpacked(body) == VERDICT
    assert len(body) * 4 < len(msgspec.json.encode(VERDICT))


def test_a_verdict_that_was_stored_before_bodies_were_deflated_is_still_read() -> None:
    """Nobody has to rewrite a large desk."""
    assert unpacked(msgspec.json.encode(VERDICT)) == VERDICT


@pytest.mark.parametrize("cut", [0, 1, 40, -1])
def test_a_damaged_body_is_no_verdict(cut: int) -> None:
    """It is said, instead of a verdict without reasons."""
    with pytest.raises((zlib.error, msgspec.DecodeError)):
        unpacked(packed(VERDICT)[:cut])
