"""A verdict in the form in which it is stored, and who makes it: this process, or another one beside it.

A large import spends a third of its time on judging. So the judging may be handed over: whoever judges is
given the taxonomy, what was learnt and the messages, and answers when it is asked for the result.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from firstline.store.bodies import packed
from firstline.tickets.columns import columns_of
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.judge import decided
from firstline.triage.learned import NOTHING, Learned


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a ticket shows of a verdict, and the verdict with its basis as they are stored."""

    columns: Mapping[str, Any]
    body: bytes


Judgements = Sequence[Judgement]


class Judges(Protocol):
    """Whoever judges messages."""

    def __call__(
        self, taxonomy: Taxonomy, messages: Sequence[Message], learned: Learned, /
    ) -> Callable[[], Judgements]:
        """Take messages, and give a way to wait for their judgements."""


def judged(taxonomy: Taxonomy, messages: Sequence[Message], learned: Learned = NOTHING) -> Judgements:
    """Let the rules and what was learnt judge messages; the LLM is not asked."""
    made = [decided(message, taxonomy=taxonomy, learned=learned) for message in messages]
    return [Judgement(columns_of(one.verdict), packed(one.verdict, one.basis)) for one in made]


def judge_here(
    taxonomy: Taxonomy, messages: Sequence[Message], learned: Learned = NOTHING
) -> Callable[[], Judgements]:
    """Judge in this process, when the result is asked for."""
    return lambda: judged(taxonomy, messages, learned)
