"""How good is the policy check? Precision and recall of each flag and language on labelled drafts.

`python -m evals.policy` measures the part `dev` of `policy.jsonl`; `--part held` the part whose lines nobody
reads while rules are written; `--fresh FILE...` other files of the same form, whole. A line has `draft`,
`flags` and, where the writer had them, `ticket`, `passages` and `sla_hours`. `--wrong` lists what came out
otherwise than labelled.

What always holds: every line is judged by itself, at level P3, with the rules that ship.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from firstline.replies.policy import PolicyCheck, check
from firstline.run.say import say_rows
from firstline.tickets.verdict import Level

FILE: Final = Path(__file__).with_name("policy.jsonl")
FLAGS: Final = (
    "refund_promise",
    "sla_mentioned",
    "escalation_needed",
    "legal_admission",
    "data_disclosure",
    "insult_or_blame",
    "unsupported_claim",
)
LANGUAGES: Final = ("en", "de", "fr", "es", "pt")

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, and what the check found in it."""

    line: Line
    found: PolicyCheck

    def outcome(self, flag: str) -> str:
        """Tell how label and finding agree: "hit", "false", "missed" or "quiet"."""
        labelled, said = flag in self.line["flags"], bool(getattr(self.found, flag))
        return {(True, True): "hit", (False, True): "false", (True, False): "missed"}.get(
            (labelled, said), "quiet"
        )


def judge(line: Line) -> Judged:
    """Check a line's draft."""
    found = check(
        line["draft"],
        level=Level.P3,
        ticket=line.get("ticket") or "",
        passages=tuple(line.get("passages") or ()),
        sla_hours=line.get("sla_hours"),
    )
    return Judged(line, found)


def shares(outcomes: Counter[str]) -> tuple[str, str, str]:
    """Give precision and recall with the counts behind them.

    >>> shares(Counter(hit=9, false=1, missed=3))
    ('.90', '.75', '9 of 12')
    """
    hits, false, missed = outcomes["hit"], outcomes["false"], outcomes["missed"]
    return _share(hits, hits + false), _share(hits, hits + missed), f"{hits} of {hits + missed}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}".replace("0.", ".") if whole else "-"


def table(judged: Sequence[Judged]) -> Iterator[Sequence[str]]:
    """Tell precision and recall of each flag, over all and in each language."""
    yield ("flag", "precision", "recall", "found", *LANGUAGES)
    for flag in FLAGS:
        whole = shares(Counter(one.outcome(flag) for one in judged))
        yield (flag, *whole, *(_cell(judged, flag, language) for language in LANGUAGES))
    everything = Counter(one.outcome(flag) for one in judged for flag in FLAGS)
    yield ("all", *shares(everything), *(_cell(judged, "", language) for language in LANGUAGES))


def _cell(judged: Sequence[Judged], flag: str, language: str) -> str:
    mine = [one for one in judged if one.line["lang"] == language]
    counted = Counter(one.outcome(name) for one in mine for name in ([flag] if flag else FLAGS))
    precision, recall, _ = shares(counted)
    return f"{precision} {recall}"


def wrong(judged: Sequence[Judged]) -> Iterator[Sequence[str]]:
    """List what came out otherwise than labelled."""
    yield ("line", "language", "flag", "", "findings")
    for one in judged:
        for flag in FLAGS:
            if (outcome := one.outcome(flag)) in {"false", "missed"}:
                found = "; ".join(_told(one, flag)) or one.line.get("aim", "")
                yield (one.line["id"], one.line["lang"], flag, outcome, found)


def _told(one: Judged, flag: str) -> Iterator[str]:
    for finding in one.found.findings:
        if finding.flag == flag:
            text = one.line["draft"] if finding.source == "draft" else one.line["ticket"]
            yield f"{finding.rule}: {text[finding.start : finding.end]}".replace("\n", " ")


def read_lines(file: Path) -> list[Line]:
    """Read a file of labelled drafts."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def main(words: Sequence[str]) -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m evals.policy")
    parser.add_argument("--part", choices=("dev", "second", "held"), default="dev")
    parser.add_argument("--fresh", type=Path, nargs="+", help="other files of the same form, instead")
    parser.add_argument("--wrong", action="store_true", help="also list the lines that came out wrong")
    asked = parser.parse_args(words)
    if asked.fresh:
        lines = [line for file in asked.fresh for line in read_lines(file)]
    else:
        lines = [line for line in read_lines(FILE) if line["part"] == asked.part]
    judged = [judge(line) for line in lines]
    say_rows(list(table(judged)))
    if asked.wrong:
        say_rows(list(wrong(judged)))


if __name__ == "__main__":
    main(sys.argv[1:])
