"""/tickets/{id}/learnt: what the desk has learnt from a ticket, and what that changes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from fastapi import APIRouter, Response

from firstline.flows.learnt import Learnt, Lesson, show_learnt
from firstline.flows.models import Training
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.native.details import known

router = APIRouter(prefix="/api/v1", tags=["models"])


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelOut:
    """What people said of a field."""

    field: str
    value: str
    """A subcategory stands behind its category and a slash, a frustrated customer is `yes`."""
    examples: int
    """Labelled messages that say so and by which the desk judges, this ticket's among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonOut:
    """What a ticket teaches."""

    since: datetime
    """When what it teaches now was said last."""
    author: str
    """Who said it last."""
    is_stray: bool
    """A person has marked it: it teaches what is none of the desk's business, and nothing else."""
    labels: Sequence[LabelOut]
    in_force: bool
    """Whether the next message is judged by it; another process needs about a second."""
    trained: bool
    """Whether the model that answers has learnt from it as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeOut:
    """An open ticket that the desk would judge otherwise now, because of this one."""

    ticket_id: int
    subject: str
    field: str
    stands: str
    would_be: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NextModelOut:
    """How it is with the training of the next model."""

    training: Training
    is_due: bool
    """Enough has come since the last one: a running desk begins within a minute."""
    new_examples: int
    """Labelled messages that came, or changed, since the newest model was trained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntOut:
    """What the desk has learnt from a ticket, and what that changes."""

    lesson: LessonOut | None
    """Null: nobody has set anything on it, or what they had set was taken back or forgotten."""
    looked_at: int
    """Open tickets that were compared with it: the newest ones, 100 at most."""
    alike: Sequence[AlikeOut]
    """Of those, what would come out otherwise only because of this one, the most alike first; 10 at most."""
    next_model: NextModelOut


@router.get("/tickets/{ticket_id}/learnt", response_model=LearntOut, operation_id="show_learnt")
def get_learnt(ticket_id: int, desk: CurrentDesk) -> Response:
    """Show what the desk has learnt from a ticket, and open tickets that it would judge otherwise by now.

    Nothing is changed: those tickets stay as they are until somebody sets them, or the customer writes again.
    """
    return respond(answer(learnt_out(show_learnt(desk, known(ticket_id)))))


def learnt_out(learnt: Learnt) -> LearntOut:
    """Show what was learnt."""
    return LearntOut(
        lesson=None if learnt.lesson is None else _lesson_out(learnt.lesson),
        looked_at=learnt.found.looked_at,
        alike=[AlikeOut(**asdict(one)) for one in learnt.found.alike],
        next_model=NextModelOut(
            training=learnt.training, is_due=learnt.is_training_due, new_examples=learnt.new_examples
        ),
    )


def _lesson_out(lesson: Lesson) -> LessonOut:
    labels = [LabelOut(**asdict(one)) for one in lesson.labels]
    return LessonOut(**asdict(lesson) | {"labels": labels})
