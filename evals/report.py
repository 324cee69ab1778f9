"""How often are the rules right, field by field? Prints a table; `--wrong FIELD` lists what they get wrong.

English messages and others stand apart: the rules are English, and on other languages the desk asks a
person.
"""

import sys

from evals.labelled import FIELDS, answers


def accuracy(field: str) -> tuple[float, float]:
    """Give the share of right answers on English messages and on the others."""
    english: list[bool] = []
    others: list[bool] = []
    for example, _, right in answers(field):
        (english if example.language == "en" else others).append(right)
    return sum(english) / len(english), sum(others) / len(others)


def table() -> str:
    """Write the table of all fields."""
    rows = [f"{'field':<14}{'English':>9}{'others':>9}"]
    rows += [
        f"{field:<14}{here:>9.3f}{abroad:>9.3f}" for field in FIELDS for here, abroad in [accuracy(field)]
    ]
    return "\n".join(rows)


def wrong(field: str) -> str:
    """List the messages whose field the rules get wrong."""
    return "\n".join(
        f"{example.id} {decision.value} (should be {example.labels[field]}, {decision.rule}):"
        f" {example.message.text[:90]!r}"
        for example, decision, right in answers(field)
        if not right
    )


if __name__ == "__main__":
    print(wrong(sys.argv[2]) if sys.argv[1:2] == ["--wrong"] else table())
