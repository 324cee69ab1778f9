"""Seed 1's door keeps its document: messages with an urgency, and the inbox that works them off."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.tickets.verdict import Voice
from firstline.triage.voices import Silence
from tests.judged import latest_verdict
from tests.make import ScriptedLlm, StillClock, llm_saying, make_client, run_steps, with_llm
from tests.web.calls import (
    AS_FORM,
    AS_JSON,
    JOHN,
    LOAN,
    create,
    ids,
    message,
    messages,
    process,
    send,
    set_status,
    stored,
    ticket,
    tickets,
)

TIERS = {
    5.0: ("blocked", "fraud", "can't access", "stolen", "hacked"),
    4.0: ("rejected", "approved", "crb", "disbursed", "waiting"),
    3.0: ("will pay", "promise", "delay", "overdue"),
    2.0: ("how to", "update", "change", "clarify"),
    1.0: ("thank", "okay", "cleared my loan"),
}
FILE = Path("data") / "GeneralistRails_Project_MessageData.csv"
UNKNOWN = ("2", "0", "-1", "abc", "1.0", "%D9%A1", "1%00", "9223372036854775808", "9" * 500)
HEADER = "User ID,Message Body,Timestamp (UTC)\n"


@pytest.fixture
def seeded(desk: Desk, tmp_path: Path) -> Callable[[str | bytes], TestClient]:
    """Put a CSV file beside a desk and stand before its doors."""

    def put(content: str | bytes) -> TestClient:
        path = tmp_path / FILE
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return make_client(desk, folder=tmp_path)

    return put


# --- taking messages in ----------------------------------------------------------------------------------


def test_the_documented_message_is_taken_in(client: TestClient) -> None:
    """The document shows 4.2 where its own rules say 5.0, so anything between the two tiers is right."""
    answer = client.post("/api/messages/send", json=LOAN)

    assert answer.status_code == 201
    assert answer.json() == {"success": True, "message_id": 1, "urgency": answer.json()["urgency"]}
    assert 4.0 <= answer.json()["urgency"] <= 5.0


@pytest.mark.parametrize("urgency", TIERS)
def test_a_documented_word_has_its_tier_in_any_sentence(client: TestClient, urgency: float) -> None:
    """Alone, in capitals, and amid words that no document shows."""
    for word in TIERS[urgency]:
        for text in (word, word.upper(), f"Dear Zuri, {word}", f"({word}) regards, Olumide"):
            send(client, text)

    assert {one["message"]: one["urgency"] for one in messages(client) if one["urgency"] != urgency} == {}


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("Could you clarify the form", 2.0),
        ("Could you clarify the form???", 2.5),
        ("PLEASE clarify the form", 2.5),
        ("Please clarify the form", 2.0),
        ("My card was stolen, it was hacked, fraud!!! PLEASE???", 5.0),
        ("Zzz", 1.0),
    ],
)
def test_question_marks_and_pleas_in_capitals_add_to_the_tier(
    client: TestClient, text: str, urgency: float
) -> None:
    """They add half a point each, up to 5.0, and nothing falls below 1.0."""
    assert message(client, send(client, text))["urgency"] == urgency


def test_a_paraphrase_is_as_urgent_as_the_documented_message(client: TestClient) -> None:
    """Other people ask the same in other words."""
    for user_id, text in ((4, "why has my loan been REJECTED"), (5, "So when was our loan denied, and why?")):
        assert 4.0 <= message(client, send(client, text, user_id=user_id))["urgency"] <= 5.0


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"user_id": 12, "message": "  Hello there \\n"}', AS_JSON),
        (b'{"user_id": "12", "message": "Hello there"}', AS_JSON),
        (b'{"user_id": " 12 ", "message": "Hello there"}', AS_JSON),
        (b'{"user_id": 12, "message": "Hello there"}', AS_FORM),
        (b'{"user_id": 12, "message": "Hello there"}', {}),
        (b"user_id=12&message=+Hello%20there%0A", AS_FORM),
        (b"message=Hello+there&user_id=12&more=x", AS_FORM),
    ],
)
def test_a_message_may_come_as_json_or_as_a_form(
    client: TestClient, body: bytes, headers: dict[str, str]
) -> None:
    """Digits in a string are a number, `curl -d` names no JSON, and the text is trimmed."""
    answer = client.post("/api/messages/send", content=body, headers=headers)

    assert answer.status_code == 201
    assert [(one["customer_id"], one["message"]) for one in messages(client)] == [(12, "Hello there")]


def test_a_message_may_come_as_a_multipart_form(client: TestClient) -> None:
    """As a browser sends a form with the widest encoding."""
    fields = {"user_id": (None, "12"), "message": (None, " Grüße 👋 ")}

    answer = client.post("/api/messages/send", files=fields)

    assert answer.status_code == 201
    assert message(client, answer.json()["message_id"])["message"] == "Grüße 👋"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"user_id": 1},
        {"message": "hello"},
        {"user_id": 1, "message": ""},
        {"user_id": 1, "message": " \n\t"},
        {"user_id": None, "message": "hello"},
        {"user_id": "", "message": "hello"},
    ],
)
def test_a_message_without_its_parts_is_refused_in_the_documented_words(
    client: TestClient, desk: Desk, body: dict[str, object]
) -> None:
    """Nothing of it is stored."""
    answer = client.post("/api/messages/send", json=body)

    assert (answer.status_code, answer.json()) == (400, {"error": "user_id and message are required"})
    assert stored(desk)["tickets"] == 0


WHOLE = "user_id must be a whole number from 1 to 999999999999"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b'{"user_id": 1, "message": "hel', "The body is not JSON"),
        (b"{'user_id': 1, 'message': 'hello'}", "The body is not JSON"),
        (b'{"user_id": 1, "message": "\xff"}', "The body is not JSON"),
        (b"user_id=1&message=hello", "The body is not JSON"),
        (b'[{"user_id": 1, "message": "hello"}]', "The body must be a JSON object"),
        (b"null", "The body must be a JSON object"),
        (b"[" * 100_000, "The body is nested too deeply"),
        (b'{"user_id": 1.5, "message": "hello"}', WHOLE),
        (b'{"user_id": "1.5", "message": "hello"}', WHOLE),
        (b'{"user_id": "seven", "message": "hello"}', WHOLE),
        (b'{"user_id": true, "message": "hello"}', WHOLE),
        (b'{"user_id": [1], "message": "hello"}', WHOLE),
        (b'{"user_id": 0, "message": "hello"}', WHOLE),
        (b'{"user_id": -1, "message": "hello"}', WHOLE),
        (b'{"user_id": "1000000000000", "message": "hello"}', WHOLE),
        (b'{"user_id": 1, "message": 5}', "message must be text"),
        (b'{"user_id": 1, "message": ["hello"]}', "message must be text"),
        (b'{"user_id": 1.5}', "user_id and message are required"),
        (b"", "user_id and message are required"),
        (b" ", "user_id and message are required"),
    ],
)
def test_a_message_that_cannot_be_taken_is_told_what_is_wrong_with_it(
    client: TestClient, body: bytes, sentence: str
) -> None:
    """What is missing in the documented words, everything else by its name."""
    answer = client.post("/api/messages/send", content=body, headers=AS_JSON)

    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


def test_json_that_is_broken_is_told_so_when_it_is_sent_as_a_form_too(client: TestClient) -> None:
    """`curl -d` says that everything is a form."""
    answer = client.post("/api/messages/send", content=b'{"user_id": 1, "message": ', headers=AS_FORM)

    assert (answer.status_code, answer.json()) == (400, {"error": "The body is not JSON"})


@pytest.mark.parametrize(
    ("verb", "body", "sentence"),
    [
        ("reply", {}, "agent_name and reply are required"),
        ("reply", {"agent_name": "Kim", "reply": " "}, "agent_name and reply are required"),
        ("reply", {"agent_name": "Kim", "reply": {"text": "Hi"}}, "reply must be text"),
        ("reply", {"agent_name": 5, "reply": "Hi"}, "agent_name must be text"),
        ("reply", {"agent_name": "x" * 51, "reply": "Hi"}, "agent_name may have 50 characters at most"),
        ("assign", {"agent_name": None}, "agent_name is required"),
        ("assign", {"agent_name": ["Kim"]}, "agent_name must be text"),
        ("assign", {"agent_name": "x" * 101}, "agent_name may have 100 characters at most"),
    ],
)
def test_an_agents_words_that_cannot_be_taken_are_told_what_is_wrong_with_them(
    client: TestClient, verb: str, body: dict[str, object], sentence: str
) -> None:
    """Field by field."""
    number = send(client, "hello")

    answer = client.post(f"/api/messages/{number}/{verb}", json=body)

    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


# --- the inbox -------------------------------------------------------------------------------------------


def test_the_documented_list_comes_as_documented(client: TestClient, clock: StillClock) -> None:
    """The example message, assigned and answered at the times of the document."""
    clock.now = datetime(2025, 1, 15, 10, 30, tzinfo=UTC)
    client.post("/api/messages/send", json=LOAN)
    clock.advance(timedelta(minutes=5))
    client.post("/api/messages/1/assign", json={"agent_name": "Agent John"})
    clock.advance(timedelta(minutes=1))
    reply = {"agent_name": "Agent John", "reply": "Let me check your application..."}
    client.post("/api/messages/1/reply", json=reply)

    listed = client.get("/api/messages?status=open&sort=urgency&search=loan").json()

    assert listed == [
        {
            "id": 1,
            "customer_id": 12345,
            "message": "Why was my loan rejected?",
            "timestamp": "2025-01-15T10:30:00",
            "urgency": listed[0]["urgency"],
            "status": "open",
            "assigned_to": "Agent John",
            "assigned_at": "2025-01-15T10:35:00",
            "replies": [reply | {"timestamp": "2025-01-15T10:36:00"}],
        }
    ]
    assert 4.0 <= listed[0]["urgency"] <= 5.0


def test_the_inbox_shows_the_most_urgent_first_and_of_equals_the_newest(
    client: TestClient, clock: StillClock
) -> None:
    """That is the order when nothing is asked for, and by name."""
    sent = []
    for text in ("thank you", "fraud", "how to pay", "stolen"):
        sent.append(send(client, text))
        clock.advance(timedelta(minutes=1))
    thanks, fraud, how, stolen = sent

    assert ids(client.get("/api/messages").json()) == [stolen, fraud, how, thanks]
    assert ids(client.get("/api/messages?sort=urgency").json()) == [stolen, fraud, how, thanks]


def test_the_inbox_sorted_by_time_shows_the_newest_first(client: TestClient, clock: StillClock) -> None:
    """However urgent the older ones are."""
    first = send(client, "fraud")
    clock.advance(timedelta(minutes=1))
    second = send(client, "thank you")

    assert ids(client.get("/api/messages?sort=time").json()) == [second, first]


def test_the_inbox_knows_two_statuses_where_the_desk_knows_five(client: TestClient) -> None:
    """Open are all that nobody ended; nothing asked for means open."""
    by_status = {}
    for status in ("open", "in_progress", "waiting_customer", "resolved", "closed"):
        by_status[status] = send(client, f"I am {status}")
        set_status(client, by_status[status], status)
    ended = {by_status["resolved"], by_status["closed"]}

    assert set(ids(client.get("/api/messages").json())) == set(by_status.values()) - ended
    assert set(ids(messages(client, status="open"))) == set(by_status.values()) - ended
    assert set(ids(messages(client, status="resolved"))) == ended
    assert set(ids(messages(client, status="all"))) == set(by_status.values())
    assert {one["status"] for one in messages(client, status="resolved")} == {"resolved"}
    assert {one["status"] for one in messages(client, status="open")} == {"open"}


def test_the_inbox_can_be_asked_for_one_customer(client: TestClient) -> None:
    """By the number that the caller chose, or by ours for those who wrote by e-mail."""
    mine, other = send(client, "hello", user_id=41), send(client, "hello", user_id=42)
    by_mail = create(client)["id"]
    number = message(client, by_mail)["customer_id"]

    assert ids(messages(client, user_id=41)) == [mine]
    assert ids(messages(client, user_id=42)) == [other]
    assert ids(messages(client, user_id=number)) == [by_mail]
    assert messages(client, user_id=43) == []


def test_a_customer_number_is_never_null_and_ours_never_meets_a_callers(client: TestClient) -> None:
    """A dashboard calls `toString()` on it, and JavaScript's whole numbers end at 2^53."""
    create(client)
    create(client, customer_email=None)
    create(client, customer_email="n/a")
    process(client)
    caller = send(client, "hello", user_id=999_999_999_999)

    numbers = [one["customer_id"] for one in messages(client) if one["id"] != caller]

    assert len(numbers) == len(set(numbers)) == 4
    assert all(10**12 <= number < 2**53 for number in numbers)


