"""/invitations: let somebody in by a link, and come in by it."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field, TypeAdapter

from firstline.core.access import Role
from firstline.core.ids import LARGEST, InvitationId
from firstline.flows.invitations import Acceptance, accept, invite, list_invitations, take_back
from firstline.store.invitations import Invitation, InvitationMissing
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.native.accounts import ACCEPT, Name
from firstline.web.native.places import LIMIT, After, Limit, number_after, paged
from firstline.web.native.session import Email, Password, SessionOut, signed_in, visitor_of
from firstline.web.native.shapes import Given, Page
from firstline.web.texts import Text

KIND = "invitations"
LONGEST_TOKEN = 200

router = APIRouter(prefix="/api/v1", tags=["accounts"])


class InvitationGiven(Given):
    """Somebody who shall work here."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"email": "ana@example.com", "name": "Ana", "role": "agent"}}
    )

    email: Email
    name: Name | None = None
    """Not given: they choose it themselves."""
    role: Role = Role.AGENT


class AcceptanceGiven(Given):
    """What somebody brings who comes in by a link."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "token": "pWq2hVbN0mYtR4sXc8dF1gJ6kL9zA3eU5iO7nB_vCxQ",
                "name": "Ana",
                "password": "a long enough one",
            }
        }
    )

    token: Annotated[Text, Field(min_length=1, max_length=LONGEST_TOKEN)]
    name: Name | None = None
    """Not given: as in the invitation. With a link for a new password it is not needed."""
    password: Password


@dataclass(frozen=True, slots=True)
class InvitationOut:
    """An invitation that nobody has used yet; who has the link was told when it was made."""

    id: int
    email: str
    name: str
    role: str
    invited_by: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewInvitationOut:
    """A new invitation; the link is shown once."""

    id: int
    email: str
    name: str
    role: str
    token: str
    path: str
    """Put the desk's address before it."""
    expires_at: datetime


INVITATION = TypeAdapter(InvitationGiven)
ACCEPTANCE = TypeAdapter(AcceptanceGiven)

NOT_NOW = examples.also(
    HTTPStatus.CONFLICT,
    "They have an account already, or the desk has none yet",
    "There is an account with this e-mail address already.",
    "email_taken",
)
NO_GOOD = examples.also(
    HTTPStatus.NOT_FOUND,
    "The link is not good (any more)",
    "This link is not good: it was used, taken back or is too old. Ask an admin for a new one.",
    "invitation_missing",
)
TAKEN = examples.also(
    HTTPStatus.CONFLICT,
    "Another agent has the name",
    "There is an agent named Ana already. Choose another name.",
    "name_taken",
)


@router.get("/invitations", response_model=Page[InvitationOut], operation_id="list_invitations")
def get_invitations(desk: CurrentDesk, limit: Limit = LIMIT, after: After = None) -> Response:
    """List the invitations that nobody has used yet."""
    found = list_invitations(desk, after=number_after(KIND, after), limit=limit + 1)
    return respond(answer(paged(KIND, found, _shown, lambda one: one.id, limit=limit)))


@router.post(
    "/invitations",
    status_code=201,
    response_model=NewInvitationOut,
    operation_id="invite",
    openapi_extra=examples.body("InvitationGiven"),
    responses=NOT_NOW,
)
def post_invitation(desk: CurrentDesk, call: CurrentCall, principal: CurrentPrincipal) -> Response:
    """Make a link by which somebody gets an account; it works once, for seven days."""
    given = call.read(INVITATION)
    email = given.email.casefold()
    link = invite(desk, email=email, name=given.name or "", role=given.role, by=principal)
    made = link.invitation
    shown = NewInvitationOut(
        made.id, made.email, made.name, made.role, link.token, f"{ACCEPT}#{link.token}", made.expires_at
    )
    return respond(answer(shown, status=HTTPStatus.CREATED))


@router.delete("/invitations/{invitation_id}", status_code=204, operation_id="take_back_invitation")
def delete_invitation(invitation_id: int, desk: CurrentDesk, principal: CurrentPrincipal) -> Response:
    """Take an invitation back; one that is over stays as it is."""
    if not 1 <= invitation_id <= LARGEST:
        message = f"There is no invitation {invitation_id}."
        raise InvitationMissing(message)
    take_back(desk, InvitationId(invitation_id), by=principal)
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/invitations/accept",
    status_code=201,
    response_model=SessionOut,
    operation_id="accept_invitation",
    openapi_extra=examples.body("AcceptanceGiven"),
    responses=NO_GOOD | TAKEN,
)
def post_acceptance(request: Request, desk: CurrentDesk, call: CurrentCall) -> Response:
    """Come in by a link: an account is made or gets its new password, and is signed in."""
    given = call.read(ACCEPTANCE)
    brought = Acceptance(given.token, given.password, given.name)
    return signed_in(request, accept(desk, brought, visitor=visitor_of(request)))


def _shown(one: Invitation) -> InvitationOut:
    return InvitationOut(
        one.id, one.email, one.name, one.role, one.invited_by, one.created_at, one.expires_at
    )
