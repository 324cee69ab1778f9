"""Is the desk as good as it was? Runs `firstline evaluate` on the sets that can be had, beside the baseline.

Each figure of each field has its row: what it is, what it was, the difference, and by how much chance may
move it. It got worse when the difference is beyond that: beyond `SURE` standard errors, for the number of
messages that the figure was counted on. A share's is binomial; so are, roughly, those of macro-F1, of the
calibration error and of AUROC, which goes by the rarer kind. The precision where the desk acts is worse only
when it is below the promise, too: more coverage for a precision that is still enough is a gain.

`--write` renews the baseline of the sets that were run, `--encoder NAME` takes another encoder, `--only TEXT`
the sets with that in their name, and `--last-look` runs the test parts: their figures are printed and never
compared, so that nobody tunes on them.

What always holds: the same code gives the same figures, and a figure that the baseline has and the desk has
no more is worse.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from evals.sets import FOLDER, PLANS, Round, has, public_data, rounds
from firstline.run.evaluating import Wanted, evaluate_now
from firstline.run.say import say_rows

BASELINE: Final = Path(__file__).parent / "baseline.json"
PROMISE: Final = 0.95
"""The precision that is asked for."""
SURE: Final = 1.645
"""Standard errors: chance alone makes a figure so much worse once in twenty times."""
PRECISION: Final = "precision there"
COVERAGE: Final = "coverage"
CALIBRATION: Final = "calibration error"
HEADER: Final = ("set", "field", "figure", "now", "baseline", "difference", "chance", "")

Known = Mapping[str, Mapping[str, Mapping[str, float]]]
"""A baseline's figures: by set, field and name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one field on one set."""

    set: str
    field: str
    name: str
    value: float
    messages: float
    """What it was counted on."""

    def tolerance(self, before: float) -> float:
        """Say how far chance may move it.

        >>> round(Figure("", "", "accuracy", 0.9, 1_000).tolerance(0.9), 4)
        0.0157
        """
        if self.name == "order":
            return float(SURE * (1 - before**2) / max(self.messages - 1, 1) ** 0.5)
        share = (before * self.messages + 1) / (self.messages + 2)  # a share of 0 or 1 is not certain, either
        return float(SURE * (share * (1 - share) / max(self.messages, 1)) ** 0.5)

    def is_worse(self, before: float) -> bool:
        """Whether it got worse by more than chance explains.

        >>> Figure("", "", "accuracy", 0.87, 1_000).is_worse(0.9)
        True
        >>> Figure("", "", "precision there", 0.96, 1_000).is_worse(0.99)
        False
        """
        if self.name == CALIBRATION:
            return self.value > before + self.tolerance(before)
        if self.name == PRECISION:
            before = min(before, PROMISE)
        return self.value < before - self.tolerance(before)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows to print, and what got worse."""

    rows: Sequence[Sequence[str]]
    worse: Sequence[str]


def measured(found: Sequence[Round], encoder: str) -> Iterator[Sequence[Figure]]:
    """Run the rounds; those of one name are draws of the same, and their mean counts."""
    for name, draws in groupby(found, key=lambda one: one.name):
        runs = [figures(one, _outcome(one, encoder)) for one in draws]
        yield [_mean(name, key, runs) for key in runs[0]]


def figures(tried: Round, told: Mapping[str, Any]) -> Mapping[tuple[str, str], Figure]:
    """Take the figures out of what `firstline evaluate --json` tells, by field and name."""
    found = [one for about, card in told["fields"].items() for one in _of_card(tried.name, about, card)]
    auroc = told["out_of_scope_auroc"]
    if auroc is not None:
        rarer = min(tried.strays, told["messages"] - tried.strays)
        found.append(Figure(tried.name, "out of scope", "AUROC", auroc, rarer))
    return {(one.field, one.name): one for one in found}


def compared(found: Sequence[Figure], known: Known) -> Table:
    """Put figures beside a baseline's."""
    rows, worse = [], []
    for one in found:
        before = known.get(one.set, {}).get(one.field, {}).get(one.name)
        is_worse = before is not None and one.is_worse(before)
        rows.append(_row(one, before, is_worse=is_worse))
        worse += [_place(one.set, one.field, one.name)] if is_worse else []
    return Table(rows, [*worse, *_gone(found, known)])


def as_baseline(found: Sequence[Figure]) -> dict[str, dict[str, dict[str, float]]]:
    """Write figures as the baseline has them."""
    told: dict[str, dict[str, dict[str, float]]] = {}
    for one in found:
        told.setdefault(one.set, {}).setdefault(one.field, {})[one.name] = round(one.value, 4)
    return told