SIGNS = (
    "100% sure",
    "snake_case",
    "a*b*c",
    "x[1]",
    "why? how?",
    'say "hi"',
    "it's me",
    "back\\slash",
    "aß Ω",
)
FOUND = {
    "%": {"100% sure"},
    "0% S": {"100% sure"},
    "_": {"snake_case"},
    "e_c": {"snake_case"},
    "*": {"a*b*c"},
    "a*b": {"a*b*c"},
    "a*c": set(),
    "[": {"x[1]"},
    "x[1]": {"x[1]"},
    "?": {"why? how?"},
    "wh??": set(),
    "y? h": {"why? how?"},
    '"': {'say "hi"'},
    'say "h': {'say "hi"'},
    "'": {"it's me"},
    "t's m": {"it's me"},
    "\\": {"back\\slash"},
    "CK\\SL": {"back\\slash"},
    "ASS Ω": {"aß Ω"},
    "ω": {"aß Ω"},
    "SNAKE": {"snake_case"},
    "sn": {"snake_case"},
    "zz": set(),
    "": set(SIGNS),
}


def test_a_search_finds_what_the_message_contains_letter_by_letter(client: TestClient) -> None:
    """No sign is a wildcard, however short the text, and case does not count."""
    for text in SIGNS:
        send(client, text)

    found = {wanted: {one["message"] for one in messages(client, search=wanted)} for wanted in FOUND}

    assert found == FOUND


