"""How the LLM stands: is it on, is there one, whose is it, does it answer, what may it still cost?

`try_llm` asks it one small question, in the form of every other one, so that an answer means that the desk
can use it. The switch is no matter, because whoever turns it wants to know before. The question is counted in
the account and kept within the limits. What always holds: no key and no address but the host's name is told.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from firstline.flows.desk import Adviser, Desk
from firstline.flows.llm_limits import LimitedLlm
from firstline.gateways.llm import Heard, Reachable
from firstline.gateways.llm_writing import NO_KEY
from firstline.store import llm_costs, settings
from firstline.store.llm_costs import month_of
from firstline.tickets.message import Message
from firstline.tickets.verdict import Opinion

QUESTION: Final = Message("This is a test by the operator of the help desk. Nothing is wrong.")
PATIENCE: Final = 10.0
"""Seconds that a person waits for the trial at the most."""

HINTS: Final[Mapping[str, str]] = {
    NO_KEY: "Set OPENAI_API_KEY, or OPENAI_BASE_URL where no key is needed, and start the desk again.",
    "did not accept the API key": "Check OPENAI_API_KEY, and that it belongs to this address.",
    "could not be reached": "Check OPENAI_BASE_URL, and whether this machine may connect to it.",
    "does not know this model": "Check FIRSTLINE_LLM_MODEL and OPENAI_BASE_URL, which mostly ends with /v1.",
    "did not answer within": "It may be loading its model: try again in a minute.",
    "wants to be paid": "Look at your account with the provider.",
    "is asked too often": "Look at the limits of your account with the provider, or wait.",
    "sent ": "Check OPENAI_BASE_URL; if it is right, the model may be too small for this.",
    "declined": "Another model may be more willing.",
}
"""What helps, by how the trouble begins."""


class Health(StrEnum):
    """What this process has seen of the LLM."""

    UNKNOWN = "unknown"
    """Nothing was asked since it started."""
    HEALTHY = "healthy"
    """It answered the last question."""
    FAILING = "failing"
    """It did not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LlmStatus:
    """How the LLM stands."""

    is_on: bool
    configured: bool
    """There is someone to ask."""
    has_key: bool
    model: str
    host: str
    """Empty: nobody is asked."""
    health: Health
    trouble: str | None
    """Why the last question failed, in a sentence."""
    month: str
    spent: int
    """This month, in millionths."""
    budget: int | None
    """Millionths for each month; None: there is none."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one small question."""

    model: str
    seconds: float
    detail: str
    """A sentence or two for the person who asked."""
    ok: bool


def read_llm(desk: Desk) -> LlmStatus:
    """Tell how the LLM stands; it is not asked."""
    llm, month = desk.llm, month_of(desk.clock())
    with desk.read() as db:
        is_on = bool(settings.load(db, settings.USE_LLM, default=False))
        spent = llm_costs.spent(db, month)
    trouble = llm.health.trouble if isinstance(llm, LimitedLlm) else None
    return LlmStatus(
        is_on=is_on,
        configured=llm.configured,
        has_key=isinstance(llm, Reachable) and llm.has_key,
        model=_model_of(llm),
        host=llm.host if isinstance(llm, Reachable) else "",
        health=_health(trouble),
        trouble=_sentence(trouble) if trouble else None,
        month=month,
        spent=spent,
        budget=desk.llm_limits.budget,
    )


def try_llm(desk: Desk) -> Trial:
    """Ask the LLM one small question, and tell what came of it."""
    began = time.perf_counter()
    llm = desk.llm
    heard = llm.try_out(QUESTION, most=PATIENCE) if isinstance(llm, Reachable) else llm.ask(QUESTION)
    seconds = time.perf_counter() - began
    if isinstance(heard.advice, Opinion):
        return Trial(_model_of(llm), seconds, f"The LLM answered in {seconds:.1f} s.", ok=True)
    return Trial(_model_of(llm), seconds, _advice(heard) if heard.why else heard.advice.text, ok=False)


def _model_of(llm: Adviser) -> str:
    return llm.model if isinstance(llm, Reachable) else ""


def _health(trouble: str | None) -> Health:
    if trouble is None:
        return Health.UNKNOWN
    return Health.FAILING if trouble else Health.HEALTHY


def _advice(heard: Heard) -> str:
    """Say what went wrong, and what helps."""
    hint = next((hint for start, hint in HINTS.items() if heard.why.startswith(start)), "")
    return f"{_sentence(heard.why)} {hint}".rstrip()


def _sentence(why: str) -> str:
    return f"The LLM {why}."
