"""What someone types becomes words, phrases and perhaps a beginning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.tickets.phrase import LONGEST_WORD, MOST_WORDS, Phrase, Sentence, plain, understand


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("", []),
        ("  \t\n", []),
        ("!?- \u2026", []),
        ("Refund", [Phrase(("refund",), is_beginning=True)]),
        ("Refund ", [Phrase(("refund",))]),
        ("re", [Phrase(("re",))]),
        ("two words", [Phrase(("two",)), Phrase(("words",), is_beginning=True)]),
        ('"two words"', [Phrase(("two", "words"))]),
        ("“two words” now", [Phrase(("two", "words")), Phrase(("now",), is_beginning=True)]),
        (
            'never "closed here',
            [Phrase(("never",)), Phrase(("closed",)), Phrase(("here",), is_beginning=True)],
        ),
        ('""', []),
        ("48-2231", [Phrase(("48",)), Phrase(("2231",), is_beginning=True)]),
        ("STRAẞE", [Phrase(("strasse",), is_beginning=True)]),
    ],
)
def test_a_sentence_is_read(typed: str, phrases: list[Phrase]) -> None:
    """Words are casefolded; the last one may go on while it is being typed."""
    assert understand(typed) == Sentence(tuple(phrases))


def test_a_long_sentence_is_cut() -> None:
    """To so many words."""
    assert len(understand("word " * 1_000).phrases) == MOST_WORDS
    assert len(understand(f'"{"word " * 1_000}"').phrases[0].words) == MOST_WORDS


def test_a_long_word_is_cut_and_ends_its_phrase() -> None:
    """What is left of it is a beginning."""
    (phrase,) = understand(f'"a {"b" * 500} c"').phrases

    assert phrase == Phrase(("a", "b" * LONGEST_WORD), is_beginning=True)


@given(st.text())
def test_words_hold_nothing_but_letters_digits_and_their_marks(typed: str) -> None:
    """So a database's own language cannot be spoken."""
    words = "".join(word for phrase in understand(typed).phrases for word in phrase.words)

    assert not set(words) & set("'\"\\:*&|!()<>-^{}+, \t\n\x00")


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """So what is folded can be compared."""
    assert plain(plain(text)) == plain(text)
