"""What happens to every request before a route sees it: a number, the guard, who asks, a limit on its size.

Only HTTP comes in, and HEAD is answered as GET is, without the body, whatever route it comes to. A fault that
no route has named ends here: it is written down with the request's number and without its text, and goes no
further, because the server would log the text. What was answered, and how soon, is handed to the watch.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterable
from http import HTTPStatus
from time import perf_counter

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from firstline.core.errors import DeskError
from firstline.core.trace import REQUEST_ID
from firstline.flows.ledger import Ledger
from firstline.web.admission import Admission, NotGood
from firstline.web.cookies import forget_session
from firstline.web.errors import (
    HeadersTooLarge,
    Oversized,
    TooLarge,
    log_fault,
    render,
    render_bad_input,
    render_fact,
    render_fault,
)
from firstline.web.guard import Visit
from firstline.web.house import Inside
from firstline.web.texts import is_utf8

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")
POLICY_VIOLATION = 1008
"""The code of a websocket that is not wanted."""
MAX_HEADERS = 64 * 1024
"""Bytes of all names and values together."""
LISTS = {"cookie": "; ", "x-forwarded-for": ", "}
"""Headers that may come in several pieces, and what stands between the pieces."""
# Not covered: the server hands a request over when its headers are complete, so neither the memory and the
# time that unfinished headers take nor the length of the address is limited here. Uvicorn's own limit,
# `h11_max_incomplete_event_size`, exists for h11 alone, which is written in Python.


class Entry:
    """The first thing a request meets (ASGI)."""

    def __init__(
        self,
        app: ASGIApp,
        behind: Inside,
        *,
        admission: Admission,
        ledger: Ledger,
    ) -> None:
        self.ledger = ledger
        """What is known of callers and not written down yet; whoever runs the desk flushes it."""
        self._app = app
        self._admission = admission
        self._behind = behind
        self._max_body = behind.house.max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request in, or answer it here."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = perf_counter()
        visit = _visit(scope)
        request_id = _request_id(visit.headers.get("x-request-id"))
        REQUEST_ID.set(request_id)
        is_head = scope["method"] == "HEAD"
        # A copy, because the server looks at its own: it must know that no body follows.
        scope = {**scope, "request_id": request_id, "inside": self._behind}
        scope["method"] = "GET" if is_head else scope["method"]
        status, sent = 0, 0

        async def send_named(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode("ascii"))]
            elif is_head:
                message = {**message, "body": b""}
            else:
                sent += len(message.get("body", b""))
            await send(message)

        try:
            app = await self._check(visit, scope) or self._app
            await app(scope, self._counting(receive), send_named)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text must not reach the server's log
            log_fault(error, request_id=request_id)
            if not status:
                await render_fault(Request(scope))(scope, receive, send_named)
        finally:
            method, seconds = visit.method, perf_counter() - began
            self._behind.watch.note(scope, method=method, status=status, sent=sent, seconds=seconds)

    async def _check(self, visit: Visit, scope: Scope) -> ASGIApp | None:
        """Find who asks, or give the refusal, if there is a reason for one."""
        try:
            _check_headers(scope["headers"])
            await self._admission.admit(visit, scope)
            self._check_length(visit.headers.get("content-length"))
            _check_query(scope["query_string"])
        except (DeskError, Oversized, RequestValidationError) as error:
            return _refuse(Request(scope), error)
        return None

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


def _visit(scope: Scope) -> Visit:
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    repeated = {name for name, times in Counter(name for name, _ in pairs).items() if times > 1}
    client = (scope.get("client") or ("",))[0]
    headers = dict(pairs)
    for name in repeated & LISTS.keys():  # their parts belong together
        headers[name] = LISTS[name].join(value for key, value in pairs if key == name)
    return Visit(scope["method"], scope["path"], scope["scheme"], headers, repeated, client)


def _check_headers(headers: Iterable[tuple[bytes, bytes]]) -> None:
    if sum(len(name) + len(value) for name, value in headers) > MAX_HEADERS:
        raise HeadersTooLarge(MAX_HEADERS)


def _check_query(query: bytes) -> None:
    if query and not is_utf8(query):
        where = {"loc": ("query", "encoding"), "type": "encoding"}
        raise RequestValidationError([where | {"msg": "The query must be UTF-8 text"}])


def _refuse(request: Request, error: DeskError | Oversized | RequestValidationError) -> ASGIApp:
    if isinstance(error, RequestValidationError):
        return render_bad_input(request, error.errors())
    if isinstance(error, Oversized):
        return render(request, HTTPStatus(error.status_code), error.detail, error.code, error.headers)
    response = render_fact(request, error)
    if isinstance(error, NotGood) and not error.is_key:
        forget_session(request, response)
    return response


def _request_id(given: str | None) -> str:
    if given is not None and WELL_FORMED.fullmatch(given):
        return given
    return f"req-{secrets.token_hex(8)}"
