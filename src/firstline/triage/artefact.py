"""Heads as bytes and back: the form in which what was learnt is kept between trainings.

A body begins with a mark, the number of its format and a checksum of the rest. The rest is MessagePack,
deflated at the fastest level: names and numbers as they are, an array as its bytes with type and shape, a
vocabulary as one text with the length of each piece. Nothing in it is ever run.

What always holds: what was packed comes back the same, each array bit for bit; and a body that is cut off,
changed or made by a later version is refused with a sentence that a person can act on.
"""

import struct
import zlib
from collections.abc import Mapping
from itertools import accumulate, pairwise
from typing import Annotated, Any, Final, Literal, NoReturn, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from firstline.core.errors import Conflict
from firstline.triage.heads import Answers, Head, Scope, Scorer
from firstline.triage.linear import Linear, Vocabulary, WordSums

FORMAT: Final = 2
"""Grows when older versions could not read what is written. 1: each head had a vocabulary of its own."""
READ: Final = (1, FORMAT)
MARK: Final = b"FLH"
START: Final = struct.Struct("<3sBI")
"""Mark, format, CRC-32 of what follows."""
FASTEST: Final = 1
"""zlib's level."""
LARGEST: Final = 2**30
"""Bytes that a body may come to when it is unpacked; a desk's largest is a hundredth of it."""
NOTHING: Final = np.zeros(0, np.float32)
Heads: TypeAlias = Mapping[str, Mapping[str, Head]]
"""By language and field."""


class BadArtefact(Conflict):
    """The bytes are no heads that this version can read."""

    code = "bad_artefact"


_Size: TypeAlias = Annotated[int, msgspec.Meta(ge=0)]
_Kind: TypeAlias = Literal["<f2", "<f4", "|b1"]


class _Array(msgspec.Struct, frozen=True, array_like=True):
    kind: _Kind
    shape: tuple[_Size, ...]
    content: bytes


class _Words(msgspec.Struct, frozen=True):
    pieces: bytes
    """All of them, one behind the other, in UTF-8."""
    lengths: list[_Size]
    """Of each, in characters."""
    rarity: _Array
    weights: _Array
    bias: _Array
    like: str | None = None
    """The field before this one, of the same language, whose vocabulary it has; None: one of its own."""


class _Meaning(msgspec.Struct, frozen=True):
    weights: _Array
    bias: _Array


class _Answers(msgspec.Struct, frozen=True):
    confidence: _Array
    right: _Array


class _Head(msgspec.Struct, frozen=True):
    about: str
    labels: tuple[str, ...]
    words: _Words | None
    meaning: _Meaning | None
    trust: dict[Scorer, float]
    auto: float | None
    scope: Scope | None
    learnt: int
    answers: _Answers | None = None
    """Came later, and whoever does not know it passes it over."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[str, dict[str, _Head]]).decode


def packed(heads: Heads) -> bytes:
    """Give heads the form in which they are kept."""
    plain = _encode({language: _fields(some) for language, some in heads.items()})
    rest = zlib.compress(plain, FASTEST)
    return START.pack(MARK, FORMAT, zlib.crc32(rest)) + rest


def unpacked(body: bytes) -> dict[str, dict[str, Head]]:
    """Read heads back; their arrays cannot be written to.

    Raises:
        BadArtefact: when the body is none, is not whole, or is a later version's.
    """
    try:
        found = _decode(_plain(body))
        return {language: _heads(some) for language, some in found.items()}
    except (zlib.error, msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadArtefact(_sentence("does not hold what it should")) from error


def _plain(body: bytes) -> bytes:
    """Check a body from outside inwards, and inflate it."""
    if len(body) < START.size or not body.startswith(MARK):
        _refuse("is none, or is cut off")
    _, form, checksum = START.unpack_from(body)
    if form not in READ:
        _refuse(f"has format {form}, which this version of Firstline does not know")
    rest = memoryview(body)[START.size :]
    if zlib.crc32(rest) != checksum:
        _refuse("is cut off, or was changed")
    inflating = zlib.decompressobj()
    plain = inflating.decompress(rest, LARGEST)
    if not inflating.eof or inflating.unused_data:
        _refuse("is too large, or is not whole")
    return plain


def _refuse(what: str) -> NoReturn:
    raise BadArtefact(_sentence(what))


def _sentence(what: str) -> str:
    return f"The stored model {what}. Train a new one, or promote an older one."


# --- into bytes ------------------------------------------------------------------------------------------


def _fields(heads: Mapping[str, Head]) -> dict[str, _Head]:
    """Write a vocabulary that several heads share down once, with the first of them."""
    first, found = dict[int, str](), dict[str, _Head]()
    for about, head in heads.items():
        like = None if head.words is None else first.setdefault(id(head.words.vocabulary), about)
        found[about] = _packed_head(head, None if like == about else like)
    return found


def _packed_head(head: Head, like: str | None) -> _Head:
    return _Head(
        about=head.about,
        labels=tuple(head.labels),
        words=None if head.words is None else _packed_words(head.words, like),
        meaning=None if head.meaning is None else _packed_meaning(head.meaning),
        trust={scorer: float(trust) for scorer, trust in head.trust.items()},
        auto=None if head.auto is None else float(head.auto),
        scope=None if head.scope is None else _packed_scope(head.scope),
        learnt=int(head.learnt),
        answers=None if head.answers is None else _packed_answers(head.answers),
    )


def _packed_answers(answers: Answers) -> _Answers:
    return _Answers(_array(answers.confidence, "<f4"), _array(answers.right, "|b1"))


def _packed_scope(scope: Scope) -> Scope:
    """Make plain numbers of what may be NumPy's."""
    (mean, spread), (centre, width) = scope.sums, scope.cosines
    return Scope(
        sums=(float(mean), float(spread)),
        cosines=(float(centre), float(width)),
        middle=float(scope.middle),
        slope=float(scope.slope),
    )