def test_a_search_reads_the_message_and_nothing_else(client: TestClient) -> None:
    """Not the subject, not the customer's name or address, not a reply."""
    created = create(client, message="plain words", subject="Zebra", customer_name="Zebra Zed")
    client.post(f"/api/messages/{created['id']}/reply", json={"agent_name": "Zebra", "reply": "zebra"})

    assert messages(client, search="zebra") == []
    assert ids(messages(client, search="PLAIN w")) == [created["id"]]


MORE = "Now the whole service is down for everyone, an outage!"


def test_what_the_customer_wrote_later_is_found_and_shown(client: TestClient) -> None:
    """An agent who finds the message by it reads it, below what came first; it is no agent's reply."""
    process(client)
    process(client, raw_message=MORE)

    (found,) = messages(client, search="FOR EVERYONE")

    assert found["message"] == f"{JOHN['raw_message']}\n\n{MORE}"
    assert found["replies"] == []
    assert ids(messages(client, search="charged twice")) == [found["id"]]


def test_a_search_across_two_messages_of_a_thread_finds_nothing(client: TestClient) -> None:
    """Nobody wrote that."""
    process(client, raw_message="My first words end here")
    process(client, raw_message="and others begin")

    wanted = ("end here and others", "end hereand others", "end here\n\nand others", "hereΩand")

    assert [messages(client, search=text) for text in wanted] == [[]] * len(wanted)


