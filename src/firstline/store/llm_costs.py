"""What the LLM has taken: calls, tokens and money, for each month and model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.store.schema import llm_costs

MILLION = 1_000_000
"""The cost is kept in millionths of the currency in which the prices are set."""

_COUNTED = ("calls", "tokens_in", "tokens_out", "cost")
_PLACE = [llm_costs.c.month, llm_costs.c.model]


@dataclass(frozen=True, slots=True)
class Cost:
    """What was taken; a difference may be negative."""

    calls: int
    tokens_in: int
    tokens_out: int
    cost: int
    """Millionths."""

    def __sub__(self, other: "Cost") -> "Cost":
        """Say by how much this is more."""
        return Cost(
            self.calls - other.calls,
            self.tokens_in - other.tokens_in,
            self.tokens_out - other.tokens_out,
            self.cost - other.cost,
        )


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What a model took in a month."""

    month: str
    """`2026-03`, in UTC."""
    model: str
    cost: Cost


def _add(new: sqlite.Insert | postgresql.Insert) -> sqlite.Insert | postgresql.Insert:
    grown = {name: llm_costs.c[name] + new.excluded[name] for name in _COUNTED}
    return new.on_conflict_do_update(index_elements=_PLACE, set_=grown)


ADD = {"sqlite": _add(sqlite.insert(llm_costs)), "postgresql": _add(postgresql.insert(llm_costs))}
SPENT = select(func.coalesce(func.sum(llm_costs.c.cost), 0)).where(llm_costs.c.month == bindparam("wanted"))
NEWEST = select(llm_costs).order_by(llm_costs.c.month.desc(), llm_costs.c.model).limit(bindparam("most"))


def month_of(at: datetime) -> str:
    """Name a moment's month, which is counted in UTC as all moments are."""
    return f"{at.astimezone(UTC):%Y-%m}"


def add(db: Connection, month: str, model: str, cost: Cost) -> None:
    """Add to what a model took in a month."""
    values = {name: getattr(cost, name) for name in _COUNTED}
    db.execute(ADD[db.dialect.name], {"month": month, "model": model, **values})


def spent(db: Connection, month: str) -> int:
    """Say what a month has cost so far, all models together, in millionths."""
    return int(db.execute(SPENT, {"wanted": month}).scalar_one())


def newest(db: Connection, *, most: int) -> Sequence[MonthCost]:
    """List what was taken, the latest month first."""
    rows = db.execute(NEWEST, {"most": most})
    return [
        MonthCost(row.month, row.model, Cost(row.calls, row.tokens_in, row.tokens_out, row.cost))
        for row in rows
    ]
