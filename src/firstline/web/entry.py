"""What happens to every request before a route sees it: a number, the guard, a limit on its size."""

import re
import secrets
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from http import HTTPStatus

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from firstline.core.errors import DeskError
from firstline.web.errors import TooLarge, render, render_bad_input
from firstline.web.guard import Mode, NotFromHere, Visit, authorise
from firstline.web.texts import is_utf8

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")


class Entry:
    """The first thing a request meets (ASGI)."""

    def __init__(
        self, app: ASGIApp, *, mode: Callable[[], Mode], origins: AbstractSet[str], max_body: int
    ) -> None:
        self._app = app
        self._mode = mode
        self._origins = origins
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        request_id = _request_id(headers.get("x-request-id"))
        scope["request_id"] = request_id

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode("ascii"))]
            await send(message)

        visit = Visit(scope["method"], scope["path"], scope["scheme"], headers)
        try:
            authorise(visit, mode=self._mode(), origins=self._origins)
            self._check_length(headers.get("content-length"))
            _check_query(scope["query_string"])
        except (DeskError, TooLarge, RequestValidationError) as error:
            await _refuse(Request(scope), error)(scope, receive, send_named)
            return
        await self._app(scope, self._counting(receive), send_named)

    def _check_length(self, length: str | None) -> None:
        if length is not None and length.isdecimal() and int(length[:20]) > self._max_body:
            raise TooLarge(self._max_body)

    def _counting(self, receive: Receive) -> Receive:
        taken = 0

        async def receive_some() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._max_body:
                raise TooLarge(self._max_body)
            return message

        return receive_some


def _check_query(query: bytes) -> None:
    if query and not is_utf8(query):
        where = {"loc": ("query", "encoding"), "type": "encoding"}
        raise RequestValidationError([where | {"msg": "The query must be UTF-8 text"}])


def _refuse(request: Request, error: DeskError | TooLarge | RequestValidationError) -> ASGIApp:
    if isinstance(error, RequestValidationError):
        return render_bad_input(request, error.errors())
    if isinstance(error, TooLarge):
        status = HTTPStatus(error.status_code)
        return render(request, status, error.detail, error.code, error.headers)
    status = HTTPStatus.FORBIDDEN if isinstance(error, NotFromHere) else HTTPStatus.UNAUTHORIZED
    return render(request, status, error.sentence, error.code)


def _request_id(given: str | None) -> str:
    if given is not None and WELL_FORMED.fullmatch(given):
        return given
    return f"req-{secrets.token_hex(8)}"
