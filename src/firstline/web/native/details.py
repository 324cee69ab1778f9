"""What the native API shows of one ticket: all that belongs to it, and the pieces of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Response
from pydantic import AfterValidator, AwareDatetime

from firstline.core.access import Principal
from firstline.core.ids import LARGEST, TicketId
from firstline.flows.desk import Desk
from firstline.flows.detail import Detail, Seen, see_tickets
from firstline.replies.draft import Citation
from firstline.replies.policy import Compliance, Finding, PolicyCheck
from firstline.replies.proposal import Proposal
from firstline.store.agent_drafts import AgentDraft
from firstline.store.events import Logged
from firstline.store.outgoing import Outgoing
from firstline.store.verdicts import Revision
from firstline.tickets.ticket import Entry, EntryKind, Status, Ticket, TicketMissing
from firstline.tickets.verdict import Verdict
from firstline.web import examples
from firstline.web.answers import answer, respond
from firstline.web.native.conditional import tagged
from firstline.web.native.shapes import TicketOut, ticket_out

ENTRIES = "entries"
"""The list in which a thread goes on."""
YEARS = range(1970, 3000)

OUTDATED = examples.also(
    HTTPStatus.PRECONDITION_FAILED,
    "It was changed since you looked; `current` shows how it stands now",
    "This ticket was changed since you looked. Look at how it stands now, then try again.",
    "outdated",
)
NO_AGENT = examples.also(
    HTTPStatus.CONFLICT,
    "The key belongs to no account, and so to no agent",
    "This key belongs to no account, so there is no agent for whom this could be done.",
    "no_agent",
)


def _in_utc(moment: datetime) -> datetime:
    try:
        found = moment.astimezone(UTC)
    except OverflowError:
        found = None
    if found is None or found.year not in YEARS:
        message = f"must lie in the years {YEARS[0]} to {YEARS[-1]}"
        raise ValueError(message)
    return found


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A moment with its zone, near enough to be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryOut:
    """One contribution to the thread."""

    id: int
    kind: EntryKind
    author: str
    text: str
    html: str | None
    """Sanitised; null: there is only the text."""
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictOut:
    """What the desk thinks of a ticket, why, and what each voice thought."""

    revision: int
    entry_id: int
    """The entry that was judged; reasons name places in its text or in the subject."""
    made_at: datetime
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEvent:
    """Something that happened to the ticket."""

    id: int
    kind: str
    actor: str
    data: Mapping[str, Any]
    """The fields that changed, as they stood then."""
    happened_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOut:
    """What an agent is about to write."""

    kind: EntryKind
    text: str
    html: str | None
    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingOut:
    """A reply or a note that waits a moment before it goes out; until then it can be taken back."""

    id: int
    ticket_id: int
    kind: EntryKind
    author: str
    text: str
    html: str | None
    """Sanitised; null: there is only the text."""
    status: Status | None
    """Where the ticket shall stand then; null: where it stands."""
    due_at: datetime
    """When it goes out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFinding:
    """One thing that is wrong with a reply."""

    flag: str
    rule: str
    start: int
    """First character, of the reply, or of the ticket for what the customer says."""
    end: int
    """The one behind the last."""
    source: str
    """draft or ticket."""
    action: str
    """What sending does: warn, second_person (a lead or an admin sends it), block."""
    reason: str
    wording: str
    """What could stand there instead; may be empty."""
    confidence: float
    """The chance that it is one, in [0, 1]; 1 where a rule speaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationOut:
    """A passage of the knowledge base that a draft leans on."""

    doc_id: str
    chunk_id: str
    title: str
    score: float
    """How well it fits, in [0, 1]."""
    url: str
    quote: str
    """What is quoted of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceOut:
    """A sentence of a draft's body, and what it rests on."""

    text: str
    kind: str
    """supported, no_claim, unsupported or contradicted."""
    doc_id: str
    """Empty: the draft says it by itself."""
    chunk_id: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the policy check says of a reply."""

    compliance: Compliance
    refund_promise: bool
    timeline_mentioned: bool
    escalation_needed: bool
    issues: Sequence[str]
    """Sentences for whoever sends the reply."""
    legal_admission: bool
    data_disclosure: bool
    insult_or_blame: bool
    unsupported_claim: bool
    foreign_link: bool
    guarantee: bool
    findings: Sequence[PolicyFinding]
    """Each with its place."""
    rules: str
    """The version of the rules that were applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalOut:
    """The reply that the desk proposes."""

    greeting: str
    body: str
    closing: str
    tone: str
    language: str
    """In which it is written."""
    is_holding: bool
    """The knowledge base has no answer: the draft says that a person looks into it."""
    citations: Sequence[CitationOut]
    """The best first; the body has each one's `doc_id` in brackets."""
    sentences: Sequence[SentenceOut]
    """Of the body, in their order."""
    nearest: Sequence[CitationOut]
    """For the agent, where there is no answer: the nearest articles."""
    policy: Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDetail:
    """A ticket with all that belongs to it."""

    ticket: TicketOut
    message: str
    """The opening message, whole."""
    thread: Sequence[EntryOut]
    """The newest 200 entries, the oldest of them first."""
    older: str | None
    """Send it as `after` to `/entries` for what is older; null: this is the whole thread."""
    verdict: VerdictOut
    suggested_reply: str
    timeline: Sequence[TimelineEvent]
    """The newest 100 events, the newest first; `/events` has all of them."""
    drafts: Sequence[DraftOut]
    """What the caller is about to write: a reply, a note, both or nothing."""
    outgoing: Sequence[OutgoingOut]
    """What waits a moment before it is in the thread, whoever wrote it; the oldest first."""
    proposal: ProposalOut