def main(words: Sequence[str]) -> int:
    """Do what the command line asks for; 1: something got worse."""
    asked = _parser().parse_args(words)
    _say_what_is_missing()
    with tempfile.TemporaryDirectory() as folder:
        wanted = [
            one
            for one in rounds(Path(folder), public_data(), last_look=asked.last_look)
            if asked.only in one.name
        ]
        found = [one for some in measured(wanted, asked.encoder) for one in some]
    every = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else {}
    if asked.last_look:
        say_rows([HEADER[:4], *(_row(one, None, is_worse=False)[:4] for one in found)])
        return 0
    return _judged(found, every, asked)


def _judged(found: Sequence[Figure], every: dict[str, Any], asked: argparse.Namespace) -> int:
    """Compare, or renew the baseline."""
    known = every.get(asked.encoder, {})
    table = compared(found, {} if asked.write else known)
    say_rows([HEADER, *table.rows])
    if asked.write:
        BASELINE.write_text(_json({**every, asked.encoder: {**known, **as_baseline(found)}}), "utf-8")
        print(f"Written to {BASELINE.name}.")
        return 0
    print(f"“Chance” is {SURE} standard errors for the number of messages; less is no sign of a change.")
    print(f"Worse: {'; '.join(table.worse)}." if table.worse else "Nothing got worse.")
    return 1 if table.worse else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.compare")
    parser.add_argument("--encoder", default="wordllama", help="as `firstline models list` shows it")
    parser.add_argument("--only", default="", help="run the sets with this in their name")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="renew the baseline")
    what.add_argument("--last-look", action="store_true", help="print the figures of the test parts")
    return parser


def _say_what_is_missing() -> None:
    missing = {plan.folder for plan in PLANS if not has(public_data(), plan)}
    if missing:
        print(f"Skipped, as {FOLDER} names no folder that has them: {', '.join(sorted(missing))}.")


def _outcome(tried: Round, encoder: str) -> Mapping[str, Any]:
    """Do what the command does."""
    print(f"{tried.name} ...", file=sys.stderr)
    train = None if tried.train is None else str(tried.train)
    wanted = Wanted(
        taxonomy=str(tried.taxonomy),
        train=train,
        test=str(tried.test),
        predictions=None,
        encoder=encoder,
        promise=PROMISE,
        llm=False,
    )
    return evaluate_now(wanted).as_json()


def _of_card(name: str, about: str, card: Mapping[str, Any]) -> Iterator[Figure]:
    """Give a field's figures; the precision is counted on what the desk acts on, if that is anything."""
    count, acts = card["messages"], card["auto"]
    yield Figure(name, about, "accuracy", card["accuracy"], count)
    if card["macro_f1"] is not None:
        yield Figure(name, about, "macro-F1", card["macro_f1"], count)
    yield Figure(name, about, CALIBRATION, card["calibration_error"], count)
    yield Figure(name, about, COVERAGE, acts["coverage"] if acts else 0.0, count)
    if acts:
        yield Figure(name, about, PRECISION, acts["precision"], card["acted"])
    if card["spearman"] is not None:
        yield Figure(name, about, "order", card["spearman"], count)


def _mean(name: str, key: tuple[str, str], runs: Sequence[Mapping[tuple[str, str], Figure]]) -> Figure:
    """Give the mean over the draws that have the figure; they ask the same messages."""
    found = [run[key] for run in runs if key in run]
    value = sum(one.value for one in found) / len(found)
    return Figure(name, *key, value, sum(one.messages for one in found) / len(found))


def _row(one: Figure, before: float | None, *, is_worse: bool) -> Sequence[str]:
    plain = (one.set, one.field, one.name, f"{one.value:.3f}")
    if before is None:
        return (*plain, "-", "-", "-", "new")
    told = (f"{before:.3f}", f"{one.value - before:+.3f}", f"{one.tolerance(before):.3f}")
    return (*plain, *told, "WORSE" if is_worse else "")


def _gone(found: Sequence[Figure], known: Known) -> Iterator[str]:
    """Name figures of the sets that were run which there are no more; of a precision, the coverage tells."""
    there = {(one.set, one.field, one.name) for one in found}
    for ran in dict.fromkeys(one.set for one in found):
        for about, numbers in known.get(ran, {}).items():
            for name in numbers:
                if name != PRECISION and (ran, about, name) not in there:
                    yield f"{_place(ran, about, name)} is gone"


def _place(ran: str, about: str, name: str) -> str:
    return f"{name} of {about} ({ran})"


def _json(told: Mapping[str, Any]) -> str:
    return json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
