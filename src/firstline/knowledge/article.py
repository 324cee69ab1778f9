"""An article of the knowledge base: what it says, for whom, and when it holds.

Its text is Markdown. It is read as passages (`passages.py`), and only what is published, holds on the day and
is meant for the reader is ever found.

What always holds: an id is a word of letters, digits, dots, dashes and underscores, so that a draft can name
it in brackets and a URL can hold it.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Self

LONGEST_ID: Final = 120
LONGEST_TITLE: Final = 300
LONGEST_TEXT: Final = 2_000_000
"""Characters of one article."""
MOST_TAGS: Final = 30
PAGES: Final = "/kb/"
"""Where the desk shows articles to customers, each below its id."""
ID: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


class Audience(StrEnum):
    """Who may read an article."""

    PUBLIC = "public"
    INTERNAL = "internal"
    """Agents only: no draft quotes it."""


class Standing(StrEnum):
    """How far an article is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What one article says."""

    id: str
    title: str
    text: str
    """Markdown."""
    updated: date
    """The day of which it says how things are; a later one outranks it where the two disagree."""
    url: str = ""
    """Where customers read it; empty: at the desk itself."""
    tags: tuple[str, ...] = ()
    language: str = "en"
    audience: Audience = Audience.PUBLIC
    standing: Standing = Standing.PUBLISHED
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which it holds."""

    @property
    def address(self) -> str:
        """Where customers read it: a URL, or a path at the desk."""
        return self.url or f"{PAGES}{self.id}"

    def found_at(self, public_url: str) -> Self:
        """Give it the whole address of its page at the desk, where customers read it there.

        >>> hours = Article(id="hours", title="Hours", text="Nine to five.", updated=date(2026, 5, 1))
        >>> hours.found_at("https://help.example.com").address, hours.found_at("").address
        ('https://help.example.com/kb/hours', '/kb/hours')
        """
        if not public_url or self.url or self.audience is not Audience.PUBLIC:
            return self
        return replace(self, url=f"{public_url}{self.address}")

    def may_be_quoted(self, language: str) -> bool:
        """Tell whether a reply in a language may quote it."""
        return self.audience is Audience.PUBLIC and self.language == language

    def holds(self, day: date) -> bool:
        """Tell whether it is published and holds on a day.

        >>> today = date(2026, 5, 1)
        >>> Article(id="a", title="A", text="", updated=today, valid_until=date(2026, 4, 30)).holds(today)
        False
        """
        begun = self.valid_from is None or self.valid_from <= day
        ended = self.valid_until is not None and self.valid_until < day
        return self.standing is Standing.PUBLISHED and begun and not ended


def is_id(name: str) -> bool:
    """Tell whether an article can have this id.

    >>> is_id("return-window.2022"), is_id("a b"), is_id("")
    (True, False, False)
    """
    return len(name) <= LONGEST_ID and ID.fullmatch(name) is not None


def id_of(title: str) -> str:
    """Make an id of a title, or of a file's name; empty: there is nothing in it to make one of.

    >>> id_of("How long can I return a device?"), id_of("Rückgabe & Umtausch"), id_of("???")
    ('how-long-can-i-return-a-device', 'r-ckgabe-umtausch', '')
    """
    words = re.findall(r"[a-z0-9]+", title.casefold())
    return "-".join(words)[:LONGEST_ID].strip("-")
