"""What does a promised precision buy? The labels say it, for the one that the desk keeps to and for others.

Nothing is trained: the model in force keeps its answers to messages that it had not seen, and by them the
threshold for any promise is found (`learning/promise.py`). While there is no model, what comes with the desk
has its answers to our corpus, for the categories of a fresh desk. The promise itself is a setting
(`desk_settings.py`), which every process follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from firstline.flows.desk import Desk
from firstline.flows.desk_settings import check_setting
from firstline.flows.schooling import promise_in_force
from firstline.learning.promise import Promise, promised
from firstline.store import models, settings
from firstline.triage.artefact import Heads, unpacked
from firstline.triage.starter import CATEGORY

EVERY_LANGUAGE: Final = "*"


@dataclass(frozen=True, slots=True)
class Bought:
    """What a promise buys in a field, in one language."""

    language: str
    """`*`: in every language that is heard."""
    field: str
    promise: Promise


@dataclass(frozen=True, slots=True)
class Offer:
    """What a promise buys, and the one that is in force."""

    asked: float
    in_force: float
    model: int | None
    """The model in force; None: there is none, and what came with the desk decides."""
    fields: Sequence[Bought]


def what_it_buys(desk: Desk, asked: float | None = None) -> Offer:
    """Tell what a promise buys; without one, what the desk's own does.

    Raises:
        Invalid: when it cannot be promised.
        BadArtefact: when the model in force cannot be read.
    """
    if asked is not None:
        check_setting(settings.PROMISE, asked)
    with desk.read() as db:
        in_force, model = promise_in_force(db), models.active(db)
        body = None if model is None else models.body(db, model.version)
    asked = in_force if asked is None else asked
    heads = _first(desk) if body is None else unpacked(body)
    fields = [
        Bought(language, about, promised(head, asked)[1])
        for language, some in sorted(heads.items())
        for about, head in some.items()
        if head.answers is not None
    ]
    return Offer(asked, in_force, None if model is None else model.version, fields)


def _first(desk: Desk) -> Heads:
    """Give the head by which a desk without a model may act; in whatever language a message is heard."""
    starter, taxonomy = desk.board.learned.starter, desk.board.taxonomy
    names = [category.name for category in taxonomy.categories if not category.retired]
    head = None if starter is None else starter.acting(CATEGORY, names)
    return {} if head is None else {EVERY_LANGUAGE: {CATEGORY: head}}
