"""What is wrong with a knowledge base: duplicates, contradictions by a newer article, dead links, old pages.

Two articles are duplicates when their texts share most of their passages. An older article is contradicted
when a newer one of the same language and audience says nearly the same sentence with another number, or
turned round by a "not", or has the same subject. A link inside the base is dead when no article is there.

What always holds: each finding names the articles, and what can be done; pairs are sought by what passages
share, so the time grows with the size of the base and not with its square.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from firstline.knowledge.article import Article, Standing
from firstline.knowledge.passages import Passage
from firstline.knowledge.terms import subject_of, terms
from firstline.knowledge.words import word_list

LINK: Final = re.compile(
    r"(?<!!)\[[^\]\n]{0,300}\]\(\s*<?([^)\s>]{1,500})|^\s{0,3}\[[^\]\n]{1,200}\]:\s*<?([^\s>]{1,500})",
    re.MULTILINE,
)
SCHEME: Final = re.compile("[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)
PUNCTUATION: Final = re.compile(r"[^\w]+")
NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
MOSTLY: Final = 0.6
"""Share of an article's sentences that another one has, from which on they are duplicates."""
LEAST_WORDS: Final = 5
"""Of a sentence without its numbers, to be compared."""
COMMON: Final = 5
"""Articles that may say the same sentence; what more of them say is a phrase of the house."""
OLD_DAYS: Final = 730
"""After which a page should be read again."""


class Fault(StrEnum):
    """What is wrong."""

    DUPLICATE = "duplicate"
    CONTRADICTED = "contradicted"
    DEAD_LINK = "dead_link"
    SAME_TITLE = "same_title"
    EMPTY = "empty"
    EXPIRED = "expired"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at."""

    fault: Fault
    articles: tuple[str, ...]
    """The one to mend first."""
    sentence: str


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, and where it stands."""

    article: Article
    text: str
    facts: tuple[bool, tuple[str, ...]]
    """Whether it denies, and its numbers."""


def check(
    base: Sequence[tuple[Article, Sequence[Passage]]], day: date, *, own_pages: Sequence[str] = ()
) -> Sequence[Finding]:
    """Look a knowledge base over; what is archived is left out.

    Args:
        base: the articles with their passages.
        day: today.
        own_pages: where customers read articles at this desk, whole addresses that all of them begin with.
    """
    kept = [(article, cut) for article, cut in base if article.standing is not Standing.ARCHIVED]
    return [
        *_single(kept, day),
        *_links(kept, tuple(page.casefold() for page in own_pages)),
        *_titles([article for article, _ in kept]),
        *_sentences(kept),
    ]


def _single(base: Sequence[tuple[Article, Sequence[Passage]]], day: date) -> Iterator[Finding]:
    for article, cut in base:
        name = (article.id,)
        if not cut:
            yield Finding(Fault.EMPTY, name, f"“{article.title}” says nothing: write it, or remove it.")
        if article.valid_until is not None and article.valid_until < day:
            told = f"“{article.title}” held until {article.valid_until}: renew it, or archive it."
            yield Finding(Fault.EXPIRED, name, told)
        elif (day - article.updated).days > OLD_DAYS:
            told = f"“{article.title}” is of {article.updated}: read it again, and set the day."
            yield Finding(Fault.OLD, name, told)


def _links(
    base: Sequence[tuple[Article, Sequence[Passage]]], own_pages: tuple[str, ...]
) -> Iterator[Finding]:
    ids = {article.id for article, _ in base}
    urls = {article.url.rstrip("/") for article, _ in base if article.url}
    hosts = {_host(url) for url in urls}
    for article, _ in base:
        for found in LINK.finditer(article.text):
            target = (found[1] or found[2]).partition("#")[0].partition("?")[0].rstrip("/")
            if (
                _name(target)
                and (_is_inside(target, hosts) or target.casefold().startswith(own_pages))
                and target not in urls
                and _name(target) not in ids
            ):
                told = f"“{article.title}” links to {target}, where no article is."
                yield Finding(Fault.DEAD_LINK, (article.id,), told)


