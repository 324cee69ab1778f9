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


RULE: Json = {"words": "chargeback", "field": "category", "label": "billing", "language": "en"}


def test_what_is_left_out_stays(client: TestClient) -> None:
    """Rules and moves, when a caller that does not know them gives the categories."""
    categories = _categories(client)
    client.put(PATH, json={"categories": categories, "rules": [RULE]})
    client.post(f"{PATH}/rename", json={"category": "sales", "name": "deals"})

    after = _put(client, [one for one in _categories(client) if one["name"] != "sales"])

    assert after["rules"] == [RULE]
    assert after["moves"] == {"sales": "deals"}
    assert "sales" in [one["name"] for one in after["categories"]]


@pytest.mark.parametrize(
    ("rules", "where"),
    [
        ([RULE | {"words": " "}], "rules.0.words"),
        ([RULE | {"words": "w" * 201}], "rules.0.words"),
        ([RULE | {"field": "mood"}], "rules.0.field"),
        ([RULE | {"label": "llamas"}], "rules.0.label"),
        ([RULE | {"field": "subcategory"}], "rules.0.label"),
        ([RULE, RULE | {"field": "urgency", "label": "2.7"}], "rules.1.label"),
        ([RULE | {"language": "English"}], "rules.0.language"),
        ([RULE] * 501, "rules"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(client: TestClient, rules: list[Json], where: str) -> None:
    """By its place."""
    answer = client.put(PATH, json={"categories": _categories(client), "rules": rules})

    assert fault(answer, 422) == ""
    assert ".".join(map(str, answer.json()["detail"][0]["loc"])) == f"body.{where}"


@pytest.mark.parametrize(
    "moves",
    [
        {"billing": "sales"},
        {"general": "sales"},
        {"old": "llamas"},
        {"old": "older", "older": "old"},
        {"old": "sales\tPricing"},
        {"Old!": "sales"},
        {"old": 7},
        {f"o{number}": f"o{number + 1}" for number in range(60)} | {"o60": "sales"},
        {f"o{number}": "sales" for number in range(2_001)},
    ],
)
def test_a_move_that_leads_nowhere_is_refused(client: TestClient, moves: Any) -> None:  # noqa: ANN401 - any JSON
    """Or in a circle, or away from what is in use."""
    answer = client.put(PATH, json={"categories": _categories(client), "moves": moves})

    assert fault(answer, 422) == ""
    assert client.get(PATH).json()["moves"] == {}


def test_a_category_is_renamed(client: TestClient) -> None:
    """The answer says what moves, and the next version."""
    send(client, CHARGED)

    answer = client.post(f"{PATH}/rename", json={"category": "billing", "name": "money", "team": "cash"})

    told = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (told["moved"], told["tickets"], told["examples"]) == ({"billing": "money"}, 1, 0)
    assert (told["taxonomy"]["categories"][0]["name"], told["taxonomy"]["categories"][0]["team"]) == (
        "money",
        "cash",
    )
    assert told["taxonomy"] == client.get(PATH).json()


def test_categories_are_merged(client: TestClient) -> None:
    """With a word on where a subcategory goes."""
    given = {"categories": ["sales"], "into": "billing", "subcategories": {"sales": {"Quotes": "Invoices"}}}

    told = client.post(f"{PATH}/merge", json=given).json()

    assert told["moved"]["sales\tQuotes"] == "billing\tInvoices"
    assert [one["name"] for one in told["taxonomy"]["categories"] if one["retired"]] == ["sales"]


@pytest.mark.parametrize("into", ["sales", PARCELS])
def test_a_category_is_split(client: TestClient, into: Any) -> None:  # noqa: ANN401 - any JSON
    """Into one that is there, or a new one."""
    given = {"category": "billing", "subcategories": ["Refunds"], "into": into}

    told = client.post(f"{PATH}/split", json=given).json()

    name, part = ("sales", "Refunds") if into == "sales" else ("parcels", "Other")
    assert told["moved"] == {"billing\tRefunds": f"{name}\t{part}"}


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("rename", {"category": "billing", "name": "sales"}, 409),
        ("rename", {"category": "general", "name": "rest"}, 422),
        ("rename", {"category": "billing", "name": "Money"}, 422),
        ("rename", {"category": "billing", "name": "m\x00"}, 422),
        ("rename", {"category": "billing", "name": None}, 422),
        ("rename", {"category": "billing"}, 422),
        ("merge", {"categories": [], "into": "billing"}, 422),
        ("merge", {"categories": ["billing"], "into": "billing"}, 422),
        ("merge", {"categories": ["sales"], "into": "billing", "subcategories": {"sales": "x"}}, 422),
        ("split", {"category": "billing", "subcategories": ["Refunds"], "into": 7}, 422),
        ("split", {"category": "billing", "subcategories": ["Llamas"], "into": "sales"}, 422),
        (
            "split",
            {"category": "billing", "subcategories": ["Refunds"], "into": PARCELS | {"team": "T"}},
            422,
        ),
        ("split", [], 422),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    client: TestClient,
    verb: str,
    body: Any,  # noqa: ANN401 - any JSON
    status: int,
) -> None:
    """Nothing is changed."""
    assert fault(client.post(f"{PATH}/{verb}", json=body), status) == ""

    assert client.get(PATH).json()["version"] == 1


def test_whoever_renames_what_another_has_changed_is_told(client: TestClient) -> None:
    """With how it stands now, whatever the change would have met."""
    client.post(f"{PATH}/rename", json={"category": "billing", "name": "money"})

    answer = client.post(
        f"{PATH}/rename", json={"category": "billing", "name": "cash"}, headers={"If-Match": '"1"'}
    )

    assert (answer.status_code, answer.json()["current"]) == (412, client.get(PATH).json())


def test_the_doors_find_the_old_name(client: TestClient) -> None:
    """Also the one that knows the five categories of a fresh desk."""
    number = create(client, message=CHARGED, subject="Invoice")["id"]

    client.post(f"{PATH}/rename", json={"category": "billing", "name": "money"})

    native = client.get("/api/v1/tickets", params={"category": "billing"}).json()["items"]
    assert [one["id"] for one in native] == [number]
    assert [one["id"] for one in client.get("/tickets", params={"category": "billing"}).json()] == [number]


def _categories(client: TestClient) -> list[Json]:
    return list(client.get(PATH).json()["categories"])


def _change(client: TestClient, **changes: Json) -> Json:
    return _put(client, [one | changes.get(one["name"], {}) for one in _categories(client)])


def _put(client: TestClient, categories: list[Json]) -> Json:
    answer = client.put(PATH, json={"categories": categories})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
