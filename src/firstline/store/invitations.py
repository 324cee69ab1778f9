"""Invitations on disk: a link that makes an account, or sets a new password for one.

It is found by the hash of its token. What always holds: one that was used, taken back or has expired is found
by nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from firstline.core.access import Role
from firstline.core.errors import Missing
from firstline.core.ids import AccountId, InvitationId
from firstline.store.schema import invitations

SHOWN = (
    invitations.c.id,
    invitations.c.account_id,
    invitations.c.email,
    invitations.c.name,
    invitations.c.role,
    invitations.c.invited_by,
    invitations.c.created_at,
    invitations.c.expires_at,
)


class InvitationMissing(Missing):
    """There is no such invitation, or it is over."""

    code = "invitation_missing"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody may come in; `account_id`: they have an account, and get a new password for it."""

    id: InvitationId
    account_id: AccountId | None
    email: str
    name: str
    role: Role
    invited_by: str
    created_at: datetime
    expires_at: datetime


def add(  # noqa: PLR0913 - an invitation has this many parts
    db: Connection,
    *,
    token_hash: bytes,
    account_id: AccountId | None,
    email: str,
    name: str,
    role: Role,
    by: str,
    at: datetime,
    until: datetime,
) -> InvitationId:
    """Add an invitation."""
    values = {"token_hash": token_hash, "account_id": account_id, "email": email, "name": name, "role": role}
    made = insert(invitations).values(**values, invited_by=by, created_at=at, expires_at=until)
    return InvitationId(db.execute(made.returning(invitations.c.id)).scalar_one())


def find(db: Connection, token_hash: bytes, *, at: datetime, to_end: bool = False) -> Invitation | None:
    """Look for the open invitation with this token; `to_end`: nobody else ends it meanwhile."""
    asked = select(*SHOWN).where(invitations.c.token_hash == token_hash, *_open(at))
    if to_end:
        asked = asked.with_for_update()
    row = db.execute(asked).one_or_none()
    return None if row is None else _invitation(row)


def load(db: Connection, invitation_id: InvitationId) -> tuple[Invitation, datetime | None]:
    """Fetch an invitation and when it ended, or say that it is missing; links for passwords are none."""
    asked = select(*SHOWN, invitations.c.ended_at).where(invitations.c.id == invitation_id)
    row = db.execute(asked.where(invitations.c.account_id.is_(None)).with_for_update()).one_or_none()
    if row is None:
        message = f"There is no invitation {invitation_id}."
        raise InvitationMissing(message)
    return _invitation(row), row.ended_at


def page(db: Connection, *, at: datetime, after: int = 0, limit: int) -> Sequence[Invitation]:
    """List the open invitations in the order in which they were made; links for passwords are none."""
    asked = select(*SHOWN).where(invitations.c.id > after, invitations.c.account_id.is_(None), *_open(at))
    return [_invitation(row) for row in db.execute(asked.order_by(invitations.c.id).limit(limit))]


def end(db: Connection, invitation_id: InvitationId, *, at: datetime) -> None:
    """End an invitation: it was used or taken back."""
    db.execute(update(invitations).where(invitations.c.id == invitation_id).values(ended_at=at))


def end_all(db: Connection, *, email: str, account_id: AccountId | None = None, at: datetime) -> None:
    """End every open invitation for an address or an account, because another one takes its place."""
    whose = invitations.c.email == email
    if account_id is not None:
        whose = or_(whose, invitations.c.account_id == account_id)
    db.execute(update(invitations).where(whose, invitations.c.ended_at.is_(None)).values(ended_at=at))


def _open(at: datetime) -> tuple[Any, ...]:
    return invitations.c.ended_at.is_(None), invitations.c.expires_at > at


def _invitation(row: Row[*tuple[Any, ...]]) -> Invitation:
    known = {name: value for name, value in row._asdict().items() if name != "ended_at"}
    return Invitation(**known | {"role": Role(row.role)})
