"""A sentence that is nearly a quotation: it may differ in small words only.

The words of the sentence are counted off against those of each sentence of the passages. Where nearly all are
the same, what is too many and what is missing is looked at: a number, a unit, a day, a name, a "not", an
"only" or one of two opposites may not be among it.

What always holds: a sentence that stands in a passage is found to be a quotation, whatever its blanks and
capitals, and the time taken grows with the length of the texts.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from firstline.knowledge.sentences import sentences
from firstline.replies.lexicon import Lexicon, lexicon, stem_of
from firstline.replies.phrases import sides
from firstline.replies.quiet import without_address
from firstline.replies.tokens import PAUSE, Token, tokens_of, unnumbered

LEAST_SAME: Final = 0.7
"""Share of the longer one's words that both have."""
FEWEST: Final = 4
"""Words; shorter ones are too alike by chance."""
LONGEST: Final = 20_000
KEPT_PASSAGES: Final = 512


@dataclass(frozen=True, slots=True)
class Nearly:
    """A passage's sentence that says nearly the same."""

    passage: int
    quote: str
    changed: str
    """The word that differs and may not; empty: none does."""


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A sentence as its words."""

    text: str
    words: Sequence[Token]
    counts: Counter[str]
    begins_apart: bool
    """A comma or a colon stands behind its first word."""


_Apart = tuple[Counter[str], Counter[str]]
"""The words that are too many, and those that are missing."""


def quoted(sentence: str, passages: Sequence[str], language: str) -> Nearly | None:
    """Find a sentence that is the same, or else the nearest of those that are nearly the same.

    >>> quoted("It takes 3 working days.", ["It takes 5 working days."], "en").changed
    '3'
    """
    words = lexicon(language)
    said = _line(sentence, without_address(tokens_of(unnumbered(sentence), language), words))
    best, found = LEAST_SAME, None
    for place, passage in enumerate(passages):
        for line in _lines(passage, language):
            same = _same(said, line)
            if same < best or (len(said.words) < FEWEST and same < 1):
                continue
            changed = _changed(said, line, words)
            if same > best or found is None or not changed:
                best, found = same, Nearly(place, line.text, changed)
    return found


def is_whole(sentence: str, near: Nearly, language: str) -> bool:
    """Tell whether it is the same sentence, word by word."""
    own = without_address(tokens_of(unnumbered(sentence), language), lexicon(language))
    return _texts(own) == _texts(tokens_of(unnumbered(near.quote), language))


@lru_cache(maxsize=KEPT_PASSAGES)
def _lines(passage: str, language: str) -> Sequence[_Line]:
    told = (line for line in passage[:LONGEST].split("\n") if line.strip())
    texts = (text for line in told for text in dict.fromkeys((*sentences(line), line)))
    return [_line(text, tokens_of(unnumbered(text), language)) for text in texts]


def _line(text: str, tokens: Sequence[Token]) -> _Line:
    words = [token for token in tokens if token.kind != PAUSE]
    begins_apart = len(tokens) > 1 and tokens[1].text in (",", ":")
    return _Line(text, words, Counter(token.text for token in words), begins_apart)


def _texts(tokens: Sequence[Token]) -> list[str]:
    return [token.text for token in tokens if token.kind != PAUSE]


def _same(one: _Line, other: _Line) -> float:
    longer = max(len(one.words), len(other.words))
    if not longer or min(len(one.words), len(other.words)) < LEAST_SAME * longer:
        return 0.0
    return sum(min(count, other.counts[text]) for text, count in one.counts.items()) / longer


def _changed(said: _Line, line: _Line, words: Lexicon) -> str:
    """Give the first word that is too many or missing, and may not be."""
    more, less = said.counts - line.counts, line.counts - said.counts
    unsaid = _left_to_clauses([*more, *less], words)
    return (
        _gained(said, line, (more, less), words, unsaid)
        or ("" if "turn" in unsaid else _lost(line, (more, less), words))
        or ("" if "side" in unsaid else _turned(said, line, words))
    )


def _left_to_clauses(apart: Sequence[str], words: Lexicon) -> set[str]:
    """Say what is not judged word by word: "two years" for "24 months", "costs nothing" for "free"."""
    kinds = {meaning.split(":")[0] for text in apart for meaning in _meanings(text, words)}
    is_of_charges = any(stem_of(text, words.language) in words.charges for text in apart)
    measures = {"number", "unit"} if {"number", "unit"} <= kinds else set[str]()
    return measures | ({"side", "turn"} if is_of_charges and {"side", "turn"} <= kinds else set[str]())


def _gained(said: _Line, line: _Line, apart: _Apart, words: Lexicon, unsaid: set[str]) -> str:
    """Give a word that is too many."""
    more, less = apart
    lost = {meaning for text in less for meaning in _meanings(text, words)}
    for at, token in enumerate(said.words):
        if token.text not in more:
            continue
        meant = {one for one in _meanings(token.text, words) if one.split(":")[0] not in unsaid}
        is_named = (
            _is_name(token, words)
            if at
            else token.raw[:1].isupper() and said.begins_apart and line.words[0].text in less
        )
        if meant - lost or is_named:
            return token.raw
    return ""


def _lost(line: _Line, apart: _Apart, words: Lexicon) -> str:
    """Give a "not", an "only" or the like that is missing, unless what it turns is left out as well."""
    more, less = apart
    gained = {meaning for text in more for meaning in _meanings(text, words)}
    for at, token in enumerate(line.words):
        turns = {one for one in _meanings(token.text, words) if one.startswith("turn:")}
        is_apart = token.text in less and bool(turns - gained)
        if is_apart and not _is_dropped_with_more(line.words[at + 1 :], less, words):
            return token.raw
    return ""


def _turned(said: _Line, line: _Line, words: Lexicon) -> str:
    """Give a phrase where the other one has its opposite: "at least" for "up to"."""
    own, its = (Counter(side for _, _, side in sides(one.words, words)) for one in (said, line))
    for first, _, (axis, side) in sides(said.words, words):
        if own[axis, side] > its[axis, side] and its[axis, 1 - side] > own[axis, 1 - side]:
            return said.words[first].raw
    return ""


def _is_dropped_with_more(following: Sequence[Token], less: Counter[str], words: Lexicon) -> bool:
    """See that what follows is left out as well, as with a subordinate clause."""
    said = [token.text for token in following[:6] if token.text not in words.small]
    return len(said) > 0 and all(text in less for text in said[:2])


def _is_name(token: Token, words: Lexicon) -> bool:
    return words.language != "de" and token.raw[:1].isupper() and token.text not in words.titles


def _meanings(text: str, words: Lexicon) -> set[str]:
    """Say what a word means that may not change; empty: it may."""
    return set(_hard(text, words))


def _hard(text: str, words: Lexicon) -> Iterator[str]:
    for part in text.split("-"):
        if part in words.numbers or re.search(r"\d", part):
            yield f"number:{words.numbers.get(part, part)}"
    if text in words.units:
        yield f"unit:{words.units[text]}"
    if text in words.days:
        yield words.days[text]
    if text in words.tiers:
        yield f"name:{text}"
    for name, phrases in words.turns.items():
        if (text,) in phrases.get(text, ()):
            yield f"turn:{name}"
    yield from (f"side:{axis}:{side}" for phrase, axis, side in words.sides.get(text, ()) if len(phrase) == 1)
