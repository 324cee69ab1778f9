"""Who wrote: what the caller says of the customer, and by what the customer is known again."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from firstline.core.errors import Invalid
from firstline.core.ids import FIRST_CUSTOMER
from firstline.core.text import folded

LONGEST_REF = 200
RULES = {
    "email": "must be a well-formed e-mail address",
    "ref": f"must be 1 to {LONGEST_REF} characters, not blank",
    "external_id": f"must be a whole number from 1 to {FIRST_CUSTOMER - 1}",
}
"""The kinds of identities, and what makes one."""


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
    ref: str | None = None
    """The caller's own reference, where that is no number."""


def identity_of(caller: Caller) -> Identity | None:
    """Name what makes a caller one person: their number or reference, a well-formed address, or nothing.

    >>> identity_of(Caller("Ava", "Ava@Example.com"))
    Identity(kind='email', value='ava@example.com')
    >>> identity_of(Caller("Ava", "n/a")) is None
    True
    """
    if caller.external_id is not None:
        return by_number(caller.external_id)
    if caller.ref is not None:
        return Identity("ref", caller.ref)
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


def given_identity(kind: str, value: str) -> Identity:
    """Read an identity that a person names, into the form that is compared.

    >>> given_identity("email", "Ava@Example.com").value, given_identity("external_id", "007").value
    ('ava@example.com', '7')

    Raises:
        Invalid: when it can be nobody's.
    """
    if kind not in RULES:
        message = f"must be one of {', '.join(RULES)}"
        raise Invalid(message, field="kind")
    found = _given(kind, value)
    if found is None:
        raise Invalid(RULES[kind], field="value")
    return found


def _given(kind: str, value: str) -> Identity | None:
    if kind == "email":
        return identity_of(Caller("", value))
    if kind == "ref":
        return Identity(kind, value) if value.strip() and len(value) <= LONGEST_REF else None
    is_number = value.isascii() and value.isdecimal() and len(value) <= len(str(FIRST_CUSTOMER))
    return by_number(int(value)) if is_number and is_callers(int(value)) else None
