"""The event log at the native door: followed without a gap, looked back at, and shown to whom it is for."""

from functools import partial

import pytest
from starlette.testclient import TestClient

from firstline.core.access import LOCAL, ROLES, Principal, Role
from firstline.flows.desk import Desk
from firstline.flows.follow import Which, read_on
from firstline.store import events
from firstline.store.db import Connection
from firstline.store.events import Cursor, Event
from tests.make import MORNING
from tests.web.calls import Json, fault, send

PATH = "/api/v1/events"
KIM = Principal("Kim", ROLES[Role.LEAD], "account:2", Role.LEAD)


def test_a_follower_sees_everything_once_and_in_order(client: TestClient) -> None:
    """And can go on when there was nothing new."""
    for number in range(5):
        send(client, f"Hello {number}")
    seen, place = _follow(client, None)
    assert [one["ticket_id"] for one in seen] == [1, 2, 3, 4, 5]
    assert _follow(client, place) == ([], place)

    client.post("/api/messages/3/resolve")

    more, _ = _follow(client, place)
    assert [(one["ticket_id"], one["kind"]) for one in more] == [(3, "ticket.resolved")]


def test_a_follower_of_one_ticket_or_kind_goes_on_behind_all_the_rest(client: TestClient) -> None:
    """So that nobody reads the whole log again and again."""
    for number in range(3):
        send(client, f"Hello {number}")
    client.post("/api/messages/2/resolve")

    one = client.get(PATH, params={"ticket": 2}).json()
    kind = client.get(PATH, params={"kind": ["ticket.resolved", "ticket.assigned"]}).json()
    every = client.get(PATH).json()

    assert [event["kind"] for event in one["items"]] == ["ticket.received", "ticket.resolved"]
    assert [event["ticket_id"] for event in kind["items"]] == [2]
    assert one["next"] == kind["next"] == every["next"]
    assert (one["more"], kind["more"]) == (False, False)


def test_a_rare_kind_costs_no_more_than_a_window(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The part is short then, and there is more."""
    monkeypatch.setattr(events, "WINDOW", 2)
    for number in range(5):
        send(client, f"Hello {number}")
    client.post("/api/messages/1/resolve")

    first = client.get(PATH, params={"kind": "ticket.resolved"}).json()

    assert (first["items"], first["more"]) == ([], True)
    seen, _ = _follow(client, None, kind="ticket.resolved")
    assert [one["kind"] for one in seen] == ["ticket.resolved"]


def test_events_about_trust_are_for_admins(desk: Desk) -> None:
    """Others pass them by and go on behind them."""
    for kind in ("key.created", "ticket.told", "account.created", "settings.changed", "invitation.made"):
        desk.write(partial(_add, kind=kind))

    for_admin, for_lead = (read_on(desk, Cursor(), Which(), limit=50, by=by) for by in (LOCAL, KIM))

    assert len(for_admin.items) == 5
    assert [one.event.kind for one in for_lead.items] == ["ticket.told"]
    assert for_lead.next == for_admin.next


def test_one_looks_back_at_a_ticket_page_by_page(client: TestClient) -> None:
    """The newest first, and nothing of any other."""
    number = send(client, "Hello")
    send(client, "Hello")
    client.post(f"/api/messages/{number}/assign", json={"agent_name": "Kim"})
    client.post(f"/api/messages/{number}/resolve")

    first = client.get(f"/api/v1/tickets/{number}/events", params={"limit": 2}).json()
    second = client.get(
        f"/api/v1/tickets/{number}/events", params={"limit": 2, "after": first["next"]}
    ).json()

    kinds = [one["kind"] for one in first["items"] + second["items"]]
    assert kinds == ["ticket.resolved", "ticket.assigned", "ticket.received"]
    assert second["next"] is None


@pytest.mark.parametrize(
    "after", ["", "x", "1", "1.", "1.2.3", "-1.0", "9" * 19 + ".0", "1.9999999999999999999"]
)
def test_what_is_no_place_in_the_log_is_refused(client: TestClient, after: str) -> None:
    """It is told what is wanted."""
    assert fault(client.get(PATH, params={"after": after}), 422) == ""


def test_a_place_behind_the_end_is_one(client: TestClient) -> None:
    """A follower keeps it."""
    place = f"{2**63 - 1}.{2**63 - 1}"

    assert client.get(PATH, params={"after": place}).json() == {"items": [], "next": place, "more": False}


@pytest.mark.parametrize("number", [0, 99, 2**63])
def test_a_ticket_that_is_not_there_has_no_events(client: TestClient, number: int) -> None:
    """It is missing."""
    assert fault(client.get(f"/api/v1/tickets/{number}/events"), 404) == ""


def _follow(client: TestClient, place: str | None, **query: str) -> tuple[list[Json], str]:
    seen: list[Json] = []
    while True:
        wanted: dict[str, str | int] = {"limit": 2, **query, **({} if place is None else {"after": place})}
        part = client.get(PATH, params=wanted).json()
        seen, place = seen + part["items"], part["next"]
        assert place is not None
        if not part["more"]:
            return seen, place


def _add(db: Connection, kind: str) -> None:
    events.add(db, None, Event(kind, "local", {}, MORNING))