def known(ticket_id: int) -> TicketId:
    """Read a ticket's number from a path; one that no database can hold names nothing."""
    if not 0 < ticket_id <= LARGEST:
        message = "Ticket not found"
        raise TicketMissing(message)
    return TicketId(ticket_id)


def shown(desk: Desk, ticket: Ticket, by: Principal) -> TicketOut:
    """Show a ticket as lists do."""
    return seen_out(see_tickets(desk, [ticket], by=by)[0])


def answer_ticket(desk: Desk, ticket: Ticket, by: Principal) -> Response:
    """Answer with a ticket that was just changed."""
    return tagged(respond(answer(shown(desk, ticket, by))), ticket.version)


def seen_out(seen: Seen) -> TicketOut:
    """Show a ticket with its tags, and whether the caller has read it."""
    return ticket_out(seen.ticket, tags=seen.tags, unread=seen.unread)


def detail_out(detail: Detail) -> TicketDetail:
    """Show a ticket with all that belongs to it."""
    ticket = detail.seen.ticket
    return TicketDetail(
        ticket=seen_out(detail.seen),
        message=ticket.message,
        thread=[entry_out(entry) for entry in detail.thread],
        older=None if detail.is_whole else f"{ENTRIES}.{detail.thread[0].id}",
        verdict=verdict_out(ticket.revision, detail.revision),
        suggested_reply=ticket.suggested_reply,
        timeline=[_event_out(logged) for logged in detail.timeline],
        drafts=[draft_out(draft) for draft in detail.drafts],
        outgoing=[outgoing_out(one) for one in detail.outgoing],
        proposal=proposal_out(detail.proposal),
    )


def entry_out(entry: Entry) -> EntryOut:
    """Show an entry of the thread."""
    return EntryOut(
        id=entry.id,
        kind=entry.kind,
        author=entry.author,
        text=entry.text,
        html=entry.html,
        written_at=entry.written_at,
    )


def verdict_out(number: int, revision: Revision) -> VerdictOut:
    """Show a revision of the verdict."""
    return VerdictOut(
        revision=number, entry_id=revision.entry_id, made_at=revision.made_at, verdict=revision.verdict
    )


def draft_out(draft: AgentDraft) -> DraftOut:
    """Show what an agent is about to write."""
    return DraftOut(
        kind=draft.kind, text=draft.text, html=draft.html, version=draft.version, saved_at=draft.saved_at
    )


def outgoing_out(one: Outgoing) -> OutgoingOut:
    """Show what waits a moment before it goes out."""
    names = ("id", "ticket_id", "kind", "author", "text", "html", "status", "due_at")
    return OutgoingOut(**{name: getattr(one, name) for name in names})


def proposal_out(proposal: Proposal) -> ProposalOut:
    """Show the reply that the desk proposes."""
    draft = proposal.draft
    return ProposalOut(
        greeting=draft.greeting,
        body=draft.body,
        closing=draft.closing,
        tone=draft.tone,
        language=draft.language,
        is_holding=draft.is_holding,
        citations=[citation_out(one) for one in draft.citations],
        sentences=[
            SentenceOut(
                text=one.text, kind=one.kind, doc_id=one.doc_id, chunk_id=one.chunk_id, quote=one.quote
            )
            for one in draft.sentences
        ],
        nearest=[citation_out(one) for one in draft.nearest],
        policy=findings(proposal.policy),
    )


def citation_out(one: Citation) -> CitationOut:
    """Show a passage that is cited."""
    return CitationOut(
        doc_id=one.doc_id,
        chunk_id=one.chunk_id,
        title=one.title,
        score=round(one.score, 4),
        url=one.url,
        quote=one.quote,
    )


def findings(policy: PolicyCheck) -> Findings:
    """Show what the policy check found."""
    return Findings(
        compliance=policy.compliance,
        refund_promise=policy.refund_promise,
        timeline_mentioned=policy.sla_mentioned,
        escalation_needed=policy.escalation_needed,
        issues=policy.issues or (),
        legal_admission=policy.legal_admission,
        data_disclosure=policy.data_disclosure,
        insult_or_blame=policy.insult_or_blame,
        unsupported_claim=policy.unsupported_claim,
        foreign_link=policy.foreign_link,
        guarantee=policy.guarantee,
        findings=[_finding_out(one) for one in policy.findings],
        rules=policy.rules,
    )


def _finding_out(one: Finding) -> PolicyFinding:
    names = ("flag", "rule", "start", "end", "source", "action", "reason", "wording")
    return PolicyFinding(**{name: getattr(one, name) for name in names}, confidence=round(one.confidence, 3))


def _event_out(logged: Logged) -> TimelineEvent:
    event = logged.event
    return TimelineEvent(
        id=logged.cursor.id,
        kind=event.kind,
        actor=event.actor,
        data=event.data,
        happened_at=event.happened_at,
    )
