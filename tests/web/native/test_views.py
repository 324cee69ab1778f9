"""Saved views: one's own, or shared with all."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.core.access import Role, Scope
from firstline.flows import list_tickets, views
from firstline.flows.desk import Desk
from firstline.web.native.views import FiltersOut, ViewFilters
from tests.make import make_ticket
from tests.people import events, make_account, make_key, signed_in, with_key
from tests.web.calls import Json, fault, ids

AT = "/api/v1/views"
LISTS = "/api/v1/tickets"
ACCOUNTS: Json = {"name": "Accounts", "filters": {"view": "open", "category": ["account"]}, "sort": "due"}
CHARGED = "I was charged twice, please refund me"


def saved(client: TestClient, **changes: Any) -> Json:  # noqa: ANN401 - of the body
    """Save a view."""
    answer = client.post(AT, json=ACCOUNTS | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def names(client: TestClient) -> list[str]:
    """Name the views that the caller sees."""
    return [one["name"] for one in client.get(AT).json()["items"]]


def test_a_view_keeps_its_filters(client: TestClient) -> None:
    """All of them, as they were given, with those that are not set."""
    filters = {
        "view": "at_risk",
        "status": ["open", "in_progress"],
        "category": ["billing"],
        "subcategory": ["refund"],
        "priority": ["urgent"],
        "level": ["P1"],
        "sentiment": ["negative"],
        "team": ["finance"],
        "channel": ["email"],
        "language": ["de"],
        "certainty": ["person"],
        "scope": ["in_scope", "spam"],
        "tag": ["vip"],
        "assignee": ["me", "none", "Eve"],
        "customer": 7,
        "unread": False,
        "received_from": "2026-03-02T08:00:00Z",
        "received_to": "2026-03-03T08:00:00.000001Z",
        "q": 'my "credit card"',
    }

    made = saved(client, filters=filters)

    assert made["filters"] == filters
    assert (made["name"], made["sort"], made["shared"], made["version"]) == ("Accounts", "due", False, 1)
    assert client.get(f"{AT}/{made['id']}").json() == made
    assert client.get(LISTS, params={"view": made["id"]}).json() == {"items": [], "next": None}


def test_a_view_shows_every_filter_that_it_can_have() -> None:
    """None is kept in silence."""
    assert set(FiltersOut.__dataclass_fields__) == set(ViewFilters.model_fields)


def test_a_view_lists_its_tickets_in_its_order(client: TestClient, desk: Desk) -> None:
    """What the query says of the same thing counts instead; the pages are of that list alone."""
    first, second = make_ticket(desk).id, make_ticket(desk).id
    billing = make_ticket(desk, CHARGED).id
    view = saved(client)["id"]

    def listed(**query: Any) -> list[int]:  # noqa: ANN401 - of the query
        return ids(client.get(LISTS, params={"view": view, **query}).json()["items"])

    assert listed() == [first, second]
    assert listed(sort="newest") == [second, first]
    assert listed(category="billing") == [billing]
    assert listed(status="closed") == []
    place = client.get(LISTS, params={"view": view, "limit": 1}).json()["next"]
    assert listed(after=place) == [second]
    order = client.get(f"{LISTS}/order", params={"view": view}).json()
    assert order == {"ids": [first, second], "more": False}
    assert listed(id=[second, billing]) == [second]
    client.patch(f"{AT}/{view}", json={"filters": {}})
    assert fault(client.get(LISTS, params={"view": view, "after": place}), 422) == ""


def test_a_view_may_ask_for_marks(client: TestClient, desk: Desk) -> None:
    """And is counted so."""
    spam = make_ticket(
        desk, "We rank your website on the first page of Google for only $99: https://a.example"
    )
    make_ticket(desk, CHARGED)

    view = saved(client, filters={"scope": ["spam", "bounce"]})["id"]

    assert ids(client.get(LISTS, params={"view": view}).json()["items"]) == [spam.id]
    (count,) = client.get(f"{LISTS}/counts", params={"view": view}).json()["saved"]
    assert count == {"id": view, "count": 1, "more": False}


def test_a_view_is_counted_when_it_is_named(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to a bound."""
    for _ in range(3):
        make_ticket(desk)
    view, other = saved(client)["id"], saved(client, filters={"category": ["sales"]})["id"]
    counts = f"{LISTS}/counts"

    assert client.get(counts).json()["saved"] == []
    found = client.get(counts, params={"view": [other, view]}).json()["saved"]
    monkeypatch.setattr(list_tickets, "COUNTED", 2)

    assert found == [{"id": other, "count": 0, "more": False}, {"id": view, "count": 3, "more": False}]
    assert client.get(counts, params={"view": view}).json()["saved"] == [
        {"id": view, "count": 2, "more": True}
    ]


