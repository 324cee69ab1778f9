"""Does the desk keep its promises? Draws many sets of labels, asks for a precision, and looks what comes.

For each public set and each number of labels, draws are made of its training part. The desk learns from a
draw as it always does, and says from which confidence on it may act, or that it cannot know yet. It then
judges messages that were not drawn. A draw keeps the promise when the precision of what the desk decides by
itself is at most `SLACK` below it, or when the desk decides nothing. `python -m evals.promises [--encoder
NAME] [--only SET] [--draws 20] [--asked 1000]` prints how many did, and how much of the mail that bought.

Each text's vector is made once and remembered; all else is done anew for each draw. The precision of a draw
is counted on so many messages at most, so chance moves it, too: by some .01 where half of 1,000 are decided.

What always holds: a seed draws the same, and no message is both learnt and asked.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evals.sets import FOLDER, TAXONOMIES, Row, Rows, is_labelled, public_data, read_rows, shuffled
from firstline.flows.evaluate import taxonomy_of
from firstline.gateways.labelled_file import read_categories
from firstline.gateways.model_files import encoder_named
from firstline.learning.examples import Example
from firstline.learning.promise import SLACK
from firstline.learning.training import Course, train
from firstline.run.say import say_rows
from firstline.run.settings import read_settings
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Certainty
from firstline.triage.encoder import Encoder, Vectors
from firstline.triage.judge import judge
from firstline.triage.learned import Learned, text_of
from firstline.triage.text import read

SETS: Final = ("banking77", "clinc150", "complaints10")
LABELS: Final = (100, 200, 500, 1_000, 2_000)
FEWEST_ASKED: Final = 200
"""With fewer left to ask, chance would say more than the desk."""
PROMISE: Final = 0.95
HEADER: Final = (
    "set",
    "labels",
    "draws",
    "kept",
    "cannot know",
    "precision",
    "lowest",
    "coverage",
    "accuracy",
)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a draw led to, on messages that were not drawn."""

    knows: bool
    """Whether the desk said from where on it may act."""
    acted: int
    right: int
    """Of those."""
    asked: int
    accuracy: float
    """Of all that were asked, whether the desk acted or not."""

    @property
    def precision(self) -> float | None:
        """The share of its own decisions that were right; None: it made none."""
        return self.right / self.acted if self.acted else None

    @property
    def is_kept(self) -> bool:
        """Whether the promise is.

        >>> Delivered(True, 100, 93, 500, 0.8).is_kept, Delivered(True, 100, 92, 500, 0.8).is_kept
        (True, False)
        >>> Delivered(False, 0, 0, 500, 0.8).is_kept
        True
        """
        return self.precision is None or self.precision >= PROMISE - SLACK - 1e-9


class Remembering:
    """An encoder that makes each text's vector once."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.version, self.size = encoder.name, encoder.version, encoder.size
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give each text its vector."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= zip(new, self._encoder.encode(new), strict=True)
        return np.array([self._known[text] for text in texts], np.float32).reshape(-1, self.size)


class Set:
    """A public set, ready to be drawn from."""

    def __init__(self, name: str, data: Path, encoder: Encoder) -> None:
        self.name = name
        self.rows = [row for row in read_rows(data / name / "train.jsonl") if is_labelled(row)]
        self.taxonomy = _taxonomy(name)
        self.encoder = Remembering(encoder)
        texts = [text_of(read(Message(row["text"]))) for row in self.rows]
        vectors = self.encoder.encode(texts)
        self._numbers = {row["id"]: number for number, row in enumerate(self.rows, 1)}
        self._vectors = dict(enumerate(vectors, 1))

    def draw(self, labels: int, seed: int, *, asked: int) -> Delivered:
        """Learn from so many labels, and judge others."""
        mixed = shuffled(self.rows, seed)
        course = Course(self.taxonomy, self.encoder, promise=PROMISE, vectors=self._vectors)
        trained = train([example_of(row, self._numbers[row["id"]]) for row in mixed[:labels]], course)
        knows = any(report.promise.threshold is not None for report in trained.reports)
        return self._judged(trained.learned, mixed[labels : labels + asked], knows=knows)

    def _judged(self, learned: Learned, rows: Rows, *, knows: bool) -> Delivered:
        acted = right = right_acted = 0
        for row in rows:
            message = Message(row["text"], language=row["lang"])
            said = judge(message, taxonomy=self.taxonomy, learned=learned).category
            is_right = said.value == row["labels"]["category"]
            acts = said.certainty is Certainty.AUTO
            right, acted, right_acted = right + is_right, acted + acts, right_acted + (is_right and acts)
        return Delivered(knows, acted, right_acted, len(rows), right / len(rows))


def example_of(row: Row, number: int) -> Example:
    """Give a set's line as the desk learns from it."""
    message = Message(row["text"], language=row["lang"])
    return Example(message=message, labels=row["labels"], language=message.language, number=number)


def row_of(name: str, labels: int, found: Sequence[Delivered]) -> Sequence[str]:
    """Tell the draws of one number of labels as a row of the table."""
    precisions = [one.precision for one in found if one.precision is not None]
    return (
        name,
        f"{labels:,}",
        str(len(found)),
        str(sum(one.is_kept for one in found)),
        str(sum(not one.knows for one in found)),
        f"{np.mean(precisions):.3f}" if precisions else "-",
        f"{min(precisions):.3f}" if precisions else "-",
        f"{np.mean([one.acted / one.asked for one in found]):.3f}",
        f"{np.mean([one.accuracy for one in found]):.3f}",
    )


def _taxonomy(name: str) -> Taxonomy:
    file = TAXONOMIES / f"{name}.yaml"
    with file.open("rb") as source:
        return taxonomy_of(read_categories(source, name=file.name))


def _rows(one: Set, draws: int, asked: int) -> Iterator[Sequence[str]]:
    for labels in LABELS:
        if len(one.rows) - labels >= FEWEST_ASKED:
            print(f"{one.name}, {labels:,} labels ...", file=sys.stderr)
            yield row_of(one.name, labels, [one.draw(labels, seed, asked=asked) for seed in range(draws)])


def main(words: Sequence[str]) -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m evals.promises")
    parser.add_argument("--encoder", default="wordllama", help="as `firstline models list` shows it")
    parser.add_argument("--only", default="", help="the sets with this in their name")
    parser.add_argument("--draws", type=int, default=20, help="for each number of labels")
    parser.add_argument("--asked", type=int, default=1_000, help="messages that are judged after each draw")
    asked, data = parser.parse_args(words), public_data()
    if data is None:
        sys.exit(f"Promises are tried on public sets: let {FOLDER} name the folder that has them.")
    encoder = encoder_named(asked.encoder, read_settings().models)
    sets = (Set(name, data, encoder) for name in SETS if asked.only in name)
    say_rows([HEADER, *(row for one in sets for row in _rows(one, asked.draws, asked.asked))])


if __name__ == "__main__":
    main(sys.argv[1:])
