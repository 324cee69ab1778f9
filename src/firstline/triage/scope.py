"""What kind of thing is a message: a customer's, or spam, gibberish, automatic mail, a bounce?

Automatic mail, bounces and spam are told by signs of several kinds (`packs/scope.toml`): each kind gives its
points once, and with enough of them the message gets the mark. What sounds like somebody who wants something
from us takes points off. Gibberish is told by its letters, where not one word is known: keys in a row,
repetitions, and pairs of letters that no language of the packs puts together.

Whatever happens: this is only a mark; one sign alone gives it only where no person would write it; what
somebody quotes or forwards is no sign; and the work grows in step with the text.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Final

from firstline.tickets.verdict import Part, Reason, Span, TicketScope, Voice, span_of
from firstline.triage.decision import VERBS, Decision, quote, ranked, reasons_for
from firstline.triage.matcher import Hit
from firstline.triage.odds import UNMET
from firstline.triage.packs import END, NUMBER, Node, Rule, pack, phrase_tree, plant, rules, spelt
from firstline.triage.quoting import BLANK, WEB
from firstline.triage.text import BREAK, Reading, plain

IN_SCOPE: Final = TicketScope.IN_SCOPE
SPAM: Final = TicketScope.SPAM
GIBBERISH: Final = TicketScope.GIBBERISH
AUTOREPLY: Final = TicketScope.AUTOREPLY
BOUNCE: Final = TicketScope.BOUNCE
SCOPES: Final = tuple(TicketScope)
"""Every kind of message. The rules say the first five; the last two are for people."""
NO_SIGN: Final = "scope.none"
CODE_OF_SERVERS = re.compile(r"\b[245]\.\d\.\d{1,3}\b|\b55[0-4](?=[ -])")
"""How mail servers number their errors (RFC 3463 and RFC 5321): 5.1.1, 550."""
MONEY = re.compile(
    r"(?:[$€£]|\busd|\beur|\br\$) ?\d[\d.,]*|\d ?(?:%|€|\$|euros?\b|usd\b|dollars\b|dólares\b)", re.IGNORECASE
)
SPEECH_MARK = re.compile(r"[\"\u201c-\u201e\u00ab\u00bb]|(?<!\w)['\u2018]|['\u2019](?!\w)")
CODE = re.compile(r"[^\W_][-_/\\:=.@][^\W_]")
"""Letters joined by a sign, as in serial numbers, file names and stack traces."""
REPEATED = re.compile(r"(.{1,4}?)\1{2,}(.{0,3})")
STRETCHED = re.compile(r"(.)\1{2,}")
WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
VOWELS = re.compile(r"[aeiouyäöüáàâãéèêíóôõúç]")
UNSPOKEN = re.compile(r"[^aeiouy]{4}")
SPOKEN: Final = 0.25
"""The share of vowels above which a word can be said; a third is usual, and mashed keys hold a fifth."""
SAYS_NOTHING: Final = "?!.\u2026"
"""Signs that a customer sends alone: a nudge, a sigh."""
LEAST_SIGNS: Final = 5
"""Signs in one piece; fewer may be a face: `>:-(`."""
FEWEST_FILLERS: Final = 4
FILLED: Final = 0.8
"""The share of filler words from which a text is nothing else."""
SHORTEST_WORD: Final = 3
"""Letters of a word that counts as known; shorter ones come about by accident."""
MOST_WORDS: Final = 200
"""Words at the beginning whose letters are looked at."""
LONGEST_WORD: Final = 40
SHORT_RUN: Final = 3
"""Keys in a row that are no accident, where most of the word is made of such runs."""
LONE_LETTER: Final = 5
"""Times that a letter stands alone in a word before it is no word: `aaaaa`."""
KEYED: Final = 0.6
"""The share of a word's letters that stand in rows of keys; below it lie `property` and `liberty`."""
ODD_SHARE: Final = 0.6
"""The share of a message's letters that stand in odd words."""
UNSAID_SHARE: Final = 0.3
"""The share of those in odd words that nobody could say, which foreign words and names are not."""
FEWEST_LETTERS: Final = 8
"""A message with fewer odd ones may be a code or a name: `XKJQWZ`."""
FEWEST_JUDGED: Final = 5
"""Letters of a word whose pairs tell something."""
ODD: Final = -3.55
"""The mean logarithm of its pairs' chances below which a word is odd. So are 1.4 % of the words in Banking77,
CLINC150, Bitext and complaints10, 4 % of those in languages that the packs do not know, 90 % at random."""
ODDER: Final = -4.0
"""The same where a word stands alone, which may be somebody's name: 0.2 % of those words are odd."""
UNSEEN: Final = 0.5
"""What a pair counts that no known word has, for each of the `LETTERS` that could follow."""
LETTERS: Final = 30


