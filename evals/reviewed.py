"""Does the review queue ask for what teaches most? So many labels that it asks for, beside as many at random.

Messages of a public set's training part are held back and asked; among the others the review queue chooses,
`STEP` at a time, as the desk's own page does, each step after a training on what was chosen before. A desk
that learnt from as many labels drawn at random stands beside it. `python -m evals.reviewed [--encoder NAME]
[--only SET] [--labels 200] [--draws 3]`; with `--last-look` the test part is asked instead, and the whole
training part may be chosen from.

What always holds: a seed draws the same, no message is both learnt and asked, and the queue knows the label
of no message that it has not asked for.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evals.promises import Set, example_of
from evals.sets import FOLDER, Rows, is_labelled, public_data, read_rows, shuffled
from firstline.gateways.model_files import encoder_named
from firstline.learning.review import worth_asking
from firstline.learning.training import Course, train
from firstline.run.say import say_rows
from firstline.run.settings import read_settings
from firstline.tickets.message import Message
from firstline.triage.judge import judge
from firstline.triage.learned import Learned
from firstline.triage.novice import novice

SETS: Final = ("complaints10", "banking77")
STEP: Final = 50
"""Labels that are asked for before the next training; the desk's page asks for up to 100."""
HELD: Final = 800
HEADER: Final = ("set", "labels", "draw", "asked for by the queue", "at random")


class Desk:
    """A desk that is taught message by message."""

    def __init__(self, one: Set) -> None:
        self.one = one
        self.labels = [category.name for category in one.taxonomy.categories]
        self.learned = novice(one.taxonomy, one.encoder)

    def learn(self, rows: Rows) -> "Desk":
        """Learn from these, and from nothing else."""
        course = Course(self.one.taxonomy, self.one.encoder)
        examples = [example_of(row, number) for number, row in enumerate(rows, 1)]
        self.learned = train(examples, course).learned
        return self

    def odds(self, rows: Rows) -> NDArray[np.float64]:
        """Give each label's chance for each message."""
        learned = replace(self.learned, ranked=len(self.labels))
        return np.array([self._odds(row, learned) for row in rows])

    def accuracy(self, rows: Rows) -> float:
        """Give the share of right answers."""
        said = [self.labels[at] for at in self.odds(rows).argmax(axis=1)]
        return float(np.mean([row["labels"]["category"] == one for row, one in zip(rows, said, strict=True)]))

    def _odds(self, row: dict[str, str], learned: Learned) -> list[float]:
        message = Message(row["text"], language=row["lang"])
        field = judge(message, taxonomy=self.one.taxonomy, learned=learned).category
        told = dict(field.ranking)
        return [told.get(label, 0.0) for label in self.labels]


def asked_for(one: Set, pool: Rows, labels: int) -> Rows:
    """Let the review queue choose, step by step."""
    desk, chosen, left = Desk(one), list[int](), list(range(len(pool)))
    vectors = one.encoder.encode([row["text"] for row in pool])
    while len(chosen) < labels:
        odds = desk.odds([pool[place] for place in left])
        count = min(STEP, labels - len(chosen))
        asks = worth_asking(odds, vectors[left], count, labels=desk.labels, labelled=vectors[chosen])
        new = [left[ask.place] for ask in asks]
        chosen, left = chosen + new, [place for place in left if place not in {*new}]
        desk.learn([pool[place] for place in chosen])
    return [pool[place] for place in chosen]


def _rows(one: Set, labels: int, draws: int, *, last: Rows | None) -> Iterator[Sequence[str]]:
    for draw in range(draws):
        print(f"{one.name}, draw {draw} ...", file=sys.stderr)
        mixed = shuffled(one.rows, draw)
        asked, pool = (mixed[:HELD], mixed[HELD:]) if last is None else (last, mixed)
        by_queue = Desk(one).learn(asked_for(one, pool, labels)).accuracy(asked)
        at_random = Desk(one).learn(pool[:labels]).accuracy(asked)
        yield one.name, str(labels), str(draw), f"{by_queue:.3f}", f"{at_random:.3f}"


def _test_part(data: Path, name: str) -> Rows:
    return [row for row in read_rows(data / name / "test.jsonl") if is_labelled(row)]


def main(words: Sequence[str]) -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m evals.reviewed")
    parser.add_argument("--encoder", default="wordllama", help="as `firstline models list` shows it")
    parser.add_argument("--only", default="", help="the sets with this in their name")
    parser.add_argument("--labels", type=int, default=200)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--last-look", action="store_true", help="ask the test part")
    asked, data = parser.parse_args(words), public_data()
    if data is None:
        sys.exit(f"The queue is tried on public sets: let {FOLDER} name the folder that has them.")
    encoder = encoder_named(asked.encoder, read_settings().models)
    names = [name for name in SETS if asked.only in name]
    tests = {name: _test_part(data, name) if asked.last_look else None for name in names}
    sets = (Set(name, data, encoder) for name in names)
    rows = (row for one in sets for row in _rows(one, asked.labels, asked.draws, last=tests[one.name]))
    say_rows([HEADER, *rows])


if __name__ == "__main__":
    main(sys.argv[1:])
