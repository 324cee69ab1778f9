"""`ETag` and `If-Match`: whoever changes a thing can say which version of it they have seen.

A version travels as `"7"`. `If-Match` may name several and may leave the quotes out; `*` is any. A name that
is no version of ours fits nothing, so that a change under it is refused and not made by mistake.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Depends, Header, Response

from firstline.core.errors import Conflict
from firstline.core.ids import LARGEST
from firstline.core.versions import Expected

ANY = "*"
VERSION = re.compile(r'"([0-9]{1,19})"|([0-9]{1,19})')
DESCRIPTION = (
    "The version that you have seen, as its `ETag` says; if another stands there, nothing is changed."
)


async def read_if_match(
    if_match: Annotated[
        str | None, Header(alias="If-Match", description=DESCRIPTION, max_length=1_000)
    ] = None,
) -> Expected:
    """Read which versions the caller has seen; None: they do not say; `async`, so that it costs no thread."""
    if if_match is None or if_match.strip() == ANY:
        return None
    found = (VERSION.fullmatch(one.strip()) for one in if_match.split(","))
    numbers = (int(one[1] or one[2]) for one in found if one)
    return frozenset(number for number in numbers if number <= LARGEST)


IfMatch = Annotated[Expected, Depends(read_if_match)]


def tagged(response: Response, version: int) -> Response:
    """Say which version the answer shows."""
    response.headers["ETag"] = f'"{version}"'
    return response


@contextmanager
def showing(shape: Callable[[Any], object]) -> Iterator[None]:
    """Let a conflict show how the thing stands now, in the shape in which it is shown otherwise."""
    try:
        yield
    except Conflict as conflict:
        if conflict.current is not None:
            conflict.current = shape(conflict.current)
        raise
