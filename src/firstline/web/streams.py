"""All who listen to the event log at this process's doors: one look at the database, handed to each of them.

A listener is at a place in the log: all up to there was sent, or is not for them. While they keep up, they
get what the follower's thread (`flows/follow_events.py`) finds; each event is written as bytes once. Who is
behind, because they come back or read too slowly, reads from the database until they have caught up. What
always holds: nothing is missed and nothing comes twice; what waits for one listener is bounded; what somebody
may not see is not sent; a listener whose credential is no good any more is sent away.

But for `close` all of this happens on the event loop, so nothing is locked.
"""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar, TypeVarTuple

import anyio
from anyio import to_thread

from firstline.core.access import LOCAL, Permission, Principal
from firstline.core.errors import Unavailable
from firstline.core.ids import TicketId
from firstline.flows.admit import look_again
from firstline.flows.desk import Desk
from firstline.flows.follow import Which, read_on
from firstline.flows.follow_events import Follower, News
from firstline.flows.trust import has_accounts
from firstline.store import events
from firstline.store.events import Cursor, Logged, Part
from firstline.store.presence import Here
from firstline.web.guard import Credential
from firstline.web.listener import Listener, Told

Send = Callable[[bytes], Awaitable[None]]
T = TypeVar("T")
Ts = TypeVarTuple("Ts")

PRESENCE = "presence"
HEARTBEAT = 15.0
"""Seconds of silence after which the line is shown to hold."""
MOST_OPEN = 2_000
MOST_EACH = 20
"""Streams of one process, and of one credential there: a browser has six, a person a few browsers."""
PAGE = 200
"""Events that somebody who is behind reads at once."""
READERS = 4
"""Threads that read for those who are behind; however many come back at once, the doors keep theirs."""
CHECK_EVERY = 15.0
"""Seconds: an expired credential tells nobody that it has expired."""
CHECK_AGAIN = 1.0
"""Seconds between two checks at least, however much is changed about accounts and keys."""
PATIENCE = 1.0
"""Seconds that a database has to come back, or a thread to end."""
PIECE = 32 * 1024
"""Bytes that are sent at once: so much of a stream may lie in a slow listener's line."""
HANDED_OVER_WITHIN = 5.0
"""Seconds that the follower waits for the event loop, so that it never runs far ahead of it."""
ABOUT_CREDENTIALS = ("account.", "key.")
NOT_ABOUT_CREDENTIALS = ("account.signed_in", "account.sign_in_failed")
"""Anybody can make these; they take nothing from anyone."""

log = logging.getLogger(__name__)


class TooManyStreams(Unavailable):
    """As many listen already as the desk lets."""

    code = "too_many_streams"


class NotOpen(Unavailable):
    """The desk is about to close, or not open yet."""

    code = "not_open"


@dataclass(frozen=True, slots=True)
class Shows:
    """How what happens is written for listeners."""

    event: Callable[[Logged], bytes]
    presence: Callable[[TicketId, Sequence[Here]], bytes]


