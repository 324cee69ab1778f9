"""Accounts on disk, each with its agent.

An e-mail address is kept casefolded, because people write their own in many ways. What always holds: while an
account is disabled nothing that belongs to it signs anybody in, and the password's hash leaves this page only
by `password_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from firstline.core.access import Role
from firstline.core.errors import Conflict, Missing
from firstline.core.ids import AccountId, AgentId
from firstline.store.hold import hold
from firstline.store.schema import accounts, agents, tickets

ANY = select(accounts.c.id).limit(1)
SHOWN = select(
    accounts.c.id,
    accounts.c.email,
    accounts.c.name,
    accounts.c.role,
    accounts.c.disabled_at,
    accounts.c.created_at,
    accounts.c.version,
    agents.c.id.label("agent_id"),
).select_from(accounts.join(agents, agents.c.account_id == accounts.c.id))
PASSWORD = select(accounts.c.password_hash).where(accounts.c.id == bindparam("account_id"))


class AccountMissing(Missing):
    """There is no such account."""

    code = "account_missing"


class EmailTaken(Conflict):
    """Another account has the e-mail address."""

    code = "email_taken"


class NameTaken(Conflict):
    """Another agent has the name."""

    code = "name_taken"


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in, and as which agent they work."""

    id: AccountId
    email: str
    name: str
    role: Role
    disabled_at: datetime | None
    created_at: datetime
    version: int
    agent_id: AgentId


def exist(db: Connection) -> bool:
    """Tell whether there is any account."""
    return db.execute(ANY).first() is not None


def hold_all(db: Connection) -> None:
    """Keep others from adding and changing accounts until this transaction ends; they change seldom."""
    hold(db, "accounts")


def add(  # noqa: PLR0913 - an account has this many parts
    db: Connection, *, email: str, name: str, role: Role, password_hash: str, at: datetime, adopt: bool
) -> AccountId:
    """Add an account with its agent; `adopt`: an agent of this name without an account may become it.

    Raises:
        EmailTaken: when another account has the e-mail address.
        NameTaken: when another agent has the name.
    """
    check_email(db, email)
    known = _agent_named(db, name)
    if known is not None and (known.account_id is not None or not adopt):
        raise _name_taken(name)
    values = {"email": email, "name": name, "role": role, "password_hash": password_hash, "created_at": at}
    found: int = db.execute(insert(accounts).values(values).returning(accounts.c.id)).scalar_one()
    if known is None:
        db.execute(insert(agents).values(name=name, account_id=found, created_at=at))
    else:
        db.execute(update(agents).where(agents.c.id == known.id).values(account_id=found))
    return AccountId(found)


def check_email(db: Connection, email: str) -> None:
    """Go on when no account has the e-mail address.

    Raises:
        EmailTaken: when one has.
    """
    if find(db, email=email) is not None:
        message = "There is an account with this e-mail address already."
        raise EmailTaken(message)


def load(db: Connection, account_id: AccountId) -> Account:
    """Fetch one account, or say that it is missing."""
    row = db.execute(SHOWN.where(accounts.c.id == account_id)).one_or_none()
    if row is None:
        message = f"There is no account {account_id}."
        raise AccountMissing(message)
    return _account(row)


def find(db: Connection, *, email: str) -> Account | None:
    """Look for the account with an e-mail address."""
    row = db.execute(SHOWN.where(accounts.c.email == email)).one_or_none()
    return None if row is None else _account(row)


def page(db: Connection, *, after: int = 0, limit: int) -> Sequence[Account]:
    """List accounts in the order in which they were made."""
    asked = SHOWN.where(accounts.c.id > after).order_by(accounts.c.id).limit(limit)
    return [_account(row) for row in db.execute(asked)]


def password_of(db: Connection, account_id: AccountId) -> str | None:
    """Give the hash of an account's password, if there is one."""
    found: str | None = db.execute(PASSWORD, {"account_id": account_id}).scalar()
    return found


def has_admin(db: Connection, *, besides: AccountId | None = None) -> bool:
    """Tell whether somebody may say who works here; `besides`: not counting this account."""
    asked = select(func.count()).where(accounts.c.role == Role.ADMIN, accounts.c.disabled_at.is_(None))
    if besides is not None:
        asked = asked.where(accounts.c.id != besides)
    return db.execute(asked).scalar_one() > 0


def save(db: Connection, before: Account, after: Account) -> None:
    """Write down how the account stands now; its agent, and the tickets they have, go by its new name.

    Raises:
        NameTaken: when another agent has the name.
    """
    values: dict[str, Any] = {"name": after.name, "role": after.role, "disabled_at": after.disabled_at}
    db.execute(update(accounts).where(accounts.c.id == after.id).values(version=after.version, **values))
    if after.name != before.name:
        _rename(db, after.agent_id, after.name)


def save_password(db: Connection, account_id: AccountId, password_hash: str) -> None:
    """Write down the hash of a new password."""
    db.execute(update(accounts).where(accounts.c.id == account_id).values(password_hash=password_hash))


def _rename(db: Connection, agent_id: AgentId, name: str) -> None:
    if _agent_named(db, name) is not None:
        raise _name_taken(name)
    db.execute(update(agents).where(agents.c.id == agent_id).values(name=name))
    db.execute(update(tickets).where(tickets.c.assignee_id == agent_id).values(assigned_to=name))


def _agent_named(db: Connection, name: str) -> Row[*tuple[Any, ...]] | None:
    hold(db, f"agent:{name}")
    return db.execute(select(agents.c.id, agents.c.account_id).where(agents.c.name == name)).one_or_none()


def _name_taken(name: str) -> NameTaken:
    return NameTaken(f"There is an agent named {name} already. Choose another name.")


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    return Account(**row._asdict() | {"role": Role(row.role)})
