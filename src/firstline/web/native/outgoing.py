"""/tickets/{id}/outgoing: what waits a moment before it goes out, taken back."""

from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Response

from firstline.core.ids import LARGEST, OutgoingId
from firstline.flows.outgoing import OutgoingMissing, Recalled, recall_entry
from firstline.web import examples
from firstline.web.access import CurrentPrincipal
from firstline.web.answers import answer, respond
from firstline.web.call import CurrentDesk
from firstline.web.native.details import DraftOut, OutgoingOut, draft_out, known, outgoing_out, seen_out
from firstline.web.native.shapes import TicketOut

router = APIRouter(prefix="/api/v1", tags=["tickets"])

SENT = examples.also(
    HTTPStatus.CONFLICT,
    "It has gone out",
    "This has gone out already, so it cannot be taken back any more.",
    "already_sent",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRecalled:
    """What was taken back, what the caller is about to write instead, and the ticket as it stands now."""

    outgoing: OutgoingOut
    draft: DraftOut | None
    """The caller's own draft of this kind: these words, or others that they have begun; null: none."""
    ticket: TicketOut


@router.delete(
    "/tickets/{ticket_id}/outgoing/{outgoing_id}",
    response_model=EntryRecalled,
    operation_id="recall_entry",
    responses=SENT,
)
def delete_outgoing(ticket_id: int, outgoing_id: int, desk: CurrentDesk, by: CurrentPrincipal) -> Response:
    """Take back a reply or a note that waits: its author may, and a lead.

    Its words are its author's draft again, unless they have begun another one.
    """
    return respond(answer(_recalled(recall_entry(desk, known(ticket_id), _known(outgoing_id), by=by))))


def _known(outgoing_id: int) -> OutgoingId:
    if not 1 <= outgoing_id <= LARGEST:
        message = f"Nothing with the number {outgoing_id} is on its way."
        raise OutgoingMissing(message)
    return OutgoingId(outgoing_id)


def _recalled(recalled: Recalled) -> EntryRecalled:
    return EntryRecalled(
        outgoing=outgoing_out(recalled.taken),
        draft=None if recalled.draft is None else draft_out(recalled.draft),
        ticket=seen_out(recalled.seen),
    )
