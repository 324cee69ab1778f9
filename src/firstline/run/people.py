"""Accounts and keys from the command line: each function opens the desk, does one thing, and closes it again.

Whoever can run the command can read the database anyway, so the operator may do what an admin may.
"""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError

from firstline.core.access import OPERATOR, Role, Scope
from firstline.core.errors import Refused
from firstline.core.ids import KeyId
from firstline.flows import accounts, invitations, keys, sign_in
from firstline.run.opening import opened_desk
from firstline.store.accounts import Account
from firstline.store.api_keys import ApiKey
from firstline.web.native.accounts import ACCEPT, Name
from firstline.web.native.session import Email

MOST = 10_000
"""Accounts, and keys, that are listed."""
EMAIL: TypeAdapter[str] = TypeAdapter(Email)
NAME: TypeAdapter[str] = TypeAdapter(Name)


class NotUnderstood(Refused):
    """What was typed is not what it should be."""

    code = "not_understood"


def add(email: str, password: str, *, name: str | None, role: Role | None) -> tuple[Account, bool]:
    """Make an account, and tell whether it is the first one, which is always an admin's."""
    checked = _email(email)
    named = _name(name or checked.partition("@")[0])
    with opened_desk() as desk:
        is_first = not accounts.list_accounts(desk, after=0, limit=1)
        chosen = role or (Role.ADMIN if is_first else Role.AGENT)
        new = accounts.NewAccount(checked, named, chosen, password)
        return accounts.add_account(desk, new, by=OPERATOR), is_first


def everyone() -> Sequence[Account]:
    """List the accounts."""
    with opened_desk() as desk:
        return accounts.list_accounts(desk, after=0, limit=MOST)


def change(email: str, *, role: Role | None = None, disabled: bool | None = None) -> Account:
    """Change an account."""
    with opened_desk() as desk:
        account = accounts.account_of(desk, email)
        wanted = accounts.AccountChange(role=role, disabled=disabled)
        return accounts.change_account(desk, account.id, wanted, by=OPERATOR)


def set_password(email: str, password: str) -> Account:
    """Set a new password for an account."""
    with opened_desk() as desk:
        account = accounts.account_of(desk, email)
        sign_in.give_password(desk, account, password, by=OPERATOR)
        return account


def reset_link(email: str) -> str:
    """Make the link by which somebody sets a new password; what follows the desk's address."""
    with opened_desk() as desk:
        account = accounts.account_of(desk, email)
        return _path(invitations.offer_new_password(desk, account.id, by=OPERATOR))


def invite(email: str, *, name: str | None, role: Role) -> str:
    """Make the link by which somebody gets an account; what follows the desk's address."""
    checked, named = _email(email), "" if name is None else _name(name)
    with opened_desk() as desk:
        return _path(invitations.invite(desk, email=checked, name=named, role=role, by=OPERATOR))


def add_key(name: str, *, scopes: Sequence[Scope], email: str | None, days: int | None) -> keys.MadeKey:
    """Make a key, for an account or for the desk."""
    named = _name(name)
    with opened_desk() as desk:
        account_id = None if email is None else accounts.account_of(desk, email).id
        until = None if days is None else desk.clock() + timedelta(days=days)
        return keys.add_key(desk, keys.NewKey(named, frozenset(scopes), account_id, until), by=OPERATOR)


def all_keys() -> Sequence[ApiKey]:
    """List the keys that were not revoked."""
    with opened_desk() as desk:
        return keys.list_keys(desk, by=OPERATOR, after=0, limit=MOST)


def revoke_key(number: int) -> None:
    """End a key."""
    with opened_desk() as desk:
        keys.revoke_key(desk, KeyId(number), by=OPERATOR)


def _path(link: invitations.Link) -> str:
    return f"{ACCEPT}#{link.token}"


def _email(given: str) -> str:
    try:
        return EMAIL.validate_python(given).casefold()
    except ValidationError:
        message = f"{given} is not a valid e-mail address."
        raise NotUnderstood(message) from None


def _name(given: str) -> str:
    try:
        return NAME.validate_python(given)
    except ValidationError:
        message = "A name has 1 to 100 signs, all of which can be seen."
        raise NotUnderstood(message) from None
