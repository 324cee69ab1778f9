"""Markdown as blocks of plain sentences, each under its headings.

A paragraph is cut into sentences, an item of a list is one block, a row of a table is one sentence that names
its columns, so that it can be found and quoted by itself. HTML is left out: what nobody sees may not be
quoted. Of a link stays its text, of a picture nothing.

What always holds: what comes out is on one line and has no characters that nobody can see.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from firstline.core.text import is_seen
from firstline.knowledge.sentences import sentences

MARKDOWN: Final = MarkdownIt("commonmark", {"html": True, "maxNesting": 30}).enable("table")


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that belong together."""

    headings: tuple[str, ...]
    """From the outermost one on."""
    sentences: tuple[str, ...]


def blocks(markdown: str) -> Iterator[Block]:
    r"""Read Markdown.

    >>> page = "# Prices\nIt is free. Ask us!\n\n| Plan | Price |\n|---|---|\n| Plus | 9 € |"
    >>> [block.sentences for block in blocks(page)]
    [('It is free.', 'Ask us!'), ('Plan: Plus; Price: 9 €',)]
    """
    page = _Page()
    for token in MARKDOWN.parse(markdown):
        yield from page.read(token)


@dataclass(slots=True)
class _Page:
    """Where the reading is."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    heading: int = 0
    """The level of the heading that is being read; 0: none is."""
    bullets: list[int | None] = field(default_factory=list)
    """For each list around, the number of the next item; None: they have no numbers."""
    is_head: bool = False
    columns: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    in_cell: bool = False

    def read(self, token: Token) -> Iterator[Block]:
        """Read one token."""
        if token.type == "inline":
            yield from self._text(visible(_plain(token.children or ())))
        elif token.type in ("fence", "code_block"):
            yield from self._block([visible(line) for line in token.content.splitlines()])
        elif token.type == "heading_open":
            self.heading = int(token.tag[1:])
        elif token.type == "heading_close":
            self.heading = 0
        else:
            self._list(token)
            yield from self._table(token)

    def _text(self, text: str) -> Iterator[Block]:
        if self.in_cell:
            self.cells.append(text)
        elif self.heading:
            self.headings = [*(one for one in self.headings if one[0] < self.heading), (self.heading, text)]
        else:
            number = self.bullets[-1] if self.bullets else None
            first, *others = list(sentences(text)) or [""]
            yield from self._block([first if number is None else f"{number}. {first}", *others])

    def _block(self, told: Sequence[str]) -> Iterator[Block]:
        kept = tuple(sentence for sentence in told if sentence.strip())
        if kept:
            yield Block(tuple(text for _, text in self.headings), kept)

    def _list(self, token: Token) -> None:
        if token.type == "ordered_list_open":
            self.bullets.append(int(token.attrs.get("start") or 1) - 1)
        elif token.type == "bullet_list_open":
            self.bullets.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            self.bullets.pop()
        elif token.type == "list_item_open" and self.bullets and self.bullets[-1] is not None:
            self.bullets[-1] += 1

    def _table(self, token: Token) -> Iterator[Block]:
        if token.type in ("th_open", "td_open"):
            self.in_cell = True
            return
        if token.type in ("th_close", "td_close"):
            self.in_cell = False
        elif token.type in ("thead_open", "thead_close"):
            self.is_head = token.type == "thead_open"
        elif token.type == "tr_close" and self.is_head:
            self.columns, self.cells = self.cells, []
        elif token.type == "tr_close":
            row, self.cells = self.cells, []
            yield from self._block([_row(self.columns, row)])


def _row(columns: Sequence[str], cells: Sequence[str]) -> str:
    """Write a row so that each cell says what it is."""
    named = zip(columns, cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)


def _plain(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts)


def visible(text: str) -> str:
    r"""Keep what can be seen of a text, on one line.

    >>> visible("a\u200bb\tc\u202e")
    'ab c'
    """
    seen = "".join(char for char in text if char.isspace() or is_seen(char))
    return " ".join(seen.split())
