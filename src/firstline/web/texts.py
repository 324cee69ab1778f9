"""Kinds of text that doors take, as pydantic types.

Limits of length stand before `TAKABLE` and `FILLED`, so that an error speaks of characters.
"""

from typing import Annotated
from urllib.parse import unquote_to_bytes

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, Strict

from firstline.core.text import is_takable


def is_utf8(encoded: bytes) -> bool:
    """Tell whether a form or a query is UTF-8 text, its percent signs decoded; a form parser would guess.

    >>> is_utf8(b"q=Gr%C3%BC%C3%9Fe"), is_utf8(b"q=%FF")
    (True, False)
    """
    try:
        unquote_to_bytes(encoded).decode()
    except UnicodeDecodeError:
        return False
    return True


def _takable(text: str) -> str:
    if not is_takable(text):
        message = "holds a NUL or half of a surrogate pair, which cannot be stored"
        raise ValueError(message)
    return text


def _filled(text: str) -> str:
    text = _takable(text)
    if not text.strip():
        message = "must not be blank"
        raise ValueError(message)
    return text


def _well_formed(text: str) -> str:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        message = "is not a valid e-mail address"
        raise ValueError(message) from None
    return text


TAKABLE = AfterValidator(_takable)
FILLED = AfterValidator(_filled)

Text = Annotated[str, Strict(), TAKABLE]
"""Any text that both databases can hold."""

Filled = Annotated[str, Strict(), Field(min_length=1), FILLED]
"""Text that says something."""

Address = Annotated[Text, AfterValidator(_well_formed), Field(json_schema_extra={"format": "email"})]
"""A well-formed e-mail address, kept as it was given."""
