"""The small language in which a rule says which words it looks for.

    {we} {will} ..4 refund*|reimburs* [you]      "we will certainly refund you"
    (free of charge / at no cost)                one of several wordings
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
from dataclasses import dataclass
from typing import Final, Protocol

from firstline.core.errors import Refused
from firstline.replies.policy import words
from firstline.replies.policy.words import fold

MOST_GAP: Final = 16
"""Words; a longer reach says nothing about what belongs together."""
LONGEST: Final = 4_000
"""Characters of one pattern, with its phrases put in."""
MOST_GAPS: Final = 6
"""In one pattern: each multiplies the work at a word."""

_MARKS = {
    "#": f"[{words.NUMBER}]", ",": "[,]", "_": "[^.?,]", "?": r"\?",
    "@name": f"[{words.NAME}]", "@money": r"[$]", "@percent": "%", "@clock": "t", "@date": "d",
    "@code": "c", "@link": "l", "@mail": "@", "@quote": '"',
}  # fmt: skip
_PHRASE = re.compile(r"<([a-z]\w{0,30})>")
_LEXEME = re.compile(r"\.{2,3}\d{1,2}|[\[\]()/^$]|<?![^\s\[\]()/]+|[^\s\[\]()/]+")


class RuleError(Refused):
    """A rule cannot be read, or does not do what its examples say."""


class Alphabet(Protocol):
    """Gives the characters that stand for words."""

    def charset(self, atoms: frozenset[str]) -> str:
        """Give the characters of all words that match one of these, as the inside of a set."""


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

    def parse(self, source: str) -> tuple[Part, ...]:
        """Read a pattern."""
        return _parse(self._opened(source), self)

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
    reader = _Reader(source, book.classes)
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


def expression(parts: Sequence[Part], alphabet: Alphabet) -> str:
    """Give the regular expression over one character for each word."""
    return "".join(_piece(part, alphabet) for part in parts)


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


def _spelt(member: str) -> tuple[str, ...]:
    """Give the words of a member as a text would have them: "d'autres" is two, "money_back", too."""
    if "*" in member:
        return tuple(fold(piece) for piece in re.split("[_-]", member))
    return tuple(word.text for word in words.cut(member.replace("_", " ")))


class _Reader:
    """Reads the lexemes of a pattern from left to right."""

    def __init__(self, source: str, classes: Mapping[str, Sequence[str]]) -> None:
        self.source, self.classes, self.gaps = source, classes, 0
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
        if lexeme.startswith(".."):
            return self._gap(lexeme)
        if lexeme.startswith(("!", "<!")):
            look = "(?<!" if lexeme.startswith("<") else "(?!"
            return self._choice(lexeme.lstrip("<!"), look)
        return self._choice(lexeme)

    def _gap(self, lexeme: str) -> str:
        reach = int(lexeme.strip("."))
        self.gaps += 1
        if reach > MOST_GAP or self.gaps > MOST_GAPS:
            message = (
                f"The pattern “{self.source}” reaches too far: {MOST_GAPS} gaps of {MOST_GAP} words at most."
            )
            raise RuleError(message)
        return f"[^.?]{{0,{reach}}}?" if lexeme.startswith("...") else f"[^.?,]{{0,{reach}}}?"

    def _choice(self, lexeme: str, look: str = "") -> Choice:
        members = [member for option in lexeme.split("|") for member in self._members(option)]
        spelt = [_spelt(member) for member in members if member not in _MARKS]
        single = frozenset(words[0] for words in spelt if len(words) == 1)
        series = tuple(words for words in spelt if len(words) > 1)
        if look == "(?<!" and series:
            message = f"In “{self.source}”, only single words can be refused before a place."
            raise RuleError(message)
        marks = tuple(_MARKS[member] for member in members if member in _MARKS)
        return Choice(single, tuple(sorted(series, key=len, reverse=True)), marks, look)

    def _members(self, option: str, depth: int = 0) -> Iterator[str]:
        if not option.startswith("{"):
            yield option
            return
        name = option.strip("{}")
        if name not in self.classes or depth > MOST_GAPS:
            message = f"The pattern “{self.source}” asks for the words “{name}”, which nobody has listed."
            raise RuleError(message)
        for member in self.classes[name]:
            yield from self._members(member, depth + 1)