def test_a_long_search_is_answered_and_a_very_long_one_refused(client: TestClient) -> None:
    """A thousand characters say enough; with more a search could be made to take minutes."""
    found = send(client, "*[" * 26_000)

    assert ids(messages(client, search="*[" * 500)) == [found]
    assert client.get("/api/messages", params={"search": "y" * 1_001}).status_code == 400


@pytest.mark.parametrize("query", ["status=closed", "status=OPEN", "sort=age", "user_id=seven", "search=%00"])
def test_an_unknown_filter_is_refused(client: TestClient, query: str) -> None:
    """It could only be a misunderstanding."""
    answer = client.get(f"/api/messages?{query}")

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


def test_the_list_has_no_pages_however_long_it_is(seeded: Callable[[str], TestClient]) -> None:
    """A thousand and one messages come at once, each once, in order."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        f"{n % 50 + 1},message number {n},{start + timedelta(minutes=n):%Y-%m-%d %H:%M:%S}"
        for n in range(1001)
    ]
    client = seeded(HEADER + "\n".join(rows))
    client.post("/admin/seed")

    by_time = client.get("/api/messages?sort=time").json()
    by_urgency = client.get("/api/messages").json()

    assert [one["message"] for one in by_time] == [f"message number {n}" for n in range(1000, -1, -1)]
    assert by_urgency == sorted(by_time, key=lambda one: (one["urgency"], one["timestamp"]), reverse=True)


# --- working a message off -------------------------------------------------------------------------------


def test_the_documented_reply_is_added(client: TestClient, clock: StillClock) -> None:
    """It shows in the list, and the message stays open."""
    send(client, "Why was my loan rejected?")
    clock.advance(timedelta(minutes=1))
    body = {"agent_name": "Agent John", "reply": "Your application is under review."}

    answer = client.post("/api/messages/1/reply", json=body)

    assert (answer.status_code, answer.json()) == (201, {"success": True})
    assert message(client, 1)["replies"] == [body | {"timestamp": "2026-03-02T08:01:00"}]
    assert message(client, 1)["status"] == "open"


def test_replies_come_oldest_first(client: TestClient, clock: StillClock) -> None:
    """From a form too, and trimmed."""
    send(client, "hello")
    for text in ("first", "second", "third"):
        client.post("/api/messages/1/reply", data={"agent_name": " Kim ", "reply": f" {text}\n"})
        clock.advance(timedelta(seconds=1))

    replies = message(client, 1)["replies"]

    assert [(one["agent_name"], one["reply"]) for one in replies] == [
        ("Kim", "first"),
        ("Kim", "second"),
        ("Kim", "third"),
    ]


def test_the_documented_assignment_is_made(client: TestClient, clock: StillClock) -> None:
    """The answer and the list give the same name and time."""
    send(client, "hello")
    clock.now = datetime(2025, 1, 15, 14, 20, tzinfo=UTC)

    answer = client.post("/api/messages/1/assign", json={"agent_name": "Agent Sarah"})

    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "assigned_to": "Agent Sarah",
        "assigned_at": "2025-01-15T14:20:00",
    }
    assert message(client, 1)["assigned_at"] == "2025-01-15T14:20:00"


def test_a_new_assignment_replaces_the_old_one(client: TestClient, clock: StillClock) -> None:
    """As the dashboard's button "Reassign to Me" expects; a form will do."""
    send(client, "hello")
    client.post("/api/messages/1/assign", json={"agent_name": "Agent Sarah"})
    clock.advance(timedelta(hours=1))

    answer = client.post("/api/messages/1/assign", data={"agent_name": "  Agent Musa "})

    assert answer.json() == {
        "success": True,
        "assigned_to": "Agent Musa",
        "assigned_at": "2026-03-02T09:00:00",
    }
    assert message(client, 1)["assigned_to"] == "Agent Musa"


