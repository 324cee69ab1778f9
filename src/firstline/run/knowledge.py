"""`firstline kb`, done: articles read from files, taken in, found, looked over, and asked.

`ask_files` measures: it makes a knowledge base of a folder in memory and asks it questions from a file, as
the desk would be asked; no database is opened and nothing is left behind but the answers.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from firstline.core.clock import wall_clock
from firstline.core.errors import Refused
from firstline.flows import articles as flow
from firstline.flows.articles import Whole
from firstline.flows.consult import MOST, Consulted, consult, consult_in
from firstline.flows.desk import Desk
from firstline.flows.embed import embed_all
from firstline.flows.import_articles import Source, Taken, checked_source, import_articles
from firstline.flows.library import Library, Stocking
from firstline.flows.look_over import look_over
from firstline.flows.noticeboard import Noticeboard
from firstline.gateways.article_file import Origin, article_of, articles_in
from firstline.gateways.model_files import encoder_named
from firstline.gateways.wordllama import NAME, WordLlama
from firstline.knowledge.article import Article, Audience
from firstline.knowledge.check import Finding
from firstline.knowledge.passages import passages
from firstline.knowledge.shelf import Kept, shelf
from firstline.replies.draft import Draft
from firstline.replies.proposal import Known, propose
from firstline.run.files import opened, written
from firstline.run.opening import opened_desk
from firstline.run.settings import read_settings
from firstline.store.articles import SAMPLES, Sought, Stored
from firstline.tickets.message import Message
from firstline.tickets.verdict import Verdict
from firstline.triage.encoder import Encoder
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.language import UNDETERMINED, language
from firstline.triage.text import read
from firstline.web.native.articles import row_out

LONGEST_LINE: Final = 1_000_000
"""Bytes of a question's line."""


class BadQuestion(Refused):
    """A line holds no question."""

    code = "bad_question"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """What the knowledge base says to a question."""

    question: Question
    asked: Consulted
    draft: Draft

    def as_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return {
            "id": self.question.id,
            "question": self.question.text,
            "ranking": [[one.article.id, round(one.score, 4)] for one in self.asked.found],
            "answerable": round(self.asked.chance, 4),
            "draft": [
                {"text": one.text, "article": one.doc_id, "passage": one.chunk_id, "quote": one.quote}
                for one in self.draft.sentences
                if one.doc_id
            ],
        }


@contextmanager
def desk_with_library() -> Iterator[Desk]:
    """Open the desk with its knowledge base, and without what it has learnt, which takes a second."""
    with opened_desk() as whole:
        stocking = Stocking(whole.encoder_named)
        desk = replace(whole, board=Noticeboard(stocking=stocking, public_url=whole.board.public_url))
        desk.board.look(desk.read, whole=True)
        yield desk


def import_now(place: str, *, source: str, whole: bool) -> tuple[Taken, int]:
    """Take the articles of a file or a folder in; tells how many texts were turned into vectors."""
    with desk_with_library() as desk:
        taken = import_articles(desk, articles_in(Path(place)), Source(checked_source(source), whole=whole))
        return taken, embed_all(desk)


def add_now(title: str, text: str, name: str | None, *, internal: bool) -> Whole:
    """Write one article in Markdown, with front matter or without."""
    origin = Origin("the text", "", wall_clock().date())
    given = article_of(text, origin, title=title, name=name or "")
    article = replace(given, audience=Audience.INTERNAL) if internal else given
    with desk_with_library() as desk:
        made = flow.make_article(desk, article)
        embed_all(desk)
        return made


def list_now() -> Sequence[Stored]:
    """List all articles."""
    with opened_desk() as desk:
        return flow.list_articles(desk, Sought(), limit=flow.MOST)


def samples_now() -> Sequence[str]:
    """Name the articles that came with the desk."""
    with opened_desk() as desk:
        found = flow.list_articles(desk, Sought(source=SAMPLES), limit=flow.MOST)
        return [one.article.id for one in found]


def as_row(stored: Stored) -> Any:  # noqa: ANN401 - what JSON can say
    """Give an article as the API lists it."""
    return msgspec.to_builtins(row_out(stored))


