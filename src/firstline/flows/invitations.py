"""Let somebody in by a link: it makes an account, or sets a new password for one that is there.

The desk sends no mail for it: an admin gets the link once, and hands it over as they like. What always holds:
a link works once and for seven days, a newer one for the same person ends the older, and a wrong one tells
nothing, not even whether it was ever right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from firstline.core.access import Principal, Role
from firstline.core.errors import Conflict, Invalid
from firstline.core.ids import AccountId, InvitationId
from firstline.flows import passwords, tries
from firstline.flows.accounts import NewAccount, enter
from firstline.flows.desk import Desk
from firstline.flows.sign_in import Opened, Visitor, begin_session, set_password
from firstline.flows.tokens import digest, new_token
from firstline.store import accounts, events, invitations
from firstline.store.accounts import Account
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.invitations import Invitation, InvitationMissing

HOLDS = timedelta(days=7)


class NoTeam(Conflict):
    """The desk has no account yet."""

    code = "no_team"


class AccountDisabled(Conflict):
    """The account is not in use."""

    code = "account_disabled"


@dataclass(frozen=True, slots=True)
class Link:
    """A way in, shown once; the token is for the one who comes in by it."""

    invitation: Invitation
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody brings who comes in by a link."""

    token: str = field(repr=False)
    password: str = field(repr=False)
    name: str | None = None
    """None: as in the invitation."""


def invite(desk: Desk, *, email: str, name: str, role: Role, by: Principal) -> Link:
    """Make a link by which somebody gets an account.

    Raises:
        EmailTaken: when they have one.
        NoTeam: when the desk has no account yet.
    """

    def save(db: Connection) -> Link:
        accounts.hold_all(db)
        if not accounts.exist(db):
            message = (
                "This desk has no account yet. Make the first one, an admin's, before you invite others."
            )
            raise NoTeam(message)
        accounts.check_email(db, email)
        link = _link(db, desk, None, email=email, name=name, role=role, by=by)
        data = {"invitation_id": link.invitation.id, "role": role}
        events.add(db, None, Event("invitation.created", by.name, data, desk.clock()))
        return link

    return desk.write(save)


def offer_new_password(desk: Desk, account_id: AccountId, *, by: Principal) -> Link:
    """Make a link by which somebody sets a new password, because they forgot theirs.

    Raises:
        AccountMissing: when there is no such account.
        AccountDisabled: when it is not in use.
    """

    def save(db: Connection) -> Link:
        account = accounts.load(db, account_id)
        _check_in_use(account)
        link = _link(db, desk, account.id, email=account.email, name=account.name, role=account.role, by=by)
        data = {"account_id": account.id}
        events.add(db, None, Event("account.password_reset_offered", by.name, data, desk.clock()))
        return link

    return desk.write(save)


def list_invitations(desk: Desk, *, after: int, limit: int) -> Sequence[Invitation]:
    """List the invitations that nobody has used yet."""
    with desk.read() as db:
        return invitations.page(db, at=desk.clock(), after=after, limit=limit)


def take_back(desk: Desk, invitation_id: InvitationId, *, by: Principal) -> None:
    """End an invitation; one that is over stays as it is.

    Raises:
        InvitationMissing: when there is no such invitation.
    """

    def save(db: Connection) -> None:
        _, ended_at = invitations.load(db, invitation_id)
        if ended_at is None:
            invitations.end(db, invitation_id, at=desk.clock())
            data = {"invitation_id": invitation_id}
            events.add(db, None, Event("invitation.revoked", by.name, data, desk.clock()))

    desk.write(save)


def accept(desk: Desk, given: Acceptance, *, visitor: Visitor) -> Opened:
    """Come in by a link: an account is made or gets its new password, and a session begins.

    Raises:
        InvitationMissing: when the link is wrong, was used, taken back, or is too old.
        Invalid: when the password or the name cannot be taken.
        NameTaken: when another agent has the name.
        TooMany: when there were too many wrong links lately.
    """
    tried = tries.begin(desk, address=visitor.address)
    token = digest(given.token)
    with desk.read() as db:
        known = _found(invitations.find(db, token, at=desk.clock()))
    passwords.check_new(given.password, email=known.email)
    made = passwords.hashed(given.password)

    def save(db: Connection) -> Opened:
        accounts.hold_all(db)
        invitation = _found(invitations.find(db, token, at=desk.clock(), to_end=True))
        tries.give_back(db, tried)
        invitations.end(db, invitation.id, at=desk.clock())
        account = _let_in(db, desk, invitation, given.name, made)
        return begin_session(db, account, visitor=visitor, at=desk.clock())

    return desk.write(save)


def _link(  # noqa: PLR0913 - a link has this many parts
    db: Connection,
    desk: Desk,
    account_id: AccountId | None,
    *,
    email: str,
    name: str,
    role: Role,
    by: Principal,
) -> Link:
    at, token = desk.clock(), new_token()
    until = at + HOLDS
    invitations.end_all(db, email=email, account_id=account_id, at=at)
    number = invitations.add(
        db,
        token_hash=digest(token),
        account_id=account_id,
        email=email,
        name=name,
        role=role,
        by=by.name,
        at=at,
        until=until,
    )
    return Link(Invitation(number, account_id, email, name, role, by.name, at, until), token)


def _let_in(
    db: Connection, desk: Desk, invitation: Invitation, name: str | None, password_hash: str
) -> Account:
    if invitation.account_id is not None:
        account = accounts.load(db, invitation.account_id)
        _check_in_use(account)
        set_password(db, account, password_hash, by=account.name, at=desk.clock())
        return account
    chosen = name or invitation.name
    if not chosen:
        message = "Say by which name you will work here."
        raise Invalid(message, field="name")
    new = NewAccount(invitation.email, chosen, invitation.role, password="")
    is_admins_choice = chosen == invitation.name
    account = enter(db, new, password_hash, by=chosen, adopt=is_admins_choice, desk=desk)
    data = {"invitation_id": invitation.id, "account_id": account.id}
    events.add(db, None, Event("invitation.accepted", account.name, data, desk.clock()))
    return account


def _found(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        message = "This link is not good: it was used, taken back or is too old. Ask an admin for a new one."
        raise InvitationMissing(message)
    return invitation


def _check_in_use(account: Account) -> None:
    if account.disabled_at is not None:
        message = f"The account of {account.name} is disabled. Enable it first."
        raise AccountDisabled(message)
