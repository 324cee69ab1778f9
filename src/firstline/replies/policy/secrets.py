"""Secrets that show by their form: card numbers, keys, tokens.

A card number is 13 to 19 digits, in groups or not, that begin as those of the great networks do and whose
last digit is right by Luhn's sum; masked digits are none, nor is a number such as "T-4111..." or "#4111...".
Keys are known by the beginnings that their makers give them.

What always holds: nothing is reported that has not the whole form, and each form has a bounded length.
"""

import re
from collections.abc import Iterator
from typing import Final

_DIGITS = re.compile(
    r"(?<![\d*\u2022xX#])(?<!\b[A-Z]-)(?<!\b[A-Z]{2}-)(?<!\b[A-Z]{3}-)[2-6](?:[ .-]?\d){12,18}(?![\d])"
)
_KEY = re.compile(
    r"\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{6,99}|\bgh[pousr]_[A-Za-z0-9]{20,99}|\bAKIA[0-9A-Z]{16}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{8,99}|\bsk-[A-Za-z0-9_-]{16,99}|\beyJ[A-Za-z0-9_-]{10,999}\.eyJ"
    r"|-----BEGIN (?:[A-Z]{1,12} ){0,3}PRIVATE KEY|\bAIza[A-Za-z0-9_-]{30,40}"
)
_SIGNS: Final = ("_", "AKIA", "xox", "sk-", "eyJ", "-----", "AIza")
"""Each key has one of these."""


def secrets(text: str) -> Iterator[tuple[int, int]]:
    """Find card numbers and keys.

    >>> list(secrets("Card 4111 1111 1111 1111, order 1234567890123."))
    [(5, 24)]
    >>> list(secrets("Your ticket is T-4111111111111111 (#4111111111111111)."))
    []
    """
    for match in _DIGITS.finditer(text):
        digits = [int(char) for char in match[0] if char.isdigit()]
        if len(set(digits)) > 1 and is_card(digits):
            yield match.span()
    if any(sign in text for sign in _SIGNS):
        yield from (match.span() for match in _KEY.finditer(text))


def is_card(digits: list[int]) -> bool:
    """Tell whether the last digit is right by Luhn's sum."""
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
