"""API keys: how programs come in.

A key belongs to an account and can do no more than the account can, whatever its scopes say. People make keys
for themselves; for others only the operator does, because what a key does stands under its account's name. A
key without an account belongs to the desk: it may bring messages in and read, and an admin makes it. What
always holds: the token is shown once, and a key that was revoked is refused from the next request on, by
every process.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstline.core.access import OPERATOR, NotAllowed, Permission, Principal, Scope
from firstline.core.errors import Invalid
from firstline.core.ids import AccountId, KeyId
from firstline.flows.desk import Desk
from firstline.flows.tokens import HINT, digest, new_key
from firstline.store import accounts, api_keys, events
from firstline.store.api_keys import ApiKey, key_missing
from firstline.store.db import Connection
from firstline.store.events import Event

FOR_THE_DESK = frozenset({Scope.INTAKE, Scope.READ})
"""What a key without an account may be for: nobody stands behind it who could answer for more."""
LONGEST = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that shall be made."""

    name: str
    scopes: AbstractSet[Scope]
    account_id: AccountId | None
    """None: it belongs to the desk."""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key that was made; nobody sees the token again."""

    key: ApiKey
    token: str = field(repr=False)


def add_key(desk: Desk, new: NewKey, *, by: Principal) -> MadeKey:
    """Make a key.

    Raises:
        NotAllowed: when it would be another's, or the desk's and who asks is no admin.
        Invalid: when it has no account and could change things, or has expired already.
        AccountMissing: when there is no such account.
    """
    _check(desk, new, by)
    token = new_key()

    def save(db: Connection) -> MadeKey:
        if new.account_id is not None:
            accounts.load(db, new.account_id)
        at = desk.clock()
        number = api_keys.add(
            db,
            token_hash=digest(token),
            hint=token[:HINT],
            name=new.name,
            account_id=new.account_id,
            scopes=sorted(new.scopes),
            at=at,
            until=new.expires_at,
        )
        data = {"key_id": number, "account_id": new.account_id, "scopes": sorted(new.scopes)}
        events.add(db, None, Event("key.created", by.name, data, at))
        return MadeKey(api_keys.load(db, number), token)

    return desk.write(save)


def list_keys(desk: Desk, *, by: Principal, after: int, limit: int) -> Sequence[ApiKey]:
    """List one's own keys; an admin sees all."""
    if by.account_id is None and not _is_admin(by):
        return ()
    account_id = None if _is_admin(by) else by.account_id
    with desk.read() as db:
        return api_keys.page(db, account_id=account_id, after=after, limit=limit)


def revoke_key(desk: Desk, key_id: KeyId, *, by: Principal) -> None:
    """End a key, one's own or, as an admin, anybody's.

    Raises:
        KeyMissing: when there is no such key, or it is another's.
    """

    def save(db: Connection) -> None:
        key = api_keys.load(db, key_id)
        if not _is_admin(by) and (key.account_id is None or key.account_id != by.account_id):
            raise key_missing(key_id)
        api_keys.revoke(db, key_id, at=desk.clock())
        data = {"key_id": key_id, "account_id": key.account_id}
        events.add(db, None, Event("key.revoked", by.name, data, desk.clock()))

    desk.write(save)


def _check(desk: Desk, new: NewKey, by: Principal) -> None:
    if new.account_id is None and not _is_admin(by):
        message = "Only an admin makes keys for the desk."
        raise NotAllowed(message)
    if new.account_id not in {None, by.account_id} and by != OPERATOR:
        message = "Only its owner makes a key for an account, or the operator at the command line."
        raise NotAllowed(message)
    if new.account_id is None and not new.scopes <= FOR_THE_DESK:
        message = "A key without an account may only be for intake and read. Name an account for more."
        raise Invalid(message, field="scopes")
    if new.expires_at is not None and not desk.clock() < new.expires_at <= desk.clock() + LONGEST:
        message = "A key ends in the future, and within ten years."
        raise Invalid(message, field="expires_at")


def _is_admin(by: Principal) -> bool:
    return Permission.ADMIN in by.permissions
