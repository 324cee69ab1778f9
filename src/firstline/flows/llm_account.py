"""What the LLM has taken, what that costs, and what it may take.

A month is a calendar month in UTC. Costs are counted in millionths of the currency in which the operator has
set the prices, each call's rounded up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from firstline.gateways.llm_words import Usage
from firstline.store import llm_costs
from firstline.store.db import Connection
from firstline.store.llm_costs import MILLION, Cost, MonthCost

AT_ONCE = 8
"""Questions under way at once, unless the operator says otherwise."""
SHOWN = 100
"""Rows of the account that are shown: years, unless the model is changed each day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the operator allows, and what the provider charges."""

    at_once: int = AT_ONCE
    """Questions under way at once, of the steps of all processes together."""
    per_minute: int = 0
    """0: any number."""
    price_in: Decimal = Decimal(0)
    """For a million tokens that the LLM reads."""
    price_out: Decimal = Decimal(0)
    """For a million tokens that it writes."""
    monthly_budget: Decimal | None = None
    """In the currency of the prices; None: there is none."""

    def cost(self, usage: Usage) -> Cost:
        """Say what something costs.

        >>> Limits(price_in=Decimal("0.15"), price_out=Decimal("0.60")).cost(Usage(1, 600, 30)).cost
        108
        """
        # A price for a million tokens is as many millionths for one.
        price = usage.tokens_in * self.price_in + usage.tokens_out * self.price_out
        millionths = int(price.to_integral_value(ROUND_CEILING))
        return Cost(usage.calls, usage.tokens_in, usage.tokens_out, millionths)

    @property
    def budget(self) -> int | None:
        """The budget in millionths."""
        return None if self.monthly_budget is None else int(self.monthly_budget * MILLION)


@dataclass(frozen=True, slots=True)
class Account:
    """What the LLM has taken, and what it may take."""

    month: str
    spent: int
    """This month, in millionths."""
    budget: int | None
    """Millionths for each month; None: there is none."""
    lines: Sequence[MonthCost]
    """The latest month first."""

    @property
    def is_used_up(self) -> bool:
        """Whether the budget allows nothing more this month."""
        return self.budget is not None and self.spent >= self.budget


def account(db: Connection, limits: Limits, month: str) -> Account:
    """Tell what was taken, this month and before."""
    return Account(month, llm_costs.spent(db, month), limits.budget, llm_costs.newest(db, most=SHOWN))
