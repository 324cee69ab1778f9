"""Kinds of text that doors take, as pydantic types."""

from typing import Annotated

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, Field, StringConstraints

from firstline.core.text import is_takable


def _takable(text: str) -> str:
    if not is_takable(text):
        message = "holds a NUL or half of a surrogate pair, which cannot be stored"
        raise ValueError(message)
    return text


def _not_blank(text: str) -> str:
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


Text = Annotated[str, StringConstraints(strict=True), AfterValidator(_takable)]
"""Any text that both databases can hold."""

Filled = Annotated[Text, Field(min_length=1), AfterValidator(_not_blank)]
"""Text that says something."""

Address = Annotated[Text, AfterValidator(_well_formed), Field(json_schema_extra={"format": "email"})]
"""A well-formed e-mail address, kept as it was given."""