def scope(reading: Reading) -> Decision[TicketScope]:
    """Decide what kind of thing a message is.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.text import read
    >>> scope(read(Message("I am back on Monday.", subject="Automatic reply: your ticket"))).value.value
    'autoreply'
    >>> scope(read(Message("I only get automatic replies from you!"))).value.value
    'in_scope'
    """
    hits = _hits(reading.words)
    if any(hit.rule.value != IN_SCOPE for hit in hits):
        signs = _signs(reading, hits)
        for kind in (BOUNCE, AUTOREPLY, SPAM):
            found = signs.of(kind)
            if found:
                return Decision(kind, f"scope.{kind}", ranked(reading, found, is_default=False))
    rule = _said_by_letters(reading)
    if rule:
        return Decision(
            GIBBERISH, f"scope.{GIBBERISH}", ranked(reading, _whole(reading, rule), is_default=False)
        )
    return Decision(IN_SCOPE, NO_SIGN, found=False)


def confidence(decision: Decision[TicketScope]) -> float:
    """Give the odds that a mark is right: smoothed precision on messages that were held back."""
    return float(pack("scope")["odds"].get(decision.rule, UNMET))


@dataclass(frozen=True, slots=True)
class _Signs:
    """What in a message speaks for a mark, and what against it."""

    reading: Reading
    hits: Sequence[Hit]
    """The phrases that count."""
    against: int
    """Points that are taken off."""

    def of(self, kind: str) -> list[Reason]:
        """Give the reasons for a mark; none when they are not enough."""
        hits = [hit for hit in self.hits if hit.rule.value == kind]
        if not hits or (kind == SPAM and not any(hit.rule.id in pack("scope")["sells"] for hit in hits)):
            return []
        pieces = list(_pieces(self.reading, kind))
        points = _points(hits) + sum(rule.rank for rule in {rule for rule, _ in pieces})
        if points - self.against < pack("scope")["points"][kind]:
            return []
        weighed = ((hit, float(hit.rule.rank)) for hit in hits)
        return [*reasons_for(self.reading, weighed), *(_reason(rule, span) for rule, span in pieces)]


def _points(hits: Sequence[Hit]) -> int:
    """Count each kind of sign once; what sells, and says so in more places, gives a little more."""
    apart = dict[Rule, list[Hit]]()
    for hit in hits:
        places = apart.setdefault(hit.rule, [])
        if not places or hit.first >= places[-1].last:
            places.append(hit)
    return sum(rule.rank + _more(rule, len(places)) for rule, places in apart.items())


def _more(rule: Rule, times: int) -> int:
    table = pack("scope")
    return min(times - 1, int(table["again"])) if rule.id in table["sells"] else 0


def _signs(reading: Reading, hits: Sequence[Hit]) -> _Signs:
    """Sort the phrases that were found; what is quoted or forwarded counts for nothing."""
    against = {hit.rule for hit in hits if hit.rule.value == IN_SCOPE}
    asked = int(pack("scope")["question"]) if reading.questions else 0
    counting = [] if _is_forwarded(reading) else _own(reading, hits)
    return _Signs(reading, counting, asked + sum(rule.rank for rule in against))


def _pieces(reading: Reading, kind: str) -> Iterator[tuple[Rule, Span]]:
    """Find the signs of a kind that are no phrases, in the message's own text."""
    text, own = reading.message.text, reading.own
    if kind == SPAM:
        links = (found.span() for found in WEB.finditer(text))
        yield from ((_rule("spam.link"), _span(text, at)) for at in links if _is_own(own, *at))
        yield from ((_rule("spam.money"), _span(text, found.span())) for found in MONEY.finditer(own))
    if kind == BOUNCE:
        codes = CODE_OF_SERVERS.finditer(own)
        yield from ((_rule("bounce.code"), _span(text, found.span())) for found in codes)


def _span(text: str, place: tuple[int, int]) -> Span:
    return span_of(Part.MESSAGE, *place, text)


def _reason(rule: Rule, span: Span) -> Reason:
    text = f"{quote(span.text)} {'' if rule.label.startswith(VERBS) else 'is '}{rule.label}"
    return Reason(Voice.RULE, text, float(rule.rank), rule.source, span)


