"""An answer in pieces: work that tells how far it is as server-sent events, and its result as the last one.

Whoever wants the pieces sends `Accept: text/event-stream`. What cannot go on ends with an `error` that has
the code and the sentence, because the status has gone out already. What always holds: who hangs up ends the
work where it can end, on a thread that nobody else waits for.
"""

from collections.abc import Callable, Generator, Iterator
from http import HTTPStatus
from typing import TypeVar

import anyio
from anyio import to_thread
from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from firstline.core.errors import DeskError
from firstline.web.answers import encode
from firstline.web.native.stream import HEADERS, MEDIA_TYPE

Piece = tuple[str, object]
"""An event's name, and the shape that it tells."""
Telling = Generator[Piece, None, None]
R = TypeVar("R")
S = TypeVar("S")


def wants_pieces(request: Request) -> bool:
    """Tell whether the caller wants to hear of the work while it is done."""
    accept = request.headers.get("accept", "")
    return any(one.partition(";")[0].strip().lower() == MEDIA_TYPE for one in accept.split(","))


def each(work: Generator[S, None, R], shape: Callable[[S], Piece | None]) -> Generator[Piece, None, R]:
    """Tell of each state of the work that has a shape, and give its result."""
    try:
        while True:
            piece = shape(next(work))
            if piece is not None:
                yield piece
    except StopIteration as end:
        result: R = end.value
        return result
    finally:
        work.close()


class InPieces(StreamingResponse):
    """The pieces on their way to the caller."""

    def __init__(self, telling: Telling) -> None:
        super().__init__(_written(telling), HTTPStatus.OK, HEADERS, MEDIA_TYPE)
        self._telling = telling

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer (ASGI)."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):  # the work may have to end a write of its own
                await to_thread.run_sync(self._telling.close)


def _written(telling: Telling) -> Iterator[bytes]:
    try:
        for kind, shape in telling:
            yield _event(kind, shape)
    except DeskError as error:
        yield _event("error", {"code": error.code, "message": error.sentence})


def _event(kind: str, shape: object) -> bytes:
    return f"event: {kind}\ndata: ".encode() + encode(shape) + b"\n\n"
