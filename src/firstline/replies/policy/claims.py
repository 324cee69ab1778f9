"""Sentences of a reply that the passages do not say.

Each sentence of the writer's own words is held against the passages that the writer was given. Without
passages nothing is said here: what cannot be compared is no finding.

What always holds: greetings, questions and handing over are no claims, and at most a fixed number of
sentences is looked at.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from firstline.knowledge.sentences import sentences
from firstline.replies.support import judge

MOST_SENTENCES: Final = 60
LINES: Final = 400
"""Lines of a reply that are cut into sentences."""


def unsupported(
    text: str, passages: Sequence[str], language: str, *, asked: str
) -> Iterator[tuple[int, int, str]]:
    """Find the sentences that no passage supports: where each stands, and why."""
    if not passages:
        return
    for start, end in _places(text):
        support = judge(text[start:end], passages, language, asked=asked)
        if support.kind in {"unsupported", "contradicted"}:
            yield start, end, next(iter(support.reasons), "")


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
