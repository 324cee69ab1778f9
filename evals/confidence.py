"""How often is each rule right? Counts it on our labelled messages and writes the packs' `confidence.toml`.

A rule's odds are its smoothed precision, (right + 1) / (fired + 2): a rule that was met once and was right
has two in three, not certainty. Only English messages count, since the rules are English. On messages whose
errors were read, the packs were mended until they were right, so a right answer there is worth only as much
as such answers held, field by field, on messages whose errors nobody read. Run `python -m evals.confidence`
after a change of packs or labels; a test holds the written file to what this computes.

Whatever happens: odds are measured and nothing is chosen by them, so every sample counts.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from evals.labelled import SAMPLES, Sample, answers
from firstline.triage.judge import SILENT

COUNTED = ("category", "subcategory", "urgency", "priority", "sentiment", "frustrated", "level")
ODDS = Path(__file__).parents[1] / "src/firstline/triage/packs/confidence.toml"
HEAD = """\
# Written by `python -m evals.confidence`: each rule's smoothed precision,
# (right + 1) / (fired + 2), on the labelled messages. A right answer on a
# message whose errors were read counts as much as such answers held elsewhere.
name = "confidence"
version = 1

[odds]
"""


def odds(*samples: Sample) -> dict[str, float]:
    """Count every rule's smoothed precision, on some samples or on all."""
    fired: Counter[str] = Counter()
    right: dict[str, float] = {}
    for field in COUNTED:
        worth = held(field, samples or SAMPLES)
        for sample in samples or SAMPLES:
            for _, decision, is_right in answers(field, sample, language="en"):
                fired[decision.rule] += 1
                gained = (worth if sample.is_read else 1.0) * is_right
                right[decision.rule] = right.get(decision.rule, 0.0) + gained
    return {rule: round((right[rule] + 1) / (fired[rule] + 2), 3) for rule in sorted(fired)}


def held(field: str, samples: Iterable[Sample]) -> float:
    """Say which share of a field's precision held on messages whose errors nobody read."""
    read = _precision(field, (sample for sample in samples if sample.is_read))
    unread = _precision(field, (sample for sample in samples if not sample.is_read))
    return min(unread / read, 1.0) if read and unread else 1.0


def written() -> str:
    """Write the odds as the file holds them."""
    return HEAD + "".join(f'"{rule}" = {value}\n' for rule, value in odds().items())


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
