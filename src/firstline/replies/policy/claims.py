"""Sentences of a reply that the passages do not say.

Each sentence of the writer's own words is held against the passages that the writer was given. Without
passages nothing is said here: what cannot be compared is no finding.

What always holds: greetings, questions and handing over are no claims, and at most a fixed number of
sentences is looked at.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from firstline.knowledge.sentences import sentences
from firstline.replies.support import judge

MOST_SENTENCES: Final = 60
LONGEST_ADDRESS: Final = 60
"""Characters."""
LONGEST_FAREWELL: Final = 9
"""Words."""
LONGEST_SIGNATURE: Final = 6
"""Words that may follow."""
LINES: Final = 400
"""Lines of a reply that are cut into sentences."""


def unsupported(
    text: str, passages: Sequence[str], language: str, *, asked: str
) -> Iterator[tuple[int, int, str]]:
    """Find the sentences that no passage supports: where each stands, and why."""
    if not passages:
        return
    known = f"{asked}\n{_address(text)}"
    for start, end in _places(text):
        if _is_farewell(text, start, end):
            continue
        support = judge(text[start:end], passages, language, asked=known)
        if support.kind in {"unsupported", "contradicted"}:
            yield start, end, next(iter(support.reasons), "")


def _address(text: str) -> str:
    """Give the beginning, up to where the greeting pauses: whom it names may be named again."""
    begin = text.lstrip()[:LONGEST_ADDRESS]
    return re.split(r"[,!:.\n]", begin, maxsplit=1)[0]


def _is_farewell(text: str, start: int, end: int) -> bool:
    """See the last words of a letter, as "See you there, Lou": few, without a number, and no full stop."""
    last = text[start:end]
    few = len(last.split()) <= LONGEST_FAREWELL and not any(map(str.isdigit, last))
    return few and not last.endswith((".", "?")) and len(text[end:].split()) <= LONGEST_SIGNATURE


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Give the place of each sentence; a line that quotes somebody has none."""
    left = MOST_SENTENCES
    for start, line in _lines(text):
        at = start
        for sentence in sentences(line):
            first, last = sentence.split(" ", 1)[0], sentence.rsplit(" ", 1)[-1]
            begin = text.find(first, at)
            at = text.find(last, begin + len(sentence) - len(last)) + len(last)
            left -= 1
            if left < 0:
                return
            yield begin, at


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n", LINES)[:LINES]:
        if line.strip() and not line.lstrip().startswith(">"):
            yield start, line
        start += len(line) + 1
