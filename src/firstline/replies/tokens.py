"""A sentence as tokens: words, numbers, signs, addresses and pauses, in the order in which they stand.

What always holds: hidden characters, marks of citation and the signs of Markdown are left out, and cutting
takes time in proportion to the length of the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from firstline.core.text import is_seen

PAUSE: Final = "pause"
KEPT: Final = 128
"""Texts that need not be cut again; each is read by several."""
CITED: Final = re.compile(r"\[[A-Za-z0-9][A-Za-z0-9._-]{0,119}\](?!\()")
LINK: Final = re.compile(r"!?\[([^\[\]]{0,300})\]\(([^()\s]{0,500})[^()]{0,200}\)")
NUMBERING: Final = re.compile(r"^\s{0,20}(?:\d{1,3}[.)]|[-*\u2022])\s")
TOKEN: Final = re.compile(
    r"(?P<address>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}|(?:https?://|www\.)[^\s<>()\[\]\"]{1,500}"
    r"|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,63}){1,4}/[^\s<>()\[\]\"]{0,300})"
    r"|(?P<sign>[rR]\$|[\u20ac$\u00a3%]|\u00b0[CFcf]?)"
    r"|(?P<number>\d{1,15}(?:[:h]\d{2}(?!\d)|(?:[.,\u202f'\u2019]\d{1,6}){1,4})?(?![^\W\d_]|\d))"
    r"|(?P<measure>\d{1,6}(?=(?:kg|km|cm|mm|gb|mb|tb|min|h|g|m|l|go|mo|v)\b))"
    r"|(?P<word>[^\W_]++(?:[-'\u2019][^\W_]++)*+)"
    r"|(?P<pause>[,;:()\u2013\u2014.!?\u2026>\n\"\u201c\u201d\u201e\u00ab\u00bb|=/-])",
    re.IGNORECASE,
)
ENGLISH_NOT: Final = ("n't", "n\u2019t")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a sentence."""

    kind: str
    """`word`, `number`, `sign`, `address` or `pause`."""
    text: str
    """In lower case."""
    raw: str


@lru_cache(maxsize=KEPT)
def tokens_of(text: str, language: str) -> tuple[Token, ...]:
    """Cut a text.

    >>> [token.text for token in tokens_of("We don't charge €3.99 [plans-and-prices].", "en")]
    ['we', 'not', 'charge', '€', '3.99', '.']
    """
    return tuple(token for match in TOKEN.finditer(plain(text)) for token in _tokens(match, language))


def unnumbered(text: str) -> str:
    """Leave out the number or the dot of an item of a list.

    >>> unnumbered("2. Choose a reason."), unnumbered("2.5 km")
    ('Choose a reason.', '2.5 km')
    """
    return NUMBERING.sub("", text)


def plain(text: str) -> str:
    """Take marks of citation, Markdown and what nobody sees out of a text."""
    seen = "".join(char for char in text if char.isspace() or is_seen(char))
    without = CITED.sub(" ", LINK.sub(r"\1 ", seen))
    return without.replace("*", "").replace("`", "").replace("_", " ").replace("#", " ")


def _tokens(match: re.Match[str], language: str) -> Iterator[Token]:
    kind, raw = match.lastgroup or "", match.group()
    if kind == "measure":
        kind = "number"
    if kind != "word":
        yield Token(kind, raw.casefold(), raw)
    elif language == "en":
        yield from _english(raw)
    else:
        yield from (Token("word", part.casefold(), part) for part in re.split(r"['\u2019]", raw) if part)


def _english(raw: str) -> Iterator[Token]:
    """Open short forms: "don't" is "not", and of "you'll" stays "you"."""
    if raw.casefold().endswith(ENGLISH_NOT):
        yield Token("word", "not", "not")
    elif raw.casefold() == "cannot":
        yield Token("word", "can", "can")
        yield Token("word", "not", "not")
    else:
        first = re.split(r"['\u2019]", raw, maxsplit=1)[0]
        yield Token("word", first.casefold(), first)
