"""Answers as bytes: a shape is a frozen dataclass, documented by FastAPI and encoded by msgspec."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from fastapi import Response

from firstline.store.idempotency import Answer

encode = msgspec.json.Encoder().encode


def answer(shape: Any, *, status: int = 200) -> Answer:  # noqa: ANN401 - any shape of a door
    """Encode a shape."""
    return Answer(status, encode(shape))


def respond(given: Answer) -> Response:
    """Send an answer."""
    return Response(given.body, given.status, media_type="application/json")


def naive(moment: datetime) -> datetime:
    """Give the moment as seeds 1 and 2 show it: UTC, without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def naive_or_none(moment: datetime | None) -> datetime | None:
    """Give the moment as seeds 1 and 2 show it, if there is one."""
    return None if moment is None else naive(moment)
