"""Everything at once, in short; `make chaos` does it at length."""

import pytest

from tests.journeys.chaos import Plan, fresh, run

TICKETS = 60
RATE = 20.0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_is_struck_nothing_is_lost_and_nothing_is_done_twice(kind: str) -> None:
    """Two webs and two workers, a blow each second."""
    with fresh(kind) as (url, folder):
        outcome = run(Plan(url=url, folder=folder, tickets=TICKETS, rate=RATE, every=1.0))

    assert outcome.findings == []
    assert len(outcome.ledger) >= TICKETS
    assert outcome.blows.total() > 1


def test_a_step_that_ends_apart_from_its_write_is_found() -> None:
    """Otherwise the silence of the test above would say nothing."""
    with fresh("sqlite") as (url, folder):
        fault = ["ends_apart"]
        outcome = run(Plan(url=url, folder=folder, tickets=TICKETS, rate=RATE, every=1.0, fault=fault))

    assert any("the probe should have marked" in finding for finding in outcome.findings)
