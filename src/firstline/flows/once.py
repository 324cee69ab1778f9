"""Do it once, however often it is asked for.

A caller may give a request a key. The answer is kept under it in the transaction of the change, so a
repeat, even one that comes while the first is still under way, gets the same answer and changes nothing.
What the request asks of others, and has to ask again when its change was lost, has the same name then.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

from firstline.core.errors import Conflict, Unavailable
from firstline.flows.desk import Desk
from firstline.store import idempotency
from firstline.store.db import Connection
from firstline.store.idempotency import Answer, Kept

KEPT_FOR = timedelta(days=7)

MOST_WAITING = 8
"""Requests that may wait for the same key: each holds one of the 128 threads that serve everybody."""

T = TypeVar("T")


class KeyReused(Conflict):
    """The key was used for another request."""

    code = "idempotency_key_reused"


class StillUnderWay(Unavailable):
    """The first request with this key is not done, and enough others wait for it already."""

    code = "still_under_way"


@dataclass(frozen=True, slots=True)
class Once:
    """A caller's key, where it holds, and what it was used for."""

    scope: str
    """Credential, method and path."""
    key: str
    body: bytes

    @property
    def digest(self) -> bytes:
        """Give the fingerprint of the body."""
        return hashlib.sha256(self.body).digest()

    @property
    def name(self) -> str:
        """Name it to others, who learn nothing of the key from this."""
        return hashlib.sha256(f"{self.scope} {self.key} {self.digest.hex()}".encode()).hexdigest()


def answer_once(
    desk: Desk, once: Once | None, do: Callable[[Desk], T], shape: Callable[[T], Answer]
) -> Answer:
    """Run a flow that writes once, and give its answer; under a key, give the kept one to a repeat.

    Raises:
        KeyReused: when the key came with another body before.
        StillUnderWay: when many requests with the key wait already.
    """
    if once is None:
        return shape(do(desk))
    with UNDER_WAY.turn(once):
        with desk.read() as db:
            kept = idempotency.find(db, scope=once.scope, key=once.key)
        if kept is not None:
            return _same(kept, once)
        try:
            return shape(do(replace(desk, write=_Keeping(desk, once, shape), request=once.name)))
        except _AnsweredBefore as before:
            return _same(before.kept, once)


class _AnsweredBefore(Exception):
    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self.kept = kept


@dataclass(frozen=True, slots=True)
class _Keeping:
    """The desk's way of writing, which also keeps the answer."""

    desk: Desk
    once: Once
    shape: Callable[..., Answer]

    def __call__(self, change: Callable[[Connection], T], /) -> T:
        def change_and_keep(db: Connection) -> T:
            kept = idempotency.find_alone(db, scope=self.once.scope, key=self.once.key)
            if kept is not None:
                raise _AnsweredBefore(kept)
            result = change(db)
            kept = Kept(self.once.digest, self.shape(result))
            idempotency.keep(db, scope=self.once.scope, key=self.once.key, kept=kept, at=self.desk.clock())
            return result

        return self.desk.write(change_and_keep)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """Requests of this process that wait for the same key, a few at most, so that the LLM is asked once."""

    locks: dict[tuple[str, str], tuple[threading.Lock, list[None]]] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def turn(self, once: Once) -> Iterator[None]:
        name = (once.scope, once.key)
        with self.guard:
            lock, users = self.locks.setdefault(name, (threading.Lock(), []))
            if len(users) > MOST_WAITING:  # one is at work, the others wait
                message = "The first request with this key is still under way. Try again in a moment."
                raise StillUnderWay(message)
            users.append(None)
        try:
            with lock:
                yield
        finally:
            with self.guard:
                users.pop()
                if not users:
                    del self.locks[name]


UNDER_WAY = _UnderWay()


def _same(kept: Kept, once: Once) -> Answer:
    if kept.digest != once.digest:
        message = "This Idempotency-Key was used for another request. Use a new key for a new request."
        raise KeyReused(message)
    return kept.answer
