"""Where do the words that were searched for stand? Pieces of the text, with the places of the words in them.

The text is folded sign by sign, each with its place, so that a place in the folded text leads back to the one
in the text as it was written. Nothing is added, escaped or left out: a piece is a piece of the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firstline.tickets.phrase import Phrase, Sentence, plain

BEFORE = 60
"""Characters that a piece shows before the first word."""
LONGEST = 200
"""Characters of a piece; a longer phrase makes it longer."""
MOST = 3
"""Pieces of one text."""
GAP = r"[\W_]{1,40}"
"""What may stand between the words of a phrase."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """Where the words stand in it: the first character, and the one behind the last."""


def snippets(text: str, sentence: Sentence, *, most: int = MOST) -> list[Snippet]:
    """Show where a sentence's words stand in a text; none of them: nothing.

    >>> from firstline.tickets.phrase import understand
    >>> snippets("Two Cafés", understand("cafes"))
    [Snippet(text='Two Cafés', spans=((4, 9),))]
    """
    found: list[tuple[int, list[tuple[int, int]]]] = []
    for start, end in _places(text, sentence):
        if found and end <= found[-1][0] + LONGEST:
            found[-1][1].append((start, end))
        elif len(found) < most:
            found.append((_beginning(text, start), [(start, end)]))
    return [_cut(text, begin, spans) for begin, spans in found]


def _places(text: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    if not sentence.phrases:
        return
    folded, origin = _folded(text)
    wanted = sorted((_pattern(phrase) for phrase in sentence.phrases), key=len, reverse=True)
    for match in re.finditer(rf"(?<![^\W_])(?:{'|'.join(wanted)})", folded):
        start, last = origin[match.start()], origin[match.end() - 1]
        yield start, max(origin[match.end()], last + 1)


def _pattern(phrase: Phrase) -> str:
    ending = r"[^\W_]{0,200}" if phrase.is_beginning else r"(?![^\W_])"
    return GAP.join(re.escape(plain(word)) for word in phrase.words) + ending


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text, and tell where each sign of it comes from; behind the last one is the text's end."""
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    as_folded = {sign: plain(sign) for sign in set(text)}
    pieces = [as_folded[sign] for sign in text]
    origin = [place for place, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), [*origin, len(text)]


def _beginning(text: str, start: int) -> int:
    """Begin somewhat before the first word, and with a whole word."""
    if start <= BEFORE:
        return 0
    space = text.find(" ", start - BEFORE, start)
    return start - BEFORE if space < 0 else space + 1


def _cut(text: str, begin: int, spans: Sequence[tuple[int, int]]) -> Snippet:
    end = max(begin + LONGEST, spans[-1][1])
    return Snippet(text[begin:end], tuple((start - begin, stop - begin) for start, stop in spans))
