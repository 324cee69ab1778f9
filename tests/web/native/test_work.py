"""What agents do with a ticket, by its own addresses; what changes nothing is answered all the same."""

from datetime import timedelta
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.flows.whole import assert_whole
from tests.make import MORNING, StillClock, make_agent, make_ticket, run_steps
from tests.web.calls import fault, stored

Json = dict[str, Any]
TICKET = "/api/v1/tickets/1"
NOON = (MORNING + timedelta(hours=4)).isoformat()

ACTS: list[tuple[str, str, Json | None]] = [
    ("PUT", "/assignee", {"agent": "Eve"}),
    ("DELETE", "/assignee", None),
    ("POST", "/claim", None),
    ("POST", "/resolution", None),
    ("DELETE", "/resolution", None),
    ("PUT", "/snooze", {"until": NOON}),
    ("DELETE", "/snooze", None),
    ("PUT", "/tags", {"tags": ["vip"]}),
    ("PUT", "/tags/vip", None),
    ("DELETE", "/tags/vip", None),
    ("PUT", "/read", None),
    ("DELETE", "/read", None),
    ("PUT", "/draft", {"text": "Hel"}),
    ("DELETE", "/draft", None),
    ("PATCH", "", {"category": "sales"}),
]
NAMES = [f"{method} {path}" for method, path, _ in ACTS]


@pytest.mark.parametrize(("method", "path", "body"), ACTS, ids=NAMES)
def test_doing_it_twice_is_like_doing_it_once(
    client: TestClient, desk: Desk, method: str, path: str, body: Json | None
) -> None:
    """The second call is answered like the first and leaves no trace; it made no correction either."""
    make_ticket(desk)
    first = _act(client, method, path, body)
    traces = stored(desk)

    second = _act(client, method, path, body)

    assert first.status_code in {200, 204}
    assert (second.status_code, _ticket_of(second)) == (first.status_code, _ticket_of(first))
    assert not second.content or not second.json().get("corrections")
    assert stored(desk) == traces
    assert_whole(desk)


