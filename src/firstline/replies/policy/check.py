"""May this reply go out as it is? The check that every reply passes, a draft's and a person's alike.

The rules of the pages speak first, then what shows by its form (card numbers, keys, links, images), then
the passages that the reply was given, then, where they are silent, the voice that was learnt from marked
replies, which warns. Each finding has a place, a rule, a reason and a suggested wording,
and says what sending does: warn, ask for a second person, or block. A finding that needs a second person, or
blocks, fails the reply; any other finding is a warning, as is a reply without words. A P1 ticket always
fails, because a person must read the reply first.

What always holds: the check never raises, reads the writer's own words only (no quoted lines, no
quotations), each issue is a sentence that quotes what was found, the same text and rules give the same
answer, and the time taken grows with the length of the text alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, Literal

from firstline.replies.policy.claims import unsupported
from firstline.replies.policy.finder import Found, Text, find, is_settled, read, span
from firstline.replies.policy.links import foreign_links
from firstline.replies.policy.rules import (
    BEYOND,
    LINK,
    PASSAGES,
    SECRET,
    VOICE,
    Action,
    Flag,
    Form,
    Rules,
    stock_rules,
)
from firstline.replies.policy.secrets import secrets
from firstline.replies.policy.spans import hours_of
from firstline.replies.policy.voice import Heard, hear, stock_voice
from firstline.tickets.verdict import Level

Compliance = Literal["passed", "failed", "warning"]

MOST_QUOTES: Final = 5
"""Findings of one kind that are quoted; the first few are enough to act on."""
MOST_FINDINGS: Final = 100
"""Findings that are kept of one reply."""
MARK: Final = re.compile(r"(?<!!)\[[A-Za-z0-9][A-Za-z0-9._-]{0,120}\](?![(\[:])")
"""An article's id in brackets, which cites it and says nothing."""
VOICE_IN_DRAFTS: Final = {form.id.partition(".")[2]: form for form in VOICE}
MATTER: Final = VOICE_IN_DRAFTS["matter"]
VOICE_IN_TICKETS: Final = {"matter": MATTER}
HANDED: Final = Form("voice.handed", Flag.ESCALATION_NEEDED, "warn", "Hands it over")
"""No finding: it settles what the voice hears a ticket call for, and never what a rule finds."""
LONGEST_QUOTE: Final = 90
"""Characters; more would hide the finding."""

ESCALATION = "The ticket is P1: a person must read the reply before it is sent."
EMPTY = "The reply has no words."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a reply."""

    flag: str
    rule: str
    start: int
    end: int
    """Code points of the reply, or of the ticket for what the customer says."""
    action: Action
    reason: str
    wording: str = ""
    """What could stand there instead."""
    source: Literal["draft", "ticket"] = "draft"
    confidence: float = 1.0
    """The chance that it is one, in [0, 1]; a rule that speaks is sure."""


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """What the check found."""

    refund_promise: bool
    sla_mentioned: bool
    escalation_needed: bool
    compliance: Compliance
    issues: tuple[str, ...] | None
    """Sentences for the person who sends the reply; none when there is nothing to say."""
    legal_admission: bool = False
    data_disclosure: bool = False
    insult_or_blame: bool = False
    unsupported_claim: bool = False
    foreign_link: bool = False
    guarantee: bool = False
    findings: tuple[Finding, ...] = ()
    rules: str = field(default="", compare=False)
    """The version of the rules that were applied."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What a reply is held against."""

    ticket: str
    passages: Sequence[str]
    sla_hours: float | None
    allowed: Sequence[str] | None
    rules: Rules


def check(  # noqa: PLR0913 - a reply is held against all of these, and each has its name
    text: str,
    *,
    level: Level,
    ticket: str = "",
    passages: Sequence[str] = (),
    sla_hours: float | None = None,
    allowed_links: Sequence[str] | None = None,
    own_links: Sequence[str] = (),
    rules: Rules | None = None,
) -> PolicyCheck:
    """Check a reply to a ticket of a level; the desk's own links are allowed wherever links are judged.

    >>> check("We will refund you within two days.", level=Level.P2).issues
    ('Promises a refund: “We will refund you”.', 'Mentions a timeline: “within two days”.')
    """
    rules = rules or stock_rules()
    links = _allowed(allowed_links, rules.links, own_links)
    case = _Case(ticket, passages, sla_hours, links, rules)
    findings = tuple(islice(_distinct(_findings(read(MARK.sub(_blank, text), rules), case)), MOST_FINDINGS))
    return _told(findings, text, ticket, urgent=level is Level.P1, version=rules.version)


def _allowed(
    here: Sequence[str] | None, always: Sequence[str] | None, own: Sequence[str]
) -> Sequence[str] | None:
    """Join what a reply may link to; None: its links are not judged."""
    return None if here is None and always is None else [*(here or ()), *(always or ()), *own]


def _blank(mark: re.Match[str]) -> str:
    """Leave a mark's room, so that places stay what they are."""
    return " " * len(mark[0])


