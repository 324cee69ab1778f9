"""The same change for many tickets, with a result for each."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.flows.whole import assert_whole
from tests.make import make_ticket
from tests.web.calls import fault

Json = dict[str, Any]
BULK = "/api/v1/tickets/bulk"

CHANGES: list[tuple[Json, str, object]] = [
    ({"status": "in_progress"}, "status", "in_progress"),
    ({"resolve": True}, "status", "resolved"),
    ({"category": "sales"}, "category", "sales"),
    ({"priority": "low"}, "priority", "low"),
    ({"team": "finance"}, "team", "finance"),
    ({"level": "P3"}, "level", "P3"),
    ({"tier": "vip"}, "tier", "vip"),
    ({"due_at": "2026-04-01T00:00:00Z"}, "due_at", "2026-04-01T00:00:00Z"),
    ({"snooze": "2026-03-03T08:00:00Z"}, "snoozed_until", "2026-03-03T08:00:00Z"),
    ({"add_tags": ["VIP"]}, "tags", ["vip"]),
    ({"read": True}, "unread", False),
]


@pytest.mark.parametrize(("change", "field", "value"), CHANGES, ids=[str(one[0]) for one in CHANGES])
def test_a_change_is_made_on_each_ticket(
    client: TestClient, desk: Desk, change: Json, field: str, value: object
) -> None:
    """Those that are not there say so, and stop none of the others."""
    for _ in range(3):
        make_ticket(desk)

    results = client.post(BULK, json={"ids": [3, 99, 1], "change": change}).json()["results"]

    assert [(one["id"], one["ok"]) for one in results] == [(3, True), (99, False), (1, True)]
    assert results[1]["error"] == {"detail": "Ticket not found", "code": "ticket_missing"}
    shown = [client.get(f"/api/v1/tickets/{number}").json()["ticket"][field] for number in (1, 2, 3)]
    assert [one == value for one in shown] == [True, False, True]
    assert_whole(desk)


@pytest.mark.parametrize(
    ("do", "undo"),
    [
        ({"assign": "Eve"}, {"unassign": True}),
        ({"resolve": True}, {"reopen": True}),
        ({"snooze": "2026-03-03T08:00:00Z"}, {"unsnooze": True}),
        ({"add_tags": ["a", "b"]}, {"remove_tags": ["a", "b"]}),
        ({"read": True}, {"read": False}),
        ({"claim": True}, {"unassign": True}),
    ],
    ids=str,
)
def test_what_was_done_can_be_undone(client: TestClient, desk: Desk, do: Json, undo: Json) -> None:
    """The tickets stand as before, but for their versions."""
    make_ticket(desk)
    before = _standing(client)

    for change in (do, undo):
        assert client.post(BULK, json={"ids": [1], "change": change}).json()["results"][0]["ok"]

    assert _standing(client) == before


def test_a_bulk_correction_is_taken_back_by_its_numbers(client: TestClient, desk: Desk) -> None:
    """Of a ticket that had the value already there is none; it is the person's now, and stays so."""
    for text in ("I was charged twice", "I forgot my password", "Please send a quote for 40 people"):
        make_ticket(desk, text)
    before = _all_standing(client)

    results = client.post(BULK, json={"ids": [1, 2, 3], "change": {"category": "sales"}}).json()["results"]

    made = [(one["id"], [made["before"] for made in one["corrections"]]) for one in results]
    assert made == [(1, ["billing"]), (2, ["account"]), (3, [])]
    for one in results:
        for correction in one["corrections"]:
            assert (correction["field"], correction["after"]) == ("category", "sales")
            taken = client.delete(f"/api/v1/tickets/{one['id']}/corrections/{correction['id']}")
            assert taken.status_code == 200
    assert _all_standing(client)[:2] == before[:2]
    assert_whole(desk)


def test_a_change_that_is_no_correction_has_none(client: TestClient, desk: Desk) -> None:
    """Nor has one that was refused."""
    make_ticket(desk)

    results = client.post(BULK, json={"ids": [1, 99], "change": {"resolve": True}}).json()["results"]

    assert [one["corrections"] for one in results] == [[], []]


def test_each_ticket_says_why_it_stayed_as_it_was(client: TestClient, desk: Desk) -> None:
    """In the words that a change of it alone would be refused with."""
    for _ in range(2):
        make_ticket(desk)
    client.post("/api/v1/tickets/1/resolution")

    results = client.post(BULK, json={"ids": [1, 2], "change": {"snooze": "2026-03-03T08:00:00Z"}}).json()[
        "results"
    ]

    assert [one["error"] and one["error"]["code"] for one in results] == ["matter_ended", None]


def test_a_number_that_is_named_twice_is_changed_once(client: TestClient, desk: Desk) -> None:
    """And told of once."""
    make_ticket(desk)

    results = client.post(BULK, json={"ids": [1, 1], "change": {"status": "open"}}).json()["results"]

    assert [one["id"] for one in results] == [1]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"ids": [], "change": {"resolve": True}},
        {"ids": list(range(1, 202)), "change": {"resolve": True}},
        {"ids": [0], "change": {"resolve": True}},
        {"ids": [2**63], "change": {"resolve": True}},
        {"ids": ["1"], "change": {"resolve": True}},
        {"ids": [1], "change": {}},
        {"ids": [1], "change": {"resolve": True, "read": True}},
        {"ids": [1], "change": {"resolve": False}},
        {"ids": [1], "change": {"assign": None}},
        {"ids": [1], "change": {"explode": True}},
        {"ids": [1], "change": {"priority": "huge"}},
    ],
    ids=map(str, range(12)),
)
def test_what_is_no_change_is_refused_as_a_whole(client: TestClient, desk: Desk, body: Json) -> None:
    """No ticket is touched."""
    make_ticket(desk)
    before = _standing(client)

    assert fault(client.post(BULK, json=body), 422) == ""
    assert _standing(client) == before


def _standing(client: TestClient, number: int = 1) -> Json:
    ticket = client.get(f"/api/v1/tickets/{number}").json()["ticket"]
    return {name: value for name, value in ticket.items() if name not in {"version", "updated_at"}}


def _all_standing(client: TestClient) -> list[Json]:
    return [_standing(client, number) | {"revision": None} for number in (1, 2, 3)]
