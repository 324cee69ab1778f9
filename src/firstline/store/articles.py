"""Articles of the knowledge base on disk, with their revisions and passages.

An article is stored with what it is cut into, in one transaction, and each of its states stays as a revision.
`stamp` grows with every change, so that a process sees with one look whether its shelf is still the newest.

What always holds: an id goes on counting its versions when it is made again after it was removed, and of two
that change the same article at once the later one sees what the earlier one wrote.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from firstline.core.errors import Missing
from firstline.core.text import folded
from firstline.knowledge.article import Article, Audience, Standing
from firstline.knowledge.passages import Passage
from firstline.store import settings
from firstline.store.passage_vectors import digest_of
from firstline.store.schema import article_revisions, articles, passages

SAMPLES: Final = "samples"
"""The source of the articles that come with the desk."""
AT_ONCE: Final = 100
"""Rows that a list reads at a time."""
SHARE: Final = 900
"""Ids that are asked for in one statement."""


class ArticleMissing(Missing):
    """There is no such article."""

    code = "article_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article as it stands, and how it came to be so."""

    article: Article
    version: int
    source: str
    """The folder or the feed that it is kept in step with; empty: none."""
    author: str
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ArticleRevision:
    """What an article said at a time; None: it went with this one."""

    version: int
    article: Article | None
    author: str
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which articles a list is asked for."""

    contained: str | None = None
    """In the id, the title or a tag, whatever the case."""
    language: str | None = None
    audience: Audience | None = None
    standing: Standing | None = None
    source: str | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Article).decode
VERSIONS: Final = select(articles.c.id, articles.c.version).order_by(articles.c.id)
NAMED: Final = select(articles).where(articles.c.id.in_(bindparam("ids", expanding=True)))
PASSAGES: Final = (
    select(passages)
    .where(passages.c.article_id.in_(bindparam("ids", expanding=True)))
    .order_by(passages.c.article_id, passages.c.place)
)
REVISIONS: Final = select(article_revisions).where(article_revisions.c.article_id == bindparam("wanted"))
NEWEST: Final = select(func.max(article_revisions.c.version)).where(
    article_revisions.c.article_id == bindparam("wanted")
)


def stamp(db: Connection) -> int:
    """Give the number that grows with every change of what can be found."""
    return int(settings.load(db, settings.KNOWLEDGE, default=0))


def mark_changed(db: Connection, *, at: datetime) -> None:
    """Let every process see that there is something new."""
    settings.claim(db, settings.KNOWLEDGE)
    settings.save(db, settings.KNOWLEDGE, stamp(db) + 1, at=at)


def find(db: Connection, article_id: str, *, to_change: bool = False) -> Stored | None:
    """Fetch an article; `to_change`: nobody else changes any until the transaction ends."""
    if to_change:
        settings.claim(db, settings.KNOWLEDGE)  # one lock for all, so that no two can wait for each other
    wanted = select(articles).where(articles.c.id == article_id)
    row = db.execute(wanted.with_for_update() if to_change else wanted).one_or_none()
    return None if row is None else _stored(row)


def load(db: Connection, article_id: str, *, to_change: bool = False) -> Stored:
    """Fetch an article, or say that it is missing."""
    found = find(db, article_id, to_change=to_change)
    if found is None:
        message = f"There is no article {article_id!r}."
        raise ArticleMissing(message)
    return found


def put(  # noqa: PLR0913 - what, of which state, whose, and when
    db: Connection,
    article: Article,
    cut: Sequence[Passage],
    *,
    before: Stored | None,
    source: str,
    author: str,
    at: datetime,
) -> Stored:
    """Store an article with its passages; `before` is what `find` gave to be changed."""
    newest = before.version if before else db.execute(NEWEST, {"wanted": article.id}).scalar() or 0
    made = Stored(
        article=article,
        version=newest + 1,
        source=source,
        author=author,
        created_at=before.created_at if before else at,
        changed_at=at,
    )
    values = _values(made)
    if before is None:
        db.execute(insert(articles).values(values))
    else:
        db.execute(update(articles).where(articles.c.id == article.id).values(values))
    _cut(db, article.id, cut)
    _keep(db, article.id, made.version, _encode(article), author=author, at=at)
    mark_changed(db, at=at)
    return made


def remove(db: Connection, before: Stored, *, author: str, at: datetime) -> None:
    """Forget an article; its revisions stay."""
    article_id = before.article.id
    db.execute(delete(passages).where(passages.c.article_id == article_id))
    db.execute(delete(articles).where(articles.c.id == article_id))
    _keep(db, article_id, before.version + 1, None, author=author, at=at)
    mark_changed(db, at=at)


def revisions(db: Connection, article_id: str) -> Sequence[ArticleRevision]:
    """List the states that an article has had, the newest first; of one that was removed, too."""
    rows = db.execute(REVISIONS.order_by(article_revisions.c.version.desc()), {"wanted": article_id})
    return [
        ArticleRevision(
            row.version, None if row.body is None else _decode(row.body), row.author, row.saved_at
        )
        for row in rows
    ]


def versions(db: Connection) -> Mapping[str, int]:
    """Give the version of each article, in the order of their ids."""
    return {row.id: row.version for row in db.execute(VERSIONS)}


def of_source(db: Connection, source: str) -> Sequence[str]:
    """Name the articles that are kept in step with a source."""
    wanted = select(articles.c.id).where(articles.c.source == source).order_by(articles.c.id)
    return list(db.execute(wanted).scalars())


def named(db: Connection, ids: Collection[str]) -> Mapping[str, Stored]:
    """Fetch some articles; those that are not there are left out."""
    rows = (row for some in _shares(ids) for row in db.execute(NAMED, {"ids": some}))
    return {row.id: _stored(row) for row in rows}


def passages_of(db: Connection, ids: Collection[str]) -> Mapping[str, Sequence[Passage]]:
    """Give the passages of some articles, in the order in which they stand."""
    found: dict[str, list[Passage]] = {article_id: [] for article_id in ids}
    for some in _shares(ids):
        for row in db.execute(PASSAGES, {"ids": some}):
            found[row.article_id].append(Passage(row.id, row.heading, row.text))
    return found


def walk(db: Connection, sought: Sought, *, after: str = "") -> Iterator[Stored]:
    """Go through the articles that are sought, in the order of their ids."""
    page = select(articles).order_by(articles.c.id).limit(AT_ONCE)
    for name in ("language", "audience", "standing", "source"):
        if (value := getattr(sought, name)) is not None:
            page = page.where(articles.c[name] == value)
    wanted = folded(sought.contained or "")
    while rows := db.execute(page.where(articles.c.id > after)).all():
        for row in rows:
            if any(wanted in folded(text) for text in (row.id, row.title, *row.tags)):
                yield _stored(row)
        after = rows[-1].id


def _shares(ids: Collection[str]) -> Iterator[Sequence[str]]:
    wanted = sorted(ids)
    return (wanted[start : start + SHARE] for start in range(0, len(wanted), SHARE))


def _cut(db: Connection, article_id: str, cut: Sequence[Passage]) -> None:
    db.execute(delete(passages).where(passages.c.article_id == article_id))
    if cut:
        rows = [
            {
                "article_id": article_id,
                "id": one.id,
                "place": place,
                "heading": one.heading,
                "text": one.text,
                "digest": digest_of(one.told),
            }
            for place, one in enumerate(cut)
        ]
        db.execute(insert(passages), rows)


def _keep(  # noqa: PLR0913 - a revision has this many parts
    db: Connection, article_id: str, version: int, body: bytes | None, *, author: str, at: datetime
) -> None:
    values = {"article_id": article_id, "version": version, "body": body, "author": author, "saved_at": at}
    db.execute(insert(article_revisions).values(values))


def _values(made: Stored) -> dict[str, Any]:
    days = {
        name: None if day is None else day.isoformat()
        for name in ("updated", "valid_from", "valid_until")
        for day in (getattr(made.article, name),)
    }
    rest = {name: getattr(made, name) for name in ("version", "source", "author", "created_at", "changed_at")}
    told = {"tags": list(made.article.tags), "title_digest": digest_of(made.article.title)}
    return asdict(made.article) | told | days | rest


def _stored(row: Row[Any]) -> Stored:
    article = Article(
        id=row.id,
        title=row.title,
        text=row.text,
        updated=date.fromisoformat(row.updated),
        url=row.url,
        tags=tuple(row.tags),
        language=row.language,
        audience=Audience(row.audience),
        standing=Standing(row.standing),
        valid_from=_day(row.valid_from),
        valid_until=_day(row.valid_until),
    )
    return Stored(
        article=article,
        version=row.version,
        source=row.source,
        author=row.author,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)
