"""Can the knowledge base answer a question? A small head says how likely it is, in [0, 1].

It never goes by one score: the best article always scores something. It weighs signals that mean the same in
any base and by any encoder (`signals`): how far the first article is ahead, how much of what the question
says its best passages say too, in the same or near words, whether the question proper has a word of which
they say nothing, how near the best passage and the title are beside what is usual in this base, and how near
the title is to the rare words of the question. The weights were learnt from questions whose article was taken
out of the base, and from questions that people wrote for no article to answer (`evals/answerable.py` writes
`answerable.json`).

What always holds: nothing found is nothing answered, and the same question of the same shelf gives the same
chance.
"""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from firstline.knowledge.scale import Usual
from firstline.knowledge.sentences import sentences
from firstline.knowledge.shelf import Asked, Found, Shelf
from firstline.knowledge.terms import spelt

ANSWERABLE: Final = 0.5
"""The chance from which a draft answers; `evals/README.md` says how often it is right then."""
STEEPEST: Final = 30.0
"""Beyond this a chance is 0 or 1 for all that counts."""


def answerable(ready: Shelf, asked: Asked, found: Sequence[Found]) -> float:
    """Tell how likely it is that the base answers.

    Args:
        ready: the base.
        asked: the question.
        found: what was found for it there, the best first.
    """
    if not found:
        return 0.0
    head = _head()
    told = signals(ready, asked, found)
    sum_ = head["bias"] + sum(head[name] * signal for name, signal in told.items())
    return 1 / (1 + math.exp(-min(max(sum_, -STEEPEST), STEEPEST)))


def signals(ready: Shelf, asked: Asked, found: Sequence[Found]) -> Mapping[str, float]:
    """Give what the head goes by; of something that is not there, what says nothing."""
    best, usual = found[0], ready.usual
    words = spelt(asked.text, best.article.language)
    alike = _alike(ready, words, best)
    inner = [alike[word] for word in _asked_for(asked.text, best.article.language, words)]
    return {
        "ahead": _ahead(ready, found),
        "said": _share(ready, alike),
        "titled": _place(usual, best.scores.title),
        "named": best.scores.named,
        "least": min(inner, default=0.0),
        "near": _place(usual, best.scores.meaning),
    }


def _ahead(ready: Shelf, found: Sequence[Found]) -> float:
    """Tell how far the best article is ahead of the next that it does not stand for."""
    best = found[0]
    pairs = (
        (ready.kept[older].article, ready.kept[newer].article) for older, newer in ready.replaced.items()
    )
    own = {older.id for older, newer in pairs if newer.id == best.article.id}
    others = (one for one in found[1:] if one.article.id not in own)
    return next((best.score - one.score for one in others), 0.0)


def _place(usual: Usual | None, cosine: float) -> float:
    """Tell where a cosine lies beside what is usual; as usual where it is not known."""
    return usual.place(cosine) if usual is not None and math.isfinite(cosine) else 0.0


def _alike(ready: Shelf, words: Mapping[str, str], best: Found) -> Mapping[str, float]:
    """Tell for each word of the question how near the nearest word of the best passages is."""
    text = " ".join(f"{passage.heading} {passage.text}" for passage, _ in best.passages)
    told = {*spelt(f"{best.article.title} {text}", best.article.language)}
    if ready.kin is None:
        return {term: float(term in told) for term in words}
    return ready.kin.likeness(words, told)


def _share(ready: Shelf, alike: Mapping[str, float]) -> float:
    """Tell how much of the question is said, a rare word counting for more."""
    rarity = {term: ready.postings.rarity(term) for term in alike}
    whole = sum(rarity.values())
    return sum(rarity[term] * near for term, near in alike.items()) / whole if whole else 0.0


def _asked_for(text: str, language: str, words: Mapping[str, str]) -> Sequence[str]:
    """Give the words of the sentences that ask; where none does, of the last one."""
    told = list(sentences(text))
    asking = [one for one in told if "?" in one] or told[-1:]
    inner = spelt(" ".join(asking), language)
    return [word for word in words if word in inner]


@cache
def _head() -> Mapping[str, float]:
    page: Mapping[str, float] = json.loads(files(__package__).joinpath("answerable.json").read_text("utf-8"))
    return page
