"""Which passwords are taken.

Length is what keeps a password from being guessed, so length is all that is asked for: no kinds of signs, no
change after so many days. What always holds: a password is compared in one form (NFKC), so that it fits
whichever keyboard it is typed on.
"""

import unicodedata

from firstline.core.text import is_takable

SHORTEST = 10
"""Characters."""
LONGEST = 1_000
"""Bytes in UTF-8, so that nobody makes the desk hash a book."""


def normal(password: str) -> str:
    """Give the form in which a password is hashed and compared."""
    return unicodedata.normalize("NFKC", password)


def fault_in(password: str, *, email: str) -> str | None:
    """Say why a password cannot be taken; None: it can.

    >>> fault_in("a long enough one", email="kim@example.com")
    >>> fault_in("short", email="kim@example.com")
    'A password has 10 characters at least.'
    """
    if not is_takable(password):
        return "The password holds a character that cannot be used."
    if len(normal(password)) < SHORTEST:
        return f"A password has {SHORTEST} characters at least."
    if len(normal(password).encode()) > LONGEST:
        return f"A password has {LONGEST:,} bytes at most."
    if normal(password).casefold().strip() == email.casefold():
        return "The e-mail address cannot be the password."
    return None
