"""Pages to come in and go by, for browsers: sign in, sign out, come in by a link.

They do what the native API does (`native/session.py`, `native/invitations.py`). Whatever happens: a page
comes back that says what to do, and a password is never written into it.
"""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import TypeAdapter, ValidationError

from firstline.core.errors import DeskError
from firstline.flows.invitations import Acceptance, accept
from firstline.flows.sign_in import Opened, sign_in, sign_out
from firstline.web.call import CurrentCall, CurrentDesk
from firstline.web.cookies import forget_session, keep_session
from firstline.web.errors import BadInput, headers_of, status_of
from firstline.web.front_page import HEADERS, SignInView, render_acceptance, render_sign_in
from firstline.web.guard import Mode
from firstline.web.native.accounts import Name
from firstline.web.native.session import Email, Password, visitor_of

router = APIRouter(include_in_schema=False)

EMAIL: TypeAdapter[str] = TypeAdapter(Email)
PASSWORD: TypeAdapter[str] = TypeAdapter(Password)
NAME: TypeAdapter[str | None] = TypeAdapter(Name | None)
NO_EMAIL = "That is no e-mail address and password: please fill in both."
NO_NAME = "A password is needed, and a name has at most 100 signs, all of which can be seen."


@router.get("/sign-in")
async def show_sign_in(request: Request) -> Response:
    """Show the form, or who is signed in."""
    principal, is_local = request.scope["principal"], request.scope["mode"] is Mode.LOCAL
    person = "" if principal is None or is_local else principal.name
    return _page(render_sign_in, SignInView(person=person, is_local=is_local))


@router.post("/sign-in")
def take_sign_in(request: Request, desk: CurrentDesk, call: CurrentCall) -> Response:
    """Take the form."""
    view = SignInView(email=call.form.get("email", "").strip())
    try:
        email, password = (
            EMAIL.validate_python(view.email),
            PASSWORD.validate_python(call.form.get("password")),
        )
    except ValidationError:
        return _page(render_sign_in, view, error=NO_EMAIL)
    try:
        opened = sign_in(desk, email, password, visitor=visitor_of(request))
    except DeskError as error:
        return _page(render_sign_in, view, error=error)
    return _come_in(request, opened)


@router.post("/sign-out")
def take_sign_out(request: Request, desk: CurrentDesk) -> Response:
    """End the session of this browser; done already, it stays done."""
    principal = request.scope["principal"]
    if principal is not None:
        sign_out(desk, by=principal)
    gone = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    forget_session(request, gone)
    return gone


@router.get("/accept-invitation")
async def show_acceptance() -> Response:
    """Show the form; the token stands behind the `#` of the address, which only the browser knows."""
    return _page(render_acceptance, SignInView())


@router.post("/accept-invitation")
def take_acceptance(request: Request, desk: CurrentDesk, call: CurrentCall) -> Response:
    """Take the form."""
    form = call.form
    view = SignInView(name=form.get("name", "").strip(), token=form.get("token", "").strip())
    try:
        name, password = (
            NAME.validate_python(view.name or None),
            PASSWORD.validate_python(form.get("password")),
        )
    except ValidationError:
        return _page(render_acceptance, view, error=NO_NAME)
    try:
        opened = accept(desk, Acceptance(view.token, password, name), visitor=visitor_of(request))
    except DeskError as error:
        return _page(render_acceptance, view, error=error)
    return _come_in(request, opened)


def _come_in(request: Request, opened: Opened) -> Response:
    inside = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    keep_session(request, inside, opened.token)
    return inside


def _page(
    render: Callable[[SignInView], str], view: SignInView, *, error: DeskError | str | None = None
) -> Response:
    """Write the page, with what did not work if something did not."""
    headers = {**HEADERS, "Cache-Control": "no-store"}
    if error is None:
        return HTMLResponse(render(view), headers=headers)
    if isinstance(error, str):
        error = BadInput(error)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, BadInput) else status_of(error)
    told = headers | {**headers_of(error), "X-Error-Code": error.code}
    return HTMLResponse(render(replace(view, error=error.sentence)), status, told)
