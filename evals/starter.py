"""Train the starter heads from the corpus, and see how good they are on hands that were held back.

    python -m evals.starter                       trains on the whole corpus, and writes the package's files
    python -m evals.starter --try 3               holds back a quarter of the hands at a time, in 3 deals
    python -m evals.starter --try 3 --encoder minilm

No two hands wrote for the same company, so who is held back takes the companies along. For each cut the heads
are trained on the rest, and `firstline evaluate` judges what was held back, as a fresh desk would that has
learnt nothing yet. `--commands FOLDER` keeps the files, to run the same by hand.

What always holds: no message of a hand that is judged was learnt from, and the same deal is dealt the same.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it ships no types

from evals.corpus import Written, messages
from firstline.gateways.model_files import encoder_named
from firstline.learning import metrics
from firstline.learning.starter import Lesson, learn_starter
from firstline.run.evaluating import Wanted, evaluate_now
from firstline.run.say import say_rows
from firstline.run.settings import read_settings
from firstline.tickets.message import Message
from firstline.triage import starter as shipped
from firstline.triage.artefact import packed
from firstline.triage.encoder import Encoder
from firstline.triage.language import ENGLISH

PROMISE: Final = 0.95
CUTS: Final = 4
"""Parts into which the hands of each language are dealt, each held back once."""
TAXONOMY: Final = Path(__file__).parent / "taxonomies" / "bitext5.yaml"
PLACE: Final = Path(shipped.__file__).parent / shipped.FOLDER
SERIOUS, CRITICAL, TRIFLE, SMALL = 4.0, 4.5, 1.5, 2.0
"""Urgencies: of an emergency, of a critical message, of a trifle, of shouted trivia."""
WANTED: Final[Mapping[str, float]] = {
    "urgency, order": 0.60,
    "polite emergencies above shouted trivia": 0.90,
    "critical in the lower half": 0.10,
    "trifles in the top tenth": 0.10,
    "category, English": 0.75,
    "category, other languages": 0.60,
    "precision, asked for .95": 0.95,
    "coverage there": 0.40,
    "sentiment, macro-F1": 0.70,
    "out of scope, AUROC": 0.90,
}


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m evals.starter")
    parser.add_argument("--encoder", action="append", default=[])
    parser.add_argument("--try", dest="deals", type=int, default=0)
    parser.add_argument("--commands", type=Path)
    asked = parser.parse_args()
    for name in asked.encoder or ["wordllama", "minilm"]:
        encoder = encoder_named(name, read_settings().models)
        if asked.deals:
            _tell(name, list(tried(encoder, name, deals=asked.deals, folder=asked.commands)))
        else:
            _ship(encoder)


def _ship(encoder: Encoder) -> None:
    PLACE.mkdir(exist_ok=True)
    body = trained(messages(), encoder)
    (PLACE / shipped.file_name(encoder.version)).write_bytes(body)
    print(f"{shipped.file_name(encoder.version)}: {len(body):,} bytes")


def trained(entries: Iterable[Written], encoder: Encoder) -> bytes:
    """Train on messages, and give what is kept."""
    heads = learn_starter([lesson_of(one) for one in entries], encoder, promise=PROMISE)
    return packed({ENGLISH: heads})


def lesson_of(entry: Written) -> Lesson:
    """Make a lesson of a message of the corpus."""
    said = entry.labels
    labels = {"scope": said.scope}
    if not entry.aside:
        labels |= {mark: str(grade) for mark, grade in entry.marks.items()}
        labels |= {"urgency": f"{said.urgency:.1f}"}
    if said.category is not None:
        labels |= {"category": said.category, "sentiment": said.sentiment}
        labels["frustrated"] = "yes" if said.frustrated else "no"
    message = Message(entry.text, entry.subject)
    return Lesson(message=message, language=entry.lang, writer=entry.writer, labels=labels)


@dataclass(frozen=True, slots=True)
class Told:
    """A held-back message, and what was said of it."""

    entry: Written
    urgency: float
    category: str
    sure: bool
    """Whether the desk would act on the category."""
    sentiment: str
    in_scope: float


def tried(encoder: Encoder, name: str, *, deals: int, folder: Path | None) -> Iterator[Mapping[str, float]]:
    """Train and judge, cut by cut; the figures of each deal."""
    everything = messages()
    for deal in range(deals):
        parts: list[Mapping[str, float]] = []
        for cut in range(CUTS):
            held = held_back(everything, deal, cut)
            rest = [one for one in everything if one.writer not in held]
            asked = [one for one in everything if one.writer in held]
            with tempfile.TemporaryDirectory() as scratch:
                place = scratch if folder is None else str(folder / f"{name}-{deal}-{cut}")
                found = _judged(Path(place), trained(rest, encoder), asked, name)
            parts.append(figures(found))
        yield {figure: _mean([part[figure] for part in parts]) for figure in parts[0]}


def _mean(values: Sequence[float]) -> float:
    """Give the mean of what is known; NaN: nothing is."""
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else float("nan")


def held_back(entries: Sequence[Written], deal: int, cut: int) -> frozenset[str]:
    """Name the hands of one cut: a quarter of those of each language."""
    by_language: dict[str, list[str]] = {}
    for writer, language in sorted({(one.writer, one.lang) for one in entries}):
        by_language.setdefault(language, []).append(writer)
    held = set[str]()
    for number, writers in enumerate(by_language.values()):
        order = np.random.default_rng((deal, number)).permutation(len(writers))
        held |= {writers[place] for place in order[cut::CUTS]}
    return frozenset(held)


def _judged(folder: Path, heads: bytes, asked: Sequence[Written], encoder: str) -> list[Told]:
    """Let `firstline evaluate` judge messages as a fresh desk with these starter heads."""
    folder.mkdir(parents=True, exist_ok=True)
    starter, test, out = (folder / name for name in ("starter.bin", "test.jsonl", "told.jsonl"))
    starter.write_bytes(heads)
    test.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in asked))
    evaluate_now(
        Wanted(
            taxonomy=str(TAXONOMY),
            train=None,
            test=str(test),
            predictions=str(out),
            encoder=encoder,
            promise=PROMISE,
            llm=False,
            starter=str(starter),
        )
    )
    said = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return [_told(entry, row["fields"]) for entry, row in zip(asked, said, strict=True)]


def _told(entry: Written, fields: Mapping[str, Any]) -> Told:
    category = fields["category"]
    return Told(
        entry,
        urgency=fields["urgency"]["value"],
        category=category["value"],
        sure=category["decision"] == "auto",
        sentiment=fields["sentiment"]["value"],
        in_scope=category["in_scope"],
    )


def figures(told: Sequence[Told]) -> dict[str, float]:
    """Count what the issue asks for."""
    inside = [one for one in told if one.entry.in_scope]
    english = [one for one in inside if one.entry.lang == ENGLISH]
    others = [one for one in inside if one.entry.lang != ENGLISH]
    acted = [one for one in english if one.sure]
    scope = metrics.auroc([one.in_scope for one in told], [one.entry.in_scope for one in told])
    found = {
        **_order(inside),
        "urgency, order, other languages": _spearman(others),
        "category, English": _right(english),
        "category, other languages": _right(others),
        "precision, asked for .95": _right(acted) if acted else float("nan"),
        "coverage there": len(acted) / len(english),
        "sentiment, macro-F1": metrics.macro_f1(
            [one.entry.labels.sentiment for one in inside], [one.sentiment for one in inside]
        ),
    }
    return found | {"out of scope, AUROC": scope or 0.0}


def _right(told: Sequence[Told]) -> float:
    return float(np.mean([one.category == one.entry.labels.category for one in told]))


def _spearman(told: Sequence[Told]) -> float:
    return metrics.spearman([one.entry.labels.urgency for one in told], [one.urgency for one in told]) or 0.0


def _order(told: Sequence[Told]) -> dict[str, float]:
    """Say how well the queue is ordered."""
    truth = np.array([one.entry.labels.urgency for one in told])
    said = np.array([one.urgency for one in told])
    loud = np.array([one.entry.loud for one in told])
    calm = np.array([not one.entry.loud and not one.entry.labels.frustrated for one in told])
    polite, shouted = said[(truth >= SERIOUS) & calm], said[(truth <= SMALL) & loud]
    place = _places(said)
    return {
        "urgency, order": _spearman(told),
        "polite emergencies above shouted trivia": float(
            (polite[:, None] > shouted).mean() + (polite[:, None] == shouted).mean() / 2
        ),
        "critical in the lower half": float((place[truth >= CRITICAL] < 0.5).mean()),  # noqa: PLR2004 - a half
        "trifles in the top tenth": float((truth[place >= 0.9] <= TRIFLE).mean()),  # noqa: PLR2004 - a tenth
    }


def _places(said: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each message's place in the queue, from 0 (last) to 1; equals stand in the order of the file."""
    return said.argsort(kind="stable").argsort(kind="stable") / len(said)


def _tell(encoder: str, deals: Sequence[Mapping[str, float]]) -> None:
    rows = [("figure", encoder, "spread", "wanted")]
    for name in deals[0]:
        values = [deal[name] for deal in deals]
        wanted = WANTED.get(name)
        rows.append(
            (
                name,
                f"{_mean(values):.3f}",
                f"{np.std([value for value in values if not np.isnan(value)] or [0.0]):.3f}",
                "" if wanted is None else f"{wanted:.2f}",
            )
        )
    say_rows(rows)


if __name__ == "__main__":
    with threadpool_limits(1):  # as in `evals/corpus.py`
        main()
