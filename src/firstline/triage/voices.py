"""Voices beside the rules, and what it means when one of them is silent."""

from dataclasses import dataclass

from firstline.tickets.verdict import Opinion, Verdict, Voice


@dataclass(frozen=True, slots=True)
class Silence:
    """Why the LLM gave no opinion. The rules' value stands, and the reason says so."""

    text: str
    """A sentence an agent can read: "The LLM did not answer in time." """
    source: str
    """What was asked: `gpt-4o-mini`."""


def word_of_llm(verdict: Verdict) -> Opinion[float] | Silence | None:
    """Find what the LLM said of the urgency, or why it said nothing; None: it was not asked."""
    urgency = verdict.urgency
    if Voice.LLM in urgency.opinions:
        return urgency.opinions[Voice.LLM]
    remarks = (reason for reason in reversed(urgency.reasons) if reason.voice is Voice.LLM)
    return next((Silence(remark.text, remark.source) for remark in remarks), None)
