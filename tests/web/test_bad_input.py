"""Whatever is sent, the answer is a clear error in the door's own shape, and nothing is stored of it.

Each case names the status it must get, so both databases are held to the same one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.make import as_json, make_client
from tests.web.calls import (
    AS_FORM,
    AS_JSON,
    AVA,
    JOHN,
    LOAN,
    Json,
    create,
    fault,
    message,
    send,
    stored,
    ticket,
    tickets,
)

LONE = "half \ud83d of a pair"
NUL = "a nul \x00 inside"
REPLY: Json = {"agent_name": "Agent John", "reply": "Your application is under review."}


@dataclass(frozen=True, slots=True)
class Door:
    """A route that takes JSON, a body that it takes, and its status for bad input."""

    path: str
    body: Json
    status: int
    method: str = "POST"

    def call(self, client: TestClient, content: bytes, headers: Mapping[str, str] = AS_JSON) -> Response:
        """Send a body to the route."""
        return client.request(self.method, self.path, content=content, headers=dict(headers))


SEND = Door("/api/messages/send", LOAN, 400)
ANSWER = Door("/api/messages/1/reply", REPLY, 400)
ASSIGN = Door("/api/messages/1/assign", {"agent_name": "Agent Sarah"}, 400)
SWITCH = Door("/api/set/llm", {"use_llm": True}, 400)
CREATE = Door("/tickets", AVA, 422)
MOVE = Door("/tickets/1/status", {"status": "closed"}, 422, "PATCH")
PROCESS = Door("/api/v1/tickets/process", JOHN, 422)
JUDGE = Door("/api/v1/triage", {"text": "I was charged twice."}, 422)
DOORS = (SEND, ANSWER, ASSIGN, SWITCH, CREATE, MOVE, PROCESS, JUDGE)
EVERY_DOOR = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.path)

NO_OBJECT = {
    "nothing": b"",
    "white space": b" \n",
    "cut off": b'{"message": "hel',
    "followed by more": b"{} {}",
    "a list": b"[1]",
    "null": b"null",
    "a blank string": b'" "',
    "a number": b"12",
    "a number beyond all bounds": b"1e400",
    "not a number": b"NaN",
    "ten thousand digits": b"9" * 10_000,
    "bytes that are no UTF-8": b'{"a": "\xff\xfe"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a hundred thousand brackets": b"[" * 100_000,
    "a hundred thousand objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "a NUL between": b'{"a"\x00: 1}',
    "single quotes": b"{'a': 1}",
    "bare names": b"{a: 1}",
}

TEXTLESS: tuple[Any, ...] = (None, 5, 1.5, True, [], {}, ["a"], "", "  \n\t ", NUL, LONE)

WRONG: tuple[tuple[Door, str, tuple[Any, ...]], ...] = (
    (
        SEND,
        "user_id",
        (None, 1.5, 1e300, True, [], {}, "", " ", "x", "1.5", "-1", -1, 0, 10**12, 2**63, 10**40),
    ),
    (SEND, "message", TEXTLESS),
    (ANSWER, "agent_name", (*TEXTLESS, "x" * 51)),
    (ANSWER, "reply", TEXTLESS),
    (ASSIGN, "agent_name", (*TEXTLESS, "x" * 101)),
    (SWITCH, "use_llm", (None, 0, 1, "true", "", [], {}, NUL, LONE)),
    (CREATE, "customer_name", (*TEXTLESS, "x" * 121)),
    (CREATE, "customer_email", (5, [], {}, True, "x" * 256, NUL, LONE)),
    (CREATE, "subject", (*TEXTLESS, "x" * 201)),
    (CREATE, "message", TEXTLESS),
    (CREATE, "source", (None, 1, "", "fax", "EMAIL", " email", [], NUL, LONE)),
    (CREATE, "customer_tier", (None, 1, "", "gold", "VIP", {}, NUL, LONE)),
    (MOVE, "status", (None, 1, "", "done", "OPEN", " open", [], {}, NUL, LONE)),
    (PROCESS, "ticket_id", (*TEXTLESS, "x" * 256)),
    (PROCESS, "raw_message", (*TEXTLESS, "123456789", " " * 20)),
    (PROCESS, "customer_name", TEXTLESS),
    (
        PROCESS,
        "customer_email",
        (*TEXTLESS, "x", "x@", "@example.com", "a b@example.com", "x" * 300 + "@e.com"),
    ),
    (JUDGE, "text", TEXTLESS),
    (JUDGE, "subject", (None, 5, [], NUL, LONE)),
    (JUDGE, "tier", (None, 1, "", "gold", [], NUL, LONE)),
    (JUDGE, "unknown", ("x",)),
)


@pytest.fixture
def at_work(client: TestClient) -> TestClient:
    """Stand before a desk that has one ticket already."""
    send(client, "hello")
    return client


# --- bodies ----------------------------------------------------------------------------------------------


@EVERY_DOOR
def test_what_is_no_object_is_refused(at_work: TestClient, desk: Desk, door: Door) -> None:
    """Empty, broken, too deep, in another encoding, or another kind of JSON."""
    before = stored(desk)

    faults = {name: fault(door.call(at_work, body), door.status) for name, body in NO_OBJECT.items()}

    assert {name: found for name, found in faults.items() if found} == {}
    assert stored(desk) == before


@pytest.mark.parametrize(
    ("door", "field", "values"), WRONG, ids=[f"{door.path} {field}" for door, field, _ in WRONG]
)
def test_a_field_that_cannot_be_taken_is_refused(
    at_work: TestClient, desk: Desk, door: Door, field: str, values: tuple[Any, ...]
) -> None:
    """Wrong types, blanks, too long, unknown words, a NUL, half of a surrogate pair."""
    before = stored(desk)

    bodies = {repr(value)[:60]: as_json(door.body | {field: value}).encode() for value in values}
    faults = {name: fault(door.call(at_work, body), door.status) for name, body in bodies.items()}

    assert {name: found for name, found in faults.items() if found} == {}
    assert stored(desk) == before


@EVERY_DOOR
def test_a_body_without_its_fields_is_refused(at_work: TestClient, desk: Desk, door: Door) -> None:
    """Except at the switch, where the key's absence means off."""
    before = stored(desk)

    answer = door.call(at_work, b"{}")

    if door is SWITCH:
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    else:
        assert fault(answer, door.status) == ""
        assert stored(desk) == before


