"""Files come in by an upload and go out by a download."""

import gzip
import json

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.people import make_account, signed_in

CSV = (
    b"User ID,Message Body,Timestamp (UTC)\n7,My card is blocked,2026-03-02 8:00:00\n8,,2026-03-02 9:00:00\n"
)
EVES = b"""{"text": "One", "assignee": "Eve", "entries": [{"kind": "reply", "author": "Mara", "text": "Hi"}]}
{"text": "Two", "history": [{"what": "received", "at": "2026-01-15"}, SET]}
""".replace(b"SET", b'{"what": "corrected", "at": "2026-01-16", "said": {"category": "spells"}}')
LINES = b'{"text": "My card is blocked", "customer": {"ref": "7"}, "tags": ["vip"], "status": "resolved"}\n'


@pytest.mark.parametrize("content", [CSV, gzip.compress(CSV)])
def test_a_file_is_taken_once_and_says_what_it_did(client: TestClient, content: bytes) -> None:
    """A second upload adds nothing; bad rows are named."""
    first = client.post("/api/v1/imports", content=content, headers={"Content-Type": "text/csv"})
    again = client.post("/api/v1/imports", content=content, headers={"Content-Type": "text/csv"})

    told = first.json()
    assert (first.status_code, told["tickets"], told["customers"], told["known"]) == (200, 1, 1, 0)
    assert told["rejects"] == [{"row": 2, "reason": "The message is empty."}]
    assert (again.json()["tickets"], again.json()["known"]) == (0, 1)


def test_what_came_in_as_lines_goes_out_as_lines(client: TestClient) -> None:
    """With its tags and its status."""
    client.post("/api/v1/imports?source=old", content=LINES)

    got = client.get("/api/v1/exports/tickets")

    (ticket,) = [json.loads(line) for line in got.text.splitlines()]
    assert got.headers["content-type"] == "application/x-ndjson"
    assert "attachment" in got.headers["content-disposition"]
    assert (ticket["text"], ticket["tags"], ticket["status"]) == ("My card is blocked", ["vip"], "resolved")


def test_an_export_holds_what_was_asked_for(client: TestClient) -> None:
    """By status, and by when the customer wrote."""
    client.post("/api/v1/imports", content=CSV)

    for asked, lines in (("", 2), ("&status=closed", 1), ("&since=2030-01-01T00:00:00", 1)):
        got = client.get(f"/api/v1/exports/tickets?form=csv{asked}")
        assert len(got.text.splitlines()) == lines, asked


def test_an_upload_says_whom_and_what_this_desk_does_not_know(desk: Desk) -> None:
    """By their names, and what became of their tickets; what is known goes without saying."""
    make_account(desk, "Kim")
    kim = signed_in(desk, "Kim")

    told = kim.post("/api/v1/imports", content=EVES).json()
    other = kim.post("/api/v1/imports", content=LINES).json()

    assert (told["tickets"], told["unknown"]) == (2, ["agent Eve", "agent Mara", "category spells"])
    assert told["left_out"] == (
        "Not known here: agent 'Eve', agent 'Mara', category 'spells'. "
        "Such agents' names stay over what they wrote; tickets that were theirs are nobody's. "
        "Such categories and teams were not set."
    )
    assert (other["unknown"], other["left_out"]) == ([], None)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a,b\n1,2\n", gzip.compress(b"a" * 30_000_000)])
def test_a_file_that_is_none_is_refused_with_a_sentence(client: TestClient, content: bytes) -> None:
    """A bomb among them; nothing is stored."""
    answer = client.post("/api/v1/imports", content=content)

    stored = client.get("/api/v1/exports/tickets").content
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_input"), answer.text
    assert stored == b""


def test_the_log_says_who_brought_and_who_took_tickets(client: TestClient) -> None:
    """By an upload, by seed 1's door, and by a download."""
    client.post("/api/v1/imports?source=old", content=LINES)
    client.post("/admin/seed")
    client.get("/api/v1/exports/tickets?form=csv")

    kinds = {"kind": ["import.finished", "export.made"]}
    log = client.get("/api/v1/events", params=kinds).json()["items"]
    assert [(one["kind"], one["actor"], one["data"].get("source")) for one in log] == [
        ("import.finished", "local", "old"),
        ("import.finished", "local", "csv"),
        ("export.made", "local", None),
    ]
