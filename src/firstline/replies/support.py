"""Is what a sentence says in the knowledge base? Each clause is held against the passages.

A clause is laid beside the piece of a passage that shares most of its words. What it says is supported when
that piece has its hard facts (numbers with units, days, names, codes, addresses), when nothing turns it round
("not", "only", "unless", "before" for "after"), and when enough of its words are there. Where the piece says
the same with another fact or the other way round, the sentence is contradicted.

Whatever happens: a sentence that says a number which is in no passage is never supported, a quotation of a
passage always is, and the time taken grows with the length of the texts alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from firstline.replies.clauses import Clause, clauses_of, pieces_of, root
from firstline.replies.differences import Difference, differences
from firstline.replies.lexicon import LANGUAGES, Lexicon, language_of, lexicon
from firstline.replies.verbatim import Nearly, is_whole, quoted

Kind = Literal["supported", "no_claim", "unsupported", "contradicted"]

LONGEST: Final = 4_000
"""Characters of a sentence; a longer one is not read, and so not supported."""
MOST_PASSAGES: Final = 20
KEPT_LETTERS: Final = 64
LEAST_COVERED: Final = 0.5
"""Share of a clause's words that its passage must have."""
LEAST_ALIKE: Final = 0.34
"""Share from which on a clause and a piece speak of the same thing, so that they can disagree."""
ELSEWHERE: Final = 0.7
"""What a word counts that stands elsewhere in the passage."""
NAME: Final = 1.5
"""What a name counts, where a word counts 1, when the nearest piece is sought."""
FIRM: Final = 2
"""What a number or a name that agrees counts, where a word counts 1."""
NEARLY: Final = 0.9
"""Of the best piece's score: a piece that is as likely meant."""
MOST_TRIED: Final = 3
ADDS: Final = 2
"""New words by which a second piece is taken to be meant as well."""


@dataclass(frozen=True, slots=True)
class Support:
    """What the passages say to a sentence."""

    kind: Kind
    passage: int | None = None
    """The place of the passage that was nearest."""
    quote: str = ""
    """What stands there."""
    reasons: tuple[str, ...] = ()
    """Why it is not supported, in sentences."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a passage, and where it stands."""

    passage: int
    sentence: str
    clause: Clause


def judge(sentence: str, passages: Sequence[str], language: str = "en", *, asked: str = "") -> Support:
    """Hold a sentence of a reply against the passages.

    Args:
        sentence: one sentence; marks of citation and Markdown in it are looked over.
        passages: what may be said.
        language: of the sentence; any but the five that are known is guessed.
        asked: what the customer wrote; words of it may be said again.

    >>> judge("You have 14 days.", ["You have 30 days to return it."]).kind
    'contradicted'
    """
    language = language if language in LANGUAGES else language_of(sentence)
    if len(sentence) > LONGEST:
        return Support("unsupported", reasons=("The sentence is too long to be checked.",))
    claims = [clause for clause in clauses_of(sentence, language) if not clause.is_quiet]
    if not claims or (_announces(sentence) and not any(_is_firm(one) for one in claims)):
        return Support("no_claim")
    near = quoted(sentence, passages[:MOST_PASSAGES], language)
    if near is not None and (near.changed or is_whole(sentence, near, language)):
        return _as_quoted(near)
    pieces = _pieces(passages, language)
    known = _known(asked, language)
    return _joined([_judged(clause, pieces, known, lexicon(language)) for clause in claims])


def _announces(sentence: str) -> bool:
    """See that what is claimed only follows: "You need two things:"."""
    return sentence.rstrip().endswith(":")


def _is_firm(clause: Clause) -> bool:
    """Tell whether a clause says a measure, or turns something round."""
    return bool(clause.turns) or any(fact.unit for fact in clause.facts)


def _as_quoted(near: Nearly) -> Support:
    """Judge what is a quotation but for a word, or the whole of it."""
    if not near.changed:
        return Support("supported", near.passage, near.quote)
    reason = f"The passage says the same but for \u201c{near.changed}\u201d."
    return Support("contradicted", near.passage, near.quote, (reason,))


def _pieces(passages: Sequence[str], language: str) -> list[_Piece]:
    return [
        _Piece(place, sentence, clause)
        for place, passage in enumerate(passages[:MOST_PASSAGES])
        for sentence, clause in pieces_of(passage, language)
    ]


@lru_cache(maxsize=KEPT_LETTERS)
def _known(asked: str, language: str) -> frozenset[str]:
    """Give the words of what the customer wrote; it is the same for each sentence of a reply."""
    said = [clause.every for clause in clauses_of(asked[:LONGEST], language)] if asked else []
    return frozenset[str]().union(*said)


