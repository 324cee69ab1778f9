"""Voices beside the rules, and what it means when one of them is silent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Silence:
    """Why the LLM gave no opinion. The rules' value stands, and the reason says so."""

    text: str
    """A sentence an agent can read: "The LLM did not answer in time." """
    source: str
    """What was asked: `gpt-4o-mini`."""
