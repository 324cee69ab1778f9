"""/accounts: who works here. Admins only; in local mode the first one turns the desk into a team's."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter

from firstline.core.access import Role
from firstline.core.ids import LARGEST, AccountId
from firstline.flows.accounts import (
    AccountChange,
    NewAccount,
    add_account,
    change_account,
    find_account,
    list_accounts,
    open_desk,
)
from firstline.flows.invitations import Link, offer_new_password
from firstline.store.accounts import Account, AccountMissing
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.cookies import keep_session
from firstline.web.native.conditional import IfMatch, showing, tagged
from firstline.web.native.places import LIMIT, After, Limit, number_after, paged
from firstline.web.native.session import Email, Password, visitor_of
from firstline.web.native.shapes import AgentRef, Given, Page
from firstline.web.texts import Filled

KIND = "accounts"
LONGEST_NAME = 100
ACCEPT = "/accept-invitation"
"""The page that a link leads to; the token stands behind a `#`, so that no server and no log sees it."""

router = APIRouter(prefix="/api/v1", tags=["accounts"])


def _plain(name: str) -> str:
    name = name.strip()
    if not name.isprintable():
        message = "holds a sign that cannot be seen"
        raise ValueError(message)
    return name


Name = Annotated[Filled, Field(max_length=LONGEST_NAME), AfterValidator(_plain)]
"""By which colleagues know somebody; it stands beside their replies."""


class AccountGiven(Given):
    """Somebody who shall be able to sign in."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "email": "kim@example.com",
                "name": "Kim",
                "role": "admin",
                "password": "a long enough one",
            }
        }
    )

    email: Email
    name: Name
    role: Role | None = None
    """Not given: agent; of the first account: admin."""
    password: Password


class AccountPatch(Given):
    """What shall be otherwise."""

    model_config = ConfigDict(json_schema_extra={"example": {"role": "lead"}})

    role: Role | None = None
    name: Name | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True)
class AccountOut:
    """An account."""

    id: int
    email: str
    name: str
    role: str
    disabled: bool
    created_at: datetime
    version: int
    """Grows with every change; send it as `If-Match`."""
    agent: AgentRef


@dataclass(frozen=True, slots=True)
class LinkOut:
    """A way in, shown once: hand it over by a way that you trust."""

    token: str
    path: str
    """Put the desk's address before it."""
    expires_at: datetime


ACCOUNT = TypeAdapter(AccountGiven)
CHANGE = TypeAdapter(AccountPatch)

TAKEN = examples.also(
    HTTPStatus.CONFLICT,
    "Another has the e-mail address or the name; or the last admin would be lost",
    "There is an account with this e-mail address already.",
    "email_taken",
)
OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "The account was changed since you looked",
    "This account was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)
DISABLED = examples.also(
    HTTPStatus.CONFLICT,
    "The account is not in use",
    "The account of Kim is disabled. Enable it first.",
    "account_disabled",
)


@router.get("/accounts", response_model=Page[AccountOut], operation_id="list_accounts")
def get_accounts(desk: CurrentDesk, limit: Limit = LIMIT, after: After = None) -> Response:
    """List accounts in the order in which they were made."""
    found = list_accounts(desk, after=number_after(KIND, after), limit=limit + 1)
    return respond(answer(paged(KIND, found, account_out, lambda one: one.id, limit=limit)))


@router.post(
    "/accounts",
    status_code=201,
    response_model=AccountOut,
    operation_id="create_account",
    openapi_extra=examples.body("AccountGiven"),
    responses=TAKEN,
)
def post_account(
    request: Request, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal
) -> Response:
    """Make an account. The first one is an admin's, is signed in at once, and gives the desk to a team."""
    given = call.read(ACCOUNT)
    role = given.role or (Role.ADMIN if principal.is_local else Role.AGENT)
    new = NewAccount(given.email.casefold(), given.name, role, given.password)
    if not principal.is_local:
        return _made(add_account(desk, new, by=principal))
    opened = open_desk(desk, new, by=principal, visitor=visitor_of(request))
    told = _made(opened.account)
    keep_session(request, told, opened.token)
    return told


@router.get("/accounts/{account_id}", response_model=AccountOut, operation_id="read_account")
def get_account(account_id: int, desk: CurrentDesk) -> Response:
    """Show one account."""
    account = find_account(desk, _known(account_id))
    return tagged(respond(answer(account_out(account))), account.version)


@router.patch(
    "/accounts/{account_id}",
    response_model=AccountOut,
    operation_id="change_account",
    openapi_extra=examples.body("AccountPatch"),
    responses=TAKEN | OUTDATED,
)
def patch_account(
    account_id: int, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal, expected: IfMatch
) -> Response:
    """Change role or name, disable or enable; who is disabled is signed out, and their keys are dead."""
    given = call.read(CHANGE)
    change = AccountChange(given.role, given.name, given.disabled)
    with showing(account_out):
        account = change_account(desk, _known(account_id), change, expected=expected, by=principal)
    return tagged(respond(answer(account_out(account))), account.version)


@router.post(
    "/accounts/{account_id}/password-reset",
    status_code=201,
    response_model=LinkOut,
    operation_id="offer_new_password",
    responses=DISABLED,
)
def post_password_reset(account_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Make a link by which somebody sets a new password; it works once, for seven days."""
    link = offer_new_password(desk, _known(account_id), by=principal)
    return respond(answer(link_out(link), status=HTTPStatus.CREATED))


def account_out(account: Account) -> AccountOut:
    """Show an account."""
    return AccountOut(
        account.id,
        account.email,
        account.name,
        account.role,
        account.disabled_at is not None,
        account.created_at,
        account.version,
        AgentRef(account.agent_id, account.name),
    )


def link_out(link: Link) -> LinkOut:
    """Show a link, the one time."""
    return LinkOut(link.token, f"{ACCEPT}#{link.token}", link.invitation.expires_at)


def _made(account: Account) -> Response:
    told = tagged(respond(answer(account_out(account), status=HTTPStatus.CREATED)), account.version)
    told.headers["Location"] = f"/api/v1/accounts/{account.id}"
    return told


def _known(account_id: int) -> AccountId:
    if not 1 <= account_id <= LARGEST:
        message = f"There is no account {account_id}."
        raise AccountMissing(message)
    return AccountId(account_id)
