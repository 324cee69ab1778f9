"""A message in, a verdict out: the blend of all voices, with the reasons of each.

The rules read the message once and decide every field. Where the desk has a taxonomy the verdict keeps to it,
the desk's own rules speak in place of the packs (`ruled.py`), and what the desk has learnt joins in
(`blend.py`). When the LLM was asked, its opinion of the urgency counts six tenths and the rules' four; when
it was silent, the rules' value stands and a remark says why it was silent. Every field keeps what each voice
thought.

Whatever happens: every field has a value, a confidence and a certainty, the same message gets the same
verdict, and nothing is read from outside.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final, TypeVar

from firstline.tickets.basis import Basis, Decided
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.verdict import (
    LLM_SHARE,
    RULE_SHARE,
    Certainty,
    Field,
    Opinion,
    Reason,
    TicketScope,
    Verdict,
    Voice,
    hybrid,
)
from firstline.triage.blend import promise_of, taught
from firstline.triage.category import keyword
from firstline.triage.decision import Decision
from firstline.triage.documented import documented
from firstline.triage.edition import edition
from firstline.triage.entities import entities
from firstline.triage.labels import fitted
from firstline.triage.language import ENGLISH, UNDETERMINED, language
from firstline.triage.learned import NOTHING, Learned
from firstline.triage.odds import allowed, certainty, confidence, unsure
from firstline.triage.own_rules import own_says
from firstline.triage.ruled import ruled
from firstline.triage.rules import decide
from firstline.triage.scope import IN_SCOPE, scope
from firstline.triage.scope import confidence as confidence_of_scope
from firstline.triage.standing import Evidence, evidence
from firstline.triage.text import Reading, read
from firstline.triage.voices import Silence

LANGUAGE_SOURCE: Final = "languages@1"

T = TypeVar("T")


def judge(
    message: Message,
    *,
    advice: Opinion[float] | Silence | None = None,
    taxonomy: Taxonomy | None = None,
    learned: Learned = NOTHING,
) -> Verdict:
    """Judge a message.

    Args:
        message: what the customer wrote.
        advice: what the LLM says, or why it says nothing; None: it was not asked.
        taxonomy: the desk's categories; None: those of the rule packs.
        learned: what the desk has learnt; it is asked only with a taxonomy.

    >>> verdict = judge(Message("I was charged twice, please help!"))
    >>> verdict.category.value, verdict.subcategory.value, verdict.level.value.value
    ('billing', 'Payments', 'P2')
    """
    seen = evidence(read(message))
    verdict = _of_rules(seen)
    if taxonomy is None:
        return _looked_at(_heard(verdict, advice))
    packs, word = fitted(verdict, taxonomy), _now(keyword(seen), verdict, taxonomy)
    own = own_says(seen.reading, packs.language.value, taxonomy, learned.records)
    verdict = ruled(packs, own, taxonomy, promise=promise_of(learned))
    known = documented(seen)
    verdict = taught(
        verdict, seen.reading, learned, taxonomy, keyword=word, own=own, packs=packs, documented=known
    )
    return _looked_at(_heard(verdict, advice))


def decided(
    message: Message,
    *,
    advice: Opinion[float] | Silence | None = None,
    taxonomy: Taxonomy,
    learned: Learned,
) -> Decided:
    """Judge a message as `judge` does, and say by what, so that it can be judged again."""
    verdict = judge(message, advice=advice, taxonomy=taxonomy, learned=learned)
    basis = Basis(
        edition=edition(),
        taxonomy=taxonomy.version,
        subject=message.subject,
        tier=message.tier,
        language=message.language,
        origin=learned.origin,
        policy=learned.policy,
    )
    return Decided(verdict, basis)


def _now(category: str | None, verdict: Verdict, taxonomy: Taxonomy) -> str | None:
    """Give the present name of the category that a keyword chose."""
    return None if category is None else taxonomy.present(category, verdict.subcategory.value)[0]


def _heard(verdict: Verdict, advice: Opinion[float] | Silence | None) -> Verdict:
    """Join what the LLM says of the urgency."""
    return replace(verdict, urgency=_advised(verdict.urgency, advice))


def _of_rules(seen: Evidence) -> Verdict:
    """Give what the rules think."""
    told = seen.reading.message.language
    tongue, tongue_odds = (told, 1.0) if told else language(seen.reading)
    thought = decide(seen)
    rules = _Rules(speaks=tongue in {ENGLISH, UNDETERMINED}, understood=bool(seen.hits))
    return Verdict(
        category=rules.field(thought.category),
        subcategory=rules.field(thought.subcategory),
        urgency=rules.field(thought.urgency),
        priority=rules.field(thought.priority),
        priority_score=rules.field(thought.priority_score),
        level=rules.field(thought.level),
        sla_hours=rules.field(thought.sla_hours),
        sentiment=rules.field(thought.sentiment),
        frustrated=rules.field(thought.frustrated),
        team=rules.field(thought.team),
        next_action=rules.field(thought.next_action),
        suggested_reply=rules.field(thought.suggested_reply),
        language=_language(tongue, tongue_odds, told=bool(told)),
        entities=entities(seen.reading.message),
        scope=_scope(seen.reading),
    )


def advised(verdict: Verdict, advice: Opinion[float] | Silence) -> Verdict:
    """Give a verdict that was made without the LLM with its word on the urgency.

    What a person has set stays; what the LLM thinks stands beside it.
    """
    said = verdict.urgency.opinions
    if Voice.HUMAN not in said:
        return replace(verdict, urgency=_advised(verdict.urgency, advice))
    if isinstance(advice, Silence):
        return verdict
    opinions = {Voice.HUMAN: said[Voice.HUMAN], Voice.LLM: advice, **said}
    return replace(verdict, urgency=replace(verdict.urgency, opinions=opinions))


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules as a voice, and how far it may be trusted on one message."""

    speaks: bool
    """Whether the message is in the rules' language."""
    understood: bool
    """Whether the rules found anything in it; only then does silence on one field mean something."""

    def field(self, decision: Decision[T]) -> Field[T]:
        """Make a field of what the rules decided."""
        telling = decision.found or (self.understood and decision.rule not in SILENT)
        odds, allowed = _odds(decision.rule, self.speaks and telling)
        opinion = Opinion(decision.value, odds, decision.reasons)
        return Field(decision.value, odds, allowed, Voice.RULE, decision.reasons, {Voice.RULE: opinion})


