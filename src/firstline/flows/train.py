"""Train a model from all examples, try it on held-back ones, and let it answer if no field gets worse.

The newest fifth of the examples is held back, near-duplicates on one side. A model that has learnt from the
others is tried on them beside the one in force, and one that has learnt from all is asked for the older ones;
if it may take over (`learning/gate.py`), that one is stored and promoted, else it is stored and refused, with
the reason. Training takes seconds and happens between the transactions.

What always holds: whoever trains at the same time, one model is in force; a training that is cut short leaves
nothing; a model in force stays until another is promoted.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from firstline.core.access import OPERATOR, Principal
from firstline.core.errors import Conflict
from firstline.flows.desk import Desk
from firstline.flows.encoder import encoder_chosen
from firstline.flows.schooling import encoder_in_use, examples_of, promise_in_force
from firstline.learning.duplicates import groups, held_back
from firstline.learning.examples import Example, spoken_in
from firstline.learning.gate import Decision, Results, Trial, decide
from firstline.learning.metrics import calibration_error
from firstline.learning.recall import vectors_of, with_examples
from firstline.store import crash, events, example_vectors, examples, models, taxonomies
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.examples import Stored
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Verdict
from firstline.triage.artefact import packed
from firstline.triage.blend import SCALES, label_of
from firstline.triage.encoder import Encoder
from firstline.triage.heads import Head
from firstline.triage.judge import judge
from firstline.triage.learned import HOME, Learned, text_of
from firstline.triage.text import read

if TYPE_CHECKING:
    from firstline.learning.training import Trained

STEP: Final = "train_model"
HELD_BACK: Final = 0.2
FEWEST_NEW: Final = 10
"""Examples that must have come since the model in force, before another is trained by itself."""
GROWTH: Final = 0.05
"""And by which share they must have grown."""
FEWEST_ASKED: Final = 20
"""Examples that the model in force has not learnt from, on which alone two models are compared."""
BODIES_KEPT: Final = 5
BODY: Final = "body_sha256"
"""Under this name a model's figures have the digest of its body, so that one trained again is known."""
TRIED: Final = ("category", "subcategory", "team", *SCALES)


class TooLittle(Conflict):
    """There is nothing to learn from yet."""

    code = "too_little_to_learn"


class OtherEncoder(Conflict):
    """The model was trained for another encoder than the desk's."""

    code = "other_encoder"


