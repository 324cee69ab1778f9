"""The labelled messages, and what the rules make of them.

`messages.jsonl` holds support messages of our own with the labels a support lead gave them before any rule
was written. A label is one value, or for the urgency the range from least to most that the lead accepts.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstline.tickets.message import Message
from firstline.triage.decision import Decision
from firstline.triage.rules import Decisions, decide
from firstline.triage.standing import evidence
from firstline.triage.text import read

MESSAGES = Path(__file__).with_name("messages.jsonl")
FIELDS = (
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
class Labelled:
    """A message with its labels."""

    id: str
    message: Message
    language: str
    labels: dict[str, Any]


def labelled() -> list[Labelled]:
    """Read all labelled messages."""
    return [_labelled(json.loads(line)) for line in MESSAGES.read_text("utf-8").splitlines()]


def answers(field: str, *, language: str | None = None) -> Iterator[tuple[Labelled, Decision[Any], bool]]:
    """Give each message with what the rules decide on a field, and whether that is right."""
    for example in labelled():
        if language in (None, example.language):
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


def _labelled(row: dict[str, Any]) -> Labelled:
    message = Message(row["text"], subject=row.get("subject", ""), tier=row.get("tier", "standard"))
    return Labelled(row["id"], message, row["lang"], row["labels"])
