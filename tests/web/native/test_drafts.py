"""A reply is drafted anew at the native door, as JSON or sentence by sentence."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import openai  # noqa: F401 - takes most of a second to load, which must not count against the deadline
import pytest
from starlette.testclient import TestClient

from firstline.core.errors import Unavailable
from firstline.flows.desk import Desk
from firstline.flows.llm_account import Limits
from firstline.flows.llm_limits import LimitedLlm
from firstline.flows.switch import switch_llm
from firstline.gateways.fake_drafts import draft
from firstline.gateways.fake_llm import Behaviour, FakeLlm, fails, writes
from firstline.gateways.llm import LlmAdviser
from firstline.store import drafts
from tests.make import make_client, make_ticket, run_steps
from tests.web.calls import Json, fault

GOOD, BAD = (
    "You can send a device back within 30 days of delivery.",
    "You can keep it within 14 days of delivery.",
)
ASKED = "How long do I have to send a device back after delivery?"
ARTICLE: Json = {
    "id": "returns",
    "title": "Returning a device",
    "text": "## How long\nYou can send a device back within 30 days of delivery.",
    "updated": "2026-01-02",
}
OTHER: Json = {"id": "invoices", "title": "Invoices", "text": "They come by e-mail.", "updated": "2026-01-02"}
STREAM = {"accept": "text/event-stream"}


@contextmanager
def desk_with(desk: Desk, script: Behaviour) -> Iterator[tuple[TestClient, str]]:
    """Stand before a desk with an LLM, a knowledge base and a ticket; give the ticket's path."""
    with FakeLlm(script) as fake:
        adviser = LlmAdviser(base_url=fake.base_url)
        llm = LimitedLlm(llm=adviser, limits=Limits(), write=desk.write, clock=desk.clock)
        with make_client(replace(desk, llm=llm)) as client:
            yield client, asked(client, desk)
        adviser.close()


def asked(client: TestClient, desk: Desk) -> str:
    """Fill the knowledge base, let Ava ask, and turn the LLM on."""
    for one in (ARTICLE, OTHER):
        assert client.post("/api/v1/knowledge/articles", json=one).status_code == 201
    ticket = make_ticket(desk, ASKED)
    run_steps(desk)
    switch_llm(desk, on=True)
    return f"/api/v1/tickets/{ticket.id}"


def events(text: str) -> list[tuple[str, Json]]:
    """Read a stream."""
    blocks = [block.split("\n") for block in text.split("\n\n") if block]
    return [(kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for kind, data in blocks]


def test_a_draft_is_made_anew_and_shown_from_then_on(desk: Desk) -> None:
    """What was cut is told, and stands nowhere in the body."""
    with desk_with(desk, writes(draft([(GOOD, [1]), (BAD, [1])]))) as (client, path):
        made = client.post(f"{path}/draft")
        shown = client.get(f"{path}/proposal").json()
        detail = client.get(path).json()

    told = made.json()
    assert (made.status_code, told["writer"], told["note"]) == (200, "llm", "")
    assert f"{GOOD} [returns]" in told["body"]
    assert BAD not in told["body"]
    assert [(one["text"], one["kind"]) for one in told["sentences"] if one["is_cut"]] == [
        (BAD, "contradicted")
    ]
    assert all(one["reason"] for one in told["sentences"] if one["is_cut"])
    assert [one["doc_id"] for one in told["citations"]] == ["returns"]
    assert (shown["body"], detail["proposal"]["body"]) == (told["body"], told["body"])
    assert BAD not in json.dumps(shown)
    assert len(detail["thread"]) == 1


def test_whoever_listens_hears_each_sentence_and_then_the_proposal(desk: Desk) -> None:
    """In the order in which they were written."""
    with desk_with(desk, writes(draft([(GOOD, [1]), (BAD, [1])]))) as (client, path):
        made = client.post(f"{path}/draft", headers=STREAM)
        shown = client.get(f"{path}/proposal").json()

    assert made.headers["content-type"].startswith("text/event-stream")
    assert made.headers["cache-control"] == "no-store"
    (first, one), (second, two), (third, whole) = events(made.text)
    assert (first, second, third) == ("sentence", "sentence", "proposal")
    assert (one["text"], one["kind"], one["doc_id"], one["is_cut"]) == (GOOD, "supported", "returns", False)
    assert (one["quote"], two["text"], two["is_cut"]) == (GOOD, BAD, True)
    assert whole["body"] == shown["body"]


@pytest.mark.parametrize("headers", [{}, STREAM])
def test_when_the_llm_fails_the_articles_are_quoted_and_the_note_says_why(
    desk: Desk, headers: dict[str, str]
) -> None:
    """That is no error."""
    with desk_with(desk, fails(401)) as (client, path):
        made = client.post(f"{path}/draft", headers=headers)

    told = events(made.text)[-1][1] if headers else made.json()
    assert told["writer"] == "template"
    assert told["note"] == "The LLM did not accept the API key (status 401); the draft quotes the articles."
    assert GOOD in told["body"]


def test_without_an_llm_the_draft_is_made_at_once(client: TestClient, desk: Desk) -> None:
    """As a stream it is one event."""
    path = asked(client, desk)

    whole, stream = client.post(f"{path}/draft"), client.post(f"{path}/draft", headers=STREAM)

    assert (whole.json()["writer"], whole.json()["note"]) == ("template", "")
    assert events(stream.text) == [("proposal", whole.json())]


def test_what_cannot_be_stored_is_an_error_in_a_sentence(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a stream the status has gone out already."""
    path = asked(client, desk)

    def fail(*_: object, **__: object) -> None:
        message = "The desk cannot write just now."
        raise Unavailable(message)

    monkeypatch.setattr(drafts, "renew", fail)

    assert client.post(f"{path}/draft").status_code == 503
    assert events(client.post(f"{path}/draft", headers=STREAM).text) == [
        ("error", {"code": "unavailable", "message": "The desk cannot write just now."})
    ]


@pytest.mark.parametrize("headers", [{}, STREAM])
def test_a_ticket_that_is_not_there_is_missing(client: TestClient, headers: dict[str, str]) -> None:
    """Before anything is streamed."""
    fault(client.post("/api/v1/tickets/99/draft", headers=headers), 404)
