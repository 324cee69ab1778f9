"""Three ways to run a write, each in one transaction that is answered only after its commit.

- `GroupWriter`, for a SQLite file: one thread gathers the calls that wait, runs each in a savepoint of
  one transaction and commits once. A call that raises is undone alone. One commit for many calls is
  where the speed comes from, at the same durability.
- `PoolWriter`, for PostgreSQL: one transaction per call, on a connection of a pool. It is run again
  when the server undid it to untangle others, or when the connection turned out dead before the commit
  was sent; never when nobody knows what became of the commit.
- `InlineWriter`, for SQLite in memory: one call after the other, on the one connection there is.

A call that is answered with a result is on disk. A call that is answered with an error left nothing;
`OutcomeUnknown` alone says otherwise. A function that writes may be run again, and never waits for
another write.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, exc

from firstline.core.errors import Unavailable
from firstline.store import crash
from firstline.store.faults import SENTENCES, DatabaseDown, OutcomeUnknown, WriteLost, fault_of, fresh, named
from firstline.store.turn import Turn

if TYPE_CHECKING:
    from firstline.store.parcel import Parcel  # it imports a driver, which a desk on SQLite does without

T = TypeVar("T")
Change = Callable[[Connection], T]

TRIES = 4
"""How often a call is run on PostgreSQL: once, and at most three times again."""

PAUSE = 0.01
"""Seconds before the first retry, on average; the second waits twice as long, the third four times."""

RUN_AGAIN = {"40001", "40P01"}
"""SQLSTATE serialization_failure and deadlock_detected: the server undid the transaction for others' sake."""

FORGOTTEN, CONNECTIONS = "26000", 100
"""SQLSTATE invalid_sql_statement_name: on this connection the server has forgotten what was prepared, which
is prepared anew; and how many connections one after the other may have, more than a pool holds."""


class Writer(Protocol):
    """Runs changes, each in a transaction."""

    def write(self, change: Change[T]) -> T:
        """Run a change and answer after its commit."""

    def waiting(self) -> int:
        """Count the calls that wait for their transaction."""

    def close(self) -> None:
        """Take no more calls; return when those that were taken are answered."""


class Nesting:
    """Knows which threads are inside a transaction, so that one that would wait for itself is told."""

    def __init__(self) -> None:
        self._here = threading.local()

    def check(self) -> None:
        """Raise if this thread is inside a transaction."""
        if getattr(self._here, "inside", False):
            message = "A transaction was asked for inside another. Use the connection that is at hand."
            raise RuntimeError(message)

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Mark this thread for as long as it is inside."""
        self.check()
        self._here.inside = True
        try:
            yield
        finally:
            self._here.inside = False


@dataclass(slots=True, eq=False)
class _Call:
    """A change that waits, what came of it, and where its answer goes once the group is on disk.

    An error remembers the frames that it passed, and they remember their calls. So a call forgets
    everything when it is answered; otherwise each error would keep itself alive.
    """

    change: Change[Any]
    future: Future[Any] = field(default_factory=Future)
    result: Any = None
    error: BaseException | None = None

    def answer(self) -> None:
        """Say what came of it."""
        future, result, error = self._forget()
        if error is None:
            future.set_result(result)
        else:
            fault = fault_of(error)
            future.set_exception(fresh(fault, error) if fault else error)

    def lose(self, fault: type[Unavailable], cause: BaseException) -> None:
        """Say that the whole group was lost, with an error of the call's own."""
        future, _, _ = self._forget()
        future.set_exception(fresh(fault, cause))

    def _forget(self) -> tuple[Future[Any], Any, BaseException | None]:
        known = self.future, self.result, self.error
        del self.change, self.future, self.result, self.error
        return known


