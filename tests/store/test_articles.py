"""Articles on disk: with their passages and all that they have said."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from firstline.knowledge.article import Article, Audience, Standing
from firstline.knowledge.passages import passages
from firstline.store import articles, passage_vectors
from firstline.store.articles import ArticleMissing, Sought, Stored
from firstline.store.db import Connection, Database
from firstline.store.passage_vectors import digest_of
from tests.make import MORNING

RETURNS = Article(
    id="returns",
    title="Returning a device",
    text="## How long\nYou have 30 days.\n\n## How\nUse the label in the box.",
    updated=date(2026, 3, 14),
    tags=("europe", "Rückgabe"),
    valid_until=date(2027, 1, 1),
)


def test_an_article_comes_back_as_it_was_put(database: Database) -> None:
    """With its days, its tags, and its passages in the order in which they stand."""
    put(database, RETURNS)

    with database.read() as db:
        found = articles.load(db, "returns")
        cut = articles.passages_of(db, ["returns", "nothing"])

    assert (found.article, found.version, found.author) == (RETURNS, 1, "Eve")
    assert cut == {"returns": passages(RETURNS.text), "nothing": []}


def test_each_state_stays_and_the_stamp_grows(database: Database) -> None:
    """One that was removed goes on counting when its id is made again."""
    put(database, RETURNS)
    put(database, replace(RETURNS, text="You have 14 days."))
    database.write(lambda db: articles.remove(db, articles.load(db, "returns"), author="Tom", at=MORNING))
    again = put(database, RETURNS)

    with database.read() as db:
        told = articles.revisions(db, "returns")
        stamp = articles.stamp(db)

    assert again.version == 4
    assert [(one.version, one.author, one.article and one.article.text[:11]) for one in told] == [
        (4, "Eve", "## How long"),
        (3, "Tom", None),
        (2, "Eve", "You have 14"),
        (1, "Eve", "## How long"),
    ]
    assert stamp == 4


def test_what_is_not_there_is_said(database: Database) -> None:
    """By its name."""
    with database.read() as db, pytest.raises(ArticleMissing, match="no article 'nothing'"):
        articles.load(db, "nothing")


def test_a_list_is_narrowed_and_goes_on_behind_an_id(database: Database) -> None:
    """By id, title and tags, whatever the case."""
    for name in ("a", "b", "c"):
        put(database, replace(RETURNS, id=name))
    put(database, replace(RETURNS, id="hours", title="Öffnungszeiten", language="de", tags=()))
    put(database, replace(RETURNS, id="secret", audience=Audience.INTERNAL, standing=Standing.DRAFT))

    def found(after: str = "", **sought: Any) -> list[str]:  # noqa: ANN401 - as `Sought` has them
        with database.read() as db:
            return [one.article.id for one in articles.walk(db, Sought(**sought), after=after)]

    assert found() == ["a", "b", "c", "hours", "secret"]
    assert found(after="b") == ["c", "hours", "secret"]
    assert found(contained="ÖFFNUNG") == ["hours"]
    assert found(contained="rückGABE", audience=Audience.PUBLIC) == ["a", "b", "c"]
    assert found(language="de") == ["hours"]
    assert found(standing=Standing.DRAFT) == ["secret"]
    assert found(source="elsewhere") == []


def test_vectors_are_kept_by_what_is_said(database: Database) -> None:
    """What a copy says has its vector already, and what nobody says any more is forgotten."""
    put(database, RETURNS)
    with database.read() as db:
        missing = passage_vectors.missing(db, "one@1", most=10)
    assert set(missing.values()) == {
        "Returning a device",
        "How long\nYou have 30 days.",
        "How\nUse the label in the box.",
    }

    vectors = {digest: np.array([0.6, -0.8], np.float32) for digest in missing}
    database.write(lambda db: passage_vectors.add_many(db, "one@1", vectors))
    put(database, replace(RETURNS, id="copy"))
    put(database, replace(RETURNS, text="## How\nUse the label in the box.", title="Returns"))
    database.write(lambda db: articles.remove(db, articles.load(db, "copy"), author="Eve", at=MORNING))

    with database.read() as db:
        assert set(passage_vectors.missing(db, "one@1", most=10).values()) == {"Returns"}
        assert len(passage_vectors.missing(db, "another@1", most=1)) == 1
    assert database.write(passage_vectors.forget_unsaid) == 2
    with database.read() as db:
        found = passage_vectors.load(db, "one@1", [*missing, digest_of("Returns")])
    assert [vector.tolist() for vector in found.values()] == [pytest.approx([0.6, -0.8], abs=1e-3)]


def put(database: Database, article: Article) -> Stored:
    """Store an article, new or changed."""

    def save(db: Connection) -> Stored:
        before = articles.find(db, article.id, to_change=True)
        cut = passages(article.text)
        return articles.put(db, article, cut, before=before, source="", author="Eve", at=MORNING)

    return database.write(save)
