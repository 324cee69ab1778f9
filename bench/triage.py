"""How fast is a message judged, by whom, and how soon has a desk learnt? Run `python -m bench.triage`.

One core, one process, the whole of `judge`: reading, rules, language, entities, what learns, the verdict with
its reasons. A row is a desk: one by rules alone, a fresh one with its phrases, and, with `--learned LABELS`,
one with a model of so many labels of each field (`FIRSTLINE_EVAL_DATA` names the folder that has Banking77;
what it does not label the rules do). All rows are measured by turns in the same run, so that they can be
compared on a machine that others use, too. `--encoder NAME` takes another encoder.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evals.promises import Set
from evals.sets import FOLDER, public_data, shuffled
from firstline.flows.learn import LEARNT
from firstline.gateways.model_files import encoder_named
from firstline.learning.examples import Example
from firstline.learning.training import Course, train
from firstline.run.say import say_rows
from firstline.run.settings import read_settings
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.blend import label_of
from firstline.triage.encoder import Encoder
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import NOTHING, Learned
from firstline.triage.novice import novice

MESSAGES = Path(__file__).parents[1] / "evals/messages.jsonl"
LENGTH = 540
"""Characters of a usual ticket: mail with greeting and signature."""
LONG = 9_000
TURNS = 5
LASTS = 0.6
"""Seconds that each row is measured in each turn."""


@dataclass(slots=True)
class Row:
    """A desk, texts, and how long each took."""

    desk: str
    texts: str
    taxonomy: Taxonomy
    learned: Learned
    messages: Sequence[Message]
    seconds: list[float] = field(default_factory=list)

    def turn(self) -> None:
        """Judge for a while."""
        end = time.perf_counter() + LASTS
        while time.perf_counter() < end:
            for message in self.messages:
                start = time.perf_counter()
                judge(message, taxonomy=self.taxonomy, learned=self.learned)
                self.seconds.append(time.perf_counter() - start)

    def told(self) -> Sequence[str]:
        """Say it as a row of the table."""
        times, count = sorted(self.seconds), len(self.seconds)
        length = sum(len(message.text) for message in self.messages) // len(self.messages)
        p50, p95 = (1e3 * times[int(share * count)] for share in (0.5, 0.95))
        rate = count / sum(times)
        return self.desk, self.texts, f"{length:,}", f"{p50:.2f}", f"{p95:.2f}", f"{rate:,.0f}"


def samples() -> Iterator[tuple[str, Sequence[Message]]]:
    """Give short texts, usual ones and long ones."""
    rows = [json.loads(line)["text"] for line in MESSAGES.read_text("utf-8").splitlines()]
    english = [text for text in rows if text.isascii() and len(text) < len("a short message") * 10]
    whole = "\n".join(english)
    yield "short", [Message(text) for text in english]
    yield "usual", [Message(whole[at : at + LENGTH]) for at in range(0, len(whole) - LENGTH, LENGTH)]
    yield "long", [Message((whole + "\n") * 2)] if len(whole) < LONG else [Message(whole[:LONG])]


def desks(encoder: Encoder, labels: int) -> Iterator[tuple[str, Taxonomy, Learned]]:
    """Give the desks that judge."""
    own = first_taxonomy()
    yield "rules", own, NOTHING
    yield "fresh", own, novice(own, encoder)
    if labels:
        yield f"{labels:,} labels", *trained(encoder, labels)


def trained(encoder: Encoder, labels: int) -> tuple[Taxonomy, Learned]:
    """Train a desk of Banking77's categories, and say how long that took."""
    data = public_data()
    if data is None:
        sys.exit(f"Labels come from Banking77: let {FOLDER} name the folder that has it.")
    one = Set("banking77", data, encoder)
    rows = shuffled(one.rows, 0)[:labels]
    examples = [
        _example(number, row["text"], row["labels"]["category"]) for number, row in enumerate(rows, 1)
    ]
    category = [_only_category(example) for example in examples]
    course = Course(one.taxonomy, one.encoder)
    for name, lesson in (("category alone", category), ("all fields", examples)):
        start, cpu = time.perf_counter(), time.process_time()
        learned = train(lesson, course).learned
        took = time.perf_counter() - start, time.process_time() - cpu
        print(f"trained on {labels:,} labels, {name}: {took[0]:.1f} s, {took[1]:.1f} s of CPU")
    # Here each text's vector was made once and remembered; a desk makes it for each message.
    tongues = {
        name: replace(tongue, encoder=_plain(tongue.encoder, encoder))
        for name, tongue in learned.tongues.items()
    }
    return one.taxonomy, replace(learned, tongues=tongues)


def _plain(has: Encoder, encoder: Encoder) -> Encoder:
    return encoder if has.version == encoder.version else has


def _example(number: int, text: str, category: str) -> Example:
    """Label a message; what nobody has labelled the rules do."""
    said = judge(Message(text))
    about = [name for name in LEARNT if name not in {"category", "subcategory", "team"}]
    labels = {name: label_of(name, getattr(said, name).value) for name in about}
    return Example(message=Message(text), labels={"category": category, **labels}, number=number)


def _only_category(example: Example) -> Example:
    labels = {"category": example.labels["category"]}
    return Example(message=example.message, labels=labels, number=example.number)


def main(words: Sequence[str]) -> None:
    """Measure every desk on every kind of text."""
    parser = argparse.ArgumentParser(prog="python -m bench.triage")
    parser.add_argument("--encoder", default="wordllama", help="as `firstline models list` shows it")
    parser.add_argument("--learned", type=int, default=0, metavar="LABELS", help="such as 5000")
    asked = parser.parse_args(words)
    encoder = encoder_named(asked.encoder, read_settings().models)
    rows = [
        Row(desk, name, taxonomy, learned, messages)
        for desk, taxonomy, learned in desks(encoder, asked.learned)
        for name, messages in samples()
    ]
    for row in rows:
        judge(row.messages[0], taxonomy=row.taxonomy, learned=row.learned)
    for _ in range(TURNS):
        for row in rows:
            row.turn()
    header = ("desk", "texts", "characters", "p50 ms", "p95 ms", "texts/s")
    say_rows([header, *(row.told() for row in rows)])
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, training included")


if __name__ == "__main__":
    main(sys.argv[1:])
