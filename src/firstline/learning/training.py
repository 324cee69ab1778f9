"""Train the desk: labelled messages and a taxonomy in, all that is learnt from them out.

The messages are parted by language, taken apart once, and each field that has labels gets a head
(`fitting.py`). From the answers that a head gave to messages it had not seen, the confidence is found from
which the promise is kept (`promise.py`).

What always holds: the same examples in the same order, taxonomy, encoder and promise give the same; no label
is learnt that the taxonomy or the field's scale does not have.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from firstline.learning.duplicates import folds, groups
from firstline.learning.examples import LEFT, Example, spoken_in
from firstline.learning.fitting import (
    FEWER_FOLDS,
    FEWEST,
    FOLDS,
    MANY,
    Fitted,
    Material,
    Question,
    Told,
    fit,
    taken_apart,
)
from firstline.learning.promise import USUAL, Promise, promised
from firstline.learning.recall import codes_of, questions, remembered, vectors_of
from firstline.learning.rulings import Answers as RuleAnswers
from firstline.learning.rulings import Asked, recorded
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.urgency_policy import USUAL_POLICY
from firstline.tickets.verdict import Verdict
from firstline.triage.blend import hinted, is_hinted, said_by_rules
from firstline.triage.encoder import Encoder
from firstline.triage.grams import grams
from firstline.triage.hashed import HashedEncoder
from firstline.triage.heads import Answers, Head, rule_scores
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import HOME, Learned, Tongue, text_of
from firstline.triage.memory import NONE, Memory
from firstline.triage.novice import first_starter, spoken, texts_in
from firstline.triage.own_rules import NO_RECORDS
from firstline.triage.phrased import Phrases, phrases
from firstline.triage.starter import Hint, Starter
from firstline.triage.text import Reading, read

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """How a head did on messages that it had not seen."""

    language: str
    about: str
    labels: int
    accuracy: float
    promise: Promise
    numbers: NDArray[np.int64]
    """The examples that it was asked."""
    right: NDArray[np.bool_]
    """(n,): whether it was right; by trusts that were fitted on all answers."""


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What came of a training."""

    learned: Learned
    reports: Sequence[Report]


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What a training is to go by."""

    taxonomy: Taxonomy
    encoder: Encoder
    promise: float = USUAL
    version: int = 1
    vectors: Mapping[int, NDArray[np.float32]] | None = None
    """Those that are known already, by the example's number."""
    starter: Starter | None = None
    """What every desk knows; None: the heads that come with the package."""

    @property
    def first(self) -> Starter | None:
        """What every desk knows, with this encoder."""
        return first_starter(self.taxonomy, self.encoder) if self.starter is None else self.starter


def train(examples: Sequence[Example], course: Course, *, on_progress: Progress = lambda _: None) -> Trained:
    """Learn from examples."""
    by_language: dict[str, list[tuple[Example, Reading]]] = defaultdict(list)
    asked, answers = Asked(course.taxonomy), dict[int, RuleAnswers]()
    for place, example in enumerate(examples):
        reading = read(example.message)
        by_language[spoken_in(example, reading)].append((example, reading))
        answers[example.number or -place] = asked.answers(example, reading)
    tongues, reports = dict[str, Tongue](), list[Report]()
    for language in sorted({*by_language, *spoken(course.taxonomy)}):
        on_progress(language)
        tongue, found = _learn(language, by_language.get(language, []), course)
        tongues[language] = tongue
        reports += found
    learned = Learned(
        tongues,
        version=course.version,
        taxonomy=course.taxonomy.version,
        records=recorded(NO_RECORDS, answers),
        starter=course.first,
    )
    return Trained(learned, reports)


def _learn(
    language: str, examples: Sequence[tuple[Example, Reading]], course: Course
) -> tuple[Tongue, list[Report]]:
    encoder = course.encoder if language == HOME else HashedEncoder()
    told = phrases(encoder, texts_in(course.taxonomy, language))
    tongue = Tongue(encoder, phrases={"category": told})
    if not examples:
        return tongue, []
    lesson = _Lesson(examples, course, encoder, told, language)
    heads, reports = dict[str, Head](), list[Report]()
    for about, labels in lesson.questions().items():
        fitted = lesson.fit(about, labels)
        if fitted is not None:
            heads[about], report = _promised(fitted, lesson, language, course)
            reports.append(report)
    return replace(tongue, heads=heads, memory=lesson.memory()), reports


def _promised(fitted: Fitted, lesson: "_Lesson", language: str, course: Course) -> tuple[Head, Report]:
    """Find the confidence from which the promise is kept."""
    codes = lesson.codes(fitted.head.about, fitted.head.labels)
    right = fitted.answers.argmax(1) == codes[fitted.rows]
    answers = Answers(fitted.answers.max(1).astype(np.float32), right)
    head, promise = promised(replace(fitted.head, answers=answers), course.promise)
    numbers = np.array([lesson.examples[row].number for row in fitted.rows], np.int64)
    report = Report(language, head.about, len(right), float(right.mean()), promise, numbers, right)
    return head, report


