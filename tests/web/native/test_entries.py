"""The thread: replies and notes come as text or HTML, and long threads in pages."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.flows.whole import assert_whole
from tests.make import make_ticket
from tests.web.calls import fault, stored

ENTRIES = "/api/v1/tickets/1/entries"


def test_a_reply_as_html_is_made_harmless_and_read_as_text(client: TestClient, desk: Desk) -> None:
    """Both are kept; the answer says what the policy check found."""
    make_ticket(desk, "Thanks!")
    html = '<p onclick="steal()">We will refund you.</p><script>steal()</script><img src="https://spy.example/x">'

    answer = client.post(ENTRIES, json={"kind": "reply", "html": html})

    assert answer.status_code == 201
    written = answer.json()
    assert written["entry"]["html"] == "<p>We will refund you.</p><img>"
    assert written["entry"]["text"] == "We will refund you."
    assert (written["policy"]["compliance"], written["policy"]["refund_promise"]) == ("failed", True)
    assert client.get("/api/v1/tickets/1").json()["thread"][-1] == written["entry"]
    assert_whole(desk)


def test_a_note_can_move_the_ticket(client: TestClient, desk: Desk) -> None:
    """And is not checked."""
    make_ticket(desk)

    written = client.post(ENTRIES, json={"kind": "note", "text": "Look", "status": "in_progress"}).json()

    assert (written["ticket"]["status"], written["policy"]) == ("in_progress", None)
    assert written["entry"]["author"] == "local"


def test_a_repeat_under_a_key_is_written_once(client: TestClient, desk: Desk) -> None:
    """And answered alike."""
    make_ticket(desk)
    first, again = (
        client.post(ENTRIES, json={"kind": "reply", "text": "Hello"}, headers={"Idempotency-Key": "one"})
        for _ in range(2)
    )

    assert (again.status_code, again.content) == (201, first.content)
    assert stored(desk)["entries"] == 2


def test_a_reply_to_what_was_changed_since_is_not_sent(client: TestClient, desk: Desk) -> None:
    """The customer may have written meanwhile: the caller is shown how the ticket stands."""
    make_ticket(desk, external_ref="T-1")
    heard = make_ticket(desk, "Never mind, it works!", external_ref="T-1")

    answer = client.post(ENTRIES, json={"kind": "reply", "text": "Hello"}, headers={"If-Match": '"1"'})

    assert answer.status_code == 412
    assert answer.json()["current"]["version"] == heard.version
    assert stored(desk)["entries"] == 2


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "message", "text": "x"},
        {"kind": "reply"},
        {"kind": "reply", "text": " "},
        {"kind": "reply", "text": "x" * 100_001},
        {"kind": "reply", "text": "a\x00"},
        {"kind": "reply", "html": "<script>x</script>"},
        {"kind": "reply", "html": "<img>"},
        {"kind": "reply", "html": "<div>" * 10_001 + "x"},
        {"kind": "reply", "html": "x" * 200_001},
        {"kind": "reply", "text": "x", "status": "gone"},
        {"kind": "reply", "text": "x", "author": "Eve"},
        {"text": "x"},
    ],
    ids=map(str, range(12)),
)
def test_what_says_nothing_or_too_much_is_refused(
    client: TestClient, desk: Desk, body: dict[str, Any]
) -> None:
    """Nothing is written."""
    make_ticket(desk)

    assert fault(client.post(ENTRIES, json=body), 422) == ""
    assert stored(desk)["entries"] == 1


def test_nothing_can_be_written_on_a_ticket_that_is_not_there(client: TestClient, desk: Desk) -> None:
    """It is not found, and no agent is made on the way."""
    answer = client.post(ENTRIES, json={"kind": "reply", "text": "x"})

    assert fault(answer, 404) == ""
    assert stored(desk)["agents"] == 0


def test_a_long_thread_goes_on_where_the_ticket_leaves_off(client: TestClient, desk: Desk) -> None:
    """The ticket shows the newest 200; the list gives the older ones, each once."""
    ticket = make_ticket(desk)
    for number in range(205):
        client.post(ENTRIES, json={"kind": "note", "text": f"note {number}"})

    detail = client.get(f"/api/v1/tickets/{ticket.id}").json()
    rest = client.get(ENTRIES, params={"after": detail["older"]}).json()

    assert len(detail["thread"]) == 200
    texts = [entry["text"] for entry in [*reversed(rest["items"]), *detail["thread"]]]
    assert texts == [ticket.message, *(f"note {number}" for number in range(205))]
    assert rest["next"] is None


@pytest.mark.parametrize("after", ["x", "entries.", "entries.-1", "corrections.1", f"entries.{10**20}"])
def test_a_place_in_no_thread_is_refused(client: TestClient, desk: Desk, after: str) -> None:
    """Rather than read as the beginning."""
    make_ticket(desk)

    assert fault(client.get(ENTRIES, params={"after": after}), 422) == ""
