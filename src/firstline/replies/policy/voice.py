"""What the policy check has learnt from marked replies: it hears what nobody has written a rule for.

Each sentence is weighed by its words, pairs and triples of words, pairs with one word between them, and the
pieces of its words; in German, French, Spanish and Portuguese also by what it says word by word in English
(`triage/glossary.py`). For each kind of statement a sum of weights becomes a chance. The weights were learnt
from the sentences of `corpus/replies`, each marked by whoever wrote it (`evals/policy_voice.py` writes
`voice.npz`).

What always holds: the same text gives the same chances on every machine, numbers, names of months and the
like are read as rules read them, and the time taken grows with the length of the text alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from firstline.replies.policy.finder import Text
from firstline.replies.policy.words import (
    CLOCK,
    CODE,
    DATE,
    LINK,
    MAIL,
    MONEY,
    NUMBER,
    PAUSE,
    PERCENT,
    QUESTION,
    QUOTE,
    STOP,
    Word,
)
from firstline.tickets.message import Message
from firstline.triage.glossary import in_english
from firstline.triage.text import BREAK
from firstline.triage.text import read as read_message

KINDS: Final = ("refund", "time", "admission", "disclosure", "insult", "matter", "handed")
"""What is heard, in the order of the weights; `corpus/REPLIES.md` says what each is."""
FILE: Final = "voice.npz"
LEAST: Final = 0.7
"""The chance from which a sentence is found. When it was chosen, rules and voice together had, from .5, .6
and .7, a precision of .77, .81, .86 and a recall of .99 each on the part `dev` of `evals/policy.jsonl`, by
which the rules were written, and .71, .75, .78 and .91, .89, .88 on `second`; today's: `evals/README.md`."""
LONGEST: Final = 80
"""Words of a sentence that are looked at."""
MOST: Final = 200
"""Sentences that are looked at."""
SIZES: Final = (3, 4)
"""Letters of a piece of a word."""
SHORTEST: Final = 3
"""Letters of a word that is cut into pieces."""
PIECE: Final = np.float32(0.4)
"""What a piece of a word counts beside a word."""
BEGIN: Final = "^"
FOREIGN: Final = frozenset({QUOTE, LINK, MAIL, CODE})
"""What is no word of the writer's own language."""
GLOSSED: Final = frozenset({"de", "fr", "es", "pt"})
_SIGNS: Final = {
    NUMBER: "#", CLOCK: "#t", DATE: "#d", MONEY: "$", PERCENT: "%", CODE: "#c",
    LINK: "@l", MAIL: "@m", QUOTE: "@q",
}  # fmt: skip