def show_now(article_id: str) -> Whole:
    """Give an article."""
    with opened_desk() as desk:
        return flow.find_article(desk, article_id)


def remove_now(article_id: str) -> None:
    """Remove an article."""
    with opened_desk() as desk:
        flow.remove_article(desk, article_id)


def remove_samples_now() -> Sequence[str]:
    """Remove the articles that came with the desk."""
    with opened_desk() as desk:
        return flow.remove_samples(desk)


def search_now(question: str, *, internal: bool) -> Consulted:
    """Ask the desk's knowledge base."""
    audience = Audience.INTERNAL if internal else Audience.PUBLIC
    with desk_with_library() as desk:
        return consult(desk, question, language=language_of(question), audience=audience)


def check_now() -> Sequence[Finding]:
    """Look the desk's knowledge base over."""
    with opened_desk() as desk:
        return look_over(desk)


def ask(question: str, place: str | None, *, encoder: str = NAME) -> Answered:
    """Ask the desk's knowledge base, or a folder of articles, and draft a reply as the desk would."""
    if place is not None:
        return _ask(library_of(place, encoder), Question("", question))
    with desk_with_library() as desk:
        return _ask(desk.board.library, Question("", question))


def ask_files(questions: str, place: str, predictions: str | None, *, encoder: str) -> Sequence[Answered]:
    """Ask the articles of a folder each question of a file, and write down what comes of it.

    Raises:
        DeskError: when a file or the encoder cannot be used.
    """
    library = library_of(place, encoder)
    with opened(questions) as source:
        answers = [_ask(library, one) for one in questions_in(source)]
    if predictions is not None:
        with written(predictions) as out:
            for one in answers:
                told = {key: value for key, value in one.as_json().items() if key != "question"}
                out.write(json.dumps(told).encode() + b"\n")
    return answers


def library_of(place: str, name: str) -> Library:
    """Make the articles of a file or a folder ready, all with their vectors."""
    settings = read_settings()
    encoder = encoder_named(name, settings.models)
    kept = [_kept(one.found_at(settings.public_url), encoder) for one in articles_in(Path(place))]
    versions = {one.article.id: 1 for one in kept}
    return Library(shelf(kept, words=WordLlama().encode), name=name, encoder=encoder, versions=versions)


def questions_in(source: BinaryIO) -> Iterator[Question]:
    """Read questions, one JSON object on each line.

    Raises:
        BadQuestion: when a line holds none.
    """
    for number, line in enumerate(iter(lambda: source.readline(LONGEST_LINE), b""), 1):
        if line.strip():
            yield _question(line, number)


def language_of(question: str) -> str:
    """Tell in which language a question is asked; English where nobody can tell."""
    found = language(read(Message(question)))[0]
    return "en" if found == UNDETERMINED else found


def _question(line: bytes, number: int) -> Question:
    try:
        told = json.loads(line)
        name, text = told.get("id", number), told["question"]
    except (ValueError, KeyError, AttributeError, RecursionError):
        text = None
    if not isinstance(text, str):
        message = f'Line {number} holds no question: it looks like {{"id": "q1", "question": "..."}}.'
        raise BadQuestion(message)
    return Question(str(name), text)


def _kept(article: Article, encoder: Encoder) -> Kept:
    cut = passages(article.text)
    vectors = list(encoder.encode([one.told for one in cut])) if cut else []
    return Kept(article, cut, encoder.encode([article.title])[0], vectors)


def _ask(library: Library, question: Question) -> Answered:
    day = wall_clock().date()
    asked = consult_in(library, question.text, day=day, language=language_of(question.text), most=MOST)
    return _answered(question, asked)


def _answered(question: Question, asked: Consulted) -> Answered:
    taxonomy = first_taxonomy()
    verdict: Verdict = judge(Message(question.text), taxonomy=taxonomy)
    known = Known(asked.question, asked.found, asked.chance)
    return Answered(question, asked, propose("", verdict, taxonomy, known).draft)
