"""Everything at once, in short; `make chaos` does it at length."""

import pytest

from firstline.store.db import DiskFull
from tests.journeys.chaos import FILLED, Plan, fresh, run

TICKETS = 30
RATE = 20.0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_is_struck_nothing_is_lost_and_nothing_is_done_twice(kind: str) -> None:
    """Two webs and two workers; each blow falls, and somebody dies at each point."""
    with fresh(kind) as (url, folder, disk):
        plan = Plan(url=url, folder=folder, disk=disk, tickets=TICKETS, rate=RATE, every=0.5, again=False)
        outcome = run(plan)

    assert outcome.findings == []
    assert len(outcome.ledger) >= TICKETS
    assert outcome.ledger.refused[DiskFull.code] >= outcome.blows[FILLED]


def test_a_step_that_ends_apart_from_its_write_is_found() -> None:
    """Otherwise the silence of the test above would say nothing: workers die in the gap that was planted."""
    with fresh("sqlite") as (url, folder, disk):
        fault = "ends_apart"
        plan = Plan(url=url, folder=folder, disk=disk, tickets=TICKETS, rate=RATE, again=False, fault=fault)
        outcome = run(plan)

    assert any("the probe marked ticket" in finding for finding in outcome.findings)
