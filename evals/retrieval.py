"""How often does the knowledge base find the article that answers? Run `python -m evals.retrieval`.

Our own base is the help centre of an invented company (`evals/knowledge/`), with questions by somebody who
did not write it; the public sets lie in the folder that `FIRSTLINE_EVAL_DATA` names. Each question is asked
of all articles at once, as a customer would.

A question counts as found at 1 when the first article answers it, at 5 when one of the first five does. An
outdated article must never come first where a newer one says otherwise.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it ships no types

from evals.sets import public_data
from firstline.gateways.article_file import articles_in
from firstline.gateways.model_files import encoder_named
from firstline.knowledge.article import Article
from firstline.knowledge.passages import passages
from firstline.knowledge.shelf import Asked, Kept, Shelf, shelf
from firstline.run.say import say_rows
from firstline.run.settings import read_settings
from firstline.triage.encoder import Encoder

OWN: Final = Path(__file__).parent / "knowledge"
PUBLIC: Final = ("wixqa-a", "stackfaq")
DAY: Final = date(2026, 11, 1)
"""On which the questions are asked."""
NEAR: Final = 5
HEAD: Final = ("set", "questions", "first", "among five", "outdated first")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, and which articles answer it."""

    text: str
    articles: Sequence[str]
    kind: str
    outdated: Sequence[str]
    """Articles that say what held before."""


def main() -> None:
    """Print how often each set's questions find their article."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval")
    parser.add_argument("--encoder", default="wordllama")
    asked = parser.parse_args()
    encoder = encoder_named(asked.encoder, read_settings().models)
    say_rows([HEAD, *(row for name, place in _sets() for row in _rows(name, place, encoder))])


def _sets() -> Iterator[tuple[str, Path]]:
    yield "our own", OWN
    data = public_data()
    if data is not None:
        yield from ((name, data / name) for name in PUBLIC if (data / name).is_dir())


def _rows(name: str, place: Path, encoder: Encoder) -> Iterator[Sequence[str]]:
    """Give a row for the set, and one for each kind of question in it."""
    ready = on_shelf(list(articles_in(place)), encoder)
    told = [
        (one, found(ready, one.text, encoder))
        for one in questions_in(place / "questions.jsonl")
        if one.articles
    ]
    by_kind: dict[str, list[tuple[Question, Sequence[str]]]] = defaultdict(list)
    for one, names in told:
        by_kind[one.kind].append((one, names))
    yield _row(name, told)
    if len(by_kind) > 1:
        yield from (_row(f"  {kind}", some) for kind, some in sorted(by_kind.items()))


def _row(name: str, told: Sequence[tuple[Question, Sequence[str]]]) -> Sequence[str]:
    first = sum(names[0] in one.articles for one, names in told) / len(told)
    near = sum(not {*names[:NEAR]}.isdisjoint(one.articles) for one, names in told) / len(told)
    old = sum(names[0] in one.outdated for one, names in told)
    return name, f"{len(told):,}", f"{first:.3f}", f"{near:.3f}", str(old)


def on_shelf(articles: Sequence[Article], encoder: Encoder) -> Shelf:
    """Make articles ready, all with their vectors."""
    kept = []
    for article in articles:
        cut = passages(article.text)
        vectors = list(encoder.encode([one.told for one in cut])) if cut else []
        kept.append(Kept(article, cut, encoder.encode([article.title])[0], vectors))
    return shelf(kept)


def found(ready: Shelf, question: str, encoder: Encoder) -> Sequence[str]:
    """Name the articles that a question finds, the best first."""
    asked = Asked(question, "en", DAY, vector=encoder.encode([question])[0])
    return [one.article.id for one in ready.find(asked)]


def questions_in(file: Path) -> Iterator[Question]:
    """Read questions, one JSON object on each line."""
    for line in file.read_text("utf-8").splitlines():
        told: Mapping[str, Any] = json.loads(line)
        yield Question(told["question"], told["articles"], told.get("kind", "all"), told.get("outdated", []))


if __name__ == "__main__":
    with threadpool_limits(1):  # as in `evals/corpus.py`
        main()
