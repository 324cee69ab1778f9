"""The labelled messages, and what the rules make of them.

The messages stand in four samples, and each says something else about the rules: those the packs were
written with, the half of the blind set whose errors were read, the half whose errors nobody reads, and fresh
ones that were written after the packs. A label is one value, or for the urgency the range from least to most
that the lead accepts; a label that is not clear is left out.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from firstline.tickets.message import Message
from firstline.triage.decision import Decision
from firstline.triage.rules import Decisions, decide
from firstline.triage.standing import evidence
from firstline.triage.text import read

HERE: Final = Path(__file__).parent
FIELDS: Final = (
    "category",
    "subcategory",
    "urgency",
    "priority",
    "sentiment",
    "frustrated",
    "level",
    "sla_hours",
    "team",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """Messages that are counted together: a file, or one part of it."""

    name: str
    file: str
    part: str = ""
    is_read: bool = False
    """Whether the packs were mended after a look at its errors."""


KNOWN: Final = Sample("messages", "messages.jsonl", is_read=True)
DEV: Final = Sample("blind dev", "blind.jsonl", "dev", is_read=True)
TEST: Final = Sample("blind test", "blind.jsonl", "test")
FRESH: Final = Sample("fresh", "fresh.jsonl")
SAMPLES: Final = (KNOWN, DEV, TEST, FRESH)
SCOPE_DEV: Final = Sample("scope dev", "scope.jsonl", "dev", is_read=True)
SCOPE_TEST: Final = Sample("scope test", "scope.jsonl", "test")
"""Of what kind mail is, and nothing else, so no sample of the rules' odds."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with its labels."""

    id: str
    message: Message
    language: str
    labels: dict[str, Any]


def labelled(*samples: Sample) -> list[Labelled]:
    """Read the labelled messages of some samples, or of all."""
    return [_labelled(row) for sample in samples or SAMPLES for row in _rows(sample)]


def answers(
    field: str, *samples: Sample, language: str | None = None
) -> Iterator[tuple[Labelled, Decision[Any], bool]]:
    """Give each message that is labelled on a field, what the rules decide, and whether that is right."""
    for example in labelled(*samples):
        if field in example.labels and language in (None, example.language):
            decision: Decision[Any] = getattr(decisions(example.message), field)
            yield example, decision, is_right(decision.value, example.labels[field])


def decisions(message: Message) -> Decisions:
    """Give what the rules alone think of a message."""
    return decide(evidence(read(message)))


def is_right(value: object, label: object) -> bool:
    """Whether a value is the label, or within its range.

    >>> is_right(4.5, [4, 5]), is_right("sales", "billing")
    (True, False)
    """
    if isinstance(label, list):
        least, most = label
        return bool(least <= value <= most)
    return value == label


def _rows(sample: Sample) -> Iterator[dict[str, Any]]:
    for line in (HERE / sample.file).read_text("utf-8").splitlines():
        row = json.loads(line)
        if sample.part in ("", row.get("part")):
            yield row


def _labelled(row: dict[str, Any]) -> Labelled:
    message = Message(row["text"], subject=row.get("subject", ""), tier=row.get("tier", "standard"))
    return Labelled(row["id"], message, row["lang"], row["labels"])
