"""What every request must know and none should ask the database for: whose desk it is, and its taxonomy.

Each process has a board of its own. What this process changes, it pins up itself, at once; what another one
changes is seen by the next look, which `run/wiring.py` takes about once a second.

What always holds: an older look never covers what was pinned up after it began, and a database that is down
leaves the board as it is.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from firstline.store import accounts, taxonomies
from firstline.store.db import Connection
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.labels import first_taxonomy


@dataclass(frozen=True, slots=True)
class Notices:
    """What the board says."""

    taxonomy: Taxonomy
    has_accounts: bool


class Noticeboard:
    """The board of one process; any thread may read it."""

    def __init__(self) -> None:
        self._notices = Notices(first_taxonomy(), has_accounts=False)
        self._pinned = 0
        self._lock = threading.Lock()

    @property
    def taxonomy(self) -> Taxonomy:
        """The desk's categories."""
        return self._notices.taxonomy

    @property
    def has_accounts(self) -> bool:
        """Whether anyone has an account."""
        return self._notices.has_accounts

    def pin_taxonomy(self, taxonomy: Taxonomy) -> None:
        """Show the taxonomy that this process has just saved."""
        with self._lock:
            self._pinned += 1
            self._notices = replace(self._notices, taxonomy=taxonomy)

    def pin_accounts(self) -> None:
        """Show that this process has just made an account."""
        with self._lock:
            self._pinned += 1
            self._notices = replace(self._notices, has_accounts=True)

    def look(self, read: Callable[[], AbstractContextManager[Connection]]) -> None:
        """See what other processes have changed."""
        began = self._pinned
        with read() as db:
            seen = Notices(taxonomies.load(db), accounts.exist(db))
        with self._lock:
            if self._pinned == began:
                self._notices = seen