def _told(
    findings: tuple[Finding, ...], text: str, ticket: str, *, urgent: bool, version: str
) -> PolicyCheck:
    flags = {finding.flag for finding in findings}
    issues = (
        *_issues(findings, text, ticket),
        *([EMPTY] if not text.strip() else []),
        *([ESCALATION] if urgent else []),
    )
    failing = urgent or any(finding.action != "warn" for finding in findings)
    return PolicyCheck(
        refund_promise=Flag.REFUND_PROMISE in flags,
        sla_mentioned=Flag.SLA_MENTIONED in flags,
        escalation_needed=urgent or Flag.ESCALATION_NEEDED in flags,
        compliance="failed" if failing else "warning" if issues else "passed",
        issues=issues or None,
        legal_admission=Flag.LEGAL_ADMISSION in flags,
        data_disclosure=Flag.DATA_DISCLOSURE in flags,
        insult_or_blame=Flag.INSULT_OR_BLAME in flags,
        unsupported_claim=Flag.UNSUPPORTED_CLAIM in flags,
        foreign_link=Flag.FOREIGN_LINK in flags,
        guarantee=Flag.GUARANTEE in flags,
        findings=findings,
        rules=version,
    )


def _findings(own: Text, case: _Case) -> Iterator[Finding]:
    """Find what shows by its form, and what rules and voice find together."""
    settled = {flag for flag in case.rules.settled if is_settled(own, case.rules, flag)}
    heard = list(_heard(own, _ruled(own, case), case, "draft"))
    if case.ticket:
        asked = read(case.ticket, case.rules)
        said = (_finding(asked, one, "ticket") for one in find(asked, case.rules, reads="ticket"))
        heard += _heard(asked, said, case, "ticket")
    is_handed = any(one.rule == HANDED.id for one in heard)
    quiet = {HANDED.id, MATTER.id} if is_handed else {HANDED.id}
    yield from (one for one in heard if one.flag not in settled and one.rule not in quiet)
    yield from _by_form(own, case)


def _heard(
    text: Text, ruled: Iterable[Finding], case: _Case, source: Literal["draft", "ticket"]
) -> Iterator[Finding]:
    """Give what the rules find, and what the voice hears in sentences where they are silent."""
    told = list(ruled)
    yield from told
    forms = VOICE_IN_TICKETS if source == "ticket" else {**VOICE_IN_DRAFTS, "handed": HANDED}
    for sentence in hear(text, stock_voice()):
        form = forms.get(sentence.kind)
        if form is not None and (form is HANDED or not _is_said(sentence, form, told)):
            yield from _spoken(form, sentence, text, case, source)


def _spoken(
    form: Form, heard: Heard, text: Text, case: _Case, source: Literal["draft", "ticket"]
) -> Iterator[Finding]:
    """Tell what the voice hears, unless the desk has switched that off."""
    now = form if form is HANDED else case.rules.forms.get(form.id)
    if now is not None:
        wording = case.rules.wordings.get((now.flag, text.language), "")
        yield Finding(
            flag=now.flag,
            rule=now.id,
            start=heard.start,
            end=heard.end,
            action=now.action,
            reason=now.reason,
            wording=wording,
            source=source,
            confidence=heard.chance,
        )


def _is_said(heard: Heard, form: Form, told: Iterable[Finding]) -> bool:
    """Tell whether a rule has found the same in that sentence."""
    return any(one.flag == form.flag and one.start < heard.end and heard.start < one.end for one in told)


def _ruled(own: Text, case: _Case) -> Iterator[Finding]:
    for found in find(own, case.rules, reads="draft"):
        yield _finding(own, found)
        if found.rule.flag is Flag.SLA_MENTIONED and case.sla_hours is not None:
            yield from _late(own, found, case, case.sla_hours)


def _by_form(own: Text, case: _Case) -> Iterator[Finding]:
    """Find what no words tell: secrets, links, and what the passages do not say."""
    forms = case.rules.forms
    if form := forms.get(SECRET.id):
        for start, end in secrets(own.whole):
            yield _by(form, start, end)
    if form := forms.get(LINK.id):
        for start, end in foreign_links(own.whole, case.allowed):
            yield _by(form, start, end)
    if form := forms.get(PASSAGES.id):
        for start, end, why in unsupported(own.whole, case.passages, own.language, asked=case.ticket):
            yield _by(form, start, end, why)


def _by(form: Form, start: int, end: int, why: str = "") -> Finding:
    return Finding(
        form.flag, form.id, start, end, form.action, f"{form.reason}. {why}" if why else form.reason
    )


def _finding(text: Text, found: Found, source: Literal["draft", "ticket"] = "draft") -> Finding:
    rule, (start, end) = found.rule, span(text, found)
    return Finding(rule.flag, rule.id, start, end, rule.action, rule.reason, rule.wording, source)


def _late(own: Text, found: Found, case: _Case, granted: float) -> Iterator[Finding]:
    hours = hours_of(own.words[found.start : found.end], case.rules)
    if hours is not None and hours > granted and (form := case.rules.forms.get(BEYOND.id)):
        yield _by(form, *span(own, found))


def _distinct(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Keep, of findings for one reason that touch each other, the one that begins first and is longest."""
    ends: dict[tuple[str, str, str], int] = {}
    for one in sorted(findings, key=lambda one: (one.source, one.start, -one.end)):
        key = (one.source, one.flag, one.reason)
        if one.start >= ends.get(key, 0):
            ends[key] = one.end
            yield one


def _issues(findings: Sequence[Finding], text: str, ticket: str) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for one in sorted(findings, key=lambda one: list(Flag).index(Flag(one.flag))):
        said = _quote(text if one.source == "draft" else ticket, one)
        by_reason.setdefault(one.reason, []).append(f"{one.reason}: “{said}”.")
    for sentences in by_reason.values():
        yield from islice(dict.fromkeys(sentences), MOST_QUOTES)


def _quote(text: str, one: Finding) -> str:
    words = " ".join(text[one.start : min(one.end, one.start + LONGEST_QUOTE)].split())
    return f"{words}…" if one.end > one.start + LONGEST_QUOTE else words
