"""Who asks, and may they ask so often? Found once for each request, before any route.

A request without a credential, and one to a path where nobody is asked, costs no read of the database. What
always holds: a credential that came and is not good is never ignored where it could matter; who has a good
one is not held up by strangers behind the same address, because they are counted apart.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial

import anyio
from anyio import to_thread
from starlette.types import Scope

from firstline.core.access import LOCAL, Principal, SignInNeeded
from firstline.flows.admit import by_key, by_session
from firstline.flows.desk import Desk
from firstline.flows.ledger import STRANGERS, Ledger
from firstline.web.guard import (
    Credential,
    Mode,
    Proxies,
    Visit,
    authorise,
    check_page,
    credential_of,
    seen_through,
    session_token,
)

AT_ONCE = 8
"""Threads that look callers up; a database that hangs holds up these, and not those that serve health."""
STRANGERS_SHARE = 10
"""A caller without a good credential may ask this many times less often than one who has one."""


class NotGood(SignInNeeded):
    """A credential came that signs nobody in."""

    code = "credential_not_good"

    def __init__(self, credential: Credential) -> None:
        kind = "API key" if credential.is_key else "session"
        super().__init__(f"This {kind} is not good: it was never made, is over, or its account is disabled.")
        self.is_key = credential.is_key


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may come in, as the operator has set it."""

    mode: Callable[[], Mode]
    origins: AbstractSet[str] = frozenset()
    proxies: Proxies = ()
    rate_limit: int = 0
    """Requests a minute for each credential; 0: any number."""


class Admission:
    """Finds who asks."""

    def __init__(self, desk: Desk, rules: Rules, ledger: Ledger) -> None:
        self._desk = desk
        self._rules = rules
        self._ledger = ledger
        self._threads = anyio.CapacityLimiter(AT_ONCE)

    async def admit(self, visit: Visit, scope: Scope) -> None:
        """Find who asks, and put them into the scope as `principal`; None: nobody, at a public route.

        Raises:
            SignInNeeded: when nobody does who could, or a credential is no good.
            NotFromHere: when it may not come from where it comes from.
            TooMany: when they ask too often.
        """
        visit = self._look(visit, scope)
        if visit.is_open:
            return
        is_local = scope["mode"] is Mode.LOCAL
        try:
            credential = credential_of(visit)
            found = await self._find(credential, visit)
            _check_known(found, visit, is_local=is_local)
        except SignInNeeded:
            self._count_stranger(scope)
            raise
        if credential is not None or not is_local:
            self._check_page(visit, credential)
        if found is None:
            self._count_stranger(scope)
        else:
            scope.update(principal=found, credential=credential)
            self._count(f"calls:{found.credential}", scope)

    def _look(self, visit: Visit, scope: Scope) -> Visit:
        """See what the headers alone tell, and tell the scope."""
        rules = self._rules
        address, scheme = seen_through(visit, rules.proxies)
        visit = replace(visit, scheme=scheme)
        mode = rules.mode()
        scope.update(scheme=scheme, address=address, mode=mode, session_token=session_token(visit))
        scope["principal"] = LOCAL if mode is Mode.LOCAL else None
        authorise(visit, mode=mode, origins=rules.origins)
        return visit

    async def _find(self, credential: Credential | None, visit: Visit) -> Principal | None:
        """Ask the database; a cookie that is no good is none to who comes to sign in."""
        if credential is None:
            return None
        look_up = by_key if credential.is_key else by_session
        asked = partial(look_up, self._desk, credential.token, self._ledger)
        found = await to_thread.run_sync(asked, limiter=self._threads)
        if found is None and (credential.is_key or not visit.is_public):
            raise NotGood(credential)
        return found

    def _check_page(self, visit: Visit, credential: Credential | None) -> None:
        """Look which page asks; a program that sends a key says so by the key."""
        if credential is None or not credential.is_key:
            check_page(visit, origins=self._rules.origins, has_cookie=credential is not None)

    def _count_stranger(self, scope: Scope) -> None:
        self._count(f"{STRANGERS}{scope['address']}", scope, share=STRANGERS_SHARE)

    def _count(self, name: str, scope: Scope, *, share: int = 1) -> None:
        if self._rules.rate_limit and scope["mode"] is Mode.TEAM:
            self._ledger.count(name, most=max(1, self._rules.rate_limit // share))


def _check_known(found: Principal | None, visit: Visit, *, is_local: bool) -> None:
    if found is None and not (is_local or visit.is_public):
        message = "This desk has accounts: sign in, or send an API key."
        raise SignInNeeded(message)
