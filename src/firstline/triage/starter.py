"""What every desk knows before anyone has taught it: urgency, mood, kind of mail and the stock categories.

The starter heads are trained on our own corpus (`corpus/`, `python -m evals.starter`) and come with the
package, one file for each encoder. They know English words; a message in a language that has a glossary is
heard word by word in English (`glossary.py`). Of the urgency they know the marks (`marks.py`): each has a
chance for each grade, and half the sum of the expected grades, above 1, is the urgency, so it can be shown as
a sum. All other fields have a score for each label, as any head.

Whatever happens: a message in a language without a glossary is not heard at all, and a taxonomy that has a
category of its own is told nothing of categories.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.tickets.verdict import Reason, Span, TicketScope, Voice
from firstline.triage.artefact import unpacked
from firstline.triage.encoder import Encoder
from firstline.triage.glossary import english_text, in_english
from firstline.triage.grams import Grams, grams
from firstline.triage.heads import Chances, Head, Scorer, aligned, chances
from firstline.triage.language import ENGLISH, UNDETERMINED
from firstline.triage.linear import Half, Scores, Vocabulary, Weighed
from firstline.triage.marks import CAP, FLOOR, MARKS, POINT, TITLES
from firstline.triage.text import Reading

FOLDER: Final = "starters"
USUAL: Final = "wordllama-l2-256@1"
"""The encoder whose starter heads speak, by words alone, where an encoder has none of its own."""
EDITION: Final = "starter@1"
"""Names the starter heads in reasons; it grows when they are trained on another corpus."""
URGENCY: Final = "urgency"
CATEGORY: Final = "category"
SCOPE: Final = "scope"
LEAST_POINTS: Final = 0.25
"""Points of urgency from which a mark is named: half a grade."""
LEAST_ADDED: Final = 0.05
"""What a word must add to a grade's score to stand as evidence."""
MOST_WORDS: Final = 4
"""Words that are named as reasons."""
LEAST_CHANCE: Final = 1e-9
GRADES: Final = np.arange(max(len(names) for names in MARKS.values()), dtype=np.float64)
MARKED: Final = frozenset({TicketScope.SPAM, TicketScope.MISDIRECTED, TicketScope.OFF_TOPIC})
"""What the starter heads may call a message. Automatic mail, bounces and gibberish have signs of their own,
which the rules know; who only speaks of an automatic reply uses the same words."""
FEWEST_WORDS: Final = 5
"""Words below which a message is not marked for what it says: `hi` is nobody else's."""
HEARD_AS_ENGLISH: Final = frozenset({ENGLISH, UNDETERMINED})


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """All heads side by side, each part times its trust, so that a message is weighed once for all."""

    vocabulary: Vocabulary
    words: Half
    """(pieces, labels of all heads)."""
    meaning: NDArray[np.float32] | None
    """(dimensions, labels of all heads); None: by words alone."""
    bias: Scores
    places: Mapping[str, slice]
    """Where the labels of a head stand."""


@dataclass(frozen=True, eq=False)
class Starter:
    """The starter heads."""

    heads: Mapping[str, Head]
    """By mark and by field."""
    encoder: Encoder | None
    """Whose vectors their meaning was learnt from; None: they go by words alone."""

    @cached_property
    def joined(self) -> Joined:
        """The heads that read the message, side by side."""
        return _joined(self.heads.values(), with_meaning=self.encoder is not None)

    def knows(self, about: str, labels: Sequence[str]) -> bool:
        """Tell whether something is known of a field with these labels."""
        head = self.heads.get(about)
        return head is not None and (about != CATEGORY or set(labels) <= set(head.labels))

    def acting(self, about: str, labels: Collection[str]) -> Head | None:
        """Give the head that may act on a field with these labels; None: it knows other ones."""
        head = self.heads.get(about)
        return head if head is not None and set(head.labels) == set(labels) else None

    def hear(
        self, reading: Reading, language: str, *, taken: Grams | None, vector: NDArray[np.float32] | None
    ) -> "Hint | None":
        """Hear a message; None: nothing is known of its language.

        Args:
            reading: the message.
            language: the one that it is in.
            taken: its pieces, where they are known already.
            vector: its vector by the same encoder, where it is known already.
        """
        if language in HEARD_AS_ENGLISH:
            return Hint(self, reading, grams(reading) if taken is None else taken, vector)
        glossed = in_english(reading, language)
        return None if glossed is None else Hint(self, glossed, grams(glossed), None)


