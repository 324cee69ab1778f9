"""Tries to sign in are counted before anything is checked, so that guesses sent side by side do not slip by.

Counted are those that fail: who gets in has their try given back. The counts are in the database, because
guesses may go to any process of the desk; they name an e-mail address by its hash alone, so that they are no
list of addresses.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstline.core.errors import TooMany
from firstline.core.limits import Limit, wait
from firstline.flows.desk import Desk
from firstline.store import rate_counts
from firstline.store.db import Connection

QUARTER = timedelta(minutes=15)
PER_EMAIL = Limit(10, QUARTER)
"""Enough for a person who mistypes; a guesser gets a thousand a day, at a password of ten letters."""
PER_ADDRESS = Limit(30, QUARTER)
"""An office that shares one address may mistype, too."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try, and where it was counted."""

    at: datetime
    limits: Mapping[str, Limit]

    def windows(self) -> Sequence[tuple[str, datetime]]:
        """Name the counts that it is in."""
        return [(name, limit.window_at(self.at)) for name, limit in self.limits.items()]


def begin(desk: Desk, *, address: str, email: str | None = None) -> Try:
    """Count a try.

    Raises:
        TooMany: when there were too many lately; this one is not counted then.
    """
    limits = {f"try:{address}": PER_ADDRESS}
    if email is not None:
        limits[f"try:{hashlib.sha256(email.encode('utf-8', 'replace')).hexdigest()}"] = PER_EMAIL
    tried = Try(desk.clock(), limits)

    def save(db: Connection) -> None:
        rate_counts.add(db, dict.fromkeys(tried.windows(), 1))
        for name, limit in tried.limits.items():
            _check(db, name, limit, at=tried.at)

    desk.write(save)
    return tried


def give_back(db: Connection, tried: Try) -> None:
    """Take a try back that was a success, and with it the failures under the same e-mail address."""
    for name, limit in tried.limits.items():
        if limit is PER_EMAIL:
            rate_counts.drop(db, name)
        else:
            rate_counts.add(db, {(name, limit.window_at(tried.at)): -1})


def _check(db: Connection, name: str, limit: Limit, *, at: datetime) -> None:
    now = limit.window_at(at)
    before = now - limit.window
    counts = rate_counts.load(db, [name], [before, now])
    seconds = wait(limit, before=counts.get((name, before), 0), now=counts[name, now] - 1, at=at)
    if seconds:
        minutes = -(-seconds // 60)
        message = f"Too many tries. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again."
        raise TooMany(message, wait_seconds=seconds)
