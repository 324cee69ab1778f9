"""What was learnt comes back from its bytes as it was, or is refused."""

import string
import zlib
from collections.abc import Mapping
from functools import partial
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from firstline.triage.artefact import FORMAT, MARK, START, BadArtefact, packed, unpacked
from firstline.triage.heads import Answers, Head, Scope, Scorer
from firstline.triage.linear import Linear, Vocabulary, WordSums
from tests.timing import seconds

ANY_TEXT = st.text(st.characters(), max_size=12)
"""Also halves of characters, which a program may send and a text may hold."""
NAME = st.text(string.ascii_lowercase + string.digits + "_- \täß中", min_size=1, max_size=20)
NUMBER = st.floats(allow_nan=False)
PAIR = st.tuples(NUMBER, NUMBER)
SCOPES = st.builds(Scope, sums=PAIR, cosines=PAIR, middle=NUMBER, slope=NUMBER)


def bits(kind: type[np.floating[Any]], *shape: int) -> st.SearchStrategy[NDArray[Any]]:
    """Give arrays with anything in them: infinite, no number, nothing at all."""
    return arrays(kind, shape)


@st.composite
def some_words(draw: st.DrawFn, labels: int) -> WordSums:
    """Make sums over the pieces of a text."""
    pieces = draw(st.lists(ANY_TEXT, unique=True, max_size=6))
    numbers = {piece: row for row, piece in enumerate(pieces)}
    vocabulary = Vocabulary(numbers, draw(bits(np.float32, len(pieces))))
    return WordSums(vocabulary, draw(bits(np.float16, len(pieces), labels)), draw(bits(np.float32, labels)))


@st.composite
def some_head(draw: st.DrawFn) -> Head:
    """Make a head with or without each of its parts."""
    labels = draw(st.lists(NAME, unique=True, max_size=4))
    count, size = len(labels), draw(st.integers(0, 5))
    meaning = st.builds(Linear, bits(np.float32, size, count), bits(np.float32, count))
    return Head(
        about=draw(NAME),
        labels=tuple(labels),
        words=draw(st.none() | some_words(count)),
        meaning=draw(st.none() | meaning),
        trust=draw(st.dictionaries(st.sampled_from(Scorer), NUMBER)),
        auto=draw(st.none() | NUMBER),
        scope=draw(st.none() | SCOPES),
        learnt=draw(st.integers(0, 2**40)),
        answers=draw(st.none() | some_answers()),
    )


@st.composite
def some_answers(draw: st.DrawFn) -> Answers:
    """Make answers, perhaps none."""
    count = draw(st.integers(0, 5))
    return Answers(draw(bits(np.float32, count)), draw(arrays(np.bool_, count)))


HEADS = st.dictionaries(NAME, st.dictionaries(NAME, some_head(), max_size=2), max_size=2)
TRAINED: Mapping[str, Mapping[str, Head]] = {
    "en": {
        "category": Head(
            about="category",
            labels=("billing", "general"),
            words=WordSums(
                Vocabulary({"refund": 0, "\x02ref": 1, "where is": 2}, np.array([1, 2, 3], np.float32)),
                np.array([[2, -2], [0.5, 0], [0, 1]], np.float16),
                np.array([0.25, -0.25], np.float32),
            ),
            meaning=Linear(np.eye(3, 2, dtype=np.float32), np.zeros(2, np.float32)),
            auto=0.8,
            scope=Scope((1.0, 2.0), (0.5, 0.1), -3.0, 0.9),
            learnt=40,
            answers=Answers(np.array([0.9, 0.6], np.float32), np.array([True, False])),
        )
    }
}
BODY = packed(TRAINED)


@given(HEADS)
def test_heads_come_back_as_they_were(heads: Mapping[str, Mapping[str, Head]]) -> None:
    """Every array bit for bit, every piece at its row."""
    assert told(unpacked(packed(heads))) == told(heads)