@EVERY_DOOR
def test_of_a_repeated_name_the_last_one_counts(at_work: TestClient, door: Door) -> None:
    """As JSON's readers do it; both databases take the same one."""
    doubled = json.dumps(dict.fromkeys(door.body))[:-1] + "," + json.dumps(door.body)[1:]

    assert door.call(at_work, doubled.encode()).status_code in {200, 201}


@pytest.mark.parametrize("door", [CREATE, PROCESS, MOVE, JUDGE], ids=lambda door: door.path)
def test_a_body_that_is_said_to_be_something_else_is_not_read_as_json(
    at_work: TestClient, desk: Desk, door: Door
) -> None:
    """A page of another origin can send plain text without asking first."""
    before, body = stored(desk), json.dumps(door.body).encode()
    kinds = ("text/plain", "application/xml", "application/jsonp", "x" * 500, *AS_FORM.values())

    faults = {kind: fault(door.call(at_work, body, {"Content-Type": kind}), 422) for kind in kinds}

    assert {kind: found for kind, found in faults.items() if found} == {}
    assert stored(desk) == before


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "application/problem+json", "APPLICATION/JSON", ""]
)
def test_json_may_be_named_in_any_of_its_ways(client: TestClient, kind: str) -> None:
    """With a charset, with a suffix, in capitals, and not at all."""
    assert CREATE.call(client, json.dumps(AVA).encode(), {"Content-Type": kind}).status_code == 201


# --- forms -----------------------------------------------------------------------------------------------

