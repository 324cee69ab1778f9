"""/session: who is signed in here, and how one comes and goes; /sessions: where else.

Anybody may ask who they are: a page does so before it knows whether to show the sign-in.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.core.access import ROLES, Principal
from firstline.core.ids import LARGEST, SessionId
from firstline.flows.accounts import find_account
from firstline.flows.desk import Desk
from firstline.flows.sign_in import (
    Opened,
    SessionMissing,
    Visitor,
    change_password,
    end_session,
    own_sessions,
    sign_in,
    sign_out,
)
from firstline.store.accounts import Account
from firstline.store.sessions import Session
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.cookies import forget_session, keep_session
from firstline.web.guard import Mode
from firstline.web.native.shapes import AgentRef, Given, Page
from firstline.web.texts import TAKABLE, Address

MOST_LETTERS = 1_000

Email = Annotated[Address, Field(max_length=255)]
Password = Annotated[str, Field(min_length=1, max_length=MOST_LETTERS), TAKABLE]

router = APIRouter(prefix="/api/v1", tags=["session"])


class SignInGiven(Given):
    """Who wants in."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"email": "kim@example.com", "password": "a long enough one"}}
    )

    email: Email
    password: Password


class PasswordGiven(Given):
    """A new password, from who knows the old one."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"current": "a long enough one", "new": "an even longer one"}}
    )

    current: Password
    new: Password


@dataclass(frozen=True, slots=True)
class AccountRef:
    """The account that is signed in."""

    id: int
    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SessionOut:
    """Who asks, and what they may do."""

    mode: str
    """local: the desk has no accounts, and belongs to the person at the machine; team."""
    account: AccountRef | None
    """null: nobody is signed in, or a key without an account asks."""
    agent: AgentRef | None
    """As whom they work on tickets."""
    permissions: list[str]


@dataclass(frozen=True, slots=True)
class OwnSessionOut:
    """A place where one is signed in."""

    id: int
    device: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    current: bool
    """It is the one that asks."""


SIGN_IN = TypeAdapter(SignInGiven)
NEW_PASSWORD = TypeAdapter(PasswordGiven)

NO_ACCOUNT = examples.also(
    HTTPStatus.CONFLICT,
    "Who asks has no account",
    "Only an account has a password; nobody with one is signed in.",
    "no_account",
)


@router.post(
    "/session",
    status_code=201,
    response_model=SessionOut,
    operation_id="sign_in",
    openapi_extra=examples.body("SignInGiven"),
)
def create_session(request: Request, desk: CurrentDesk, call: CurrentCall) -> Response:
    """Sign in; the session is in a cookie, and one that was open in this browser ends."""
    given = call.read(SIGN_IN)
    opened = sign_in(desk, given.email, given.password, visitor=visitor_of(request))
    return signed_in(request, opened)


@router.get("/session", response_model=SessionOut, operation_id="read_session")
def read_session(request: Request, desk: CurrentDesk) -> Response:
    """Tell who asks, and what they may do; nobody has no account and no permissions."""
    return respond(answer(_shown(desk, request.scope["mode"], request.scope["principal"])))


@router.delete("/session", status_code=204, operation_id="sign_out")
def delete_session(request: Request, desk: CurrentDesk) -> Response:
    """Sign out of this browser; done already, it stays done."""
    principal = request.scope["principal"]
    if principal is not None:
        sign_out(desk, by=principal)
    done = Response(status_code=HTTPStatus.NO_CONTENT)
    forget_session(request, done)
    return done


@router.put(
    "/session/password",
    status_code=204,
    operation_id="change_password",
    openapi_extra=examples.body("PasswordGiven"),
    responses=NO_ACCOUNT,
)
def put_password(
    request: Request, desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal
) -> Response:
    """Set a new password; every other session of the account ends."""
    given = call.read(NEW_PASSWORD)
    change_password(desk, given.current, given.new, by=principal, address=request.scope["address"])
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.get("/sessions", response_model=Page[OwnSessionOut], operation_id="list_sessions")
def list_sessions(desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """List where one is signed in, what was used last first."""
    found = [_own(session, principal) for session in own_sessions(desk, by=principal)]
    return respond(answer(Page(found, None)))


@router.delete("/sessions/{session_id}", status_code=204, operation_id="end_session")
def delete_own_session(session_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Sign out elsewhere; another's session is not there."""
    if not 1 <= session_id <= LARGEST:
        message = f"There is no session {session_id}."
        raise SessionMissing(message)
    end_session(desk, SessionId(session_id), by=principal)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def visitor_of(request: Request) -> Visitor:
    """Tell what is known of who stands at the door."""
    device = "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())
    return Visitor(request.scope["address"], device, request.scope["session_token"])


def signed_in(request: Request, opened: Opened) -> Response:
    """Answer with whom the session signs in, and its cookie."""
    account = opened.account
    agent = AgentRef(account.agent_id, account.name)
    shown = SessionOut(Mode.TEAM, _ref(account), agent, sorted(ROLES[account.role]))
    told = respond(answer(shown, status=HTTPStatus.CREATED))
    keep_session(request, told, opened.token)
    return told


def _shown(desk: Desk, mode: str, principal: Principal | None) -> SessionOut:
    if principal is None:
        return SessionOut(mode, None, None, [])
    agent = None if principal.agent_id is None else AgentRef(principal.agent_id, principal.name)
    account = None if principal.account_id is None else _ref(find_account(desk, principal.account_id))
    return SessionOut(mode, account, agent, sorted(principal.permissions))


def _ref(account: Account) -> AccountRef:
    return AccountRef(account.id, account.email, account.name, account.role)


def _own(session: Session, principal: Principal) -> OwnSessionOut:
    found: dict[str, Any] = {name: getattr(session, name) for name in session.__slots__}
    return OwnSessionOut(**found, current=session.id == principal.session_id)
