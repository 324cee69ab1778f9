"""How often are the rules right, and do they know when? Prints a table of each; `--wrong FIELD` lists errors.

English messages and others stand apart: the rules are English, and on other languages the desk asks a
person. The second table asks whether a confidence keeps its word, on the samples whose errors nobody read;
the odds are counted without the sample they are tried on, so no message speaks for itself.

Whatever happens: errors on the unread samples are counted, never listed.
"""

import sys
from collections import defaultdict
from functools import cache
from typing import Final

from evals.confidence import COUNTED, odds
from evals.labelled import FIELDS, SAMPLES, Sample, answers
from firstline.tickets.message import Message
from firstline.triage.decision import Decision
from firstline.triage.judge import judge
from firstline.triage.odds import UNMET, UNSURE

FLOORS: Final = (0.85, 0.7, 0.5, 0.0)
"""A confidence belongs to the first of these that it reaches; the first acts, the last asks a person."""


def accuracy(field: str, sample: Sample) -> tuple[list[bool], list[bool]]:
    """Say of each answer whether it is right, on English messages and on the others."""
    english: list[bool] = []
    others: list[bool] = []
    for example, _, right in answers(field, sample):
        (english if example.language == "en" else others).append(right)
    return english, others


def table() -> str:
    """Write how often each field is right on each sample."""
    rows = [
        " " * 14 + "".join(f"{sample.name:>18}" for sample in SAMPLES),
        f"{'field':<14}" + f"{'English':>9}{'others':>9}" * len(SAMPLES),
    ]
    for field in FIELDS:
        shares = [_portion(rights) for sample in SAMPLES for rights in accuracy(field, sample)]
        rows.append(f"{field:<14}" + "".join(f"{share:>9}" for share in shares))
    return "\n".join(rows)


def calibration() -> str:
    """Write how often answers of each confidence are right where nobody read the errors, and of how many."""
    heads = "".join(f"{f'from {floor:.2f}':>14}" for floor in FLOORS)
    rows = [f"{'confidence':<14}{heads}"]
    for field in COUNTED:
        found = buckets(field)
        rows.append(f"{field:<14}" + "".join(f"{_share(found[floor]):>14}" for floor in FLOORS))
    return "\n".join(rows)


def buckets(field: str) -> dict[float, list[bool]]:
    """Sort the answers on unread samples by how sure they are, each by odds without its own sample."""
    found: dict[float, list[bool]] = defaultdict(list)
    for sample in (sample for sample in SAMPLES if not sample.is_read):
        counted = _odds_without(sample)
        for example, decision, right in answers(field, sample):
            sure = _sure(example.message, field, decision, counted)
            found[next(floor for floor in FLOORS if sure >= floor)].append(right)
    return found


def wrong(field: str) -> str:
    """List the messages whose field the rules get wrong."""
    return "\n".join(
        f"{example.id} {decision.value} (should be {example.labels[field]}, {decision.rule}):"
        f" {example.message.text[:90]!r}"
        for example, decision, right in answers(field, *(sample for sample in SAMPLES if sample.is_read))
        if not right
    )


@cache
def _odds_without(left_out: Sample) -> dict[str, float]:
    return odds(*(sample for sample in SAMPLES if sample != left_out))


def _sure(message: Message, field: str, decision: Decision[object], counted: dict[str, float]) -> float:
    """Give a decision's confidence by other odds; where the desk asks a person, it still does."""
    told = getattr(judge(message), field).confidence > UNSURE
    sure = counted.get(decision.rule, UNMET)
    return sure if told else min(sure, UNSURE)


def _portion(rights: list[bool]) -> str:
    return f"{sum(rights) / len(rights):.3f}" if rights else "-"


def _share(rights: list[bool]) -> str:
    return f"{sum(rights) / len(rights):.2f} of {len(rights)}" if rights else "-"


if __name__ == "__main__":
    print(wrong(sys.argv[2]) if sys.argv[1:2] == ["--wrong"] else f"{table()}\n\n{calibration()}")
