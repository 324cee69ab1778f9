"""The body of a request as it comes: how large and how slow it may be, and what becomes of it once refused.

A file may be larger than other bodies, because it does not stay in memory: what is more than a megabyte goes
to a temporary file, which is gone with the request. It is read only once the caller is known to be allowed.

A caller who sends a byte a minute is given up: by the silence, or because all of it comes too slowly. Only
the time in which the desk waits for the caller counts, so that a busy desk blames nobody. Of a body whose
request has been refused some more is read and thrown away: else the server would close on a caller who is
still sending, and the network would tell them of a broken connection in place of the answer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from time import perf_counter
from typing import IO, Annotated

from anyio import to_thread
from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from starlette.types import Message, Receive, Scope

from firstline.core.errors import Unavailable
from firstline.web.call import MULTIPART_TYPE
from firstline.web.errors import TooLarge, TooSlow

FILES = frozenset({("POST", "/api/v1/imports")})
"""Where a body is a file."""
IN_MEMORY = 2**20
"""Bytes of a file that stay in memory."""
NO_FORM = {
    "loc": ("header", "content-type"),
    "type": "content_type",
    "msg": "The file must be the body itself, and no form around it",
}

LEAST_A_SECOND = 500
"""Bytes, over the whole body; Apache's httpd asks for as many by default."""
MOST_DROPPED = 8 * 2**20
"""Bytes that are still read after the refusal, and thrown away."""


@dataclass(frozen=True, slots=True)
class Most:
    """How large a body may be, and what sets that."""

    size: int
    """Bytes."""
    setting: str


def most_of(scope: Scope, *, body: int, file: int) -> Most:
    """Say how large this request's body may be; a file may always be as large as any other body."""
    if (scope["method"], scope["path"]) in FILES:
        return Most(max(body, file), "FIRSTLINE_MAX_UPLOAD")
    return Most(body, "FIRSTLINE_MAX_BODY")


class NoRoom(Unavailable):
    """The machine cannot keep the file while it is read."""

    code = "no_room"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that has come whole; it is there until the request is answered."""

    file: IO[bytes]
    size: int
    """Bytes."""


async def sent_file(request: Request) -> AsyncIterator[Sent]:
    """Take the body in, piece by piece, and keep it until the request is answered.

    Raises:
        RequestValidationError: when it is a form, in which a file may be anywhere.
        NoRoom: when this machine has no room for it.
    """
    if MULTIPART_TYPE.match(request.headers.get("content-type", "")):
        raise RequestValidationError([NO_FORM])
    with SpooledTemporaryFile(IN_MEMORY) as file:
        try:
            size = await _keep(request, file)
        except OSError as error:
            message = (
                "This machine has no room for the file while it is read. Nothing was stored; make room in "
                "the folder for temporary files (TMPDIR), then send it again."
            )
            raise NoRoom(message) from error
        yield Sent(file, size)


async def _keep(request: Request, file: IO[bytes]) -> int:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size <= IN_MEMORY:
            file.write(piece)
        else:  # a disk may be slow
            await to_thread.run_sync(file.write, piece)
    file.seek(0)
    return size


SentFile = Annotated[Sent, Depends(sent_file)]


class Upload:
    """A body on its way in."""

    def __init__(self, receive: Receive, *, most: Most, silence: float) -> None:
        self._receive = receive
        self._most = most
        self._silence = silence
        self._taken = 0
        self._waited = 0.0
        self._has_ended = False

    async def receive(self) -> Message:
        """Give the next piece, or what the server tells after the last one (ASGI).

        Raises:
            TooLarge: when there is more than is taken.
            TooSlow: when it does not come in time.
        """
        message = await (self._receive() if self._has_ended else self._in_time())
        if self._note(message) > self._most.size:
            raise TooLarge(self._most.size, self._most.setting)
        return message

    async def drop_rest(self) -> None:
        """Read on, no longer than a silence may last, only that the caller can finish and hear the answer."""
        most = self._taken + MOST_DROPPED
        with suppress(TimeoutError):
            async with asyncio.timeout(self._silence):
                while not self._has_ended and self._taken <= most:
                    self._note(await self._receive())

    async def _in_time(self) -> Message:
        began = perf_counter()
        left = self._silence + self._taken / LEAST_A_SECOND - self._waited
        if left <= 0:
            raise TooSlow(self._silence, LEAST_A_SECOND)
        try:
            async with asyncio.timeout(min(self._silence, left)):
                message = await self._receive()
        except TimeoutError:
            raise TooSlow(self._silence, LEAST_A_SECOND) from None
        self._waited += perf_counter() - began
        return message

    def _note(self, message: Message) -> int:
        """Give the bytes that have come by now."""
        self._has_ended = message["type"] != "http.request" or not message.get("more_body", False)
        self._taken += len(message.get("body", b""))
        return self._taken
