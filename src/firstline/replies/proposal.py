"""A draft and what the policy check says of it, as one value."""

from dataclasses import dataclass

from firstline.replies.draft import Draft, draft_reply
from firstline.replies.policy import PolicyCheck, check
from firstline.tickets.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that an agent may send, and what to look at before."""

    draft: Draft
    policy: PolicyCheck


def propose(customer_name: str, verdict: Verdict) -> Proposal:
    """Draft a reply and check it."""
    draft = draft_reply(customer_name, verdict)
    return Proposal(draft, check(f"{draft.body}\n{draft.closing}", level=verdict.level.value))