class GroupWriter:
    """One thread that commits the waiting calls of this process together."""

    def __init__(self, engine: Engine, turn: Turn, nesting: Nesting, *, most: int) -> None:
        self._engine = engine
        self._turn = turn
        self._nesting = nesting
        self._most = most
        self._inbox: SimpleQueue[_Call | None] = SimpleQueue()
        self._group: list[_Call] = []
        self._gate = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="firstline-writer", daemon=True)
        self._thread.start()

    def write(self, change: Change[T]) -> T:
        """Run a change in the next group and answer after its commit."""
        # No name is given to the future: an error that it holds would hold this frame, and so itself.
        return self._put(change).result()

    def waiting(self) -> int:
        """Count the calls that are not answered yet."""
        return self._inbox.qsize() + len(self._group)

    def close(self) -> None:
        """Take no more calls, and commit those that wait."""
        with self._gate:
            self._closed = True
            self._inbox.put(None)
        self._thread.join()

    def _put(self, change: Change[T]) -> Future[T]:
        self._nesting.check()
        call = _Call(change)
        future = call.future  # a quick writer has answered, and the call forgotten it, before `put` returns
        with self._gate:
            if self._closed:
                raise _closed()
            self._inbox.put(call)
        return future

    def _serve(self) -> None:
        with self._nesting.inside():
            while self._serve_group():
                pass

    def _serve_group(self) -> bool:
        """Write one group and answer it; say no when there will be no more."""
        first = self._inbox.get()
        if first is None:
            return False
        calls = self._group = [first]
        try:
            self._commit(calls)
        except BaseException as error:  # noqa: BLE001 - whatever it was, every caller must hear of it
            fault = next(filter(None, map(fault_of, _chain(error))), WriteLost)
            for call in calls:
                call.lose(fault, error)
        else:
            for call in calls:
                call.answer()
        self._group = []
        return True

    def _commit(self, calls: list[_Call]) -> None:
        with self._turn, self._engine.connect() as db, db.begin():
            raw = _raw(db)
            for call in self._joined_by_others(calls):
                _attempt(db, raw, call)
            crash.point("before_commit")
        crash.point("after_commit")

    def _joined_by_others(self, calls: list[_Call]) -> Iterator[_Call]:
        """Add the calls that wait, those too that come while the group is being written."""
        yield from tuple(calls)
        while len(calls) < self._most and (call := self._following()):
            calls.append(call)
            yield call

    def _following(self) -> _Call | None:
        try:
            call = self._inbox.get_nowait()
        except Empty:
            return None
        if call is None:
            self._inbox.put(None)  # the sign to stop is for the thread, after this group
        return call


class InlineWriter:
    """One call after the other on one shared connection, whose lock also covers its readers."""

    def __init__(self, engine: Engine, nesting: Nesting, lock: threading.Lock) -> None:
        self._engine = engine
        self._nesting = nesting
        self._lock = lock
        self._closed = False

    def write(self, change: Change[T]) -> T:
        """Run a change and answer after its commit."""
        with named(), self._nesting.inside(), self._lock:
            if self._closed:
                raise _closed()
            return self._once(change)

    def waiting(self) -> int:
        """Count none: nobody waits here."""
        return 0

    def close(self) -> None:
        """Take no more calls."""
        with self._lock:
            self._closed = True

    def _once(self, change: Change[T]) -> T:
        with self._engine.connect() as db, db.begin():
            answer = change(db)
            _still_open(_raw(db))
            crash.point("before_commit")
        crash.point("after_commit")
        return answer