def test_heads_that_share_a_vocabulary_are_read_as_such() -> None:
    """It is written once, and a message is weighed once for all of them."""
    pieces = Vocabulary({f"piece {row}": row for row in range(1_000)}, np.ones(1_000, np.float32))
    words = WordSums(pieces, np.ones((1_000, 2), np.float16), np.zeros(2, np.float32))
    heads = {about: Head(about, ("a", "b"), words) for about in ("category", "team", "level")}

    found = unpacked(packed({"en": heads}))["en"]

    assert told(found) == told(heads)
    first = found["category"].words
    assert first is not None
    assert all(one.words is not None and one.words.vocabulary is first.vocabulary for one in found.values())
    assert len(packed({"en": heads})) < 1.2 * len(packed({"en": {"category": heads["category"]}}))


def test_a_body_of_the_first_format_is_read() -> None:
    """There each head had a vocabulary of its own."""
    assert told(unpacked(marked(BODY[START.size :], form=1))) == told(TRAINED)


def test_a_body_that_names_a_vocabulary_that_is_not_there_is_refused() -> None:
    """Or one that only comes later."""
    plain = msgspec.msgpack.decode(zlib.decompress(BODY[START.size :]))
    plain["en"]["category"]["words"]["like"] = "team"

    refused(marked(zlib.compress(msgspec.msgpack.encode(plain))))


def test_arrays_of_any_layout_come_back_as_what_they_hold() -> None:
    """Every second column, the other way round, or from a machine with the bytes the other way round."""
    whole = np.arange(24, dtype=np.float32).reshape(4, 6)
    for weights in (whole[:, ::2], whole.T[:3], whole[::-1, :3], whole[:, :3].astype(">f4")):
        labels = tuple("abcdef"[: weights.shape[1]])
        head = Head("category", labels, meaning=Linear(weights, weights[0]))

        found = unpacked(packed({"en": {"category": head}}))["en"]["category"].meaning

        assert found is not None
        assert np.array_equal(found.weights, weights)
        assert np.array_equal(found.bias, weights[0])


def test_the_same_heads_give_the_same_bytes() -> None:
    """So that two models can be compared without being read."""
    assert packed(unpacked(BODY)) == BODY


def test_a_body_of_a_version_that_kept_no_answers_is_read() -> None:
    """Its threshold stands, and cannot be found for another promise."""
    plain = msgspec.msgpack.decode(zlib.decompress(BODY[START.size :]))
    del plain["en"]["category"]["answers"]

    found = unpacked(marked(zlib.compress(msgspec.msgpack.encode(plain))))["en"]["category"]

    assert (found.auto, found.answers) == (0.8, None)


def test_numbers_of_numpy_are_kept_as_plain_ones() -> None:
    """A training computes with them."""
    scope = Scope(
        (np.float64(1.5), np.float64(2)), (np.float64(0), np.float64(1)), np.float64(3), np.float64(4)
    )
    head = Head("team", ("a",), trust={Scorer.WORDS: np.float64(0.1)}, auto=np.float64(0.9), scope=scope)

    found = unpacked(packed({"de": {"team": head}}))["de"]["team"]

    assert told({"": {"": found}}) == told({"": {"": head}})
    assert type(found.auto) is float


def test_a_body_that_is_cut_off_is_refused_wherever_it_ends() -> None:
    """Before the mark, within it, before the last byte; and so is one with something behind it."""
    for length in range(len(BODY)):
        refused(BODY[:length])
    refused(BODY + b"\x00")


def test_a_changed_byte_is_recognised_wherever_it_is() -> None:
    """In the mark, the format, the checksum and the rest."""
    for place in range(len(BODY)):
        for bit in range(8):
            refused(BODY[:place] + bytes([BODY[place] ^ 1 << bit]) + BODY[place + 1 :])


@given(st.binary(max_size=200))
def test_what_is_no_body_is_refused(found: bytes) -> None:
    """As it stands, with a mark, with a checksum, and deflated as ours are."""
    refused(found)
    refused(MARK + found)
    refused(marked(found))
    if found != b"\x80":
        refused(marked(zlib.compress(found)))


def _other_kind(words: Any) -> None:  # noqa: ANN401 - what MessagePack holds
    words["weights"][0] = "<f4"


def _other_shape(words: Any) -> None:  # noqa: ANN401 - as above
    words["weights"][1] = [2, 3]


