"""Pieces of a text show where the words stand that were searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.tickets.highlight import BEFORE, LONGEST, MOST, snippets
from firstline.tickets.phrase import understand


def marked(text: str, q: str) -> list[str]:
    """Give what is marked, piece after piece."""
    found = snippets(text, understand(q))
    return [piece.text[start:end] for piece in found for start, end in piece.spans]


@pytest.mark.parametrize(
    ("text", "q", "words"),
    [
        ("My card is blocked", "card", ["card"]),
        ("Card, CARD and card.", "card", ["Card", "CARD", "card"]),
        ("discard the cards", '"card"', []),
        ("cards", "card", ["cards"]),
        ("cards", "card ", []),
        ("Zwei Cafés, ein CAFÉ", "café ein", ["ein", "CAFÉ"]),
        ("Zwei Cafés, ein CAFÉ", "ein cafe", ["Cafés", "ein", "CAFÉ"]),
        ("e\u0301te\u0301 chaud", "ete", ["e\u0301te\u0301"]),
        ("Die Straße", "strasse", ["Straße"]),
        ("İstanbul calling", "istanbul", ["İstanbul"]),
        ("the credit - card", '"credit card"', ["credit - card"]),
        ("card credit", '"credit card"', []),
        ("a.b+c(d)[e] *", "a.b+c(d)[e]", ["a", "b", "c", "d", "e"]),
        ("<b>bold</b> & more", "bold", ["bold"]),
        ("user_name", "name", ["name"]),
        ("", "card", []),
        ("card", "", []),
    ],
)
def test_words_are_marked_as_they_were_written(text: str, q: str, words: list[str]) -> None:
    """Whole ones, a beginning with what follows it."""
    assert marked(text, q) == words


def test_a_piece_begins_shortly_before_the_word_and_with_a_whole_one() -> None:
    """And is no longer than it needs to be."""
    text = "before " * 50 + "needle " + "after " * 100

    (found,) = snippets(text, understand("needle"))

    assert found.text.startswith("before ")
    assert found.text in text
    assert found.spans[0][0] <= BEFORE
    assert len(found.text) == LONGEST


def test_words_far_apart_give_several_pieces_up_to_some() -> None:
    """Those near each other share one."""
    text = ("needle needle " + "hay " * 100) * 5

    found = snippets(text, understand("needle"))

    assert [len(piece.spans) for piece in found] == [2] * MOST


@given(text=st.text(max_size=300), q=st.text(max_size=20))
def test_a_piece_is_a_piece_of_the_text_and_spans_lie_in_it(text: str, q: str) -> None:
    """In order and apart, whatever the letters are."""
    for found in snippets(text, understand(q)):
        ends = [place for span in found.spans for place in span]
        assert found.text in text
        assert ends == sorted(ends)
        assert ends[0] >= 0
        assert ends[-1] <= len(found.text)
        assert all(start < end for start, end in found.spans)


@given(text=st.text(st.characters(categories=["L", "N", "Zs", "P"]), min_size=1, max_size=80))
def test_a_text_is_marked_by_its_own_words(text: str) -> None:
    """Each word that is searched for is found by itself."""
    sentence = understand(text + " ")

    if sentence.phrases:
        assert snippets(text, sentence)
