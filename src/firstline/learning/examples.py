"""Labelled messages: what people have said of which field.

An example comes from a ticket that a person has corrected, or from a file. Its labels are written as heads
know them (`triage/blend.py`).

What always holds: an example of unknown language is given the one that the desk would tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from firstline.tickets.message import Message
from firstline.triage.language import UNDETERMINED, language
from firstline.triage.learned import HOME
from firstline.triage.text import Reading

LEFT: Final = "~"
"""Begins the name under which stands what a person saw and left as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A message, and what people have said of it."""

    message: Message
    labels: Mapping[str, str] = field(default_factory=dict)
    """By field. Under `LEFT` and a field's name stands what a person saw and left as it was: it teaches
    heads, which else would learn from the desk's mistakes alone, and counts for nothing else."""
    language: str = ""
    """ISO 639-1; empty: nobody has said."""
    in_scope: bool = True
    """False: it is of a kind that this desk does not see to."""
    ticket: int = 0
    """Where it comes from; 0: a file."""
    number: int = 0
    """Its place in the order in which they were learnt."""
    learnt_at: datetime | None = None


def spoken_in(example: Example, reading: Reading) -> str:
    """Name the language in which an example is learnt; a text that does not tell its language is English."""
    told = example.language or language(reading)[0]
    return HOME if told == UNDETERMINED else told
