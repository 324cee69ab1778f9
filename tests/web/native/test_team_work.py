"""At a desk with accounts the credential says who acts, at the seeds' doors as at the native ones."""

import pytest
from starlette.testclient import TestClient

from firstline.core.access import Role, Scope
from firstline.flows.desk import Desk
from tests.make import make_ticket
from tests.people import make_account, make_key, signed_in, with_key
from tests.web.calls import fault, stored

TICKET = "/api/v1/tickets/1"


@pytest.fixture
def kim(desk: Desk) -> TestClient:
    """Give Kim's browser, at a desk with a ticket; Kim is the admin."""
    make_account(desk, "Kim")
    make_ticket(desk)
    return signed_in(desk, "Kim")


@pytest.fixture
def ana(desk: Desk, kim: TestClient) -> TestClient:
    """Give the browser of Ana, who is an agent."""
    assert kim.cookies
    make_account(desk, "Ana", Role.AGENT)
    return signed_in(desk, "Ana")


def test_a_reply_at_seed_1s_door_is_by_who_is_signed_in(ana: TestClient, desk: Desk) -> None:
    """Whatever name stands in the body; no agent is made of it."""
    agents = stored(desk)["agents"]

    answer = ana.post("/api/messages/1/reply", json={"agent_name": "Mallory", "reply": "Hello"})

    assert (answer.status_code, answer.json()) == (201, {"success": True})
    (message,) = ana.get("/api/messages").json()
    assert [reply["agent_name"] for reply in message["replies"]] == ["Ana"]
    assert stored(desk)["agents"] == agents


def test_seed_1s_door_assigns_to_colleagues_alone(ana: TestClient) -> None:
    """A name that nobody has is refused in this door's shape."""
    known = ana.post("/api/messages/1/assign", json={"agent_name": "Kim"})
    unknown = ana.post("/api/messages/1/assign", json={"agent_name": "Nobody"})

    assert known.json()["assigned_to"] == "Kim"
    assert fault(unknown, 404) == ""
    assert unknown.json() == {"error": "There is no agent named 'Nobody'."}
    assert unknown.headers["x-error-code"] == "agent_missing"


def test_the_log_names_who_did_it(ana: TestClient) -> None:
    """At every door."""
    ana.post("/api/messages/1/resolve")
    ana.patch("/tickets/1/status", json={"status": "open"})
    ana.post(f"{TICKET}/claim")
    ana.patch(TICKET, json={"category": "sales"})

    detail = ana.get(TICKET).json()
    assert [event["actor"] for event in detail["timeline"]] == ["Ana"] * 4 + ["Customer 7"]
    assert detail["verdict"]["verdict"]["category"]["reasons"][0]["text"] == "Ana set it"
    assert ana.get(f"{TICKET}/corrections").json()["items"][0]["author"] == "Ana"


def test_the_second_who_claims_is_told_who_was_first(ana: TestClient, kim: TestClient) -> None:
    """Nobody claims in another's name."""
    kim.post(f"{TICKET}/claim")

    answer = ana.post(f"{TICKET}/claim", json={"agent": "Kim"})

    assert answer.status_code == 409
    assert answer.json()["current"]["assignee"]["name"] == "Kim"


def test_two_agents_change_one_ticket_and_the_second_is_told(ana: TestClient, kim: TestClient) -> None:
    """Ana sees what Kim has made of it, and may then go on from there."""
    seen = ana.get(TICKET).headers["etag"]
    kim.patch(TICKET, json={"priority": "low"}, headers={"If-Match": seen})

    refused = ana.patch(TICKET, json={"priority": "urgent"}, headers={"If-Match": seen})
    version = refused.json()["current"]["version"]
    after = ana.patch(TICKET, json={"priority": "urgent"}, headers={"If-Match": f'"{version}"'})

    assert (refused.status_code, refused.json()["current"]["priority"]) == (412, "low")
    assert (after.status_code, after.json()["priority"]) == (200, "urgent")


def test_nobody_sees_anothers_draft_or_that_it_is_there(ana: TestClient, kim: TestClient) -> None:
    """The answer is that of a ticket on which nobody writes."""
    before = [ana.get(f"{TICKET}/draft"), ana.get(TICKET)]
    kim.put(f"{TICKET}/draft", json={"text": "secret"})

    after = [ana.get(f"{TICKET}/draft"), ana.get(TICKET)]

    assert [one.status_code for one in after] == [404, 200]
    assert after[0].json()["detail"] == before[0].json()["detail"]
    assert after[1].content == before[1].content
    assert ana.delete(f"{TICKET}/draft").status_code == 204
    assert kim.get(f"{TICKET}/draft").json()["text"] == "secret"


def test_what_one_has_read_is_unread_for_the_other(ana: TestClient, kim: TestClient) -> None:
    """Each reads for themselves."""
    kim.put(f"{TICKET}/read")

    assert [one.get(TICKET).json()["ticket"]["unread"] for one in (kim, ana)] == [False, True]


def test_a_key_of_the_desk_creates_and_sees_but_is_no_agent(kim: TestClient, desk: Desk) -> None:
    """What belongs to an agent is not asked of it."""
    assert kim.cookies
    form = with_key(desk, make_key(desk, Scope.INTAKE, Scope.READ))

    made = form.post("/api/v1/tickets", json={"customer": {"name": "Ava"}, "text": "Help"})

    assert made.status_code == 201
    assert (made.json()["ticket"]["unread"], made.json()["drafts"]) == (None, [])
    assert fault(form.put(f"{TICKET}/read"), 403) == ""
    assert fault(form.patch(TICKET, json={"status": "closed"}), 403) == ""


def test_a_repeat_of_a_key_is_each_callers_own(ana: TestClient, kim: TestClient, desk: Desk) -> None:
    """Two people who use the same Idempotency-Key do not get each other's answers."""
    key, body = {"Idempotency-Key": "one"}, {"kind": "note", "text": "Look"}

    authors = [
        one.post(f"{TICKET}/entries", json=body, headers=key).json()["entry"]["author"] for one in (kim, ana)
    ]

    assert authors == ["Kim", "Ana"]
    assert stored(desk)["entries"] == 3
