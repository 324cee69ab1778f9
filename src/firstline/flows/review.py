"""Which tickets teach most when a person labels them? Those are asked for first.

The newest tickets whose category no person has set are looked at: how sure the desk is of each stands in its
verdict, and what is like it is told by the encoder (`learning/review.py`). Labelling one is what it always
was, setting its category.

What always holds: no more than `MOST` tickets are looked at, and no more texts than the least sure ones' are
compared; only tickets in a language that the encoder knows are asked for, and how many others there are is
told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.flows.encoder import encoder_here
from firstline.learning.review import CANDIDATES, CANDIDATES_EACH, MOST_CANDIDATES, Ask, worth_asking
from firstline.store import review_queue, taxonomies
from firstline.store.db import Connection
from firstline.store.review_queue import Candidate
from firstline.tickets.corrections import is_corrected
from firstline.tickets.refiled import retold
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import MARKS, Field
from firstline.triage.encoder import Encoder, Vectors
from firstline.triage.language import UNDETERMINED
from firstline.triage.learned import HOME, text_of
from firstline.triage.memory import NONE
from firstline.triage.text import read

MOST: Final = 2_000
"""Tickets that could be asked for, the newest."""
SEEN: Final = 4_000
"""Tickets that are gone through to find them: others have labels."""
COMPARED: Final = CANDIDATES
"""Of those, the least sure ones, whose texts are compared: a large encoder takes 2 ms for each. It is more
where many are asked for, as `learning/review.py` has it."""
MOST_ASKED: Final = MOST_CANDIDATES // CANDIDATES_EACH
"""That many can be asked for at once: 100."""
ABOUT: Final = "category"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A ticket that a person is asked to label, and why."""

    ticket_id: TicketId
    subject: str
    preview: str
    category: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The tickets that teach most, the one that teaches most first."""

    items: Sequence[Wanted]
    looked_at: int
    """Tickets without a label among which these were chosen."""
    left_out: int
    """Others without a label, in languages that the encoder does not know."""
    labelled: int
    """Labelled messages with which they were compared."""


def review_tickets(desk: Desk, *, limit: int) -> Review:
    """Choose the tickets that people should label next, up to `MOST_ASKED`.

    Raises:
        NoEncoder: when the desk's encoder cannot be used on this machine.
    """
    encoder = encoder_here(desk)
    with desk.read() as db:
        taxonomy = taxonomies.load(db)
        found = list(islice(_without_label(db), MOST))
    readable = [one for one in found if one.verdict.language.value in {HOME, UNDETERMINED}]
    labelled = _labelled(desk, encoder)
    asked = _chosen(readable, taxonomy, encoder, labelled, limit)
    return Review(
        items=asked,
        looked_at=len(readable),
        left_out=len(found) - len(readable),
        labelled=len(labelled),
    )


def _labels(taxonomy: Taxonomy) -> Sequence[str]:
    return [category.name for category in taxonomy.categories if not category.retired]


def _without_label(db: Connection) -> "filter[Candidate]":
    return filter(_is_asked_for, review_queue.newest(db, most=SEEN))


def _is_asked_for(one: Candidate) -> bool:
    """Leave out what people have set, and what is marked: spam teaches nothing of categories."""
    return not is_corrected(one.verdict.category) and one.verdict.field("scope").value not in MARKS


def _labelled(desk: Desk, encoder: Encoder) -> Vectors:
    """Give the vectors of the messages whose category a person has told."""
    tongue = desk.board.learned.tongues.get(HOME)
    if tongue is None or tongue.memory is None or tongue.encoder is not encoder:
        return np.zeros((0, encoder.size), np.float32)
    memory = tongue.memory
    vectors: Vectors = memory.vectors[memory.codes[ABOUT] != NONE]
    return vectors


def _chosen(
    readable: Sequence[Candidate], taxonomy: Taxonomy, encoder: Encoder, labelled: Vectors, limit: int
) -> Sequence[Wanted]:
    if not readable:
        return ()
    labels = _labels(taxonomy)
    odds = np.array([_odds(retold(one.verdict, taxonomy).category, labels) for one in readable])
    least_sure = np.argsort(_lead(odds), kind="stable")[: max(COMPARED, CANDIDATES_EACH * limit)]
    compared = [readable[place] for place in least_sure]
    vectors = encoder.encode([text_of(read(one.message)) for one in compared])
    asks = worth_asking(odds[least_sure], vectors, limit, labels=labels, labelled=labelled)
    return [_wanted(compared[ask.place], ask) for ask in asks]


def _odds(field: Field[str], labels: Sequence[str]) -> NDArray[np.float64]:
    """Give each label its chance; what the verdict does not tell is spread over the others."""
    told = dict(field.ranking or [(field.value, field.confidence)])
    known = np.array([told.get(label, np.nan) for label in labels])
    missing = np.isnan(known)
    rest = max(0.0, 1.0 - float(np.nansum(known)))
    odds: NDArray[np.float64] = np.where(missing, rest / max(int(missing.sum()), 1), known)
    return odds


def _lead(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Say by how much the likeliest label of each is ahead."""
    if odds.shape[1] == 1:
        return odds[:, 0]
    ordered = np.sort(odds, axis=1)
    lead: NDArray[np.float64] = ordered[:, -1] - ordered[:, -2]
    return lead


def _wanted(one: Candidate, ask: Ask) -> Wanted:
    return Wanted(
        ticket_id=one.ticket_id,
        subject=one.subject,
        preview=one.preview,
        category=one.category,
        confidence=one.verdict.category.confidence,
        reason=ask.reason,
    )
