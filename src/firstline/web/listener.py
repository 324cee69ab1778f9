"""One who listens to the event log: what waits for them, and from where on.

What always holds: what waits is bounded; nothing comes twice; what they may not see, or did not ask for, is
not kept for them. All of this happens on the event loop.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import anyio

from firstline.core.access import Principal, may_see
from firstline.flows.follow import Which
from firstline.store.events import Cursor
from firstline.web.guard import Credential

MOST_WAITING = 2_000
"""What may wait for one listener; who is further behind reads from the database."""
GRACE = 1.0
"""Seconds that the last words to a listener may take."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that listeners are told."""

    text: bytes
    kind: str
    ticket_id: int | None
    place: Cursor | None
    """None: it is presence, and not of the log."""
    is_empty: bool = False
    """Nobody is at the ticket any more."""


@dataclass(slots=True, eq=False)
class Listener:
    """Somebody who listens."""

    by: Principal
    credential: Credential | None
    """None: whoever is at the machine of a desk without accounts."""
    which: Which
    place: Cursor
    """All up to here was sent, or is not for them."""
    is_behind: bool = True
    """Whether what is new passes them by, because they must read from the database first."""
    has_ended: bool = False
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    """In which they are sent something; it is broken off when they have ended and do not read."""
    companies: set[int | None] = field(default_factory=set)
    """The tickets at which there is somebody, as they were told last."""
    _waiting: deque[Told] = field(default_factory=deque)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def waiting(self) -> int:
        """How much waits for them."""
        return len(self._waiting)

    def begin(self, companies: Iterable[Told]) -> None:
        """Let what is new come in from now on, behind how presence stands."""
        self._waiting = deque(told for told in companies if self.wants(told))
        self.is_behind = False

    def offer(self, told: Told) -> None:
        """Keep something new for them, or let them be behind when too much waits."""
        if self.is_behind or not self.wants(told):
            return
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(told)
        else:
            self.fall_behind()
        self._news.set()

    def fall_behind(self) -> None:
        """Let what is new pass by until they have read from the database how they stand."""
        self._waiting.clear()
        self.is_behind = True

    def take(self) -> Iterator[bytes]:
        """Give what waits, piece by piece; what was sent already, or is theirs no more, is left out."""
        while self._waiting and not self.has_ended:
            told = self._waiting.popleft()
            if self._is_new(told) and self.wants(told):
                yield told.text

    async def wait(self, seconds: float) -> bool:
        """Wait until there is something to do for them; false: nothing came in all this time."""
        self._news.clear()
        if self._waiting or self.is_behind or self.has_ended:
            return True
        with anyio.move_on_after(seconds):
            await self._news.wait()
        return self._news.is_set()

    def end(self) -> None:
        """Let them go; what they have not read a moment later is not waited for."""
        if not self.has_ended:
            self.has_ended = True
            self._news.set()
            asyncio.get_running_loop().call_later(GRACE, self.scope.cancel)

    def wants(self, told: Told) -> bool:
        """Tell whether it is for them."""
        ticket_id, kinds = self.which.ticket_id, self.which.kinds
        return (
            (ticket_id is None or told.ticket_id == ticket_id)
            and (not kinds or told.kind in kinds)
            and may_see(self.by, told.kind)
        )

    def _is_new(self, told: Told) -> bool:
        if told.place is None:
            (self.companies.discard if told.is_empty else self.companies.add)(told.ticket_id)
            return True
        if told.place <= self.place:
            return False
        self.place = told.place
        return True