def _packed_words(words: WordSums, like: str | None) -> _Words:
    pieces = _in_order(words.vocabulary.numbers) if like is None else []
    return _Words(
        pieces="".join(pieces).encode("utf-8", "surrogatepass"),
        lengths=[len(piece) for piece in pieces],
        rarity=_array(words.vocabulary.rarity if like is None else NOTHING, "<f4"),
        weights=_array(words.weights, "<f2"),
        bias=_array(words.bias, "<f4"),
        like=like,
    )


def _packed_meaning(meaning: Linear) -> _Meaning:
    return _Meaning(_array(meaning.weights, "<f4"), _array(meaning.bias, "<f4"))


def _in_order(numbers: Mapping[str, int]) -> list[str]:
    """List the pieces by their rows."""
    pieces = sorted(numbers, key=lambda piece: numbers[piece])
    assert [numbers[piece] for piece in pieces] == list(range(len(pieces)))  # noqa: S101 - so a vocabulary is made
    return pieces


def _array(values: NDArray[Any], kind: _Kind) -> _Array:
    return _Array(kind, values.shape, values.astype(kind, copy=False).tobytes())


# --- and back --------------------------------------------------------------------------------------------


def _heads(some: Mapping[str, _Head]) -> dict[str, Head]:
    heads, known = dict[str, Head](), dict[str, Vocabulary]()
    for about, one in some.items():
        heads[about] = head = _head(one, known)
        if head.words is not None:
            known[about] = head.words.vocabulary
    return heads


def _head(found: _Head, known: Mapping[str, Vocabulary]) -> Head:
    labels = len(found.labels)
    return Head(
        about=found.about,
        labels=found.labels,
        words=None if found.words is None else _words(found.words, labels, known),
        meaning=None if found.meaning is None else _meaning(found.meaning, labels),
        trust=found.trust,
        auto=found.auto,
        scope=found.scope,
        learnt=found.learnt,
        answers=None if found.answers is None else _answers(found.answers),
    )


def _answers(found: _Answers) -> Answers:
    count = found.confidence.shape[:1]
    return Answers(_values(found.confidence, "<f4", count), _values(found.right, "|b1", count))


def _words(found: _Words, labels: int, known: Mapping[str, Vocabulary]) -> WordSums:
    vocabulary = _vocabulary(found, known)
    weights = _values(found.weights, "<f2", (len(vocabulary.numbers), labels))
    return WordSums(vocabulary, weights, _values(found.bias, "<f4", (labels,)))


def _vocabulary(found: _Words, known: Mapping[str, Vocabulary]) -> Vocabulary:
    if found.like is None:
        pieces = _pieces(found)
        return Vocabulary(pieces, _values(found.rarity, "<f4", (len(pieces),)))
    if found.like not in known:
        message = f"There is no vocabulary of {found.like}."
        raise ValueError(message)
    return known[found.like]


def _pieces(found: _Words) -> dict[str, int]:
    text = found.pieces.decode("utf-8", "surrogatepass")
    ends = [*accumulate(found.lengths, initial=0)]
    pieces = {text[start:end]: row for row, (start, end) in enumerate(pairwise(ends))}
    if len(pieces) != len(found.lengths) or ends[-1] != len(text):
        message = "The vocabulary's lengths do not fit its text."
        raise ValueError(message)
    return pieces


def _meaning(found: _Meaning, labels: int) -> Linear:
    size = found.weights.shape[0] if found.weights.shape else 0
    weights = _values(found.weights, "<f4", (size, labels))
    return Linear(weights, _values(found.bias, "<f4", (labels,)))


def _values(found: _Array, kind: _Kind, shape: tuple[int, ...]) -> NDArray[Any]:
    """Read an array that must be of this kind and shape."""
    if (found.kind, found.shape) != (kind, shape):
        message = f"An array is {found.kind} {found.shape} instead of {kind} {shape}."
        raise ValueError(message)
    return np.frombuffer(found.content, kind).reshape(shape)
