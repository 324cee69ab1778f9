"""A draft and what the policy check says of it, as one value."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from firstline.knowledge.shelf import Found
from firstline.replies.answer import answer
from firstline.replies.draft import Draft, draft_reply
from firstline.replies.policy import PolicyCheck, Rules, check
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that an agent may send, and what to look at before."""

    draft: Draft
    policy: PolicyCheck


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What a knowledge base has on a ticket's question."""

    question: str
    found: Sequence[Found] = field(default_factory=list)
    """The best first."""
    chance: float = 0.0
    """That the best of them answers, in [0, 1]."""


def propose(  # noqa: PLR0913 - all that a draft is made of
    customer_name: str,
    verdict: Verdict,
    taxonomy: Taxonomy,
    known: Known | None = None,
    *,
    ticket: str = "",
    ticket_number: str = "",
    rules: Rules | None = None,
) -> Proposal:
    """Draft a reply and check it.

    Args:
        customer_name: as the customer gave it.
        verdict: what the desk thinks of the ticket.
        taxonomy: the desk's own.
        known: what its knowledge base has; None: it has no knowledge base.
        ticket: the customer's words.
        ticket_number: is told to the customer where there is no answer.
        rules: the desk's own; None: those that come with it.
    """
    if known is None:
        draft = draft_reply(customer_name, verdict, taxonomy)
    else:
        draft = answer(
            customer_name,
            verdict,
            taxonomy,
            known.question,
            known.found,
            known.chance,
            ticket_number=ticket_number,
        )
    return Proposal(draft, _checked(draft, verdict, ticket=ticket, rules=rules))


def _checked(draft: Draft, verdict: Verdict, *, ticket: str, rules: Rules | None) -> PolicyCheck:
    """Check a draft that says nothing but what it quotes and what the templates say."""
    return check(
        f"{draft.body}\n{draft.closing}",
        level=verdict.level.value,
        ticket=ticket,
        passages=[one.text for one in draft.sentences] if draft.citations else (),
        sla_hours=verdict.sla_hours.value,
        allowed_links=[one.url for one in draft.citations],
        rules=rules,
    )
