"""Who may do what: permissions, the roles and scopes that give them, and whoever asks.

Every door and every flow that must know who acts is handed a `Principal`. A role gives its permissions to
an account; an API key has the permissions of its scopes, and of an account's key never more than the
account has now, so that a lowered role lowers its keys at once.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from firstline.core.errors import DeskError, Refused
from firstline.core.ids import AccountId, AgentId, KeyId, SessionId


class Permission(StrEnum):
    """What a route may ask for."""

    PUBLIC = "public"
    """Nothing: anybody may."""
    SIGNED_IN = "signed_in"
    """Any account, whatever its role; no key."""
    INTAKE = "intake"
    """Bring messages in."""
    READ = "read"
    """See tickets, customers and sums."""
    WORK = "work"
    """Change tickets and customers, write replies and notes."""
    LEAD = "lead"
    """Say how the team works: taxonomy, teams, canned replies, imports, exports."""
    ADMIN = "admin"
    """Say who works here: accounts, everybody's keys, settings."""


class Role(StrEnum):
    """What an account is for."""

    ADMIN = "admin"
    LEAD = "lead"
    AGENT = "agent"


class Scope(StrEnum):
    """What an API key is for."""

    INTAKE = "intake"
    READ = "read"
    WORK = "work"
    ADMIN = "admin"


EVERYTHING = frozenset(Permission)
_WORK = frozenset({Permission.INTAKE, Permission.READ, Permission.WORK})

ROLES: Mapping[Role, AbstractSet[Permission]] = {
    Role.AGENT: _WORK | {Permission.PUBLIC, Permission.SIGNED_IN},
    Role.LEAD: _WORK | {Permission.PUBLIC, Permission.SIGNED_IN, Permission.LEAD},
    Role.ADMIN: EVERYTHING,
}
SCOPES: Mapping[Scope, AbstractSet[Permission]] = {
    Scope.INTAKE: {Permission.PUBLIC, Permission.INTAKE},
    Scope.READ: {Permission.PUBLIC, Permission.READ},
    Scope.WORK: _WORK | {Permission.PUBLIC},
    Scope.ADMIN: EVERYTHING - {Permission.SIGNED_IN},
}


class SignInNeeded(DeskError):
    """A credential is needed, or the one that came is not good (any more)."""

    code = "sign_in_needed"


class NotAllowed(Refused):
    """Who asks is known, and may not do this."""

    code = "not_allowed"


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever asks: the person at a local desk, an account, or an API key."""

    name: str
    """Stands as the author in threads and in the event log."""
    permissions: AbstractSet[Permission]
    credential: str
    """Which credential this is, without saying it: `local`, `account:3`, `key:12`."""
    role: Role | None = None
    account_id: AccountId | None = None
    agent_id: AgentId | None = None
    """None: a key without an account; in local mode nobody in particular."""
    key_id: KeyId | None = None
    session_id: SessionId | None = None

    @property
    def is_local(self) -> bool:
        """Tell whether this is the person at a desk without accounts, who may name any agent."""
        return self.credential == LOCAL_CREDENTIAL


LOCAL_CREDENTIAL = "local"
_ABOUT_TRUST = ("account.", "invitation.", "key.", "settings.")
"""How the kinds of events begin that tell who works here and how."""
LOCAL = Principal("local", EVERYTHING, LOCAL_CREDENTIAL, Role.ADMIN)
"""The person at the machine, while the desk has no accounts."""
OPERATOR = Principal("operator", EVERYTHING, "operator", Role.ADMIN)
"""Whoever runs the desk, at its command line or by its settings."""


def permissions_of(scopes: Iterable[Scope], role: Role | None) -> AbstractSet[Permission]:
    """Give what a key may do; `role` is its account's, None: it has no account.

    >>> sorted(one.value for one in permissions_of([Scope.ADMIN], Role.AGENT))
    ['intake', 'public', 'read', 'work']
    """
    given: AbstractSet[Permission] = frozenset().union(*(SCOPES[scope] for scope in scopes))
    return given if role is None else given & ROLES[role]


def require(principal: Principal, needed: Permission) -> None:
    """Let the principal go on, or say what is lacking.

    Raises:
        NotAllowed: when the principal lacks the permission.
    """
    if needed not in principal.permissions:
        message = f"This needs the permission {needed.value!r}, which {principal.name} does not have."
        raise NotAllowed(message)


def may_see(principal: Principal, kind: str) -> bool:
    """Tell whether the principal may see events of this kind; those about accounts are for admins.

    >>> kim = Principal("Kim", ROLES[Role.LEAD], "account:2")
    >>> may_see(LOCAL, "account.created"), may_see(kim, "account.created"), may_see(kim, "ticket.assigned")
    (True, False, True)
    """
    needed = Permission.ADMIN if kind.startswith(_ABOUT_TRUST) else Permission.READ
    return needed in principal.permissions
