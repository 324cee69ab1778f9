"""The desk's own settings at the native door."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.calls import Json, fault

PATH = "/api/v1/settings"

WEIGHING = {
    "urgency_premium": 0.3,
    "urgency_vip": 0.6,
    "urgency_earlier_message": 0.3,
    "urgency_waiting_day": 0.2,
    "urgency_lost_patience": 0.1,
    "urgency_other_ticket": 0.0,
    "urgency_channels": {},
    "urgency_categories": {},
    "priority_urgent_from": 3.9,
    "priority_high_from": 2.8,
    "priority_medium_from": 1.5,
    "level_p1_from": 4.0,
    "level_p2_from": 2.8,
}
FRESH = {"desk_name": "Firstline", "use_llm": False, "at_risk_minutes": 60, "promise": 0.95, **WEIGHING}


def test_every_setting_tells_value_default_and_meaning(client: TestClient) -> None:
    """On a fresh desk the one is the other."""
    items = client.get(PATH).json()["items"]

    assert {one["name"]: one["value"] for one in items} == FRESH
    assert all(one["value"] == one["default"] and one["meaning"] for one in items)


def test_settings_are_changed_and_set_back(client: TestClient) -> None:
    """What is not named stays; null is the default again; seed 1's switch is one of them."""
    changed = client.patch(PATH, json={"use_llm": True, "at_risk_minutes": 90})
    back = client.patch(PATH, json={"at_risk_minutes": None})

    assert _values(changed.json()) == FRESH | {"use_llm": True, "at_risk_minutes": 90}
    assert _values(back.json()) == _values(client.get(PATH).json()) == FRESH | {"use_llm": True}
    assert client.get("/api/get/llm").json() == {"use_llm": True}


def test_the_desk_gets_a_name_and_loses_it_again(client: TestClient) -> None:
    """Whatever letters it is written in."""
    for name, shown in (("Bücher & Ünsinn 書店", "Bücher & Ünsinn 書店"), (None, "Firstline")):
        changed = client.patch(PATH, json={"desk_name": name})

        assert _values(changed.json())["desk_name"] == shown
        assert client.get("/api/v1/desk").json()["name"] == shown


def test_the_numbers_by_which_the_desk_weighs_are_changed_together(client: TestClient) -> None:
    """Places may pass where the others stood, when these move with them."""
    wanted = {
        "urgency_vip": 1,
        "urgency_channels": {"chat": 0.5, "form": -0.5},
        "urgency_categories": {"billing": 0.25},
        "priority_high_from": 4.1,
        "priority_urgent_from": 4.6,
    }

    changed = client.patch(PATH, json=wanted)
    back = client.patch(PATH, json=dict.fromkeys(wanted))

    assert _values(changed.json()) == FRESH | wanted
    assert _values(back.json()) == FRESH


def test_places_that_contradict_each_other_are_told_apart(client: TestClient) -> None:
    """Whoever is told so knows which two."""
    client.patch(PATH, json={"priority_high_from": 3.5})

    refused = client.patch(PATH, json={"priority_urgent_from": 3.0})

    assert fault(refused, 422) == ""
    assert "priority_high_from is 3.5" in refused.text
    assert "priority_urgent_from, and that is 3" in refused.text


def test_a_category_that_is_not_there_is_named(client: TestClient) -> None:
    """With those that are."""
    refused = client.patch(PATH, json={"urgency_categories": {"parcels": 1}})

    assert "no category 'parcels'" in refused.text
    assert "billing, technical" in refused.text


def test_the_log_tells_what_changed(client: TestClient) -> None:
    """And only that; what changes nothing is not told."""
    for minutes in (60, 90, 90):
        client.patch(PATH, json={"use_llm": False, "at_risk_minutes": minutes})

    (event,) = client.get("/api/v1/events", params={"kind": "settings.changed"}).json()["items"]

    assert (event["actor"], event["data"]) == ("local", {"at_risk_minutes": 90})


@pytest.mark.parametrize(
    "body",
    [
        {"desk_name": ""},
        {"desk_name": " "},
        {"desk_name": " Acme"},
        {"desk_name": "Ac\nme"},
        {"desk_name": "Ac\u202eme"},
        {"desk_name": "x" * 81},
        {"desk_name": 7},
        {"colour": "red"},
        {"taxonomy": {}},
        {"use_llm": 1},
        {"use_llm": "yes"},
        {"at_risk_minutes": 0},
        {"at_risk_minutes": 10_081},
        {"at_risk_minutes": True},
        {"at_risk_minutes": 1.5},
        {"use_llm": True, "at_risk_minutes": "x"},
        {"promise": 1},
        {"promise": 0.4},
        {"promise": "0.9"},
        {"promise": True},
        {"urgency_vip": 4.1},
        {"urgency_vip": "0.5"},
        {"urgency_premium": True},
        {"urgency_channels": {"chat": -4.1}},
        {"urgency_channels": {"": 1}},
        {"urgency_channels": {"x" * 61: 1}},
        {"urgency_channels": {f"way {number}": 1 for number in range(201)}},
        {"urgency_channels": ["chat"]},
        {"urgency_categories": {"billing": 1, "parcels": 1}},
        {"priority_high_from": 0.9},
        {"level_p1_from": 5.1},
        {"priority_high_from": 4.0},
        {"priority_medium_from": 2.9},
        {"priority_urgent_from": 2.0, "level_p2_from": 2.0},
        {"level_p2_from": 4.5, "level_p1_from": 4.4},
        [],
    ],
)
def test_what_cannot_be_set_is_refused(client: TestClient, body: Any) -> None:  # noqa: ANN401 - any JSON
    """All or none."""
    assert fault(client.patch(PATH, json=body), 422) == ""
    assert _values(client.get(PATH).json()) == FRESH


def _values(answer: Json) -> Json:
    return {one["name"]: one["value"] for one in answer["items"]}
