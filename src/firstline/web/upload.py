"""The body of a request as it comes: how large and how slow it may be, and what becomes of it once refused.

A caller who sends a byte a minute is given up: by the silence, or because all of it comes too slowly. Only
the time in which the desk waits for the caller counts, so that a busy desk blames nobody. Of a body whose
request has been refused some more is read and thrown away: else the server would close on a caller who is
still sending, and the network would tell them of a broken connection in place of the answer.
"""

import asyncio
from contextlib import suppress
from time import perf_counter

from starlette.types import Message, Receive

from firstline.web.errors import TooLarge, TooSlow

LEAST_A_SECOND = 500
"""Bytes, over the whole body; Apache's httpd asks for as many by default."""
MOST_DROPPED = 8 * 2**20
"""Bytes that are still read after the refusal, and thrown away."""


class Upload:
    """A body on its way in."""

    def __init__(self, receive: Receive, *, most: int, silence: float) -> None:
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
        if self._note(message) > self._most:
            raise TooLarge(self._most)
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
