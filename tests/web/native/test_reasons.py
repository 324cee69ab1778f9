"""A reason on a ticket becomes a correction, a phrase or a rule, by one call."""

from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from firstline.core.access import Role
from firstline.flows.desk import Desk
from tests.make import make_ticket
from tests.people import make_account, signed_in
from tests.web.calls import Json, fault

CHARGED = "Hello Ava. I was charged twice for it. See you"
RULE: Json = {"field": "category", "reason": 0, "as": "rule", "words": "tide table", "value": "sales"}


def post(client: TestClient, ticket: int, body: Json, **headers: str) -> Response:
    """Make something of a reason."""
    return client.post(f"/api/v1/tickets/{ticket}/reasons", json=body, headers=headers)


def category(client: TestClient, text: str) -> str:
    """Say how the desk judges a text now."""
    return str(client.post("/api/v1/triage", json=text).json()["category"]["value"])


def test_a_rule_is_made_told_and_shown(desk: Desk, client: TestClient) -> None:
    """With how the ticket's own message is judged before and after, and the versions to go on with."""
    ticket = make_ticket(desk, "Is there a tide table?")

    answer = post(client, ticket.id, RULE, **{"If-Match": '"1"'})

    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    told = answer.json()
    assert told["made"] == {
        "kind": "rule",
        "field": "category",
        "value": "sales",
        "words": "tide table",
        "language": "",
    }
    assert (told["ticket_version"], told["taxonomy_version"]) == (1, 2)
    assert told["after"] == {"value": "sales", "confidence": 0.9}
    assert told["before"] != told["after"]
    assert client.get("/api/v1/taxonomy").json()["rules"] == [
        {"words": "tide table", "field": "category", "label": "sales", "language": ""}
    ]
    assert category(client, "Where is the tide table?") == "sales"


def test_a_phrase_is_made_of_the_sentence(desk: Desk, client: TestClient) -> None:
    """In which the reason's evidence stands."""
    ticket = make_ticket(desk, CHARGED)
    body = {"field": "category", "reason": 0, "opinion": "rule", "as": "phrase", "value": "account"}

    told = post(client, ticket.id, body).json()

    assert told["made"]["words"] == "I was charged twice for it."
    assert told["made"]["language"] == "en"
    taught = client.get("/api/v1/taxonomy").json()["categories"][3]
    assert taught["phrases"]["en"][-1] == "I was charged twice for it."


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("category", "sales", "sales"),
        ("subcategory", "Refunds", "Refunds"),
        ("subcategory", "sales\tPricing", "Pricing"),
        ("urgency", 2.3, 2.3),
        ("urgency", "4.5", 4.5),
        ("level", "P1", "P1"),
        ("frustrated", True, True),
        ("frustrated", "no", False),
        ("team", "support", "support"),
    ],
)
def test_a_correction_sets_the_field(
    desk: Desk, client: TestClient, field: str, value: object, found: object
) -> None:
    """As PATCH does; a field without a value is confirmed."""
    ticket = make_ticket(desk, f"{CHARGED}, I am angry")
    body = {"field": field, "reason": 0, "as": "correction"}

    changed = post(client, ticket.id, body | {"value": value})

    assert (changed.status_code, changed.headers["etag"]) == (201, '"2"')
    assert changed.json()["made"]["value"] == found
    assert client.get(f"/api/v1/tickets/{ticket.id}").json()["ticket"][field] == found


def test_what_is_confirmed_is_a_persons(desk: Desk, client: TestClient) -> None:
    """Without a value it is what the field is."""
    ticket = make_ticket(desk, CHARGED)

    post(client, ticket.id, {"field": "category", "reason": 0, "as": "correction"})

    field = client.get(f"/api/v1/tickets/{ticket.id}").json()["verdict"]["verdict"]["category"]
    assert (field["value"], field["decided_by"]) == ("billing", "human")