class _Lesson:
    """The examples of one language, taken apart."""

    def __init__(
        self,
        examples: Sequence[tuple[Example, Reading]],
        course: Course,
        encoder: Encoder,
        told: Phrases,
        language: str,
    ) -> None:
        self.examples = [example for example, _ in examples]
        self.readings = [reading for _, reading in examples]
        self.course, self.told, self.language = course, told, language
        pieces = [grams(reading) for _, reading in examples]
        texts = [text_of(reading) for _, reading in examples]
        vectors = vectors_of(self.examples, texts, encoder, course.vectors or {})
        self.groups = groups(texts, vectors)
        count = FEWER_FOLDS if len(examples) >= MANY else FOLDS
        spread = folds(self.groups, self._first_labels(), count, seed=0)
        phrases = [grams(read_text(text)) for text in told.texts]
        known, weighed, self.told_pieces = taken_apart(pieces, phrases)
        self.material = Material(known, weighed, vectors, spread.astype(np.int32))
        self._rules: Sequence[Verdict] | None = None
        self._hints: Sequence[Hint | None] | None = None

    def questions(self) -> Mapping[str, tuple[str, ...]]:
        """List the fields of which something is known, with the labels that they may have."""
        said = Counter(about for example in self.examples for about in example.labels)
        asked = questions(self.course.taxonomy)
        return {about: labels for about, labels in asked.items() if said[about] >= FEWEST}

    def codes(self, about: str, labels: tuple[str, ...]) -> NDArray[np.int32]:
        """Number each example's label of a field, or else what a person left there."""
        said = codes_of(self.examples, about, labels)
        return np.where(said == NONE, codes_of(self.examples, f"{LEFT}{about}", labels), said)

    def fit(self, about: str, labels: tuple[str, ...]) -> Fitted | None:
        """Fit a field's head, if there is enough to learn from."""
        told = None
        if about == "category":
            told = Told(self.told, self.told_pieces)
        question = Question(
            about=about,
            labels=labels,
            codes=self.codes(about, labels),
            told=told,
            rules=self._rule_scores(about, labels),
            strays=np.array([not example.in_scope for example in self.examples]),
            starter=self._starter_scores(about, labels),
        )
        return fit(question, self.material)

    def memory(self) -> Memory:
        """Remember the examples; none of them is news."""
        last = max((example.number for example in self.examples), default=0)
        return remembered(self.examples, self.material.vectors, self.course.taxonomy, learnt_until=last)

    def _first_labels(self) -> Sequence[str]:
        """Give a label of each example by which folds are spread evenly."""
        return [next(iter(example.labels.values()), "") for example in self.examples]

    def _rule_scores(self, about: str, labels: tuple[str, ...]) -> NDArray[np.float32] | None:
        """Ask the rules, where they know labels of the field."""
        if about in {"team", "subcategory"} or not self._known_to_rules(about, labels):
            return None
        rows = np.zeros((len(self.examples), len(labels)), np.float32)
        for row, verdict in zip(rows, self._ruled(), strict=True):
            rule = said_by_rules(about, verdict)
            if rule is not None and rule[0] in labels:
                row[:] = rule_scores(labels, *rule)
        return rows

    def _starter_scores(self, about: str, labels: tuple[str, ...]) -> NDArray[np.float32] | None:
        """Ask the starter heads, where they know the field."""
        if self.course.first is None or not is_hinted(about, labels, self.course.first):
            return None
        rows = np.zeros((len(self.examples), len(labels)), np.float32)
        for row, hint in zip(rows, self._heard(), strict=True):
            if hint is not None:
                row[:] = hinted(about, labels, hint, USUAL_POLICY)
        return rows

    def _heard(self) -> Sequence[Hint | None]:
        starter = self.course.first
        if self._hints is None and starter is not None:
            self._hints = [
                starter.hear(reading, self.language, taken=None, vector=None) for reading in self.readings
            ]
        return self._hints or []

    def _known_to_rules(self, about: str, labels: Sequence[str]) -> bool:
        """Tell whether the rules know labels of a field; categories under the names that they have now."""
        present = self.course.taxonomy.present
        known = {present(one.name)[0] for one in first_taxonomy().categories}
        return about != "category" or not known.isdisjoint(labels)

    def _ruled(self) -> Sequence[Verdict]:
        if self._rules is None:
            taxonomy = replace(self.course.taxonomy, rules=())  # the desk's own are counted, not fitted
            self._rules = [judge(example.message, taxonomy=taxonomy) for example in self.examples]
        return self._rules


def read_text(text: str) -> Reading:
    """Read a phrase as if a customer had written it."""
    return read(Message(text))
