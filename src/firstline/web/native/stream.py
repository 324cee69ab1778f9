"""/events/stream: what happens, as it happens (server-sent events), with who is at which ticket.

The first words are a place in the log, so that a follower who is cut off before anything has happened can go
on there; a browser does that by itself. Lines that begin with a colon show that the line holds.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from firstline.core.ids import TicketId
from firstline.flows.follow import Which
from firstline.store.events import Cursor, Logged, cursor_of
from firstline.store.presence import Here
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import encode
from firstline.web.house import inside
from firstline.web.listener import GRACE, Listener
from firstline.web.native.events import Kinds, Place, Ticket, event_out
from firstline.web.native.presence import presence_out
from firstline.web.streams import PRESENCE, Shows, Streams

RETRY = 2_000
"""Milliseconds after which a browser that was cut off comes back."""
MEDIA_TYPE = "text/event-stream"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nobody on the way shall keep it, or keep it back."""
EXAMPLE = (
    "retry: 2000\nid: 6215.48\n\n"
    'id: 6217.49\nevent: ticket.resolved\ndata: {"id":"6217.49","ticket_id":7,"kind":"ticket.resolved",'
    '"actor":"Kim","data":{"status":"resolved"},"happened_at":"2026-03-02T08:00:00Z"}\n\n'
    'event: presence\ndata: {"ticket_id":7,"items":[{"agent":{"id":3,"name":"Kim"},"state":"typing"}]}\n\n'
    ": here\n\n"
)
DESCRIBED: Mapping[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "description": "Events as they happen; it does not end by itself",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}

router = APIRouter(prefix="/api/v1", tags=["events"])

LastSeen = Annotated[
    str | None,
    Header(
        alias="Last-Event-ID",
        max_length=41,
        description="The `id` that was seen last, as browsers send it by themselves; it goes before `after`",
    ),
]


class EventStream(Response):
    """An answer that goes on until the listener leaves or is let go."""

    def __init__(self, streams: Streams, listener: Listener) -> None:
        super().__init__(media_type=MEDIA_TYPE, headers=HEADERS)
        del self.headers["content-length"]  # nobody knows it
        self._streams = streams
        self._listener = listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, unless too many listen already (ASGI)."""
        with self._streams.listening(self._listener):
            scope["is_stream"] = True
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async with anyio.create_task_group() as group:
                group.start_soon(_end_when_gone, receive, self._listener)
                with self._listener.scope:
                    await self._speak(send)
                group.cancel_scope.cancel()
        with anyio.move_on_after(GRACE):
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _speak(self, send: Send) -> None:
        async def say(text: bytes) -> None:
            await send({"type": "http.response.body", "body": text, "more_body": True})

        await say(f"retry: {RETRY}\nid: {self._listener.place}\n\n".encode())
        await self._streams.tell(self._listener, say)


@router.get(
    "/events/stream", response_class=Response, responses=dict(DESCRIBED), operation_id="stream_events"
)
async def get_event_stream(  # noqa: PLR0913, PLR0917 - FastAPI hands in what the query names
    request: Request,
    principal: CurrentPrincipal,
    ticket: Ticket = None,
    kind: Kinds = [],  # noqa: B006 - FastAPI's way to say: none
    after: Place = None,
    last_seen: LastSeen = None,
) -> Response:
    """Follow the log as it grows, from now on or behind a place, and who is at which ticket (`presence`)."""
    place = _place(last_seen, after)
    if request.scope["is_head"]:
        return _head()
    which = Which(None if ticket is None else TicketId(ticket), kind)
    streams, credential = inside(request).streams, request.scope.get("credential")
    return EventStream(streams, await streams.listener(principal, credential, which, place))


def _head() -> Response:
    """Answer HEAD with what GET would begin with, and let it end."""
    answer = Response(media_type=MEDIA_TYPE, headers=HEADERS)
    del answer.headers["content-length"]
    return answer


def event_text(logged: Logged) -> bytes:
    """Write an event as a stream tells it."""
    head = f"id: {logged.cursor}\nevent: {logged.event.kind}\ndata: "
    return head.encode() + encode(event_out(logged)) + b"\n\n"


def presence_text(ticket_id: TicketId, people: Sequence[Here]) -> bytes:
    """Write who is at a ticket as a stream tells it: without an id, because nobody can go on behind it."""
    return f"event: {PRESENCE}\ndata: ".encode() + encode(presence_out(ticket_id, people)) + b"\n\n"


SHOWS = Shows(event_text, presence_text)


async def _end_when_gone(receive: Receive, listener: Listener) -> None:
    """Notice that the caller has hung up, or sends what does not end."""
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    except HTTPException:
        pass
    listener.end()


def _place(last_seen: str | None, after: str | None) -> Cursor | None:
    given = after if last_seen is None else last_seen
    if given is None:
        return None
    found = cursor_of(given)
    if found is None:
        where = ("query", "after") if last_seen is None else ("header", "last-event-id")
        message = "This is no place in the log; send an `id` as it was given"
        raise RequestValidationError([{"loc": where, "type": "place", "msg": message}])
    return found
