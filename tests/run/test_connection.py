"""A caller who brings no whole request holds no connection for ever, and holds up nobody else."""

import http.client
import time
from contextlib import ExitStack, closing
from typing import Any

import anyio
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from firstline.flows.desk import Desk
from firstline.run.connection import Limits
from firstline.web.app import create_app
from firstline.web.house import House
from tests.served import PATIENCE, PROTOCOLS, connected, dribble, heard, served

HURRY = Limits(seconds=0.3)
IDLE = 200
SOON = 2.0
"""Seconds in which a desk answers on a busy machine."""
WHOLE = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
BEGUN = WHOLE.removesuffix(b"\r\n")
SLOW = b"X-Slow: yes\r\n"

either = pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda one: one.__name__)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: nobody here gets as far."""
    return sqlite_url


@pytest.fixture
def doors(desk: Desk) -> ASGIApp:
    """Open the doors of a desk."""
    return create_app(desk, House())


@either
def test_headers_that_come_byte_by_byte_are_given_up(doors: ASGIApp, protocol: Any) -> None:  # noqa: ANN401 - one of two
    """However often a byte comes; the caller is told why."""
    with served(doors, HURRY, protocol) as port, closing(connected(port)) as caller:
        caller.sendall(BEGUN)

        dribble(caller, SLOW)

        answer = heard(caller)
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"did not come in time" in answer


@either
def test_a_caller_who_says_nothing_is_given_up(doors: ASGIApp, protocol: Any) -> None:  # noqa: ANN401 - as above
    """Without a word: nothing was asked."""
    with served(doors, HURRY, protocol) as port, closing(connected(port)) as caller:
        assert heard(caller) == b""


@either
def test_a_second_request_must_come_as_soon_as_the_first(doors: ASGIApp, protocol: Any) -> None:  # noqa: ANN401 - as above
    """A good beginning buys no time."""
    with served(doors, HURRY, protocol) as port, closing(connected(port)) as caller:
        caller.sendall(WHOLE)
        first = caller.recv(65_536)

        dribble(caller, BEGUN + SLOW * 1_000)

        last = heard(caller)
    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
    assert last.startswith(b"HTTP/1.1 408 ") or last == b""


@either
def test_a_request_that_is_there_has_all_the_time_it_needs(protocol: Any) -> None:  # noqa: ANN401 - as above
    """Its answer may take longer than its headers could; so may one more after it."""

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await anyio.sleep(2 * HURRY.seconds)
        await PlainTextResponse("done")(scope, receive, send)

    with served(slow, HURRY, protocol) as port:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with closing(line):
            answers = []
            for _ in range(2):
                line.request("GET", "/")
                answers.append(line.getresponse().read())
    assert answers == [b"done", b"done"]


def test_headers_without_end_are_cut_off_before_their_time(doors: ASGIApp) -> None:
    """They would fill the memory."""
    with served(doors, Limits(most_bytes=10_000)) as port, closing(connected(port)) as caller:
        caller.sendall(BEGUN + SLOW)

        caller.sendall(b"X-Much: " + b"a" * 12_000)

        answer = heard(caller)
    assert answer.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")


def test_many_who_wait_hold_up_nobody(doors: ASGIApp) -> None:
    """Two hundred have a connection, half of them have begun to speak."""
    with served(doors) as port, ExitStack() as stack:
        for number in range(IDLE):
            caller = stack.enter_context(closing(connected(port)))
            caller.sendall(BEGUN if number % 2 else b"")
        began = time.monotonic()

        with closing(connected(port)) as caller:
            caller.sendall(WHOLE)
            answer = caller.recv(65_536)

        took = time.monotonic() - began
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert took < SOON