@dataclass(frozen=True, slots=True, eq=False)
class Exam:
    """What a training is tried on."""

    kept: Sequence[Example]
    """The older ones, from which is learnt first."""
    asked: Sequence[tuple[Example, int]]
    """The newest, each with its group."""
    groups: Mapping[int, int]
    """By the example's number: those that say the same have the same one."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """All that a training goes by."""

    examples: Sequence[Example]
    stored: Sequence[Stored]
    taxonomy: Taxonomy
    encoder: Encoder
    promise: float
    vectors: Mapping[int, NDArray[np.float32]]
    made: Mapping[int, NDArray[np.float32]]
    """Those of them that are to be stored."""


def is_training_due(db: Connection) -> bool:
    """Tell whether enough examples have come since the model in force was trained."""
    newest, model = examples.newest_id(db), models.active(db)
    learnt = 0 if model is None else model.learnt_until
    tried = max((one.learnt_until for one in models.every(db)[:1]), default=0)
    return newest - max(learnt, tried) >= max(FEWEST_NEW, GROWTH * newest)


def train_model(
    desk: Desk, *, by: Principal = OPERATOR, on_progress: Callable[[str], None] = lambda _: None
) -> models.Model:
    """Train, try, and promote or refuse.

    Raises:
        TooLittle: when no field has enough labels.
        DeskError: when the encoder in use cannot be used.
    """
    lesson = _prepared(desk)
    on_progress(f"{len(lesson.examples):,} examples")
    exam = _exam(lesson)
    on_progress(f"trying it on {len(exam.asked):,}")
    tried = _learn(lesson, exam.kept)
    on_progress("learning from all")
    trained = _learn(lesson, lesson.examples)
    if not heads_of(trained):
        message = f"There is too little to learn from yet: {len(lesson.examples)} labelled messages."
        raise TooLittle(message)
    decision = _decided(desk, lesson, exam, tried, trained)
    crash.point("trained")
    return _kept(desk, lesson, trained, decision, by)


def roll_back(desk: Desk, version: int | None = None, *, by: Principal = OPERATOR) -> models.Model:
    """Let an earlier model answer again; without a version the one before the model in force.

    Raises:
        ModelMissing: when there is none.
        ModelForgotten: when nothing is left of it.
        OtherEncoder: when it was trained for another encoder than the desk's, so that it would not answer.
        NoEncoder: when the desk's encoder cannot be used on this machine.
    """
    encoder = encoder_chosen(desk).version

    def save(db: Connection) -> models.Model:
        wanted = version or _one_before(db, encoder)
        _check_encoder(models.find(db, wanted), encoder)
        at, sentence = desk.clock(), f"{by.name} went back to it."
        models.promote(db, wanted, at=at, sentence=sentence)
        events.add(db, None, Event("model.promoted", by.name, {"model": wanted, "why": sentence}, at))
        found = models.find(db, wanted)
        assert found is not None  # noqa: S101 - it was just promoted
        return found

    model = desk.write(save)
    desk.board.look(desk.read)
    return model


def train_step(desk: Desk, _: int) -> None:
    """Train by itself; too little to learn from is no fault."""
    if desk.train_beside is not None:
        desk.train_beside()
        return
    try:
        train_model(desk)
    except TooLittle:
        return


def _check_encoder(model: models.Model | None, encoder: str) -> None:
    if model is None or model.encoder == encoder:
        return
    name = model.encoder.partition("@")[0]
    message = (
        f"Model {model.version} was trained for the encoder {model.encoder} and the desk uses {encoder}, "
        f"so it would not answer. Use that one first (`firstline models use {name}`), or train a new model."
    )
    raise OtherEncoder(message)


def _one_before(db: Connection, encoder: str) -> int:
    active = models.active(db)
    promoted = [one for one in models.every(db) if one.promoted_at is not None and one.kept]
    able = [one for one in promoted if one.encoder == encoder]
    earlier = [one for one in able if active is None or one.version != active.version]
    if not earlier:
        message = f"There is no earlier model to go back to that was trained for {encoder}."
        raise models.ModelMissing(message)
    return max(earlier, key=lambda one: (one.promoted_at, one.version)).version


def _prepared(desk: Desk) -> Lesson:
    with desk.read() as db:
        stored = examples.current(db)
        taxonomy, name = taxonomies.load(db), encoder_in_use(db)
        promise = promise_in_force(db)
    encoder = desk.encoder_named(name)
    with desk.read() as db:
        known = example_vectors.load(db, encoder.version)
    found = list(examples_of(stored, taxonomy))
    made = _missing(found, encoder, known)
    return Lesson(found, stored, taxonomy, encoder, promise, {**known, **made}, made)


def _missing(
    found: Sequence[Example], encoder: Encoder, known: Mapping[int, NDArray[np.float32]]
) -> Mapping[int, NDArray[np.float32]]:
    """Make the vectors that are not stored yet."""
    missing = []
    for one in found:
        if one.number not in known:
            reading = read(one.message)
            if spoken_in(one, reading) == HOME:
                missing.append((one, text_of(reading)))
    rows = vectors_of([one for one, _ in missing], [text for _, text in missing], encoder, {})
    return {one.number: row for (one, _), row in zip(missing, rows, strict=True)}


def _learn(lesson: Lesson, some: Sequence[Example]) -> "Trained":
    from firstline.learning.training import Course, train  # noqa: PLC0415 - 80 MB that most processes never need

    course = Course(lesson.taxonomy, lesson.encoder, promise=lesson.promise, vectors=lesson.vectors)
    return train(some, course)


def _exam(lesson: Lesson) -> Exam:
    """Hold the newest examples back."""
    texts = [text_of(read(one.message)) for one in lesson.examples]
    vectors = np.zeros((len(texts), lesson.encoder.size), np.float32)
    for row, one in enumerate(lesson.examples):
        vectors[row] = lesson.vectors.get(one.number, 0)
    alike = groups(texts, vectors)
    apart = held_back(alike, np.arange(len(texts)), HELD_BACK)
    return Exam(
        kept=[one for one, away in zip(lesson.examples, apart, strict=True) if not away],
        asked=[(one, group) for one, away, group in zip(lesson.examples, apart, alike, strict=True) if away],
        groups={one.number: int(group) for one, group in zip(lesson.examples, alike, strict=True)},
    )


def _decided(desk: Desk, lesson: Lesson, exam: Exam, tried: "Trained", trained: "Trained") -> Decision:
    """Ask who has not seen the newest examples for them, beside the model in force, and older ones, too."""
    unheard = _unheard(desk, exam.asked)
    # What is asked must not lie in the memory of the one that is asked.
    numbers = [one.number for one, _ in unheard]
    old = with_examples(desk.board.learned, [], lesson.taxonomy, learnt_until=0, replaced=numbers)
    trials = _trials(unheard, old, tried.learned, lesson.taxonomy)
    return decide([replace(one, older=_older(one.field, exam, tried, trained)) for one in trials])


def _older(about: str, exam: Exam, tried: "Trained", trained: "Trained") -> Results | None:
    """Give what was made of older examples before the newest were learnt, and with them."""
    before, after = (_answers(about, of) for of in (tried, trained))
    both = sorted(before.keys() & after.keys())
    if not both:
        return None
    return Results(
        old=np.array([before[number] for number in both], np.bool_),
        new=np.array([after[number] for number in both], np.bool_),
        groups=np.array([exam.groups[number] for number in both], np.int64),
    )


def _answers(about: str, trained: "Trained") -> Mapping[int, bool]:
    """Say which examples were answered rightly by who had not seen them."""
    return {
        number: is_right
        for one in trained.reports
        if one.about == about
        for number, is_right in zip(one.numbers.tolist(), one.right.tolist(), strict=True)
    }


def _unheard(desk: Desk, asked: Sequence[tuple[Example, Any]]) -> Sequence[tuple[Example, Any]]:
    """Leave out what the model in force has learnt from, unless too little is left: then it is favoured."""
    with desk.read() as db:
        model = models.active(db)
    fresh = [row for row in asked if model is None or row[0].since > model.learnt_until]
    return fresh if len(fresh) >= FEWEST_ASKED else asked


def _trials(
    asked: Sequence[tuple[Example, Any]], old: Learned, new: Learned, taxonomy: Taxonomy
) -> Sequence[Trial]:
    told = [
        (one, group, _said(one, old, taxonomy), _said(one, new, taxonomy))
        for one, group in asked
        if one.in_scope
    ]
    trials = []
    for about in TRIED:
        known = [row for row in told if about in row[0].labels]
        trials.append(
            Trial(
                field=about,
                held_back=Results(
                    old=np.array([_is_right(about, one, before) for one, _, before, _ in known], np.bool_),
                    new=np.array([_is_right(about, one, after) for one, _, _, after in known], np.bool_),
                    groups=np.array([group for _, group, _, _ in known], np.int64),
                    truth=[one.labels[about] for one, *_ in known],
                    old_calibration=_calibration(about, [(one, before) for one, _, before, _ in known]),
                    new_calibration=_calibration(about, [(one, after) for one, _, _, after in known]),
                ),
            )
        )
    return [trial for trial in trials if len(trial.held_back.old)]


def _calibration(about: str, answers: Sequence[tuple[Example, Verdict]]) -> float:
    """Say how far the confidences are from what was right; 0 where nothing was asked."""
    if not answers:
        return 0.0
    sure = [getattr(said, about).confidence for _, said in answers]
    return calibration_error(sure, [_is_right(about, one, said) for one, said in answers])


def _said(one: Example, learned: Learned, taxonomy: Taxonomy) -> Verdict:
    return judge(one.message, taxonomy=taxonomy, learned=learned)


def _is_right(about: str, one: Example, said: Verdict) -> bool:
    value = getattr(said, about).value
    return label_of(about, value, category=said.category.value) == one.labels[about]


def _kept(desk: Desk, lesson: Lesson, trained: "Trained", decision: Decision, by: Principal) -> models.Model:
    body = packed(heads_of(trained))
    made = models.Made(
        made_at=desk.clock(),
        encoder=lesson.encoder.version,
        taxonomy=lesson.taxonomy.version,
        promise=lesson.promise,
        fingerprint=fingerprint_of(lesson.stored),
        examples=len(lesson.examples),
        learnt_until=max((one.number for one in lesson.examples), default=0),
        metrics=_metrics(trained, decision) | {BODY: hashlib.sha256(body).hexdigest()},
    )

    def save(db: Connection) -> models.Model:
        example_vectors.add_many(db, lesson.encoder.version, lesson.made)
        version = models.add(db, made, body=body, sentence=decision.sentence)
        if decision.promoted:
            models.promote(db, version, at=desk.clock(), sentence=decision.sentence)
        models.forget_bodies(db, keep=BODIES_KEPT)
        kind = "model.promoted" if decision.promoted else "model.refused"
        told = {"model": version, "why": decision.sentence, "examples": made.examples}
        events.add(db, None, Event(kind, by.name, told, desk.clock()))
        found = models.find(db, version)
        assert found is not None  # noqa: S101 - it was just added
        return found

    model = desk.write(save)
    desk.board.look(desk.read)
    return model


def heads_of(trained: "Trained") -> dict[str, Mapping[str, Head]]:
    """Give what is kept of a training."""
    return {language: tongue.heads for language, tongue in trained.learned.tongues.items() if tongue.heads}


def fingerprint_of(stored: Sequence[Stored]) -> str:
    """Name the examples that a model learns from, so that they are known again."""
    told = hashlib.sha256()
    for one in stored:
        told.update(msgspec.json.encode([one.id, one.subject, one.text, one.labels, one.in_scope]))
    return told.hexdigest()


def _metrics(trained: "Trained", decision: Decision) -> dict[str, Any]:
    return {
        "heads": [
            {
                "language": one.language,
                "field": one.about,
                "labels": one.labels,
                "accuracy": round(one.accuracy, 4),
                "promise": asdict(one.promise),
            }
            for one in trained.reports
        ],
        "changes": [asdict(one) for one in decision.changes],
    }
