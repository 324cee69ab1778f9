"""A provider's answer as it comes: its words, piece by piece, out of server-sent events.

A provider that knows no streaming sends one JSON object instead, whose words come in one piece.

What always holds: an event that makes no sense is looked over, a line longer than any proper one ends the
reading, and a refusal is a `Trouble`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, cast

from firstline.gateways.llm_words import (
    DECLINED,
    LONGEST_REPLY,
    MOST_TOKENS,
    Trouble,
    Usage,
    content_of,
)

DATA: Final = b"data:"
DONE: Final = b"[DONE]"
BEGINNINGS: Final = (DATA, b"event:", b"id:", b"retry:", b":")
"""Of the lines of a stream."""


@dataclass(slots=True)
class Stream:
    """What has come of an answer."""

    usage: Usage | None = None
    """What it took, as far as the provider said so."""
    length: int = 0
    """Bytes."""
    words: int = 0
    """Bytes of the words in them, which a provider counts as written."""
    _line: bytearray = field(default_factory=bytearray)
    _whole: bytearray | None = None
    """What comes in one piece; None: it comes in events, or nothing has come yet."""
    _has_begun: bool = False

    def feed(self, part: bytes) -> Iterator[str]:
        """Take the next bytes; give the words in them.

        Raises:
            Trouble: when it is too much, or declined.
        """
        self.length += len(part)
        if self.length > LONGEST_REPLY:
            problem = "sent an answer that is too long to read"
            raise Trouble(problem)
        if self._whole is not None:
            self._whole += part
            return
        *lines, rest = (bytes(self._line) + part).split(b"\n")
        self._line = bytearray(rest)
        for at, line in enumerate(lines):
            if not self._has_begun and line.strip():
                self._has_begun = True
                if not line.startswith(BEGINNINGS):
                    self._whole = bytearray(b"\n".join([*lines[at:], rest]))
                    return
            yield from self._event(line.strip())

    def end(self) -> Iterator[str]:
        """Give the words that are left when no more comes."""
        if self._whole is None and (self._has_begun or self._line.startswith(BEGINNINGS)):
            yield from self._event(bytes(self._line).strip())
            return
        body = bytes(self._line if self._whole is None else self._whole)
        self._note(_loads(body))
        yield self._counted(content_of(body))

    def _event(self, line: bytes) -> Iterator[str]:
        told = line.removeprefix(DATA).strip()
        if not line.startswith(DATA) or told == DONE:
            return
        found = _loads(told)
        self._note(found)
        match found:
            case {"choices": [{"finish_reason": "content_filter"}, *_]}:
                raise Trouble(DECLINED, is_passing=False)
            case {"choices": [{"delta": {"refusal": str(refusal)}}, *_]} if refusal.strip():
                raise Trouble(DECLINED, is_passing=False)
            case {"choices": [{"delta": {"content": str(content)}}, *_]} if content:
                yield self._counted(content)
            case {"error": _}:
                problem = "broke off its answer"
                raise Trouble(problem)

    def _counted(self, words: str) -> str:
        self.words += len(words.encode("utf-8", "replace"))
        return words

    def _note(self, found: object) -> None:
        match found:
            case {"usage": {"prompt_tokens": int(read), "completion_tokens": int(written)}}:
                if 0 <= read <= MOST_TOKENS and 0 <= written <= MOST_TOKENS:
                    self.usage = Usage(1, int(read), int(written))


def _loads(told: bytes) -> object:
    try:
        return cast("object", json.loads(told.decode("utf-8", "replace")))
    except (ValueError, RecursionError):
        return None
