"""API keys on disk: looked up by the hash of the token, which itself was shown once and is kept nowhere.

What always holds: a key that is revoked or has expired, or whose account is disabled, is found by nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, or_, select, update

from firstline.core.access import Role, Scope
from firstline.core.errors import Missing
from firstline.core.ids import AccountId, AgentId, KeyId
from firstline.store.schema import accounts, agents, api_keys

FIND = (
    select(
        api_keys.c.id,
        api_keys.c.name,
        api_keys.c.scopes,
        api_keys.c.last_used_at,
        accounts.c.id.label("account_id"),
        accounts.c.name.label("account_name"),
        accounts.c.role,
        agents.c.id.label("agent_id"),
    )
    .select_from(
        api_keys.outerjoin(accounts, accounts.c.id == api_keys.c.account_id).outerjoin(
            agents, agents.c.account_id == accounts.c.id
        )
    )
    .where(
        api_keys.c.token_hash == bindparam("wanted"),
        api_keys.c.revoked_at.is_(None),
        or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > bindparam("at")),
        accounts.c.disabled_at.is_(None),
    )
)
SHOWN = (
    api_keys.c.id,
    api_keys.c.name,
    api_keys.c.hint,
    api_keys.c.account_id,
    api_keys.c.scopes,
    api_keys.c.created_at,
    api_keys.c.expires_at,
    api_keys.c.last_used_at,
)


class KeyMissing(Missing):
    """There is no such key, or it is not the caller's."""

    code = "key_missing"


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key that is good, and whose it is, as their account stands now."""

    key_id: KeyId
    name: str
    scopes: Sequence[Scope]
    last_used_at: datetime | None
    account_id: AccountId | None
    account_name: str | None
    role: Role | None
    agent_id: AgentId | None


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key, as its owner sees it."""

    id: KeyId
    name: str
    hint: str
    account_id: AccountId | None
    scopes: Sequence[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


def add(  # noqa: PLR0913 - a key has this many parts
    db: Connection,
    *,
    token_hash: bytes,
    hint: str,
    name: str,
    account_id: AccountId | None,
    scopes: Iterable[Scope],
    at: datetime,
    until: datetime | None,
) -> KeyId:
    """Add a key."""
    values = {"token_hash": token_hash, "hint": hint, "name": name, "account_id": account_id}
    made = insert(api_keys).values(**values, scopes=" ".join(scopes), created_at=at, expires_at=until)
    return KeyId(db.execute(made.returning(api_keys.c.id)).scalar_one())


def find(db: Connection, token_hash: bytes, *, at: datetime) -> FoundKey | None:
    """Tell whose key a token is, and what it is for."""
    row = db.execute(FIND, {"wanted": token_hash, "at": at}).one_or_none()
    if row is None:
        return None
    key_id, name, scopes, used, account_id, account_name, role, agent_id = row
    role = None if role is None else Role(role)
    return FoundKey(key_id, name, _scopes(scopes), used, account_id, account_name, role, agent_id)


def load(db: Connection, key_id: KeyId) -> ApiKey:
    """Fetch one key, or say that it is missing; one that was revoked is."""
    asked = select(*SHOWN).where(api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    row = db.execute(asked).one_or_none()
    if row is None:
        raise key_missing(key_id)
    return _key(row)


def page(
    db: Connection, *, account_id: AccountId | None = None, after: int = 0, limit: int
) -> Sequence[ApiKey]:
    """List keys that were not revoked, all or those of an account, in the order in which they were made."""
    asked = select(*SHOWN).where(api_keys.c.id > after, api_keys.c.revoked_at.is_(None))
    if account_id is not None:
        asked = asked.where(api_keys.c.account_id == account_id)
    return [_key(row) for row in db.execute(asked.order_by(api_keys.c.id).limit(limit))]


def revoke(db: Connection, key_id: KeyId, *, at: datetime) -> None:
    """End a key."""
    db.execute(update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=at))


def note_use(db: Connection, key_id: KeyId, *, at: datetime) -> None:
    """Write down when a key was used last."""
    is_older = or_(api_keys.c.last_used_at.is_(None), api_keys.c.last_used_at < at)
    db.execute(update(api_keys).where(api_keys.c.id == key_id, is_older).values(last_used_at=at))


def key_missing(key_id: KeyId) -> KeyMissing:
    """Say that there is no such key; of another's key it is said in the same words."""
    return KeyMissing(f"There is no key {key_id}.")


def _scopes(text: str) -> Sequence[Scope]:
    return tuple(map(Scope, text.split()))


def _key(row: Row[*tuple[Any, ...]]) -> ApiKey:
    return ApiKey(**row._asdict() | {"scopes": _scopes(row.scopes)})
