"""How long a promised time is, where it says so: "within two days" is 48 hours.

What always holds: of several amounts the longest counts, and a time without an amount ("by Friday") has no
length here, because the check does not know what day it is.
"""

import re
from collections.abc import Sequence

from firstline.replies.policy.rules import Rules
from firstline.replies.policy.words import NUMBER, Word

_DIGITS = re.compile(r"\d{1,4}")


def hours_of(words: Sequence[Word], rules: Rules) -> float | None:
    """Give the hours that these words speak of; none when they name no amount."""
    spans = [
        _amount(words, at, rules) * rules.hours[word.text]
        for at, word in enumerate(words)
        if word.text in rules.hours
    ]
    return max(spans, default=None)


def _amount(words: Sequence[Word], at: int, rules: Rules) -> float:
    """Give the largest number in the few words before a unit; one when there is none."""
    found = [1.0]
    for word in words[max(0, at - 5) : at]:
        if word.kind == NUMBER:
            found += [float(digits) for digits in _DIGITS.findall(word.text)]
        elif word.text in rules.numbers:
            found.append(rules.numbers[word.text])
    return max(found)