Codes = NDArray[np.uint32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """What was learnt."""

    codes: Codes
    """(pieces,): the CRC-32 of each piece that is known, rising."""
    weights: Floats
    """(pieces, kinds); half as precise in the file."""
    bias: Floats
    """(kinds,)."""
    slope: Floats
    """(kinds,): of the logistic curve from a sum to a chance."""
    offset: Floats
    """(kinds,): of the same."""

    def chances(self, sentences: Sequence["Sentence"]) -> Floats:
        """Give the chance of each kind for each of one or more sentences: (sentences, kinds)."""
        cut_up = [pieces(one) for one in sentences]
        ends = np.cumsum([len(codes) for codes, _ in cut_up])[:-1]
        codes = np.concatenate([codes for codes, _ in cut_up])
        counts = np.concatenate([counts for _, counts in cut_up])
        at = np.minimum(np.searchsorted(self.codes, codes), len(self.codes) - 1)
        counts = np.where(self.codes[at] == codes, counts, np.float32(0))
        added = np.add.reduceat(self.weights[at] * counts[:, None], [0, *ends])
        chances: Floats = 1 / (1 + np.exp(-((added + self.bias) * self.slope + self.offset)))
        return chances


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the voice hears it."""

    start: int
    end: int
    """Code points of the whole text."""
    words: tuple[str, ...]
    english: tuple[str, ...] = ()
    """What it says word by word; empty where it is English."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence that is found."""

    kind: str
    start: int
    end: int
    """Code points of the whole text."""
    chance: float


@cache
def stock_voice() -> Voice:
    """Give the voice that ships."""
    body = files(__package__).joinpath(FILE).read_bytes()
    with np.load(BytesIO(body), allow_pickle=False) as kept:
        told = {name: kept[name] for name in Voice.__slots__}
    return Voice(**(told | {"weights": told["weights"].astype(np.float32)}))


def hear(text: Text, voice: Voice) -> Iterator[Heard]:
    """Find the sentences that say something of a kind."""
    if not (sentences := list(cut(text))):
        return
    chances = voice.chances(sentences)
    for at, kind in np.argwhere(chances >= LEAST).tolist():
        one = sentences[at]
        yield Heard(KINDS[kind], one.start, one.end, float(chances[at, kind]))


def cut(text: Text) -> Iterator[Sentence]:
    """Cut a text into sentences, as the rules see them."""
    left, own = MOST, list[Word]()
    for word in text.words:
        own.append(word)
        if word.kind in {STOP, QUESTION}:
            if _says_something(own) and (left := left - 1) >= 0:
                yield _sentence(text, own)
            own = []
    if _says_something(own) and left > 0:
        yield _sentence(text, own)


def pieces(sentence: Sentence) -> tuple[Codes, Floats]:
    """Give the pieces of a sentence, each once, by their codes, and what each counts."""
    whole = {code for words in (sentence.words, sentence.english) if words for code in _runs(words)}
    parts = {code for word in sentence.words if len(word) >= SHORTEST for code in _parts(word)} - whole
    codes = np.fromiter((*whole, *parts), np.uint32, len(whole) + len(parts))
    counts = np.ones(len(codes), np.float32)
    counts[len(whole) :] = PIECE
    return codes, counts


def _says_something(words: Sequence[Word]) -> bool:
    return any(word.kind not in {STOP, QUESTION, PAUSE} for word in words)


def _sentence(text: Text, own: Sequence[Word]) -> Sentence:
    start, end = text.places[own[0].start], text.places[own[-1].end - 1] + 1
    words = tuple(_SIGNS.get(word.kind, word.text) for word in own[:LONGEST])
    english = _english(own, text.language) if text.language in GLOSSED else ()
    return Sentence(start, end, words, english)


def _english(own: Sequence[Word], language: str) -> tuple[str, ...]:
    said = " ".join(word.text for word in own[:LONGEST] if word.kind not in FOREIGN)
    told = in_english(read_message(Message(said)), language)
    return () if told is None else tuple(word for word in told.words[:LONGEST] if word != BREAK)


def _runs(words: Sequence[str]) -> Iterator[int]:
    """Give words, pairs, triples, and pairs with a word between them.

    A code goes on where another one ended: that of "we will" is that of "we" with " will" added.
    """
    first, second, third = 0, 0, 0
    between = 0
    for word in (BEGIN, *words):
        code, onward = _coded(word)
        yield code
        if second:
            pair = crc32(onward, second)
            yield pair
            if third:
                yield crc32(onward, first)
                yield crc32(onward, between)
            first, between = pair, crc32(b" _", second)
        second, third = code, second


@lru_cache(maxsize=8192)
def _coded(word: str) -> tuple[int, bytes]:
    """Give a word's code, and what is added for it behind another one."""
    plain = word.encode(errors="replace")
    return crc32(plain), b" " + plain


@lru_cache(maxsize=8192)
def _parts(word: str) -> Sequence[int]:
    edged = f" {word} "
    return [
        _code(f"\x02{edged[at : at + size]}") for size in SIZES for at in range(max(len(edged) - size + 1, 0))
    ]


def _code(piece: str) -> int:
    return crc32(piece.encode(errors="replace"))


def voice_of(told: Mapping[str, NDArray[np.generic]]) -> bytes:
    """Pack a voice, for the file that ships."""
    body = BytesIO()
    np.savez_compressed(body, allow_pickle=False, **told)
    return body.getvalue()
