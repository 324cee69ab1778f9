"""Sessions on disk: who is signed in, on which device, until when.

A session is looked up by the hash of its token; the token itself is in the browser alone. What always holds:
a session that has expired or ended, or whose account is disabled, is found by nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from firstline.core.access import Role
from firstline.core.ids import AccountId, AgentId, SessionId
from firstline.store.schema import accounts, agents, sessions

FIND = (
    select(
        sessions.c.id,
        sessions.c.created_at,
        sessions.c.last_used_at,
        accounts.c.id.label("account_id"),
        accounts.c.name,
        accounts.c.role,
        agents.c.id.label("agent_id"),
    )
    .select_from(
        sessions.join(accounts, accounts.c.id == sessions.c.account_id).join(
            agents, agents.c.account_id == accounts.c.id
        )
    )
    .where(
        sessions.c.token_hash == bindparam("wanted"),
        sessions.c.expires_at > bindparam("at"),
        accounts.c.disabled_at.is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever a session's token signs in, as their account stands now."""

    session_id: SessionId
    created_at: datetime
    last_used_at: datetime
    account_id: AccountId
    name: str
    role: Role
    agent_id: AgentId


@dataclass(frozen=True, slots=True)
class Session:
    """A session, as its owner sees it."""

    id: SessionId
    device: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


def add(  # noqa: PLR0913 - a session has this many parts
    db: Connection, *, token_hash: bytes, account_id: AccountId, device: str, at: datetime, until: datetime
) -> SessionId:
    """Begin a session."""
    values = {"token_hash": token_hash, "account_id": account_id, "device": device, "created_at": at}
    asked = insert(sessions).values(**values, last_used_at=at, expires_at=until).returning(sessions.c.id)
    return SessionId(db.execute(asked).scalar_one())


def find(db: Connection, token_hash: bytes, *, at: datetime) -> SignedIn | None:
    """Tell whom a token signs in."""
    row = db.execute(FIND, {"wanted": token_hash, "at": at}).one_or_none()
    return None if row is None else SignedIn(*row[:5], Role(row[5]), row[6])


def of_account(db: Connection, account_id: AccountId, *, at: datetime, limit: int) -> Sequence[Session]:
    """List the open sessions of an account, the one that was used last first."""
    columns = (
        sessions.c.id,
        sessions.c.device,
        sessions.c.created_at,
        sessions.c.last_used_at,
        sessions.c.expires_at,
    )
    asked = select(*columns).where(sessions.c.account_id == account_id, sessions.c.expires_at > at)
    asked = asked.order_by(sessions.c.last_used_at.desc(), sessions.c.id.desc()).limit(limit)
    return [Session(*row) for row in db.execute(asked)]


def note_use(db: Connection, session_id: SessionId, *, at: datetime, until: datetime) -> None:
    """Write down that a session is in use, and until when that keeps it open."""
    used = update(sessions).where(sessions.c.id == session_id, sessions.c.last_used_at < at)
    db.execute(used.values(last_used_at=at, expires_at=until))


def end(db: Connection, session_id: SessionId, *, account_id: AccountId) -> bool:
    """End one session of an account; tells whether there was one."""
    found = delete(sessions).where(sessions.c.id == session_id, sessions.c.account_id == account_id)
    return db.execute(found).rowcount > 0


def end_by_token(db: Connection, token_hash: bytes) -> AccountId | None:
    """End the session with this token, and tell whose it was."""
    ended = delete(sessions).where(sessions.c.token_hash == token_hash).returning(sessions.c.account_id)
    found = db.execute(ended).scalar_one_or_none()
    return None if found is None else AccountId(found)


def end_all(db: Connection, account_id: AccountId, *, besides: SessionId | None = None) -> int:
    """End the sessions of an account, but one if it is named; tells how many."""
    found = delete(sessions).where(sessions.c.account_id == account_id)
    if besides is not None:
        found = found.where(sessions.c.id != besides)
    return db.execute(found).rowcount


def forget(db: Connection, *, before: datetime) -> int:
    """Drop the sessions that had expired by then; tells how many."""
    return db.execute(delete(sessions).where(sessions.c.expires_at < before)).rowcount
