"""The native door for a second opinion gives the whole verdict and stores nothing."""

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.web.calls import AS_JSON, AVA, Json, create, fault, message, send, stored

PATH = "/api/v1/triage"
FIELDS = (
    "category",
    "subcategory",
    "urgency",
    "priority",
    "priority_score",
    "level",
    "sla_hours",
    "sentiment",
    "frustrated",
    "team",
    "next_action",
    "suggested_reply",
    "language",
)
TEXTS = (
    "I was charged twice for my subscription this month. Please help!",
    "My account was blocked and I am angry, this is urgent!!!",
    "Grüße 👋 my order #12345 of 2026-03-01 over EUR 19.90 has not come, write to ava@example.com",
    "Thank you, all is well.",
    "Zzz",
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: a second opinion needs none."""
    return sqlite_url


@pytest.mark.parametrize("text", TEXTS)
def test_every_field_says_how_sure_it_is_and_why(client: TestClient, text: str) -> None:
    """A value, its odds, who decided, and each voice's opinion."""
    verdict = _judged(client, {"text": text})

    assert set(verdict) == {*FIELDS, "entities", "scope"}
    for name in FIELDS:
        field = verdict[name]
        assert set(field) == {
            *("value", "confidence", "certainty", "decided_by", "reasons", "opinions"),
            *("ranking", "in_scope"),
        }
        assert 0 <= field["confidence"] <= 1
        assert field["certainty"] in {"auto", "suggest", "person"}
        assert field["opinions"][field["decided_by"]]["value"] == field["value"]
        assert all(
            set(reason) == {"voice", "text", "weight", "source", "span", "ticket"}
            for reason in field["reasons"]
        )


@pytest.mark.parametrize("text", TEXTS)
def test_evidence_is_quoted_by_its_place_in_the_text(client: TestClient, text: str) -> None:
    """Counted in code points, so that every program finds it again."""
    body = {"text": text, "subject": "An urgent question 👋 about an invoice"}
    parts = {"message": body["text"], "subject": body["subject"]}
    verdict = _judged(client, body)

    spans = [reason["span"] for name in FIELDS for reason in verdict[name]["reasons"] if reason["span"]]
    spans += [entity["span"] for entity in verdict["entities"]]

    assert spans
    for span in spans:
        assert parts[span["part"]][span["start"] : span["end"]] == span["text"] != ""


def test_a_text_that_says_nothing_needs_a_person(client: TestClient) -> None:
    """The desk does not pretend to know."""
    verdict = _judged(client, {"text": "Zzz"})

    assert (verdict["category"]["value"], verdict["category"]["certainty"]) == ("general", "person")


def test_a_list_of_texts_gives_a_list_of_verdicts_in_its_order(client: TestClient) -> None:
    """Texts and objects may stand side by side; each is judged as it would be alone."""
    several = [TEXTS[0], {"text": TEXTS[1], "tier": "vip"}, TEXTS[2], {"text": TEXTS[3], "subject": "Hi"}]

    verdicts = client.post(PATH, json=several).json()

    alone = [_judged(client, one if isinstance(one, dict) else {"text": one}) for one in several]
    assert verdicts == alone


def test_a_text_may_come_alone(client: TestClient) -> None:
    """As a JSON string: the same as an object that holds nothing else."""
    assert client.post(PATH, json=TEXTS[0]).json() == _judged(client, {"text": TEXTS[0]})


def test_a_list_may_be_empty_or_hold_a_thousand_texts_and_no_more(client: TestClient) -> None:
    """The limit is a clear error."""
    none, most, more = (client.post(PATH, json=["ok"] * count) for count in (0, 1000, 1001))

    assert (none.status_code, none.json()) == (200, [])
    assert (most.status_code, len(most.json())) == (200, 1000)
    assert fault(more, 422) == ""


def test_subject_and_tier_count(client: TestClient) -> None:
    """As they do when a ticket comes in."""
    plain = _judged(client, {"text": "Good morning"})
    special = _judged(client, {"text": "Good morning", "subject": "My invoice", "tier": "premium"})

    by_rules = [verdict["priority"]["opinions"]["rule"]["value"] for verdict in (plain, special)]
    assert (plain["category"]["value"], special["category"]["value"]) == ("general", "billing")
    assert by_rules == ["medium", "high"]
    for verdict, counts in ((plain, False), (special, True)):
        points = {reason["text"]: reason["weight"] for reason in verdict["urgency"]["reasons"]}
        assert points.get("premium customers") == (0.3 if counts else None)


def test_the_verdict_is_the_one_that_a_ticket_gets(client: TestClient) -> None:
    """A second opinion that differed would be none."""
    created = create(client)
    number = send(client, "Why was my loan rejected?")

    verdict = _judged(client, {"text": AVA["message"], "subject": AVA["subject"]})
    again = _judged(client, {"text": "Why was my loan rejected?"})

    assert verdict == client.get(f"/api/v1/tickets/{created['id']}/verdicts/1").json()["verdict"]
    assert again == client.get(f"/api/v1/tickets/{number}/verdicts/1").json()["verdict"]
    by_rules = ("priority", "priority_score", "sentiment")
    assert {name: verdict[name]["opinions"]["rule"]["value"] for name in by_rules} == {
        name: created[name] for name in by_rules
    }
    assert verdict["category"]["value"] == created["category"]
    assert again["urgency"]["opinions"]["rule"]["value"] == message(client, number)["urgency"]


def test_nothing_is_stored(client: TestClient, desk: Desk) -> None:
    """Not the text, not the verdict, not a trace."""
    for text in TEXTS:
        _judged(client, {"text": text})

    assert sum(stored(desk).values()) == 0


@pytest.mark.parametrize(
    "body", [b"{}", b'{"text": " "}', b'["ok", ""]', b'[["ok"]]', b'{"text": "a", "txet": "b"}', b"7"]
)
def test_a_refusal_names_its_code_and_the_request(client: TestClient, body: bytes) -> None:
    """In the native shape, and the header says the same."""
    answer = client.post(PATH, content=body, headers=AS_JSON | {"X-Request-ID": "my-own-1"})

    assert fault(answer, 422) == ""
    assert answer.json()["code"] == answer.headers["x-error-code"] == "bad_input"
    assert answer.json()["request_id"] == "my-own-1"


def _judged(client: TestClient, body: Json) -> Json:
    answer = client.post(PATH, json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
