"""Passwords: hashed slowly, checked in the same time whoever asks, a few at once.

Argon2id with the least that OWASP advises: 19 MiB, 2 passes. One check takes 25 ms of one processor, so at
most `AT_ONCE` run at a time and a few wait; the doors' other threads never stand behind sign-ins. What always
holds: where there is no hash to check against, a hash that nobody's password fits is checked instead.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from firstline.core.errors import Invalid, Unavailable
from firstline.core.passwords import fault_in, normal

MEMORY = 19 * 1024
"""KiB that one hash takes."""
PASSES = 2
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$tSLZ3xoJwVhk3w2fEcG7yA$2c3lNnX0v8m7mEoO6kKjCw4b1Z9Q5sXyTt0uVrPpHhE"
"""A hash made of letters by chance; made with the same costs as the others."""
AT_ONCE = 2
MOST_WAITING = 32
"""Each waits in one of the 128 threads that serve everybody, for half a second at the most."""
PATIENCE = 10.0
"""Seconds until one that waits is told to come again: the machine is busy with something else then."""

_HASH = PasswordHash((Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY, parallelism=1),))
_at_work = threading.BoundedSemaphore(AT_ONCE)
_in_line = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)


class SignInBusy(Unavailable):
    """More people sign in at this moment than the desk takes."""

    code = "sign_in_busy"


def check_new(password: str, *, email: str, field: str = "password") -> None:
    """Go on when a password can be taken for a new one.

    Raises:
        Invalid: when it cannot; the sentence says why.
    """
    fault = fault_in(password, email=email)
    if fault is not None:
        raise Invalid(fault, field=field)


def hashed(password: str) -> str:
    """Give what is kept of a password."""
    with _turn():
        return _HASH.hash(normal(password))


def fits(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one of which this was kept; None: nothing was, and none fits."""
    with _turn():
        is_right = _HASH.verify(normal(password).encode("utf-8", "replace"), kept or NOBODYS)
    return is_right and kept is not None


def is_weak(kept: str) -> bool:
    """Tell whether the hash was made with other costs than today's."""
    return _HASH.current_hasher.check_needs_rehash(kept)


@contextmanager
def _turn() -> Iterator[None]:
    if not _in_line.acquire(blocking=False):
        raise _busy()
    try:
        if not _at_work.acquire(timeout=PATIENCE):
            raise _busy()
        try:
            yield
        finally:
            _at_work.release()
    finally:
        _in_line.release()


def _busy() -> SignInBusy:
    return SignInBusy("Many people are signing in at this moment. Try again in a few seconds.")
