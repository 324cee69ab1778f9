"""What an LLM answers, read while it comes: each sentence as soon as its object is complete.

The text is followed character by character, just far enough to know where in the JSON it is. When all has
come, it is read once more as a whole: an answer that is not of our form counts for nothing, whatever could
be read of it before.

What always holds: reading takes time in proportion to what comes, nothing beyond `LONGEST` characters and
`MOST_LINES` sentences is read, and nothing that comes raises an error.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, cast

LONGEST: Final = 60_000
"""Characters of an answer; a proper one has about 1,500."""
MOST_LINES: Final = 20
LONGEST_LINE: Final = 1_000
"""Characters of one sentence."""
MOST_CITES: Final = 20
THOUGHT, THOUGHT_ENDS = "<think>", "</think>"
FENCE: Final = re.compile(r"```(?:json)?\s*+")
ENTRY: Final = 3
"""How deep a sentence's object stands: in the list, in the whole."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as the LLM wrote it, and the numbers of the passages that it names for it."""

    text: str
    cites: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole answer of our form."""

    answered: bool
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Reading:
    """An answer that is coming in."""

    lines: list[Line] = field(default_factory=list)
    _text: str = ""
    _read: int = 0
    _has_begun: bool = False
    _depth: int = 0
    _in_string: bool = False
    _is_escaped: bool = False
    _string_from: int = 0
    _key: str = ""
    """The last string of the whole's own level."""
    _is_list: bool = False
    _entry_from: int = 0

    def feed(self, text: str) -> Iterator[Line]:
        """Take the next part; give the sentences that it completes."""
        self._text += text[: LONGEST + 1 - len(self._text)]
        self._has_begun = self._has_begun or self._begins()
        while self._has_begun and self._read < len(self._text) and len(self.lines) < MOST_LINES:
            line = self._step(self._text[self._read])
            self._read += 1
            if line is not None:
                self.lines.append(line)
                yield line

    def whole(self) -> Whole | None:
        """Read all of it, now that it has come; None: it is not of our form."""
        if len(self._text) > LONGEST:
            return None
        text = _bare(self._text)
        try:
            found = cast("object", json.loads(text))
        except (ValueError, RecursionError):
            return None
        match found:
            case {"answered": bool(answered), "sentences": list(told), **others} if not others:
                lines = [_line(one) for one in told[:MOST_LINES]]
                whole = tuple(line for line in lines if line is not None)
                return Whole(answered, whole) if len(whole) == len(lines) else None
        return None

    def _begins(self) -> bool:
        """Skip what a model thinks before it answers."""
        start = self._text.lstrip()
        if len(start) < len(THOUGHT) and THOUGHT.startswith(start):
            return False
        if not start.startswith(THOUGHT):
            return True
        end = self._text.find(THOUGHT_ENDS, self._read)
        self._read = max(len(self._text) - len(THOUGHT_ENDS), 0) if end < 0 else end + len(THOUGHT_ENDS)
        return end >= 0

    def _step(self, char: str) -> Line | None:
        if self._in_string:
            self._in_text(char)
        elif char == '"':
            self._in_string, self._string_from = True, self._read
        elif char in "{[":
            self._open(char)
        elif char in "}]":
            return self._close()
        return None

    def _in_text(self, char: str) -> None:
        if self._is_escaped:
            self._is_escaped = False
        elif char == "\\":
            self._is_escaped = True
        elif char == '"':
            self._in_string = False
            if self._depth == 1:
                self._key = self._text[self._string_from + 1 : self._read]

    def _open(self, char: str) -> None:
        self._depth += 1
        if self._depth == ENTRY - 1:
            self._is_list = char == "[" and self._key == "sentences"
        elif self._depth == ENTRY:
            self._entry_from = self._read

    def _close(self) -> Line | None:
        self._depth -= 1
        if self._depth != ENTRY - 1 or not self._is_list:
            return None
        try:
            return _line(json.loads(self._text[self._entry_from : self._read + 1]))
        except (ValueError, RecursionError):
            return None


def _bare(text: str) -> str:
    """Take away what a model thought before, and a fence around its answer."""
    start = text.lstrip()
    if start.startswith(THOUGHT):
        start = start.partition(THOUGHT_ENDS)[2]
    start = start.strip()
    fence = FENCE.match(start)
    return start[fence.end() :].removesuffix("```") if fence else start


def _line(found: object) -> Line | None:
    match found:
        case {"text": str(text), "cites": list(cites), **others} if not others:
            is_short = len(text) <= LONGEST_LINE and len(cites) <= MOST_CITES
            if is_short and all(type(number) is int for number in cites):
                return Line(text, tuple(cites))
    return None
