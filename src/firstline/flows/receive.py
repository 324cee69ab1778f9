"""Step 1: a customer's message becomes a ticket, or the next entry of one.

The raw bytes, the customer, the ticket, its verdict, the event, the counts and the step that follows are
one transaction. The caller is answered after the commit, so nothing acknowledged is ever lost.

A caller's reference names a matter: the same text again is the same answer, another text from the same
customer is a new entry with a verdict of its own, and another customer's reference is refused. What a person
has set on the ticket stays as they set it.

The words are judged before the transaction; how often the customer has written without an answer, and for how
long they have waited, is known only in it. So these facts are weighed there, and the LLM's word joins last.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from firstline.core.ids import CustomerId
from firstline.flows.ask import is_llm_wanted, queue_question
from firstline.flows.consult import Consulted
from firstline.flows.desk import Desk
from firstline.flows.opinion import decided_on, heard_on
from firstline.flows.propose import ask_library, note_gap, number_of, proposal_for
from firstline.replies.proposal import Proposal
from firstline.routing.due import due_at
from firstline.store import (
    corrections,
    customers,
    drafts,
    entries,
    events,
    raw,
    tallies,
    tickets,
    verdicts,
)
from firstline.store.customers import Recognised
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.store.raw import Raw
from firstline.tickets import moves
from firstline.tickets.basis import Decided
from firstline.tickets.columns import columns_of
from firstline.tickets.corrections import keep_corrections
from firstline.tickets.customer import Caller
from firstline.tickets.message import Message, Tier
from firstline.tickets.snapshot import snapshot
from firstline.tickets.subject import subject_of
from firstline.tickets.tally import tally_change, tally_of
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.ticket import ENDED, Channel, EntryKind, ReferenceTaken, Status, Ticket
from firstline.tickets.titles import title_of
from firstline.tickets.urgency_policy import Facts
from firstline.tickets.verdict import Opinion, Verdict
from firstline.triage.following import following
from firstline.triage.voices import Silence
from firstline.triage.weighing import with_facts

T = TypeVar("T")
Advice = Opinion[float] | Silence | None
"""What the LLM says, or why it says nothing; None: it was not asked."""

PROCESSED = "process:"
"""Begins the names of the tallies that seed 3's metrics show."""
RECEIVED = "received:"
"""Begins the names under which the meter counts the messages of each door."""
TRIAGE = "triage"
"""Names the time of the rules' verdict in the meter."""
A_DAY = timedelta(days=1)
LATELY = timedelta(days=7)
"""How old another open ticket may be that counts."""
MOST_OTHERS = 20
"""Of a customer's tickets, the newest that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as a door understood it."""

    door: str
    raw: Raw
    caller: Caller
    text: str
    subject: str | None = None
    channel: str = Channel.API
    tier: str = Tier.STANDARD
    external_ref: str | None = None
    received_at: datetime | None = None
    """When the customer wrote; None: now."""
    ask_llm: bool = False
    """Whether this door's answer waits for the LLM, when the switch is on; else a step that follows asks."""
    draft_now: bool = False
    """Whether this door's answer shows the draft; else it is made in a step that follows."""
    is_old: bool = False
    """It was written elsewhere, some time ago, and is only kept here: no step follows it."""

    @property
    def message(self) -> Message:
        """What the voices read."""
        return Message(self.text, self.subject or "", self.tier)


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the message."""

    ticket: Ticket
    verdict: Verdict
    judged_at: datetime
    proposal: Proposal | None = None
    new: bool = True
    """False: the message had been received before, and nothing was written."""


def receive(desk: Desk, incoming: Incoming) -> Received:
    """Take a message in.

    Safe to repeat with a reference or under an idempotency key; without either it is a new ticket.

    Raises:
        ReferenceTaken: when the reference names another customer's ticket.
    """
    return receive_and(desk, incoming, lambda _, received: received)


def receive_and(desk: Desk, incoming: Incoming, then: Callable[[Connection, Received], T]) -> T:
    """Take a message in, and do one thing more in its transaction."""
    # The voices speak before the transaction, so no lock waits for a slow one.
    advice = _advice(desk, incoming)
    with desk.meter.time(TRIAGE):
        decided = decided_on(desk, incoming.message)
    asked = ask_library(desk, incoming.message, decided.verdict) if incoming.draft_now else None

    new: list[bool] = []

    def save(db: Connection) -> T:
        received = record(desk, db, incoming, decided, advice=advice, asked=asked)
        new[:] = [received.new]  # the change may be run more than once
        return then(db, received)

    result = desk.write(save)
    if new[0]:
        desk.meter.count(f"{RECEIVED}{incoming.door}")
    desk.nudge()
    return result


def record(  # noqa: PLR0913 - all of the situation
    desk: Desk,
    db: Connection,
    incoming: Incoming,
    decided: Decided,
    *,
    advice: Advice = None,
    asked: Consulted | None = None,
) -> Received:
    """Write a judged message down, inside the caller's transaction.

    Args:
        desk: where it came in.
        db: the open transaction.
        incoming: the message.
        decided: what the desk thinks of its words, without the LLM.
        advice: what the LLM says.
        asked: what the knowledge base has, where the answer shows a draft.
    """
    at = desk.clock()
    customer = customers.recognise(db, incoming.caller, at=at)
    if incoming.external_ref is not None:
        known = tickets.find_by_ref(db, door=incoming.door, external_ref=incoming.external_ref)
        if known is not None:
            if known.customer_id != customer.id:
                message = f"The reference {incoming.external_ref!r} belongs to another customer's ticket."
                raise ReferenceTaken(message)
            return _continue(desk, db, incoming, known, decided, advice=advice, asked=asked)
    facts = Facts(channel=incoming.channel, others=_others(db, decided, customer.id, at))
    whole = _weighed(desk, decided, facts, advice)
    columns = columns_of(whole.verdict)
    ticket = tickets.add(db, _opened_by(customer, opening(incoming, customer.id, columns, at)))
    tally = tally_of(ticket)
    return _judged(desk, db, incoming, ticket, whole, event="ticket.received", tally=tally, asked=asked)


def waited(since: datetime | None, at: datetime) -> float:
    """Give how many days somebody has waited, to a quarter of an hour.

    >>> waited(None, datetime(2026, 3, 2))
    0.0
    """
    return 0.0 if since is None else max(round((at - since) / A_DAY, 2), 0.0)


def opening(
    incoming: Incoming, customer_id: CustomerId, columns: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """Give the fields of a new ticket; `columns` are those that follow from its verdict."""
    received_at = incoming.received_at or at
    return {
        "version": 1,
        "revision": 1,
        "customer_id": customer_id,
        "customer_external_id": incoming.caller.external_id,
        "customer_name": incoming.caller.name,
        "customer_email": incoming.caller.email,
        "door": incoming.door,
        "external_ref": incoming.external_ref,
        "channel": incoming.channel,
        "tier": incoming.tier,
        "subject": subject_of(incoming.text) if incoming.subject is None else incoming.subject,
        "subject_made": incoming.subject is None,
        "message": incoming.text,
        "status": Status.OPEN,
        "assignee_id": None,
        "assigned_to": None,
        "assigned_at": None,
        "resolved_at": None,
        "snoozed_until": None,
        "heard_at": None,
        "received_at": received_at,
        "created_at": at,
        "updated_at": at,
        "due_at": due_at(received_at, sla_hours=columns["sla_hours"]),
        **columns,
    }


def _opened_by(customer: Recognised, values: dict[str, Any]) -> dict[str, Any]:
    """Name the customer by the number that they have now; after a merge it is not the caller's."""
    return values | {"customer_external_id": customer.external_id}