def test_the_documented_unassignment_empties_both_fields(client: TestClient) -> None:
    """A message that nobody has can be unassigned again."""
    send(client, "hello")
    client.post("/api/messages/1/assign", json={"agent_name": "Agent Sarah"})

    answers = [client.post("/api/messages/1/unassign") for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"success": True})] * 2
    assert (message(client, 1)["assigned_to"], message(client, 1)["assigned_at"]) == (None, None)


def test_the_documented_resolution_ends_the_matter(client: TestClient) -> None:
    """It leaves the open inbox, and may be resolved again."""
    send(client, "hello")

    answers = [client.post("/api/messages/1/resolve") for _ in range(2)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"success": True})] * 2
    assert client.get("/api/messages").json() == []
    assert ticket(client, 1)["status"] == "resolved"


def test_what_is_closed_stays_closed_when_it_is_resolved(client: TestClient) -> None:
    """Closed says more than resolved."""
    created = create(client)
    closed = set_status(client, created["id"], "closed")

    assert client.post(f"/api/messages/{created['id']}/resolve").status_code == 200
    assert ticket(client, created["id"]) == closed


@pytest.mark.parametrize("verb", ["reply", "resolve", "assign", "unassign"])
def test_an_unknown_message_is_not_found(client: TestClient, verb: str) -> None:
    """Whatever stands in its place, the documented error comes."""
    send(client, "hello")
    body = {"agent_name": "Kim", "reply": "Hi"}

    answers = {number: client.post(f"/api/messages/{number}/{verb}", json=body) for number in UNKNOWN}

    assert {answer.status_code for answer in answers.values()} == {404}
    assert all(answer.json() == {"error": "Message not found"} for answer in answers.values())


# --- customers -------------------------------------------------------------------------------------------


def test_the_documented_customer_adds_up(client: TestClient, clock: StillClock) -> None:
    """Fifteen messages since November, three of them open, 3.4 on average."""
    clock.now = datetime(2024, 11, 1, 8, 0, tzinfo=UTC)
    sent = [send(client, "waiting", user_id=12345) for _ in range(8)]
    sent += [send(client, "overdue", user_id=12345) for _ in range(5)]
    sent += [send(client, "how to", user_id=12345)]
    clock.now = datetime(2025, 1, 15, 10, 30, tzinfo=UTC)
    sent += [send(client, "how to", user_id=12345)]
    for number in sent[3:]:
        client.post(f"/api/messages/{number}/resolve")

    answer = client.get("/api/customers/12345")

    assert answer.status_code == 200
    assert answer.json() == {
        "id": 12345,
        "total_messages": 15,
        "open_messages": 3,
        "resolved_messages": 12,
        "avg_urgency": 3.4,
        "first_contact": "2024-11-01T08:00:00",
        "last_contact": "2025-01-15T10:30:00",
    }


def test_a_customers_average_is_not_rounded(client: TestClient) -> None:
    """One message of 5.0 and two of 4.0."""
    for text in ("fraud", "waiting", "waiting"):
        send(client, text, user_id=5)

    assert client.get("/api/customers/5").json()["avg_urgency"] == pytest.approx(13 / 3, abs=1e-9)


def test_a_customer_who_wrote_by_e_mail_is_found_by_the_number_in_the_list(client: TestClient) -> None:
    """One person, whatever the case of the address and through whichever door."""
    first = create(client, customer_email="Mona@Example.com")["id"]
    process(client, customer_email="mona@example.COM")
    number = message(client, first)["customer_id"]

    found = client.get(f"/api/customers/{number}").json()

    assert (found["id"], found["total_messages"]) == (number, 2)


def test_an_unknown_customer_is_not_found(client: TestClient) -> None:
    """Whatever stands in its place, the documented error comes."""
    send(client, "hello")

    answers = {number: client.get(f"/api/customers/{number}") for number in (*UNKNOWN, "1000000000001")}

    assert {answer.status_code for answer in answers.values()} == {404}
    assert all(answer.json() == {"error": "Customer not found"} for answer in answers.values())


