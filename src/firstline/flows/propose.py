"""A reply is proposed for a ticket: the knowledge base is asked, a draft is written and checked.

Asking takes some milliseconds and nothing of the database, so it is done before the transaction in which the
proposal is stored; what it finds does not depend on what is decided there.

What always holds: a desk without a knowledge base proposes what its templates say, and a question that no
article answers is counted once among the gaps, unless the message is no matter for the desk.
"""

from firstline.core.ids import TicketId
from firstline.flows.consult import Consulted, consult, question_of
from firstline.flows.desk import Desk
from firstline.flows.gaps import record_within
from firstline.replies.policy import Rules
from firstline.replies.proposal import Known, Proposal, propose
from firstline.store.db import Connection
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.ticket import Ticket
from firstline.tickets.verdict import TicketScope, Verdict


def ask_library(desk: Desk, message: Message, verdict: Verdict) -> Consulted | None:
    """Ask the knowledge base about a message; None: there is none."""
    if desk.board.library.is_empty:
        return None
    return consult(desk, question_of(message), language=verdict.language.value)


def proposal_for(  # noqa: PLR0913 - all that a proposal is made of
    customer_name: str,
    verdict: Verdict,
    taxonomy: Taxonomy,
    asked: Consulted | None,
    *,
    ticket: str,
    number: str,
    rules: Rules,
) -> Proposal:
    """Draft a reply with what was found, and check it by the desk's rules."""
    known = None if asked is None else Known(asked.question, asked.found, asked.chance)
    return propose(customer_name, verdict, taxonomy, known, ticket=ticket, ticket_number=number, rules=rules)


def number_of(ticket: Ticket) -> str:
    """Give the number by which a customer knows their ticket: the caller's own, where there is one."""
    return ticket.external_ref or f"#{ticket.id}"


def note_gap(  # noqa: PLR0913, PLR0917 - all of the situation
    desk: Desk,
    db: Connection,
    ticket_id: TicketId,
    asked: Consulted | None,
    proposal: Proposal,
    verdict: Verdict,
) -> None:
    """Count the question among what has no answer, if it has none, inside the caller's transaction."""
    is_matter = verdict.scope is None or verdict.scope.value is TicketScope.IN_SCOPE
    if asked is not None and proposal.draft.is_holding and is_matter:
        language, category = verdict.language.value, verdict.category.value
        record_within(desk, db, ticket_id, asked, language=language, category=category)
