"""/llm: how the LLM stands, whether it answers, what it has taken, and what it may take."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from firstline.flows.llm_account import Account, Limits
from firstline.flows.llm_limits import read_account
from firstline.flows.llm_status import LlmStatus, read_llm, try_llm
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


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmOut:
    """How the LLM stands; money is in the currency of the operator's prices."""

    on: bool
    """The switch: the setting `use_llm`."""
    configured: bool
    """There is someone to ask: a key, or an address that may need none."""
    has_key: bool
    model: str
    host: str
    """Where it is asked; empty: nobody is."""
    health: str
    """healthy or failing: how the last question ended that this process asked; unknown: it asked none."""
    trouble: str | None
    """Why it failed, in a sentence."""
    month: str
    """`2026-03`, in UTC."""
    cost: float
    """This month."""
    budget: float | None
    """For each month; null: there is none."""
    budget_left: float | None
    """For the rest of this month; null: any amount."""
    used_up: bool
    """Whether the LLM is not asked any more this month."""


@dataclass(frozen=True, slots=True)
class LlmTestOut:
    """What came of one small question."""

    ok: bool
    model: str
    milliseconds: int
    detail: str
    """A sentence or two for people: what is wrong, and what helps."""


@router.get("/llm", response_model=LlmOut, operation_id="read_llm")
def get_llm(desk: CurrentDesk) -> Response:
    """Show whether the LLM is on, whose it is, whether it answers, and what is left of the budget."""
    return respond(answer(llm_out(read_llm(desk))))


@router.post("/llm/test", response_model=LlmTestOut, operation_id="test_llm")
def post_llm_test(desk: CurrentDesk) -> Response:
    """Ask the LLM one small question, on or off, for 10 s at most; it is counted, and kept within the limits.

    What is wrong with the LLM is no error: it is told.
    """
    tried = try_llm(desk)
    return respond(answer(LlmTestOut(tried.ok, tried.model, round(1000 * tried.seconds), tried.detail)))


@router.get("/llm/usage", response_model=LlmUsageOut, operation_id="read_llm_usage")
def get_usage(desk: CurrentDesk) -> Response:
    """Show what the LLM has taken: calls, tokens, cost and budget, this month and before."""
    return respond(answer(usage_out(read_account(desk), desk.llm_limits)))


def llm_out(status: LlmStatus) -> LlmOut:
    """Show how the LLM stands."""
    budget, spent = status.budget, status.spent
    return LlmOut(
        on=status.is_on,
        configured=status.configured,
        has_key=status.has_key,
        model=status.model,
        host=status.host,
        health=status.health,
        trouble=status.trouble,
        month=status.month,
        cost=spent / MILLION,
        budget=None if budget is None else budget / MILLION,
        budget_left=None if budget is None else max(budget - spent, 0) / MILLION,
        used_up=budget is not None and spent >= budget,
    )


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
