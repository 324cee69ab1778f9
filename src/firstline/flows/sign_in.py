"""Sign in with e-mail and password, stay signed in, sign out.

A session is a new random token each time, whatever the browser brought along, so that nobody can lay a
session under another's sign-in; the one that was open in the browser ends. What always holds: an unknown
address, a wrong password and a disabled account get the same answer after the same work, and a password's
change ends every other session of its account.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from firstline.core.access import Principal, SignInNeeded
from firstline.core.errors import Conflict, Invalid, Missing
from firstline.core.ids import AccountId, SessionId
from firstline.flows import passwords, tries
from firstline.flows.desk import Desk
from firstline.flows.tokens import digest, new_token
from firstline.store import accounts, events, invitations, sessions
from firstline.store.accounts import Account
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.sessions import Session

IDLE = timedelta(days=7)
"""A session that nobody uses ends: long enough for a week's leave, short enough for a lost laptop."""
LONGEST = timedelta(days=30)
"""However busy it is, then the password is asked for again."""
LONGEST_DEVICE = 200
"""Letters of what a browser calls itself."""
MOST_SESSIONS = 100
"""Sessions that are listed; more are hardly ever open."""
UNKNOWN = AccountId(0)
"""Nobody's account; it is asked for like any other, so that it takes the same time."""
NOBODY = "nobody"
"""Who acted, when it was nobody that the desk knows."""


class SignInFailed(SignInNeeded):
    """E-mail address and password do not belong together."""

    code = "sign_in_failed"


class SessionMissing(Missing):
    """There is no such session, or it is another's."""

    code = "session_missing"


class NoAccount(Conflict):
    """It needs an account, and who asks has none."""

    code = "no_account"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever is at the door, before they are known."""

    address: str
    """Of the network."""
    device: str = ""
    """What the browser calls itself."""
    token: str | None = field(default=None, repr=False)
    """Of the session that their browser has open; it ends when another begins."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has begun; the token is for the browser alone."""

    account: Account
    token: str = field(repr=False)
    expires_at: datetime


def sign_in(desk: Desk, email: str, password: str, *, visitor: Visitor) -> Opened:
    """Begin a session.

    Raises:
        SignInFailed: when the address and the password are not those of an account that is in use.
        TooMany: when there were too many failures lately.
    """
    email = email.casefold()
    tried = tries.begin(desk, address=visitor.address, email=email)
    with desk.read() as db:
        account = accounts.find(db, email=email)
        kept = accounts.password_of(db, UNKNOWN if account is None else account.id)
    is_right = passwords.fits(password, kept)
    if account is None or kept is None or not is_right:
        raise _refused(desk, account, visitor)
    stronger = passwords.hashed(password) if passwords.is_weak(kept) else None

    def save(db: Connection) -> Opened | None:
        now = accounts.load(db, account.id)
        if now.disabled_at is not None or accounts.password_of(db, now.id) != kept:
            return None
        if stronger is not None:
            accounts.save_password(db, now.id, stronger)
        tries.give_back(db, tried)
        return begin_session(db, now, visitor=visitor, at=desk.clock())

    opened = desk.write(save)
    if opened is None:
        raise _refused(desk, account, visitor)
    return opened


def begin_session(db: Connection, account: Account, *, visitor: Visitor, at: datetime) -> Opened:
    """Begin a session in the transaction that makes sure of whose it is."""
    if visitor.token is not None:
        sessions.end_by_token(db, digest(visitor.token))
    token, until = new_token(), at + IDLE
    device = visitor.device[:LONGEST_DEVICE]
    number = sessions.add(
        db, token_hash=digest(token), account_id=account.id, device=device, at=at, until=until
    )
    data = {"account_id": account.id, "session_id": number, "address": visitor.address}
    events.add(db, None, Event("account.signed_in", account.name, data, at))
    return Opened(account, token, until)


def open_until(created_at: datetime, *, used_at: datetime) -> datetime:
    """Tell when a session ends that was begun and used then."""
    return min(created_at + LONGEST, used_at + IDLE)


