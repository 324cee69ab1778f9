"""Places in lists: what `next` says and `after` understands."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Query
from fastapi.exceptions import RequestValidationError

from firstline.core.ids import LARGEST
from firstline.web.native.shapes import MOST, Page

T = TypeVar("T")
S = TypeVar("S")

LIMIT = 50
Limit = Annotated[int, Query(ge=1, le=MOST, description="Items of one page")]
After = Annotated[str | None, Query(max_length=200, description="`next` of the page before")]


def name_of(kind: str, *filters: object) -> str:
    """Name a list with its filters, so that a place in it is none in another."""
    return f"{kind}-{hashlib.sha256(repr(filters).encode()).hexdigest()[:12]}"


def number_after(kind: str, after: str | None) -> int:
    """Tell behind which number a page of this kind begins.

    Raises:
        RequestValidationError: when the place is none, or one in another list.
    """
    number = word_after(kind, after) or "0"
    if number.isascii() and number.isdecimal() and int(number[:20]) <= LARGEST:
        return int(number)
    raise no_place()


def word_after(kind: str, after: str | None) -> str:
    """Tell behind which word a page of this kind begins; empty: at the beginning.

    Raises:
        RequestValidationError: when the place is one in another list.
    """
    if after is None:
        return ""
    of_what, _, word = after.partition(".")
    if of_what == kind and word:
        return word
    raise no_place()


def no_place() -> RequestValidationError:
    """Say that a place is none in this list."""
    where = {"loc": ("query", "after"), "type": "place"}
    return RequestValidationError(
        [where | {"msg": "This is no place in this list; send `next` as it was given"}]
    )


def paged(
    kind: str, found: Sequence[T], show: Callable[[T], S], place: Callable[[T], object], *, limit: int
) -> Page[S]:
    """Make a page of what was found, which is one more than the page holds if there is more."""
    shown = found[:limit]
    more = f"{kind}.{place(shown[-1])}" if len(found) > limit else None
    return Page([show(one) for one in shown], more)
