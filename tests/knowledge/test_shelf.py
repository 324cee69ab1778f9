"""Articles are found by their words, by what they mean and by their titles, by those who may read them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from firstline.gateways.wordllama import WordLlama
from firstline.knowledge.article import Article, Audience, Standing
from firstline.knowledge.passages import passages
from firstline.knowledge.shelf import Asked, Kept, Shelf, shelf
from firstline.knowledge.terms import terms

ENCODER = WordLlama()
DAY = date(2026, 11, 22)
RETURNS = Article(
    id="returns",
    title="How long you can return a device",
    text="## Europe\nYou can send a device back within 30 days.\n\n## Costs\nThe label costs 4.90 €.",
    updated=DAY,
)
SIGN_IN = Article(
    id="sign-in",
    title="When the sign-in fails",
    text="Reset your password. The mail takes a few minutes.\n\n## Locked\nAfter five tries it is locked.",
    updated=DAY,
)
PRICES = Article(
    id="prices", title="Plans and prices", text="| Plan | Price |\n|---|---|\n| Plus | 9 € |", updated=DAY
)


def kept(article: Article, *, with_vectors: bool = True) -> Kept:
    """Keep an article, with vectors or without."""
    cut = passages(article.text)
    if not with_vectors:
        return Kept(article, cut)
    vectors = list(ENCODER.encode([one.text for one in cut]))
    return Kept(article, cut, ENCODER.encode([article.title])[0], vectors)


def ready(*articles: Article, with_vectors: bool = True) -> Shelf:
    """Put articles on a shelf."""
    return shelf([kept(article, with_vectors=with_vectors) for article in articles])


def ask(text: str, *, with_vector: bool = True, **more: Any) -> Asked:  # noqa: ANN401 - as `Asked` has them
    """Ask in English."""
    vector = ENCODER.encode([text])[0] if with_vector else None
    return Asked(text, more.pop("language", "en"), more.pop("day", DAY), vector=vector, **more)


def names(found: Sequence[Any]) -> list[str]:
    """Name what was found."""
    return [one.article.id for one in found]


@pytest.mark.parametrize("with_vectors", [True, False])
@pytest.mark.parametrize(
    ("question", "right", "passage"),
    [
        ("How many days do I have to send it back?", "returns", "30 days"),
        ("What does the label cost?", "returns", "4.90"),
        ("I forgot my password", "sign-in", "Reset"),
        ("What is the price of Plus?", "prices", "9 €"),
    ],
)
def test_the_article_that_answers_comes_first(
    question: str, right: str, passage: str, *, with_vectors: bool
) -> None:
    """With its best passage first; by words alone, too."""
    found = ready(RETURNS, SIGN_IN, PRICES, with_vectors=with_vectors).find(ask(question))

    assert names(found)[0] == right
    assert passage in found[0].passages[0][0].text
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


@pytest.mark.parametrize(
    "hidden",
    [
        {"standing": Standing.DRAFT},
        {"standing": Standing.ARCHIVED},
        {"audience": Audience.INTERNAL},
        {"valid_from": DAY + timedelta(days=1)},
        {"valid_until": DAY - timedelta(days=1)},
    ],
)
def test_what_may_not_be_read_is_never_found(hidden: dict[str, Any]) -> None:
    """However well it would answer."""
    secret = replace(RETURNS, **hidden)

    found = ready(secret, SIGN_IN, PRICES).find(ask("How many days do I have to send it back?"))

    assert "returns" not in names(found)
    assert len(found) == 2


def test_agents_find_what_is_for_them() -> None:
    """What is internal, beside the rest."""
    inside = replace(RETURNS, audience=Audience.INTERNAL)

    found = ready(inside, SIGN_IN).find(ask("How long can I return it?", audience=Audience.INTERNAL))

    assert names(found)[0] == "returns"


def test_an_article_without_vectors_is_still_found() -> None:
    """It was just written, and its vectors come a moment later."""
    mixed = shelf([kept(SIGN_IN), kept(RETURNS, with_vectors=False), kept(PRICES)])

    assert names(mixed.find(ask("How many days do I have to send it back?")))[0] == "returns"


def test_an_empty_shelf_finds_nothing() -> None:
    """Nor does one on which all is hidden."""
    assert shelf([]).find(ask("Anything?")) == []
    assert ready(replace(PRICES, standing=Standing.DRAFT)).find(ask("Anything?")) == []


def test_an_article_without_text_is_found_by_its_title_vector() -> None:
    """It has no passages, and breaks nothing."""
    bare = replace(PRICES, text="")

    found = ready(bare, SIGN_IN).find(ask("plans and prices"))

    assert {*names(found)} == {"prices", "sign-in"}
    assert all(np.isfinite(one.score) for one in found)


def test_what_a_newer_article_says_stands_before_what_an_older_one_said() -> None:
    """Though the older one has more of the words, and no other is moved."""
    old = replace(
        RETURNS,
        id="old",
        title="How can I return my device?",
        text="You can send a device back within 14 days, and how many days you have to send it back is 14.",
        updated=DAY - timedelta(days=900),
    )
    new = replace(RETURNS, id="new", title="Returning a device")

    found = ready(old, new, SIGN_IN).find(ask("How many days do I have to send it back?"))

    assert names(found)[:2] == ["new", "old"]


def test_an_article_for_others_replaces_none() -> None:
    """What is internal, not out yet, or about something else leaves the older one where it was."""
    old = replace(RETURNS, id="old", updated=DAY - timedelta(days=900))
    question = ask("How many days do I have to send it back?")
    for changes in (
        {"audience": Audience.INTERNAL},
        {"standing": Standing.DRAFT},
        {"title": "How long you can return a device in the USA", "text": "Ask there."},
    ):
        new = replace(RETURNS, id="new", **changes)
        assert names(ready(old, new, SIGN_IN).find(question))[0] == "old"


def test_the_same_question_finds_the_same() -> None:
    """In the same order, also among equals."""
    twin = replace(RETURNS, id="twin")
    place = ready(RETURNS, twin, SIGN_IN)

    found = [names(place.find(ask("How long can I return it?"))) for _ in range(2)]

    assert found[0] == found[1]
    assert found[0][:2] == ["returns", "twin"]


def test_words_are_found_in_each_language_that_is_there() -> None:
    """A German question finds the German article by its stems."""
    german = replace(
        RETURNS,
        id="rueckgabe",
        title="Rückgabe",
        text="Geräte lassen sich vier Wochen lang zurückgeben.",
        language="de",
    )

    found = ready(german, SIGN_IN, with_vectors=False).find(
        ask("Wie lange kann ich das Gerät zurückgeben?", language="de", with_vector=False)
    )

    assert names(found)[0] == "rueckgabe"


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("My refunds", "en", ["refund"]),
        ("my", "en", ["my"]),
        ("Can't log in", "en", ["cant", "log"]),
        ("退货期限", "zh", ["退货", "货期", "期限"]),
        ("F28", "xx", ["f28"]),
        ("?!", "en", []),
    ],
)
def test_words_have_one_form(text: str, language: str, words: list[str]) -> None:
    """Stems where the language is known; a text of small words keeps them."""
    assert terms(text, language) == words
