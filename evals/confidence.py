"""How often is each rule right? Counts it on our labelled messages and writes the packs' `confidence.toml`.

A rule's odds are its smoothed precision, (right + 1) / (fired + 2): a rule that was met once and was right
has two in three, not certainty. Only English messages count, since the rules are English. All samples count,
also the half of the blind set that is kept for testing: odds are measured, nothing is chosen by them. Run
`python -m evals.confidence` after a change of packs or labels; a test holds the written file to what this
computes.
"""

from collections import Counter
from pathlib import Path

from evals.labelled import SAMPLES, Sample, answers

COUNTED = ("category", "subcategory", "urgency", "priority", "sentiment", "frustrated", "level")
ODDS = Path(__file__).parents[1] / "src/firstline/triage/packs/confidence.toml"
HEAD = """\
# Written by `python -m evals.confidence`: each rule's smoothed precision,
# (right + 1) / (fired + 2), on the labelled messages.
name = "confidence"
version = 1

[odds]
"""


def odds(*samples: Sample) -> dict[str, float]:
    """Count every rule's smoothed precision, on some samples or on all."""
    fired: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for field in COUNTED:
        for _, decision, is_right in answers(field, *(samples or SAMPLES), language="en"):
            fired[decision.rule] += 1
            right[decision.rule] += is_right
    return {rule: round((right[rule] + 1) / (fired[rule] + 2), 3) for rule in sorted(fired)}


def written() -> str:
    """Write the odds as the file holds them."""
    return HEAD + "".join(f'"{rule}" = {value}\n' for rule, value in odds().items())


if __name__ == "__main__":
    ODDS.write_text(written(), "utf-8")
    print(f"{len(odds())} rules, written to {ODDS.name}")
