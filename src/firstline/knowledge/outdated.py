"""Which articles a newer one stands for: their titles say the same.

Titles say the same when the same words are left of them without those by which any help page begins, and
with one word for what has several ("cost", "price"). A title that says that something has ended stands, too,
for the older ones that tell more of it. Both articles are of one language and audience. That two articles
read alike is not enough: one for another model, country or door does, and outranks nothing.

What always holds: an article is replaced by one with a later day, and the newest of those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstline.knowledge.article import Article
from firstline.knowledge.terms import ended, subject_of

FEWEST: Final = 2
"""Words that a title must say about what has ended, to stand for a title that says more."""


@dataclass(frozen=True, slots=True)
class _Titled:
    place: int
    article: Article
    subject: frozenset[str]
    ended: frozenset[str]
    """What it says is over; mostly nothing."""


def replaced(articles: Sequence[Article]) -> Mapping[int, int]:
    """Give, for each article that a newer one stands for, that one's place; the oldest first."""
    alike: dict[tuple[str, str], list[_Titled]] = {}
    for place, article in enumerate(articles):
        one = _Titled(place, article, *_read(article))
        alike.setdefault((article.language, article.audience), []).append(one)
    pairs = [pair for some in alike.values() for pair in _pairs(some)]
    return {older.place: newer.place for older, newer in sorted(pairs, key=lambda pair: _age(pair[0]))}


def _read(article: Article) -> tuple[frozenset[str], frozenset[str]]:
    subject = frozenset(subject_of(article.title, article.language))
    return subject, ended(article.title, article.language)


def _pairs(some: Sequence[_Titled]) -> Sequence[tuple[_Titled, _Titled]]:
    """Pair each article with the newest that stands for it."""
    newest: dict[frozenset[str], _Titled] = {}
    for one in sorted(some, key=_age):
        newest[one.subject] = one
    over = [one for one in newest.values() if len(one.ended) >= FEWEST]
    pairs = []
    for older in some:
        later = [one for one in (newest[older.subject], *over) if _stands_for(one, older)]
        if later:
            pairs.append((older, max(later, key=_age)))
    return pairs


def _stands_for(newer: _Titled, older: _Titled) -> bool:
    is_over = len(newer.ended) >= FEWEST and newer.ended <= older.subject
    says_it = newer.subject == older.subject or is_over
    return says_it and newer.article.updated > older.article.updated


def _age(one: _Titled) -> tuple[int, int]:
    return one.article.updated.toordinal(), one.place
