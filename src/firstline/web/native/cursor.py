"""Places in lists of tickets: what `next` says and `after` understands.

A place names its list, the last ticket's value in the list's order, and the ticket. It is no secret, but not
meant to be read either; one that does not fit the list, or that no list has given, is refused.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from fastapi.exceptions import RequestValidationError

from firstline.core.ids import LARGEST
from firstline.tickets.sought import KEYS, Place, Sort
from firstline.tickets.ticket import Ticket

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
PARTS = re.compile(r"(?P<list>[\w-]{1,40}) (?P<key>-?[0-9.]{1,20}) (?P<number>[0-9]{1,19})", re.ASCII)
HIGHEST_SCORE = 2**15 - 1
NO_PLACE = {
    "loc": ("query", "after"),
    "type": "place",
    "msg": "This is no place in this list; send `next` as it was given",
}


def place_in(name: str, sort: Sort, after: str | None) -> Place | None:
    """Tell behind which ticket a page of this list begins; None: at the beginning.

    Raises:
        RequestValidationError: when the place is none, or one in another list.
    """
    if after is None:
        return None
    found = PARTS.fullmatch(_decoded(after))
    if found is None or found["list"] != name or int(found["number"]) > LARGEST:
        raise RequestValidationError([NO_PLACE])
    try:
        return Place(READERS[sort](found["key"]), int(found["number"]))
    except (ValueError, OverflowError):
        raise RequestValidationError([NO_PLACE]) from None


def behind(name: str, sort: Sort, ticket: Ticket) -> str:
    """Give the place behind a ticket."""
    key = getattr(ticket, KEYS[sort])
    shown = (key - EPOCH) // MICROSECOND if isinstance(key, datetime) else key
    return urlsafe_b64encode(f"{name} {shown} {ticket.id}".encode()).decode().rstrip("=")


def _decoded(after: str) -> str:
    try:
        return urlsafe_b64decode(after + "=" * (-len(after) % 4)).decode("ascii")
    except (ValueError, Error):
        return ""


def _moment(key: str) -> datetime:
    return EPOCH + timedelta(microseconds=int(key))


def _score(key: str) -> int:
    if abs(int(key)) > HIGHEST_SCORE:
        raise ValueError(key)
    return int(key)


READERS: dict[Sort, Callable[[str], int | float | datetime]] = {
    Sort.NEWEST: _moment,
    Sort.PRIORITY: _score,
    Sort.URGENCY: float,
    Sort.DUE: _moment,
    Sort.UPDATED: _moment,
}
"""How a key is read in each order."""
