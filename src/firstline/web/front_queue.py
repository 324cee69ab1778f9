"""The queue of the front page, as plain values: its rows, its links, and how much of it is not shown.

Whatever happens: a link repeats what the reader asked for and changes one thing of it, and a name from
outside stands in it whole and quoted.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlencode

from firstline.tickets.verdict import MARKS, TicketScope
from firstline.web.front_words import mark_words, short, style_name, words

ALL = "all"
URGENT = "urgent"
HUES = 8
"""Colours that the style sheet knows for categories."""

Order = Literal["priority", "due"]
ORDERS: dict[Order, str] = {"priority": "by priority", "due": "by due time"}


@dataclass(frozen=True, slots=True)
class Listing:
    """What the reader wants to see of the queue, and in which order."""

    show: str = ALL
    category: str | None = None
    order: Order = "priority"

    @property
    def is_narrowed(self) -> bool:
        """Whether some open tickets are left out."""
        return self.category is not None or self.show != ALL


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A ticket as the store gives it."""

    id: int
    subject: str
    customer: str
    category: str
    team: str
    priority: str
    level: str
    urgency: float
    sentiment: str
    due_at: datetime | None
    scope: str = TicketScope.IN_SCOPE


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A ticket as a row of the page."""

    href: str
    id: str
    subject: str
    customer: str
    category: str
    hue: str
    team: str
    priority: str
    priority_class: str
    level: str
    urgency: str
    sentiment: str
    sentiment_class: str
    due: str
    due_at: str
    is_overdue: bool
    mark: str
    """Spam, a bounce and the like; empty for a customer's matter."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link above the queue."""

    label: str
    href: str
    is_current: bool = False
    hue: str = ""


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue as the page shows it."""

    lines: tuple[QueueLine, ...] = ()
    count: str = ""
    """How many there are, and how many of them are here."""
    order: str = ""
    other_order: Link | None = None
    filters: tuple[Link, ...] = ()
    is_narrowed: bool = False


def queue_view(
    rows: Iterable[QueueRow], *, total: str, listing: Listing, categories: Iterable[str], now: datetime
) -> QueueView:
    """Show the rows of the queue as they stand now; `total` says how many there are, these included."""
    lines = tuple(_line(row, listing, now) for row in rows)
    return QueueView(
        lines=lines,
        count=count_words(len(lines), total),
        order=ORDERS[listing.order],
        other_order=_other_order(listing),
        filters=filter_links(categories, listing),
        is_narrowed=listing.is_narrowed,
    )


def count_words(shown: int, total: str) -> str:
    """Say how many tickets are open, and when not all of them are shown.

    >>> count_words(50, "1,312"), count_words(1, "1")
    ('The first 50 of 1,312 open tickets', '1 open ticket')
    """
    tickets = "open ticket" if total == "1" else "open tickets"
    return f"{total} {tickets}" if total == str(shown) else f"The first {shown} of {total} {tickets}"


def filter_links(categories: Iterable[str], listing: Listing) -> tuple[Link, ...]:
    """Link to all tickets, the urgent ones, and each category, in the order that the reader chose.

    >>> [link.href for link in filter_links(["billing"], Listing(category="billing"))]
    ['/?show=all#queue', '/?show=urgent#queue', '/?category=billing#queue']
    """
    current = listing.category or listing.show
    sort = {} if listing.order == "priority" else {"sort": listing.order}
    shows = [Link(words(show), _href(show=show, **sort), show == current) for show in (ALL, URGENT)]
    by_category = [
        Link(short(words(name)), _href(category=name, **sort), name == current, _hue(name))
        for name in categories
    ]
    return (*shows, *by_category)


def due_words(due_at: datetime, now: datetime) -> str:
    """Say how long there is, or for how long it has been too late, in at most two units.

    >>> from datetime import UTC
    >>> due_words(datetime(2026, 3, 1, 10, tzinfo=UTC), datetime(2026, 3, 1, 12, tzinfo=UTC))
    '2h 0m overdue'
    """
    hours, minutes = divmod(abs(due_at - now) // timedelta(minutes=1), 60)
    days, hours = divmod(hours, 24)
    late = " overdue" if due_at < now else ""
    if days:
        return f"{days}d {hours}h{late}"
    return f"{hours}h {minutes}m{late}" if hours else f"{minutes}m{late}"


def _line(row: QueueRow, listing: Listing, now: datetime) -> QueueLine:
    return QueueLine(
        href=_href("verdict", ticket=str(row.id), **_asked(listing)),
        id=str(row.id),
        subject=short(row.subject) or "(no subject)",
        customer=short(row.customer) or "(no name)",
        category=short(words(row.category)),
        hue=_hue(row.category),
        team=short(words(row.team)),
        priority=words(row.priority),
        priority_class=style_name(row.priority),
        level=row.level,
        urgency=f"{row.urgency:.1f}",
        sentiment=words(row.sentiment),
        sentiment_class=style_name(row.sentiment),
        due=due_words(row.due_at, now) if row.due_at else "",
        due_at=row.due_at.isoformat() if row.due_at else "",
        is_overdue=row.due_at is not None and row.due_at < now and row.scope not in MARKS,
        mark=mark_words(row.scope),
    )


def _other_order(listing: Listing) -> Link:
    other: Order = "priority" if listing.order == "due" else "due"
    return Link(ORDERS[other], _href(**_asked(listing) | {"sort": other}))


def _asked(listing: Listing) -> dict[str, str]:
    """Give the part of the address that asks for this listing; nothing asks for the usual one."""
    asked = {}
    if listing.category is not None:
        asked["category"] = listing.category
    elif listing.show != ALL:
        asked["show"] = listing.show
    return asked if listing.order == "priority" else asked | {"sort": listing.order}


def _hue(category: str) -> str:
    """Give a category its colour, the same on every page."""
    known = ("billing", "technical", "account", "sales", "general")
    number = (
        known.index(category) if category in known else zlib.crc32(category.encode("utf-8", "replace")) % HUES
    )
    return f"hue-{number}"


def _href(place: str = "queue", **query: str) -> str:
    return f"/?{urlencode(query, errors='replace')}#{place}"
