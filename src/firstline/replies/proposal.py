"""A draft and what the policy check says of it, as one value."""

from dataclasses import dataclass
from functools import lru_cache

from firstline.replies.draft import Draft, draft_reply
from firstline.replies.policy import PolicyCheck, check
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import Level, Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """A reply that an agent may send, and what to look at before."""

    draft: Draft
    policy: PolicyCheck


def propose(customer_name: str, verdict: Verdict, taxonomy: Taxonomy) -> Proposal:
    """Draft a reply and check it."""
    draft = draft_reply(customer_name, verdict, taxonomy)
    return Proposal(draft, _checked(f"{draft.body}\n{draft.closing}", verdict.level.value))


@lru_cache(maxsize=1024)
def _checked(text: str, level: Level) -> PolicyCheck:
    # The templates have some hundred bodies; a body that was checked before needs no second look.
    return check(text, level=level)