def _joined(found: Sequence[Support]) -> Support:
    """Give the worst of what was found of the clauses."""
    order: tuple[Kind, ...] = ("contradicted", "unsupported", "supported")
    worst = min(found, key=lambda one: order.index(one.kind))
    reasons = tuple(dict.fromkeys(reason for one in found for reason in one.reasons))
    return Support(worst.kind, worst.passage, worst.quote, reasons)


def _judged(clause: Clause, pieces: Sequence[_Piece], known: frozenset[str], words: Lexicon) -> Support:
    """Try the pieces that are as likely meant, and give the best of what comes of it."""
    order: tuple[Kind, ...] = ("supported", "contradicted", "unsupported")
    tried = [_held(clause, near, pieces, known, words) for near in _nearest(clause, pieces, words)]
    if not tried:
        return Support("unsupported", reasons=("No passage says this.",))
    return min(tried, key=lambda one: order.index(one.kind))


def _nearest(clause: Clause, pieces: Sequence[_Piece], words: Lexicon) -> list[_Piece]:
    scored = [(_shared(clause, piece.clause, words), piece) for piece in pieces]
    most = max((score for score, _ in scored), default=0.0)
    near = [one for one in scored if one[0] and one[0] >= NEARLY * most]
    near.sort(key=lambda one: -one[0] + 0.01 * len(one[1].clause.stems))
    return [piece for _, piece in near[:MOST_TRIED]]


def _shared(clause: Clause, piece: Clause, words: Lexicon) -> float:
    told = {name.value for name in piece.names} | piece.every
    names = sum(NAME for name in clause.names if name.value in told)
    generic = 0.1 * len((clause.every - set(clause.stems)) & piece.every)
    return names + generic + sum(is_said(stem, piece, words) for stem in clause.stems)


def is_said(stem: str, piece: Clause, words: Lexicon) -> bool:
    """Tell whether a piece has a word, one of its root, or one that means the same."""
    if stem in piece.every or root(stem) in piece.roots:
        return True
    return not piece.groups.isdisjoint(words.groups.get(stem, ()))


def _held(
    clause: Clause, near: _Piece, pieces: Sequence[_Piece], known: frozenset[str], words: Lexicon
) -> Support:
    """Hold a clause against the nearest piece, and a second one of the same passage if that adds to it."""
    own = [piece for piece in pieces if piece.passage == near.passage]
    meant = [near.clause, *_added(clause, near, own, words)]
    found = list(differences(clause, meant, [one.clause for one in own], known))
    firm = 0 if found else len(clause.facts) + len(clause.names)
    covered = _covered(clause, meant, own, known, words, firm=firm)
    return Support(_kind(found, covered), near.passage, near.sentence, tuple(_reasons(found, covered)))


def _covered(  # noqa: PLR0913 - all of what a clause can rest on
    clause: Clause,
    meant: Sequence[Clause],
    own: Sequence[_Piece],
    known: frozenset[str],
    words: Lexicon,
    *,
    firm: int,
) -> float:
    """Give the share of a clause's words, and of its `firm` facts that agree, that the passage has."""
    missing = [stem for stem in clause.stems if not any(is_said(stem, one, words) for one in meant)]
    elsewhere = [stem for stem in missing if any(is_said(stem, one.clause, words) for one in own)]
    asked = [stem for stem in missing if stem not in elsewhere and stem in known]
    counted = len(clause.stems) - len(asked) + FIRM * firm
    told = len(clause.stems) - len(missing) + ELSEWHERE * len(elsewhere) + FIRM * firm
    return told / counted if counted else 1.0


def _added(clause: Clause, near: _Piece, own: Sequence[_Piece], words: Lexicon) -> list[Clause]:
    missing = [stem for stem in clause.stems if not is_said(stem, near.clause, words)]
    if len(missing) < ADDS:
        return []
    best = max(own, key=lambda one: sum(is_said(stem, one.clause, words) for stem in missing))
    adds = sum(is_said(stem, best.clause, words) for stem in missing)
    return [best.clause] if adds >= ADDS else []


def _kind(found: Sequence[Difference], covered: float) -> Kind:
    if any(one.is_other for one in found) and covered >= LEAST_ALIKE:
        return "contradicted"
    return "unsupported" if found or covered < LEAST_COVERED else "supported"


def _reasons(found: Sequence[Difference], covered: float) -> Iterator[str]:
    yield from (one.reason for one in found)
    if covered < LEAST_COVERED:
        yield "Too little of it is in the passages."
