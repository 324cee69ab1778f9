"""What to quote of the passages that were found: the sentences that answer, with those that they need.

The sentences of a passage are taken in groups that belong together: the steps of a list with the line that
announces them, and a sentence with the next where that begins with "This". A group counts by the question's
words that it has, the rare ones more; the best groups are quoted, and what stands beside them as long as that
is short, in the order in which they stand, up to `MOST_WORDS` words.

What always holds: nothing is quoted twice, a sentence is never cut, and what is quoted has no link but to its
own article, no picture and no markup.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from firstline.knowledge.passages import Passage
from firstline.knowledge.shelf import Found
from firstline.knowledge.terms import terms
from firstline.replies.lexicon import Lexicon, lexicon

MOST_WORDS: Final = 120
MOST_PASSAGES: Final = 3
COMFORT: Final = 60
"""Words up to which the sentences beside the best ones are quoted, too."""
NEARLY: Final = 0.75
"""Of the best group's score: a group that is quoted as well."""
RANK: Final = 0.15
"""What each place that a passage stands behind the first costs, of the best score."""
EXPLAINS: Final = 5
"""Words of a cell from which on it explains what it stands beside, and needs no column's name."""
STEP: Final = re.compile(r"\d{1,3}[.)] ")
TAG: Final = re.compile(r"<[^<>]{0,500}>")
PICTURE: Final = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{0,600}\)")
LINK: Final = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,600}\)")
ADDRESS: Final = (
    r"(?:\b[a-z]{2,12}://|\bwww\.|(?<![@\w.-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12}/)[^\s<>\"()\[\]]{0,1000}"
)
DOMAIN: Final = (
    r"(?<![@\w.-])(?:[a-z0-9-]{1,63}\.){1,5}(?:com|net|org|info|biz|io|app|dev|shop|xyz|ru|cn|co|eu|uk|de|fr|es|pt|br|us)"
    r"(?![\w-]|\.\w)"
)
PLACE: Final = re.compile(f"{ADDRESS}|{DOMAIN}", re.IGNORECASE)
BRACKETS: Final = str.maketrans("", "", "[]<")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is quoted of one passage."""

    passage: Passage
    score: float
    """Of the passage, as it was found."""
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    """Sentences that belong together."""

    passage: int
    place: int
    sentences: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(sentence.split()) for sentence in self.sentences)


def excerpts(
    found: Found, asked: str, *, most: int = MOST_WORDS, besides: Sequence[str] = ()
) -> list[Excerpt]:
    """Choose what to quote of an article.

    Args:
        found: the article with its nearest passages.
        asked: the question.
        most: words.
        besides: what is quoted already.
    """
    told, words = found.passages[:MOST_PASSAGES], lexicon(found.article.language)
    groups = [
        _Group(rank, place, sentences)
        for rank, (passage, _) in enumerate(told)
        for place, sentences in enumerate(_groups(_clean(found, passage), words))
    ]
    chosen = _chosen(groups, _scores(groups, asked, found.article.language), most, set(besides))
    return [
        Excerpt(
            passage, score, tuple(one for group in chosen if group.passage == rank for one in group.sentences)
        )
        for rank, (passage, score) in enumerate(told)
        if any(group.passage == rank for group in chosen)
    ]


def readable(sentence: str) -> str:
    """Write a table's row and an item as a line of a list; any other sentence stays.

    >>> readable("Plan: Plus; Price: 9 EUR; Trial: 30 days"), readable("It is free.")
    ('- Plus: Price 9 EUR; Trial 30 days', 'It is free.')
    >>> readable("Status: Sent; Meaning: The carrier has it now")
    '- Sent: The carrier has it now'
    """
    cells = [cell.split(": ", 1) for cell in sentence.split("; ")]
    if is_item(sentence):
        return f"- {sentence}"
    if not is_row(sentence):
        return sentence
    head, *others = cells
    if len(others) == 1 and len(others[0][-1].split()) >= EXPLAINS:
        return f"- {head[-1]}: {others[0][-1]}"
    return f"- {head[-1]}: {'; '.join(' '.join(cell) for cell in others)}"


def is_row(sentence: str) -> bool:
    """Tell whether a sentence is a table's row."""
    _, *others = sentence.split("; ")
    return bool(others) and all(": " in cell for cell in others)


