"""What the LLM may take: so many calls a minute, and so much money a month, for all processes together.

`LimitedLlm` stands between the desk and the gateway. Before a question it asks the database whether the LLM
may be asked, and counts the call with the tokens of its length; afterwards it corrects that to what the
provider said it was. So a call whose answer never came, or whose process died, is counted by its length.
When the provider itself wants a pause, nobody asks until it is over.

What always holds: a budget that is used up is asked for nothing more, except what was under way. A database
that fails after the answer loses no answer.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from firstline.core.clock import Clock
from firstline.core.errors import DeskError
from firstline.flows.ask import LATEST
from firstline.flows.desk import Desk, Write
from firstline.flows.llm_account import Account, Limits, account
from firstline.flows.llm_health import Health
from firstline.gateways.llm import Heard, Reachable, unheard
from firstline.gateways.llm_words import Usage, length_of, question
from firstline.gateways.llm_writing import Ended, Writer, size_of
from firstline.replies.brief import Brief
from firstline.store import allowances, llm_costs
from firstline.store.db import Connection
from firstline.store.llm_costs import month_of
from firstline.tickets.message import Message

BUCKET = "llm"
MINUTE = timedelta(minutes=1)


class Voice(Protocol):
    """The LLM itself, without limits."""

    @property
    def configured(self) -> bool:
        """Whether there is anyone to ask."""

    @property
    def model(self) -> str:
        """The model that is asked."""

    def ask(self, message: Message, *, name: str = "") -> Heard:
        """Give an opinion, and tell what it took."""


@dataclass(frozen=True, slots=True)
class _Barred:
    """Why a call must not be made now."""

    why: str
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitedLlm:
    """The LLM as the desk asks it."""

    llm: Voice
    limits: Limits
    write: Write
    """Of its own: what a call took is written down whatever becomes of the step that asked."""
    clock: Clock
    health: Health = field(default_factory=Health)

    @property
    def configured(self) -> bool:
        """Whether there is anyone to ask."""
        return self.llm.configured

    @property
    def model(self) -> str:
        """The model that is asked."""
        return self.llm.model

    @property
    def host(self) -> str:
        """Where it is; empty: nobody is asked, or nobody knows."""
        return self.llm.host if isinstance(self.llm, Reachable) else ""

    @property
    def has_key(self) -> bool:
        """Whether a key is set."""
        return isinstance(self.llm, Reachable) and self.llm.has_key

    def ask(self, message: Message, *, name: str = "", patient: bool = False) -> Heard:
        """Ask, if the limits allow it; whoever is patient is told when to come again."""
        if not self.configured:
            return self.llm.ask(message, name=name)
        if patient and not self.health.may_ask(self.clock()):
            return self._refusal("it has failed again and again just now", may_pass=True)
        return self._within_limits(message, lambda: self.llm.ask(message, name=name), patient=patient)

    def try_out(self, message: Message, *, most: float) -> Heard:
        """Ask within so many seconds, if the limits allow it; whether it has been failing is no matter."""
        llm = self.llm
        if not isinstance(llm, Reachable) or not self.configured:
            return self.ask(message)
        return self._within_limits(message, lambda: llm.try_out(message, most=most), patient=False)

    def draft(self, brief: Brief, *, name: str = "") -> Iterator[str | Ended]:
        """Let the LLM write, if the limits allow it: its words as they come, and last how it ended."""
        if not isinstance(self.llm, Writer):
            yield Ended("writes no drafts here")
            return
        expected, month = size_of(brief), month_of(self.clock())
        barred = self.write(lambda db: self._admit(db, month, expected)) if self.configured else None
        if barred is not None:
            yield Ended(f"was not asked, because {barred.why}")
            return
        for part in self.llm.draft(brief, name=name):
            if isinstance(part, Ended) and self.configured:
                self.health.note_writing(part)
                with suppress(DeskError):  # as above
                    self._settle(month, expected, part.usage, _span(part.hold))
            yield part

    def _within_limits(self, message: Message, ask: Callable[[], Heard], *, patient: bool) -> Heard:
        expected = length_of(question(message))
        month = month_of(self.clock())
        barred = self.write(lambda db: self._admit(db, month, expected, patient=patient))
        if barred is not None:
            return self._refusal(barred.why, wait=barred.wait)
        heard = ask()
        self.health.note(heard, self.clock())
        with suppress(DeskError):  # the answer counts, and the call is counted by its length
            self._settle(month, expected, heard.usage, heard.wait)
        return heard

    def _admit(self, db: Connection, month: str, expected: Usage, *, patient: bool = False) -> _Barred | None:
        """Count a call that is about to be made, or say why it must not be."""
        now, many = self.clock(), self.limits.per_minute
        pause = allowances.paused(db, BUCKET, now)
        if pause is not None:
            return _Barred("its provider is asked too often", pause)
        if self.limits.budget is not None and llm_costs.spent(db, month) >= self.limits.budget:
            return _Barred("this month's budget for it is used up")
        if many and allowances.take(db, BUCKET, many, MINUTE, now) is not None:
            wait = allowances.line_up(db, BUCKET, many, MINUTE, now, within=LATEST) if patient else None
            return _Barred(f"the desk asks it {many} times a minute at most", wait)
        llm_costs.add(db, month, self.llm.model, self.limits.cost(expected))
        return None

    def _settle(self, month: str, expected: Usage, took: Usage, wait: timedelta | None) -> None:
        """Correct what was counted, and keep the pause that the provider wants."""
        before, after = self.limits.cost(expected), self.limits.cost(took)
        until = None if wait is None else self.clock() + wait

        def save(db: Connection) -> None:
            if before != after:
                llm_costs.add(db, month, self.llm.model, after - before)
            if until is not None:
                allowances.pause(db, BUCKET, until)

        if before != after or until is not None:
            self.write(save)

    def _refusal(self, why: str, *, wait: timedelta | None = None, may_pass: bool = False) -> Heard:
        return unheard(f"was not asked, because {why}", self.llm.model, may_pass=may_pass, wait=wait)


def read_account(desk: Desk) -> Account:
    """Tell what the LLM has taken, this month and before."""
    with desk.read() as db:
        return account(db, desk.llm_limits, month_of(desk.clock()))


def _span(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
