"""Files come in by an upload and go out by a download."""

import gzip
import json
import time
from contextlib import closing

import pytest
from starlette.testclient import TestClient

from firstline.core.errors import Unavailable
from firstline.flows import import_messages as importing
from firstline.flows.desk import Desk
from firstline.gateways.csv_file import FIELDS
from firstline.web.app import create_app
from firstline.web.house import House
from firstline.web.native import pace
from tests.flows.whole import assert_whole
from tests.make import make_client
from tests.people import events, make_account, signed_in
from tests.served import PATIENCE, connected, served
from tests.web.calls import Json, fault, stored

PATH = "/api/v1/imports"
AS_STREAM = {"Accept": "text/event-stream"}
HEAD = "User ID,Message Body,Timestamp (UTC)\n"
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


def many(count: int) -> bytes:
    """Write a file of so many rows."""
    rows = (f"{n % 5 + 1},Where is order {n}?,2025-01-15 9:{n % 60:02}:00" for n in range(count))
    return (HEAD + "\n".join(rows)).encode()


def told(stream: str) -> list[tuple[str, Json]]:
    """Read a stream: each event's name and what it tells."""
    blocks = [block.split("\n") for block in stream.split("\n\n") if block]
    return [(kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for kind, data in blocks]


def test_a_form_with_a_file_in_it_is_refused_with_a_sentence(client: TestClient) -> None:
    """Else its first line would be taken for a header."""
    answer = client.post(PATH, files={"file": ("messages.csv", CSV, "text/csv")})

    assert fault(answer, 422) == ""
    assert "The file must be the body itself" in answer.text


# --- while it is taken in ---------------------------------------------------------------------------------


def test_whoever_listens_hears_how_far_it_is_and_what_was_done(client: TestClient) -> None:
    """The first words come soon; the last ones are what others get as the answer."""
    content = many(1_200)
    heard = client.post(PATH, content=content, headers=AS_STREAM)
    again = client.post(PATH, content=content)

    *progress, (last, done) = told(heard.text)
    assert (heard.status_code, heard.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert heard.headers["cache-control"] == "no-store"
    assert {kind for kind, _ in progress} == {"progress"}
    assert progress[0][1]["rows"] == 100
    rows = [one["rows"] for _, one in progress]
    assert rows == sorted(set(rows))
    assert max(later - before for before, later in zip(rows, [*rows[1:], 1_200], strict=True)) <= 500
    assert all(one["tickets"] + one["known"] + one["rejected"] == one["rows"] for _, one in progress)
    assert all(0 < one["bytes"] <= one["total_bytes"] == len(content) for _, one in progress)
    assert (last, done["rows"], done["tickets"], done["look"]) == ("done", 1_200, 1_200, None)
    assert again.json() == done | {"tickets": 0, "customers": 0, "known": 1_200}


def test_the_reference_knows_what_a_stream_tells(client: TestClient) -> None:
    """So that clients can be generated for it."""
    *progress, _ = told(client.post(PATH, content=CSV, headers=AS_STREAM).text)

    shape = client.get("/openapi.json").json()["components"]["schemas"]["ImportProgress"]
    assert set(progress[0][1]) == set(shape["properties"])


def test_a_file_that_breaks_off_ends_with_an_error_and_what_came_before_stays(client: TestClient) -> None:
    """The status has gone out by then."""
    content = many(250)
    packed = gzip.compress(content)

    heard = told(client.post(PATH, content=packed[: len(packed) - 20], headers=AS_STREAM).text)
    again = client.post(PATH, content=content).json()

    message = "The file is packed with gzip, and is damaged or cut off."
    assert heard[-1] == ("error", {"code": "file_unreadable", "message": message})
    assert (again["tickets"] + again["known"], again["known"]) == (250, 200)


@pytest.mark.parametrize("headers", [{}, AS_STREAM])
def test_a_desk_that_cannot_store_says_so(
    desk: Desk, headers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an answer, or as the last words of a stream."""

    def fail(*_: object, **__: object) -> None:
        message = "The desk cannot write just now."
        raise Unavailable(message)

    monkeypatch.setattr(importing, "keep", fail)
    with make_client(desk) as client:
        answer = client.post(PATH, content=CSV, headers=headers)

    if headers:
        assert told(answer.text) == [
            ("error", {"code": "unavailable", "message": "The desk cannot write just now."})
        ]
    else:
        assert fault(answer, 503) == ""


def test_who_hangs_up_keeps_what_came_in_and_sends_the_rest_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The import ends soon, says so in the log, and sending the file again doubles nothing."""
    monkeypatch.setattr(importing, "BATCH", 1)
    monkeypatch.setattr(pace, "EVERY", 0)
    content = many(400)
    with served(create_app(desk, House())) as port:
        with closing(connected(port)) as caller:
            caller.sendall(as_request(content))
            while b"event: progress" not in caller.recv(65_536):
                pass
        give_up_at = time.monotonic() + PATIENCE
        while "import.finished" not in events(desk) and time.monotonic() < give_up_at:
            time.sleep(0.02)
    before = stored(desk)["tickets"]
    with make_client(desk) as client:
        again = client.post(PATH, content=content).json()
        log = client.get("/api/v1/events", params={"kind": "import.finished"}).json()["items"]

    assert 0 < before < 400
    assert (again["known"], again["tickets"]) == (before, 400 - before)
    assert sorted((one["data"]["whole"], one["data"]["tickets"]) for one in log) == [
        (False, before),
        (True, 400 - before),
    ]
    assert_whole(desk)


def as_request(content: bytes) -> bytes:
    """Write an upload as a caller sends it who wants to hear of it."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


# --- before it is taken in --------------------------------------------------------------------------------


def test_a_dry_run_tells_columns_first_rows_and_rejects_and_stores_nothing(client: TestClient) -> None:
    """What is there already is known."""
    content = (
        b"ID;From;Subject;Message;Labels;Mood;State\n"
        b"T-1;ava@example.com;Parcel;Where is my parcel?;shop, vip;angry;resolved\n"
        b"T-2;ben@example.com;;;;;\n"
        b"T-3;eve@example.com;Card;My card was stolen and someone is using it!;;;\n"
    )
    client.post(PATH, content=content.replace(b"T-3", b"T-4"))

    answer = client.post(f"{PATH}?dry=true", content=content)

    told, look = answer.json(), answer.json()["look"]
    assert (told["rows"], told["tickets"], told["known"], told["rejected"]) == (3, 1, 1, 1)
    assert told["rejects"] == [{"row": 2, "reason": "The message is empty."}]
    assert [(one["name"], one["field"]) for one in look["columns"]] == [
        ("ID", "external_ref"),
        ("From", "email"),
        ("Subject", "subject"),
        ("Message", "text"),
        ("Labels", "tags"),
        ("Mood", None),
        ("State", "status"),
    ]
    assert (look["form"], look["problem"], look["fields"]) == ("csv", None, list(FIELDS))
    parcel, card = look["first"]
    assert (parcel["row"], parcel["text"], parcel["tags"]) == (1, "Where is my parcel?", ["shop", "vip"])
    assert (parcel["customer"]["email"], parcel["status"]) == ("ava@example.com", "resolved")
    assert (card["row"], card["external_ref"], card["received_at"]) == (3, "T-3", None)
    assert card["urgency"] > parcel["urgency"]
    assert len(client.get("/api/v1/tickets").json()["items"]) == 2


def test_what_a_dry_run_shows_is_what_an_import_makes(client: TestClient) -> None:
    """Of the row and of what the desk thinks of it."""
    row = LINES.replace(b'"7"', b'"77", "name": "Ava"')
    (seen,) = client.post(f"{PATH}?dry=true", content=row).json()["look"]["first"]

    client.post(PATH, content=row)

    (ticket,) = client.get("/api/v1/tickets").json()["items"]
    same = ("category", "priority", "urgency", "team", "language", "status", "tags", "channel", "tier")
    assert {name: seen[name] for name in same} == {name: ticket[name] for name in same}
    assert (seen["customer"]["name"], seen["customer"]["ref"]) == (ticket["customer"]["name"], "77")


def test_a_file_whose_message_is_nowhere_shows_its_columns_and_one_can_be_named(client: TestClient) -> None:
    """Dry, until somebody says where the message is; then in earnest."""
    content = b"Who,What=was said\nava@example.com,Where is my parcel?\n"

    dry = client.post(f"{PATH}?dry=true", content=content)
    named = {"map": ["text=What=was said", "email=Who"]}
    looked = client.post(PATH, content=content, params=named | {"dry": True}).json()["look"]
    done = client.post(PATH, content=content, params=named)

    look = dry.json()["look"]
    assert (dry.status_code, dry.json()["rows"], look["first"]) == (200, 0, [])
    assert look["problem"] == "No column is known to hold the message."
    assert [one["name"] for one in look["columns"]] == ["Who", "What=was said"]
    assert looked["problem"] is None
    assert [one["field"] for one in looked["columns"]] == ["email", "text"]
    assert done.json()["tickets"] == 1
    (ticket,) = client.get("/api/v1/tickets").json()["items"]
    assert (ticket["preview"], ticket["customer"]["email"]) == ("Where is my parcel?", "ava@example.com")


@pytest.mark.parametrize("wrong", ["text", "text=", "=Who", "text=Nowhere", "colour=Who", "Text=Who"])
@pytest.mark.parametrize("dry", [False, True])
def test_a_column_that_is_named_wrongly_is_refused(client: TestClient, wrong: str, *, dry: bool) -> None:
    """With a sentence, in earnest and dry."""
    answer = client.post(PATH, content=b"Who,What\nava,Hi\n", params={"map": wrong, "dry": dry})

    assert fault(answer, 422) == ""


def test_whoever_listens_to_a_dry_run_hears_of_it_too(client: TestClient) -> None:
    """A large file takes its time even so."""
    *progress, (last, done) = told(client.post(f"{PATH}?dry=true", content=many(300), headers=AS_STREAM).text)

    assert [kind for kind, _ in progress][:1] == ["progress"]
    assert (last, done["tickets"], len(done["look"]["first"])) == ("done", 300, 5)
    assert client.get("/api/v1/tickets").json()["items"] == []


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
