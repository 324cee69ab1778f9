"""How often is each rule right? Counts it on our labelled messages and writes the packs' `confidence.toml`.

A rule's odds are its smoothed precision, (right + 1) / (fired + 2): a rule that was met once and was right
has two in three, not certainty. Only English messages count, since the rules are English. On messages whose
errors were read, the packs were mended until they were right, so a right answer there is worth only as much
as such answers held, field by field, on messages whose errors nobody read. Run `python -m evals.confidence`
after a change of packs or labels; a test holds the written file to what this computes.

Odds are the best guess at a rule's precision, and half of all guesses are too high. Whether nobody needs to
look is asked of what is proven instead: the lower bound of the precision, exact and at level `LEVEL`, the one
at which the desk's promises are proven. 44 right answers without a mistake prove .949, 45 prove .950.

Whatever happens: odds are measured and nothing is chosen by them, so every sample counts, and no rule proves
more than it was right.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evals.labelled import SAMPLES, Sample, answers
from firstline.learning.binomial import lower_bound
from firstline.triage.judge import SILENT

COUNTED = ("category", "subcategory", "urgency", "priority", "sentiment", "frustrated", "level")
ODDS = Path(__file__).parents[1] / "src/firstline/triage/packs/confidence.toml"
LEVEL: Final = 0.9
"""A proven precision is on the safe side of the truth in so many of all draws of messages."""
HEAD = """\
# Written by `python -m evals.confidence`: each rule's smoothed precision,
# (right + 1) / (fired + 2), on the labelled messages. A right answer on a
# message whose errors were read counts as much as such answers held elsewhere.
name = "confidence"
version = 1

[odds]
"""
PROVEN = """
# The precision that is proven by the same answers, in nine of ten draws of messages.
[proven]
"""


@dataclass(slots=True)
class Tally:
    """How often a rule decided, and what its right answers are worth together."""

    fired: int = 0
    right: float = 0.0

    @property
    def odds(self) -> float:
        """Its smoothed precision."""
        return round((self.right + 1) / (self.fired + 2), 3)

    @property
    def proven(self) -> float:
        """The precision that it has shown at least.

        >>> Tally(45, 45.0).proven, Tally(45, 44.9).proven, Tally(1, 1.0).proven
        (0.95, 0.916, 0.1)
        """
        return round(lower_bound(int(self.right), self.fired, LEVEL), 3)


def odds(*samples: Sample) -> dict[str, float]:
    """Count every rule's smoothed precision, on some samples or on all."""
    return {rule: tally.odds for rule, tally in counted(*samples).items()}


def counted(*samples: Sample) -> dict[str, Tally]:
    """Count how often each rule decided and was right, on some samples or on all."""
    tallies = defaultdict[str, Tally](Tally)
    for field in COUNTED:
        worth = held(field, samples or SAMPLES)
        for sample in samples or SAMPLES:
            for _, decision, is_right in answers(field, sample, language="en"):
                tally = tallies[decision.rule]
                tally.fired += 1
                tally.right += (worth if sample.is_read else 1.0) * is_right
    return dict(sorted(tallies.items()))


def held(field: str, samples: Iterable[Sample]) -> float:
    """Say which share of a field's precision held on messages whose errors nobody read."""
    read = _precision(field, (sample for sample in samples if sample.is_read))
    unread = _precision(field, (sample for sample in samples if not sample.is_read))
    return min(unread / read, 1.0) if read and unread else 1.0


def written() -> str:
    """Write the odds and what is proven as the file holds them."""
    tallies = counted()
    told = "".join(f'"{rule}" = {tally.odds}\n' for rule, tally in tallies.items())
    proven = "".join(f'"{rule}" = {tally.proven}\n' for rule, tally in tallies.items())
    return HEAD + told + PROVEN + proven


def _precision(field: str, samples: Iterable[Sample]) -> float:
    """Count how often the rules are right where they speak: silence that means nothing is left out."""
    rights = [
        is_right
        for sample in samples
        for _, decision, is_right in answers(field, sample, language="en")
        if decision.rule not in SILENT
    ]
    return sum(rights) / len(rights) if rights else 0.0


if __name__ == "__main__":
    ODDS.write_text(written(), "utf-8")
    print(f"{len(odds())} rules, written to {ODDS.name}")