def _is_own(own: str, start: int, end: int) -> bool:
    """Whether an address, which is never read, stands among words that are."""
    return BLANK not in (own[start - 1 : start], own[end : end + 1])


def _is_forwarded(reading: Reading) -> bool:
    """Whether a person hands on somebody else's mail: "Fwd: ..."."""
    words = reading.words[:2]
    return bool(reading.message.subject) and words[0] in _list("forwards") and words[1] == BREAK


def _own(reading: Reading, hits: Sequence[Hit]) -> list[Hit]:
    """Leave out what stands between quotation marks, and openings that open nothing."""
    marks = [found.start() for found in SPEECH_MARK.finditer(reading.own)]
    said = [hit for hit in hits if hit.rule.value != IN_SCOPE and not _is_quoted(reading, hit, marks)]
    starts = {hit.first for hit in said}
    return [
        hit for hit in said if hit.rule.id not in pack("scope")["openings"] or _opens(reading, hit, starts)
    ]


def _is_quoted(reading: Reading, hit: Hit, marks: Sequence[int]) -> bool:
    if reading.part(hit.first) is Part.SUBJECT:
        return False
    return bisect_left(marks, reading.starts[hit.first]) % 2 == 1


def _opens(reading: Reading, hit: Hit, starts: set[int]) -> bool:
    """Whether a phrase opens the subject, before a break or another sign: "Automatic reply: Re: ..."."""
    if hit.first > 0 or reading.part(0) is not Part.SUBJECT:
        return False
    following = reading.words[hit.last]
    return following == BREAK or following in _list("prefixes") or hit.last in starts


def _hits(words: Sequence[str]) -> list[Hit]:
    """Find the longest phrases that begin at each word."""
    tree, hits = _tree(), list[Hit]()
    for place, (word, following) in enumerate(zip(words, [*words[1:], BREAK], strict=False)):
        node = tree.get(word)
        # Most words only begin phrases that the next word does not continue.
        if node is not None and (following in node or END in node or NUMBER in node):
            hits += _longest(words, place, node)
    return hits


def _longest(words: Sequence[str], first: int, node: Node | None) -> list[Hit]:
    found, place = list[Hit](), first + 1
    while node is not None:
        if END in node:
            found = [Hit(rule, first, place) for rule in node[END]]
        word = words[place] if place < len(words) else BREAK
        node = node.get(word) or (node.get(NUMBER) if word[:1].isdigit() else None)
        place += 1
    return found


@cache
def _tree() -> Node:
    root: Node = {}
    for rule, words in dict.fromkeys(spelt("scope", gaps=False)):
        plant(root, words, rule)
    return root


@cache
def _rule(name: str) -> Rule:
    return next(rule for rule, _ in rules("scope") if rule.id == name)


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(pack("scope")[name].split())


def _said_by_letters(reading: Reading) -> Rule | None:
    """Tell by which rule a message is gibberish, if it is."""
    if not any(reading.words):
        return _rule("gibberish.signs") if _only_signs(reading) else None
    if not _fillers().isdisjoint(reading.words) and _is_filler(reading.words):
        return _rule("gibberish.filler")
    if not _known().isdisjoint(reading.words) or BLANK in reading.own:
        return None
    if CODE.search(reading.message.text) or CODE.search(reading.message.subject):
        return None
    return _rule("gibberish.keys") if _is_mashed(reading) else None


def _is_filler(words: Sequence[str]) -> bool:
    said = [word for word in words if word != BREAK]
    fillers = sum(word in _list("lorem") for word in said)
    return fillers >= max(FEWEST_FILLERS, FILLED * len(said))


@cache
def _fillers() -> frozenset[str]:
    """Give the filler words that are no words of the packs besides."""
    return frozenset(word for word in _list("lorem") - _known() if len(word) > SHORTEST_WORD)


def _whole(reading: Reading, rule: Rule) -> list[Reason]:
    """Cite all that is written, for all of it says nothing."""
    parts = [part for part in Part if reading.whole(part).strip()]
    wholes = [(part, reading.whole(part)) for part in parts]
    return [_reason(rule, span_of(part, 0, len(whole), whole)) for part, whole in wholes]


def _only_signs(reading: Reading) -> bool:
    written = reading.message.subject + " " + reading.message.text
    if any(sign.isalnum() or not (sign.isascii() or sign in SAYS_NOTHING) for sign in written):
        return False
    return any(sum(sign not in SAYS_NOTHING for sign in piece) >= LEAST_SIGNS for piece in written.split())


