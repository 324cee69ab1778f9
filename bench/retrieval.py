"""How fast is the right article found among many? Run `python -m bench.retrieval --passages 100000`.

The articles are made up of the words of our own help centre (`evals/knowledge/`), drawn as often as they
stand there, each with words that only a few articles share, so that a base grows new words as it grows. Their
vectors are the default encoder's. Asked are the questions that people wrote for that help centre, one core,
one process. The first table: the whole of `Shelf.find`, with and without near words, then with the chance
that the base answers. The second: what it takes to make the shelf ready, vectors of passages apart.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it ships no types

from evals.bases import OWN, questions_in
from firstline.gateways.article_file import articles_in
from firstline.gateways.wordllama import WordLlama
from firstline.knowledge.answerable import answerable
from firstline.knowledge.article import Article
from firstline.knowledge.passages import Passage
from firstline.knowledge.shelf import Asked, Kept, Shelf, shelf
from firstline.run.say import say_rows

SEED = 7
EACH = 5
"""Passages of an article."""
WORDS = 60
"""Words of a passage."""
OWN_WORDS = 3
"""Words of an article that hardly any other has."""
TURNS = 3
DAY = date(2026, 11, 1)


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.retrieval")
    parser.add_argument("--passages", type=int, default=100_000)
    count = parser.parse_args(words).passages
    began = time.perf_counter()
    kept = list(_kept(count // EACH))
    print(f"{count / (time.perf_counter() - began):,.0f} passages/s cut and given their vectors")
    before = _megabytes()
    plain, plain_took = _made(lambda: shelf(kept))
    near, near_took = _made(lambda: shelf(kept, words=WordLlama().encode))
    asked = list(_asked())
    ways: Sequence[tuple[str, Callable[[Asked], object]]] = (
        ("words, meaning, titles", plain.find),
        ("with near words", near.find),
        ("and the chance of an answer", lambda one: answerable(near, one, near.find(one))),
    )
    say_rows(
        [
            ("found by", "questions", "p50 ms", "p95 ms", "p99 ms"),
            *(_row(name, way, asked) for name, way in ways),
        ]
    )
    say_rows(
        [
            ("shelf", "articles", "passages", "words", "seconds"),
            ("words, meaning, titles", *_size(plain), f"{plain_took:.1f}"),
            ("with near words", *_size(near), f"{near_took:.1f}"),
        ]
    )
    more = _megabytes() - before
    print(f"{more} MB more than the articles and their vectors, for both shelves; {_megabytes()} MB in all")


def _row(name: str, way: Callable[[Asked], object], asked: Sequence[Asked]) -> Sequence[str]:
    way(asked[0])
    millis = []
    for one in [*asked] * TURNS:
        began = time.perf_counter()
        way(one)
        millis.append((time.perf_counter() - began) * 1000)
    millis.sort()
    return name, f"{len(asked)}", *(f"{millis[int(len(millis) * share)]:.1f}" for share in (0.5, 0.95, 0.99))


def _kept(count: int) -> Iterator[Kept]:
    """Make up articles, with their vectors."""
    chance, encoder = random.Random(SEED), WordLlama()  # noqa: S311 - a bench's dice
    told = [word for article in articles_in(OWN) for word in f"{article.title} {article.text}".split()]
    for number in range(count):
        own = [f"term{chance.randrange(count)}" for _ in range(OWN_WORDS)]
        parts = [
            " ".join(chance.choices([*own, *chance.choices(told, k=WORDS)], k=WORDS)) for _ in range(EACH)
        ]
        title = " ".join([*chance.choices(told, k=4), own[0]])
        cut = [Passage(f"{number}-{place}", "", text) for place, text in enumerate(parts)]
        vectors = encoder.encode([title, *(one.told for one in cut)])
        yield Kept(
            Article(id=f"a{number}", title=title, text="", updated=DAY), cut, vectors[0], list(vectors[1:])
        )


def _asked() -> Iterator[Asked]:
    encoder = WordLlama()
    for question in questions_in(OWN / "questions.jsonl"):
        yield Asked(question.text, "en", DAY, vector=encoder.encode([question.text])[0])


def _made(make: Callable[[], Shelf]) -> tuple[Shelf, float]:
    began = time.perf_counter()
    made = make()
    return made, time.perf_counter() - began


def _size(ready: Shelf) -> Sequence[str]:
    return f"{len(ready.kept):,}", f"{len(ready.passages):,}", f"{len(ready.postings.rows):,}"


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    with threadpool_limits(1):
        main(sys.argv[1:])
