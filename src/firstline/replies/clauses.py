"""A sentence as clauses, each read for comparing: its words, names, facts, and what turns it round.

A clause ends at a semicolon, a colon, a dash, a bracket, or a comma before a joining word, where both sides
say enough to stand alone. A passage is cut into its sentences, a table's row into its cells, each with the
row's first.

What always holds: reading takes time in proportion to the length of the text, and no more than `LONGEST`
characters of it are read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from firstline.knowledge.sentences import sentences
from firstline.replies.facts import Fact, facts_of
from firstline.replies.lexicon import Lexicon, lexicon, stem_of
from firstline.replies.phrases import found, sides
from firstline.replies.quiet import is_quiet, without_address
from firstline.replies.tokens import PAUSE, Token, tokens_of, unnumbered

LONGEST: Final = 20_000
LEAST_WORDS: Final = 2
"""Of a clause that stands alone."""
SCOPE_AFTER: Final = 5
SCOPE_BEFORE: Final = 3
REACH: Final = 16
"""Tokens among which those words are sought."""
DENIED: Final = 4
"""Tokens after a "not" that it denies."""
BEGINNING: Final = 5
"""Characters by which two words are of one root, where both are longer."""
MOST_PIECES: Final = 300
KEPT_PASSAGES: Final = 512
BREAKS: Final = frozenset(";:()\u2013\u2014|=")
ENDS: Final = frozenset(".!?\u2026;")


@dataclass(frozen=True, slots=True)
class Turn:
    """A word that turns what stands beside it round."""

    name: str
    before: tuple[str, ...]
    """Stems, the nearest first."""
    after: tuple[str, ...]
    first: str = ""
    """The first word behind it that claims something."""
    is_of_charges: bool = False
    """It denies that something is to pay."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What a clause says."""

    text: str
    stems: tuple[str, ...]
    """Of the words that claim something."""
    every: frozenset[str]
    """All stems, those of small words apart."""
    roots: frozenset[str]
    groups: frozenset[int]
    facts: tuple[Fact, ...]
    names: tuple[Fact, ...]
    turns: tuple[Turn, ...]
    sides: frozenset[tuple[int, int]]
    """For each pair of words that exclude each other: which of the two is said."""
    is_free: bool
    is_all: bool
    """It speaks of all cases."""
    is_quiet: bool


def clauses_of(sentence: str, language: str) -> list[Clause]:
    """Cut a sentence of a reply.

    >>> [one.stems for one in clauses_of("Hi Ava, the label is free, but parcels cost extra.", "en")]
    [('label', 'free'), ('parcel', 'cost', 'extra')]
    """
    words = lexicon(language)
    tokens = without_address(tokens_of(unnumbered(sentence[:LONGEST]), words.language), words)
    return [_read(part, words) for part in _parts(tokens, words)]


@lru_cache(maxsize=KEPT_PASSAGES)
def pieces_of(passage: str, language: str) -> Sequence[tuple[str, Clause]]:
    """Cut a passage: each piece with the sentence in which it stands."""
    words = lexicon(language)
    lines = (line for line in passage[:LONGEST].split("\n") if line.strip())
    told = (sentence for line in lines for sentence in sentences(line))
    cut = ((sentence, piece) for sentence in told for piece in _cells(sentence))
    return [
        (sentence, _read(tokens_of(piece, words.language), words))
        for sentence, piece in islice(cut, MOST_PIECES)
    ]


def _cells(sentence: str) -> Iterator[str]:
    """Give a row's cells, each with the first; of any other sentence its parts."""
    first, *others = sentence.split("; ")
    is_row = len(others) > 0 and all(": " in other for other in others[-2:])
    if not is_row:
        yield from (first, *others)
    else:
        yield from (f"{first}; {other}" for other in others)


def _parts(tokens: Sequence[Token], words: Lexicon) -> list[list[Token]]:
    """Cut where both sides say enough."""
    parts: list[list[Token]] = [[]]
    for at, token in enumerate(tokens):
        follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
        is_break = token.text in BREAKS | ENDS or (token.text == "," and follows in words.joins)
        if token.kind == PAUSE and is_break and _says_enough(parts[-1], words):
            parts[-1].append(token)
            parts.append([])
        else:
            parts[-1].append(token)
    if len(parts) > 1 and not _says_enough(parts[-1], words):
        last = parts.pop()
        parts[-1].extend(last)
    return parts


def _says_enough(tokens: Sequence[Token], words: Lexicon) -> bool:
    return sum(token.kind != PAUSE and _says(token, words) for token in tokens) >= LEAST_WORDS


def _says(token: Token, words: Lexicon) -> bool:
    return token.text not in words.small and stem_of(token.text, words.language) not in words.generic