# --- the LLM's switch ------------------------------------------------------------------------------------


def test_health_answers_as_documented(client: TestClient) -> None:
    """One word."""
    answer = client.get("/api/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_the_switch_is_off_on_a_fresh_desk_and_turns_as_documented(client: TestClient) -> None:
    """On and off again."""
    assert client.get("/api/get/llm").json() == {"use_llm": False}
    for on in (True, False):
        answer = client.post("/api/set/llm", json={"use_llm": on})
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        assert client.get("/api/get/llm").json() == {"use_llm": on}


def test_the_switch_outlives_a_restart_and_reaches_other_processes(client: TestClient, desk: Desk) -> None:
    """It lies in the database."""
    client.post("/api/set/llm", json={"use_llm": True})

    with make_client(desk) as another:
        assert another.get("/api/get/llm").json() == {"use_llm": True}


def test_a_switch_without_its_key_turns_off(client: TestClient) -> None:
    """As the original did."""
    client.post("/api/set/llm", json={"use_llm": True})

    assert client.post("/api/set/llm", json={}).status_code == 200
    assert client.get("/api/get/llm").json() == {"use_llm": False}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"true", b'{"use_llm": 0}', b'{"use_llm": "false"}', b'{"use_llm": null}'],
)
def test_a_broken_switch_body_leaves_the_switch_as_it_stands(client: TestClient, body: bytes) -> None:
    """Nothing is guessed about money."""
    client.post("/api/set/llm", json={"use_llm": True})

    answer = client.post("/api/set/llm", content=body, headers=AS_JSON)

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert client.get("/api/get/llm").json() == {"use_llm": True}


@pytest.mark.parametrize(
    ("text", "rules", "llm", "hybrid"),
    [
        ("my account was blocked", 5.0, 1.0, 2.6),
        ("my account was blocked", 5.0, 5.0, 5.0),
        ("thank you all", 1.0, 5.0, 3.4),
        ("how to pay", 2.0, 4.7, 3.6),
        ("overdue", 3.0, 3.3, 3.2),
    ],
)
def test_with_the_switch_on_the_urgency_is_six_tenths_of_the_llms_and_four_of_the_rules(
    desk: Desk, text: str, rules: float, llm: float, hybrid: float
) -> None:
    """Exactly, rounded to one decimal; with the switch off the rules alone count."""
    with make_client(with_llm(desk, llm_saying(llm))) as client:
        assert message(client, send(client, text))["urgency"] == rules
        client.post("/api/set/llm", json={"use_llm": True})
        assert message(client, send(client, text))["urgency"] == hybrid == round(0.6 * llm + 0.4 * rules, 1)


def test_a_silent_llm_leaves_the_rules_value_and_the_verdict_says_so(desk: Desk) -> None:
    """The customer's ticket is there at once, with the reason why it was judged alone."""
    silent = ScriptedLlm(Silence("The LLM did not answer within 8 s; the rules decided.", "gpt-4o-mini"))
    with make_client(with_llm(desk, silent)) as client:
        client.post("/api/set/llm", json={"use_llm": True})
        number = send(client, "my account was blocked")
        assert message(client, number)["urgency"] == 5.0

    _, _, verdict = latest_verdict(desk, TicketId(number))

    remarks = [reason.text for reason in verdict.urgency.reasons if reason.voice is Voice.LLM]
    assert remarks == ["The LLM did not answer within 8 s; the rules decided."]


def test_without_a_key_the_switch_changes_nothing(client: TestClient) -> None:
    """On, and nobody to ask."""
    client.post("/api/set/llm", json={"use_llm": True})

    assert message(client, send(client, "waiting"))["urgency"] == 4.0


# --- seeding ---------------------------------------------------------------------------------------------


def test_the_documented_file_is_taken_in(seeded: Callable[[str], TestClient]) -> None:
    """Its rows are open messages with the file's times."""
    client = seeded(
        HEADER
        + '12345,"Why was my loan rejected?","2025-01-15 10:30:00"\n'
        + '12346,"Thank you for your help","2025-01-15 11:00:00"\n'
    )

    answer = client.post("/admin/seed")

    assert answer.status_code == 200
    assert answer.json() == {"success": True, "seeded": {"rows": 2, "messages": 2, "customers": 2}}
    listed = client.get("/api/messages?sort=time").json()
    assert [(one["customer_id"], one["message"], one["timestamp"]) for one in listed] == [
        (12346, "Thank you for your help", "2025-01-15T11:00:00"),
        (12345, "Why was my loan rejected?", "2025-01-15T10:30:00"),
    ]


