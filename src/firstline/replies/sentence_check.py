"""May a sentence that an LLM wrote stand in a draft? Each is cleaned, then held against what it cites.

A sentence that the cited passages support is kept, and so is one that claims nothing. What they do not say,
though the customer may have said it, is cut, and what any passage contradicts, and so is a claim without a
citation, a citation of a passage that was not given, a greeting (ours stands there), and whatever the policy
check would not let pass: links, pictures, promises, admissions, secrets, insults.

What always holds: what is kept is one line of plain text without links, pictures and markup but the address
of an article that it cites; what is cut has a reason.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from firstline.knowledge.blocks import visible
from firstline.knowledge.sentences import sentences
from firstline.replies.brief import Piece
from firstline.replies.draft import Supported
from firstline.replies.excerpt import clean
from firstline.replies.lexicon import lexicon
from firstline.replies.policy import Finding, Rules, check
from firstline.replies.quiet import without_address
from firstline.replies.reading import Line
from firstline.replies.support import judge
from firstline.replies.tokens import PAUSE, tokens_of
from firstline.tickets.verdict import Level

QUOTES: Final = str.maketrans(dict.fromkeys('"\u00ab\u00bb\u201c\u201d\u201e\u2018\u2039\u203a', " "))
"""The policy looks over what is quoted of others; an LLM's quotation is the LLM's own."""
MARKUP: Final = str.maketrans("", "", "*`~|\\{}")
BEGIN: Final = re.compile(r"\A(?:[#>_=+-]{1,9} {0,3}){1,3}")
"""What Markdown begins a heading, a quotation or an item with."""
NOT_GIVEN: Final = "It cites a passage that was not given."
SAYS_NOTHING: Final = "It says nothing."
GREETS: Final = "The greeting and the closing are the desk's own."
UNCITED: Final = "It claims something and cites nothing."


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that the LLM wrote, and what became of it."""

    sentence: Supported
    is_cut: bool = False
    """It is not in the draft."""
    reason: str = ""
    """Why it was cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What sentences are held against."""

    given: Sequence[Piece]
    """The passages, in the order of their numbers."""
    language: str
    sla_hours: float | None = None
    rules: Rules | None = None
    """The desk's own; None: those that come with it."""


def said(line: Line, case: Case) -> Iterator[Said]:
    """Check what an LLM wrote; an entry may hold more than one sentence."""
    cited = [case.given[number - 1] for number in line.cites if 0 < number <= len(case.given)]
    is_given = len(cited) == len(line.cites)
    for text in sentences(visible(line.text)):
        yield _checked(text, cited, case) if is_given else _cut(text, NOT_GIVEN)


def firm(found: Sequence[Finding]) -> Iterator[Finding]:
    """Give what keeps a machine's sentence out: whatever is more than a warning, and said by the draft."""
    yield from (one for one in found if one.action != "warn" and one.source == "draft")


def _checked(raw: str, cited: Sequence[Piece], case: Case) -> Said:
    # The policy reads what was written, not what is left of it: a sentence without its link says less.
    problem = next(firm(_policy(raw, cited, case)), None)
    if problem is not None:
        return _cut(raw, f"{problem.reason}.")
    text = _without_greeting(_plain(raw, cited), case.language)
    if not any(map(str.isalpha, text)):
        return _cut(raw, SAYS_NOTHING)
    if _only_greets(text, case.language):
        return _cut(text, GREETS)
    return _supported(text, cited, case)


def _policy(text: str, cited: Sequence[Piece], case: Case) -> Sequence[Finding]:
    return check(
        text.translate(QUOTES),
        level=Level.P3,
        sla_hours=case.sla_hours,
        allowed_links=[piece.found.article.address for piece in cited],
        rules=case.rules,
    ).findings


def _plain(text: str, cited: Sequence[Piece]) -> str:
    addresses = (piece.found.article.address for piece in cited)
    own = next((one for one in addresses if one in text), "")
    return BEGIN.sub("", clean(text, own).translate(MARKUP).strip(), count=1)


def _without_greeting(text: str, language: str) -> str:
    """Leave out the "Hello Ava," before what is said."""
    address, comma, rest = text.partition(", ")
    if not comma or not _only_greets(address, language):
        return text
    return rest[:1].upper() + rest[1:]


def _only_greets(text: str, language: str) -> bool:
    words = lexicon(language)
    left = without_address(tokens_of(text, language), words)
    return all(token.kind == PAUSE for token in left)


def _supported(text: str, cited: Sequence[Piece], case: Case) -> Said:
    support = judge(text, [piece.text for piece in cited], case.language)
    if support.kind == "no_claim":
        return Said(Supported(text))
    piece = cited[support.passage] if support.passage is not None else None
    doc_id, chunk_id = (piece.found.article.id, piece.passage.id) if piece else ("", "")
    sentence = Supported(text, support.kind, doc_id, chunk_id, support.quote)
    if support.kind == "supported":
        return _uncontradicted(sentence, case)
    reason = " ".join(support.reasons) if cited else UNCITED
    return Said(sentence, is_cut=True, reason=reason)


def _uncontradicted(sentence: Supported, case: Case) -> Said:
    """Keep a sentence, unless a passage that it does not cite is nearer to it and says otherwise."""
    support = judge(sentence.text, [piece.text for piece in case.given], case.language)
    if support.kind != "contradicted":
        return Said(sentence)
    return Said(replace(sentence, kind=support.kind), is_cut=True, reason=" ".join(support.reasons))


def _cut(text: str, reason: str) -> Said:
    return Said(Supported(text, "unsupported"), is_cut=True, reason=reason)
