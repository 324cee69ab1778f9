"""A fault of ours tells the caller what to do and the log where it is, and neither a customer's words."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from firstline.flows.desk import Desk
from firstline.flows.ledger import Ledger
from firstline.web.admission import Admission, Rules
from firstline.web.app import create_app
from firstline.web.entry import Entry
from firstline.web.errors import TooLarge
from firstline.web.guard import Mode
from firstline.web.house import House, Inside
from firstline.web.native.stream import SHOWS
from firstline.web.streams import Streams
from firstline.web.watch import Watch
from tests.make import make_client
from tests.web.calls import AVA, JOHN, LOAN, fault

WORDS = "my secret PIN is 4711"
NUMBER = "order-77"
DOORS = (("/api/messages/send", LOAN), ("/tickets", AVA), ("/api/v1/tickets/process", JOHN))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: the faults lie elsewhere."""
    return sqlite_url


def stumble(_change: Callable[..., object]) -> NoReturn:
    """Fail as a bug does, with a customer's words in the text of the error and in that of its cause."""
    raise ValueError(WORDS) from KeyError(WORDS)


@pytest.mark.parametrize(("path", "body"), DOORS)
def test_a_fault_is_told_without_anybodys_words(
    desk: Desk, caplog: pytest.LogCaptureFixture, path: str, body: dict[str, object]
) -> None:
    """The request's number joins the answer to the line in the log, which names the place."""
    broken = replace(desk, write=stumble)
    with caplog.at_level(logging.DEBUG), make_client(broken) as client:
        answer = client.post(path, json=body, headers={"X-Request-ID": NUMBER})

    (line,) = [line for line in caplog.records if line.levelno >= logging.ERROR]
    assert fault(answer, 500) == ""
    assert answer.headers["x-request-id"] == NUMBER
    assert "Look whether it was stored" in answer.text
    assert WORDS not in answer.text + caplog.text
    assert line.getMessage().startswith(f"request {NUMBER} failed: ValueError")
    assert "builtins.KeyError" in line.getMessage()
    assert "in stumble" in line.getMessage()
    assert line.exc_info is None


def test_a_fault_in_the_middle_of_an_answer_adds_nothing_to_it(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """What was begun cannot become an error any more; the log has it."""
    sent: list[Message] = []

    async def half(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError(WORDS)

    ledger = Ledger(desk.clock)
    admission = Admission(desk, Rules(lambda: Mode.LOCAL), ledger)
    behind = Inside(desk, House(), Watch(lines=False), Streams(desk, SHOWS))
    speak(Entry(half, behind, admission=admission, ledger=ledger), "http", sent)

    assert [message["type"] for message in sent] == ["http.response.start"]
    assert "ValueError" in caplog.text
    assert WORDS not in caplog.text


def test_only_http_comes_in(desk: Desk) -> None:
    """A websocket would pass the guard; it is told to go."""
    sent: list[Message] = []

    speak(create_app(desk, House()), "websocket", sent)

    assert sent == [{"type": "websocket.close", "code": 1008}]


@pytest.mark.parametrize(("path", "body"), DOORS)
def test_headers_without_end_are_refused(desk: Desk, path: str, body: dict[str, object]) -> None:
    """In the shape of the door; what is just within the limit is fine."""
    with make_client(desk) as client:
        much = client.post(path, json=body, headers={f"X-{n}": "a" * 8_000 for n in range(9)})
        less = client.post(path, json=body, headers={f"X-{n}": "a" * 8_000 for n in range(8)})

    assert fault(much, 431) == ""
    assert much.headers["x-error-code"] == "headers_too_large"
    assert less.status_code in {200, 201}


def test_a_body_without_end_is_refused_as_before(desk: Desk) -> None:
    """With a code of its own."""
    with make_client(desk, max_body=10) as client:
        answer = client.post("/tickets", json=AVA)

    assert fault(answer, 413) == ""
    assert answer.headers["x-error-code"] == TooLarge.code


def speak(entry: Entry, kind: str, sent: list[Message]) -> None:
    """Bring one connection of a kind to the entry, and keep what it sends."""

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": kind, "method": "GET", "path": "/", "scheme": "http", "query_string": b""}
    anyio.run(entry, scope | {"headers": [(b"host", b"localhost")]}, receive, send)
