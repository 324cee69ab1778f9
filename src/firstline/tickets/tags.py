"""Tags: words that agents put on a ticket, kept in one form, so that "VIP " and "vip" are one."""

import re
from collections.abc import Iterable

from firstline.core.errors import Invalid

LONGEST = 60
"""Characters."""
MOST = 20
"""Tags of one ticket."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def tag_of(text: str) -> str:
    """Give a tag in the form in which it is kept.

    >>> tag_of("  Big   Customer ")
    'big customer'

    Raises:
        Invalid: when it is empty, too long, or holds a control character.
    """
    tag = " ".join(text.lower().split())
    if not 1 <= len(tag) <= LONGEST or CONTROL.search(text):
        message = f"A tag has 1 to {LONGEST} characters and no line breaks"
        raise Invalid(message, field="tags")
    return tag


def tags_of(texts: Iterable[str]) -> frozenset[str]:
    """Give several tags in the form in which they are kept.

    Raises:
        Invalid: when one of them is no tag.
    """
    return frozenset(map(tag_of, texts))


def check_number(tags: frozenset[str]) -> None:
    """Let a ticket have these tags.

    Raises:
        Invalid: when they are too many.
    """
    if len(tags) > MOST:
        message = f"A ticket has {MOST} tags at most"
        raise Invalid(message, field="tags")