def test_the_documented_counts_come_out_and_a_repeat_adds_nothing(
    seeded: Callable[[str], TestClient],
) -> None:
    """A hundred and fifty messages of forty-eight customers, once."""
    rows = [f"{n % 48 + 1},note {n},2025-01-15 10:{n % 60:02}:00" for n in range(150)]
    client = seeded(HEADER + "\n".join(rows))

    first, second = client.post("/admin/seed").json(), client.post("/admin/seed").json()

    assert first == {"success": True, "seeded": {"rows": 150, "messages": 150, "customers": 48}}
    assert second == {"success": True, "seeded": {"rows": 150, "messages": 0, "customers": 0}}
    assert len(messages(client)) == 150


def test_the_same_message_twice_in_a_file_is_two_messages(seeded: Callable[[str], TestClient]) -> None:
    """Someone pressed the button twice; a repeat of the file still adds nothing."""
    client = seeded(HEADER + "5,hello,2025-01-15 10:00:00\n" * 2)

    assert client.post("/admin/seed").json()["seeded"] == {"rows": 2, "messages": 2, "customers": 1}
    assert client.post("/admin/seed").json()["seeded"] == {"rows": 2, "messages": 0, "customers": 0}


def test_a_grown_file_adds_what_is_new(seeded: Callable[[str], TestClient]) -> None:
    """Wherever in the file it stands."""
    old, new = (
        "5,hello,2025-01-15 10:00:00\n",
        "5,hello again,2025-01-16 10:00:00\n6,hi,2025-01-16 10:00:00\n",
    )
    seeded(HEADER + old).post("/admin/seed")

    done = seeded(HEADER + new + old).post("/admin/seed").json()

    assert done["seeded"] == {"rows": 3, "messages": 2, "customers": 1}


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff" + HEADER + '7,"Hello, \nworld",2025-01-15 09:05:00\n',
        HEADER.replace("\n", "\r\n") + '7,"Hello, \nworld",2025-01-15 9:05:00\r\n',
        'Timestamp (UTC),User ID,Message Body\n2025-01-15 9:05:00,7,"Hello, \nworld"',
        ' user id ,MESSAGE BODY,extra,timestamp (utc)\n7," Hello, \nworld ",x,2025-1-15 9:05:00\n',
    ],
    ids=["byte order mark", "CRLF and a one-digit hour", "other order", "other case and a further column"],
)
def test_a_file_may_look_as_spreadsheets_write_it(seeded: Callable[[str], TestClient], content: str) -> None:
    """It is the same message each time."""
    client = seeded(content)

    assert client.post("/admin/seed").json()["seeded"] == {"rows": 1, "messages": 1, "customers": 1}
    (only,) = messages(client)
    assert (only["message"], only["timestamp"]) == ("Hello, \nworld", "2025-01-15T09:05:00")


def test_bad_rows_are_given_back_and_the_others_taken(seeded: Callable[[str], TestClient]) -> None:
    """`rows` counts all of them, `messages` those that are stored."""
    client = seeded(
        HEADER
        + "1,good,2025-01-15 10:00:00\n"
        + "x,no number,2025-01-15 10:00:00\n"
        + "2,  ,2025-01-15 10:00:00\n"
        + "3,no time,yesterday\n"
        + "4,nul \x00 inside,2025-01-15 10:00:00\n"
        + "5,too short\n"
        + "1000000000000,too large,2025-01-15 10:00:00\n"
        + "6,good too,2025-01-15 10:00:00\n"
    )

    answer = client.post("/admin/seed")

    assert answer.status_code == 200
    assert answer.json()["seeded"] == {"rows": 8, "messages": 2, "customers": 2}
    assert [one["row"] for one in answer.json()["rejected"]] == [2, 3, 4, 5, 6, 7]
    assert all(one["reason"] for one in answer.json()["rejected"])
    assert {one["message"] for one in messages(client)} == {"good", "good too"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        HEADER.encode() + b"1,\xff\xfe,2025-01-15 10:00:00\n",
        HEADER.encode() + b'1,"open,x\n',
    ],
    ids=["empty", "other columns", "not UTF-8", "an open quote"],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    seeded: Callable[[bytes], TestClient], desk: Desk, content: bytes
) -> None:
    """Nothing of it is stored."""
    answer = seeded(content).post("/admin/seed")

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert stored(desk)["tickets"] == 0


def test_a_folder_in_the_files_place_cannot_be_read(desk: Desk, tmp_path: Path) -> None:
    """An error in seed 1's shape, and no path of this machine in it."""
    (tmp_path / FILE).mkdir(parents=True)

    with make_client(desk, folder=tmp_path) as client:
        answer = client.post("/admin/seed")

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert str(tmp_path) not in answer.text


