"""The desk knows when its knowledge base has the answer, and when it only has the topic."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstline.gateways import sample_articles
from firstline.gateways.article_file import articles_in
from firstline.gateways.wordllama import WordLlama
from firstline.knowledge.answerable import ANSWERABLE, answerable, signals
from firstline.knowledge.article import Article
from firstline.knowledge.passages import passages
from firstline.knowledge.shelf import Asked, Kept, Shelf, shelf

ENCODER = WordLlama()
DAY = date(2026, 11, 22)
TOLD = {
    "How to return a kettle": "Send the kettle back within 30 days. The return label is free.",
    "Delivery of orders": "Parcels leave our warehouse on working days and arrive two days later.",
    "Cleaning the filter": "Take the filter out of the kettle and rinse it under warm water.",
    "Paying by card": "We accept credit cards. Your bank may ask you to confirm the payment.",
    "Resetting your password": "Choose a new password by the link in our mail.",
}
RIGHT = "How many days do I have to send the kettle back?"
ELSEWHERE = "Which orchestra plays at the opera tonight?"


def ready(articles: Sequence[Article], *, with_vectors: bool = True) -> Shelf:
    """Put a help centre on a shelf."""
    kept = []
    for article in articles:
        cut = passages(article.text)
        vectors = list(ENCODER.encode([one.told for one in cut])) if with_vectors else []
        title = ENCODER.encode([article.title])[0] if with_vectors else None
        kept.append(Kept(article, cut, title, vectors))
    return shelf(kept, words=ENCODER.encode if with_vectors else None)


SMALL = [
    Article(id=f"a{number}", title=title, text=text, updated=DAY)
    for number, (title, text) in enumerate(TOLD.items())
]
PLACE, PLAIN = ready(SMALL), ready(SMALL, with_vectors=False)
SAMPLE = ready(list(articles_in(Path(sample_articles.__file__).parent)))


def chance(place: Shelf, text: str, *, with_vector: bool = True) -> float:
    """Ask, and tell how likely it is that the base answers."""
    asked = Asked(text, "en", DAY, vector=ENCODER.encode([text])[0] if with_vector else None)
    return answerable(place, asked, place.find(asked))


@pytest.mark.parametrize(("question", "with_vectors"), [(RIGHT, True), ("Is the return label free?", False)])
def test_a_question_that_is_answered_is_likelier_than_one_from_elsewhere(
    question: str, *, with_vectors: bool
) -> None:
    """By words alone, too, where the article has each of them."""
    place = PLACE if with_vectors else PLAIN

    right = chance(place, question, with_vector=with_vectors)

    assert right > chance(place, ELSEWHERE, with_vector=with_vectors)


def test_a_draft_answers_the_one_and_not_the_other() -> None:
    """The threshold lies between them."""
    assert chance(PLACE, RIGHT) >= ANSWERABLE > chance(PLACE, ELSEWHERE)


def test_a_word_of_which_the_article_says_nothing_makes_an_answer_less_likely() -> None:
    """The topic is there, the answer is not."""
    near_miss = "How many decibels does the kettle make?"

    assert chance(PLACE, near_miss) < chance(PLACE, RIGHT)


def test_where_nothing_is_found_nothing_is_answered() -> None:
    """An empty base has no answer."""
    asked = Asked(RIGHT, "en", DAY)

    assert answerable(shelf([]), asked, []) == 0.0


def test_only_the_sentence_that_asks_must_be_covered() -> None:
    """What somebody tells beside it is a story, and no word of the question."""
    told = Asked("My uncle plays the trombone. Is the return label free?", "en", DAY)
    asked = replace(told, text="Is the return label free?")

    first, second = (signals(PLAIN, one, PLAIN.find(one)) for one in (told, asked))

    assert first["least"] == second["least"] == 1
    assert first["said"] < second["said"]


def test_an_article_that_the_best_one_replaces_is_no_rival() -> None:
    """It says the same of an earlier day, and makes nothing doubtful."""
    old = Article(
        id="old",
        title="Returning a kettle",
        text="Send the kettle back within 14 days.",
        updated=date(2020, 1, 1),
    )
    cut = passages(old.text)
    both = shelf([*PLAIN.kept, Kept(old, cut)])
    renamed = shelf([*PLAIN.kept, Kept(replace(old, title="Kettles of another maker"), cut)])
    asked = Asked(RIGHT, "en", DAY)

    first, second = (signals(place, asked, place.find(asked)) for place in (both, renamed))

    assert both.find(asked)[0].article.id == "a0"
    assert both.find(asked)[1].article.id == "old"
    assert first["ahead"] > second["ahead"]


def test_what_cannot_be_known_counts_as_usual() -> None:
    """Without vectors nothing is near, and nothing is far."""
    asked = Asked(RIGHT, "en", DAY)

    told = signals(PLAIN, asked, PLAIN.find(asked))

    assert told["titled"] == told["named"] == told["near"] == 0


@pytest.mark.parametrize(
    "question",
    [
        "I was charged twice for my subscription this month. Please help!",
        "I was charged twice for my subscription this month. Please refund one of them!",
        "You billed me two times for the same order",
    ],
)
def test_a_double_charge_is_answered_by_the_articles_that_come_with_the_desk(question: str) -> None:
    """However it is told."""
    asked = Asked(question, "en", DAY, vector=ENCODER.encode([question])[0])

    found = SAMPLE.find(asked)

    assert found[0].article.id == "duplicate-charges"
    assert answerable(SAMPLE, asked, found) >= ANSWERABLE


def test_what_no_article_tells_of_is_not_answered_by_the_ones_that_come_with_the_desk() -> None:
    """They know of cards, and of nothing to give astronauts."""
    assert chance(SAMPLE, "Do you sell gift cards for astronauts?") < ANSWERABLE


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_asked_has_a_chance_between_none_and_certain(text: str) -> None:
    """And the same again."""
    found = chance(PLACE, text)

    assert 0 <= found <= 1
    assert chance(PLACE, text) == found
