"""The pretended LLM is good enough for a demo."""

import subprocess
import sys

import pytest

from firstline.gateways.fake_llm import FakeLlm, judges
from firstline.gateways.llm import LlmAdviser
from firstline.tickets.message import Message
from firstline.tickets.verdict import Opinion


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("Someone hacked my account", 5.0),
        ("My loan was rejected", 4.0),
        ("Where is the menu?", 2.0),
        ("Thank you", 1.0),
    ],
)
def test_it_scores_by_the_words_of_the_message(text: str, urgency: float) -> None:
    """And names the word that decided."""
    with FakeLlm(judges()) as fake:
        adviser = LlmAdviser(base_url=fake.base_url)
        found = adviser.urgency(Message(text))
        adviser.close()

    assert isinstance(found, Opinion)
    assert found.value == urgency


def test_it_runs_on_its_own() -> None:
    """It says where it listens, and gives the score it was told to give."""
    command = [sys.executable, "-m", "firstline.gateways.fake_llm", "--port", "0", "--urgency", "4.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as fake:  # noqa: S603 - our own words
        assert fake.stdout is not None
        _, _, base_url = fake.stdout.readline().strip().partition("OPENAI_BASE_URL=")
        adviser = LlmAdviser(base_url=base_url)
        found = adviser.urgency(Message("Hello"))
        adviser.close()
        fake.terminate()

    assert isinstance(found, Opinion)
    assert found.value == 4.5
