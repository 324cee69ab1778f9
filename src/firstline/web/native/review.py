"""/review: the tickets that teach the desk most when a person sets their category."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from firstline.flows.review import MOST_ASKED, Review, review_tickets
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk

ASKED = 20

router = APIRouter(prefix="/api/v1", tags=["models"])

Limit = Annotated[int, Query(ge=1, le=MOST_ASKED, description="Tickets that are asked for")]


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedOut:
    """A ticket that a person is asked to label, and why."""

    ticket_id: int
    subject: str
    preview: str
    """How its first message begins."""
    category: str
    """What the desk takes it for."""
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOut:
    """The tickets that teach most, the one that teaches most first."""

    items: Sequence[WantedOut]
    looked_at: int
    """Tickets without a label among which these were chosen."""
    left_out: int
    """Others without a label, in languages that the encoder does not know."""
    labelled: int
    """Labelled messages with which they were compared."""


@router.get("/review", response_model=ReviewOut, operation_id="read_review")
def get_review(desk: CurrentDesk, limit: Limit = ASKED) -> Response:
    """Name the tickets whose label would teach most; setting the category of one labels it."""
    return respond(answer(review_out(review_tickets(desk, limit=limit))))


def review_out(review: Review) -> ReviewOut:
    """Show what is asked for."""
    return ReviewOut(
        items=[WantedOut(**asdict(one)) for one in review.items],
        looked_at=review.looked_at,
        left_out=review.left_out,
        labelled=review.labelled,
    )
