"""/llm: what the LLM has taken, and what it may take."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from firstline.flows.llm_account import Account, Limits
from firstline.flows.llm_limits import read_account
from firstline.store.llm_costs import MILLION, MonthCost
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk

router = APIRouter(prefix="/api/v1", tags=["settings"])


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmUsageItem:
    """What a model took in a month."""

    month: str
    """`2026-03`, in UTC."""
    model: str
    calls: int
    """Requests that were made, second tries included."""
    tokens_in: int
    """What the LLM read, as the provider counts it; of a call without an answer, by its length."""
    tokens_out: int
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmUsageOut:
    """What the LLM takes, this month and before; money is in the currency of the operator's prices."""

    month: str
    """The present one."""
    calls: int
    tokens_in: int
    tokens_out: int
    cost: float
    budget: float | None
    """For each month; null: there is none."""
    used_up: bool
    """Whether the LLM is not asked any more this month."""
    per_minute: int
    """Questions a minute, of all processes together; 0: any number."""
    items: Sequence[LlmUsageItem]
    """The latest month first."""


@router.get("/llm/usage", response_model=LlmUsageOut, operation_id="read_llm_usage")
def get_usage(desk: CurrentDesk) -> Response:
    """Show what the LLM has taken: calls, tokens, cost and budget, this month and before."""
    return respond(answer(usage_out(read_account(desk), desk.llm_limits)))


def usage_out(account: Account, limits: Limits) -> LlmUsageOut:
    """Show the account."""
    here = [line.cost for line in account.lines if line.month == account.month]
    return LlmUsageOut(
        month=account.month,
        calls=sum(cost.calls for cost in here),
        tokens_in=sum(cost.tokens_in for cost in here),
        tokens_out=sum(cost.tokens_out for cost in here),
        cost=account.spent / MILLION,
        budget=None if account.budget is None else account.budget / MILLION,
        used_up=account.is_used_up,
        per_minute=limits.per_minute,
        items=[_item(line) for line in account.lines],
    )


def _item(line: MonthCost) -> LlmUsageItem:
    return LlmUsageItem(
        month=line.month,
        model=line.model,
        calls=line.cost.calls,
        tokens_in=line.cost.tokens_in,
        tokens_out=line.cost.tokens_out,
        cost=line.cost.cost / MILLION,
    )
