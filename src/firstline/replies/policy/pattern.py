"""The small language in which a rule says which words it looks for.

    {we} {will} ..4 refund*|reimburs* [you]      "we will certainly refund you"
    (free of charge / at no cost)                one of several wordings
    ~   what is reported begins here; the words before it only had to be there
    ^ {noun}   sentence begins; $ ends   # number   , pause   _ any word   ...9 a gap across pauses
    !{not}     the next word is none of these;      <!{not} the word before is none of these
    <amount>   a phrase that the pages list
    @name a capitalised word   @money € $ £   @percent   @clock 14:20   @date   @code   @link   @mail   @quote

A word is whole, `word*` begins so, `*word` ends so. Gaps have a bounded reach, so matching is linear.

What always holds: a pattern that cannot be read is refused with a sentence that says why, and no pattern,
however written, can ask for more than a fixed amount of work at each word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from firstline.core.errors import Refused
from firstline.replies.policy import words
from firstline.replies.policy.words import fold

MOST_GAP: Final = 16
"""Words; a longer reach says nothing about what belongs together."""
BEGIN: Final = "begin"
"""The group that stands where a finding begins."""
LONGEST: Final = 4_000
"""Characters of one pattern, with its phrases put in."""
MOST_GAPS: Final = 6
"""In one pattern: each multiplies the work at a word."""

_MARKS = {
    "#": f"[{words.NUMBER}]", ",": "[,]", ":": "[,]", "-": "[,]", "%": "%", "_": "[^.?,]", "?": r"\?",
    "@name": f"[{words.NAME}]", "@money": r"[$]", "@percent": "%", "@clock": "t", "@date": "d",
    "@code": "c", "@link": "l", "@mail": "@", "@quote": '"',
}  # fmt: skip
_PHRASE = re.compile(r"<([a-z]\w{0,30})>")
_GAP = re.compile(r"\.{2,3}\d{1,2}")
_MEMBER = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[^\W_]{2,}\*|\*[^\W_]{2,}|'s")
_LEXEME = re.compile(r"\.{2,3}\d{1,2}|[\[\]()/^$~]|<?![^\s\[\]()/]+|[^\s\[\]()/]+")


class RuleError(Refused):
    """A rule cannot be read, or does not do what its examples say."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these words, or of these series of words."""

    atoms: frozenset[str] = frozenset()
    series: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()
    look: str = ""
    """"(?!" or "(?<!" where it only must not stand there."""


@dataclass(frozen=True, slots=True)
class Group:
    """One of several patterns."""

    options: tuple[tuple["Part", ...], ...]
    optional: bool


