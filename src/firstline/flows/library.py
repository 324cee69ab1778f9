"""The knowledge base of this process: every article and canned reply on a shelf, in step with the database.

Each process has its own and looks about once a second (`noticeboard.py`); who changes an article looks at
once, unless the base is large. A look reads one number; when that has grown, only the articles that changed
are read again, and with them the vectors that have come since.

What always holds: what is asked while a new shelf is being made ready is answered by the one before; an
encoder that this machine does not have leaves the words to find by themselves.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Final

from firstline.core.errors import DeskError
from firstline.flows.schooling import encoder_in_use
from firstline.gateways.wordllama import NAME
from firstline.knowledge.article import Article, Audience
from firstline.knowledge.kin import Words
from firstline.knowledge.passages import Passage, passages
from firstline.knowledge.shelf import Kept, Shelf, shelf
from firstline.store import articles, canned_replies, passage_vectors
from firstline.store.articles import Stored
from firstline.store.canned_replies import Sought
from firstline.store.db import Connection
from firstline.store.passage_vectors import digest_of
from firstline.triage.encoder import Encoder
from firstline.triage.learned import HOME

CANNED: Final = "canned:"
"""Begins the ids of canned replies; no article's id has a colon."""
LARGE: Final = 5_000
"""Passages: they take about a second."""


@dataclass(frozen=True, eq=False)
class Library:
    """All that can be found, and by what."""

    shelf: Shelf = field(default_factory=lambda: shelf([]))
    stamp: int = 0
    """Of the knowledge base as it is here."""
    name: str = ""
    """Of the encoder, as the desk knows it."""
    encoder: Encoder | None = None
    """None: words alone, because there is nothing to find, or because it cannot be used."""
    trouble: str = ""
    """Why the encoder cannot be used; a sentence, or nothing."""
    versions: Mapping[str, int] = field(default_factory=dict)
    """Of each article on the shelf."""

    @cached_property
    def languages(self) -> frozenset[str]:
        """Those in which there are articles."""
        return frozenset(one.article.language for one in self.shelf.kept)

    @property
    def is_large(self) -> bool:
        """Whether making it ready takes so long that no caller should wait for it."""
        return len(self.shelf.passages) > LARGE

    @property
    def is_empty(self) -> bool:
        """Whether there is no article to find."""
        return not self.versions


class Stocking:
    """Makes a library ready."""

    def __init__(self, encoder_named: Callable[[str], Encoder]) -> None:
        self.encoder_named = encoder_named

    def look(self, db: Connection, before: Library, *, public_url: str = "") -> Library:
        """See what has changed, and make it ready; customers reach the desk at the public URL."""
        stamp, name = articles.stamp(db), encoder_in_use(db)
        if (stamp, name) == (before.stamp, before.name) and (
            not before.trouble or self._encoder(name)[0] is None
        ):
            return before
        versions, canned = articles.versions(db), [*_canned(db)]
        if not versions and not canned:
            return Library(stamp=stamp, name=name)
        encoder, trouble = self._encoder(name)
        known = {one.article.id: one for one in before.shelf.kept} if before.name == name else {}
        same = [*_same(known, versions, before.versions)]
        kept = stocked(db, encoder, same, versions, public_url=public_url)
        ready = shelf([*kept, *canned], words=self._words())
        return Library(ready, stamp, name, encoder, trouble, versions)

    def _words(self) -> Words | None:
        """Give what tells near words: the encoder that comes with the desk, whichever one it uses."""
        encoder, _ = self._encoder(NAME)
        return None if encoder is None else encoder.encode

    def _encoder(self, name: str) -> tuple[Encoder | None, str]:
        try:
            return self.encoder_named(name), ""
        except DeskError as error:
            return None, error.sentence


def stocked(
    db: Connection,
    encoder: Encoder | None,
    known: Sequence[Kept],
    versions: Mapping[str, int],
    *,
    public_url: str = "",
) -> Sequence[Kept]:
    """Give every article with its passages and the vectors that there are.

    Args:
        db: the open database.
        encoder: by which the vectors were made.
        known: articles that need not be read again.
        versions: of all articles that there are.
        public_url: where customers reach the desk; empty: nobody has said.
    """
    ready = {one.article.id: one for one in known}
    wanted = [article_id for article_id in versions if article_id not in ready]
    cut, found = articles.passages_of(db, wanted), articles.named(db, wanted)
    vectors = passage_vectors.load(db, encoder.version, [*_digests(cut, found)]) if encoder else {}
    for article_id, stored in found.items():
        title = vectors.get(digest_of(stored.article.title))
        own = [vectors.get(digest_of(one.told)) for one in cut[article_id]]
        ready[article_id] = Kept(stored.article.found_at(public_url), cut[article_id], title, own)
    return [ready[article_id] for article_id in versions if article_id in ready]


def _canned(db: Connection) -> Iterator[Kept]:
    """Give the canned replies as what agents find beside articles; no draft quotes them."""
    for one in canned_replies.walk(db, Sought()):
        article = Article(
            id=f"{CANNED}{one.id}",
            title=one.title,
            text=one.text,
            updated=one.updated_at.date(),
            url=f"/api/v1/canned-replies/{one.id}",
            tags=("canned",),
            language=one.language or HOME,
            audience=Audience.INTERNAL,
        )
        yield Kept(article, passages(one.text))


def _same(
    known: Mapping[str, Kept], versions: Mapping[str, int], before: Mapping[str, int]
) -> Iterator[Kept]:
    """Give the articles that are as they were, and have all their vectors."""
    for article_id, one in known.items():
        is_whole = one.title_vector is not None and all(vector is not None for vector in one.vectors)
        if is_whole and versions.get(article_id) == before.get(article_id):
            yield one


def _digests(cut: Mapping[str, Sequence[Passage]], found: Mapping[str, Stored]) -> Iterator[bytes]:
    told = (one.told for one in chain.from_iterable(cut.values()))
    yield from map(digest_of, told)
    yield from (digest_of(stored.article.title) for stored in found.values())
