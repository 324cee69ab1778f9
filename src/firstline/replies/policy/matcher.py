"""Patterns of words as regular expressions over one character for each word.

A pattern is compiled when a text first has the words that it needs, so that a set of rules is ready at once
and what a language needs is made when somebody writes in it.

What always holds: an expression has bounded gaps only, and a pattern that asks for a word is not even tried
on a text without it.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from firstline.replies.policy.pattern import Group, Part


class Alphabet(Protocol):
    """Gives the characters that stand for words."""

    def charset(self, atoms: frozenset[str]) -> str:
        """Give the characters of all words that match one of these, as the inside of a set."""

    def chars(self, atoms: frozenset[str]) -> frozenset[str]:
        """Give the same characters one by one."""


def expression(parts: Sequence[Part], alphabet: Alphabet) -> str:
    """Give the regular expression over one character for each word."""
    return "".join(_piece(part, alphabet) for part in parts)


class Matcher:
    """A pattern that is compiled when a text first has the words that it needs."""

    def __init__(self, parts: Sequence[Part], alphabet: Alphabet) -> None:
        self._parts, self._alphabet = parts, alphabet

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regular expression."""
        return re.compile(expression(self._parts, self._alphabet))

    @cached_property
    def needed(self) -> frozenset[str]:
        """The characters of which a match has at least one; none when none are known."""
        return needed(self._parts, self._alphabet)

    def may_match(self, present: frozenset[str]) -> bool:
        """Tell whether a text with these characters has the word that is needed most."""
        return not self.needed or not self.needed.isdisjoint(present)


class Matchers:
    """Those of a set of rules; a pattern that a page reads once is compiled once.

    Patterns are told apart by identity, so they must be kept as long as this is used.
    """

    def __init__(self, alphabet: Alphabet) -> None:
        self._alphabet = alphabet
        self._made: dict[int, Matcher] = {}

    def of(self, parts: tuple[Part, ...]) -> Matcher:
        """Give the matcher of a pattern."""
        return self._made.setdefault(id(parts), Matcher(parts, self._alphabet))


def needed(parts: Sequence[Part], alphabet: Alphabet) -> frozenset[str]:
    """Give the characters of which a match has at least one; the fewest that are known, none if none are."""
    found = [sure for part in parts if (sure := _sure(part, alphabet))]
    return min(found, key=len, default=frozenset())


def _sure(part: Part, alphabet: Alphabet) -> frozenset[str]:
    if isinstance(part, Group):
        each = [needed(option, alphabet) for option in part.options]
        return frozenset() if part.optional or not all(each) else frozenset().union(*each)
    if isinstance(part, str) or part.look or part.marks:
        return frozenset()
    return alphabet.chars(part.atoms | {series[0] for series in part.series})


def _piece(part: Part, alphabet: Alphabet) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, Group):
        inside = "|".join(expression(option, alphabet) for option in part.options)
        return f"(?:{inside})" + ("?" if part.optional else "")
    choices = [f"[{alphabet.charset(part.atoms)}]"] if part.atoms else []
    choices += part.marks
    for series in part.series:
        choices.append("".join(f"[{alphabet.charset(frozenset({atom}))}]" for atom in series))
    inside = "|".join(choices)
    if part.look:
        return f"{part.look}{inside})"
    return inside if len(choices) == 1 else f"(?:{inside})"