def sign_out(desk: Desk, *, by: Principal) -> None:
    """End the session by which somebody asks; for others there is nothing to end."""
    session_id, account_id = by.session_id, by.account_id
    if session_id is None or account_id is None:
        return

    def save(db: Connection) -> None:
        if sessions.end(db, session_id, account_id=account_id):
            data = {"account_id": account_id, "session_id": session_id}
            events.add(db, None, Event("account.signed_out", by.name, data, desk.clock()))

    desk.write(save)


def own_sessions(desk: Desk, *, by: Principal) -> Sequence[Session]:
    """List where somebody is signed in."""
    if by.account_id is None:
        return ()
    with desk.read() as db:
        return sessions.of_account(db, by.account_id, at=desk.clock(), limit=MOST_SESSIONS)


def end_session(desk: Desk, session_id: SessionId, *, by: Principal) -> None:
    """Sign oneself out elsewhere.

    Raises:
        SessionMissing: when there is no such session, or it is another's.
    """

    def save(db: Connection) -> None:
        if by.account_id is None or not sessions.end(db, session_id, account_id=by.account_id):
            message = f"There is no session {session_id}."
            raise SessionMissing(message)
        data = {"account_id": by.account_id, "session_id": session_id}
        events.add(db, None, Event("account.signed_out", by.name, data, desk.clock()))

    desk.write(save)


def change_password(desk: Desk, current: str, new: str, *, by: Principal, address: str) -> None:
    """Set a new password, by who knows the old one, and end every other session of the account.

    Raises:
        Invalid: when the current one is wrong, or the new one cannot be taken.
        TooMany: when there were too many failures lately.
    """
    account = _account_of(desk, by)
    passwords.check_new(new, email=account.email, field="new")
    tried = tries.begin(desk, address=address, email=account.email)
    with desk.read() as db:
        kept = accounts.password_of(db, account.id)
    if not passwords.fits(current, kept):
        message = "This is not your current password."
        raise Invalid(message, field="current")
    made = passwords.hashed(new)

    def save(db: Connection) -> None:
        tries.give_back(db, tried)
        set_password(db, account, made, by=by.name, besides=by.session_id, at=desk.clock())

    desk.write(save)


def give_password(desk: Desk, account: Account, new: str, *, by: Principal) -> None:
    """Set a new password for somebody, as the operator; every session of theirs ends.

    Raises:
        Invalid: when it cannot be taken.
    """
    passwords.check_new(new, email=account.email)
    made = passwords.hashed(new)
    desk.write(lambda db: set_password(db, account, made, by=by.name, at=desk.clock()))


def set_password(  # noqa: PLR0913 - a change of a password has this many sides
    db: Connection,
    account: Account,
    password_hash: str,
    *,
    by: str,
    besides: SessionId | None = None,
    at: datetime,
) -> None:
    """Write a new password down; links for another, and sessions under the old one, end."""
    accounts.save_password(db, account.id, password_hash)
    invitations.end_all(db, email=account.email, account_id=account.id, at=at)
    ended = sessions.end_all(db, account.id, besides=besides)
    data = {"account_id": account.id, "sessions_ended": ended}
    events.add(db, None, Event("account.password_changed", by, data, at))


def _account_of(desk: Desk, by: Principal) -> Account:
    if by.account_id is None:
        message = "Only an account has a password; nobody with one is signed in."
        raise NoAccount(message)
    with desk.read() as db:
        return accounts.load(db, by.account_id)


def _refused(desk: Desk, account: Account | None, visitor: Visitor) -> SignInFailed:
    """Write a failure down, and say it; what was typed is nowhere, because it may be a password."""
    known: AccountId | None = None if account is None else account.id

    def save(db: Connection) -> None:
        data = {"account_id": known, "address": visitor.address}
        events.add(db, None, Event("account.sign_in_failed", NOBODY, data, desk.clock()))

    desk.write(save)
    return SignInFailed("E-mail address or password is wrong, or the account is not in use.")
