"""A step: the LLM is asked about a message that was taken in without it, and its word joins the verdict.

Where a door's answer need not wait, the rules answer at once, and this step follows. What the LLM says
becomes a new revision of the verdict, or why it says nothing, so the ticket tells in either case. The doors
of seeds 1 and 2 go on showing what they have shown: the rules' opinion.

What always holds: it is asked between the transactions. What a person has set stays. A ticket that has moved
on is left alone; a new message brings a step of its own. A repeat asks under the same name, so that the
other end can know it. A failing LLM leaves no dead letter: after `TRIES` tries, or when the answer would
come later than `LATEST`, the verdict says why there is none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstline.core.errors import Unavailable
from firstline.core.ids import EntryId, TicketId
from firstline.flows.change import Told, act_on_ticket
from firstline.flows.consult import Consulted
from firstline.flows.desk import Desk
from firstline.flows.opinion import heard_on
from firstline.flows.propose import ask_library, note_gap, number_of, proposal_for
from firstline.gateways.llm import Heard
from firstline.store import corrections, crash, drafts, settings, taxonomies, tickets, verdicts
from firstline.store.db import Connection
from firstline.tickets import moves
from firstline.tickets.columns import values_of
from firstline.tickets.message import Message
from firstline.tickets.ticket import ENDED, Ticket
from firstline.tickets.verdict import Opinion, Verdict, Voice
from firstline.triage.voices import Silence, word_of_llm

STEP = "ask_llm"
TRIES = 3
"""How often it may fail: with the pauses of the queue that is half a minute, and the ticket is waiting."""
LATEST = timedelta(hours=1)
"""After the message; by then someone has looked at what is urgent."""
JUDGED = "ticket.judged"
ACTOR = "desk"
DUE = "due_at"


class Unheard(Unavailable):
    """The LLM gave no answer this time."""

    code = "llm_unheard"


@dataclass(frozen=True, slots=True)
class Question:
    """What the LLM is to be asked: about which revision, and what was thought so far."""

    ticket_id: TicketId
    revision: int
    message: Message
    verdict: Verdict
    entry_id: EntryId
    judged_at: datetime

    @property
    def name(self) -> str:
        """Name it, the same at each try."""
        return f"{STEP}:{self.ticket_id}:{self.revision}"


def is_llm_wanted(desk: Desk, db: Connection) -> bool:
    """Tell whether the step is to follow a message: someone is there to ask, and the switch is on."""
    return desk.llm.configured and bool(settings.load(db, settings.USE_LLM, default=False))


def queue_question(desk: Desk, db: Connection, ticket_id: TicketId, *, at: datetime | None = None) -> None:
    """Let the step follow; of one ticket, one question waits."""
    desk.queue.put(db, STEP, ticket_id, key=f"{STEP}:{ticket_id}", at=at)


def ask_llm(desk: Desk, ticket_id: TicketId) -> None:
    """Ask about a ticket's newest message. Safe to repeat: what was asked is not asked again.

    Raises:
        Unheard: when another try may bring an answer.
    """
    with desk.read() as db:
        question = _open_question(db, ticket_id)
    if question is None:
        return
    heard = desk.llm.ask(question.message, name=question.name, patient=True)
    crash.point("after_llm")
    if isinstance(heard.advice, Opinion):
        _note(desk, question, heard.advice)
    elif _may_wait(desk, question, heard):
        at = desk.clock() + (heard.wait or timedelta(0))
        desk.write(lambda db: queue_question(desk, db, ticket_id, at=at))
    elif heard.may_pass and heard.wait is None and desk.attempt < TRIES:
        raise Unheard(heard.advice.text)
    else:
        _note(desk, question, heard.advice)


def _open_question(db: Connection, ticket_id: TicketId) -> Question | None:
    if not settings.load(db, settings.USE_LLM, default=False):
        return None
    ticket = tickets.load(db, ticket_id)
    newest = verdicts.load(db, ticket_id, ticket.revision)
    if ticket.status in ENDED or word_of_llm(newest.verdict) is not None:
        return None
    message = Message(newest.text, "" if ticket.subject_made else ticket.subject, ticket.tier)
    return Question(ticket_id, ticket.revision, message, newest.verdict, newest.entry_id, newest.made_at)


def _may_wait(desk: Desk, question: Question, heard: Heard) -> bool:
    """Tell whether an answer would still be worth something after the wait that we were told."""
    return heard.wait is not None and desk.clock() + heard.wait <= question.judged_at + LATEST


def _note(desk: Desk, question: Question, advice: Opinion[float] | Silence) -> None:
    """Write down what the verdict is now."""
    verdict = heard_on(question.verdict, advice)

    asked = ask_library(desk, question.message, verdict)

    def act(db: Connection, ticket: Ticket, at: datetime) -> Told:
        if ticket.revision != question.revision or verdict == question.verdict:
            return Told(ticket, JUDGED)
        is_fixed = corrections.has(db, ticket.id, DUE)
        after = moves.hear_voice(ticket, values_of(verdict), is_due_fixed=is_fixed, at=at)
        _revise(desk, db, after, question, verdict, asked)
        return Told(after, JUDGED, {"voice": Voice.LLM})

    act_on_ticket(desk, question.ticket_id, act, actor=ACTOR)


def _revise(  # noqa: PLR0913, PLR0917 - all of the situation
    desk: Desk, db: Connection, ticket: Ticket, question: Question, verdict: Verdict, asked: Consulted | None
) -> None:
    """Store the revision, and its draft with it: a step for that would cost more than the draft."""
    revision, at = ticket.revision, ticket.updated_at
    verdicts.add(db, ticket.id, revision=revision, entry_id=question.entry_id, verdict=verdict, at=at)
    taxonomy = taxonomies.load_newer(db, desk.board.taxonomy)
    text = question.message.text
    proposal = proposal_for(
        ticket.customer_name,
        verdict,
        taxonomy,
        asked,
        ticket=text,
        number=number_of(ticket),
        rules=desk.board.rules,
    )
    drafts.add(db, ticket.id, revision=revision, proposal=proposal, at=at)
    note_gap(desk, db, ticket.id, asked, proposal, verdict)
