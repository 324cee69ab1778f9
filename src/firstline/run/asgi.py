"""The desk for a server of one's own: `uvicorn firstline.run.asgi:app`, gunicorn, hypercorn and their like.

The server's lifespan opens the desk (settings from the environment, migration, doors, and a worker unless
`FIRSTLINE_WORKER=off`) and closes it again; several processes on one database are one desk. Which address is
listened on is the server's affair, so in local mode the guard looks at where each request really comes from.

What always holds: nothing is opened on import. A desk that cannot open says why in one sentence and ends the
server. Uvicorn writes by our rules, and no line that shows a query.
"""

import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import FrameType
from typing import Any

from anyio import to_thread
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; before anyone imports numpy

from firstline.core.errors import DeskError
from firstline.run.doors import running
from firstline.run.logs import set_up, take_over_uvicorn, write_what_is_left
from firstline.run.say import NoStart
from firstline.run.settings import read_settings
from firstline.run.wiring import settle
from firstline.web.entry import Entry

Handler = Callable[[int, FrameType | None], Any]
SIGNALS = (signal.SIGTERM, signal.SIGINT)

NOT_OPEN = "The desk is not open: the server has to run the application's lifespan.\n"
log = logging.getLogger(__name__)


class Served:
    """The desk as an ASGI application, open between the lifespan's start and its end."""

    def __init__(self) -> None:
        self._doors: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Open or close the desk, or hand the request to it."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif self._doors is not None:
            await self._doors(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse(NOT_OPEN, 503)(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        with ExitStack() as stack:
            try:
                doors = await to_thread.run_sync(_open, stack)
            except (NoStart, DeskError) as error:
                await receive()
                sentence = error.sentence if isinstance(error, DeskError) else str(error)
                await send({"type": "lifespan.startup.failed", "message": f"firstline: {sentence}"})
                return
            self._doors = doors
            with _told_to_stop(doors.streams.close):
                await doors(scope, receive, _closing_first(send, stack))


def _open(stack: ExitStack) -> Entry:
    settings = read_settings()
    if not logging.getLogger().handlers:  # else whoever runs the server has said how logs look
        set_up(level=settings.log_level, form=settings.log_format)
    take_over_uvicorn()
    open_desk = stack.enter_context(running(settings, works=settings.worker))
    settle()
    log.info("commits are safe by %s", open_desk.database.durability())
    return open_desk.app


@contextmanager
def _told_to_stop(close: Callable[[], None]) -> Iterator[None]:
    """Do it when the server is told to stop, before what the server does then.

    A server says that it stops when the requests under way are over, and who listens to events would go on.
    """
    is_main = threading.current_thread() is threading.main_thread()
    found = {number: signal.getsignal(number) for number in SIGNALS} if is_main else {}
    servers = {number: handler for number, handler in found.items() if callable(handler)}
    for number, handler in servers.items():
        signal.signal(number, partial(_end, close, handler))
    try:
        yield
    finally:
        for number, handler in servers.items():
            signal.signal(number, handler)


def _end(close: Callable[[], None], servers: Handler, number: int, frame: FrameType | None) -> None:
    close()
    servers(number, frame)


def _closing_first(send: Send, stack: ExitStack) -> Callable[[Message], Awaitable[None]]:
    """Close the desk before the server hears that it may end the process."""

    async def send_when_closed(message: Message) -> None:
        if message["type"] == "lifespan.shutdown.complete":
            await to_thread.run_sync(stack.close)
            write_what_is_left()
        await send(message)

    return send_when_closed


app = Served()
