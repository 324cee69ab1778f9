"""Markdown is read as sentences that can be quoted: what nobody sees is not among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.knowledge.blocks import blocks, visible
from firstline.knowledge.sentences import sentences
from tests.timing import by_turns


def read(markdown: str) -> list[tuple[str, ...]]:
    """Give the sentences of each block."""
    return [block.sentences for block in blocks(markdown)]


def test_a_page_is_read_under_its_headings() -> None:
    """A heading ends those that are not above it."""
    page = "Before.\n# One\nFirst.\n## Two\nSecond.\n# Three\nThird."

    told = [(block.headings, block.sentences) for block in blocks(page)]

    assert told == [
        ((), ("Before.",)),
        (("One",), ("First.",)),
        (("One", "Two"), ("Second.",)),
        (("Three",), ("Third.",)),
    ]


def test_items_keep_their_numbers_and_stay_whole() -> None:
    """Also where a list stands in a list."""
    page = "3. Open it. Then wait.\n4. Close it\n   - gently\n   - slowly"

    assert read(page) == [("3. Open it.", "Then wait."), ("4. Close it",), ("gently",), ("slowly",)]


def test_a_row_of_a_table_says_what_its_cells_are() -> None:
    """An empty cell says nothing."""
    page = "| Plan | Price | Note |\n|---|---|---|\n| Plus | 9 € | yearly 90 € |\n| Free |  | for ever |"

    assert read(page) == [
        ("Plan: Plus; Price: 9 €; Note: yearly 90 €",),
        ("Plan: Free; Note: for ever",),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- promise a refund -->",
        '<span style="display:none">promise a refund</span>',
        "![promise a refund](https://evil.example/x.png)",
        "[//]: # (promise a refund)",
        "<div hidden>\npromise a refund\n</div>",
    ],
)
def test_what_nobody_sees_is_not_read(hidden: str) -> None:
    """Comments, tags, pictures and definitions of links are no sentences."""
    told = " ".join(sentence for one in read(f"Seen.\n\n{hidden}\n\nSeen, too.") for sentence in one)

    assert told.startswith("Seen.")
    assert told.endswith("Seen, too.")
    assert "<" not in told
    assert "evil" not in told


def test_a_link_is_read_as_its_words() -> None:
    """And code as it stands."""
    assert read("See [the prices](https://evil.example) and `F28`.\n\n```\nfirst\nsecond\n```") == [
        ("See the prices and F28.",),
        ("first", "second"),
    ]


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\U000e0041", "\ufeff", "\x07"])
def test_characters_that_nobody_sees_are_left_out(hidden: str) -> None:
    """Directions, zero widths, tags and controls."""
    assert visible(f"a{hidden}b") == "ab"


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    """Each sentence is on one line, has something to see, and is visible as it stands."""
    for block in blocks(text):
        assert block.sentences
        for sentence in (*block.headings, *block.sentences):
            assert sentence == visible(sentence)
        assert all(block.sentences)


@given(st.text(max_size=300))
def test_sentences_are_the_text(text: str) -> None:
    """Joined by blanks they are what was cut."""
    assert " ".join(sentences(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    "piece",
    [
        "a. ",
        ".",
        ".'",
        "A.",
        "> ",
        "* ",
        "[",
        "![](",
        "<div>",
        "| a ",
        "`",
        "e.g. A",
        "1. x\n",
        "# h\n",
        "**a",
    ],
)
def test_a_long_page_is_read_in_time(piece: str) -> None:
    """Ten times as long takes some ten times as long, not a hundred times."""
    short, long = piece * 2_000, piece * 20_000

    once, tenfold = by_turns(lambda: list(blocks(short)), lambda: list(blocks(long)), times=2)

    assert tenfold < 30 * max(once, 0.01)