NAMED = 'Content-Disposition: form-data; name="{}"'
PARTS = f"{NAMED.format('user_id')}\r\n\r\n5\r\n--x\r\n{NAMED.format('message')}"
MULTIPART = {"Content-Type": "multipart/form-data; boundary=x"}
FORMS: Mapping[str, tuple[bytes, Mapping[str, str]]] = {
    "nothing": (b"", AS_FORM),
    "other fields": (b"a=b", AS_FORM),
    "an empty message": (b"user_id=5&message=", AS_FORM),
    "bytes that are no UTF-8": (b"user_id=5&message=\xff\xfehello", AS_FORM),
    "percent signs that are no UTF-8": (b"user_id=5&message=%ff%fehello", AS_FORM),
    "half of a surrogate pair": (b"user_id=5&message=%ed%a0%80hello", AS_FORM),
    "a NUL": (b"user_id=5&message=a%00b", AS_FORM),
    "hundreds of fields": (b"user_id=5&message=hi&" + b"&".join(b"f%d=1" % n for n in range(500)), AS_FORM),
    "no boundary": (b"--x\r\n", {"Content-Type": "multipart/form-data"}),
    "an empty boundary": (b"--\r\n", {"Content-Type": "multipart/form-data; boundary="}),
    "no parts": (b"hello", MULTIPART),
    "cut off": (f"--x\r\n{PARTS}\r\n\r\nhel".encode(), MULTIPART),
    "parts that are no UTF-8": (f"--x\r\n{PARTS}\r\n\r\n".encode() + b"h\xffi\r\n--x--\r\n", MULTIPART),
    "a file": (
        b'--x\r\nContent-Disposition: form-data; name="message"; filename="a"\r\n\r\nhello\r\n--x--\r\n',
        MULTIPART,
    ),
    "hundreds of parts": (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(500))
        + b"--x--\r\n",
        MULTIPART,
    ),
    "a part without a name": (b"--x\r\nContent-Disposition: form-data\r\n\r\nhello\r\n--x--\r\n", MULTIPART),
}


@pytest.mark.parametrize("door", [SEND, ANSWER, ASSIGN], ids=lambda door: door.path)
def test_a_form_that_cannot_be_understood_is_refused(at_work: TestClient, desk: Desk, door: Door) -> None:
    """A text that is not UTF-8 is not guessed at, for what is stored must be what was written."""
    before = stored(desk)

    faults = {name: fault(door.call(at_work, *form), 400) for name, form in FORMS.items()}

    assert {name: found for name, found in faults.items() if found} == {}
    assert stored(desk) == before


# --- addresses -------------------------------------------------------------------------------------------

QUERIES = {
    "/api/messages?search=%FF": 400,
    "/api/messages?search=%ED%A0%80": 400,
    "/api/messages?search=a%00b": 400,
    "/api/messages?status=done": 400,
    "/api/messages?sort=%00": 400,
    "/api/messages?user_id=1.5": 400,
    "/api/messages?user_id=" + "9" * 5000: 400,
    "/api/get/llm?x=%FF": 400,
    "/tickets?q=%FF": 422,
    "/tickets?q=%ED%A0%80": 422,
    "/tickets?q=a%00b": 422,
    "/tickets?assigned_team=%00": 422,
    "/tickets?assigned_team=%FF": 422,
    "/tickets?status=done": 422,
    "/tickets?status=": 422,
    "/tickets?category=Billing": 422,
    "/tickets?priority=5": 422,
    "/tickets?sentiment=happy": 422,
    "/tickets?limit=0": 422,
    "/tickets?limit=101": 422,
    "/tickets?limit=ten": 422,
    "/tickets?limit=1e1": 422,
    "/tickets?limit=" + "9" * 5000: 422,
    "/tickets?offset=-1": 422,
    "/tickets?offset=9223372036854775808": 422,
    "/tickets?limit=10&limit=1000": 422,
    "/analytics/summary?%FF=1": 422,
    "/api/v1/tickets/metrics?x=%FF": 422,
    "/nowhere?x=%FF": 422,
    "/nowhere": 404,
    "/api/messages/nowhere": 404,
    "/api/messages/1": 404,
    "/api/customers/%FF": 404,
    "/api/customers/": 404,
    "/api/v1/nowhere": 404,
    "/api/v1/tickets/nowhere": 404,
    "/admin/nowhere": 404,
    "/static/nowhere": 404,
    "/static/../app.py": 404,
    "/static/%2e%2e/app.py": 404,
    "/static/%00": 404,
}
NUMBERLESS = (
    "/api/messages?user_id=0",
    "/api/messages?user_id=-5",
    "/api/messages?user_id=9223372036854775808",
)


