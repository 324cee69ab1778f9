"""Articles of the knowledge base: make, change and remove them, and look them up.

An article is cut into passages and can be found by its words as soon as the change is committed, in this
process at once; its vectors are made by a step that follows (`embed.py`).

What always holds: a change that changes nothing leaves no revision, no event and no step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Final

from firstline.core.access import OPERATOR, Principal
from firstline.core.errors import Conflict, Invalid
from firstline.core.versions import Expected, check_version
from firstline.flows.desk import Desk
from firstline.flows.embed import STEP as EMBED
from firstline.knowledge.article import Article, Standing
from firstline.knowledge.passages import Passage, passages
from firstline.store import articles, events
from firstline.store.articles import SAMPLES, ArticleMissing, ArticleRevision, Sought, Stored
from firstline.store.db import Connection
from firstline.store.events import Event

MOST: Final = 20_000
"""Articles of one desk."""
CREATED, CHANGED, REMOVED = "article.created", "article.changed", "article.removed"


class ArticleThere(Conflict):
    """There is an article of this id already."""

    code = "article_there"


class TooManyArticles(Conflict):
    """The desk has as many articles as it can have."""

    code = "too_many_articles"


@dataclass(frozen=True, slots=True)
class Whole:
    """An article, and what it is cut into."""

    stored: Stored
    passages: Sequence[Passage]


def list_articles(desk: Desk, sought: Sought, *, limit: int, after: str = "") -> Sequence[Stored]:
    """List articles in the order of their ids."""
    with desk.read() as db:
        return list(islice(articles.walk(db, sought, after=after), limit))


def find_article(desk: Desk, article_id: str) -> Whole:
    """Give an article with its passages, or say that it is missing."""
    with desk.read() as db:
        stored = articles.load(db, article_id)
        return Whole(stored, articles.passages_of(db, [article_id])[article_id])


def find_revisions(desk: Desk, article_id: str) -> Sequence[ArticleRevision]:
    """List what an article has said, the newest first; also of one that was removed.

    Raises:
        ArticleMissing: when there was never one of this id.
    """
    with desk.read() as db:
        found = articles.revisions(db, article_id)
    if not found:
        message = f"There was never an article {article_id!r}."
        raise ArticleMissing(message)
    return found


def make_article(desk: Desk, article: Article, *, by: Principal = OPERATOR) -> Whole:
    """Make an article.

    Raises:
        ArticleThere: when there is one of this id.
        TooManyArticles: when there are enough.
    """
    cut = passages(article.text)

    def save(db: Connection) -> Whole:
        if articles.find(db, article.id, to_change=True) is not None:
            message = f"There is an article {article.id!r} already: change it, or choose another id."
            raise ArticleThere(message)
        if len(articles.versions(db)) >= MOST:
            message = f"A desk has {MOST:,} articles at most; remove some that nobody needs."
            raise TooManyArticles(message)
        return Whole(put_within(desk, db, article, cut, before=None, by=by), cut)

    made = desk.write(save)
    desk.board.look(desk.read)
    return made


def change_article(
    desk: Desk,
    article_id: str,
    changes: Mapping[str, Any],
    *,
    by: Principal = OPERATOR,
    expected: Expected = None,
) -> Whole:
    """Change what an article says; one that came with the desk is the desk's own from then on.

    Raises:
        ArticleMissing: when there is none.
        Outdated: when somebody else has changed it since.
    """

    def save(db: Connection) -> Whole:
        before = articles.load(db, article_id, to_change=True)
        check_version(before.version, expected, thing="article", current=before)
        after = replace(before.article, **changes)
        cut = passages(after.text)
        if after == before.article:
            return Whole(before, cut)
        source = "" if before.source == SAMPLES else before.source
        return Whole(put_within(desk, db, after, cut, before=before, source=source, by=by), cut)

    changed = desk.write(save)
    desk.board.look(desk.read)
    return changed


def remove_article(
    desk: Desk, article_id: str, *, by: Principal = OPERATOR, expected: Expected = None
) -> None:
    """Remove an article. What it said stays among its revisions, and in the drafts that quote it.

    Raises:
        ArticleMissing: when there is none.
        Outdated: when somebody else has changed it since.
    """

    def save(db: Connection) -> None:
        before = articles.load(db, article_id, to_change=True)
        check_version(before.version, expected, thing="article", current=before)
        remove_within(desk, db, before, by=by)

    desk.write(save)
    desk.board.look(desk.read)


def remove_samples(desk: Desk, *, by: Principal = OPERATOR) -> Sequence[str]:
    """Remove the articles that came with the desk and that nobody has changed; gives their ids."""

    def save(db: Connection) -> Sequence[str]:
        found = articles.of_source(db, SAMPLES)
        for article_id in found:
            remove_within(desk, db, articles.load(db, article_id, to_change=True), by=by)
        return found

    removed = desk.write(save)
    desk.board.look(desk.read)
    return removed


def put_within(  # noqa: PLR0913 - all of the situation
    desk: Desk,
    db: Connection,
    article: Article,
    cut: Sequence[Passage],
    *,
    before: Stored | None,
    source: str = "",
    by: Principal,
) -> Stored:
    """Store an article, tell of it and queue its vectors, inside the caller's transaction.

    Raises:
        Invalid: when it would end before it begins.
    """
    if article.valid_from and article.valid_until and article.valid_until < article.valid_from:
        message = (
            f"{article.id!r} would hold until {article.valid_until}, before the day from which it holds, "
            f"{article.valid_from}"
        )
        raise Invalid(message, field="valid_until")
    at = desk.clock()
    made = articles.put(db, article, cut, before=before, source=source, author=by.name, at=at)
    kind = CREATED if before is None else CHANGED
    events.add(db, None, Event(kind, by.name, _told(made), at))
    desk.queue.put(db, EMBED, 0, key=EMBED)
    return made


def archive_within(desk: Desk, db: Connection, before: Stored, *, by: Principal) -> None:
    """Let an article be found no more, inside the caller's transaction."""
    article = replace(before.article, standing=Standing.ARCHIVED)
    put_within(desk, db, article, passages(article.text), before=before, source=before.source, by=by)


def remove_within(desk: Desk, db: Connection, before: Stored, *, by: Principal) -> None:
    """Remove an article and tell of it, inside the caller's transaction."""
    at = desk.clock()
    articles.remove(db, before, author=by.name, at=at)
    events.add(db, None, Event(REMOVED, by.name, _told(before), at))


def _told(stored: Stored) -> dict[str, Any]:
    one = stored.article
    return {"id": one.id, "version": stored.version, "title": one.title, "standing": one.standing}
