"""How do the customer's words sound, and have they lost patience? Two questions.

Sentiment reads tone: a negative word outweighs the positive ones, and without either the tone is neutral.
Frustration reads what happened as well: a wrong charge, a third message, a plea in capitals, or a negative
tone.

Whatever happens: "not angry" is not negative, and "not happy" is.
"""

from firstline.tickets.verdict import Sentiment
from firstline.triage.decision import Decision, ranked, reasons_for
from firstline.triage.standing import Evidence


def sentiment(evidence: Evidence) -> Decision[Sentiment]:
    """Decide how a message sounds."""
    hits = evidence.of("sentiment")
    if not hits:
        return Decision(Sentiment.NEUTRAL, "sentiment.none", found=False)
    negative = [hit for hit in hits if hit.rule.value == Sentiment.NEGATIVE]
    deciding = (negative or hits)[0].rule
    reasons = reasons_for(evidence.reading, ((hit, 1.0) for hit in negative or hits))
    return Decision(
        Sentiment(deciding.value), deciding.name, ranked(evidence.reading, reasons, is_default=False)
    )


def frustrated(evidence: Evidence) -> Decision[bool]:
    """Decide whether a customer has lost patience."""
    hits = evidence.of("frustration")
    negative = [hit for hit in evidence.of("sentiment") if hit.rule.value == Sentiment.NEGATIVE]
    if not hits and not negative:
        return Decision(value=False, rule="frustration.none", found=False)
    rule = hits[0].rule.name if hits else "frustration.tone"
    reasons = reasons_for(evidence.reading, ((hit, 1.0) for hit in (*hits, *negative)))
    return Decision(value=True, rule=rule, reasons=ranked(evidence.reading, reasons, is_default=False))
