"""What a process remembers of its callers until it writes it down: how often they called, and by what.

Counting calls in the database would cost a write for each. So they are counted in memory, and `flush`, once
a second, adds them to the shared counts and reads back what the other processes added. What always holds: one
process alone never lets more through than the limit; several may together, by what a second holds. Counts
that could not be written are kept for the next time.
"""

import threading
from collections import Counter
from datetime import datetime, timedelta

from firstline.core.clock import Clock
from firstline.core.errors import TooMany
from firstline.core.ids import KeyId, SessionId
from firstline.core.limits import Limit, wait
from firstline.flows.desk import Desk
from firstline.flows.sign_in import open_until
from firstline.store import api_keys, rate_counts, sessions
from firstline.store.api_keys import FoundKey
from firstline.store.db import Connection
from firstline.store.sessions import SignedIn

MINUTE = timedelta(minutes=1)
MOST_STRANGERS = 2_000
"""Addresses that are told apart; if there are more, the others share one count, so that memory is bounded."""
STRANGERS = "strangers:"
"""How the names of callers begin that the desk does not know; there may be any number of them."""
OTHERS = f"{STRANGERS}others"
KEY_NOTED_AFTER = timedelta(minutes=1)
"""A key's last use is written down to the minute."""
SESSION_NOTED_AFTER = timedelta(minutes=5)
"""A session's, which keeps it open for days, less often."""

Counted = Counter[tuple[str, datetime]]


class Ledger:
    """Counts calls and notes uses; many threads write here."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._fresh: Counted = Counter()
        """Not told to the database yet."""
        self._telling: Counted = Counter()
        """On the way there."""
        self._known: Counted = Counter()
        """What the database knew last, of all processes."""
        self._keys: dict[KeyId, datetime] = {}
        self._sessions: dict[SessionId, tuple[datetime, datetime]] = {}

    def count(self, name: str, *, most: int) -> None:
        """Count a call.

        Raises:
            TooMany: when the caller has made `most` within a minute; this one is not counted then.
        """
        limit, at = Limit(most, MINUTE), self._clock()
        now = limit.window_at(at)
        with self._lock:
            if name.startswith(STRANGERS) and not self._sum(name, now) and self._is_full():
                name = OTHERS
            seconds = wait(limit, before=self._sum(name, now - MINUTE), now=self._sum(name, now), at=at)
            if not seconds:
                self._fresh[name, now] += 1
        if seconds:
            message = f"More than {most:,} requests within a minute. Wait {seconds} s, then go on."
            raise TooMany(message, wait_seconds=seconds)

    def note_key(self, key: FoundKey) -> None:
        """Note that a key is in use, if that is not known to the minute."""
        at = self._clock()
        if key.last_used_at is None or at - key.last_used_at >= KEY_NOTED_AFTER:
            with self._lock:
                self._keys[key.key_id] = at

    def note_session(self, session: SignedIn) -> None:
        """Note that a session is in use, which keeps it open."""
        at = self._clock()
        if at - session.last_used_at >= SESSION_NOTED_AFTER:
            with self._lock:
                self._sessions[session.session_id] = (at, open_until(session.created_at, used_at=at))

    def flush(self, desk: Desk) -> None:
        """Write down what is new, and read what the other processes counted."""
        with self._lock:
            self._telling, self._fresh = self._fresh, Counter()
            keys, self._keys = self._keys, {}
            used, self._sessions = self._sessions, {}
            names = {name for name, _ in (*self._telling, *self._known)}
        if not (names or keys or used):
            return
        now = Limit(1, MINUTE).window_at(self._clock())
        telling = self._telling

        def save(db: Connection) -> Counted:
            rate_counts.add(db, telling)
            for key_id, at in keys.items():
                api_keys.note_use(db, key_id, at=at)
            for session_id, (at, until) in used.items():
                sessions.note_use(db, session_id, at=at, until=until)
            return Counter(rate_counts.load(db, names, [now - MINUTE, now]))

        try:
            known = desk.write(save)
        except BaseException:
            with self._lock:
                self._fresh.update(self._telling)
                self._telling = Counter()
                self._keys = keys | self._keys
                self._sessions = used | self._sessions
            raise
        with self._lock:
            self._known, self._telling = known, Counter()

    def _is_full(self) -> bool:
        return len(self._fresh) + len(self._telling) + len(self._known) >= MOST_STRANGERS

    def _sum(self, name: str, window: datetime) -> int:
        where = (name, window)
        return self._fresh[where] + self._telling[where] + self._known[where]
