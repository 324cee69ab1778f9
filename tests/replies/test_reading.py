"""What an LLM answers is read while it comes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.replies.reading import LONGEST, LONGEST_LINE, MOST_LINES, Line, Reading

LINES = [Line("It is free.", (1,)), Line('Choose "Plan" {here} [1].', (2, 1)), Line("Please ask us.")]
TEXTS = st.text(max_size=60)
ENTRIES = st.lists(st.tuples(TEXTS, st.lists(st.integers(-2, 20), max_size=4)), max_size=8)


def told(*lines: Line, answered: bool = True) -> str:
    """Write an answer by the schema."""
    entries = [{"text": line.text, "cites": list(line.cites)} for line in lines]
    return json.dumps({"answered": answered, "sentences": entries}, ensure_ascii=False)


def fed(text: str, *, at_once: int = 1) -> Reading:
    """Let an answer come in pieces."""
    reading = Reading()
    for start in range(0, len(text), at_once):
        list(reading.feed(text[start : start + at_once]))
    return reading


def test_a_sentence_is_given_as_soon_as_its_object_ends() -> None:
    """Not a character later."""
    text, reading = told(*LINES), Reading()
    end = text.index("}") + 1

    before, then = list(reading.feed(text[: end - 1])), list(reading.feed(text[end - 1 : end]))

    assert (before, then) == ([], LINES[:1])


@given(ENTRIES, st.integers(1, 40), st.booleans())
def test_however_an_answer_is_cut_it_says_the_same(
    entries: list[tuple[str, list[int]]],
    at_once: int,
    answered: bool,  # noqa: FBT001 - hypothesis hands it over
) -> None:
    """Brackets, quotes and braces in a text are text."""
    lines = [Line(text, tuple(cites)) for text, cites in entries]

    reading = fed(told(*lines, answered=answered), at_once=at_once)
    whole = reading.whole()

    assert reading.lines == lines
    assert whole is not None
    assert (whole.answered, list(whole.lines)) == (answered, lines)


@pytest.mark.parametrize(
    "around",
    ["{}", "```json\n{}\n```", "```\n{}```", '<think>Is it {{["sentences"]}}?</think>\n{}', "\n {} \n"],
)
def test_thoughts_and_fences_around_an_answer_are_looked_over(around: str) -> None:
    """Some models cannot leave them out."""
    reading = fed(around.format(told(*LINES)))

    assert reading.lines == LINES
    assert reading.whole() is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello!",
        "null",
        "[]",
        '{"sentences": []}',
        '{"answered": 1, "sentences": []}',
        '{"answered": true, "sentences": {}}',
        '{"answered": true, "sentences": [], "send": true}',
        '{"answered": true, "sentences": ["It is free."]}',
        '{"answered": true, "sentences": [{"text": "It is free."}]}',
        '{"answered": true, "sentences": [{"text": "It is free.", "cites": ["1"]}]}',
        '{"answered": true, "sentences": [{"text": "It is free.", "cites": [true]}]}',
        '{"answered": true, "sentences": [{"text": "It is free.", "cites": [1], "url": "x"}]}',
        '{"answered": true, "sentences": [{"text": "It is free.", "cites": [1]}',
        "[" * 30_000,
    ],
)
def test_what_is_not_of_our_form_counts_for_nothing(text: str) -> None:
    """Neither is it guessed what was meant."""
    assert fed(text, at_once=1000).whole() is None


def test_an_answer_without_end_is_read_no_further() -> None:
    """By characters, by sentences, and each sentence by itself."""
    long = fed(told(*[Line("It is free.", (1,))] * 5_000), at_once=1000)
    many = fed(told(*[Line("It is free.", (1,))] * (MOST_LINES + 5)))
    wide = fed(told(Line("x" * (LONGEST_LINE + 1))))

    assert (long.whole(), len(long.lines)) == (None, MOST_LINES)
    assert len(many.lines) == MOST_LINES
    assert (wide.whole(), wide.lines) == (None, [])
    assert len(told(*[Line("It is free.", (1,))] * 5_000)) > LONGEST


@given(st.text(alphabet='{}[]",:\\ \nab1<think>/', max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever comes."""
    fed(text).whole()
