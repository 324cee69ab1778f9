"""Train the starter heads: our own corpus in, what every desk knows from the first ticket on out.

Each mark and each field gets a head as a desk's own does (`fitting.py`), and folds are cut along the hands
that wrote the messages, so that trusts and thresholds are those for writers and companies that were not met.
Messages in other languages are taken word by word in English (`triage/glossary.py`), all in one vocabulary.
How sure the urgency is, is learnt from the marks that were said of messages that had not been seen.

What always holds: the same messages in the same order and the same encoder give the same heads.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from firstline.learning.fitting import Fitted, Material, Question, Told, fit, taken_apart
from firstline.learning.promise import promised
from firstline.tickets.message import Message
from firstline.tickets.verdict import TicketScope, Verdict
from firstline.triage.blend import SCALES, said_by_rules
from firstline.triage.encoder import Encoder
from firstline.triage.glossary import english_text, in_english
from firstline.triage.grams import grams
from firstline.triage.heads import Answers, Head, Scorer, rule_scores
from firstline.triage.judge import judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import HOME, text_of
from firstline.triage.linear import Linear
from firstline.triage.marks import CAP, FLOOR, MARKS, POINT
from firstline.triage.novice import texts_in
from firstline.triage.phrased import phrases
from firstline.triage.starter import CATEGORY, MARKED, SCOPE, URGENCY
from firstline.triage.text import Reading, read

EVEN: Final = 0.5
FOLDS: Final = 6
"""Groups of hands that answer without having been learnt from."""
MARKED_RIGHT: Final = 0.9
"""The precision that is asked for where a message is called spam, misdirected and so on."""
LEAST_TRUST: Final[Mapping[Scorer, float]] = {Scorer.PHRASES: 0.8, Scorer.RULES: 0.25}
"""Of the category: the corpus is written in more roundabout words than most mail, and its own answers trust
phrases by 0.16 and rules by 0.13. By these, with its first 3,030 English messages, what was held back of it
was told as well (.73), and plain mail better: of Bitext's training part in the default five .86 instead of
.81."""
TONES: Final = (
    (
        "This is urgent.",
        "URGENT!!!",
        "asap please",
        "As soon as possible, please.",
        "Please hurry.",
        "hurry up",
        "Top priority!",
        "P1",
        "High priority, please mark it so.",
        "I need this immediately.",
        "I need an answer right now.",
        "This is an emergency!!",
        "EMERGENCY",
        "Treat this as an emergency.",
        "Critical!",
        "Severity 1",
        "Please escalate it.",
        "Please treat it as critical.",
        "It can't wait.",
        "very urgent matter",
        "Answer me at once!",
        "Quickly please.",
        "Escalate this now.",
        "Time is running out.",
        "Urgent help needed",
    ),
    (
        "Good morning.",
        "Hello there,",
        "Hi,",
        "Hey team,",
        "Dear Sir or Madam,",
        "Thank you very much.",
        "Thanks in advance.",
        "Many thanks and kind regards",
        "Sorry to bother you.",
        "No rush at all.",
        "Whenever you have a minute.",
        "Have a lovely day!",
        "Could you kindly have a look?",
        "Any help would be appreciated.",
        "Just wondering.",
        "It's probably nothing.",
        "Best wishes",
        "Cheers",
        "I appreciate your patience with me.",
        "Please let me know.",
    ),
    (
        "This is ridiculous.",
        "Unbelievable!",
        "Worst company ever.",
        "I am fed up with you.",
        "What a joke.",
        "Shame on you!",
        "I'm furious.",
        "Is anybody even reading this?",
        "HELLO???",
        "I want to speak to a manager.",
        "Absolutely unacceptable.",
        "You people are useless.",
        "I will tell everyone.",
        "Never again.",
        "I have had enough.",
        "Terrible service.",
        "This is a disgrace!!",
        "Do your job.",
        "I'm so disappointed.",
        "Pathetic.",
    ),
)
"""Haste, courtesy and anger as they are said everywhere, in no connection with what is at stake."""
TONE_SEED: Final = 6
PIECES: Final = 30_000
"""Pieces of text that the heads know: half of those in two messages or more, so that the files stay small."""
STEPS: Final = SCALES[URGENCY].labels
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A message of the corpus, and what is said of it."""

    message: Message
    language: str
    writer: str
    """The hand that wrote it."""
    labels: Mapping[str, str]
    """By mark and by field, as heads write them; a field may be missing."""


def learn_starter(
    lessons: Sequence[Lesson], encoder: Encoder, *, promise: float, on_progress: Progress = lambda _: None
) -> dict[str, Head]:
    """Learn the starter heads of an encoder, by mark and by field.

    Raises:
        ValueError: when the lessons are too few, or say the same of a mark or a field throughout.
    """
    class_ = _Class([*lessons, *retold(lessons)], encoder)
    fitted: dict[str, Fitted] = {}
    for about in (*MARKS, "sentiment", "frustrated", SCOPE, CATEGORY):
        on_progress(about)
        found = class_.fit(about)
        if found is None:
            message = (
                f"Nothing can be learnt of {about}: the {len(lessons)} lessons are too few, or say the same."
            )
            raise ValueError(message)
        fitted[about] = found
    heads = {about: found.head for about, found in fitted.items()}
    for about, asked in ((CATEGORY, promise), (SCOPE, MARKED_RIGHT)):
        heads[about] = _promised(fitted[about], class_.codes(about), asked)
    return heads | {URGENCY: class_.steps(fitted)}