def is_step(sentence: str) -> bool:
    """Tell whether a sentence is an item of a numbered list."""
    return STEP.match(sentence) is not None


def is_item(sentence: str) -> bool:
    """Tell whether a sentence is an item of a list without numbers: nothing ends it.

    >>> is_item("the order number"), is_item("It is free.")
    (True, False)
    """
    return not (is_row(sentence) or is_step(sentence) or sentence.endswith((".", "!", "?", ":", "\u2026")))


def clean(text: str, url: str = "") -> str:
    """Take pictures, markup, marks and links out of a text, but the link to its own article.

    >>> clean("See ![x](http://a.example/p.png) [this](b.example) <b>now</b>, www.c.example/x or [KB-1].")
    'See this now, or KB-1.'
    >>> clean("See https://example.com/kb/hours or example.com/x now.", "https://example.com/kb/hours")
    'See https://example.com/kb/hours or now.'
    """
    plain = TAG.sub(" ", LINK.sub(r"\1", PICTURE.sub(" ", text))).translate(BRACKETS)
    without = PLACE.sub(lambda match: match[0] if _is_own(match[0], url) else " ", plain)
    return re.sub(r" (?=[.,;:!?])", "", " ".join((plain if without == plain else without).split()))


def _is_own(address: str, url: str) -> bool:
    own, other = urlsplit(url), address.rstrip(".,;:!?")
    return bool(url) and other in {url, f"{own.netloc}{own.path}"}


def _clean(found: Found, passage: Passage) -> list[str]:
    """Give what may be quoted; a line that announces what stands elsewhere is left out at the end."""
    url = found.article.url
    told = [clean(sentence, url) for sentence in passage.sentences]
    kept = [sentence for sentence in told if any(map(str.isalnum, sentence))]
    while kept and kept[-1].endswith(":"):
        kept.pop()
    return kept


def _groups(sentences: Sequence[str], words: Lexicon) -> list[tuple[str, ...]]:
    groups: list[list[str]] = []
    for sentence in sentences:
        if groups and _belongs(sentence, groups[-1][-1], words):
            groups[-1].append(sentence)
        else:
            groups.append([sentence])
    return [tuple(group) for group in groups]


def _belongs(sentence: str, before: str, words: Lexicon) -> bool:
    for is_one in (is_step, is_item):
        if is_one(sentence):
            return is_one(before) or before.endswith(":")
    first = sentence.split(maxsplit=1)[0].casefold()
    return before.endswith(":") or (first in words.leans and not is_row(sentence))


def _scores(groups: Sequence[_Group], asked: str, language: str) -> list[float]:
    """Count the question's words in each group; one that few groups have counts more."""
    wanted = set(terms(asked, language))
    held = [wanted & set(terms(" ".join(group.sentences), language)) for group in groups]
    often = Counter(word for words in held for word in words)
    scores = [sum(1 / often[word] for word in words) for words in held]
    best = max(scores, default=0.0) or 1.0
    return [score - RANK * best * group.passage for score, group in zip(scores, groups, strict=True)]


def _chosen(groups: Sequence[_Group], scores: Sequence[float], most: int, said: set[str]) -> list[_Group]:
    """Take the best groups that there is room for, in the order in which they stand."""
    order = sorted(range(len(groups)), key=lambda at: (-scores[at], at))
    good = [at for at in order if scores[at] >= NEARLY * scores[order[0]]]
    taken: list[int] = []
    for at in (*good, *_beside(groups, order)):
        limit = most if at in good else min(most, COMFORT)
        words = sum(groups[one].words for one in taken) + groups[at].words
        if at not in taken and words <= limit and not said.issuperset(groups[at].sentences):
            taken.append(at)
            said |= set(groups[at].sentences)
    return [groups[at] for at in sorted(taken)]


def _beside(groups: Sequence[_Group], order: Sequence[int]) -> Iterator[int]:
    """Give what stands beside the best group, the nearest first; a table's rows stand for themselves."""
    best = order[0] if order else 0
    near = [at for at, group in enumerate(groups) if group.passage == groups[best].passage and at != best]
    near.sort(key=lambda at: (abs(at - best), -at))
    yield from (at for at in near if not is_row(groups[at].sentences[0]))
