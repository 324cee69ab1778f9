"""How good were the verdicts on labelled messages? One card a field, and one for what does not belong here.

What always holds: a card counts only messages that somebody has labelled, and says how many those were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import numpy as np

from firstline.learning import metrics
from firstline.learning.metrics import Cell, Point
from firstline.tickets.verdict import Certainty, Field
from firstline.triage.blend import NEAR, label_of

URGENCY: Final = "urgency"
MOST_CONFUSED: Final = 20
"""Kinds of mistakes that a card lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How good one field was."""

    about: str
    messages: int
    accuracy: float
    """Of the urgency: the share that is at most half a point off."""
    macro_f1: float | None
    """None: the field is a number."""
    calibration_error: float
    auto: Point | None
    """The threshold for acting, what of the messages it covers and how right that is; None: it never acts."""
    acted: int
    """Messages on which the desk would have acted."""
    spearman: float | None
    """Of the urgency: how well the order is told; None: another field, or all the same."""
    confusion: tuple[Cell, ...]
    """The most frequent mistakes."""
    curve: tuple[Point, ...]
    """The precision that each coverage would have."""


def card(about: str, answered: Sequence[tuple[Any, Field[Any]]]) -> Card:
    """Score a field's answers beside the truths; at least one.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.judge import judge
    >>> said = judge(Message("I was charged twice")).category
    >>> card("category", [("billing", said), ("sales", said)]).accuracy
    0.5
    """
    truths, fields = [truth for truth, _ in answered], [field for _, field in answered]
    is_number = about == URGENCY
    told = [_written(about, field.value) for field in fields]
    wanted = [_written(about, truth) for truth in truths]
    right = np.array([_is_right(about, truth, field.value) for truth, field in answered])
    confidence = np.array([field.confidence for field in fields])
    acted = np.array([field.certainty is Certainty.AUTO for field in fields])
    return Card(
        about=about,
        messages=len(answered),
        accuracy=float(right.mean()),
        macro_f1=None if is_number else metrics.macro_f1(wanted, told),
        calibration_error=metrics.calibration_error(confidence, right),
        auto=_acting(confidence, right, acted),
        acted=int(acted.sum()),
        spearman=_order(truths, fields) if is_number else None,
        confusion=_mistakes(wanted, told),
        curve=metrics.curve(confidence, right),
    )


def belonging(known: Mapping[str, bool], chances: Mapping[str, float]) -> float | None:
    """Give the AUROC of the chance to belong here, over messages of which it is known; None: one side lacks.

    >>> belonging({"a": True, "b": False}, {"a": 0.9, "b": 0.2})
    1.0
    """
    both = [name for name in known if name in chances]
    if not both:
        return None
    return metrics.auroc([chances[name] for name in both], [known[name] for name in both])


def _mistakes(truths: Sequence[str], told: Sequence[str]) -> tuple[Cell, ...]:
    cells = (cell for cell in metrics.confusion(truths, told) if cell.truth != cell.said)
    return tuple(islice(cells, MOST_CONFUSED))


def _acting(
    confidence: np.ndarray[Any, Any], right: np.ndarray[Any, Any], acted: np.ndarray[Any, Any]
) -> Point | None:
    if not acted.any():
        return None
    return Point(float(confidence[acted].min()), float(acted.mean()), float(right[acted].mean()))


def _order(truths: Sequence[Any], fields: Sequence[Field[Any]]) -> float | None:
    return metrics.spearman([float(truth) for truth in truths], [float(field.value) for field in fields])


def _is_right(about: str, truth: Any, said: Any) -> bool:  # noqa: ANN401 - a field's value
    if about == URGENCY:
        return abs(float(truth) - float(said)) <= NEAR
    return _written(about, truth) == _written(about, said)


def _written(about: str, value: Any) -> str:  # noqa: ANN401 - as above
    return str(value) if about == "subcategory" else label_of(about, value)
