"""The desk's own settings at the native door."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.calls import Json, fault

PATH = "/api/v1/settings"

FRESH = {"use_llm": False, "at_risk_minutes": 60, "promise": 0.95}


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


def test_the_log_tells_what_changed(client: TestClient) -> None:
    """And only that; what changes nothing is not told."""
    for minutes in (60, 90, 90):
        client.patch(PATH, json={"use_llm": False, "at_risk_minutes": minutes})

    (event,) = client.get("/api/v1/events", params={"kind": "settings.changed"}).json()["items"]

    assert (event["actor"], event["data"]) == ("local", {"at_risk_minutes": 90})


@pytest.mark.parametrize(
    "body",
    [
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
        [],
    ],
)
def test_what_cannot_be_set_is_refused(client: TestClient, body: Any) -> None:  # noqa: ANN401 - any JSON
    """All or none."""
    assert fault(client.patch(PATH, json=body), 422) == ""
    assert _values(client.get(PATH).json()) == FRESH


def _values(answer: Json) -> Json:
    return {one["name"]: one["value"] for one in answer["items"]}
