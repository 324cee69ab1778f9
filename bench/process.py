"""How long does seed 3's door take, with a knowledge base? Run `python -m bench.process --articles 500`.

A real `firstline up` on one core, fed with articles by its API; then messages are sent to
`/api/v1/tickets/process`, one after the other from the other core: triage, the search, the draft with its
citations and the policy check, in one answer. The articles are our own bases' (`evals/knowledge*`), each as
often as it takes, told apart by a name of their own; the messages are the questions for them.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from pathlib import Path
from urllib.request import Request, urlopen

from bench.served import Served, pin_self, served
from evals.bases import OWN, questions_in
from firstline.gateways.article_file import articles_in
from firstline.run.say import say_rows

BASES = (OWN, *sorted(path.parent for path in (OWN.parent / "knowledge_more").glob("*/questions.jsonl")))
AT_ONCE = 100
PATIENCE = 60.0
QUIET = 0.2
"""Seconds of processor time in one second that a desk uses that has nothing to do."""
QUIET_SECONDS = 3
Json = Mapping[str, object]


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.process")
    parser.add_argument("--articles", type=int, default=500)
    parser.add_argument("--messages", type=int, default=300)
    asked = parser.parse_args(words)
    pin_self(1)
    with served() as desk:
        began = time.perf_counter()
        _fill(desk, list(islice(_articles(), asked.articles)))
        print(f"{asked.articles} articles taken in within {time.perf_counter() - began:.1f} s")
        _settle(desk)
        cpu = desk.cpu()
        took, cited = _ask(desk, list(islice(_messages(), asked.messages)))
        spent = 1e3 * (desk.cpu() - cpu) / asked.messages
        took.sort()
        p50, p95, p99 = (took[int(share * len(took))] for share in (0.5, 0.95, 0.99))
        head = ("articles", "messages", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "cited", "MB")
        row = (asked.articles, len(took), p50, p95, p99, spent, cited, desk.megabytes())
        say_rows([head, tuple(f"{one:,.1f}" if isinstance(one, float) else f"{one:,}" for one in row)])


def _articles() -> Iterator[Json]:
    for turn in count():
        for base in BASES:
            for one in articles_in(base / "articles"):
                name = f"{base.name}-{one.id}-{turn}"
                yield {
                    "id": name,
                    "title": f"{one.title} ({name})",
                    "text": one.text,
                    "updated": "2026-01-02",
                }


def _messages() -> Iterator[str]:
    for _ in count():
        for base in BASES:
            yield from (one.text for one in questions_in(Path(base) / "questions.jsonl"))


def _fill(desk: Served, articles: Sequence[Json]) -> None:
    for at in range(0, len(articles), AT_ONCE):
        _post(desk, "/api/v1/knowledge/import", {"source": "bench", "articles": articles[at : at + AT_ONCE]})


def _settle(desk: Served) -> None:
    """Wait until the vectors are made and the shelf has them: the server has nothing to do any more."""
    idle, used = 0, desk.cpu()
    while idle < QUIET_SECONDS:
        time.sleep(1)
        idle, used = (idle + 1 if desk.cpu() - used < QUIET else 0), desk.cpu()


def _ask(desk: Served, messages: Sequence[str]) -> tuple[list[float], int]:
    took, cited = [], 0
    for number, text in enumerate(messages):
        body = {
            "ticket_id": f"B-{number}",
            "raw_message": text,
            "customer_name": "Ava Stone",
            "customer_email": f"ava{number}@example.com",
        }
        began = time.perf_counter()
        answer = _post(desk, "/api/v1/tickets/process", body)
        took.append(1e3 * (time.perf_counter() - began))
        cited += bool(answer["result"]["citations"])
    return took, cited


def _post(desk: Served, path: str, body: Json) -> Mapping[str, Mapping[str, object]]:
    address = f"http://127.0.0.1:{desk.port}{path}"
    request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own address
        found: Mapping[str, Mapping[str, object]] = json.loads(answer.read())
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
