"""The pretended LLM is good enough for a demo."""

import socket
import subprocess
import sys
from urllib.parse import urlsplit

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


def test_a_caller_that_dies_amid_its_request_is_no_trouble(capfd: pytest.CaptureFixture[str]) -> None:
    """It was not asked, and has nothing to complain about; the next one is answered."""
    with FakeLlm(judges()) as llm:
        where = urlsplit(llm.base_url)
        with socket.create_connection((str(where.hostname), int(where.port or 0))) as line:
            line.sendall(b"POST /chat/completions HTTP/1.1\r\nContent-Length: 100\r\n\r\n")
            line.shutdown(socket.SHUT_WR)
            assert line.recv(1) == b""
        adviser = LlmAdviser(base_url=llm.base_url)
        found = adviser.urgency(Message("It was hacked"))
        adviser.close()

    assert isinstance(found, Opinion)
    assert len(llm.asked) == 1
    assert capfd.readouterr().err == ""


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
