"""Answers as bytes: a shape is a frozen dataclass, documented by FastAPI and encoded by msgspec."""

from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from fastapi import Response
from pydantic import WithJsonSchema

from firstline.store.idempotency import Answer

encode = msgspec.json.Encoder().encode


def answer(shape: Any, *, status: int = 200) -> Answer:  # noqa: ANN401 - any shape of a door
    """Encode a shape."""
    return Answer(status, encode(shape))


def respond(given: Answer) -> Response:
    """Send an answer."""
    return Response(given.body, given.status, media_type="application/json")


Naive = Annotated[
    datetime,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$",
            "description": "In UTC, without a zone",
            "examples": ["2026-03-02T08:00:00"],
        }
    ),
]
"""A moment as the doors of seeds 1 and 2 show it. To the reference it is no `date-time`: that has a zone."""


def naive(moment: datetime) -> datetime:
    """Give the moment as seeds 1 and 2 show it: UTC, without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def naive_or_none(moment: datetime | None) -> datetime | None:
    """Give the moment as seeds 1 and 2 show it, if there is one."""
    return None if moment is None else naive(moment)
