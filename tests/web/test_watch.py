"""The log has one line for a request, and no customer's words in it."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.core.trace import ACCESS_LOG
from firstline.flows.desk import Desk
from firstline.web.watch import Watch
from tests.make import make_client, make_ticket

SENT = {"user_id": 7, "message": "My secret is blocked!"}


class Keeping(logging.Handler):
    """Keeps what it is given."""

    def __init__(self, found: list[logging.LogRecord]) -> None:
        super().__init__()
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record."""
        self._found.append(record)


@pytest.fixture
def lines() -> Iterator[list[logging.LogRecord]]:
    """Collect the lines of requests."""
    found: list[logging.LogRecord] = []
    handler, logger = Keeping(found), logging.getLogger(ACCESS_LOG)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield found
    logger.removeHandler(handler)
    logger.setLevel(before)


def test_a_request_is_one_line(desk: Desk, lines: list[logging.LogRecord]) -> None:
    """Method, path, status, time, bytes."""
    with make_client(desk, access_log=True) as client:
        answer = client.post("/api/messages/send", json=SENT)

    (line,) = lines
    fields = fields_of(line)
    assert line.getMessage() == "POST /api/messages/send 201"
    assert fields["bytes"] == len(answer.content)
    assert fields["ms"] > 0
    assert (fields["method"], fields["path"], fields["status"]) == ("POST", "/api/messages/send", 201)


def test_numbers_of_the_path_are_shown(desk: Desk, lines: list[logging.LogRecord]) -> None:
    """An operator wants to know which ticket it was."""
    ticket = make_ticket(desk)

    with make_client(desk, access_log=True) as client:
        client.get(f"/tickets/{ticket.id}")

    assert fields_of(lines[0])["path"] == f"/tickets/{ticket.id}"


def test_no_words_of_a_caller_are_in_a_line(desk: Desk, lines: list[logging.LogRecord]) -> None:
    """Neither of the query, nor of a path, a header or a body."""
    with make_client(desk, access_log=True) as client:
        client.get("/tickets", params={"q": "secret"})
        client.get("/secret/ava@example.com")
        client.get("/tickets/secret")
        client.post("/api/messages/send", json=SENT, headers={"User-Agent": "secret"})

    assert len(lines) == 4
    assert "secret" not in "".join(f"{line.getMessage()} {fields_of(line)}" for line in lines)


def test_where_the_operator_wants_no_lines_there_are_none(desk: Desk, lines: list[logging.LogRecord]) -> None:
    """The metrics count all the same."""
    with make_client(desk, access_log=False) as client:
        client.get("/health/live")
        told = client.get("/metrics").text

    assert lines == []
    assert 'route="/health/live"' in told


def test_a_credential_is_named_and_not_shown(lines: list[logging.LogRecord]) -> None:
    """By what the guard calls it."""

    class Key:
        credential = "key:12"

    watch = Watch(lines=True)

    watch.note({"path": "/x", "principal": Key()}, method="GET", status=404, sent=0, seconds=0.1)

    assert fields_of(lines[0])["credential"] == "key:12"


def test_a_refused_and_a_failed_request_have_their_line_too(
    desk: Desk, lines: list[logging.LogRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the end was."""
    with make_client(desk, access_log=True) as client:
        client.get("/tickets", headers={"Host": "elsewhere.example"})
        monkeypatch.setattr("firstline.web.health.answer", lambda _: 1 / 0)
        client.get("/health/live")

    assert [fields_of(line)["status"] for line in lines] == [403, 500]


def test_the_mounted_files_are_one_route(client: TestClient) -> None:
    """Whatever their names are."""
    for name in ("page.css", "no-such-file"):
        client.get(f"/static/{name}")

    told = client.get("/metrics").text

    assert 'route="/static/*",status="2xx"} 1' in told
    assert 'route="/static/*",status="4xx"} 1' in told


def fields_of(line: logging.LogRecord) -> dict[str, Any]:
    """Give what a line tells a program."""
    found: dict[str, Any] = line.__dict__["fields"]
    return found
