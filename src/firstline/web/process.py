"""Seed 3's door: a ticket is triaged, gets a draft and a policy check, all in one answer."""

from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, Strict, TypeAdapter

from firstline.flows.desk import Desk
from firstline.flows.once import answer_once
from firstline.flows.process import measures, process_ticket
from firstline.flows.receive import Incoming, Received
from firstline.replies.draft import Citation
from firstline.replies.proposal import Proposal
from firstline.store.idempotency import Answer
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.titles import mood_of, title_of
from firstline.web import examples
from firstline.web.answers import answer, respond
from firstline.web.call import Call, CurrentCall, CurrentDesk
from firstline.web.texts import FILLED, Address, Filled

DOOR = "process"
LONGEST_REF = 255

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets (seed 3)"])


class TicketInput(BaseModel):
    """Input model for incoming support tickets."""

    model_config = ConfigDict(json_schema_extra={"examples": [examples.JOHN]})

    ticket_id: Annotated[str, Strict(), Field(min_length=1, max_length=LONGEST_REF), FILLED]
    raw_message: Annotated[str, Strict(), Field(min_length=10), FILLED]
    customer_name: Filled
    customer_email: Address


@dataclass(frozen=True, slots=True)
class TriageOutput:
    """Triage classification output."""

    category: Annotated[str, Field(description="Main category")]
    subcategory: Annotated[str, Field(description="Specific subcategory")]
    priority: Annotated[str, Field(pattern="^P[1-3]$", description="Priority level: P1/P2/P3")]
    sla_hours: Annotated[int, Field(ge=1, le=168, description="SLA in hours")]
    suggested_team: Annotated[str, Field(description="Recommended team for assignment")]
    sentiment: Annotated[str, Field(description="Customer sentiment")]
    confidence: Annotated[float, Field(ge=0, le=1, description="Classification confidence")]


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """Draft response structure."""

    greeting: Annotated[str, Field(description="Personalized greeting")]
    body: Annotated[str, Field(description="Main response body with [DOC-ID] citations")]
    closing: Annotated[str, Field(description="Professional closing")]
    tone: Annotated[str, Field(description="Response tone: empathetic_professional, formal, casual")] = (
        "empathetic_professional"
    )


@dataclass(frozen=True, slots=True)
class CitationOutput:
    """Citation reference for knowledge base articles."""

    doc_id: Annotated[str, Field(description="Document ID")]
    chunk_id: Annotated[str, Field(description="Specific chunk ID")]
    title: Annotated[str, Field(description="Document title")]
    score: Annotated[float, Field(ge=0, le=1, description="Relevance score")]
    url: Annotated[str, Field(description="Knowledge base URL")]


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """Policy compliance check."""

    refund_promise: Annotated[bool, Field(description="Contains refund promise")]
    sla_mentioned: Annotated[bool, Field(description="Mentions SLA/timeline")]
    escalation_needed: Annotated[bool, Field(description="Requires escalation")]
    compliance: Annotated[str, Field(pattern="^(passed|failed|warning)$", description="Overall compliance")]
    issues: Annotated[list[str] | None, Field(description="Compliance issues found")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOutput:
    """Complete output model for processed ticket."""

    ticket_id: Annotated[str, Field(description="Ticket identifier")]
    timestamp: Annotated[str, Field(description="Processing timestamp")] = ""
    triage: Annotated[TriageOutput, Field(description="Triage classification results")]
    answer_draft: Annotated[AnswerDraft, Field(description="Generated response draft")]
    citations: Annotated[list[CitationOutput], Field(description="Knowledge base citations")]
    policy_check: Annotated[PolicyCheck, Field(description="Policy compliance check")]


@dataclass(frozen=True, slots=True)
class ProcessResponse:
    """Response for ticket processing endpoint."""

    success: bool
    ticket_id: str
    result: TicketOutput


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took, in seconds."""

    count: int
    avg: float
    min: float
    max: float
    total: float


@dataclass(frozen=True, slots=True)
class Metrics:
    """What this door has done."""

    counters: dict[str, int]
    gauges: dict[str, float] = field(default_factory=dict)
    timers: dict[str, Timing] = field(default_factory=dict)


TICKET_INPUT = TypeAdapter(TicketInput)


@router.post(
    "/process",
    response_model=ProcessResponse,
    openapi_extra=examples.body("TicketInput") | examples.ONCE,
)
def process(desk: CurrentDesk, call: CurrentCall) -> Response:
    """Process an incoming support ticket: triage, draft, citations, policy check.

    The same `ticket_id` with the same text gives the same answer; with another text from the same
    customer it continues the ticket.
    """
    incoming = _incoming(call)
    return respond(
        answer_once(
            desk, call.once, lambda one: process_ticket(one, incoming), lambda got: _processed(desk, got)
        )
    )


@router.get("/metrics", response_model=Metrics)
def read_metrics(desk: CurrentDesk) -> Response:
    """Get processing metrics: what was counted by all processes, and timed in this one since its start."""
    found = measures(desk)
    timers = {
        name: Timing(timing.count, timing.avg, timing.min, timing.max, timing.total)
        for name, timing in found.timers.items()
    }
    return respond(answer(Metrics(found.counters, {}, timers)))


def _incoming(call: Call) -> Incoming:
    wanted = call.read(TICKET_INPUT)
    return Incoming(
        door=DOOR,
        raw=Raw(DOOR, call.content_type, call.body),
        caller=Caller(wanted.customer_name, wanted.customer_email),
        text=wanted.raw_message,
        external_ref=wanted.ticket_id,
        draft_now=True,
    )


def _processed(desk: Desk, received: Received) -> Answer:
    ticket_id, taxonomy = str(received.ticket.external_ref), desk.board.taxonomy
    result = _output(ticket_id, received, taxonomy)
    return answer(ProcessResponse(success=True, ticket_id=ticket_id, result=result))


def _output(ticket_id: str, received: Received, taxonomy: Taxonomy) -> TicketOutput:
    proposal = cast("Proposal", received.proposal)
    draft = proposal.draft
    return TicketOutput(
        ticket_id=ticket_id,
        timestamp=received.judged_at.isoformat(),
        triage=_triage(received, taxonomy),
        answer_draft=AnswerDraft(draft.greeting, draft.body, draft.closing, draft.tone),
        citations=[_citation(one) for one in draft.citations],
        policy_check=PolicyCheck(
            refund_promise=proposal.policy.refund_promise,
            sla_mentioned=proposal.policy.sla_mentioned,
            escalation_needed=proposal.policy.escalation_needed,
            compliance=proposal.policy.compliance,
            issues=None if proposal.policy.issues is None else list(proposal.policy.issues),
        ),
    )


def _citation(one: Citation) -> CitationOutput:
    return CitationOutput(one.doc_id, one.chunk_id, one.title, round(one.score, 4), one.url)


def _triage(received: Received, taxonomy: Taxonomy) -> TriageOutput:
    verdict = received.verdict
    title = title_of(verdict.category.value, verdict.subcategory.value, taxonomy)
    return TriageOutput(
        category=title.category,
        subcategory=verdict.subcategory.value,
        priority=verdict.level.value,
        sla_hours=verdict.sla_hours.value,
        suggested_team=title.team,
        sentiment=mood_of(verdict.sentiment.value, frustrated=verdict.frustrated.value),
        confidence=verdict.category.confidence,
    )
