"""A reply as words with their places, for the rules that judge it.

Words are folded (small letters, no accents), short forms are opened ("we'll" is "we" and "will", "l'offre"
is "le" and "offre"), and numbers, amounts, links and addresses are words of a kind of their own. Lines that
begin with ">" and passages in quotation marks are somebody else's words: a quotation is one word of the kind
`QUOTE`. Full stops, question marks, blank lines and list marks end a sentence; commas and the like pause it.

What always holds: every word knows its place in the text it was cut from, a character that nobody sees cuts
and hides nothing, and cutting takes time in proportion to the length of the text.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

WORD, NAME, NUMBER, CLOCK, DATE, CODE = "w", "N", "#", "t", "d", "c"
MONEY, PERCENT, LINK, MAIL, QUOTE = "$", "%", "l", "@", '"'
PAUSE, STOP, QUESTION = ",", ".", "?"

_HIDDEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_ADDRESSES = (
    r"(?P<link>(?:https?://|www\.)[^\s<>()\[\]\"\u00bb\u201d]{1,2000})"
    r"|(?P<mail>[A-Za-z0-9._+-]{1,64}+@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})|"
)
_REST = (
    r"(?P<word>[^\W\d_]+(?:['\u2019\u02bc][^\W\d_]+)*(?:\d[\w]*)?)"
    r"|(?P<quoted>^[ \t]{0,9}>[^\n]*)"
    r"|(?P<quote>\"[^\"\n]{1,300}+\"|\u201c[^\u201d\n]{1,300}+\u201d|\u201e[^\u201c\u201d\n]{1,300}+[\u201c\u201d]"
    r"|\u00ab[^\u00bb\n]{1,300}+\u00bb)"
    r"|(?P<list>\n[ \t]{0,9}(?:[-*\u2022\u2013]|\d{1,2}[.)])[ \t])"
    r"|(?P<clock>\d{1,2}:\d{2}(?!\d))"
    r"|(?P<date>(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:\d{2,4})?(?!\d)|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?!\d))"
    r"|(?P<number>\d+(?:[.,]\d+)*(?:\s?[-\u2010-\u2014]\s?\d{1,4})?)"
    r"|(?P<money>[$\u20ac\u00a3\u00a5])|(?P<percent>%)"
    r"|(?P<stop>[.!?;\u2026]|\n[^\S\n]*\n)"
    r"|(?P<pause>[,:()\u2013\u2014>]|\s-\s)"
)
_TOKEN = re.compile(_REST, re.MULTILINE)
_WITH_ADDRESSES = re.compile(_ADDRESSES + _REST, re.MULTILINE)
_KINDS = {"clock": CLOCK, "date": DATE, "number": NUMBER, "money": MONEY, "percent": PERCENT}
_KINDS |= {"link": LINK, "mail": MAIL, "quote": QUOTE, "pause": PAUSE}


@cache
def spelling() -> Mapping[str, Any]:
    """Give the page that says how words are cut."""
    return tomllib.loads(files(__package__).joinpath("spelling.toml").read_text("utf-8"))


_ABBREVIATED = frozenset(spelling()["abbreviated"].split())
_ENDINGS: Final[Mapping[str, str]] = {f"'{ending}": word for ending, word in spelling()["endings"].items()}
_OPENED: Final = {word: tuple(others.split()) for word, others in spelling()["opened"].items()}
_ELIDED: Final[Mapping[str, str]] = spelling()["elided"]


class Word(NamedTuple):
    """A folded word or a mark, what kind it is, and where it stands."""

    text: str
    kind: str
    start: int
    end: int


def cut(text: str) -> Iterator[Word]:
    """Cut a text into its words.

    >>> [word.text for word in cut("We'll see. Dès que possible !")]
    ['we', 'will', 'see', '.', 'des', 'que', 'possible', '.']
    """
    before = Word("", STOP, 0, 0)
    has_addresses = "@" in text or "://" in text or "www." in text
    for match in (_WITH_ADDRESSES if has_addresses else _TOKEN).finditer(text):
        for word in _words(match, before):
            yield word
            before = word


def without_hidden(text: str) -> tuple[str, Sequence[int]]:
    """Take out what nobody can see; give for each character that stays its place in the whole."""
    if _HIDDEN.isdisjoint(text):
        return text, range(len(text) + 1)
    places = [place for place, char in enumerate(text) if char not in _HIDDEN]
    return "".join(text[place] for place in places), [*places, len(text)]


def is_short_form(text: str) -> bool:
    """Tell whether a word without an apostrophe is read as two: "dont"."""
    return text in _OPENED


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Bring a word into the form in which words are compared.

    >>> fold("Rückerstattung"), fold("Straße")
    ('ruckerstattung', 'strasse')
    """
    small = text.casefold()
    if small.isascii():
        return small
    parts = unicodedata.normalize("NFKD", small.replace("\u2019", "'").replace("\u02bc", "'"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def _words(match: re.Match[str], before: Word) -> Iterator[Word]:
    group, start = match.lastgroup or "", match.start()
    if group == "word":
        for text, kind, begin, end in _opened(match[0]):
            yield Word(text, kind, start + begin, start + end)
    elif group in _KINDS:
        yield Word(match[0], _KINDS[group], start, match.end())
    elif not _is_no_stop(match[0], before):
        kind = QUESTION if match[0] == "?" else STOP
        yield Word(kind, kind, start, match.end())


def _is_no_stop(mark: str, before: Word) -> bool:
    """See the full stop of "approx.", "Mr." and "4. März"."""
    if mark != ".":
        return False
    return before.text in _ABBREVIATED or (before.kind == NUMBER and len(before.text) <= 2)  # noqa: PLR2004 - the digits of a day


@lru_cache(maxsize=8192)
def _opened(raw: str) -> tuple[tuple[str, str, int, int], ...]:
    """Give the words of a piece of text, with their places in it."""
    pieces = _pieces(fold(raw))
    if len(pieces) == 1:
        return ((pieces[0], _kind(raw), 0, len(raw)),)
    middle = max(raw.find("'"), raw.find("\u2019"), len(raw) // 2 if raw.isalpha() else 0)
    return (pieces[0], _kind(raw), 0, middle), (pieces[1], WORD, middle, len(raw))


def _kind(raw: str) -> str:
    if any(map(str.isdigit, raw)):
        return CODE
    return NAME if raw[0].isupper() else WORD


def _pieces(text: str) -> tuple[str, ...]:
    if text in _OPENED:
        return _OPENED[text]
    if text.endswith("n't"):
        return text[:-3], "not"
    head, mark, tail = text.partition("'")
    if not mark or head == "aujourd":
        return (text,)
    if head in _ELIDED and len(tail) > 1:
        return _ELIDED[head], tail
    ending = _ENDINGS.get(f"'{tail}")
    return (head, ending) if ending else (head, tail)