def _others(db: Connection, decided: Decided, customer_id: CustomerId, at: datetime) -> int:
    """Count the customer's other open tickets, where the desk gives points for them."""
    if not decided.basis.policy.other:
        return 0
    return tickets.count_open_lately(db, customer_id, since=at - LATELY, most=MOST_OTHERS)


def _weighed(desk: Desk, decided: Decided, facts: Facts, advice: Advice) -> Decided:
    """Add what facts are worth, then the LLM's word."""
    found = with_facts(decided, facts, follow=following(desk.board.taxonomy))
    return found if advice is None else replace(found, verdict=heard_on(found.verdict, advice))


def _advice(desk: Desk, incoming: Incoming) -> Advice:
    if not incoming.ask_llm:
        return None
    return desk.llm.ask(incoming.message, name=desk.request).advice if desk.board.use_llm else None


def _continue(  # noqa: PLR0913 - all of the situation
    desk: Desk,
    db: Connection,
    incoming: Incoming,
    ticket: Ticket,
    decided: Decided,
    *,
    advice: Advice,
    asked: Consulted | None,
) -> Received:
    ticket = tickets.load(db, ticket.id, to_change=True)
    revision = verdicts.revision_on(db, ticket.id, incoming.text)
    if revision is not None:
        return _as_before(desk, db, ticket, revision)
    at = desk.clock()
    before = verdicts.load(db, ticket.id, ticket.revision).verdict
    open_yet = entries.unanswered(db, ticket.id)
    facts = Facts(channel=incoming.channel, earlier=open_yet.count, waiting_days=waited(open_yet.since, at))
    whole = _weighed(desk, decided, facts, advice)
    verdict = keep_corrections(before, whole.verdict, follow=following(desk.board.taxonomy))
    due = due_at(at, sla_hours=verdict.sla_hours.value)
    if ticket.status not in ENDED and corrections.has(db, ticket.id, "due_at"):
        due = ticket.due_at
    heard = moves.hear_again(ticket, columns_of(verdict), due_at=due, at=at)
    tickets.save(db, ticket, heard)
    tickets.add_to_search(db, ticket.id, incoming.text)
    tally = tally_change(ticket, heard)
    kept = replace(whole, verdict=verdict)
    return _judged(desk, db, incoming, heard, kept, event="ticket.continued", tally=tally, asked=asked)


