"""How errors look: the only place where a fact becomes a status and a body.

Each path answers in its door's own shape: seed 1's `{"error"}` with 400 for bad input; seeds 2's and 3's
`{"detail"}` with a list for 422; native paths `{"detail", "code", "request_id"}`. The stable code and the
request's id travel in headers everywhere. No body shows an exception's text or a traceback.
"""

import logging
import traceback
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match, Mount

from firstline.core.errors import (
    Conflict,
    DeskError,
    Invalid,
    Missing,
    Outdated,
    Refused,
    TooMany,
    Unavailable,
)
from firstline.tickets.ticket import TicketMissing
from firstline.web.answers import encode
from firstline.web.guard import SignInNeeded
from firstline.web.problem import is_for_people, problem_page

SEED_1 = ("/api/messages", "/api/customers", "/api/get/", "/api/set/", "/api/health", "/admin/")
SEED_1_WORDS = {TicketMissing.code: "Message not found"}
"""Where seed 1 names a fact in words of its own: it calls a ticket a message."""
SEED_3 = ("/api/v1/tickets/process", "/api/v1/tickets/metrics")
STATUS: Mapping[type[DeskError], HTTPStatus] = {
    Missing: HTTPStatus.NOT_FOUND,
    Outdated: HTTPStatus.PRECONDITION_FAILED,
    TooMany: HTTPStatus.TOO_MANY_REQUESTS,
    Conflict: HTTPStatus.CONFLICT,
    Refused: HTTPStatus.FORBIDDEN,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    SignInNeeded: HTTPStatus.UNAUTHORIZED,
}
RETRY_AFTER = {"Retry-After": "1"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

log = logging.getLogger(__name__)


class Shape(Enum):
    """How a door's errors look."""

    SENTENCE = "seed 1's"
    DETAIL = "seeds 2's and 3's"
    NATIVE = "ours"


class BadInput(DeskError):
    """What was sent cannot be understood; the sentence is the whole answer (seed 1's way)."""

    code = "bad_input"


class NotTaken(HTTPException):
    """What was sent is more than the desk takes, or comes too slowly."""

    code: ClassVar[str]


class TooLarge(NotTaken):
    """The body is larger than the desk takes."""

    code = "too_large"

    def __init__(self, limit: int, setting: str) -> None:
        detail = f"The body is larger than {limit} bytes. {setting} sets the limit."
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, {"Connection": "close"})


class TooSlow(NotTaken):
    """The body does not come in time."""

    code = "too_slow"

    def __init__(self, silence: float, least_a_second: int) -> None:
        detail = (
            f"The body did not come in time: {silence:g} s without a byte, or fewer than {least_a_second} "
            "bytes a second. Nothing was stored; send it again."
        )
        super().__init__(HTTPStatus.REQUEST_TIMEOUT, detail, {"Connection": "close"})


class HeadersTooLarge(NotTaken):
    """The headers are larger than the desk takes."""

    code = "headers_too_large"

    def __init__(self, limit: int) -> None:
        detail = f"The headers are larger than {limit} bytes."
        super().__init__(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail, {"Connection": "close"})


def add_handlers(app: FastAPI) -> None:
    """Teach the application how each kind of error looks."""

    async def on_fact(request: Request, error: Exception) -> Response:
        assert isinstance(error, DeskError)  # noqa: S101 - it is registered for nothing else
        return render_fact(request, error)

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for nothing else
        status = HTTPStatus(error.status_code)
        headers = dict(error.headers or {})
        if status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = _allowed(request) or headers.get("Allow", "")
        code = error.code if isinstance(error, NotTaken) else status.name.lower()
        return render(request, status, error.detail, code, headers)

    async def on_bad_input(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - it is registered for nothing else
        return render_bad_input(request, error.errors())

    async def on_fault(request: Request, _error: Exception) -> Response:
        return render_fault(request)  # it is raised again, and the entry writes it down

    async def on_hang_up(_request: Request, _error: Exception) -> Response:
        return Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody reads it

    app.add_exception_handler(DeskError, on_fact)
    app.add_exception_handler(ClientDisconnect, on_hang_up)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_bad_input)
    app.add_exception_handler(Exception, on_fault)


