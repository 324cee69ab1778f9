"""May this reply go out as it is? The check that every reply passes, a draft's and a person's alike.

It looks for a promise of a refund, for a timeline, and at the ticket's level. A promised refund fails,
and so does any reply on a P1 ticket, because a person must look at it first. A timeline, or a reply
without words, is a warning. Everything else passes.

Whatever happens: the check never raises, it reads the writer's own words only (not quoted lines), each
issue is a sentence that quotes what was found, and the time it takes grows with the length of the text alone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from firstline.replies.promises import refund_promises
from firstline.replies.timelines import timelines
from firstline.replies.words import Sentence, quote, readable, sentences
from firstline.tickets.verdict import Level

Compliance = Literal["passed", "failed", "warning"]

MOST_QUOTES = 5
"""Findings of one kind that are quoted; the first few are enough to act on."""

ESCALATION = "The ticket is P1: a person must read the reply before it is sent."
EMPTY = "The reply has no words."


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """What the check found."""

    refund_promise: bool
    sla_mentioned: bool
    escalation_needed: bool
    compliance: Compliance
    issues: tuple[str, ...] | None
    """Sentences for the person who sends the reply; none when there is nothing to say."""


def check(text: str, *, level: Level) -> PolicyCheck:
    """Check a reply to a ticket of a level.

    >>> check("We will refund you within two days.", level=Level.P2).issues
    ('Promises a refund: “We will refund you”.', 'Mentions a timeline: “within two days”.')
    """
    own = readable(text)
    cut = tuple(sentences(own))
    promised = tuple(_quotes(own, cut, refund_promises))
    timed = tuple(_quotes(own, cut, timelines))
    escalation = level is Level.P1
    issues = (
        *(f"Promises a refund: “{words}”." for words in promised),
        *(f"Mentions a timeline: “{words}”." for words in timed),
        *([EMPTY] if not text.strip() else []),
        *([ESCALATION] if escalation else []),
    )
    compliance = _compliance(failing=bool(promised) or escalation, warned=bool(issues))
    return PolicyCheck(bool(promised), bool(timed), escalation, compliance, issues or None)


def _compliance(*, failing: bool, warned: bool) -> Compliance:
    if failing:
        return "failed"
    return "warning" if warned else "passed"


def _quotes(
    text: str,
    cut: Iterable[Sentence],
    look: Callable[[Sentence], Iterable[tuple[int, int]]],
) -> Iterator[str]:
    """Quote the first findings, each wording once."""
    found = (quote(text, sentence, first, last) for sentence in cut for first, last in look(sentence))
    return islice(dict.fromkeys(islice(found, MOST_QUOTES * 10)), MOST_QUOTES)
