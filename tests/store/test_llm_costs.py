"""What the LLM took stands in the account, by month and model."""

from datetime import UTC, datetime, timedelta, timezone
from functools import partial

from firstline.store import llm_costs
from firstline.store.db import Database
from firstline.store.llm_costs import Cost, MonthCost

ONE = Cost(calls=1, tokens_in=600, tokens_out=30, cost=108)


def test_what_was_taken_adds_up(database: Database) -> None:
    """For each month and model; a correction may take back."""
    for month, model in (("2026-03", "a"), ("2026-03", "a"), ("2026-03", "b"), ("2026-02", "a")):
        database.write(partial(llm_costs.add, month=month, model=model, cost=ONE))
    database.write(lambda db: llm_costs.add(db, "2026-03", "b", Cost(0, -100, 10, -8)))

    with database.read() as db:
        spent = [llm_costs.spent(db, month) for month in ("2026-03", "2026-02", "2026-01")]
        lines = llm_costs.newest(db, most=2)

    assert spent == [316, 108, 0]
    assert lines == [
        MonthCost("2026-03", "a", Cost(2, 1200, 60, 216)),
        MonthCost("2026-03", "b", Cost(1, 500, 40, 100)),
    ]


def test_a_month_is_one_of_utc() -> None:
    """As all moments are."""
    assert llm_costs.month_of(datetime(2026, 3, 1, 0, 0, tzinfo=UTC)) == "2026-03"
    assert llm_costs.month_of(datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))) == "2026-02"