def test_an_address_that_cannot_be_understood_is_refused(at_work: TestClient, desk: Desk) -> None:
    """Unknown words, numbers out of bounds, bytes that are no text, ways that lead nowhere."""
    before = stored(desk)

    faults = {path: fault(at_work.get(path), status) for path, status in QUERIES.items()}

    assert {path[:60]: found for path, found in faults.items() if found} == {}
    assert stored(desk) == before


def test_a_number_that_no_customer_can_have_has_no_messages(at_work: TestClient) -> None:
    """It is a number, so the list is empty."""
    answers = [at_work.get(path) for path in NUMBERLESS]

    assert [(answer.status_code, answer.text) for answer in answers] == [(200, "[]")] * len(NUMBERLESS)


METHODS = {
    "/": "GET, HEAD",
    "/api/messages/send": "POST",
    "/api/messages": "GET, HEAD",
    "/api/messages/1/reply": "POST",
    "/api/messages/1/resolve": "POST",
    "/api/messages/1/assign": "POST",
    "/api/messages/1/unassign": "POST",
    "/api/customers/1": "GET, HEAD",
    "/api/get/llm": "GET, HEAD",
    "/api/set/llm": "POST",
    "/api/health": "GET, HEAD",
    "/admin/seed": "POST",
    "/tickets": "GET, HEAD, POST",
    "/tickets/1": "GET, HEAD",
    "/tickets/1/status": "PATCH",
    "/analytics/summary": "GET, HEAD",
    "/seed": "POST",
    "/api/v1/tickets/process": "POST",
    "/api/v1/tickets/metrics": "GET, HEAD",
    "/health": "GET, HEAD",
    "/health/ready": "GET, HEAD",
    "/health/live": "GET, HEAD",
    "/api/v1/triage": "POST",
    "/docs": "GET, HEAD",
}


def test_a_wrong_method_is_refused_and_the_right_ones_are_named(at_work: TestClient, desk: Desk) -> None:
    """All of them, on every route."""
    before = stored(desk)

    wrong = [
        (method, path)
        for path, allowed in METHODS.items()
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if method not in allowed.split(", ")
    ]

    answers = {(method, path): at_work.request(method, path, json={}) for method, path in wrong}

    assert {call: found for call, answer in answers.items() if (found := fault(answer, 405))} == {}
    assert {path: answer.headers["allow"] for (_, path), answer in answers.items()} == METHODS
    assert stored(desk) == before


# --- size ------------------------------------------------------------------------------------------------

TWO_MEGABYTES = b" " * 2_000_000
BODIED = (
    "/api/messages/send",
    "/api/messages/1/reply",
    "/api/messages/1/assign",
    "/api/set/llm",
    "/tickets",
    "/seed",
    "/api/v1/tickets/process",
    "/api/v1/triage",
)


def test_a_body_that_says_it_is_too_large_is_refused(at_work: TestClient, desk: Desk) -> None:
    """Before any of it is read, also where no body is wanted."""
    before = stored(desk)
    paths = (*BODIED, "/admin/seed", "/api/messages/1/resolve", "/api/messages/1/unassign")

    faults = {path: fault(at_work.post(path, content=TWO_MEGABYTES, headers=AS_JSON), 413) for path in paths}

    assert {path: found for path, found in faults.items() if found} == {}
    assert stored(desk) == before


@pytest.mark.parametrize("headers", [AS_JSON, AS_FORM], ids=["json", "form"])
def test_a_body_that_turns_out_too_large_is_refused(
    at_work: TestClient, desk: Desk, headers: dict[str, str]
) -> None:
    """As soon as the limit is reached, when it did not say its length."""
    before = stored(desk)

    faults = {
        path: fault(at_work.post(path, content=_in_pieces(TWO_MEGABYTES), headers=headers), 413)
        for path in BODIED
    }

    assert {path: found for path, found in faults.items() if found} == {}
    assert stored(desk) == before