class PoolWriter:
    """One transaction per call, in the thread of the caller."""

    def __init__(self, engine: Engine, nesting: Nesting) -> None:
        self._engine = engine
        self._nesting = nesting
        self._gate = threading.Condition()
        self._under_way = 0
        self._closed = False

    def write(self, change: Change[T]) -> T:
        """Run a change, again if the server asks for it, and answer after its commit."""
        with named(), self._nesting.inside(), self._counted():
            for past in range(TRIES - 1):
                try:
                    return self._once_it_is_known(change)
                except exc.DBAPIError as error:
                    if not (_broken(error) or _state(error) in RUN_AGAIN):
                        raise
                time.sleep(PAUSE * 2**past * random.uniform(0.5, 1.5))  # noqa: S311 - jitter keeps no secret
            return self._once_it_is_known(change)

    def waiting(self) -> int:
        """Count the calls under way: PostgreSQL takes them side by side, and each waits for its commit."""
        return self._under_way

    def close(self) -> None:
        """Take no more calls, and return when those under way are answered."""
        with self._gate:
            self._closed = True
            self._gate.wait_for(lambda: self._under_way == 0)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._gate:
            if self._closed:
                raise _closed()
            self._under_way += 1
        try:
            yield
        finally:
            with self._gate:
                self._under_way -= 1
                self._gate.notify_all()

    def _once_it_is_known(self, change: Change[T]) -> T:
        """Run it again at once where a connection had forgotten its statements; the next may have, too."""
        for _ in range(CONNECTIONS):
            try:
                return self._once(change)
            except exc.DBAPIError as error:
                if _state(error) != FORGOTTEN:
                    raise
        return self._once(change)

    def _once(self, change: Change[T]) -> T:
        with self._engine.connect() as db, db.begin(), _open_parcel(db) as parcel:
            answer = change(db)
            _still_sound(_raw(db))
            crash.point("before_commit")
            try:
                parcel.commit()
            except exc.DBAPIError as error:
                raise _lost_at_commit(error) from error
            crash.point("after_commit")
            return answer


@contextmanager
def _open_parcel(db: Connection) -> Iterator[Parcel]:
    """Let what nobody waits for travel together, until the transaction ends."""
    parcel: Parcel = db.info["parcel"]
    parcel.open()
    try:
        yield parcel
    except BaseException:
        parcel.rollback()
        raise
    finally:
        parcel.close()
        if parcel.is_lost and not db.invalidated:
            db.invalidate()  # or its rollback would fail, and hide what happened


def _attempt(db: Connection, raw: Any, call: _Call) -> None:  # noqa: ANN401 - a driver's connection
    """Run one change of a group in a savepoint of its own.

    The savepoint goes past SQLAlchemy: `begin_nested` costs 81 microseconds, this 2.
    """
    raw.execute("SAVEPOINT call")
    try:
        call.result = call.change(db)
    except BaseException as error:  # noqa: BLE001 - it is the caller's, who is told
        call.error = error
        _still_open(raw)
        raw.execute("ROLLBACK TO call")
    _still_open(raw)
    raw.execute("RELEASE call")


def _still_open(raw: Any) -> None:  # noqa: ANN401 - a driver's connection
    """Raise if SQLite has ended the transaction by itself, as it does when the disk is full.

    Whatever came earlier in it is gone then, and whatever came later would be stored alone.
    """
    if not raw.in_transaction:
        raise WriteLost(SENTENCES[WriteLost])


def _still_sound(raw: Any) -> None:  # noqa: ANN401 - a driver's connection
    """Raise if PostgreSQL would answer the commit with a rollback, which the driver does not report."""
    if raw.info.transaction_status.name == "INERROR":
        message = "The change went on after an error in its transaction; nothing of it was stored."
        raise RuntimeError(message)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and what led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _lost_at_commit(error: exc.DBAPIError) -> Exception:
    """Tell a commit that was refused from one whose answer never came."""
    return fresh(OutcomeUnknown, error) if _broken(error) else error


def _broken(error: exc.DBAPIError) -> bool:
    """Whether the connection is gone: the driver knows, or the server said so in its last words."""
    return error.connection_invalidated or _state(error).startswith(("08", "57P"))


def _state(error: exc.DBAPIError) -> str:
    """Give the SQLSTATE that PostgreSQL reported, or nothing."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def _raw(db: Connection) -> Any:  # noqa: ANN401 - a driver's connection
    return db.connection.driver_connection


def _closed() -> DatabaseDown:
    return DatabaseDown("This desk is shutting down. Nothing was changed; try again in a moment.")
