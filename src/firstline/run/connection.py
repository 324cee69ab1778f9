"""How long a connection may keep the desk waiting for a request: one of uvicorn's protocols, with a clock.

Uvicorn waits for the end of a request's headers for ever and, with httptools, takes any amount of them. Here
a clock starts when a connection opens, and when something comes while no request is under way; it stops when
a request's headers are complete. What always holds: a byte now and then does not put the clock back, and a
request that is under way is left alone (how soon its body must come is said in `web/upload.py`).
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Limits:
    """What a connection may ask of the desk's patience before its request is there."""

    seconds: float = 30.0
    most_bytes: int = 128 * 1024
    """Of headers that have not ended; `web/entry.py` takes half of this when they have."""


class Hurried(asyncio.Protocol):
    """Stands before one of uvicorn's protocols and gives up a connection that brings no whole request.

    Of uvicorn it reads two things: `scope`, the request that was begun last, and `cycle`, the one whose
    headers were complete last.
    """

    limits: ClassVar[Limits]
    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    scope: Any
    cycle: Any
    _clock: asyncio.TimerHandle | None = None
    _taken = 0
    """Bytes of headers that have not ended."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the clock."""
        super().connection_made(transport)
        self._set_clock()

    def data_received(self, data: bytes) -> None:
        """Let uvicorn read it, then see whether that made a request."""
        read_before = self._reads_headers
        super().data_received(data)
        self._set_clock()
        self._taken = self._taken + len(data) if read_before and self._reads_headers else 0
        if self._taken > self.limits.most_bytes:
            self._give_up(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock for good."""
        self._stop_clock()
        super().connection_lost(exc)

    @property
    def _waits(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    @property
    def _reads_headers(self) -> bool:
        """Whether it waits for headers, and not for the rest of a body whose request has its answer."""
        return self._waits and (self.cycle is None or self.scope is not self.cycle.scope)

    def _set_clock(self) -> None:
        if not self._waits:
            self._stop_clock()
        elif self._clock is None:
            self._clock = self.loop.call_later(self.limits.seconds, self._give_up, HTTPStatus.REQUEST_TIMEOUT)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _give_up(self, status: HTTPStatus) -> None:
        """Close the connection, and tell a caller who has begun to speak why."""
        self._clock = None
        if self.transport.is_closing() or not self._waits:
            return
        if self._reads_headers and (self._taken or self.cycle is not None):
            self.transport.write(ANSWERS[status])
        self.transport.close()


def hurried(protocol: type[asyncio.Protocol], limits: Limits = Limits()) -> type[asyncio.Protocol]:
    """Give one of uvicorn's protocols a clock."""
    return type(f"Hurried{protocol.__name__}", (Hurried, protocol), {"limits": limits})


def _answer(status: HTTPStatus, sentence: str) -> bytes:
    head = (
        f"HTTP/1.1 {status} {status.phrase}",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(sentence)}",
        "Connection: close",
    )
    return ("\r\n".join(head) + "\r\n\r\n" + sentence).encode("ascii")


ANSWERS = {
    status: _answer(status, sentence)
    for status, sentence in (
        (HTTPStatus.REQUEST_TIMEOUT, "The headers of the request did not come in time. Send them at once.\n"),
        (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers of the request do not end. Send fewer.\n"),
    )
}
