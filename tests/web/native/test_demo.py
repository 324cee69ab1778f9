"""The samples come onto the desk at the native door, once."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from firstline.core.access import Role
from firstline.flows import demo as filling
from firstline.flows.desk import Desk
from firstline.gateways.demo_file import demo_conversations
from firstline.web.native import demo, pace
from tests.flows.whole import assert_whole
from tests.make import StillClock
from tests.people import make_account, signed_in
from tests.web.calls import fault
from tests.web.native.test_files import AS_STREAM, told

PATH = "/api/v1/demo"
FEW = 12


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a few of the samples: all of them come in whole in `tests/flows/test_demo.py`."""
    monkeypatch.setattr(demo, "demo_conversations", lambda: list(demo_conversations())[:FEW])
    monkeypatch.setattr(demo, "count_conversations", lambda: FEW)


def test_a_fresh_desk_has_no_samples_and_then_has_them_once(desk: Desk, client: TestClient) -> None:
    """Asked again, even days later and beside a customer's own ticket, it adds nothing."""
    client.post("/api/v1/imports", content=b'{"text": "My card is blocked"}')
    before = client.get(PATH).json()

    first = client.post(PATH)
    again = client.post(PATH)

    assert before == {"samples": 0, "conversations": FEW}
    assert (first.status_code, first.json()["rows"], first.json()["tickets"]) == (200, FEW, FEW)
    assert (again.json()["tickets"], again.json()["known"]) == (0, FEW)
    assert client.get(PATH).json() == {"samples": FEW, "conversations": FEW}
    items = client.get("/api/v1/tickets?limit=100").json()["items"]
    assert sum(one["door"] == "demo" for one in items) == FEW
    assert_whole(desk)


def test_doing_it_again_later_doubles_nothing(client: TestClient, clock: StillClock) -> None:
    """Though all of it would have come later now, and one of them has gone on."""
    client.post(PATH)
    ticket_id = client.get("/api/v1/tickets").json()["items"][0]["id"]
    reply = {"agent_name": "Kim", "reply": "It is on its way."}
    assert client.post(f"/api/messages/{ticket_id}/reply", json=reply).status_code == 201
    clock.advance(timedelta(days=9))

    assert (client.post(PATH).json()["tickets"], client.get(PATH).json()["samples"]) == (0, FEW)


def test_whoever_listens_hears_how_far_it_is(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every few conversations, and in the end what others get as the answer."""
    monkeypatch.setattr(filling, "BATCH", 5)
    monkeypatch.setattr(pace, "EVERY", 0)
    *progress, (last, done) = told(client.post(PATH, headers=AS_STREAM).text)

    assert {kind for kind, _ in progress} == {"progress"}
    assert [(sofar["rows"], sofar["total_rows"]) for _, sofar in progress] == [
        (5, FEW),
        (10, FEW),
        (FEW, FEW),
    ]
    assert (last, done["tickets"], done["rejected"]) == ("done", FEW, 0)


def test_agents_see_whether_they_are_there_and_leads_bring_them(desk: Desk) -> None:
    """In a team nobody becomes an agent by it, and the log says who did it."""
    make_account(desk)
    for name, role in (("Ana", Role.AGENT), ("Lou", Role.LEAD)):
        make_account(desk, name, role)
    ana, lou = signed_in(desk, "Ana"), signed_in(desk, "Lou")

    refused, done = ana.post(PATH), lou.post(PATH)

    assert fault(refused, 403) == ""
    assert (done.json()["tickets"], done.json()["unknown"] != []) == (FEW, True)
    assert ana.get(PATH).json()["samples"] == FEW
    assert {one["name"] for one in ana.get("/api/v1/agents").json()["items"]} == {"Kim", "Ana", "Lou"}
    (event,) = lou.get("/api/v1/events", params={"kind": "import.finished"}).json()["items"]
    assert (event["actor"], event["data"]["source"]) == ("Lou", "demo")


def test_the_samples_differ_from_those_of_the_seeds(client: TestClient) -> None:
    """Each way to fill a desk has its own, and none counts for another."""
    client.post("/seed")
    client.post("/admin/seed")

    assert client.get(PATH).json()["samples"] == 0
