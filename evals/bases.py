"""Knowledge bases with questions, made ready to be asked: our own and the public ones.

Our own base is the help centre of an invented company (`evals/knowledge/`), with questions by somebody who
did not write it, and is what we report on; three more by other hands (`evals/knowledge_more/`) are there to
choose by. The public sets lie in the folder that `FIRSTLINE_EVAL_DATA` names. A question in one of
the languages of the glossaries is asked in English words.

What always holds: each question is asked of all articles at once, as a customer would.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from evals.sets import public_data
from firstline.gateways.article_file import articles_in
from firstline.gateways.wordllama import WordLlama
from firstline.knowledge.article import Article
from firstline.knowledge.passages import passages
from firstline.knowledge.postings import Floats
from firstline.knowledge.shelf import Asked, Found, Kept, Shelf, shelf
from firstline.tickets.message import Message
from firstline.triage.encoder import Encoder
from firstline.triage.glossary import english_text, in_english
from firstline.triage.language import language
from firstline.triage.text import read

OWN: Final = Path(__file__).parent / "knowledge"
OUR_OWN: Final = "our own"
MORE: Final = ("loadbird", "ledgernest", "saltmarsh")
WRITTEN: Final = (OUR_OWN, *MORE)
"""In these somebody wrote questions that no article answers."""
PUBLIC: Final = ("wixqa-a", "stackfaq")
DAY: Final = date(2026, 11, 1)
"""On which the questions are asked."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, and which articles answer it."""

    text: str
    articles: Sequence[str]
    kind: str
    outdated: Sequence[str]
    """Articles that say what held before."""


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """Articles that are ready, and questions for them."""

    name: str
    encoder: Encoder
    ready: Shelf
    questions: Sequence[Question]

    def ask(self, question: Question) -> tuple[Asked, Sequence[Found]]:
        """Ask a question."""
        text = in_english_words(question.text)
        asked = Asked(text, "en", DAY, vector=self.encoder.encode([text])[0])
        return asked, self.ready.find(asked)

    def without(self, names: Collection[str]) -> "Base":
        """Take articles out as an agent would who archives them; their words stay counted."""
        gone = np.array([one.article.id in names for one in self.ready.kept], np.bool_)
        published = self.ready.openness.published & ~gone
        openness = replace(self.ready.openness, published=published)
        return replace(self, ready=replace(self.ready, openness=openness))


def bases(encoder: Encoder) -> Iterator[Base]:
    """Make each base ready that can be had."""
    for name, place in _places():
        ready = on_shelf(list(articles_in(place)), encoder)
        yield Base(name, encoder, ready, list(questions_in(place / "questions.jsonl")))


def on_shelf(articles: Sequence[Article], encoder: Encoder) -> Shelf:
    """Make articles ready, all with their vectors."""
    kept = []
    for article in articles:
        cut = passages(article.text)
        vectors = list(encoder.encode([one.told for one in cut])) if cut else []
        kept.append(Kept(article, cut, encoder.encode([article.title])[0], vectors))
    return shelf(kept, words=word_vectors)


def word_vectors(words: Sequence[str]) -> Floats:
    """Give words their vectors, by the encoder that comes with the desk."""
    return WordLlama().encode(words)


@cache
def in_english_words(text: str) -> str:
    """Say a question in English, word by word, where there is a glossary of its language."""
    reading = read(Message(text))
    told = in_english(reading, language(reading)[0])
    return text if told is None else english_text(told)


def questions_in(file: Path) -> Iterator[Question]:
    """Read questions, one JSON object on each line."""
    for line in file.read_text("utf-8").splitlines():
        told: Mapping[str, Any] = json.loads(line)
        yield Question(told["question"], told["articles"], told.get("kind", "all"), told.get("outdated", []))


def _places() -> Iterator[tuple[str, Path]]:
    yield OUR_OWN, OWN
    yield from ((name, OWN.with_name("knowledge_more") / name) for name in MORE)
    data = public_data()
    if data is not None:
        yield from ((name, data / name) for name in PUBLIC if (data / name).is_dir())