@pytest.mark.parametrize(("method", "path", "body"), ACTS, ids=NAMES)
def test_nothing_is_done_to_a_ticket_that_is_not_there(
    client: TestClient, desk: Desk, method: str, path: str, body: Json | None
) -> None:
    """And nothing is made on the way."""
    before = stored(desk)

    assert fault(_act(client, method, path, body), 404) == ""
    assert stored(desk) == before


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [act for act in ACTS if act[1] not in {"/claim", "/read", "/draft"}],
    ids=[name for name in NAMES if name.split("/")[-1] not in {"claim", "read", "draft"}],
)
def test_who_looked_too_early_changes_nothing(
    client: TestClient, desk: Desk, method: str, path: str, body: Json | None
) -> None:
    """They are shown how the ticket stands."""
    make_ticket(desk)
    stands = _ticket_of(client.patch(TICKET, json={"tier": "vip"}))

    answer = _act(client, method, path, body, **{"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["current"]) == (412, stands)


def test_the_second_who_claims_is_told_who_was_first(client: TestClient, desk: Desk) -> None:
    """By name, and with the ticket as it stands."""
    make_ticket(desk)
    client.post(f"{TICKET}/claim", json={"agent": "Eve"})

    answer = client.post(f"{TICKET}/claim", json={"agent": "Bob"})

    assert answer.status_code == 409
    body = answer.json()
    assert (body["code"], body["current"]["assignee"]["name"]) == ("already_claimed", "Eve")
    assert "Eve has this ticket" in body["detail"]


def test_a_ticket_is_assigned_by_name_or_by_number(client: TestClient, desk: Desk) -> None:
    """A number must be an agent's."""
    make_ticket(desk)
    eve = make_agent(desk, "Eve")

    by_number = client.put(f"{TICKET}/assignee", json={"agent": eve.agent_id}).json()
    unknown = client.put(f"{TICKET}/assignee", json={"agent": 77})

    assert by_number["assignee"] == {"id": eve.agent_id, "name": "Eve"}
    assert fault(unknown, 404) == ""
    assert unknown.json()["code"] == "agent_missing"


def test_a_ticket_rests_and_comes_back(client: TestClient, desk: Desk, clock: StillClock) -> None:
    """What is resolved cannot rest."""
    make_ticket(desk)

    resting = client.put(f"{TICKET}/snooze", json={"until": NOON}).json()
    clock.now = MORNING + timedelta(hours=4)
    run_steps(desk)

    assert resting["snoozed_until"] == "2026-03-02T12:00:00Z"
    assert client.get(TICKET).json()["ticket"]["snoozed_until"] is None
    client.post(f"{TICKET}/resolution")
    late = client.put(f"{TICKET}/snooze", json={"until": "2026-03-02T14:00:00Z"})
    assert (late.status_code, late.json()["code"]) == (409, "matter_ended")


def test_a_resolved_ticket_can_be_reopened(client: TestClient, desk: Desk) -> None:
    """Its end is forgotten."""
    make_ticket(desk)

    resolved = client.post(f"{TICKET}/resolution").json()
    reopened = client.delete(f"{TICKET}/resolution").json()

    assert (resolved["status"], reopened["status"]) == ("resolved", "open")
    assert resolved["resolved_at"] is not None
    assert reopened["resolved_at"] is None


def test_tags_are_kept_in_one_form_and_listed(client: TestClient, desk: Desk) -> None:
    """Whatever case and blanks they come with; one that a slash or a point stands in is a tag, too."""
    make_ticket(desk)
    make_ticket(desk)

    client.put(f"{TICKET}/tags", json={"tags": ["VIP ", "vip", "Big  Customer"]})
    tagged = client.put(f"{TICKET}/tags/v1.0 beta").json()
    client.put("/api/v1/tickets/2/tags/Vip")
    removed = client.delete(f"{TICKET}/tags/BIG CUSTOMER").json()

    assert tagged["tags"] == ["big customer", "v1.0 beta", "vip"]
    assert removed["tags"] == ["v1.0 beta", "vip"]
    assert client.get("/api/v1/tags").json() == {"items": ["v1.0 beta", "vip"]}
    assert client.get("/api/v1/tags", params={"q": "VI", "limit": 1}).json() == {"items": ["vip"]}
    assert_whole(desk)


def test_the_twenty_first_tag_is_refused(client: TestClient, desk: Desk) -> None:
    """And the twenty stay."""
    make_ticket(desk)
    client.put(f"{TICKET}/tags", json={"tags": [str(number) for number in range(20)]})

    assert fault(client.put(f"{TICKET}/tags/more"), 422) == ""
    assert len(client.get(TICKET).json()["ticket"]["tags"]) == 20


def test_a_ticket_is_read_until_the_customer_writes(
    client: TestClient, desk: Desk, clock: StillClock
) -> None:
    """And can be made unread."""
    make_ticket(desk, external_ref="T-1")
    seen = [_unread(client)]

    client.put(f"{TICKET}/read")
    seen.append(_unread(client))
    clock.advance(timedelta(minutes=1))
    make_ticket(desk, "Any news?", external_ref="T-1")
    seen.append(_unread(client))
    client.put(f"{TICKET}/read")
    seen.append(_unread(client))
    client.delete(f"{TICKET}/read")
    seen.append(_unread(client))

    assert seen == [True, False, True, False, True]


def test_drafts_are_kept_for_each_kind(client: TestClient, desk: Desk) -> None:
    """With a version of their own; the ticket shows them to who wrote them."""
    make_ticket(desk)

    reply = client.put(f"{TICKET}/draft", json={"html": "<b>Hel</b>"}, headers={"If-Match": '"0"'})
    client.put(f"{TICKET}/draft?kind=note", json={"text": ""})
    again = client.put(f"{TICKET}/draft", json={"text": "Hello"}, headers={"If-Match": '"0"'})

    assert reply.headers["etag"] == '"1"'
    assert (reply.json()["text"], reply.json()["html"]) == ("Hel", "<b>Hel</b>")
    assert again.status_code == 412
    assert again.json()["current"] == reply.json()
    shown = client.get(TICKET).json()["drafts"]
    assert [(draft["kind"], draft["text"]) for draft in shown] == [("reply", "Hel"), ("note", "")]
    assert client.delete(f"{TICKET}/draft").status_code == 204
    assert fault(client.get(f"{TICKET}/draft"), 404) == ""


BAD: list[tuple[str, str, Json | None]] = [
    ("PUT", "/assignee", {}),
    ("PUT", "/assignee", {"agent": ""}),
    ("PUT", "/assignee", {"agent": "a" * 101}),
    ("PUT", "/assignee", {"agent": 0}),
    ("PUT", "/assignee", {"agent": 2**63}),
    ("PUT", "/assignee", {"agent": None}),
    ("PUT", "/assignee", {"agent": "a\x00"}),
    ("POST", "/claim", {"agent": 7}),
    ("POST", "/claim", {"who": "Eve"}),
    ("PUT", "/snooze", {"until": "2026-03-02T08:00:00Z"}),
    ("PUT", "/snooze", {"until": "2028-03-02T08:00:00Z"}),
    ("PUT", "/snooze", {"until": "9999-12-31T23:59:59-14:00"}),
    ("PUT", "/snooze", {"until": "2026-03-02T12:00:00"}),
    ("PUT", "/snooze", {}),
    ("PUT", "/tags", {"tags": ["a" * 61]}),
    ("PUT", "/tags", {"tags": [""]}),
    ("PUT", "/tags", {"tags": ["a\x00"]}),
    ("PUT", "/tags", {"tags": [str(number) for number in range(21)]}),
    ("PUT", "/tags", {"tags": "vip"}),
    ("PUT", "/tags/%20", None),
    ("PUT", "/tags/" + "a" * 61, None),
    ("PUT", "/tags/a%00", None),
    ("PUT", "/draft?kind=message", {"text": "x"}),
    ("PUT", "/draft", {"text": "x" * 100_001}),
    ("PUT", "/draft", {"text": "a\x00"}),
]


@pytest.mark.parametrize(
    ("method", "path", "body"), BAD, ids=[f"{number} {act[1][:20]}" for number, act in enumerate(BAD)]
)
def test_what_does_not_fit_is_refused_and_changes_nothing(
    client: TestClient, desk: Desk, method: str, path: str, body: Json | None
) -> None:
    """The ticket stays as it is."""
    make_ticket(desk)
    before = client.get(TICKET).json()

    assert fault(_act(client, method, path, body), 422) == ""
    assert client.get(TICKET).json() == before


def _act(client: TestClient, method: str, path: str, body: Json | None, **headers: str) -> Response:
    if body is None:
        return client.request(method, f"{TICKET}{path}", headers=headers)
    return client.request(method, f"{TICKET}{path}", headers=headers, json=body)


def _ticket_of(answer: Response) -> Json | None:
    """The ticket itself, without the corrections that this one call made to it."""
    if not answer.content:
        return None
    shown: Json = answer.json()
    return {name: value for name, value in shown.items() if name != "corrections"}


def _unread(client: TestClient) -> bool:
    return bool(client.get(TICKET).json()["ticket"]["unread"])