class Streams:
    """Everybody who listens to this process. Closed until whoever runs the desk opens it."""

    def __init__(
        self, desk: Desk, shows: Shows, *, most: int = MOST_OPEN, most_each: int = MOST_EACH
    ) -> None:
        self._desk = desk
        self._shows = shows
        self._most = most
        self._most_each = most_each
        self._is_open = False
        self._listeners: dict[Listener, str] = {}
        self._each: Counter[str] = Counter()
        self._end = Cursor()
        """Where the log ended when somebody came last."""
        self._place = Cursor()
        """How far the log has been handed out."""
        self._companies: dict[int, Told] = {}
        self._run: _Run | None = None
        self._threads = anyio.CapacityLimiter(READERS)

    @property
    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @property
    def listeners(self) -> Sequence[Listener]:
        """Who listens now."""
        return list(self._listeners)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Let people listen until the block ends."""
        self._is_open = True
        try:
            yield
        finally:
            self.close()
            if (run := self._run) is not None:  # the loop had no time to let everybody go
                run.follower.stop()
                run.follower.join(PATIENCE)

    def close(self) -> None:
        """Let everybody go at once and nobody come any more; from any thread, and from a signal's handler.

        So no lock is taken here: a signal may come while its own thread holds it.
        """
        self._is_open = False
        if self._run is not None:
            with suppress(RuntimeError):  # its loop is over, and with it everybody who listened
                self._run.loop.call_soon_threadsafe(self._end_all)

    async def listener(
        self, by: Principal, credential: Credential | None, which: Which, after: Cursor | None
    ) -> Listener:
        """Make a listener who goes on behind a place; without one, or with one that is none, from now on.

        Raises:
            NotOpen: when the desk is about to close.
        """
        self._check_open()
        self._end, place = await self._in_thread(self._place_of, after)
        return Listener(by, credential, which, min(self._end, place))

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Let somebody listen until the block ends.

        Raises:
            TooManyStreams: when there are as many as may be.
            NotOpen: when the desk is about to close.
        """
        self._check_open()
        who = listener.by.credential
        self._check_room(who)
        if self._run is None:
            self._start()
        self._listeners[listener] = who
        self._each[who] += 1
        self._credentials_may_have_changed()
        try:
            yield
        finally:
            del self._listeners[listener]
            self._each -= Counter([who])
            if not self._listeners:
                self._stop()

    async def tell(self, listener: Listener, send: Send) -> None:
        """Send a listener all that is for them, until they end."""
        while not listener.has_ended:
            if listener.is_behind:
                await self._catch_up(listener, send)
            for piece in _pieces(listener.take()):
                await send(piece)
            if not await listener.wait(HEARTBEAT):
                await send(self._sign_of_life(listener))

    def _check_open(self) -> None:
        if not self._is_open:
            message = "The desk is about to close, or not open yet. Try again in a moment."
            raise NotOpen(message)

    def _check_room(self, who: str) -> None:
        if len(self._listeners) >= self._most:
            message = f"{self._most} streams are open already. FIRSTLINE_STREAMS sets how many there may be."
            raise TooManyStreams(message)
        if self._each[who] >= self._most_each:
            message = (
                f"{self._most_each} streams are open for you. Close one, or raise FIRSTLINE_STREAMS_EACH."
            )
            raise TooManyStreams(message)

    def _place_of(self, after: Cursor | None) -> tuple[Cursor, Cursor]:
        with self._desk.read() as db:
            end = events.end(db)
            return end, end if after is None else events.in_order(db, after)

    # --- what is new ---------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Begin to follow the log for the first who listens."""
        self._place, self._companies = self._end, {}
        run: _Run
        follower = Follower(self._desk, lambda news: self._hand_over(run, news), after=self._end)
        loop = asyncio.get_running_loop()
        run = _Run(loop, follower, loop.create_task(self._check_again_and_again()))
        self._run = run
        follower.start()

    def _stop(self) -> None:
        if self._run is not None:
            self._run.follower.stop()
            self._run.checks.cancel()
            self._run = None

    def _end_all(self) -> None:
        for listener in self._listeners:
            listener.end()

    def _hand_over(self, run: "_Run", news: News) -> None:
        """Write the news as bytes and give them to the loop; the follower's thread does this, and waits."""
        told = [self._tell_presence(*one) for one in news.presence.items()]
        told += map(self._tell_event, news.events)
        is_done = threading.Event()

        def take() -> None:
            if self._run is run:
                self._take(told, news.place)
            is_done.set()

        run.loop.call_soon_threadsafe(take)
        is_done.wait(HANDED_OVER_WITHIN)

    def _take(self, found: Sequence[Told], place: Cursor) -> None:
        for told in found:
            for listener in self._listeners:
                listener.offer(told)
            if told.place is None and told.ticket_id is not None:
                self._companies.pop(told.ticket_id, None)
                if not told.is_empty:
                    self._companies[told.ticket_id] = told
        self._place = place
        if any(_is_about_credentials(told.kind) for told in found):
            self._credentials_may_have_changed()

    def _tell_event(self, logged: Logged) -> Told:
        return Told(self._shows.event(logged), logged.event.kind, logged.ticket_id, logged.cursor)

    def _tell_presence(self, ticket_id: TicketId, people: Sequence[Here]) -> Told:
        return Told(self._shows.presence(ticket_id, people), PRESENCE, ticket_id, None, is_empty=not people)

    # --- what was missed -----------------------------------------------------------------------------------

    async def _catch_up(self, listener: Listener, send: Send) -> None:
        """Read from the database up to where the log has been handed out; what is new meanwhile waits."""
        gone = listener.companies - self._companies.keys()
        nobody = [self._tell_presence(TicketId(number), ()) for number in gone if number is not None]
        listener.begin([*nobody, *self._companies.values()])
        target = self._place
        try:
            while listener.place < target and not listener.has_ended:
                texts, part = await self._in_thread(self._read, listener)
                for piece in _pieces(texts):
                    await send(piece)
                listener.place = part.next if part.more else max(part.next, target)
        except Unavailable as error:
            log.debug("a listener waits for the database: %s", error.code)
            listener.fall_behind()
            await send(b": the database does not answer\n\n")
            await asyncio.sleep(PATIENCE)

    def _read(self, listener: Listener) -> tuple[Sequence[bytes], Part]:
        part = read_on(self._desk, listener.place, listener.which, limit=PAGE, by=listener.by)
        return [self._shows.event(one) for one in part.items], part

    def _sign_of_life(self, listener: Listener) -> bytes:
        """Say that the line holds, and where they can go on when what happened meanwhile was not for them."""
        if self._place <= listener.place:
            return b": here\n\n"
        listener.place = self._place
        return f": here\nid: {listener.place}\n\n".encode()

    # --- who may listen on ---------------------------------------------------------------------------------

    def _credentials_may_have_changed(self) -> None:
        if self._run is not None:
            self._run.changes.set()

    async def _check_again_and_again(self) -> None:
        while (run := self._run) is not None:
            with anyio.move_on_after(CHECK_EVERY):
                await run.changes.wait()
            run.changes.clear()
            try:
                await self._check()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next time may succeed
                log.debug("listeners' credentials could not be checked: %s", type(error).__name__)
                run.changes.set()
            await asyncio.sleep(CHECK_AGAIN)

    async def _check(self) -> None:
        """Ask once for each credential what it is good for by now, and let go who may not listen any more."""
        credentials = {listener.credential for listener in self._listeners}
        found = await self._in_thread(self._look_up, credentials)
        for listener in self._listeners:
            if listener.credential in found:
                _apply(found[listener.credential], listener)

    def _look_up(self, credentials: Iterable[Credential | None]) -> dict[Credential | None, Principal | None]:
        return {one: self._principal_of(one) for one in credentials}

    def _principal_of(self, credential: Credential | None) -> Principal | None:
        if credential is not None:
            return look_again(self._desk, credential.token, is_key=credential.is_key)
        return None if has_accounts(self._desk) else LOCAL

    async def _in_thread(self, read: Callable[[*Ts], T], *words: *Ts) -> T:
        return await to_thread.run_sync(read, *words, limiter=self._threads)


@dataclass(slots=True, eq=False)
class _Run:
    """What goes on while somebody listens."""

    loop: asyncio.AbstractEventLoop
    follower: Follower
    checks: asyncio.Task[None]
    changes: asyncio.Event = field(default_factory=asyncio.Event)
    """Something may have changed about credentials."""


def _apply(by: Principal | None, listener: Listener) -> None:
    if by is None or Permission.READ not in by.permissions:
        listener.end()
    else:
        listener.by = by


def _is_about_credentials(kind: str) -> bool:
    return kind.startswith(ABOUT_CREDENTIALS) and kind not in NOT_ABOUT_CREDENTIALS


def _pieces(texts: Iterable[bytes]) -> Iterator[bytes]:
    """Put small texts together: one send costs as much as thirty events."""
    piece: list[bytes] = []
    size = 0
    for text in texts:
        piece.append(text)
        size += len(text)
        if size >= PIECE:
            yield b"".join(piece)
            piece, size = [], 0
    if piece:
        yield b"".join(piece)
