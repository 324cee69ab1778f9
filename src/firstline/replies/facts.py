"""The hard facts of a text: what may not change when it is said in other words.

A fact is a number with its unit, a time, a weekday, a month, a code, an address or a name. Numbers in words
are numbers ("two" is 2), and spans of time are one unit ("two weeks" is 14 days).

What always holds: each token is looked at a bounded number of times.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from firstline.replies.lexicon import Lexicon
from firstline.replies.tokens import PAUSE, Token

MINUTES: Final = {"minute": 1, "hour": 60, "day": 1440, "week": 10080}
MONTHS: Final = {"month": 1, "year": 12}
UNIT_REACH: Final = 3
"""Tokens from a number to its unit: "14 full working days"."""
HALF_DAY: Final = 12
CODE: Final = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[\w-]+")
GROUPED: Final = re.compile(r"\d{1,3}(?:[.,\u202f\u00a0'\u2019]\d{3})++")
DECIMAL: Final = re.compile(r"(\d++)[.,](\d{1,2})")
CLOCK: Final = re.compile(r"(\d{1,2})[:.h](\d{2})")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may not change."""

    kind: str
    """`number`, `time`, `day`, `code`, `address` or `name`."""
    value: str
    unit: str = ""
    """Of a number; empty: none is said."""
    is_one: bool = False
    """Said by an article: "a week"."""
    text: str = ""
    """As it was written."""
    said: str = ""
    """Of a number: without its unit."""

    def is_same(self, other: "Fact") -> bool:
        """Tell whether two facts say the same; a unit that one leaves out does not count."""
        if self.kind != other.kind:
            return {self.kind, other.kind} == {"time", "number"} and self._is_same_hour(other)
        if self.kind == "number" and not (self.unit and other.unit):
            return self.said == other.said
        return (self.value, self.unit) == (other.value, other.unit)

    def _is_same_hour(self, other: "Fact") -> bool:
        """Compare a time with a bare number: "two" is 14:00, too."""
        if self.unit or other.unit or not (self.hour.isdecimal() and other.hour.isdecimal()):
            return False
        return int(self.hour) % HALF_DAY == int(other.hour) % HALF_DAY

    @property
    def hour(self) -> str:
        """The hour of a time on the hour, or the bare number."""
        return self.value.removesuffix(":00") if self.kind == "time" else self.said


def facts_of(tokens: Sequence[Token], words: Lexicon) -> list[Fact]:
    """Read the facts of a clause, names apart."""
    return [fact for at in range(len(tokens)) for fact in _facts_at(tokens, at, words)]


def _facts_at(tokens: Sequence[Token], at: int, words: Lexicon) -> Iterator[Fact]:
    token = tokens[at]
    if token.kind == "address":
        yield Fact("address", token.text.rstrip("/"), text=token.raw)
    elif days := [words.days[part] for part in token.text.split("-") if part in words.days]:
        if days != ["months:5"] or words.language != "en" or token.raw[:1].isupper():
            yield from (Fact("day", day, text=token.raw) for day in days)
    elif token.kind == "number":
        yield _number(tokens, at, token.text, words)
    elif token.text in words.numbers:
        yield _number(tokens, at, str(words.numbers[token.text]), words)
    elif token.text in words.ones and _next(tokens, at) in words.units:
        yield _measured("1", words.units[_next(tokens, at)], token, is_one=True)
    elif CODE.fullmatch(token.text):
        yield Fact("code", token.text, text=token.raw)


def _number(tokens: Sequence[Token], at: int, said: str, words: Lexicon) -> Fact:
    clock, half = CLOCK.fullmatch(said), _half(tokens, at)
    if clock and (":" in said or "h" in said):
        hour = _hour(int(clock[1]), half)
        return Fact("time", f"{hour}:{clock[2]}", text=tokens[at].raw)
    if half in ("am", "pm", "uhr") and said.isdecimal():
        return Fact("time", f"{_hour(int(said), half)}:00", text=tokens[at].raw)
    return _measured(_plain(said), _unit(tokens, at, words), tokens[at])


def _half(tokens: Sequence[Token], at: int) -> str:
    """Read which half of the day an hour is of: "10 am", "10 a.m."."""
    spelt = "".join(token.text for token in tokens[at + 1 : at + 4])
    return {"a.m": "am", "p.m": "pm"}.get(spelt, _next(tokens, at))


def _hour(hour: int, half: str) -> int:
    return hour % HALF_DAY + HALF_DAY if half == "pm" else hour


def _measured(value: str, unit: str, token: Token, *, is_one: bool = False) -> Fact:
    """Bring spans of time to one unit."""
    for name, sizes in (("minute", MINUTES), ("month", MONTHS)):
        if unit in sizes and value.isdecimal():
            return Fact("number", str(int(value) * sizes[unit]), name, is_one, token.raw, value)
    return Fact("number", value, unit, is_one, token.raw, value)


def _plain(said: str) -> str:
    """Write a number as English does: without groups, with a point.

    >>> _plain("1.200"), _plain("3,90"), _plain("2.5.1")
    ('1200', '3.9', '2.5.1')
    """
    if GROUPED.fullmatch(said):
        return re.sub(r"\D", "", said)
    decimal = DECIMAL.fullmatch(said)
    if decimal is None:
        return said.lstrip("0") or "0" if said.isdecimal() else said
    whole, part = decimal[1].lstrip("0") or "0", decimal[2].rstrip("0")
    return f"{whole}.{part}" if part else whole


def _unit(tokens: Sequence[Token], at: int, words: Lexicon) -> str:
    """Find the unit: a sign before the number, or the nearest word behind it."""
    before = tokens[at - 1].text if at else ""
    if before in words.units and (
        tokens[at - 1].kind == "sign" or before in ("eur", "usd", "gbp", "chf", "brl")
    ):
        return words.units[before]
    for token in tokens[at + 1 : at + 1 + UNIT_REACH]:
        if token.kind == PAUSE and token.text != "-":
            break
        if token.text in words.units:
            return words.units[token.text]
    return ""


def _next(tokens: Sequence[Token], at: int) -> str:
    return tokens[at + 1].text if at + 1 < len(tokens) else ""