def shape_of(path: str) -> Shape:
    """Tell how the door at this path shapes its errors."""
    if path.startswith(SEED_1):
        return Shape.SENTENCE
    return Shape.NATIVE if path.startswith("/api/v1/") and not path.startswith(SEED_3) else Shape.DETAIL


def shaped(
    shape: Shape,
    detail: Any,  # noqa: ANN401 - a sentence, or FastAPI's list
    code: str,
    request_id: str,
) -> dict[str, Any]:
    """Give the body of an error."""
    if shape is Shape.SENTENCE:
        return {"error": SEED_1_WORDS.get(code, detail)}
    body = {"detail": detail}
    return body | {"code": code, "request_id": request_id} if shape is Shape.NATIVE else body


def render(  # noqa: PLR0913 - an error has this many parts
    request: Request,
    status: HTTPStatus,
    detail: Any,  # noqa: ANN401 - a sentence, or FastAPI's list
    code: str,
    headers: Mapping[str, str] | None = None,
    *,
    current: object = None,
) -> Response:
    """Write an error in the shape of the door that the request came to; `current` is for native ones."""
    more = RETRY_AFTER if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
    all_headers = {**(headers or {}), **more, "X-Error-Code": code}
    if is_for_people(request):
        return problem_page(request, status, detail, all_headers)
    shape = shape_of(request.url.path)
    body = shaped(shape, detail, code, request.scope.get("request_id", ""))
    if current is not None and shape is Shape.NATIVE:
        body["current"] = current
    return Response(encode(body), status, all_headers, "application/json")


def render_fact(request: Request, error: DeskError) -> Response:
    """Write a fact that the desk has named, with the status of its branch."""
    if isinstance(error, Invalid):
        where = {"loc": ("body", *error.field.split(".")), "type": "value_error"}
        return render_bad_input(request, [where | {"msg": error.sentence}])
    current = error.current if isinstance(error, Conflict) else None
    return render(
        request,
        status_of(error),
        error.sentence,
        error.code,
        headers_of(error),
        current=current,
    )


def status_of(error: DeskError) -> HTTPStatus:
    """Give the status of a fact: that of its branch."""
    if isinstance(error, Invalid):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    found = next((status for kind, status in STATUS.items() if isinstance(error, kind)), None)
    return found or HTTPStatus.BAD_REQUEST


def headers_of(error: DeskError) -> Mapping[str, str]:
    """Say what the caller may do about it, in the way that programs understand."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.wait_seconds)}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, SignInNeeded) else {}


def render_fault(request: Request) -> Response:
    """Write that the fault is ours. Nobody knows here how far the work had come."""
    sentence = "Something went wrong on our side. Look whether it was stored before you repeat it."
    return render(request, HTTPStatus.INTERNAL_SERVER_ERROR, sentence, "internal_error")


def log_fault(error: BaseException, *, request_id: str) -> None:
    """Write down where a fault is, and never its text: that may hold a customer's words."""
    frames = "".join(_frames(error))
    log.error("request %s failed: %s\n%s", request_id, type(error).__name__, frames)


def _frames(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or error.__context__
    if cause is not None:
        yield from _frames(cause)
    yield f"{type(error).__module__}.{type(error).__qualname__} at\n"
    yield from traceback.format_tb(error.__traceback__)


def render_bad_input(request: Request, found: Sequence[Any]) -> Response:
    """Write what cannot be understood: seed 1's sentence with 400, else FastAPI's list with 422."""
    first = found[0]
    if shape_of(request.url.path) is Shape.SENTENCE:
        where = ".".join(str(part) for part in first["loc"][1:])
        return render(request, HTTPStatus.BAD_REQUEST, f"{where}: {first['msg']}", BadInput.code)
    detail = [{"loc": list(one["loc"]), "msg": one["msg"], "type": one["type"]} for one in found]
    return render(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail, BadInput.code)


def _allowed(request: Request) -> str:
    """List every method that the path takes; the router itself names only those of one route."""
    routes = [route for route in request.app.router.routes if not isinstance(route, Mount)]
    scopes = {method: {**request.scope, "method": method} for method in METHODS}
    taken = [
        method
        for method, scope in scopes.items()
        if any(route.matches(dict(scope))[0] is Match.FULL for route in routes)
    ]
    return ", ".join(f"{method}, HEAD" if method == "GET" else method for method in taken)
