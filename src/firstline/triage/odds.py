"""How sure is a rule, and what does that allow?

A rule's confidence is its smoothed precision on our own labelled messages: (right + 1) / (fired + 2),
counted by `evals/confidence.py` and kept in `packs/confidence.toml`. A rule that no labelled message has
met has even odds. Thresholds say what is allowed: to act, to suggest, or to ask a person.

A rule suggests by its odds, but it acts only by what it has proven: the lower bound of its precision, exact
and right in nine of ten draws, kept beside the odds. Odds alone let rules act that were lucky: urgencies of
.85 or more were right in .68 of 25 messages whose errors nobody had read. Nothing is proven of a rule that no
labelled message has met.

Whatever happens: where no rule found anything, or the text is in a language that the rules do not know, the
confidence stays below the threshold of a suggestion, so a person is asked.
"""

from functools import cache
from typing import Final

from firstline.tickets.verdict import Certainty
from firstline.triage.packs import pack

UNMET: Final = 0.5
"""The smoothed precision of a rule that has fired on nothing: (0 + 1) / (0 + 2)."""
UNSURE: Final = 0.49
"""The most that is claimed where nothing was found."""


@cache
def confidence(rule: str) -> float:
    """Give a rule's odds by its name, `urgency.5.0`."""
    return float(pack("confidence")["odds"].get(rule, UNMET))


def unsure(rule: str) -> float:
    """Give the odds of a value that no evidence speaks for."""
    return min(confidence(rule), UNSURE)


@cache
def proven(rule: str) -> float:
    """Give the precision that a rule has shown at least."""
    return float(pack("confidence")["proven"].get(rule, 0.0))


@cache
def allowed(rule: str) -> Certainty:
    """Say what a rule's evidence allows; to act, it must be proven.

    >>> allowed("no.such.rule").value
    'suggest'
    """
    if proven(rule) >= pack("thresholds")["auto"]:
        return Certainty.AUTO
    found = certainty(confidence(rule))
    return Certainty.SUGGEST if found is Certainty.AUTO else found


@cache
def certainty(odds: float) -> Certainty:
    """Say what a confidence allows.

    >>> certainty(0.3).value
    'person'
    """
    thresholds = pack("thresholds")
    if odds >= thresholds["auto"]:
        return Certainty.AUTO
    return Certainty.SUGGEST if odds >= thresholds["suggest"] else Certainty.PERSON
