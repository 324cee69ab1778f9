"""What happens to every request before a route sees it: a number, the guard, who asks, its size and its pace.

Only HTTP comes in, and HEAD is answered as GET is, without the body, whatever route it comes to. A fault that
no route has named ends here: it is written down with the request's number and without its text, and goes no
further, because the server would log the text. What was answered, and how soon, is handed to the watch.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
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
    NotTaken,
    TooLarge,
    log_fault,
    render,
    render_bad_input,
    render_fact,
    render_fault,
)
from firstline.web.guard import Visit
from firstline.web.house import Inside
from firstline.web.shell import show_app
from firstline.web.texts import is_utf8
from firstline.web.upload import Most, Upload, most_of

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")
POLICY_VIOLATION = 1008
"""The code of a websocket that is not wanted."""
MAX_HEADERS = 64 * 1024
"""Bytes of all names and values together."""
GUARDED: Sequence[tuple[bytes, bytes]] = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
"""What every answer says unless it says otherwise: nobody on its way keeps it, or guesses what it is."""
LISTS = {"cookie": "; ", "x-forwarded-for": ", "}
"""Headers that may come in several pieces, and what stands between the pieces."""
# The server hands a request over when its headers are complete. What unfinished ones may take of memory and
# time is limited in `run/connection.py`; in a server of the operator's own, by that server.


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
        self.streams = behind.streams
        """All who listen to the event log; whoever runs the desk opens and closes them."""
        self._app = app
        self._admission = admission
        self._behind = behind
        self._house = behind.house

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
        scope = {**scope, "request_id": request_id, "inside": self._behind, "is_head": is_head}
        scope["method"] = "GET" if is_head else scope["method"]
        upload = Upload(receive, most=self._most(scope), silence=self._house.silence)
        answer = _Answer(send, upload, request_id, is_head=is_head)
        try:
            app = await self._check(visit, scope) or (show_app if visit.is_apps else self._app)
            await app(scope, upload.receive, answer.send)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text must not reach the server's log
            log_fault(error, request_id=request_id)
            if not answer.status:
                await render_fault(Request(scope))(scope, upload.receive, answer.send)
        finally:
            seconds = (answer.given_at or perf_counter()) - began
            self._behind.watch.note(
                scope, method=visit.method, status=answer.status, sent=answer.sent, seconds=seconds
            )

    async def _check(self, visit: Visit, scope: Scope) -> ASGIApp | None:
        """Find who asks, or give the refusal, if there is a reason for one."""
        try:
            _check_headers(scope["headers"])
            await self._admission.admit(visit, scope)
            _check_length(visit.headers.get("content-length"), self._most(scope))
            _check_query(scope["query_string"])
        except (DeskError, NotTaken, RequestValidationError) as error:
            return _refuse(Request(scope), error)
        return None

    def _most(self, scope: Scope) -> Most:
        return most_of(scope, body=self._house.max_body, file=self._house.max_upload)


class _Answer:
    """The answer on its way out: it bears the request's number, and what of it has gone is known."""

    def __init__(self, send: Send, upload: Upload, request_id: str, *, is_head: bool) -> None:
        self.status, self.sent = 0, 0
        self.given_at: float | None = None
        """When all of a refusal had gone, though the caller was still sending."""
        self._send = send
        self._upload = upload
        self._number = (b"x-request-id", request_id.encode("ascii"))
        self._is_head = is_head

    async def send(self, message: Message) -> None:
        """Send a part of it (ASGI)."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*_guarded(message["headers"]), self._number]
            await self._send(message)
            return
        if self._is_head:
            message = {**message, "body": b""}
        self.sent += len(message.get("body", b""))
        if self.status >= HTTPStatus.BAD_REQUEST and not message.get("more_body", False):
            await self._refuse(message)
        else:
            await self._send(message)

    async def _refuse(self, message: Message) -> None:
        """Say all of it at once, but end it when the caller has sent all, or enough: the end may hang up."""
        await self._send({**message, "more_body": True})
        self.given_at = perf_counter()
        await self._upload.drop_rest()
        await self._send({"type": message["type"], "body": b"", "more_body": False})


def _guarded(headers: Iterable[tuple[bytes, bytes]]) -> Iterable[tuple[bytes, bytes]]:
    given = list(headers)
    said = {name for name, _ in given}
    return [*given, *(each for each in GUARDED if each[0] not in said)]


def _visit(scope: Scope) -> Visit:
    pairs = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    repeated = {name for name, times in Counter(name for name, _ in pairs).items() if times > 1}
    client = (scope.get("client") or ("",))[0]
    headers = dict(pairs)
    for name in repeated & LISTS.keys():  # their parts belong together
        headers[name] = LISTS[name].join(value for key, value in pairs if key == name)
    return Visit(scope["method"], scope["path"], scope["scheme"], headers, repeated, client)


def _check_length(length: str | None, most: Most) -> None:
    if length is not None and length.isdecimal() and int(length[:20]) > most.size:
        raise TooLarge(most.size, most.setting)


def _check_headers(headers: Iterable[tuple[bytes, bytes]]) -> None:
    if sum(len(name) + len(value) for name, value in headers) > MAX_HEADERS:
        raise HeadersTooLarge(MAX_HEADERS)


def _check_query(query: bytes) -> None:
    if query and not is_utf8(query):
        where = {"loc": ("query", "encoding"), "type": "encoding"}
        raise RequestValidationError([where | {"msg": "The query must be UTF-8 text"}])


def _refuse(request: Request, error: DeskError | NotTaken | RequestValidationError) -> ASGIApp:
    if isinstance(error, RequestValidationError):
        return render_bad_input(request, error.errors())
    if isinstance(error, NotTaken):
        return render(request, HTTPStatus(error.status_code), error.detail, error.code, error.headers)
    response = render_fact(request, error)
    if isinstance(error, NotGood) and not error.is_key:
        forget_session(request, response)
    return response


def _request_id(given: str | None) -> str:
    if given is not None and WELL_FORMED.fullmatch(given):
        return given
    return f"req-{secrets.token_hex(8)}"