def _titles(base: Sequence[Article]) -> Iterator[Finding]:
    alike = defaultdict[tuple[object, ...], list[Article]](list)
    for article in base:
        subject = tuple(sorted(set(subject_of(article.title, article.language))))
        alike[article.language, article.audience, subject].append(article)
    for some in alike.values():
        *older, newest = sorted(some, key=lambda one: (one.updated, one.id))
        for one in older:
            both = f"“{one.title}” ({one.updated}) and “{newest.title}” ({newest.updated})"
            told = f"{both} have the same subject: the newer one stands before the older."
            yield Finding(Fault.SAME_TITLE, (one.id, newest.id), told)


def _sentences(base: Sequence[tuple[Article, Sequence[Passage]]]) -> Iterator[Finding]:
    said, counts = _said(base)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    told: dict[tuple[str, str], Finding] = {}
    for some in said.values():
        by_article = {one.article.id: one for one in some}
        if not 1 < len(by_article) <= COMMON:
            continue
        ordered = sorted(by_article.values(), key=lambda one: (one.article.updated, one.article.id))
        for place, one in enumerate(ordered):
            for other in ordered[place + 1 :]:
                pair = one.article.id, other.article.id
                if one.facts == other.facts:
                    shared[pair] += 1
                elif one.article.updated < other.article.updated:
                    told.setdefault(pair, _contradiction(one, other))
    yield from told.values()
    yield from _duplicates(base, shared, counts)


def _said(
    base: Sequence[tuple[Article, Sequence[Passage]]],
) -> tuple[Mapping[tuple[object, ...], Sequence[_Said]], Mapping[str, int]]:
    """Gather sentences that have the same words, whatever their numbers, denied or not."""
    said = defaultdict[tuple[object, ...], list[_Said]](list)
    counts: dict[str, int] = defaultdict(int)
    for article, cut in base:
        for sentence in (sentence for passage in cut for sentence in passage.sentences):
            told, denies = _plainly(NUMBER.sub(" ", sentence), article.language)
            words = tuple(terms(told, article.language))
            if len(words) >= LEAST_WORDS:
                counts[article.id] += 1
                key = article.language, article.audience, words
                facts = denies, tuple(NUMBER.findall(sentence))
                said[key].append(_Said(article, sentence, facts))
    return said, counts


def _plainly(sentence: str, language: str) -> tuple[str, bool]:
    """Say a sentence without what turns it round, and whether there was such a word."""
    denials = word_list("denials", language)
    words = sentence.split()
    kept = [word for word in words if PUNCTUATION.sub("", word).casefold() not in denials]
    return " ".join(kept), len(kept) < len(words)


def _contradiction(old: _Said, new: _Said) -> Finding:
    told = (
        f"“{old.article.title}” ({old.article.updated}) says “{old.text}”, and “{new.article.title}” "
        f"({new.article.updated}) says “{new.text}”: mend or archive the older one."
    )
    return Finding(Fault.CONTRADICTED, (old.article.id, new.article.id), told)


def _duplicates(
    base: Sequence[tuple[Article, Sequence[Passage]]],
    shared: Mapping[tuple[str, str], int],
    counts: Mapping[str, int],
) -> Iterator[Finding]:
    titles = {article.id: article.title for article, _ in base}
    for (one, other), count in shared.items():
        if count >= MOSTLY * min(counts[one], counts[other]):
            told = f"“{titles[one]}” and “{titles[other]}” say the same: keep one of them."
            yield Finding(Fault.DUPLICATE, (one, other), told)


def _is_inside(target: str, hosts: set[str]) -> bool:
    if "://" in target:
        return _host(target) in hosts and target.partition("://")[2].casefold() != _host(target)
    return not target.startswith("//") and SCHEME.match(target) is None


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].casefold()


def _name(target: str) -> str:
    """Give the id that a link names: the last part of its way, without a file's ending."""
    last = target.rpartition("/")[2]
    return last.removesuffix(".md").removesuffix(".html")