def test_agents_correct_and_leads_make_rules_and_phrases(desk: Desk) -> None:
    """As they may change the taxonomy."""
    make_account(desk)
    for name, role in (("Eve", Role.AGENT), ("Lea", Role.LEAD)):
        make_account(desk, name, role)
    ticket, eve, lea = make_ticket(desk, CHARGED), signed_in(desk, "Eve"), signed_in(desk, "Lea")

    made = [post(eve, ticket.id, RULE | {"as": one}) for one in ("rule", "phrase", "correction")]
    led = [post(lea, ticket.id, RULE | {"as": one, "value": "sales"}) for one in ("rule", "phrase")]

    assert [one.status_code for one in made] == [403, 403, 201]
    assert made[0].json()["detail"] == "This needs the permission 'lead', which Eve does not have."
    assert [one.status_code for one in led] == [201, 201]


def test_a_ticket_that_was_changed_since_is_shown(desk: Desk, client: TestClient) -> None:
    """And nothing is made."""
    ticket = make_ticket(desk, CHARGED)
    client.patch(f"/api/v1/tickets/{ticket.id}", json={"category": "sales"})

    kinds, seen = ("rule", "phrase", "correction"), {"If-Match": '"1"'}
    answers = [post(client, ticket.id, RULE | {"as": one}, **seen) for one in kinds]

    assert [one.status_code for one in answers] == [412] * 3
    assert {one.json()["current"]["version"] for one in answers} == {2}
    assert client.get("/api/v1/taxonomy").headers["etag"] == '"1"'


def test_the_same_rule_twice_is_told(desk: Desk, client: TestClient) -> None:
    """It is there once."""
    ticket = make_ticket(desk, CHARGED)
    post(client, ticket.id, RULE)

    again = post(client, ticket.id, RULE | {"words": "TIDE table!"})

    assert (again.status_code, again.json()["code"]) == (409, "already_taught")
    assert again.json()["detail"] == "The rule “TIDE table!” says sales already."
    assert len(client.get("/api/v1/taxonomy").json()["rules"]) == 1


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"words": "a\x00b"}, "words"),
        ({"words": "a" * 201}, "words"),
        ({"words": "   "}, "words"),
        ({"words": "?!(.*"}, "words"),
        ({"words": None}, "words"),
        ({"value": "x" * 200}, "value"),
        ({"value": [1]}, "value"),
        ({"value": None}, "value"),
        ({"value": False}, "value"),
        ({"value": 7}, "value"),
        ({"field": "urgency", "value": "1e999"}, "value"),
        ({"field": "urgency", "value": "nan", "as": "correction"}, "value"),
        ({"field": "subcategory", "value": "\tPricing"}, "value"),
        ({"field": "subcategory", "value": "sales\t"}, "value"),
        ({"field": "__class__"}, "field"),
        ({"field": "entities"}, "field"),
        ({"reason": -1}, "reason"),
        ({"reason": "0"}, "reason"),
        ({"opinion": "human"}, "opinion"),
        ({"opinion": None}, "opinion"),
        ({"as": "law"}, "as"),
        ({"made": "rule"}, "made"),
    ],
)
def test_what_cannot_be_taken_is_named(
    desk: Desk, client: TestClient, change: dict[str, Any], where: str
) -> None:
    """And changes nothing."""
    ticket = make_ticket(desk, CHARGED)

    refused = post(client, ticket.id, RULE | change)

    assert fault(refused, 422) == ""
    assert refused.json()["detail"][0]["loc"][:2] == ["body", where]
    assert client.get("/api/v1/taxonomy").headers["etag"] == '"1"'


@pytest.mark.parametrize(
    "words", ["(a+)+$", "\\d", "%s {0}", "جدول المد", "\u202etide\u202c", "<script>", "💸 paid"]
)
def test_strange_words_are_words(desk: Desk, client: TestClient, words: str) -> None:
    """Signs have no meaning, and any script will do; a message with them is judged by the rule."""
    ticket = make_ticket(desk, CHARGED)

    made = post(client, ticket.id, RULE | {"words": words})

    assert made.status_code == 201
    assert category(client, f"Zzz {words} zzz") == "sales"


def test_what_is_not_there(desk: Desk, client: TestClient) -> None:
    """A ticket, a reason, an opinion."""
    ticket = make_ticket(desk, CHARGED)

    missing = [
        post(client, 987, RULE),
        post(client, 10**30, RULE),
        post(client, ticket.id, RULE | {"reason": 999}),
        post(client, ticket.id, RULE | {"opinion": "llm"}),
    ]

    assert [one.status_code for one in missing] == [404] * 4
    assert missing[2].json()["code"] == "reason_missing"
