"""Scores are put on one scale, whatever is missing."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firstline.knowledge.article import Article, Audience, Standing
from firstline.knowledge.openness import openness
from firstline.knowledge.scale import cosines, rows_of, scaled, usual

DAY = date(2026, 5, 1)
ARTICLE = Article(id="a", title="A", text="", updated=DAY)
DAYS = st.none() | st.integers(-2, 2).map(lambda days: DAY + timedelta(days=days))
ARTICLES = st.builds(
    replace,
    st.just(ARTICLE),
    standing=st.sampled_from(Standing),
    audience=st.sampled_from(Audience),
    valid_from=DAYS,
    valid_until=DAYS,
)


@given(st.lists(st.floats(-1, 1, width=32) | st.just(float("nan")), min_size=1, max_size=20))
def test_what_is_not_known_is_as_usual(scores: list[float]) -> None:
    """And nothing that is not finite comes out."""
    given_ = np.array(scores, np.float32)

    put = scaled(given_, np.ones(len(scores), np.bool_))

    assert np.isfinite(put).all()
    assert (put[np.isnan(given_)] == 0).all()


def test_what_is_hidden_does_not_move_the_scale() -> None:
    """A hidden article scores on the scale of the others."""
    put = scaled(np.array([1, 3, 99], np.float32), np.array([True, True, False]))

    assert put.tolist() == [-1, 1, 97]


def test_how_near_is_usual_is_told_by_titles_and_the_articles_of_others() -> None:
    """Each title is nearest to its own passage, which does not count."""
    vectors = np.eye(3, dtype=np.float32)
    titles = rows_of([vectors[0], vectors[1], None], 3)

    found = usual(titles, vectors, np.array([0, 1, 2], np.int32))

    assert found is not None
    assert found.middle == 0
    assert found.place(1.0) > 1


def test_nothing_is_usual_where_too_little_is_known() -> None:
    """No vectors, or one article."""
    assert usual(rows_of([None], 0), rows_of([None], 0), np.array([0], np.int32)) is None
    one = rows_of([np.ones(2, np.float32)], 2)
    assert usual(one, one, np.array([0], np.int32)) is None
    assert np.isnan(cosines(one, None)).all()


@given(ARTICLES, st.sampled_from([0, 400]), st.booleans())
def test_who_may_read_is_told_as_each_article_tells_it(article: Article, later: int, internal: bool) -> None:  # noqa: FBT001 - hypothesis draws it
    """For many at once, by the same rules."""
    day = DAY + timedelta(days=later)

    told = openness([article]).on(day, internal=internal)

    assert told.tolist() == [article.holds(day) and (internal or article.audience is Audience.PUBLIC)]
