"""A much newer article stands before an older one that tells of the same in other words."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from firstline.gateways.wordllama import WordLlama
from firstline.knowledge.article import Article, Audience
from firstline.knowledge.passages import passages
from firstline.knowledge.rivals import FORGOTTEN, MOST_ARTICLES, MOST_EACH, Rivals
from firstline.knowledge.shelf import Asked, Kept, Shelf, shelf

ENCODER = WordLlama()
DAY = date(2026, 11, 22)
OLD = Article(
    id="old",
    title="Payout schedule for card payments",
    text="Payouts of card payments are made once a week, on Friday. "
    "The first payout follows 14 days after the first card payment.",
    updated=DAY - timedelta(days=900),
)
NEW = Article(
    id="new",
    title="When we pay out",
    text="Payouts of card payments are sent every working day. The first payout takes 7 days.",
    updated=DAY,
)
OTHERS = [
    Article(id="sign-in", title="When the sign-in fails", text="Reset your password.", updated=DAY),
    Article(id="cats", title="Travelling with a cat", text="Cats stay in their carrier.", updated=DAY),
    Article(id="export", title="Export your books", text="Choose a format and a period.", updated=DAY),
    Article(id="shops", title="Our shops", text="The shop in Leeds opens at nine.", updated=DAY),
]
QUESTION = "Our first card payment came in on Monday. When is the first payout of card payments?"


def ready(*articles: Article) -> Shelf:
    """Put articles on a shelf, beside those about other things."""
    kept = []
    for article in [*articles, *OTHERS]:
        cut = passages(article.text)
        vectors = list(ENCODER.encode([one.told for one in cut]))
        kept.append(Kept(article, cut, ENCODER.encode([article.title])[0], vectors))
    return shelf(kept, words=ENCODER.encode)


def first(place: Shelf, text: str) -> str:
    """Name the article that is found first."""
    return place.find(Asked(text, "en", DAY, vector=ENCODER.encode([text])[0]))[0].article.id


def test_the_newer_one_comes_first_though_the_older_has_more_of_the_words() -> None:
    """What it says holds now."""
    together, alone = ready(replace(OLD, updated=DAY), NEW), ready(OLD, NEW)

    assert first(together, QUESTION) == "old"
    assert first(alone, QUESTION) == "new"


@pytest.mark.parametrize(
    "changes",
    [
        {"updated": OLD.updated + FORGOTTEN - timedelta(days=1)},
        {"audience": Audience.INTERNAL},
        {"valid_until": DAY - timedelta(days=1)},
        {"language": "de"},
        {"title": "Payout schedule for bank payments"},
        {"text": "Cats and dogs."},
    ],
)
def test_an_article_that_does_not_tell_the_same_to_the_same_readers_outranks_none(
    changes: dict[str, Any],
) -> None:
    """Hardly newer, for others, over, of another kind of payment, or about something else."""
    assert first(ready(OLD, replace(NEW, **changes)), QUESTION) == "old"


def test_an_article_that_says_nothing_of_what_is_asked_outranks_none() -> None:
    """It is about the same, and silent on this."""
    words = np.array([3.0, 0.5], np.float32)
    sums = np.array([2.0, 1.0])

    rivals = Rivals({0: [1]}, {0: frozenset({"payout"}), 1: frozenset({"payout", "day"})})
    rivals.first(sums, words, frozenset({"friday"}))

    assert sums.argmax() == 0


def test_what_only_the_older_title_names_keeps_it_in_front() -> None:
    """Who asks for the tandem wants the page on the tandem."""
    words, sums = np.array([3.0, 2.0], np.float32), np.array([2.0, 1.0])
    rivals = Rivals({0: [1]}, {0: frozenset({"hire", "tandem"}), 1: frozenset({"hire", "trailer", "child"})})

    rivals.first(sums, words, frozenset({"tandem", "hire"}))

    assert sums.argmax() == 0


def test_only_the_nearest_newer_ones_are_noted() -> None:
    """However many tell the same."""
    newer = [replace(NEW, id=f"new{number}") for number in range(MOST_EACH + 3)]

    others = [replace(one, id=f"{one.id}{number}") for one in OTHERS for number in range(10)]

    place = ready(OLD, *newer, *others)

    assert len(place.rivals.later[0]) == MOST_EACH


def test_in_a_very_large_base_only_titles_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing all with all would take too long."""
    assert MOST_ARTICLES >= 1000
    monkeypatch.setattr("firstline.knowledge.rivals.MOST_ARTICLES", 5)

    assert not ready(OLD, NEW).rivals.later