def _joined(heads: Iterable[Head], *, with_meaning: bool) -> Joined:
    """Put the heads that read the message side by side."""
    reading = [(head, head.words, head.meaning) for head in heads if head.words is not None]
    ends = np.cumsum([0, *(len(head.labels) for head, _, _ in reading)]).tolist()
    weights, bias, meant = list[NDArray[np.float32]](), list[Scores](), list[NDArray[np.float32]]()
    for head, words, meaning in reading:
        assert words is not None  # noqa: S101 - only those with words are taken
        trust, also = head.trust.get(Scorer.WORDS, 0.0), head.trust.get(Scorer.MEANING, 0.0)
        hears = with_meaning and meaning is not None
        weights.append(trust * words.weights.astype(np.float32))
        bias.append(trust * words.bias + (also * meaning.bias if hears and meaning is not None else 0))
        meant += [also * meaning.weights] if hears and meaning is not None else []
    assert reading[0][1] is not None  # noqa: S101 - as above
    return Joined(
        vocabulary=reading[0][1].vocabulary,
        words=np.hstack(weights).astype(np.float16),
        meaning=np.hstack(meant) if meant else None,
        bias=np.concatenate(bias),
        places={head.about: slice(*ends[at : at + 2]) for at, (head, _, _) in enumerate(reading)},
    )


def starter_for(encoder: Encoder) -> Starter | None:
    """Give the starter heads that come with the package; None: there are none.

    For an encoder that they were not trained with they go by words alone.
    """
    heads = _shipped(encoder.version)
    if heads is not None:
        return Starter(heads, encoder)
    usual = _shipped(USUAL)
    return None if usual is None else Starter(usual, None)


def file_name(version: str) -> str:
    """Name the file of an encoder's starter heads.

    >>> file_name("wordllama-l2-256@1")
    'wordllama-l2-256@1.bin'
    """
    return f"{version}.bin"


@cache
def _shipped(version: str) -> Mapping[str, Head] | None:
    file = resources.files(__package__) / FOLDER / file_name(version)
    return unpacked(file.read_bytes())[ENGLISH] if file.is_file() else None


@dataclass(frozen=True, slots=True)
class Mark:
    """What is thought of one mark."""

    name: str
    points: float
    """Of urgency: half the expected grade."""
    reason: Reason