def _as_before(desk: Desk, db: Connection, ticket: Ticket, revision: int) -> Received:
    earlier = verdicts.load(db, ticket.id, revision)
    proposal = drafts.load(db, ticket.id, revision=revision)
    if proposal is None:
        asked = ask_library(desk, Message(earlier.text), earlier.verdict)
        name, taxonomy = ticket.customer_name, desk.board.taxonomy
        proposal = proposal_for(
            name,
            earlier.verdict,
            taxonomy,
            asked,
            ticket=earlier.text,
            number=number_of(ticket),
            rules=desk.board.rules,
        )
    return Received(ticket, earlier.verdict, earlier.made_at, proposal, new=False)


def _judged(  # noqa: PLR0913 - all of the situation
    desk: Desk,
    db: Connection,
    incoming: Incoming,
    ticket: Ticket,
    decided: Decided,
    *,
    event: str,
    tally: Mapping[str, int],
    asked: Consulted | None,
) -> Received:
    """Write what every judged message brings with it, and queue the step that follows."""
    at, author, verdict = ticket.updated_at, incoming.caller.name, decided.verdict
    raw_id = raw.add(db, incoming.raw, at=at)
    entry_id = tickets.add_entry(
        db, ticket.id, kind=EntryKind.MESSAGE, author=author, text=incoming.text, at=at, raw_id=raw_id
    )
    verdicts.add(
        db,
        ticket.id,
        revision=ticket.revision,
        entry_id=entry_id,
        verdict=verdict,
        at=at,
        basis=decided.basis,
    )
    events.add(db, ticket.id, Event(event, author, snapshot(ticket) | {"entry_id": entry_id}, at))
    if not (incoming.ask_llm or incoming.is_old) and is_llm_wanted(desk, db):
        queue_question(desk, db, ticket.id)
    if not incoming.draft_now:
        tallies.add(db, tally)
        if not incoming.is_old:
            desk.queue.put(db, "draft_ticket", ticket.id)
        return Received(ticket, verdict, at)
    name, taxonomy = ticket.customer_name, desk.board.taxonomy
    proposal = proposal_for(
        name, verdict, taxonomy, asked, ticket=incoming.text, number=number_of(ticket), rules=desk.board.rules
    )
    note_gap(desk, db, ticket.id, asked, proposal, verdict)
    drafts.add(db, ticket.id, revision=ticket.revision, proposal=proposal, at=at)
    tallies.add(db, {**tally, **_processed(verdict, proposal, desk.board.taxonomy)})
    return Received(ticket, verdict, at, proposal)


def _processed(verdict: Verdict, proposal: Proposal, taxonomy: Taxonomy) -> dict[str, int]:
    title = title_of(verdict.category.value, verdict.subcategory.value, taxonomy).category
    names = (
        "tickets_processed",
        f"priority_{verdict.level.value}",
        f"category_{title}",
        f"compliance_{proposal.policy.compliance}",
    )
    return {f"{PROCESSED}{name}": 1 for name in names}
