"""Teams and agents at the native door."""

import pytest
from starlette.testclient import TestClient

from tests.web.calls import Json, fault, send

PATH = "/api/v1/teams"
LOGISTICS: Json = {"slug": "logistics", "name": "Logistics"}


def test_the_taxonomys_teams_are_there_from_the_start(client: TestClient) -> None:
    """Named by their slugs until somebody names them."""
    teams = client.get(PATH).json()["items"]

    assert [(team["slug"], team["name"]) for team in teams] == [
        ("customer_success", "Customer Success"),
        ("finance", "Finance"),
        ("sales", "Sales"),
        ("support", "Support"),
        ("technical_support", "Technical Support"),
    ]


def test_a_team_is_made_named_and_ended(client: TestClient) -> None:
    """Its members stay agents."""
    made = client.post(PATH, json=LOGISTICS)
    kim = _agent(client, "Kim")
    client.put(f"{PATH}/logistics/members/{kim}")

    renamed = client.patch(f"{PATH}/logistics", json={"name": "Parcels"})
    ended = client.delete(f"{PATH}/logistics")

    assert (made.status_code, made.json()) == (201, LOGISTICS | {"members": []})
    assert renamed.json() == {
        "slug": "logistics",
        "name": "Parcels",
        "members": [{"id": kim, "name": "Kim"}],
    }
    assert ended.status_code == 204
    assert "logistics" not in {team["slug"] for team in client.get(PATH).json()["items"]}
    assert client.get(f"/api/v1/agents/{kim}").json()["teams"] == []


def test_agents_join_and_leave(client: TestClient) -> None:
    """Doing it again changes nothing and is told to nobody; a team of the taxonomy alone may have members."""
    kim, eve = _agent(client, "Kim"), _agent(client, "Eve")

    for agent in (eve, kim, eve):
        joined = client.put(f"{PATH}/finance/members/{agent}")
    for _ in range(2):
        left = client.delete(f"{PATH}/finance/members/{kim}")

    assert [one["name"] for one in joined.json()["members"]] == ["Kim", "Eve"]
    assert left.status_code == 204
    assert client.get(f"/api/v1/agents/{eve}").json()["teams"] == ["finance"]
    kinds = [one["kind"] for one in client.get("/api/v1/events", params={"limit": 100}).json()["items"]]
    assert (kinds.count("team.joined"), kinds.count("team.left")) == (2, 1)


def test_a_team_in_use_cannot_be_ended(client: TestClient) -> None:
    """By the taxonomy, or by a ticket that it still has."""
    named = client.delete(f"{PATH}/finance")
    send(client, "I was charged twice, please help!")
    taxonomy = client.get("/api/v1/taxonomy").json()["categories"]
    moved = [one | ({"team": "money"} if one["name"] == "billing" else {}) for one in taxonomy]
    client.put("/api/v1/taxonomy", json={"categories": moved})

    with_ticket = client.delete(f"{PATH}/finance")

    for answer, word in ((named, "taxonomy"), (with_ticket, "1 of them")):
        assert fault(answer, 409) == ""
        assert (answer.json()["code"], word in answer.json()["detail"]) == ("team_in_use", True)


def test_a_slug_is_one_teams(client: TestClient) -> None:
    """Be it one that only the taxonomy names."""
    client.post(PATH, json=LOGISTICS)

    for slug in ("logistics", "finance"):
        assert client.post(PATH, json={"slug": slug, "name": "x"}).json()["code"] == "team_exists"


@pytest.mark.parametrize(
    "change",
    [{"slug": "The Team"}, {"slug": ""}, {"slug": "s" * 61}, {"name": " "}, {"name": "n" * 81}, {"x": 1}],
)
def test_what_cannot_be_is_refused(client: TestClient, change: Json) -> None:
    """In the native shape."""
    assert fault(client.post(PATH, json=LOGISTICS | change), 422) == ""


def test_what_is_not_there_is_missing(client: TestClient) -> None:
    """A team, or an agent, whatever the number."""
    answers = [
        client.patch(f"{PATH}/none", json={"name": "x"}),
        client.delete(f"{PATH}/none"),
        client.put(f"{PATH}/none/members/1"),
        *(client.put(f"{PATH}/finance/members/{number}") for number in (0, 99, 2**63)),
        client.delete(f"{PATH}/finance/members/99"),
        *(client.get(f"/api/v1/agents/{number}") for number in (0, 99, 2**63)),
    ]

    assert [fault(answer, 404) for answer in answers] == [""] * len(answers)


def test_agents_are_listed_with_what_they_have_to_do(client: TestClient) -> None:
    """Ended tickets do not count; nobody's address is shown."""
    for number, agent in enumerate(("Kim", "Kim", "Eve")):
        ticket = send(client, f"Hello {number}")
        client.post(f"/api/messages/{ticket}/assign", json={"agent_name": agent})
    client.post(f"/api/messages/{ticket}/resolve")

    first = client.get("/api/v1/agents", params={"limit": 1}).json()
    second = client.get("/api/v1/agents", params={"limit": 1, "after": first["next"]}).json()

    assert [(one["name"], one["open_tickets"]) for one in first["items"] + second["items"]] == [
        ("Kim", 2),
        ("Eve", 0),
    ]
    assert second["next"] is None
    assert set(first["items"][0]) == {
        *("id", "name", "has_account", "role", "disabled", "teams", "open_tickets")
    }


def _agent(client: TestClient, name: str) -> int:
    """Let somebody become an agent, as it happens in local mode."""
    ticket = send(client, "Hello")
    client.post(f"/api/messages/{ticket}/assign", json={"agent_name": name})
    agents = client.get("/api/v1/agents").json()["items"]
    return int(next(one["id"] for one in agents if one["name"] == name))
