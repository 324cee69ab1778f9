"""How the doors stand, and what of it a route needs: it comes with each request.

The doors themselves are made once for a process and belong to no desk, so that several desks can share them.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from fastapi import Request

from firstline.flows.desk import Desk
from firstline.web.guard import Mode, Proxies
from firstline.web.streams import MOST_EACH, MOST_OPEN, Streams
from firstline.web.watch import Watch

EngineWorks = Callable[[], bool | None]
"""Tells whether anybody does the desk's steps; None: it is not known yet, or this process does them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """How the doors stand: what the operator has set."""

    environment: str = "production"
    origins: AbstractSet[str] = frozenset()
    """Other origins whose pages may call; `*`: any."""
    max_body: int = 2**20
    """Bytes."""
    max_upload: int = 2**26
    """Bytes of a file; it is not kept in memory."""
    silence: float = 60.0
    """Seconds without a byte of a body that has not ended, after which the caller is given up."""
    mode: Callable[[], Mode] = lambda: Mode.LOCAL
    engine: EngineWorks = lambda: None
    proxies: Proxies = ()
    """Whose word counts on where a request comes from."""
    rate_limit: int = 0
    """Requests a minute for each credential of a team's desk; 0: any number."""
    streams: int = MOST_OPEN
    """How many may listen to the event log at once in this process."""
    streams_each: int = MOST_EACH
    """How many of them may have the same credential."""
    ui: Path = Path(__file__).parent / "ui"
    """Where the built app lies."""
    folder: Path = Path()
    """Where seed 1 looks for its `data/` folder."""
    access_log: bool = False
    """Whether each answered request is a line of the log."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What stands behind the doors that a request came to."""

    desk: Desk
    house: House
    watch: Watch
    streams: Streams


def inside(request: Request) -> Inside:
    """Give what stands behind the doors; `entry` has put it into the request."""
    return cast("Inside", request.scope["inside"])
