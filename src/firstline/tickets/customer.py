"""Who wrote: what the caller says of the customer, and by what the customer is known again."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from firstline.core.ids import FIRST_CUSTOMER
from firstline.core.text import folded


@dataclass(frozen=True, slots=True)
class Identity:
    """Something by which a customer is known again, in the form that is compared."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Caller:
    """The customer as the caller names them."""

    name: str
    email: str | None = None
    external_id: int | None = None
    """The caller's own number, 1 to 10^12 - 1."""


def identity_of(caller: Caller) -> Identity | None:
    """Name what makes this caller one person: their number, else a well-formed address, else nothing.

    >>> identity_of(Caller("Ava", "Ava@Example.com"))
    Identity(kind='email', value='ava@example.com')
    >>> identity_of(Caller("Ava", "n/a")) is None
    True
    """
    if caller.external_id is not None:
        return by_number(caller.external_id)
    if caller.email is None or "@" not in caller.email:
        return None
    try:
        address = validate_email(caller.email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return Identity("email", folded(address.normalized))


def by_number(number: int) -> Identity:
    """Name a customer by the caller's own number."""
    return Identity("external_id", str(number))


def is_callers(number: int) -> bool:
    """Tell whether a customer's number is a caller's own, and not one of ours."""
    return 0 < number < FIRST_CUSTOMER
