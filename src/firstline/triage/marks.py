"""What it costs to let a message wait, taken apart into marks that can be said in words.

Each mark has grades from 0 upwards, and each grade half a point of urgency: the harm if nobody answers for a
day, a deadline, how many people are hit, what of money, safety or security is at stake, whether work is
blocked, whether the sender is waiting already. The tone is none of them. `corpus/README.md` has the guide by
which our own messages were marked.

Whatever happens: the urgency lies between 1 and 5, and grows with each mark.
"""

from collections.abc import Mapping
from typing import Final

FLOOR: Final = 1.0
CAP: Final = 5.0
POINT: Final = 0.5
"""What one grade adds to the urgency."""
MARKS: Final[Mapping[str, tuple[str, ...]]] = {
    "harm": ("none", "a nuisance", "a real loss", "serious or irreversible"),
    "deadline": ("none", "some days", "about a day or less"),
    "people": ("few", "a team", "dozens or the public"),
    "stakes": (
        "none",
        "some money",
        "much money, rights, privacy or health",
        "danger, or theft or a leak under way",
    ),
    "blocked": ("no", "hindered", "at a standstill"),
    "waiting": ("no", "waited already"),
}
"""What each grade means, from 0."""
TITLES: Final[Mapping[str, str]] = {
    "harm": "harm within a day",
    "deadline": "deadline",
    "people": "people affected",
    "stakes": "at stake",
    "blocked": "work",
    "waiting": "the sender has",
}
"""How a reason begins that names a mark."""


def urgency_of(grades: Mapping[str, float]) -> float:
    """Give the urgency of a message with these grades; one that is not named is 0.

    >>> urgency_of({"harm": 3, "deadline": 2, "stakes": 2}), urgency_of({})
    (4.5, 1.0)
    """
    return min(FLOOR + POINT * sum(grades.get(mark, 0.0) for mark in MARKS), CAP)
