"""Where the rules speak in a text.

A text is cut once and encoded once. Each rule of a language that the text is in then looks for its
patterns, and each finding is held against the contexts in which it does not count: before it (in its
clause), inside it, after it, or anywhere in its sentence.

What always holds: a finding names a span of the original text, contexts reach a bounded number of words, and
the time taken grows with the length of the text alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstline.replies.policy.pattern import BEGIN
from firstline.replies.policy.rules import LANGUAGES, Flag, Rule, Rules
from firstline.replies.policy.words import QUESTION, STOP, Word, cut, without_hidden

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
    present: frozenset[str]
    """Those characters, each once."""
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
    return Text(whole, places, words, code, frozenset(code), stops, spoken, likely)


def languages(words: Iterable[Word], marks: Mapping[str, Sequence[str]]) -> tuple[frozenset[str], str]:
    """Tell in which languages a text may be, all of them when no small word tells, and the likeliest.

    A language counts when the whole text speaks it, or when one sentence clearly does. A small word that
    several languages have counts for each of them in part.
    """
    whole: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0)
    clear: set[str] = set()
    for local in _by_sentence(words, marks):
        for name, score in local.items():
            whole[name] += score
        best, second = sorted((*local.items(), ("", 0.0)), key=lambda one: -one[1])[:2]
        if best[1] >= max(CLEAR, 2 * second[1]):
            clear.add(best[0])
    most = max(whole.values())
    spoken = frozenset(name for name, score in whole.items() if score >= most * SHARE) | clear
    return spoken, max(whole, key=lambda name: whole[name])


def _by_sentence(words: Iterable[Word], marks: Mapping[str, Sequence[str]]) -> Iterator[dict[str, float]]:
    """Count the small words of each language, one sentence after the other."""
    local: dict[str, float] = {}
    for word in words:
        if word.kind in {STOP, QUESTION} and local:
            yield local
            local = {}
        known = marks.get(word.text, ())
        for name in known:
            local[name] = local.get(name, 0.0) + 1 / len(known)
    if local:
        yield local


def find(text: Text, rules: Rules, *, reads: str) -> Iterator[Found]:
    """Find where rules speak, each place once for a flag."""
    for rule in rules.rules:
        if rule.language in text.languages and rule.reads in {reads, "both"}:
            yield from _of_rule(text, rule)


def is_settled(text: Text, rules: Rules, flag: Flag) -> bool:
    """Tell whether the text itself takes care of what a flag is about."""
    patterns = (one for one in rules.settled.get(flag, ()) if one.may_match(text.present))
    denials = [one for one in rules.unsettled.get(flag, ()) if one.may_match(text.present)]
    return any(
        not any(one.regex.search(text.code, *_sentence(text, match)) for one in denials)
        for pattern in patterns
        for match in pattern.regex.finditer(text.code)
    )


def span(text: Text, found: Found) -> tuple[int, int]:
    """Give the begin and the end in the original text."""
    start, end = text.words[found.start].start, text.words[found.end - 1].end
    return text.places[start], text.places[end - 1] + 1


def _of_rule(text: Text, rule: Rule) -> Iterator[Found]:
    for pattern in rule.patterns:
        if not pattern.may_match(text.present):
            continue
        for match in pattern.regex.finditer(text.code):
            if match.end() > match.start() and _stands(text, rule, match):
                yield Found(rule, _begin(match), match.end())


def _begin(match: re.Match[str]) -> int:
    """Give the place from which on it is reported."""
    return match.start(BEGIN) if BEGIN in match.re.groupindex else match.start()


def _stands(text: Text, rule: Rule, match: re.Match[str]) -> bool:
    begin, end = _sentence(text, match)
    if not rule.asked and end < len(text.code) and text.code[end] == QUESTION:
        return False
    code, (start, stop) = text.code, match.span()
    clause = max(begin, start - REACH, code.rfind(",", begin, start) + 1)
    unless = rule.unless
    return not (
        any(one.regex.search(code, clause, start) for one in unless["before"])
        or any(one.regex.search(code, start, stop) for one in unless["inside"])
        or any(one.regex.match(code, stop, min(end, stop + REACH)) for one in unless["after"])
        or any(
            one.regex.search(code, max(begin, start - SENTENCE), min(end, stop + SENTENCE))
            for one in unless["sentence"]
        )
    )


def _sentence(text: Text, match: re.Match[str]) -> tuple[int, int]:
    """Give the places after the stop before a match, and of the stop after it."""
    before = bisect_right(text.stops, match.start() - 1)
    after = bisect_left(text.stops, match.end() - 1)
    begin = text.stops[before - 1] + 1 if before else 0
    return begin, text.stops[after] if after < len(text.stops) else len(text.code)
