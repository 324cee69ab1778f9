"""Where the rules speak in a text.

A text is cut once and encoded once. Each rule of a language that the text is in then looks for its patterns,
and each finding is held against the contexts in which it does not count: before it (in its clause), inside it,
after it, or anywhere in its sentence.

What always holds: a finding names a span of the original text, contexts reach a bounded number of words, and
the time taken grows with the length of the text alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstline.replies.policy.rules import Flag, Rule, Rules
from firstline.replies.policy.words import NAME, QUESTION, STOP, WORD, Word, cut, without_hidden

REACH: Final = 9
"""Words before and after a finding that can take it back."""
SENTENCE: Final = 60
"""Words of its sentence on either side that are looked at."""
SHARE: Final = 0.45
"""A language counts when it has this share of the small words that the best one has."""
CLEAR: Final = 2.0
"""Small words of a language by which a single sentence is known to be in it."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the rules read it."""

    whole: str
    places: Sequence[int]
    """For each character that is read, its place in the whole."""
    words: Sequence[Word]
    code: str
    """One character for each word."""
    stops: Sequence[int]
    """Where sentences end."""
    languages: frozenset[str]
    """Those that it may be in."""
    language: str
    """The one that it is most likely in."""


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that speaks, from one word to another."""

    rule: Rule
    start: int
    end: int


def read(whole: str, rules: Rules) -> Text:
    """Cut and encode a text."""
    seen, places = without_hidden(whole)
    words = list(cut(seen))
    code = rules.lexicon.encode(words)
    stops = [at for at, char in enumerate(code) if char in {STOP, QUESTION}]
    spoken, likely = languages(words, rules.marks)
    return Text(whole, places, words, code, stops, spoken, likely)


def languages(words: Sequence[Word], marks: Mapping[str, frozenset[str]]) -> tuple[frozenset[str], str]:
    """Tell in which languages a text may be, all of them when no small word tells, and the likeliest.

    A language counts when the whole text speaks it, or when one sentence clearly does. A small word that
    several languages have counts for each of them in part.
    """
    whole: dict[str, float] = dict.fromkeys(marks, 0.0)
    clear: set[str] = set()
    local = dict.fromkeys(marks, 0.0)
    for word in (*words, Word(STOP, STOP, 0, 0)):
        if word.kind in {WORD, NAME}:
            known = [name for name, small in marks.items() if word.text in small]
            for name in known:
                whole[name] += 1 / len(known)
                local[name] += 1 / len(known)
        elif word.kind in {STOP, QUESTION}:
            best, second = sorted(local, key=lambda name: -local[name])[:2]
            clear |= {best} if local[best] >= CLEAR and local[best] >= 2 * local[second] else set()
            local = dict.fromkeys(marks, 0.0)
    most = max(whole.values(), default=0.0)
    spoken = frozenset(name for name, score in whole.items() if score >= most * SHARE) | clear
    return spoken, max(whole, key=lambda name: whole[name])


def find(text: Text, rules: Rules, *, reads: str) -> Iterator[Found]:
    """Find where rules speak, each place once for a flag."""
    for rule in rules.rules:
        if rule.language in text.languages and rule.reads in {reads, "both"}:
            yield from _of_rule(text, rule)


def is_settled(text: Text, rules: Rules, flag: Flag) -> bool:
    """Tell whether the text itself takes care of what a flag is about."""
    return any(pattern.search(text.code) for pattern in rules.settled.get(flag, ()))


def span(text: Text, found: Found) -> tuple[int, int]:
    """Give the begin and the end in the original text."""
    start, end = text.words[found.start].start, text.words[found.end - 1].end
    return text.places[start], text.places[end - 1] + 1


def _of_rule(text: Text, rule: Rule) -> Iterator[Found]:
    for pattern in rule.patterns:
        for match in pattern.finditer(text.code):
            if match.end() > match.start() and _stands(text, rule, match):
                yield Found(rule, match.start(), match.end())


def _stands(text: Text, rule: Rule, match: re.Match[str]) -> bool:
    begin, end = _sentence(text, match)
    if not rule.asked and end < len(text.code) and text.code[end] == QUESTION:
        return False
    code, (start, stop) = text.code, match.span()
    clause = max(begin, start - REACH, code.rfind(",", begin, start) + 1)
    unless = rule.unless
    return not (
        any(one.search(code, clause, start) for one in unless["before"])
        or any(one.search(code, start, stop) for one in unless["inside"])
        or any(one.match(code, stop, min(end, stop + REACH)) for one in unless["after"])
        or any(
            one.search(code, max(begin, start - SENTENCE), min(end, stop + SENTENCE))
            for one in unless["sentence"]
        )
    )


def _sentence(text: Text, match: re.Match[str]) -> tuple[int, int]:
    """Give the places after the stop before a match, and of the stop after it."""
    before = bisect_right(text.stops, match.start() - 1)
    after = bisect_left(text.stops, match.end() - 1)
    begin = text.stops[before - 1] + 1 if before else 0
    return begin, text.stops[after] if after < len(text.stops) else len(text.code)