@dataclass
class Hint:
    """A message as the starter heads hear it."""

    starter: Starter
    reading: Reading
    """In English words; their places are those of the customer's."""
    taken: Grams
    vector: NDArray[np.float32] | None = None
    _spreads: dict[str, Chances] = field(default_factory=dict)

    def knows(self, about: str, labels: Sequence[str]) -> bool:
        """Tell whether something is known of a field with these labels."""
        return self.starter.knows(about, labels)

    def head(self, about: str) -> Head:
        """Give the head of a field that is known."""
        return self.starter.heads[about]

    def scores(self, about: str, labels: Sequence[str]) -> Scores:
        """Give the labels' scores, of a field that is known: the logarithms of chances."""
        told = np.log(np.maximum(self.spread(about), LEAST_CHANCE)).astype(np.float32)
        return aligned(told, self.head(about).labels, labels)

    def spread(self, about: str) -> Chances:
        """Give the chances of a known field's labels, in the order of its head."""
        if about not in self._spreads:
            sums = self._urgency_sums if about == URGENCY else self._sums(self.head(about))
            self._spreads[about] = chances(sums)
        return self._spreads[about]

    def moved(self, about: str, label: str, other: str) -> Sequence[tuple[Span, float]]:
        """Name the words that raised one label over another the most, in log-odds."""
        head = self.head(about)
        if head.words is None or not {label, other} <= set(head.labels):
            return ()
        pair = head.labels.index(label), head.labels.index(other)
        added = head.trust.get(Scorer.WORDS, 0.0) * head.words.moved(self._weighed, *pair)
        most = np.argsort(-added, kind="stable")[:MOST_WORDS].tolist()
        return [
            (self.reading.span(place, place + 1), float(added[place])) for place in most if added[place] > 0
        ]

    def covered(self, labels: Sequence[str]) -> float:
        """Give the chance that a message's stock category is one of these."""
        return sum(self.chance(CATEGORY, label) for label in labels)

    def chance(self, about: str, label: str) -> float:
        """Give the chance of one label of a field that is known."""
        return float(self.spread(about)[self.head(about).labels.index(label)])

    @property
    def marks_scope(self) -> bool:
        """Whether there is enough to say that a message is not for this desk."""
        return self.knows(SCOPE, ()) and self.reading.length >= FEWEST_WORDS

    @cached_property
    def whole(self) -> float:
        """The sum of the marks, from 1 upwards; an urgency ends at 5."""
        return FLOOR + POINT * sum(self._expected.values())

    @property
    def urgency(self) -> float:
        """The urgency, 1 to 5."""
        return min(self.whole, CAP)

    @cached_property
    def marks(self) -> Sequence[Mark]:
        """The marks that are worth naming, the weightiest first."""
        found = [self._mark(mark) for mark in MARKS if POINT * self._expected[mark] >= LEAST_POINTS]
        return sorted(found, key=lambda mark: -mark.points)

    @cached_property
    def _expected(self) -> Mapping[str, float]:
        """The grade of each mark that is to be expected; a head has them in order, from 0."""
        return {mark: float(self.spread(mark) @ GRADES[: len(MARKS[mark])]) for mark in MARKS}

    def _mark(self, mark: str) -> Mark:
        head, expected = self.head(mark), self._expected[mark]
        grade = max(1, min(round(expected), len(MARKS[mark]) - 1))
        points = round(POINT * expected, 2)
        text = f"{TITLES[mark]}: {MARKS[mark][grade]}"
        evidence = self._evidence(head, head.labels.index(str(grade)), head.labels.index("0"))
        return Mark(mark, points, Reason(Voice.MODEL, text, points, EDITION, evidence))

    def _evidence(self, head: Head, grade: int, none: int) -> Span | None:
        """Find the word that speaks most for a grade."""
        if head.words is None:
            return None
        added = head.words.moved(self._weighed, grade, none)
        if not len(added) or added.max() < LEAST_ADDED:
            return None
        place = int(added.argmax())
        return self.reading.span(place, place + 1)

    @cached_property
    def _urgency_sums(self) -> NDArray[np.float64]:
        """How likely each step of the urgency is, given the sum of the marks."""
        head = self.head(URGENCY)
        assert head.meaning is not None  # noqa: S101 - so it is trained
        return head.meaning.scores(np.array([self.urgency], np.float32)).astype(np.float64)

    def _sums(self, head: Head) -> NDArray[np.float64]:
        return self._all[self.starter.joined.places[head.about]]

    @cached_property
    def _all(self) -> NDArray[np.float64]:
        """The sums of all heads, side by side."""
        joined, seen = self.starter.joined, self._weighed
        sums = joined.bias + seen.weights @ joined.words[seen.rows].astype(np.float32)
        if joined.meaning is not None:
            sums = sums + self._vector @ joined.meaning
        return sums.astype(np.float64)

    @cached_property
    def _weighed(self) -> Weighed:
        """Weigh the pieces; all heads share one vocabulary."""
        return self.starter.joined.vocabulary.weighed(self.taken)

    @property
    def _vector(self) -> NDArray[np.float32]:
        if self.vector is None:
            assert self.starter.encoder is not None  # noqa: S101 - as above
            self.vector = self.starter.encoder.encode([english_text(self.reading)])[0]
        return self.vector