Part = Choice | Group | str
"""A string is a piece of a regular expression: a gap, the begin or the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Book:
    """What a pattern of one language may name."""

    classes: Mapping[str, Sequence[str]]
    """For each class its members: a word, or several joined by "_"."""
    phrases: Mapping[str, str]
    """For each phrase the piece of a pattern that it stands for."""
    choices: dict[str, Choice] = field(default_factory=dict, compare=False)
    """Those that were read already: most patterns ask for the same few."""
    parsed: dict[str, tuple[Part, ...]] = field(default_factory=dict, compare=False)
    """Patterns that were read already: what a page says for all of its rules."""

    def parse(self, source: str) -> tuple[Part, ...]:
        """Read a pattern."""
        if source not in self.parsed:
            self.parsed[source] = _parse(self._opened(source), self)
        return self.parsed[source]

    def _opened(self, source: str) -> str:
        """Put in place of each <phrase> what it stands for; a phrase may name others."""
        for _ in range(MOST_GAPS):
            source = _PHRASE.sub(self._phrase, source)
        return source

    def _phrase(self, match: re.Match[str]) -> str:
        if match[1] not in self.phrases:
            message = f"A pattern asks for the phrase “{match[1]}”, which nobody has listed."
            raise RuleError(message)
        return f" {self.phrases[match[1]]} "


def _parse(source: str, book: Book) -> tuple[Part, ...]:
    if len(source) > LONGEST:
        message = f"The pattern “{source[:40]}…” has {len(source)} characters; {LONGEST} are the most."
        raise RuleError(message)
    reader = _Reader(source, book)
    options = reader.options(until="")
    if len(options) != 1 or not options[0]:
        message = f"The pattern “{source}” is empty, or has a “/” outside of brackets."
        raise RuleError(message)
    return options[0]


def atoms(parts: Sequence[Part]) -> Iterator[str]:
    """Name all words and beginnings of words that a pattern asks about."""
    for part in parts:
        if isinstance(part, Choice):
            yield from part.atoms
            for series in part.series:
                yield from series
        elif isinstance(part, Group):
            for option in part.options:
                yield from atoms(option)


@lru_cache(maxsize=16_384)
def _spelt(member: str) -> tuple[str, ...]:
    """Give the words of a member as a text would have them: "d'autres" is two, "money_back", too."""
    pieces = member.split("_")
    if member.isascii() and all(one.isalpha() and not words.is_short_form(one) for one in pieces):
        return tuple(one.casefold() for one in pieces)
    if "*" in member:
        return tuple(fold(piece) for piece in re.split("[_-]", member))
    return tuple(word.text for word in words.cut(member.replace("_", " ")))


class _Reader:
    """Reads the lexemes of a pattern from left to right."""

    def __init__(self, source: str, book: Book) -> None:
        self.source, self.book, self.gaps = source, book, 0
        self.lexemes = _LEXEME.findall(source)
        self.at = 0

    def options(self, until: str) -> tuple[tuple[Part, ...], ...]:
        """Read sequences that "/" parts, up to a closing bracket."""
        options: list[tuple[Part, ...]] = []
        sequence: list[Part] = []
        while self.at < len(self.lexemes):
            lexeme = self.lexemes[self.at]
            self.at += 1
            if lexeme == until:
                return (*options, tuple(sequence))
            if lexeme == "/":
                options.append(tuple(sequence))
                sequence = []
            else:
                sequence.append(self._part(lexeme))
        if until:
            message = f"The pattern “{self.source}” lacks a “{until}”."
            raise RuleError(message)
        return (*options, tuple(sequence))

    def _part(self, lexeme: str) -> Part:
        if lexeme in "([":
            return Group(self.options(")" if lexeme == "(" else "]"), optional=lexeme == "[")
        if lexeme in {"^", "$"}:
            return r"(?:(?<=[.?,])|(?<!.))" if lexeme == "^" else r"(?=[.?]|$)"
        if lexeme == "~":
            return self._begin()
        if _GAP.fullmatch(lexeme):
            return self._gap(lexeme)
        return self._choice(lexeme)

    def _begin(self) -> str:
        if self.lexemes.count("~") > 1:
            message = f"The pattern “{self.source}” begins more than once."
            raise RuleError(message)
        return f"(?P<{BEGIN}>)"

    def _gap(self, lexeme: str) -> str:
        reach = int(lexeme.strip("."))
        self.gaps += 1
        if reach > MOST_GAP or self.gaps > MOST_GAPS:
            message = (
                f"The pattern “{self.source}” reaches too far: {MOST_GAPS} gaps of {MOST_GAP} words at most."
            )
            raise RuleError(message)
        return f"[^.?]{{0,{reach}}}?" if lexeme.startswith("...") else f"[^.?,]{{0,{reach}}}?"

    def _choice(self, lexeme: str) -> Choice:
        if lexeme not in self.book.choices:
            self.book.choices[lexeme] = self._read(lexeme)
        return self.book.choices[lexeme]

    def _read(self, lexeme: str) -> Choice:
        look = ("(?<!" if lexeme.startswith("<") else "(?!") if lexeme.startswith(("!", "<!")) else ""
        members = [one for option in lexeme.lstrip("<!").split("|") for one in self._members(option)]
        spelt = {_spelt(one) for one in members if one not in _MARKS}
        single = frozenset(words_of[0] for words_of in spelt if len(words_of) == 1)
        series = tuple(sorted((one for one in spelt if len(one) != 1), key=lambda one: (-len(one), one)))
        self._refuse_unreadable(lexeme, look, single, series)
        return Choice(single, series, tuple(_MARKS[one] for one in members if one in _MARKS), look)

    def _refuse_unreadable(
        self, lexeme: str, look: str, single: frozenset[str], series: Sequence[tuple[str, ...]]
    ) -> None:
        if look == "(?<!" and series:
            message = f"In “{self.source}”, only single words can be refused before a place."
            raise RuleError(message)
        if not all(series) or not all(map(_MEMBER.fullmatch, single.union(*series))):
            message = f"The pattern “{self.source}” has “{lexeme}”, which is neither a word nor a mark."
            raise RuleError(message)

    def _members(self, option: str, depth: int = 0) -> Iterator[str]:
        if not option.startswith("{"):
            yield option
            return
        name = option.strip("{}")
        if name not in self.book.classes or depth > MOST_GAPS:
            message = f"The pattern “{self.source}” asks for the words “{name}”, which nobody has listed."
            raise RuleError(message)
        for member in self.book.classes[name]:
            yield from self._members(member, depth + 1)
