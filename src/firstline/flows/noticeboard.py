"""What each request must know and should not ask the database for.

Whose desk it is, its taxonomy, what it has learnt, its knowledge base, one switch.

Each process has a board of its own. What this process changes, it pins up itself, at once; what another one
changes is seen by the next look, which `run/wiring.py` takes about once a second.

What always holds: an older look never covers what was pinned up after it began, and a database that is down
leaves the board as it is.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from firstline.flows.library import Library, Stocking
from firstline.flows.schooling import Schooled, Schooling
from firstline.knowledge.article import PAGES
from firstline.replies.house_rules import HousePolicy, rules_of
from firstline.replies.policy import Rules
from firstline.store import accounts, settings, taxonomies
from firstline.store.db import Connection
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import Learned


@dataclass(frozen=True, slots=True)
class Notices:
    """What the board says."""

    taxonomy: Taxonomy
    has_accounts: bool
    use_llm: bool
    schooled: Schooled
    library: Library
    policy: HousePolicy


class Noticeboard:
    """The board of one process; any thread may read it."""

    def __init__(
        self,
        schooling: Schooling | None = None,
        schooled: Schooled | None = None,
        stocking: Stocking | None = None,
        *,
        public_url: str = "",
    ) -> None:
        self._public_url = public_url
        self._schooling = schooling
        self._stocking = stocking
        self._notices = Notices(
            first_taxonomy(),
            has_accounts=False,
            use_llm=False,
            schooled=schooled or Schooled(),
            library=Library(),
            policy=HousePolicy(),
        )
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

    @property
    def use_llm(self) -> bool:
        """Whether the LLM is switched on."""
        return self._notices.use_llm

    @property
    def learned(self) -> Learned:
        """What the desk has learnt."""
        return self._notices.schooled.learned

    @property
    def library(self) -> Library:
        """What the knowledge base can find."""
        return self._notices.library

    @property
    def rules(self) -> Rules:
        """By which replies are checked; made ready when they are first asked for."""
        return rules_of(self._notices.policy)

    @property
    def public_url(self) -> str:
        """Where customers reach the desk; empty: nobody has said."""
        return self._public_url

    @property
    def own_links(self) -> Sequence[str]:
        """How the addresses of the desk's own articles begin, where customers reach it."""
        return [f"{self.public_url}{PAGES}"] if self.public_url else []

    def pin_taxonomy(self, taxonomy: Taxonomy) -> None:
        """Show the taxonomy that this process has just saved."""
        self._pin(taxonomy=taxonomy)

    def pin_accounts(self) -> None:
        """Show that this process has just made an account."""
        self._pin(has_accounts=True)

    def pin_llm(self, *, on: bool) -> None:
        """Show how this process has just set the switch."""
        self._pin(use_llm=on)

    def look(self, read: Callable[[], AbstractContextManager[Connection]], *, whole: bool = False) -> None:
        """See what other processes have changed.

        Args:
            read: opens the database.
            whole: also what takes long: a large knowledge base. Else that waits for the next whole look.
        """
        began = self._pinned
        with read() as db:
            taxonomy = taxonomies.load_newer(db, self.taxonomy)
            seen = Notices(
                taxonomy,
                accounts.exist(db),
                bool(settings.load(db, settings.USE_LLM, default=False)),
                self._learn(db, taxonomy),
                self._stock(db, whole=whole),
                policy_in_force(db),
            )
        with self._lock:
            if self._pinned == began:
                self._notices = seen

    def _learn(self, db: Connection, taxonomy: Taxonomy) -> Schooled:
        before = self._notices.schooled
        return before if self._schooling is None else self._schooling.look(db, taxonomy, before)

    def _stock(self, db: Connection, *, whole: bool) -> Library:
        before = self._notices.library
        if self._stocking is None or (before.is_large and not whole):
            return before
        return self._stocking.look(db, before, public_url=self.public_url)

    def _pin(self, **notices: Any) -> None:  # noqa: ANN401 - as `Notices` has them
        with self._lock:
            self._pinned += 1
            self._notices = replace(self._notices, **notices)


def policy_in_force(db: Connection) -> HousePolicy:
    """Give what the desk has changed of the policy for replies."""
    stored = settings.load(db, settings.POLICY, default=None)
    return HousePolicy() if stored is None else msgspec.convert(stored, HousePolicy)
