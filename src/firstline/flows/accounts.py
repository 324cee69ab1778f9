"""Who works here: accounts, made by an admin; the first one turns a local desk into a team's.

Each account works as an agent of its own, under one name. An agent that local mode made on the first use of
a name is taken over by the account that an admin makes under exactly this name, because nobody else says so
more plainly that they are the same person; somebody who is invited cannot choose such a name. What always
holds: there is an admin who can sign in, and what is changed about an account holds from its next request on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from firstline.core.access import Principal, Role
from firstline.core.errors import Conflict, Invalid
from firstline.core.ids import AccountId
from firstline.core.versions import Expected, check_version
from firstline.flows import passwords
from firstline.flows.desk import Desk
from firstline.flows.sign_in import NOBODY, Opened, Visitor, begin_session
from firstline.store import accounts, events, sessions
from firstline.store.accounts import Account, AccountMissing
from firstline.store.db import Connection
from firstline.store.events import Event


class LastAdmin(Conflict):
    """Nobody could say any more who works here."""

    code = "last_admin"


class HasAccounts(Conflict):
    """Somebody else made the first account just now."""

    code = "has_accounts"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """Somebody who shall be able to sign in."""

    email: str
    name: str
    role: Role
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What shall be otherwise about an account; None: it stays."""

    role: Role | None = None
    name: str | None = None
    disabled: bool | None = None


def add_account(desk: Desk, new: NewAccount, *, by: Principal) -> Account:
    """Make an account with its agent; the first one must be an admin's.

    Raises:
        Invalid: when the password cannot be taken, or the first account is no admin's.
        EmailTaken, NameTaken: when another has the e-mail address or the name.
        HasAccounts: when somebody at a local desk would make a second account.
    """
    made = _hashed(new)
    account = desk.write(lambda db: _add(db, desk, new, made, by))
    desk.board.pin_accounts()
    return account


def open_desk(desk: Desk, new: NewAccount, *, by: Principal, visitor: Visitor) -> Opened:
    """Make the first account, and sign it in at once.

    Raises:
        Invalid, NameTaken, HasAccounts: as `add_account`.
    """
    made = _hashed(new)

    def save(db: Connection) -> Opened:
        return begin_session(db, _add(db, desk, new, made, by), visitor=visitor, at=desk.clock())

    opened = desk.write(save)
    desk.board.pin_accounts()
    return opened


def make_first_admin(desk: Desk, email: str, password: str) -> Account | None:
    """Make the operator's admin where there is no account yet; safe to repeat, and by many processes at once.

    Raises:
        Invalid: when the password cannot be taken.
        NameTaken: when another agent has the name.
    """
    new = NewAccount(email.casefold(), email.partition("@")[0], Role.ADMIN, password)
    passwords.check_new(password, email=new.email)
    with desk.read() as db:
        if accounts.exist(db):
            return None
    made = passwords.hashed(password)

    def save(db: Connection) -> Account | None:
        accounts.hold_all(db)
        if accounts.exist(db):
            return None
        return enter(db, new, made, by=NOBODY, adopt=True, desk=desk)

    return desk.write(save)


def find_account(desk: Desk, account_id: AccountId) -> Account:
    """Give one account."""
    with desk.read() as db:
        return accounts.load(db, account_id)


def account_of(desk: Desk, email: str) -> Account:
    """Give the account with an e-mail address.

    Raises:
        AccountMissing: when there is none.
    """
    with desk.read() as db:
        found = accounts.find(db, email=email.casefold())
    if found is None:
        message = f"There is no account with the e-mail address {email}."
        raise AccountMissing(message)
    return found


def list_accounts(desk: Desk, *, after: int, limit: int) -> Sequence[Account]:
    """List accounts in the order in which they were made."""
    with desk.read() as db:
        return accounts.page(db, after=after, limit=limit)


def change_account(
    desk: Desk, account_id: AccountId, change: AccountChange, *, expected: Expected = None, by: Principal
) -> Account:
    """Change who somebody is here; one who is disabled is signed out everywhere, and their keys are dead.

    Raises:
        AccountMissing: when there is no such account.
        Outdated: when the caller has seen another version.
        LastAdmin: when nobody would be left to say who works here.
        NameTaken: when another agent has the name.
    """

    def save(db: Connection) -> Account:
        accounts.hold_all(db)
        before = accounts.load(db, account_id)
        check_version(before.version, expected, thing="account", current=before)
        after = _changed(before, change, desk)
        if after == before:
            return before
        after = replace(after, version=before.version + 1)
        _check_admins(db, after)
        accounts.save(db, before, after)
        if after.disabled_at is not None:
            sessions.end_all(db, account_id)
        data = {"account_id": account_id} | _difference(before, after)
        events.add(db, None, Event("account.changed", by.name, data, desk.clock()))
        return after

    return desk.write(save)


def enter(  # noqa: PLR0913 - an account comes from three sides
    db: Connection, new: NewAccount, password_hash: str, *, by: str, adopt: bool, desk: Desk
) -> Account:
    """Write a new account down, with its agent and its event."""
    at = desk.clock()
    found = accounts.add(
        db,
        email=new.email,
        name=new.name,
        role=new.role,
        password_hash=password_hash,
        at=at,
        adopt=adopt,
    )
    account = accounts.load(db, found)
    data = {"account_id": found, "role": account.role, "agent_id": account.agent_id}
    events.add(db, None, Event("account.created", by, data, at))
    return account


def _hashed(new: NewAccount) -> str:
    passwords.check_new(new.password, email=new.email)
    return passwords.hashed(new.password)


def _add(db: Connection, desk: Desk, new: NewAccount, password_hash: str, by: Principal) -> Account:
    accounts.hold_all(db)
    is_first = not accounts.exist(db)
    if by.is_local and not is_first:
        message = "This desk got its first account just now: sign in to make more."
        raise HasAccounts(message)
    if is_first and new.role is not Role.ADMIN:
        message = "The first account is an admin's, because somebody must be able to make the others."
        raise Invalid(message, field="role")
    return enter(db, new, password_hash, by=by.name, adopt=True, desk=desk)


def _changed(before: Account, change: AccountChange, desk: Desk) -> Account:
    after = replace(before, role=change.role or before.role, name=change.name or before.name)
    if change.disabled is None or change.disabled == (before.disabled_at is not None):
        return after
    return replace(after, disabled_at=desk.clock() if change.disabled else None)


def _check_admins(db: Connection, after: Account) -> None:
    is_admin = after.role is Role.ADMIN and after.disabled_at is None
    if not is_admin and not accounts.has_admin(db, besides=after.id):
        message = f"{after.name} is the last admin: make somebody else an admin first."
        raise LastAdmin(message)


def _difference(before: Account, after: Account) -> dict[str, object]:
    """Tell what changed, without names: those are in the account."""
    found: dict[str, object] = {}
    if after.role is not before.role:
        found["role"] = after.role
    if after.name != before.name:
        found["name"] = True
    if (after.disabled_at is None) != (before.disabled_at is None):
        found["disabled"] = after.disabled_at is not None
    return found
