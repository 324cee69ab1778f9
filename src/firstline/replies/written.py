"""A draft put together of the sentences that an LLM wrote and that stood the check.

The greeting, the opening words, the invitation and the closing are ours. The policy check runs over the whole
once more, and what it would not let pass is cut. Where nothing that the passages say is left, the draft that
quotes the articles stands, and a note says why.

What always holds: each sentence of the LLM's that states a fact has the mark of its article behind it, each
mark has its citation, and what was cut is told, and stands nowhere in the draft.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal

from firstline.replies import letter
from firstline.replies.brief import Piece
from firstline.replies.draft import Citation, Draft, Supported, cite, own_words
from firstline.replies.policy import PolicyCheck, check
from firstline.replies.proposal import Proposal
from firstline.replies.sentence_check import Case, Said, firm
from firstline.tickets.verdict import Verdict

APART: Final = "\n\n"
NOTHING_LEFT: Final = "Nothing that the LLM wrote is said by the passages; the draft quotes the articles."


@dataclass(frozen=True, slots=True)
class Written(Proposal):
    """A reply that an agent may send, drafted anew."""

    writer: Literal["template", "llm"] = "template"
    note: str = ""
    """Why the LLM has not written it, in a sentence; or what else is to be known."""
    said: tuple[Said, ...] = ()
    """What the LLM wrote, in its order, with what was cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a draft is put together from, besides the sentences."""

    customer_name: str
    verdict: Verdict
    case: Case
    asked: str
    """What the customer wrote."""
    chance: float
    """That the best article answers, in [0, 1]."""
    otherwise: Proposal
    """What stands where nothing is left."""


def quoted(proposal: Proposal, *, note: str = "", told: Sequence[Said] = ()) -> Written:
    """Say that the draft that quotes the articles stands."""
    return Written(proposal.draft, proposal.policy, note=note, said=tuple(told))


def written(told: Sequence[Said], given: Letter) -> Written:
    """Put a draft together and check the whole."""
    for _ in range(len(told) + 1):  # each round but the last cuts a sentence
        if not any(one.sentence.kind == "supported" and not one.is_cut for one in told):
            break
        draft = _draft(told, given)
        policy = _checked(draft, given)
        hit = _hit(policy, told, given)
        if not hit:
            return Written(draft, policy, "llm", said=tuple(told))
        told = [_cut(one, hit[at]) if at in hit else one for at, one in enumerate(told)]
    return quoted(given.otherwise, note=NOTHING_LEFT, told=told)


def _cut(one: Said, reason: str) -> Said:
    return replace(one, is_cut=True, reason=reason)


def _draft(told: Sequence[Said], given: Letter) -> Draft:
    words = letter.words_of(given.case.language)
    kept = [one.sentence for one in told if not one.is_cut]
    before, after = _own(given)
    return Draft(
        greeting=letter.greeting(given.customer_name, words),
        body=APART.join([*before, " ".join(map(_marked, kept)), *after]),
        closing=letter.closing(words),
        tone=words.tone,
        citations=_citations(kept, given),
        sentences=(*own_words(before), *kept, *own_words(after)),
        language=given.case.language,
    )


def _own(given: Letter) -> tuple[list[str], list[str]]:
    """Give what we say before and behind."""
    words = letter.words_of(given.case.language)
    before = [letter.opener(given.verdict, words)]
    after = [words.answer["invite"], letter.remark(given.verdict, words)]
    return [*filter(None, before)], [*filter(None, after)]


def _marked(sentence: Supported) -> str:
    return f"{sentence.text} [{sentence.doc_id}]" if sentence.doc_id else sentence.text


def _checked(draft: Draft, given: Letter) -> PolicyCheck:
    return check(
        f"{draft.body}\n{draft.closing}",
        level=given.verdict.level.value,
        ticket=given.asked,
        passages=[piece.text for piece in given.case.given],
        sla_hours=given.verdict.sla_hours.value,
        allowed_links=[one.url for one in draft.citations],
        rules=given.case.rules,
    )


def _hit(policy: PolicyCheck, told: Sequence[Said], given: Letter) -> dict[int, str]:
    """Name the sentences in which the whole has a finding that is more than a warning."""
    before, _ = _own(given)
    kept = [at for at, one in enumerate(told) if not one.is_cut]
    starts = [sum(len(text) + len(APART) for text in before)]
    for at in kept:
        starts.append(starts[-1] + len(_marked(told[at].sentence)) + 1)
    found = list(firm(policy.findings))
    return {
        at: f"{one.reason}."
        for at, (start, end) in zip(kept, pairwise(starts), strict=True)
        for one in found
        if one.start < end - 1 and start < one.end
    }


def _citations(kept: Sequence[Supported], given: Letter) -> tuple[Citation, ...]:
    """Name what is cited, each passage once, the best first."""
    cited = {(one.doc_id, one.chunk_id) for one in kept if one.doc_id}
    used = [piece for piece in given.case.given if (piece.found.article.id, piece.passage.id) in cited]
    best = max((piece.score for piece in used), default=0.0)
    made = [
        cite(
            piece.found.article,
            piece.passage,
            _quotes(piece, kept),
            chance=given.chance,
            behind=best - piece.score,
        )
        for piece in used
    ]
    return tuple(sorted(made, key=lambda one: -one.score))


def _quotes(piece: Piece, kept: Sequence[Supported]) -> str:
    cited = (piece.found.article.id, piece.passage.id)
    return " ".join(dict.fromkeys(one.quote for one in kept if (one.doc_id, one.chunk_id) == cited))
