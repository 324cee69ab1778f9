"""What every flow needs from outside, in one value; `run/wiring.py` builds it once."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from firstline.core.clock import Clock
from firstline.core.errors import Missing
from firstline.core.meter import Meter
from firstline.flows.llm_account import Limits
from firstline.flows.noticeboard import Noticeboard
from firstline.gateways.llm import Heard
from firstline.store.db import Connection
from firstline.store.jobs import Job
from firstline.tickets.message import Message
from firstline.triage.encoder import Encoder

T = TypeVar("T")


def _no_encoder(name: str) -> Encoder:
    message = f"This desk was opened without encoders, and {name} is one."
    raise Missing(message)


class Doors(StrEnum):
    """What the seeds' doors show of urgency, priority and sentiment."""

    RULES = "rules"
    VERDICT = "verdict"


class Read(Protocol):
    """Opens the database for reading."""

    def __call__(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees one moment's state."""


class Write(Protocol):
    """The one way in which anything is written."""

    def __call__(self, change: Callable[[Connection], T], /) -> T:
        """Run the change in one transaction; answer after the commit. The change may be run again."""


class Queue(Protocol):
    """Where the steps wait that follow a change."""

    def put(  # noqa: PLR0913 - a step has this many parts
        self,
        db: Connection,
        verb: str,
        subject: int,
        *,
        key: str | None = None,
        priority: int = 0,
        at: datetime | None = None,
    ) -> None:
        """Queue a step in the transaction of the change that causes it."""

    def done(self, db: Connection, *ended: Job) -> None:
        """End steps in the transaction that writes what they did."""


class Adviser(Protocol):
    """The LLM, as a voice that may be asked; where there is none, it says so."""

    @property
    def configured(self) -> bool:
        """Whether there is anyone to ask."""

    def ask(self, message: Message, *, name: str = "", patient: bool = False) -> Heard:
        """Give an opinion of the urgency within the deadline, or say why there is none.

        Args:
            message: what the customer wrote.
            name: the same for the same question, so that the other end can know a repeat.
            patient: whether the caller comes again, if it is told when.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The desk: its database, its queue, its clock and its voices."""

    read: Read
    write: Write
    queue: Queue
    clock: Clock
    llm: Adviser
    doors: Doors = Doors.RULES
    meter: Meter = field(default_factory=Meter)
    board: Noticeboard = field(default_factory=Noticeboard)
    llm_limits: Limits = field(default_factory=Limits)
    """What the LLM may take; who asks it keeps to them."""
    attempt: int = 1
    """Which try of a step this is; the worker says so."""
    request: str = ""
    """Names the request that is answered, the same at each repeat; empty: its caller gave no key."""
    encoder_named: Callable[[str], Encoder] = _no_encoder
    """Gives an encoder that is on this machine."""
    train_beside: Callable[[], None] | None = None
    """Trains in a process of its own; None: in this one."""
    nudge: Callable[[], None] = lambda: None
    """Tells this process's worker that a step is waiting; losing it does no harm."""
