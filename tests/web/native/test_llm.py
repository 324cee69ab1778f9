"""What the LLM has taken, at the native door."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from firstline.flows.llm_account import Limits
from firstline.store import llm_costs
from firstline.store.llm_costs import Cost
from tests.make import make_client

PATH = "/api/v1/llm/usage"


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """Stand before a desk with a budget of 2."""
    limits = Limits(per_minute=10, price_in=Decimal(1), monthly_budget=Decimal(2))
    with make_client(replace(desk, llm_limits=limits)) as found:
        yield found


def take(desk: Desk, month: str, model: str, cost: Cost) -> None:
    """Write something down as taken."""
    desk.write(lambda db: llm_costs.add(db, month, model, cost))


def test_a_desk_that_asked_nobody_has_an_empty_account(client: TestClient) -> None:
    """And all of its budget."""
    assert client.get(PATH).json() == {
        "month": "2026-03",
        "calls": 0,
        "tokens_in": 0,
        "tokens_out": 0,
        "cost": 0.0,
        "budget": 2.0,
        "used_up": False,
        "per_minute": 10,
        "items": [],
    }


def test_the_account_tells_of_this_month_and_of_those_before(desk: Desk, client: TestClient) -> None:
    """Models apart in the list, together in the sum."""
    take(desk, "2026-02", "small", Cost(5, 5_000, 50, 5_000_000))
    take(desk, "2026-03", "large", Cost(1, 900_000, 30, 1_500_000))
    take(desk, "2026-03", "small", Cost(2, 1_000, 60, 500_000))

    told = client.get(PATH).json()

    assert (told["calls"], told["tokens_in"], told["tokens_out"], told["cost"]) == (3, 901_000, 90, 2.0)
    assert told["used_up"] is True
    assert [(item["month"], item["model"], item["cost"]) for item in told["items"]] == [
        ("2026-03", "large", 1.5),
        ("2026-03", "small", 0.5),
        ("2026-02", "small", 5.0),
    ]


def test_a_desk_without_a_budget_has_none(desk: Desk) -> None:
    """Null, and not nothing."""
    with make_client(desk) as client:
        told = client.get(PATH).json()

    assert (told["budget"], told["used_up"], told["per_minute"]) == (None, False, 0)
