"""What has the desk learnt from a ticket, and which open tickets would it judge otherwise because of that?

The labels that people gave it are told, since when they count, and how many labelled messages say the same.
Then the open tickets that read most like it are judged twice: as the desk judges by now, and as it would
without this one example. Told are those that come out under its label only because of it, and stand
otherwise.

What always holds: nothing is changed; of the open tickets no more than the newest `LOOKED_AT` are compared,
and no more than `JUDGED` of them judged; what a person has set is not told, because the desk would not touch
it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.flows.models import Training, list_models
from firstline.flows.train import is_training_due
from firstline.learning.examples import LEFT, labels_now
from firstline.learning.recall import with_examples
from firstline.store import examples, review_queue, tickets
from firstline.store.examples import Stored
from firstline.store.review_queue import Candidate
from firstline.tickets.corrections import is_corrected
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Field, Verdict
from firstline.tickets.whereabouts import spoken
from firstline.triage.blend import label_of
from firstline.triage.judge import judge
from firstline.triage.learned import LEAST_LIKE, Learned, Tongue, text_of
from firstline.triage.memory import Memory
from firstline.triage.text import read

LOOKED_AT: Final = 100
"""Open tickets whose texts are compared with the example's: about 40 ms, and 250 with a large encoder."""
JUDGED: Final = 10
"""Of those, the ones that are judged, most of them twice: about 8 ms each time."""


@dataclass(frozen=True, slots=True)
class Label:
    """What people said of one field."""

    field: str
    value: str
    """As a label, for people."""
    examples: int
    """Labelled messages that say so, this one among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An open ticket that would be judged otherwise because of the example."""

    ticket_id: TicketId
    subject: str
    field: str
    stands: str
    """What the desk had thought of the field, as a label."""
    would_be: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The open tickets that read like it, as far as was looked."""

    looked_at: int
    alike: Sequence[Alike]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a ticket teaches."""

    since: datetime
    """When what it teaches now was said last."""
    author: str
    """Who said it last."""
    is_stray: bool
    """It teaches what is none of the desk's business."""
    labels: Sequence[Label]
    in_force: bool
    """Whether this process judges by it already."""
    trained: bool
    """Whether the model that answers has learnt from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What a ticket teaches, what that changes, and how it is with the next model."""

    lesson: Lesson | None
    """None: the desk has not learnt from it."""
    found: Found
    training: Training
    is_training_due: bool
    new_examples: int
    """Those that came, or changed, since the newest model was trained."""


NOTHING_FOUND: Final = Found(looked_at=0, alike=())


def show_learnt(desk: Desk, ticket_id: TicketId) -> Learnt:
    """Tell what the desk has learnt from a ticket, and what that changes.

    Raises:
        TicketMissing: when there is no such ticket.
    """
    learned, taxonomy = desk.board.learned, desk.board.taxonomy
    with desk.read() as db:
        tickets.load(db, ticket_id)
        known = examples.standing_of(db, ticket_id)
        is_due = is_training_due(db)
    overview = list_models(desk, limit=1)
    lesson = None if known is None else _lesson(known, learned, taxonomy)
    return Learnt(
        lesson=lesson,
        found=NOTHING_FOUND if known is None or lesson is None else _found(desk, known, learned, taxonomy),
        training=overview.training,
        is_training_due=is_due,
        new_examples=overview.new_examples,
    )


def _lesson(known: Stored, learned: Learned, taxonomy: Taxonomy) -> Lesson | None:
    labels = _labels(known, taxonomy)
    if not labels and known.in_scope:
        return None
    return Lesson(
        since=known.learnt_at,
        author=known.author,
        is_stray=not known.in_scope,
        labels=[
            Label(about, spoken(label), _count(learned, about, label)) for about, label in labels.items()
        ],
        in_force=_place(learned, known.id) is not None,
        trained=(known.translates or known.id) <= learned.learnt_until,
    )


def _labels(known: Stored, taxonomy: Taxonomy) -> Mapping[str, str]:
    """Give what people said, under the present names; what they left as it was is no label."""
    now = labels_now(known.labels, taxonomy)
    return {about: label for about, label in now.items() if not about.startswith(LEFT)}


def _memories(learned: Learned) -> Iterator[tuple[Tongue, Memory]]:
    return ((one, one.memory) for one in learned.tongues.values() if one.memory is not None)


def _count(learned: Learned, about: str, label: str) -> int:
    """Count the labelled messages by which this process judges that have a label."""
    known = ((one.codes[about], one.labels[about]) for _, one in _memories(learned) if about in one.labels)
    return sum(int((codes == names.index(label)).sum()) for codes, names in known if label in names)


def _place(learned: Learned, number: int) -> tuple[Tongue, NDArray[np.float32]] | None:
    """Find an example in memory: in which tongue, and its vector; None: it is not there."""
    for tongue, memory in _memories(learned):
        (rows,) = np.nonzero(memory.numbers == number)
        if len(rows):
            return tongue, memory.vectors[rows[0]]
    return None


def _found(desk: Desk, known: Stored, learned: Learned, taxonomy: Taxonomy) -> Found:
    place, labels = _place(learned, known.id), _labels(known, taxonomy)
    if place is None or not labels or known.ticket_id is None:
        return NOTHING_FOUND
    with desk.read() as db:
        seen = list(review_queue.newest_open(db, but=known.ticket_id, most=LOOKED_AT))
    others = [one for one in seen if _differing(one.verdict, labels)]
    without = with_examples(
        learned, (), taxonomy, learnt_until=learned.learnt_until, replaced=frozenset({known.id})
    )
    trial = _Trial(taxonomy, learned, without, labels)
    alike = [found for one in _nearest(others, *place) for found in trial.told(one)]
    return Found(looked_at=len(seen), alike=alike[:JUDGED])


def _nearest(some: Sequence[Candidate], tongue: Tongue, vector: NDArray[np.float32]) -> Iterator[Candidate]:
    """Give those that read like the example, the nearest first."""
    if not some:
        return iter(())
    near = tongue.encoder.encode([text_of(read(one.message)) for one in some]) @ vector
    order = np.argsort(-near, kind="stable")
    return (some[at] for at in islice(order.tolist(), JUDGED) if near[at] >= LEAST_LIKE)


@dataclass(frozen=True, slots=True)
class _Trial:
    """A message judged with and without the example."""

    taxonomy: Taxonomy
    learned: Learned
    without: Learned
    labels: Mapping[str, str]

    def told(self, one: Candidate) -> Iterator[Alike]:
        """Tell the fields that would come out as the example has them, and without it would not."""
        after = judge(one.message, taxonomy=self.taxonomy, learned=self.learned)
        wanted = {
            about: label
            for about, label in _differing(one.verdict, self.labels).items()
            if _label(after, about) == label
        }
        before = judge(one.message, taxonomy=self.taxonomy, learned=self.without) if wanted else after
        for about, label in wanted.items():
            if _label(before, about) != label:
                yield Alike(
                    ticket_id=one.ticket_id,
                    subject=one.subject,
                    field=about,
                    stands=spoken(_label(one.verdict, about)),
                    would_be=spoken(label),
                    confidence=after.field(about).confidence,
                )


def _differing(verdict: Verdict, labels: Mapping[str, str]) -> Mapping[str, str]:
    """Give the labels that a ticket does not have, of the fields that no person has set."""
    return {
        about: label
        for about, label in labels.items()
        if not is_corrected(verdict.field(about)) and _label(verdict, about) != label
    }


def _label(verdict: Verdict, about: str) -> str:
    field: Field[Any] = verdict.field(about)
    return label_of(about, field.value, category=verdict.category.value)
