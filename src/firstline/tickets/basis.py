"""By what a verdict was decided: which rules, which categories, what was learnt, and what was read.

It is noted beside the verdict of each message, so that the same can be decided again later. It holds
versions, not the things themselves: taxonomies, examples and what is known of models are kept for ever. Of
the message it holds what people may change on the ticket afterwards; the text stands in the thread.

What always holds: the same text, the same basis and the same word of the LLM make the same verdict.
"""

from dataclasses import dataclass, field

from firstline.tickets.message import Message, Tier
from firstline.tickets.urgency_policy import NO_FACTS, USUAL_POLICY, Facts, UrgencyPolicy
from firstline.tickets.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Of what that was made which the desk had learnt."""

    encoder: str = ""
    """By what name the desk knew its encoder; empty: nothing that learns had a say."""
    encoder_version: str = ""
    taxonomy: int = 0
    """The version whose phrases and labels it had."""
    model: int = 0
    """0: nothing was trained yet."""
    learnt_until: int = 0
    """The newest example that the model had learnt from; 0: no model answered."""
    newest: int = 0
    """The newest example that was remembered; 0: none was."""
    promise: float = 0.0
    """The precision that was to be kept where the desk acts by itself; 0: nothing that learns had a say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """By what a message was judged."""

    edition: str
    """Firstline's version, and a digest of its rule packs and phrases."""
    taxonomy: int
    """The version of the categories; 0: those of the packs."""
    subject: str = ""
    """As it was read; empty where the desk had made it itself."""
    tier: str = Tier.STANDARD
    language: str = ""
    """Where the caller knew it."""
    origin: Origin = field(default_factory=Origin)
    facts: Facts = NO_FACTS
    """What was known besides the words, where it had a say."""
    policy: UrgencyPolicy = USUAL_POLICY
    """How the desk weighed."""

    def message(self, text: str) -> Message:
        """Give the message as it was read."""
        return Message(text, self.subject, self.tier, self.language)


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict, and by what it was decided."""

    verdict: Verdict
    basis: Basis
