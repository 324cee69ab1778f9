"""Who is it? From a token to whoever asks, as the database says at this moment.

Nothing is remembered between two requests: that a key was revoked, an account disabled or a role changed
holds from the next request on, in every process. It costs one read by an index.
"""

from firstline.core.access import ROLES, Principal, permissions_of
from firstline.flows.desk import Desk
from firstline.flows.ledger import Ledger
from firstline.flows.tokens import KEY_MARK, digest
from firstline.store import api_keys, sessions
from firstline.store.api_keys import FoundKey
from firstline.store.sessions import SignedIn


def by_session(desk: Desk, token: str, ledger: Ledger) -> Principal | None:
    """Tell whom a session's token signs in; None: nobody (any more)."""
    with desk.read() as db:
        found = sessions.find(db, digest(token), at=desk.clock())
    if found is None:
        return None
    ledger.note_session(found)
    return _signed_in(found)


def by_key(desk: Desk, token: str, ledger: Ledger) -> Principal | None:
    """Tell whose API key this is; None: nobody's (any more)."""
    if not token.startswith(KEY_MARK):
        return None
    with desk.read() as db:
        found = api_keys.find(db, digest(token), at=desk.clock())
    if found is None:
        return None
    ledger.note_key(found)
    return _principal(found)


def look_again(desk: Desk, token: str, *, is_key: bool) -> Principal | None:
    """Tell whom a token lets in by now; None: nobody any more.

    It is no use of it: a session that does nothing but listen ends like one that does nothing.
    """
    with desk.read() as db:
        if is_key:
            key = api_keys.find(db, digest(token), at=desk.clock())
            return None if key is None else _principal(key)
        session = sessions.find(db, digest(token), at=desk.clock())
        return None if session is None else _signed_in(session)


def _signed_in(session: SignedIn) -> Principal:
    return Principal(
        session.name,
        ROLES[session.role],
        f"account:{session.account_id}",
        session.role,
        session.account_id,
        session.agent_id,
        session_id=session.session_id,
    )


def _principal(key: FoundKey) -> Principal:
    return Principal(
        key.account_name or key.name,
        permissions_of(key.scopes, key.role),
        f"key:{key.key_id}",
        key.role,
        key.account_id,
        key.agent_id,
        key_id=key.key_id,
    )