def test_without_a_file_bundled_messages_come(desk: Desk, tmp_path: Path) -> None:
    """A first look needs no file; a repeat adds nothing here either."""
    with make_client(desk, folder=tmp_path) as client:
        first, second = client.post("/admin/seed"), client.post("/admin/seed")
        listed = messages(client)

    assert first.status_code == second.status_code == 200
    counted = first.json()["seeded"]
    assert counted["rows"] == counted["messages"] == len(listed) > 10
    assert 1 < counted["customers"] == len({one["customer_id"] for one in listed})
    assert second.json()["seeded"] == {"rows": counted["rows"], "messages": 0, "customers": 0}


def test_seeding_asks_no_llm(desk: Desk, tmp_path: Path) -> None:
    """Even with the switch on: the rules' value stands."""
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text(HEADER + "1,fraud,2025-01-15 10:00:00\n")
    with make_client(with_llm(desk, llm_saying(1.0)), folder=tmp_path) as client:
        client.post("/api/set/llm", json={"use_llm": True})
        client.post("/admin/seed")

        assert [one["urgency"] for one in messages(client)] == [5.0]


# --- once, and as seen from the other doors --------------------------------------------------------------


def test_a_key_makes_a_message_once(client: TestClient, desk: Desk) -> None:
    """The repeat gets the same answer, byte for byte, and changes nothing."""
    key = {"Idempotency-Key": "order-5"}
    first = client.post("/api/messages/send", json=LOAN, headers=key)
    before = stored(desk)

    again = client.post("/api/messages/send", json=LOAN, headers=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert stored(desk) == before
    assert len(messages(client)) == 1


def test_a_key_makes_a_reply_once(client: TestClient) -> None:
    """Each message has keys of its own."""
    send(client, "hello")
    send(client, "hello")
    key, body = {"Idempotency-Key": "r1"}, {"agent_name": "Kim", "reply": "Hi"}

    answers = [client.post(f"/api/messages/{n}/reply", json=body, headers=key) for n in (1, 1, 2)]

    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert [len(message(client, number)["replies"]) for number in (1, 2)] == [1, 1]


@pytest.mark.parametrize("path", ["/api/messages/send", "/api/messages/1/reply"])
def test_a_key_with_another_body_is_a_conflict(client: TestClient, path: str) -> None:
    """In seed 1's shape; the first answer stands."""
    send(client, "hello")
    key, body = {"Idempotency-Key": "k"}, {"user_id": 1, "message": "a", "agent_name": "a", "reply": "a"}
    client.post(path, json=body, headers=key)
    before = messages(client)

    answer = client.post(path, json=body | {"message": "b", "reply": "b"}, headers=key)

    assert answer.status_code == 409
    assert set(answer.json()) == {"error"}
    assert messages(client) == before


def test_a_key_does_not_keep_an_error(client: TestClient) -> None:
    """What failed may be tried again under the same key, once the cause is gone."""
    key, body = {"Idempotency-Key": "k"}, {"agent_name": "Kim", "reply": "Hi"}
    missing = client.post("/api/messages/1/reply", json=body, headers=key)
    send(client, "hello")

    answer = client.post("/api/messages/1/reply", json=body, headers=key)

    assert (missing.status_code, answer.status_code) == (404, 201)
    assert len(message(client, 1)["replies"]) == 1


@pytest.mark.parametrize("key", [b"", b"two words", b"x" * 256, "schlüssel".encode(), b"tab\tbed"])
def test_a_key_that_is_none_is_refused(client: TestClient, desk: Desk, key: bytes) -> None:
    """In seed 1's shape, and nothing is stored."""
    answer = client.post("/api/messages/send", json=LOAN, headers={b"Idempotency-Key": key})

    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}
    assert stored(desk)["tickets"] == 0


def test_a_message_is_a_ticket_with_a_made_subject_at_seed_2s_door(client: TestClient) -> None:
    """Named after the customer's number; the subject is the first words, sixty letters at most."""
    number = send(
        client, "My parcel has not come and nobody at the depot can tell me where it may be.", user_id=77
    )

    shown = ticket(client, number)

    assert (shown["customer_name"], shown["customer_email"]) == ("Customer 77", None)
    assert shown["subject"] == "My parcel has not come and nobody at the depot can tell me"
    assert ids(tickets(client, q="customer 77")) == [number]


def test_no_step_that_runs_later_changes_what_was_shown(client: TestClient, desk: Desk) -> None:
    """The list before and after the desk's own work is the same."""
    send(client, "my account was blocked")
    before = messages(client), ticket(client, 1)

    assert run_steps(desk) > 0
    assert (messages(client), ticket(client, 1)) == before
