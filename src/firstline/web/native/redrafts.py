"""What the native API shows of a reply that was drafted anew: the proposal, by whom, and what was cut."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from firstline.replies.draft import Supported
from firstline.replies.sentence_check import Said
from firstline.replies.written import Written
from firstline.web.native.details import ProposalOut, SentenceOut, proposal_out


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedOut(SentenceOut):
    """A sentence that was checked, and what became of it."""

    is_cut: bool = False
    """It is not in the body: the passages do not say it, or the policy would not let it pass."""
    reason: str = ""
    """Why it was cut, in sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedraftOut(ProposalOut):
    """The reply that the desk proposes, drafted anew."""

    sentences: Sequence[CheckedOut]
    """Of the body, in their order; then what the LLM wrote and was cut."""
    writer: Literal["template", "llm"]
    """llm: the LLM, out of the passages alone; template: the articles are quoted."""
    note: str
    """Why the LLM has not written it, or what else is to be known, in sentences; may be empty."""


def redraft_out(made: Written) -> RedraftOut:
    """Show a reply that was drafted anew."""
    whole = proposal_out(made)
    told = {one.name: getattr(whole, one.name) for one in fields(whole)}
    body = [CheckedOut(**_parts(one)) for one in whole.sentences]
    cut = [checked_out(one) for one in made.said if one.is_cut]
    return RedraftOut(**told | {"sentences": body + cut}, writer=made.writer, note=made.note)


def checked_out(one: Said) -> CheckedOut:
    """Show a sentence of the LLM's."""
    return CheckedOut(**_parts(one.sentence), is_cut=one.is_cut, reason=one.reason)


def _parts(sentence: Supported | SentenceOut) -> dict[str, Any]:
    return {one.name: getattr(sentence, one.name) for one in fields(SentenceOut)}