def retold(lessons: Iterable[Lesson]) -> Iterator[Lesson]:
    """Tell each matter of a customer's once more in another tone; it still costs the same to wait.

    So that haste, courtesy and anger neither raise nor lower a mark. The copies teach nothing but the marks.
    """
    chance = Random(TONE_SEED)  # noqa: S311 - no secret
    for lesson in lessons:
        if {CATEGORY, URGENCY} <= lesson.labels.keys():
            # Haste twice as often, and twice over: it is what the marks must be deafest to.
            phrases = chance.choice((TONES[0], *TONES))
            tone, text = " ".join(chance.sample(phrases, 2)), lesson.message.text
            told = f"{tone} {text}" if chance.random() < EVEN else f"{text} {tone}"
            labels = {name: grade for name, grade in lesson.labels.items() if name in (*MARKS, URGENCY)}
            yield replace(lesson, message=replace(lesson.message, text=told), labels=labels)


class _Class:
    """The lessons, taken apart."""

    def __init__(self, lessons: Sequence[Lesson], encoder: Encoder) -> None:
        self.lessons = lessons
        readings = [_heard(lesson) for lesson in lessons]
        texts = [
            text_of(reading) if lesson.language == HOME else english_text(reading)
            for lesson, reading in zip(lessons, readings, strict=True)
        ]
        told = phrases(encoder, texts_in(first_taxonomy(), HOME))
        pieces = [grams(reading) for reading in readings]
        phrased = [grams(read(Message(text))) for text in told.texts]
        known, weighed, told_pieces = taken_apart(pieces, phrased, most=PIECES)
        self.told = Told(told, told_pieces)
        self.material = Material(known, weighed, encoder.encode(texts), _folds(lessons))
        self.ruled = [_judged(one) for one in lessons]

    def labels(self, about: str) -> tuple[str, ...]:
        """List a field's labels."""
        if about in MARKS:
            return tuple(str(grade) for grade in range(len(MARKS[about])))
        if about == SCOPE:
            return tuple(TicketScope)
        if about == CATEGORY:
            return tuple(one.name for one in first_taxonomy().categories)
        return SCALES[about].labels

    def codes(self, about: str) -> NDArray[np.int32]:
        """Number each lesson's label; -1 where it has none."""
        numbers = {label: number for number, label in enumerate(self.labels(about))}
        given = (numbers.get(one.labels.get(about, ""), -1) for one in self.lessons)
        return np.fromiter(given, np.int32, len(self.lessons))

    def fit(self, about: str) -> Fitted | None:
        """Fit one head."""
        question = Question(
            about=about,
            labels=self.labels(about),
            codes=self.codes(about),
            told=self.told if about == CATEGORY else None,
            rules=None if about in MARKS else self._rules(about),
            least=LEAST_TRUST if about == CATEGORY else {},
            remembers=False,
        )
        return fit(question, self.material)

    def steps(self, fitted: Mapping[str, Fitted]) -> Head:
        """Learn how likely each step of the urgency is, given the sum of marks that were said unseen."""
        sums = np.full(len(self.lessons), FLOOR)
        for mark in MARKS:
            found = fitted[mark]
            grades = np.array([float(label) for label in found.head.labels])
            sums[found.rows] += POINT * (found.answers @ grades)
        sums = np.minimum(sums, CAP)
        codes = self.codes(URGENCY)
        rows = np.flatnonzero(codes >= 0)
        seen = sums[rows, None]
        regression = LogisticRegression(C=100.0, max_iter=2_000).fit(seen, codes[rows])
        weights = np.zeros((seen.shape[1], len(STEPS)), np.float32)
        bias = np.full(len(STEPS), regression.intercept_.min() - 1, np.float32)
        weights[:, regression.classes_] = regression.coef_.T
        bias[regression.classes_] = regression.intercept_
        return Head(URGENCY, STEPS, meaning=Linear(weights, bias), learnt=len(rows))

    def _rules(self, about: str) -> NDArray[np.float32]:
        labels = self.labels(about)
        rows = np.zeros((len(self.lessons), len(labels)), np.float32)
        for row, verdict in zip(rows, self.ruled, strict=True):
            rule = None if verdict is None else _said(about, verdict)
            if rule is not None and rule[0] in labels:
                row[:] = rule_scores(labels, *rule)
        return rows


def _judged(lesson: Lesson) -> Verdict | None:
    """Give what the rules say; None: it is a copy, which teaches nothing that rules speak of."""
    is_copy = SCOPE not in lesson.labels
    return None if is_copy else judge(replace(lesson.message, language=lesson.language))


def _said(about: str, verdict: Verdict) -> tuple[str, float] | None:
    if about != SCOPE:
        return said_by_rules(about, verdict)
    field = verdict.field(SCOPE)
    return str(field.value), field.confidence


def _heard(lesson: Lesson) -> Reading:
    reading = read(lesson.message)
    return in_english(reading, lesson.language) or reading


def _folds(lessons: Sequence[Lesson]) -> NDArray[np.int32]:
    """Deal the hands into folds, those of each language one after the other."""
    writers = sorted({(one.language, one.writer) for one in lessons})
    fold_of = {writer: number % FOLDS for number, (_, writer) in enumerate(writers)}
    return np.array([fold_of[one.writer] for one in lessons], np.int32)


def _promised(fitted: Fitted, codes: NDArray[np.int32], asked: float) -> Head:
    """Find the confidence from which a precision is kept by writers that were not met.

    Of the scope only messages are asked that would be marked by these heads.
    """
    said = fitted.answers.argmax(1)
    marks = [place for place, label in enumerate(fitted.head.labels) if label in MARKED]
    asked_of = np.isin(said, marks) if fitted.head.about == SCOPE else np.ones(len(said), np.bool_)
    right = said == codes[fitted.rows]
    answers = Answers(fitted.answers.max(1).astype(np.float32)[asked_of], right[asked_of])
    return promised(replace(fitted.head, answers=answers), asked)[0]
