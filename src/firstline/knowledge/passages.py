"""An article as passages: a few sentences under one heading, which can be found, read and cited alone.

A passage holds sentences of the same section up to `MOST_WORDS` words. Its id is a digest of what it says
under which headings, so an edit elsewhere in the article changes no other passage's id, and a passage that
says the same again is the same.

What always holds: each sentence of an article stands in one passage, on a line of its own, and no passage is
empty; a table's row and a list's item are never cut.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from firstline.knowledge.blocks import Block, blocks

MOST_WORDS: Final = 80
DIGITS: Final = 10
"""Of the digest: two of a million passages share one by a chance of 1 in 2,000; in one article by less."""
APART: Final = " > "
"""Stands between headings."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article."""

    id: str
    """Unique within its article."""
    heading: str
    """The headings above it; may be empty."""
    text: str
    """A sentence on each line."""

    @property
    def told(self) -> str:
        """What an encoder reads of it: the headings, too."""
        return told_of(self.heading, self.text)

    @property
    def sentences(self) -> Sequence[str]:
        """What it says, one by one."""
        return self.text.split("\n")


def told_of(heading: str, text: str) -> str:
    """Write a passage as an encoder reads it."""
    return f"{heading}\n{text}" if heading else text


def passages(markdown: str) -> list[Passage]:
    r"""Cut an article.

    >>> [(one.heading, one.text) for one in passages("Hello.\n\n## When\nMonday. Or Tuesday.")]
    [('', 'Hello.'), ('When', 'Monday.\nOr Tuesday.')]
    """
    seen, found = Counter[str](), []
    for headings, sentences in _sections(blocks(markdown)):
        heading = APART.join(headings)
        for text in _portions(sentences):
            digest = hashlib.sha256(f"{heading}\n{text}".encode()).hexdigest()[:DIGITS]
            seen[digest] += 1
            number = f"-{seen[digest]}" if seen[digest] > 1 else ""
            found.append(Passage(f"{digest}{number}", heading, text))
    return found


def _sections(told: Iterator[Block]) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Gather what stands under the same headings."""
    headings: tuple[str, ...] | None = None
    gathered: list[str] = []
    for block in told:
        if block.headings != headings and gathered:
            yield headings or (), gathered
            gathered = []
        headings = block.headings
        gathered.extend(block.sentences)
    if gathered:
        yield headings or (), gathered


def _portions(sentences: Sequence[str]) -> Iterator[str]:
    """Share sentences out so that each portion has few enough words; a sentence stays whole."""
    portion, words = list[str](), 0
    for sentence in sentences:
        count = len(sentence.split())
        if portion and words + count > MOST_WORDS:
            yield "\n".join(portion)
            portion, words = [], 0
        portion.append(sentence)
        words += count
    if portion:
        yield "\n".join(portion)