def test_the_limit_is_a_setting_and_a_body_up_to_it_is_taken(desk: Desk) -> None:
    """One byte more is too many."""
    with make_client(desk, max_body=4096) as client:
        head = b'{"user_id": 1, "message": "'
        fits = head + b"x" * (4096 - len(head) - 2) + b'"}'

        taken = client.post("/api/messages/send", content=fits, headers=AS_JSON)
        refused = client.post("/api/messages/send", content=fits + b" ", headers=AS_JSON)
        streamed = client.post("/api/messages/send", content=_in_pieces(fits + b" "), headers=AS_JSON)

    assert (taken.status_code, refused.status_code, streamed.status_code) == (201, 413, 413)
    assert refused.headers["x-error-code"] == streamed.headers["x-error-code"] == "too_large"


@pytest.mark.parametrize("length", ["-5", "abc", "9" * 400, "1e3", "٣"])
def test_a_length_that_is_none_does_no_harm(client: TestClient, length: str) -> None:
    """It is refused, or the body's own length counts."""
    headers = {b"Content-Length": length.encode(), b"Content-Type": b"application/json"}

    answer = client.post("/tickets", content=json.dumps(AVA).encode(), headers=headers)

    assert answer.status_code in {201, 400, 413}


# --- anything at all -------------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
KNOWN = st.sampled_from(sorted({name for door in DOORS for name in door.body}))
MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@MANY
@given(door=st.sampled_from(DOORS), body=ANY_JSON | st.dictionaries(KNOWN, ANY_JSON, max_size=6))
def test_no_json_is_our_fault(client: TestClient, door: Door, body: object) -> None:
    """Whatever its shape: it is taken, or refused in the door's way."""
    answer = door.call(client, json.dumps(body).encode())

    assert answer.status_code in {200, 201, 404} or fault(answer, door.status) == ""


@MANY
@given(
    door=st.sampled_from(DOORS),
    body=st.binary(max_size=80),
    kind=st.sampled_from(["application/json", *AS_FORM.values(), *MULTIPART.values(), "text/plain", ""]),
)
def test_no_bytes_are_our_fault(client: TestClient, door: Door, body: bytes, kind: str) -> None:
    """Whatever they are, and whatever they are said to be."""
    answer = door.call(client, body, {"Content-Type": kind})

    assert answer.status_code in {200, 201, 404} or fault(answer, door.status) == ""


@MANY
@given(
    query=st.text(st.characters(codec="utf-8"), max_size=20),
    name=st.sampled_from(["q", "search", "category", "ticket"]),
)
def test_no_query_is_our_fault(client: TestClient, query: str, name: str) -> None:
    """At the lists and at the root."""
    for path in ("/tickets", "/api/messages", "/"):
        assert client.get(path, params={name: query}).status_code in {200, 400, 404, 422}


@MANY
@given(text=TEXT.filter(str.strip))
def test_an_accepted_message_comes_back_as_it_was_but_trimmed(client: TestClient, text: str) -> None:
    """Seed 1's door trims; sent as JSON and as a form."""
    answers = [
        SEND.call(client, json.dumps({"user_id": 3, "message": text}).encode()),
        client.post("/api/messages/send", data={"user_id": "3", "message": text}),
    ]

    for answer in answers:
        assert message(client, answer.json()["message_id"])["message"] == text.strip()


@MANY
@given(text=TEXT.filter(str.strip), name=TEXT.filter(str.strip))
def test_an_accepted_ticket_comes_back_as_it_was(client: TestClient, text: str, name: str) -> None:
    """Seeds 2 and 3 trim nothing."""
    created = create(client, message=text, subject=text, customer_name=name)
    raw = text + " and more"
    body = JOHN | {"ticket_id": f"ref {created['id']}", "raw_message": raw, "customer_name": name}
    processed = client.post("/api/v1/tickets/process", json=body)

    assert processed.json()["ticket_id"] == body["ticket_id"]
    for shown, sent in ((ticket(client, created["id"]), text), (tickets(client, limit=1)[0], raw)):
        assert (shown["customer_name"], shown["message"]) == (name, sent)
    assert created["subject"] == text


def _in_pieces(body: bytes) -> Iterator[bytes]:
    yield from (body[start : start + 50_000] for start in range(0, len(body), 50_000))