def _is_mashed(reading: Reading) -> bool:
    """Whether most letters stand in odd words, and many of them in words that nobody could say."""
    places = [place for place, word in enumerate(reading.words[:MOST_WORDS]) if word != BREAK]
    words = [reading.words[place][:LONGEST_WORD] for place in places]
    if any(not word.isalpha() for word in words):
        return False
    limit = ODD if sum(len(word) >= FEWEST_JUDGED for word in words) > 1 else ODDER
    named = {word for word, place in zip(words, places, strict=True) if _is_name(reading, place)}
    odd = [word for word in words if _is_typed(word) or (word not in named and _is_unlikely(word, limit))]
    unsaid = [word for word in odd if not _can_be_said(word)]
    letters = sum(map(len, words))
    enough = max(FEWEST_LETTERS, ODD_SHARE * letters)
    return sum(map(len, odd)) >= enough and sum(map(len, unsaid)) >= UNSAID_SHARE * letters


def _is_name(reading: Reading, place: int) -> bool:
    """Whether capitals stand where only names and codes have them: `Ana Brzoza`, `XKJQWZ`, `hGtKz`."""
    original = reading.original(place)
    return not original[1:].islower() or (place > 0 and original[0].isupper())


def _is_typed(word: str) -> bool:
    """Whether a word is keys in a row, or the same few again and again."""
    again = REPEATED.fullmatch(word)
    if again:
        unit, rest = again.groups()
        if len(unit) > 1 or (len(word) >= LONE_LETTER and not rest):
            return unit not in _list("laughs")
    return len(word) >= SHORT_RUN and _keyed(word) >= KEYED * len(word)


def _keyed(word: str) -> int:
    """Count a word's letters that stand in rows of keys."""
    rows, count, place = _rows(), 0, 0
    while place < len(word):
        end = place + 1
        while end < len(word) and word[place : end + 1] in rows:
            end += 1
        count += end - place if end - place >= SHORT_RUN else 0
        place = end
    return count


@cache
def _rows() -> str:
    rows = pack("scope")["rows"]
    return " ".join([*rows, *(row[::-1] for row in rows)])


def _is_unlikely(word: str, limit: float) -> bool:
    """Whether no known language puts such letters together; a word without its vowels is not odd."""
    word = STRETCHED.sub(r"\1", word)
    if len(word) < FEWEST_JUDGED or not word.isascii() or word in _known() or word in _skeletons():
        return False
    return _likelihood(word) < limit


def _can_be_said(word: str) -> bool:
    """Whether it is no run of keys, and has enough vowels among its consonants."""
    speaks = len(VOWELS.findall(word)) > SPOKEN * len(word) and not UNSPOKEN.search(word)
    return speaks and not _is_typed(word)


def _likelihood(word: str) -> float:
    """Give the mean logarithm of the chances of its pairs of letters, with its edges."""
    table, pairs = _pairs(), _cut(word)
    return sum(table.get(pair) or table.get(pair[0], table[""]) for pair in pairs) / len(pairs)


def _cut(word: str) -> list[str]:
    edged = f" {word} "
    return [edged[place : place + 2] for place in range(len(edged) - 1)]


@cache
def _pairs() -> Mapping[str, float]:
    """Count the pairs in all known words: the logarithm of each one's chance, and of any other's."""
    pairs = Counter(pair for word in _known() for pair in _cut(word))
    firsts = Counter(pair[0] for pair in pairs.elements())
    spread = UNSEEN * LETTERS
    rest = {first: log(UNSEEN / (count + spread)) for first, count in firsts.items()}
    seen = {pair: log((count + UNSEEN) / (firsts[pair[0]] + spread)) for pair, count in pairs.items()}
    return {**seen, **rest, "": log(UNSEEN / spread)}


@cache
def _skeletons() -> frozenset[str]:
    """Give the known words without their vowels, as people in a hurry write them: `cnfrmtn`."""
    return frozenset(VOWELS.sub("", word) for word in _known())


@cache
def _known() -> frozenset[str]:
    """Give the words of the packs, in five languages."""
    phrases = (
        said
        for languages in pack("phrases").values()
        if isinstance(languages, dict)
        for said in languages.values()
    )
    spoken = (plain(found) for said in phrases for phrase in said for found in WORD.findall(phrase))
    words = (word for words in (spoken, _words(phrase_tree()), _words(_tree())) for word in words)
    return frozenset(word for word in words if len(word) >= SHORTEST_WORD and word.isalpha())


def _words(node: Node) -> Iterator[str]:
    for word, following in node.items():
        if word != END:
            yield word
            yield from _words(following)
