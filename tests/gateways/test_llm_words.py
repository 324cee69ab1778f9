"""The question is data, and the answer is a number from 1 to 5 or nothing."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.gateways.llm_words import Trouble, question, understand
from firstline.tickets.message import Message


def envelope(content: object) -> bytes:
    """Put words into the envelope that providers use."""
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('{"urgency": 4.5, "reason": "stuck"}', 4.5),
        ('{"reason": "stuck", "urgency": "4.5"}', 4.5),
        ('```json\n{"urgency": 2, "reason": "asks"}\n```', 2.0),
        ("```\n3.5\n```", 3.5),
        ("<think>It could be 2 or 3.</think>\n3", 3.0),
        ("4.5", 4.5),
        (" 5\n", 5.0),
        ("4,5", 4.5),
        ("**4**", 4.0),
        ("Urgency: 4", 4.0),
        ("urgency=4.0.", 4.0),
        ("I would rate this a 2.", 2.0),
        ("1", 1.0),
    ],
)
def test_a_score_is_understood_in_each_usual_dress(words: str, expected: float) -> None:
    """Objects, fences and bare numbers all count."""
    assert understand(envelope(words)).urgency == expected


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ('{"urgency": 7, "reason": "help"}', "not between 1 and 5"),
        ('{"urgency": 0.99, "reason": ""}', "not between 1 and 5"),
        ('{"urgency": NaN, "reason": ""}', "not between 1 and 5"),
        ('{"urgency": Infinity, "reason": ""}', "not between 1 and 5"),
        ('{"urgency": 1' + "0" * 400 + "}", "not between 1 and 5"),
        ("-4", "not between 1 and 5"),
        ("100", "not between 1 and 5"),
        ('{"urgency": true, "reason": ""}', "without a score"),
        ('{"urgency": null}', "without a score"),
        ('{"urgency": [4]}', "without a score"),
        ('{"score": 4}', "without a score"),
        ('{"urgency": 4, "rea', "without a score"),
        ("true", "without a score"),
        ("urgency 4,5", "without a score"),
        ("Urgency: 4/5", "without a score"),
        ("Urgency: 3 or 4", "without a score"),
        ("I waited 5 days", "without a score"),
        ("Very urgent!", "without a score"),
        ("<h1>Error 5</h1>", "without a score"),
        ("[" * 100_000, "without a score"),
        ("   ", "empty answer"),
        (None, "empty answer"),
    ],
)
def test_nonsense_is_refused_with_a_word_about_what_is_wrong(words: str | None, why: str) -> None:
    """Nothing is clamped and nothing is guessed."""
    with pytest.raises(Trouble, match=why):
        understand(envelope(words))


@given(st.one_of(st.binary(), st.text(), st.dictionaries(st.just("urgency"), st.floats() | st.text())))
def test_no_answer_at_all_breaks_the_reader(found: object) -> None:
    """There is a score in range, or a `Trouble`."""
    body = (
        found
        if isinstance(found, bytes)
        else envelope(found if isinstance(found, str) else json.dumps(found))
    )
    with contextlib.suppress(Trouble):
        assert 1.0 <= understand(body).urgency <= 5.0


@given(st.text(), st.text())
def test_no_message_gets_out_of_its_data(subject: str, text: str) -> None:
    """What stands between the two tags is JSON and gives back what the customer wrote."""
    words = question(Message(text, subject=subject))

    assert words.count("<") == 2
    inside = words.removeprefix("<customer_message>").removesuffix("</customer_message>")
    assert json.loads(inside) == {"subject": subject, "text": text}


@pytest.mark.parametrize("reason", [None, 4, ["a"], {"b": 1}])
def test_a_reason_that_is_no_text_is_left_out(reason: object) -> None:
    """The score still counts."""
    answer = understand(envelope(json.dumps({"urgency": 4, "reason": reason})))
    assert (answer.urgency, answer.reason) == (4.0, "")
