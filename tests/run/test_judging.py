"""Judging beside: the same judgements, faster, and nothing is lost when the other process dies."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing

import psutil
import pytest

from firstline.flows.judgement import judged
from firstline.run.judging import Beside
from firstline.store.bodies import packed
from firstline.tickets.message import Message
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy

MESSAGES = [
    Message("My account is blocked", "Help", "vip"),
    Message("I was charged twice: 19.90 EUR 👋"),
    Message("Danke!"),
]


@pytest.fixture
def beside() -> Iterator[Beside]:
    """Judge in another process from the first message on."""
    with closing(Beside(warm=0)) as found:
        yield found


def others() -> list[int]:
    """Name the processes that this one has started and that judge."""
    children = psutil.Process().children(recursive=True)
    return [child.pid for child in children if "firstline.run.judging" in child.cmdline()]


def test_a_judgement_is_the_same_wherever_it_is_made(beside: Beside) -> None:
    """Its columns and, byte for byte, what is stored."""
    taxonomy = first_taxonomy()

    waiting = [beside(taxonomy, MESSAGES[:2]), beside(taxonomy, MESSAGES[2:])]

    assert [one for ask in waiting for one in ask()] == list(judged(taxonomy, MESSAGES))
    assert judged(taxonomy, MESSAGES[:1])[0].body == packed(judge(MESSAGES[0]))
    assert len(others()) == 1


def test_a_small_file_starts_nothing() -> None:
    """Its few batches are judged here."""
    with closing(Beside()) as beside:
        assert beside(first_taxonomy(), MESSAGES)() == judged(first_taxonomy(), MESSAGES)

        assert others() == []


def test_the_work_goes_on_when_the_other_process_dies(beside: Beside) -> None:
    """What it had been given, and all that follows, is judged here."""
    taxonomy = first_taxonomy()
    beside(taxonomy, MESSAGES)()
    os.kill(others()[0], signal.SIGKILL)

    answers = [beside(taxonomy, MESSAGES)() for _ in range(2)]

    assert answers == [judged(taxonomy, MESSAGES)] * 2


def test_it_ends_with_whoever_started_it() -> None:
    """Nothing stays behind."""
    with closing(Beside(warm=0)) as beside:
        beside(first_taxonomy(), MESSAGES)()
        (other,) = others()

    assert not psutil.pid_exists(other)