def _fewer_bytes(words: Any) -> None:  # noqa: ANN401 - as above
    words["bias"][2] = words["bias"][2][:-1]


def _no_kind(words: Any) -> None:  # noqa: ANN401 - as above
    words["bias"][0] = "|O8"


def _other_lengths(words: Any) -> None:  # noqa: ANN401 - as above
    words["lengths"] = [6, 4, 99]


def _a_piece_twice(words: Any) -> None:  # noqa: ANN401 - as above
    words["pieces"] = b"abab" + b"where is"
    words["lengths"] = [2, 2, 8]


def _no_text(words: Any) -> None:  # noqa: ANN401 - as above
    words["pieces"] = b"\xff" + words["pieces"][1:]


def _without_bias(words: Any) -> None:  # noqa: ANN401 - as above
    del words["bias"]


def _below_nothing(words: Any) -> None:  # noqa: ANN401 - as above
    words["lengths"] = [-6, 12, 12]


def _turned_round(words: Any) -> None:  # noqa: ANN401 - as above
    words["weights"][1] = [-1, 2]


@pytest.mark.parametrize(
    "spoil",
    [
        _other_kind,
        _other_shape,
        _fewer_bytes,
        _no_kind,
        _other_lengths,
        _a_piece_twice,
        _no_text,
        _without_bias,
        _below_nothing,
        _turned_round,
    ],
)
def test_a_body_that_somebody_made_up_is_refused(spoil: Any) -> None:  # noqa: ANN401 - one of the above
    """Its checksum is right, and what it holds does not fit together."""
    content = msgspec.msgpack.decode(zlib.decompress(BODY[START.size :]))
    spoil(content["en"]["category"]["words"])

    refused(marked(zlib.compress(msgspec.msgpack.encode(content))))


def test_a_body_in_a_body_in_a_body_is_refused() -> None:
    """However deep."""
    refused(marked(zlib.compress(b"\x81\xa2en" * 100_000)))
    refused(marked(zlib.compress(b"\x81\xa2en\x81\xa4team\x81\xa5other" + b"\x91" * 1_000_000)))


def test_a_later_format_is_refused_with_what_to_do() -> None:
    """It may mean anything."""
    later = START.pack(MARK, FORMAT + 1, zlib.crc32(BODY[START.size :])) + BODY[START.size :]

    with pytest.raises(BadArtefact, match=rf"format {FORMAT + 1}.*Train a new one"):
        unpacked(later)


def test_a_large_head_is_packed_and_read_in_no_time() -> None:
    """As many labels and pieces as Banking77 has; weights of chance, which deflate less than real ones."""
    chance = np.random.default_rng(1)
    numbers = {f"piece {row}": row for row in range(20_000)}
    weights = chance.normal(size=(20_000, 77)).astype(np.float16)
    words = WordSums(Vocabulary(numbers, np.ones(20_000, np.float32)), weights, np.zeros(77, np.float32))
    heads = {"en": {"category": Head("category", tuple(f"label {n}" for n in range(77)), words)}}
    body = packed(heads)

    assert len(body) < weights.nbytes * 1.1
    assert seconds(partial(packed, heads), times=3) < 1
    assert seconds(partial(unpacked, body), times=3) < 0.5


# --- what the tests above use -----------------------------------------------------------------------------


def told(value: Any) -> Any:  # noqa: ANN401 - a head, or anything in it
    """Take heads apart, so that all that they hold can be compared."""
    match value:
        case Mapping():
            return {key: told(one) for key, one in value.items()}
        case np.ndarray():
            return (value.dtype, value.shape, value.tobytes())
        case Head() | WordSums() | Linear() | Vocabulary() | Answers():
            return {name: told(getattr(value, name)) for name in value.__slots__}
    return value


def marked(rest: bytes, *, form: int = FORMAT) -> bytes:
    """Put what every body begins with before the rest."""
    return START.pack(MARK, form, zlib.crc32(rest)) + rest


def refused(body: bytes) -> None:
    """Try to read what cannot be read."""
    with pytest.raises(BadArtefact, match="Train a new one"):
        unpacked(body)
