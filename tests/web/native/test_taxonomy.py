"""The taxonomy at the native door: shown, replaced as a whole, and followed by what comes in."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.calls import Json, create, fault, send, ticket

PATH = "/api/v1/taxonomy"
PARCELS: Json = {
    "name": "parcels",
    "title": "Parcels",
    "team": "logistics",
    "subcategories": ["Late", "Other"],
}
CHARGED = "I was charged twice, please help!"


def test_a_fresh_desk_has_the_documented_categories_and_teams(client: TestClient) -> None:
    """In their order, each with a text for people."""
    answer = client.get(PATH)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert {one["name"]: one["team"] for one in answer.json()["categories"]} == {
        "billing": "finance",
        "technical": "technical_support",
        "sales": "sales",
        "account": "customer_success",
        "general": "support",
    }
    assert all(one["title"] and one["description"] and one["phrases"]["en"] for one in _categories(client))


def test_what_was_given_is_shown(client: TestClient) -> None:
    """With the next version; the same again leaves no trace."""
    categories = [*_categories(client), PARCELS | {"phrases": {"en": ["Where is it?"]}, "retired": True}]

    first, again = (client.put(PATH, json={"categories": categories}) for _ in range(2))

    assert (first.status_code, first.headers["etag"]) == (200, '"2"')
    assert first.json()["categories"] == [*categories[:-1], categories[-1] | {"description": ""}]
    assert again.headers["etag"] == '"2"'
    assert client.get(PATH).json() == first.json()


def test_new_tickets_follow_the_taxonomy(client: TestClient) -> None:
    """At once, at every door; a retired category gets none, and the tickets that are there stay."""
    before = create(client, message=CHARGED, subject="Invoice")
    changes: Json = {"billing": {"retired": True}, "technical": {"team": "engineers"}}

    _change(client, **changes)

    after, crash = create(client, message=CHARGED, subject="Invoice"), create(client, message="It crashes")
    judged = client.post("/api/v1/triage", json=CHARGED).json()
    assert (after["category"], after["assigned_team"]) == ("general", "support")
    assert (crash["category"], crash["assigned_team"]) == ("technical", "engineers")
    assert (judged["category"]["value"], judged["category"]["certainty"]) == ("general", "person")
    assert ticket(client, before["id"])["category"] == "billing"


def test_its_teams_exist(client: TestClient) -> None:
    """Those that were not there are made, with a name of their slug."""
    _put(client, [*_categories(client), PARCELS])

    assert {"slug": "logistics", "name": "Logistics", "members": []} in client.get("/api/v1/teams").json()[
        "items"
    ]


def test_a_category_that_tickets_have_cannot_be_left_out(client: TestClient) -> None:
    """It can be retired; one that no ticket has can go."""
    send(client, CHARGED)
    without = {
        name: [one for one in _categories(client) if one["name"] != name] for name in ("billing", "sales")
    }

    refused = client.put(PATH, json={"categories": without["billing"]})

    assert fault(refused, 409) == ""
    assert refused.json()["code"] == "category_in_use"
    assert _change(client, billing={"retired": True})["version"] == 2
    assert client.put(PATH, json={"categories": without["sales"]}).status_code == 200


def test_who_replaces_what_another_has_replaced_is_told(client: TestClient) -> None:
    """With how it stands now."""
    _change(client, billing={"team": "money"})

    answer = client.put(PATH, json={"categories": _categories(client)}, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["current"]) == (412, client.get(PATH).json())


def test_the_log_tells_what_changed(client: TestClient) -> None:
    """And who did it, without the texts."""
    _change(client, billing={"team": "money"})

    (event,) = client.get("/api/v1/events", params={"kind": "taxonomy.changed"}).json()["items"]

    assert (event["actor"], event["data"]["version"]) == ("local", 2)
    assert [(one["name"], one["team"]) for one in event["data"]["changed"]] == [("billing", "money")]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Parcels"},
        {"name": "general"},
        {"name": "p" * 61},
        {"team": "the team"},
        {"title": " "},
        {"subcategories": []},
        {"subcategories": ["Late", "Late"]},
        {"subcategories": ["a\x00b"]},
        {"subcategories": "Late"},
        {"description": "d" * 1_001},
        {"phrases": {"English": ["x"]}},
        {"phrases": {"en": ["x"] * 501}},
        {"phrases": {"en": [" "]}},
        {"retired": "yes"},
        {"colour": "red"},
    ],
)
def test_what_makes_no_sense_is_refused(client: TestClient, change: Json) -> None:
    """Nothing is changed."""
    answer = client.put(PATH, json={"categories": [*_categories(client), PARCELS | change]})

    assert fault(answer, 422) == ""
    assert client.get(PATH).json()["version"] == 1


@pytest.mark.parametrize("body", [{}, {"categories": []}, {"categories": [PARCELS]}, [PARCELS], None])
def test_a_taxonomy_has_a_place_for_the_rest(client: TestClient, body: Any) -> None:  # noqa: ANN401 - any JSON
    """Without general there is none."""
    assert fault(client.put(PATH, json=body), 422) == ""


def _categories(client: TestClient) -> list[Json]:
    return list(client.get(PATH).json()["categories"])


def _change(client: TestClient, **changes: Json) -> Json:
    return _put(client, [one | changes.get(one["name"], {}) for one in _categories(client)])


def _put(client: TestClient, categories: list[Json]) -> Json:
    answer = client.put(PATH, json={"categories": categories})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
