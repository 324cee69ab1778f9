"""Follow the event log while it grows, and who is at which ticket: one look for all who listen here.

A thread looks every 50 ms, half as often while nothing happens, and tells what is new; other processes need
not say that they have written. It goes by the log's own cursor (`store/events.py`), which stops before
transactions that are under way. What always holds: each event is told once, in the log's order; of presence
what is told is how it stands; a database that is down or hangs is asked again, and nothing is passed by.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from time import monotonic

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.store import events, presence
from firstline.store.events import Cursor, Logged
from firstline.store.presence import Doing, Here

EVERY = 0.05
"""Seconds between two looks."""
QUIET_EVERY = 0.1
"""Seconds, when nothing has happened for a while: a look costs 0.2 ms on SQLite and 0.5 on PostgreSQL."""
QUIET_AFTER = 5.0
"""Seconds."""
PRESENCE_EVERY = 0.25
"""Seconds: who is where may be as old as that."""
PAUSE = 1.0
"""Seconds until a database is asked again that did not answer."""
MOST = 500
"""Events of one look; if there are more, the next look follows at once."""

log = logging.getLogger(__name__)

Board = Mapping[TicketId, Sequence[Here]]
Seen = tuple[tuple[str, Doing], ...]
"""What of presence is worth telling: that somebody says the same again is not."""


@dataclass(frozen=True, slots=True)
class News:
    """What one look has found."""

    events: Sequence[Logged]
    place: Cursor
    """How far the log has been read."""
    presence: Board
    """The tickets where somebody came, left or does something else now, each with all who are there."""


class Follower:
    """The thread that looks; made anew whenever somebody begins to listen and nobody did."""

    def __init__(self, desk: Desk, tell: Callable[[News], None], *, after: Cursor) -> None:
        self._desk = desk
        self._tell = tell
        self._place = after
        self._news_at = monotonic()
        self._board_at = -inf
        self._seen: Mapping[TicketId, Seen] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; does not wait for a look that is under way."""
        self._closing.set()

    def join(self, timeout: float) -> None:
        """Wait until the last look is over, but no longer than this many seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        pause = 0.0
        while not self._closing.wait(pause):
            try:
                pause = 0.0 if self._look() else self._interval()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look may succeed
                pause = PAUSE
                log.debug("the event log could not be read: %s", type(error).__name__)

    def _look(self) -> bool:
        """Tell what is new, if anything is; and whether there may be more already."""
        now = monotonic()
        with self._desk.read() as db:
            found = events.newer(db, self._place, limit=MOST)
            is_due = now >= self._board_at + PRESENCE_EVERY
            board = presence.everywhere(db, at=self._desk.clock()) if is_due else None
        changes = {} if board is None else self._changes(board)
        place = found[-1].cursor if found else self._place
        if found or changes:
            self._tell(News(found, place, changes))
            self._news_at = now
        self._place = place
        if board is not None:
            self._seen, self._board_at = _seen(board), now
        return len(found) == MOST

    def _interval(self) -> float:
        return EVERY if monotonic() < self._news_at + QUIET_AFTER else QUIET_EVERY

    def _changes(self, board: Board) -> Board:
        """Give the tickets where it is otherwise than at the last look."""
        before, now = self._seen, _seen(board)
        changed = {number for number in before.keys() | now.keys() if before.get(number) != now.get(number)}
        return {number: board.get(number, ()) for number in sorted(changed)}


def _seen(board: Board) -> Mapping[TicketId, Seen]:
    return {number: tuple((one.name, one.state) for one in people) for number, people in board.items()}
