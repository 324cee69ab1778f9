"""What does a message name? Mail addresses, IBANs, amounts, dates, order numbers and phone numbers.

Each is found by its form, checked where it can be (an IBAN by its check digits, a date by the calendar) and
written in normal form: `EUR 19.90`, `2026-03-01`, `ava@example.com`, `+442079460958`. A date that can be
read in two ways is left out.

Whatever happens: entities do not overlap, they come in the order of the text, there are at most `MOST` of
them, and the work grows in step with the text.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final

from firstline.tickets.message import Message
from firstline.tickets.verdict import Entity, Part, span_of
from firstline.triage.quoting import mailboxes

MOST: Final = 100
Named = tuple[str, str, int, int]
"""A kind, a normal form and a place."""

DIGIT = re.compile(r"\d")
SYMBOLS: Final = {
    written: code
    for code, forms in {
        "USD": "$ us$ usd dollar dollars", "EUR": "€ eur euro euros", "GBP": "£ gbp pound pounds",
        "JPY": "¥ jpy yen", "INR": "₹ inr rupee rupees", "CHF": "chf", "KES": "kes ksh", "NGN": "₦ ngn",
        "CAD": "cad", "AUD": "aud", "SEK": "sek", "NOK": "nok", "DKK": "dkk", "PLN": "pln",
        "ZAR": "zar",  # codespell:ignore zar
    }.items()
    for written in forms.split()
}  # fmt: skip
_CURRENCY = "|".join(sorted(map(re.escape, SYMBOLS), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[.,'\u2019]\d{3}){1,5}(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,2})?(?!\d)"
AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<before>{_CURRENCY})\s?(?P<first>{_NUMBER})"
    rf"|(?<![\w.,])(?P<second>{_NUMBER})\s?(?P<after>{_CURRENCY})(?!\w)",
    re.IGNORECASE,
)
IBAN = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ ]?[A-Za-z0-9]){11,30}")
IBAN_LENGTHS: Final = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI NL", 19: "SI", 20: "AT EE LT LU", 21: "CH HR LI LV",
        22: "BG DE GB IE", 23: "AE IL", 24: "CZ ES RO SA SE SK", 25: "PT", 26: "IS TR",
        27: "FR GR IT MC", 28: "CY HU PL", 29: "UA", 31: "MT",
    }.items()
    for country in countries.split()
}  # fmt: skip
MONTHS: Final = {
    name: number
    for number, names in {
        1: "january jan", 2: "february feb", 3: "march mar", 4: "april apr", 5: "may", 6: "june jun",
        7: "july jul", 8: "august aug", 9: "september sept sep", 10: "october oct", 11: "november nov",
        12: "december dec",
    }.items()
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATES: Final = (
    re.compile(r"(?<![\w-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])"),
    re.compile(r"(?<![\w.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4}|\d{2})(?!\w)"),
    re.compile(r"(?<![\w/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d{2})(?![\w/])"),
    re.compile(
        rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?\s(?:of\s)?(?P<n>{_MONTH})\.?,?\s(?P<y>\d{{4}})(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<!\w)(?P<n>{_MONTH})\.?\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y>\d{{4}})(?!\w)", re.IGNORECASE
    ),
)
DATED = re.compile(r"\d{4}|\d[./]\s?\d")
"""Every form of a date holds one of these; most texts hold none, and are looked at once."""
ORDER = re.compile(
    r"\b(?:order|invoice|booking|reference|ref|case|ticket|tracking|policy|claim|account|customer|purchase)"
    r"(?:\s(?:number|no|nr|id|code))?[.:]?\s{0,2}#?(?P<named>[A-Z0-9][A-Z0-9/-]{2,30})(?!\w)"
    r"|(?<!\w)#(?P<hashed>\d{3,20})(?!\w)"
    r"|(?<![\w-])(?P<coded>[A-Z]{2,6}-(?:[A-Z0-9]{1,8}-)?\d{2,14})(?![\w-])",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<![\w+./-])(?<!\d )(?:\+|00|0|\()\d[\d ().-]{5,22}\d(?![\w/])")
FEWEST_PHONE_DIGITS: Final = 8
MOST_PHONE_DIGITS: Final = 15
CENTURY: Final = 100
"""A year below this is one of the two thousands."""


def entities(message: Message) -> tuple[Entity, ...]:
    """Find what a message names.

    >>> [(one.kind, one.value) for one in entities(Message("Order #4711 cost 19,90 €"))]
    [('order', '4711'), ('amount', 'EUR 19.90')]
    """
    subject = _entities(message.subject, Part.SUBJECT) if message.subject else ()
    return tuple(chain(subject, _entities(message.text, Part.MESSAGE)))[:MOST]


def _entities(text: str, part: Part) -> list[Entity]:
    if "@" not in text and not DIGIT.search(text):
        return []
    taken: list[Named] = []
    free = text
    for find in (_mails, _ibans, _dates, _amounts, _orders, _phones):
        found = list(find(free))
        if found:
            taken += found
            free = _covered(free, found)
    taken.sort(key=lambda named: named[2])
    return [Entity(kind, value, span_of(part, start, end, text)) for kind, value, start, end in taken[:MOST]]


def _covered(text: str, found: list[Named]) -> str:
    pieces, done = [], 0
    for _, _, start, end in sorted(found, key=lambda named: named[2]):
        pieces += [text[done:start], "\x00" * (end - start)]
        done = end
    return "".join([*pieces, text[done:]])


def _mails(text: str) -> Iterator[Named]:
    if "@" not in text:
        return
    for start, stop in mailboxes(text):
        end = stop
        while text[end - 1] in ".-_%'+":
            end -= 1
        address = text[start:end].lower()
        if "." in address.partition("@")[2]:
            yield "email", address, start, end


def _ibans(text: str) -> Iterator[Named]:
    for found in IBAN.finditer(text):
        country = found.group()[:2].upper()
        length = IBAN_LENGTHS.get(country, 0)
        written = _first_characters(found.group(), length)
        number = written.replace(" ", "").upper()
        if len(number) == length and length and _checks(number):
            yield "iban", number, found.start(), found.start() + len(written)


def _first_characters(text: str, count: int) -> str:
    """Give the beginning of a text that holds so many characters beside spaces."""
    for place, character in enumerate(text):
        count -= character != " "
        if not count:
            return text[: place + 1]
    return text


def _checks(iban: str) -> bool:
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def _dates(text: str) -> Iterator[Named]:
    if not DATED.search(text):
        return
    taken = -1
    found = (match for pattern in DATES for match in pattern.finditer(text))
    for match in sorted(found, key=lambda match: match.start()):
        day = _day(match.groupdict())
        if day and match.start() > taken:
            taken = match.end()
            yield "date", day.isoformat(), match.start(), match.end()


def _day(parts: dict[str, str]) -> date | None:
    year = int(parts["y"])
    year += 2000 if year < CENTURY else 0
    if "a" in parts:
        return _either(year, int(parts["a"]), int(parts["b"]))
    month = MONTHS[parts["n"].lower()] if "n" in parts else int(parts["m"])
    return _calendar(year, month, int(parts["d"]))


def _either(year: int, first: int, second: int) -> date | None:
    """Read 31/12 and 12/31; of 03/04 nobody can say which is the month."""
    readings = {_calendar(year, second, first), _calendar(year, first, second)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _amounts(text: str) -> Iterator[Named]:
    for found in AMOUNT.finditer(text):
        currency = SYMBOLS[(found["before"] or found["after"]).lower()]
        yield (
            "amount",
            f"{currency} {_decimal(found['first'] or found['second'])}",
            found.start(),
            found.end(),
        )


def _decimal(written: str) -> str:
    """Write a number with a point and two decimals, whichever separators it came with.

    >>> _decimal("1.234,5"), _decimal("1,000")
    ('1234.50', '1000.00')
    """
    whole, separator, rest = written.replace("'", "").replace("\u2019", "").replace(",", ".").rpartition(".")
    if not separator or len(rest) > len("00"):
        whole, rest = whole + rest, ""
    return f"{int(whole.replace('.', ''))}.{rest.ljust(2, '0')}"


def _orders(text: str) -> Iterator[Named]:
    for found in ORDER.finditer(text):
        group = found.lastgroup or "named"
        number = found[group]
        if any(map(str.isdigit, number)):
            yield "order", number.upper(), found.start(group), found.end(group)


def _phones(text: str) -> Iterator[Named]:
    for found in PHONE.finditer(text):
        digits = "".join(filter(str.isdigit, found.group()))
        if FEWEST_PHONE_DIGITS <= len(digits) <= MOST_PHONE_DIGITS:
            yield "phone", _dialled(found.group(), digits), found.start(), found.end()


def _dialled(written: str, digits: str) -> str:
    if written.startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits
