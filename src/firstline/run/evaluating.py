"""`firstline evaluate`, done: files read, a desk of its own taught and asked, verdicts and scores told."""

import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from firstline.core.errors import Invalid
from firstline.flows.desk import Adviser
from firstline.flows.evaluate import (
    SCORED,
    Judged,
    Learnt,
    Trial,
    Unfit,
    judge_all,
    learn,
    named_now,
    prediction,
    taxonomy_of,
    told_language,
)
from firstline.gateways.labelled_file import SCOPE, LabelledMessage, read_labelled, read_taxonomy
from firstline.gateways.model_files import encoder_named
from firstline.learning.scorecard import Card, belonging, card
from firstline.run.files import opened, written
from firstline.run.settings import read_settings
from firstline.run.wiring import adviser
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.artefact import unpacked
from firstline.triage.encoder import Encoder
from firstline.triage.learned import HOME
from firstline.triage.starter import Starter

MOST_UNKNOWN: Final = 50
"""Labels that the taxonomy does not have, that a program is told by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command was asked for."""

    taxonomy: str
    train: str | None
    test: str
    predictions: str | None
    encoder: str
    promise: float
    llm: bool
    starter: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of it."""

    wanted: Wanted
    learnt: Learnt
    taught: int
    """Messages that it learnt from."""
    cards: Sequence[Card]
    belonging: float | None
    languages: float | None
    """The share of messages whose language the desk tells by itself as the file says; None: it says none."""
    milliseconds: Sequence[float]
    """Time for each message."""
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Tell it to a program."""
        return {
            "encoder": self.wanted.encoder,
            "promise": self.wanted.promise,
            "trained_on": self.taught,
            "training_seconds": round(self.learnt.seconds, 3),
            "unknown_labels": self.learnt.unknown.total(),
            "unknown": dict(self.learnt.unknown.most_common(MOST_UNKNOWN)),
            "promises": [
                {"language": one.language, "field": one.about, "labels": one.labels, **asdict(one.promise)}
                for one in self.learnt.reports
            ],
            "messages": len(self.milliseconds),
            "fields": {one.about: asdict(one) for one in self.cards},
            "out_of_scope_auroc": self.belonging,
            "language_accuracy": self.languages,
            "milliseconds": self.times(),
            "seconds": round(self.seconds, 3),
        }

    def times(self) -> dict[str, float]:
        """Give the middle and the slow end of the times for a message, in milliseconds."""
        if not self.milliseconds:
            return {}
        middle, slow = np.percentile(self.milliseconds, [50, 95])
        return {"p50": round(float(middle), 3), "p95": round(float(slow), 3)}


def evaluate_now(wanted: Wanted) -> Outcome:
    """Do it.

    Raises:
        DeskError: when a file or an encoder cannot be used.
    """
    begun = time.perf_counter()
    with ExitStack() as stack:
        settings = read_settings()
        taxonomy = _taxonomy(wanted.taxonomy)
        encoder = encoder_named(wanted.encoder, settings.models)
        trial = Trial(
            taxonomy=taxonomy,
            train=[] if wanted.train is None else _labelled(wanted.train, taxonomy),
            encoder=encoder,
            promise=wanted.promise,
            adviser=_llm(stack, settings) if wanted.llm else None,
            starter=None if wanted.starter is None else _starter(wanted.starter, encoder),
        )
        test = _labelled(wanted.test, taxonomy)
        out = None if wanted.predictions is None else stack.enter_context(written(wanted.predictions))
        learnt = learn(trial)
        judged = []
        for one in judge_all(trial, learnt, test):
            judged.append(one)
            if out is not None:
                out.write(json.dumps(prediction(one, trial.taxonomy), ensure_ascii=False).encode() + b"\n")
    return _outcome(wanted, trial, learnt, judged, time.perf_counter() - begun)


def _outcome(
    wanted: Wanted, trial: Trial, learnt: Learnt, judged: Sequence[Judged], seconds: float
) -> Outcome:
    cards = [card(about, found) for about in SCORED if (found := _answered(about, judged))]
    known = {one.given.id: one.given.in_scope for one in judged if one.given.in_scope is not None}
    # A message with a category belongs here, if others are marked as not belonging.
    known = {one.given.id: True for one in judged if "category" in one.given.labels} | known if known else {}
    scopes = {one.given.id: one.verdict.category.in_scope for one in judged}
    chances = {name: chance for name, chance in scopes.items() if chance is not None}
    return Outcome(
        wanted=wanted,
        learnt=learnt,
        taught=len(trial.train),
        cards=cards,
        belonging=belonging(known, chances),
        languages=_languages(judged),
        milliseconds=[1_000 * one.seconds for one in judged],
        seconds=seconds,
    )


def _languages(judged: Sequence[Judged]) -> float | None:
    said = [(one.given.message.language, told_language(one)) for one in judged if one.given.message.language]
    return sum(truth == told for truth, told in said) / len(said) if said else None


def _answered(about: str, judged: Sequence[Judged]) -> list[tuple[Any, Any]]:
    return [
        (one.given.labels[about], getattr(one.verdict, about))
        for one in judged
        if about in one.given.labels and (about == SCOPE or not one.given.is_stray)
    ]


def _taxonomy(file: str) -> Taxonomy:
    with opened(file) as source:
        found = read_taxonomy(source, name=Path(file).name)
    try:
        return taxonomy_of(found.categories, found.moves)
    except Unfit as error:
        message = f"{Path(file).name}: {error}"
        raise Invalid(message, field="taxonomy") from error


def _labelled(file: str, taxonomy: Taxonomy) -> list[LabelledMessage]:
    with opened(file) as source:
        return [named_now(one, taxonomy) for one in read_labelled(source, name=Path(file).name)]


def _starter(file: str, encoder: Encoder) -> Starter:
    with opened(file) as source:
        return Starter(unpacked(source.read())[HOME], encoder)


def _llm(stack: ExitStack, settings: Any) -> Adviser:  # noqa: ANN401 - `Settings`
    llm = adviser(settings)
    llm.prepare()
    stack.callback(llm.close)
    return llm