def test_a_view_is_changed_as_far_as_is_said(client: TestClient) -> None:
    """And by nobody who has not seen it."""
    made = saved(client)
    at = f"{AT}/{made['id']}"

    changed = client.patch(at, json={"name": "Other"}, headers={"If-Match": '"1"'})

    assert changed.json() | {"updated_at": 0} == made | {"name": "Other", "version": 2, "updated_at": 0}
    assert changed.headers["ETag"] == '"2"'
    outdated = client.patch(at, json={"name": "Third"}, headers={"If-Match": '"1"'})
    assert (outdated.status_code, outdated.json()["current"]) == (412, changed.json())
    assert client.delete(at, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(at, headers={"If-Match": '"2"'}).status_code == 204
    assert fault(client.get(at), 404) == ""


def test_a_change_that_changes_nothing_leaves_no_trace(client: TestClient, desk: Desk) -> None:
    """The same again is the same version."""
    made = saved(client, shared=True)
    before = events(desk)

    again = client.patch(f"{AT}/{made['id']}", json=ACCOUNTS | {"shared": True})

    assert again.json() == made
    assert events(desk) == before == ["view.created"]


def test_a_repeat_under_a_key_makes_one_view(client: TestClient) -> None:
    """As everywhere."""
    answers = [client.post(AT, json=ACCOUNTS, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len(names(client)) == 1


def test_ones_own_views_are_for_nobody_else(desk: Desk) -> None:
    """For a lead neither: they are missing, as if they had never been, and the log is silent about them."""
    make_account(desk, "Kim")
    make_account(desk, "Eve", Role.AGENT)
    with signed_in(desk, "Eve") as eve, signed_in(desk, "Kim") as kim:
        told = events(desk)
        view = saved(eve)["id"]
        never = kim.get(f"{AT}/{view + 1}").json()["detail"].replace(str(view + 1), str(view))

        tries = [
            kim.get(f"{AT}/{view}"),
            kim.patch(f"{AT}/{view}", json={"name": "Mine"}),
            kim.delete(f"{AT}/{view}"),
            kim.get(LISTS, params={"view": view}),
            kim.get(f"{LISTS}/order", params={"view": view}),
            kim.get(f"{LISTS}/counts", params={"view": view}),
        ]

        assert [fault(one, 404) for one in tries] == [""] * 6
        assert {one.json()["detail"] for one in tries} == {never}
        assert (names(kim), names(eve)) == ([], ["Accounts"])
        assert events(desk) == told


def test_shared_views_are_seen_by_all_and_changed_by_their_owner_or_a_lead(desk: Desk) -> None:
    """Whose they are is told."""
    make_account(desk, "Kim")
    make_account(desk, "Eve", Role.AGENT)
    make_account(desk, "Tom", Role.AGENT)
    with signed_in(desk, "Eve") as eve, signed_in(desk, "Tom") as tom, signed_in(desk, "Kim") as kim:
        view = saved(eve, shared=True)["id"]

        refused = tom.patch(f"{AT}/{view}", json={"name": "Mine"})

        assert fault(refused, 403) == ""
        assert "Eve" in refused.json()["detail"]
        assert fault(tom.delete(f"{AT}/{view}"), 403) == ""
        assert tom.get(f"{AT}/{view}").json()["owner"]["name"] == "Eve"
        assert kim.patch(f"{AT}/{view}", json={"name": "Ours"}).json()["name"] == "Ours"
        assert names(tom) == names(eve) == ["Ours"]
        assert kim.delete(f"{AT}/{view}").status_code == 204
        assert events(desk)[-3:] == ["view.created", "view.changed", "view.removed"]


def test_mine_is_whoevers_who_looks(desk: Desk) -> None:
    """A shared view says `me`, not who made it."""
    make_account(desk, "Kim")
    make_account(desk, "Eve", Role.AGENT)
    ticket = make_ticket(desk).id
    with signed_in(desk, "Eve") as eve, signed_in(desk, "Kim") as kim:
        view = saved(eve, filters={"assignee": ["me"]}, shared=True)["id"]
        kim.post(f"{LISTS}/{ticket}/claim")

        assert ids(kim.get(LISTS, params={"view": view}).json()["items"]) == [ticket]
        assert eve.get(LISTS, params={"view": view}).json()["items"] == []


def test_a_key_without_an_account_sees_shared_views_and_makes_none(desk: Desk) -> None:
    """It is no agent."""
    make_account(desk, "Kim")
    with signed_in(desk, "Kim") as kim, with_key(desk, make_key(desk, Scope.READ)) as program:
        saved(kim, name="Own")
        saved(kim, name="Shared", shared=True)

        assert names(program) == ["Shared"]
        assert fault(program.post(AT, json=ACCOUNTS), 403) == ""


def test_an_agent_has_so_many_views_at_most(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says how many."""
    monkeypatch.setattr(views, "MOST", 2)
    saved(client)
    saved(client)

    refused = client.post(AT, json=ACCOUNTS)

    assert fault(refused, 409) == ""
    assert "2 views" in refused.json()["detail"]


def test_views_come_in_pages(client: TestClient) -> None:
    """In the order in which they were made."""
    made = [saved(client)["id"] for _ in range(3)]

    first = client.get(AT, params={"limit": 2}).json()
    second = client.get(AT, params={"limit": 2, "after": first["next"]}).json()

    assert ids(first["items"] + second["items"]) == made
    assert second["next"] is None
    assert fault(client.get(AT, params={"after": "views.x"}), 422) == ""


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": " "},
        {"name": "x" * 81},
        {"name": None},
        {"filters": None},
        {"filters": []},
        {"filters": {"statu": ["open"]}},
        {"filters": {"status": "open"}},
        {"filters": {"status": []}},
        {"filters": {"view": 7}},
        {"filters": {"limit": 7}},
        {"filters": {"id": [7]}},
        {"filters": {"customer": "7"}},
        {"filters": {"unread": "true"}},
        {"filters": {"tag": ["\n"]}},
        {"filters": {"q": "\x00"}},
        {"filters": {"received_from": "2026-03-02"}},
        {"sort": "oldest"},
        {"shared": 1},
        {"owner": "Eve"},
    ],
)
def test_what_is_no_view_is_refused(client: TestClient, change: Json) -> None:
    """New or changed, and nothing is stored."""
    view = saved(client)

    assert fault(client.post(AT, json=ACCOUNTS | change), 422) == ""
    assert fault(client.patch(f"{AT}/{view['id']}", json=change), 422) == ""
    assert client.get(AT).json()["items"] == [view]


@pytest.mark.parametrize("number", ["0", "-1", str(2**63), "9" * 30, "7"])
def test_a_number_that_is_no_view_is_missing(client: TestClient, number: str) -> None:
    """However large."""
    assert fault(client.get(f"{AT}/{number}"), 404) == ""
    assert fault(client.patch(f"{AT}/{number}", json={"name": "x"}), 404) == ""
    assert fault(client.delete(f"{AT}/{number}"), 404) == ""
