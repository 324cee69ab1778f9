"""A reply as sentences of plain words, for those who judge it.

Text is cut at full stops, question marks, blank lines and the like. Inside a sentence a comma, a colon
or a long dash stays as the word ",", so that a reader can tell where a thought pauses. A question keeps
its mark as the last word. Short forms are opened ("we'll" is "we" and "'ll"), a range such as "24-48" is
one number, and quoted lines, which begin with ">", are left out: they are somebody else's words.

Whatever happens: every word knows its place in the text it was cut from, and cutting takes time in
proportion to the length of the text.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PAUSE = ","
QUESTION = "?"
LONGEST_QUOTE = 90
"""Characters; more would hide the finding."""

_HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_ABBREVIATED = frozenset({"approx", "max", "min", "est", "ca"})
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,:/]\d+)*(?:\s?[-\u2010-\u2014]\s?\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:['\u2019][^\W\d_]+)*)"
    r"|(?P<pause>[,:()\u2014])"
    r"|(?P<stop>[.!?;\u2026]|\n[^\S\n]*\n)"
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_ENDING = re.compile(r"'(?:ll|ve|re|m|d|s)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in lower case, a number, or a pause, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Tell whether it begins with a digit."""
        return self.text[0].isdigit()


Sentence = tuple[Word, ...]


def readable(text: str) -> str:
    """Give the writer's own words: no quoted lines, no characters that nobody can see."""
    return _QUOTED_LINE.sub("", text.translate(_HIDDEN))


def sentences(text: str) -> Iterator[Sentence]:
    """Cut a text into sentences of words.

    >>> [[word.text for word in sentence] for sentence in sentences("We'll see. In 24-48 hours!")]
    [['we', "'ll", 'see'], ['in', '24-48', 'hours']]
    """
    words: list[Word] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "stop":
            words.extend(_opened(match))
        elif words and not (match[0] == "." and words[-1].text in _ABBREVIATED):
            yield (*words, *_asked(match))
            words = []
    if words:
        yield tuple(words)


def quote(text: str, sentence: Sentence, first: int, last: int) -> str:
    """Give the text between two words of a sentence, on one line and short enough to read."""
    start, end = sentence[first].start, sentence[last].end
    words = " ".join(text[start : min(end, start + LONGEST_QUOTE)].split())
    return f"{words}…" if end > start + LONGEST_QUOTE else words


def word_lists(section: str) -> Mapping[str, frozenset[str]]:
    """Give the lists of words that `policy.toml` keeps for a reader of replies."""
    return {name: frozenset(words.split()) for name, words in _policy()[section].items()}


@cache
def _policy() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("policy.toml").read_text("utf-8"))


def _asked(stop: re.Match[str]) -> list[Word]:
    return [Word(QUESTION, stop.start(), stop.end())] if stop[0] == QUESTION else []


def _opened(match: re.Match[str]) -> list[Word]:
    if match.lastgroup == "pause":
        return [Word(PAUSE, match.start(), match.end())]
    text = match[0].lower().replace("\u2019", "'")
    ending = _ENDING.search(text)
    if ending is None:
        return [Word(text, match.start(), match.end())]
    cut = match.end() - len(ending[0])
    return [Word(text[: ending.start()], match.start(), cut), Word(ending[0], cut, match.end())]
