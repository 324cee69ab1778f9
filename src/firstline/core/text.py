"""Text from outside: what can be taken at all, and the form in which texts are compared."""

import re
import unicodedata

UNTAKABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database can hold: NUL (PostgreSQL) and halves of surrogate pairs (no UTF-8 form)."""
JOINERS = "\u200c\u200d"
"""Invisible, yet part of words and names in Persian, Hindi and others."""


def is_seen(char: str) -> bool:
    r"""Tell whether a character shows: no control, no mark of direction, nothing of no width.

    >>> is_seen("a"), is_seen("\u200b"), is_seen("\u202e"), is_seen("\n")
    (True, False, False, False)
    """
    return char in JOINERS or unicodedata.category(char)[0] != "C"


def is_takable(text: str) -> bool:
    r"""Tell whether both databases can store the text and give it back unchanged.

    >>> is_takable("Grüße 👋"), is_takable("a\x00b"), is_takable("\ud83d")
    (True, False, False)
    """
    return UNTAKABLE.search(text) is None


def legible(text: str) -> str:
    r"""Replace what no answer and no database could hold, to name a piece of a broken file.

    >>> legible("a\udcffb")
    'a�b'
    """
    return UNTAKABLE.sub("�", text)


def folded(text: str) -> str:
    """Give the form in which *contains* is decided: the same on every database.

    >>> folded("STRASSE") == folded("straße")
    True
    """
    return text.casefold()