def _read(tokens: Sequence[Token], words: Lexicon) -> Clause:
    facts, names = facts_of(tokens, words), list(_names(tokens, words))
    every = [_stem(token, words) for token in tokens if _is_word(token, words)]
    numbers = {token.text for token in tokens if token.text in words.numbers or token.text in words.units}
    apart = {stem_of(text, words.language) for text in numbers} | {name.value for name in names}
    apart |= {fact.text.casefold() for fact in facts}
    turns = tuple(_turns(tokens, words))
    return Clause(
        text=" ".join(token.raw for token in tokens),
        stems=tuple(dict.fromkeys(s for s in every if s not in words.generic and s not in apart)),
        every=frozenset(every),
        roots=frozenset(root(stem) for stem in every),
        groups=frozenset(group for stem in every for group in words.groups.get(stem, ())),
        facts=tuple(facts),
        names=tuple(names),
        turns=turns,
        sides=frozenset(_sides(tokens, words)),
        is_free=_is_free(tokens, every, turns, words),
        is_all=any(found(tokens, words.every)),
        is_quiet=is_quiet(tokens, words, has_facts=any(fact.kind != "day" for fact in facts)),
    )


def root(stem: str) -> str:
    """Give the beginning of a longer word.

    >>> root("aufzeichnung"), root("day")
    ('aufze', 'day')
    """
    return stem[:BEGINNING] if len(stem) > BEGINNING else stem


def _is_word(token: Token, words: Lexicon) -> bool:
    return token.kind == "word" and token.text not in words.small and not _turns_round(token, words)


def _turns_round(token: Token, words: Lexicon) -> bool:
    return any((token.text,) in phrases.get(token.text, ()) for phrases in words.turns.values())


def _stem(token: Token, words: Lexicon) -> str:
    return stem_of(token.text, words.language)


def _names(tokens: Sequence[Token], words: Lexicon) -> Iterator[Fact]:
    """Find names: capitals inside a sentence, in German only where a title or a plan comes before."""
    begins = True
    for at, token in enumerate(tokens):
        before = tokens[at - 1].text if at else ""
        if token.kind == PAUSE:
            begins = begins or token.text in ENDS | {":", ">", "\n", '"', "\u201c", "\u201e", "\u00ab"}
            continue
        if token.kind == "word" and _is_name(token, before, words, begins=begins):
            yield Fact("name", _stem(token, words), text=token.raw)
        begins = False


def _is_name(token: Token, before: str, words: Lexicon, *, begins: bool) -> bool:
    raw = token.raw
    if not raw[0].isupper() or token.text in words.days or token.text in words.titles or raw == "I":
        return False
    if token.text in words.tiers:
        return True
    if words.language == "de":
        return before in words.titles or before in words.offices or (len(raw) > 1 and raw.isupper())
    return not begins


def _turns(tokens: Sequence[Token], words: Lexicon) -> Iterator[Turn]:
    """Find what turns the words beside it round; the "no" of "no less than" does not."""
    bounds = {at for first, last, _ in sides(tokens, words) for at in range(first, last) if last - first > 1}
    for name, phrases in words.turns.items():
        for first, last in found(tokens, phrases):
            before = _scope(tokens[max(first - REACH, 0) : first][::-1], words, SCOPE_BEFORE)
            after = _scope(tokens[last : last + REACH], words, SCOPE_AFTER)
            says = any(stem not in words.generic for stem in (*before, *after))
            if says and first not in bounds:
                first_said = next((stem for stem in after if stem not in words.generic), "")
                yield Turn(name, before, after, first_said, not words.charges.isdisjoint((*before, *after)))


def _scope(tokens: Sequence[Token], words: Lexicon, most: int) -> tuple[str, ...]:
    """Give the nearest stems, up to where the thought pauses."""
    stems: list[str] = []
    for token in tokens:
        if len(stems) == most or (token.kind == PAUSE and (stems or token.text in ENDS | BREAKS)):
            break
        if _is_word(token, words):
            stems.append(_stem(token, words))
    return tuple(stems)


def _sides(tokens: Sequence[Token], words: Lexicon) -> Iterator[tuple[int, int]]:
    """Give what is said of pairs; what is denied is left out."""
    denied = {at for _, last in found(tokens, words.turns["not"]) for at in range(last, last + DENIED)}
    return (side for first, _, side in sides(tokens, words) if first not in denied)


def _is_free(tokens: Sequence[Token], every: Sequence[str], turns: Sequence[Turn], words: Lexicon) -> bool:
    """See that nothing is to pay: it is free, or there is no charge."""
    denied = {stem for turn in turns if turn.name == "not" for stem in (*turn.before, *turn.after)}
    return any(found(tokens, words.free)) or bool(denied & words.charges & set(every))