@cache
def _odds(rule: str, telling: bool) -> tuple[float, Certainty]:  # noqa: FBT001 - a keyword is slow on each field
    """Give a rule's odds and what it may do; where it tells nothing, a person is asked."""
    if telling:
        return confidence(rule), allowed(rule)
    return unsure(rule), certainty(unsure(rule))


SILENT: Final = frozenset({"category.none", "subcategory.category.none", "urgency.none"})
"""On these fields no evidence never means an answer; elsewhere it may: no angry word, no anger."""


def _advised(urgency: Field[float], advice: Opinion[float] | Silence | None) -> Field[float]:
    """Blend the LLM's opinion of the urgency with the rules'."""
    if advice is None:
        return urgency
    if isinstance(advice, Silence):
        remark = Reason(Voice.LLM, advice.text, 0.0, advice.source)
        return replace(urgency, reasons=(*urgency.reasons, remark))
    value = hybrid(llm=advice.value, rules=urgency.value)
    return Field(
        value,
        advice.confidence,
        certainty(advice.confidence),
        Voice.LLM,
        _shared(advice, urgency),
        {Voice.LLM: advice, **urgency.opinions},
    )


def _shared(advice: Opinion[float], urgency: Field[float]) -> tuple[Reason, ...]:
    """Weigh each voice's reasons by its share, strongest first."""
    stated = advice.reasons or (
        Reason(Voice.LLM, f"the LLM sees an urgency of {advice.value}", advice.value, "llm"),
    )
    weighed = [replace(reason, weight=LLM_SHARE * reason.weight) for reason in stated]
    weighed += [replace(reason, weight=RULE_SHARE * reason.weight) for reason in urgency.reasons]
    return tuple(sorted(weighed, key=lambda reason: abs(reason.weight), reverse=True))


def _language(tongue: str, odds: float, *, told: bool) -> Field[str]:
    if told:
        reason = Reason(Voice.RULE, f"the caller says that it is {tongue}", odds, "caller")
    elif tongue == UNDETERMINED:
        reason = Reason(
            Voice.MODEL, "the text is too short or too mixed to tell its language", 0.0, LANGUAGE_SOURCE
        )
    else:
        reason = Reason(Voice.MODEL, f"reads like {tongue}", odds, LANGUAGE_SOURCE)
    opinion = Opinion(tongue, odds, (reason,))
    return Field(tongue, odds, certainty(odds), reason.voice, (reason,), {reason.voice: opinion})


def _scope(reading: Reading) -> Field[TicketScope]:
    """Mark spam, gibberish, bounces and automatic mail: a suggestion, so that nothing is lost by a mark."""
    decision = scope(reading)
    odds = confidence_of_scope(decision)
    opinion = Opinion(decision.value, odds, decision.reasons)
    return Field(decision.value, odds, Certainty.SUGGEST, Voice.RULE, decision.reasons, {Voice.RULE: opinion})


def _looked_at(verdict: Verdict) -> Verdict:
    """Ask a person about the category of what is marked: nobody acts on it unseen."""
    if verdict.scope is None or verdict.scope.value == IN_SCOPE:
        return verdict
    category, most = verdict.category, round(1 - verdict.scope.confidence, 4)
    here = None if category.in_scope is None else min(category.in_scope, most)
    return replace(verdict, category=replace(category, certainty=Certainty.PERSON, in_scope=here))
