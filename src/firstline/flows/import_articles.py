"""Articles from a folder or a feed are taken in, and kept in step with it when it is read again.

Each article is compared with the one of the same id: it is new, changed, or as it was. With `whole`, those
that came from the same source before and are not in it any more are archived: they are found no more, and
can be looked up.

What always holds: a run that is cut short leaves whole articles, and the next one goes on where it stopped;
two runs at once leave each article as one of them had it; the same again changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import Final

from firstline.core.access import OPERATOR, Principal
from firstline.core.errors import Invalid
from firstline.flows.articles import MOST, TooManyArticles, archive_within, put_within
from firstline.flows.desk import Desk
from firstline.knowledge.article import Article, Standing
from firstline.knowledge.passages import Passage, passages
from firstline.store import articles
from firstline.store.articles import Stored
from firstline.store.db import Connection

SHARE: Final = 20
"""Articles that are written together, so that nobody else who writes waits for long."""
LONGEST_SOURCE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the articles of a source, by their ids."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """Where articles come from."""

    name: str
    """Articles of the same source are kept in step; empty: of none."""
    whole: bool = False
    """What is not there any more is archived."""
    undated: frozenset[str] = frozenset()
    """Articles that came without a day: while they say the same, they keep the one that they have."""


def import_articles(
    desk: Desk, given: Iterable[Article], source: Source, *, by: Principal = OPERATOR
) -> Taken:
    """Take articles in.

    Raises:
        Invalid: when two have the same id, or the source has no name to be kept in step with.
        TooManyArticles: when there would be more than a desk can have.
    """
    if (source.whole and not source.name) or len(source.name) > LONGEST_SOURCE:
        message = f"must be a name of 1 to {LONGEST_SOURCE} characters"
        raise Invalid(message, field="source")
    taken, seen = Taken(), set[str]()
    for share in _shares(_once(given, seen)):
        _add(taken, desk.write(partial(_put, desk, share, source, by)))
    if source.whole:
        taken.archived.extend(desk.write(lambda db: _archive_others(desk, db, seen, source, by)))
    desk.board.look(desk.read)
    return taken


def checked_source(name: str) -> str:
    """Give the name of a source, unless it is that of the articles that come with the desk.

    Raises:
        Invalid: when it is.
    """
    if name == articles.SAMPLES:
        message = f"{name!r} is what the articles are called that come with the desk: choose another source"
        raise Invalid(message, field="source")
    return name


def _once(given: Iterable[Article], seen: set[str]) -> Iterator[tuple[Article, Sequence[Passage]]]:
    for article in given:
        if article.id in seen:
            message = f"{article.id!r} is the id of two articles; give each its own"
            raise Invalid(message, field="id")
        seen.add(article.id)
        yield article, passages(article.text)


def _shares(
    given: Iterator[tuple[Article, Sequence[Passage]]],
) -> Iterator[Sequence[tuple[Article, Sequence[Passage]]]]:
    while share := list(islice(given, SHARE)):
        yield share


def _put(
    desk: Desk,
    share: Sequence[tuple[Article, Sequence[Passage]]],
    source: Source,
    by: Principal,
    db: Connection,
) -> Taken:
    taken, there = Taken(), len(articles.versions(db))
    for given, cut in share:
        before = articles.find(db, given.id, to_change=True)
        article = _dated(given, before, source)
        if before is not None and (before.article, before.source) == (article, source.name):
            taken.unchanged.append(article.id)
            continue
        there += before is None
        if there > MOST:
            message = f"A desk has {MOST:,} articles at most; remove some that nobody needs."
            raise TooManyArticles(message)
        put_within(desk, db, article, cut, before=before, source=source.name, by=by)
        (taken.added if before is None else taken.changed).append(article.id)
    return taken


def _dated(given: Article, before: Stored | None, source: Source) -> Article:
    """Let an article that came without a day keep the one that it has, while it says the same."""
    if before is None or given.id not in source.undated:
        return given
    same = replace(given, updated=before.article.updated)
    return same if same == before.article else given


def _add(taken: Taken, more: Taken) -> None:
    taken.added.extend(more.added)
    taken.changed.extend(more.changed)
    taken.unchanged.extend(more.unchanged)


def _archive_others(
    desk: Desk, db: Connection, seen: set[str], source: Source, by: Principal
) -> Sequence[str]:
    gone = []
    for article_id in articles.of_source(db, source.name):
        before = articles.load(db, article_id, to_change=True)
        if article_id not in seen and before.article.standing is not Standing.ARCHIVED:
            archive_within(desk, db, before, by=by)
            gone.append(article_id)
    return gone
