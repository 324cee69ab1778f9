"""Which phrases were promised to callers? Those that the packs list as `documented`.

What always holds: other phrases, and words of a phrase without the rest, are no promise.
"""

from enum import StrEnum
from functools import cache

from firstline.triage.packs import pack, spellings
from firstline.triage.standing import Evidence


class Promised(StrEnum):
    """What callers may count on."""

    ALARM = "alarm"
    """An outage, a breach, data or money being lost, in whatever words the packs know: it is P1."""
    WRONGED = "wronged"
    """A wrong charge: it counts as lost patience."""


@cache
def promised_phrases(name: str) -> frozenset[tuple[str, ...]]:
    """Give a pack's documented phrases, word by word in every spelling."""
    phrases = (phrase for rule in pack(name)["rule"] for phrase in rule["documented"])
    return frozenset(words for phrase in phrases for words in spellings(phrase))


def documented(evidence: Evidence) -> frozenset[Promised]:
    """Say what stands in a message that callers know.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.standing import evidence
    >>> from firstline.triage.text import read
    >>> found = documented(evidence(read(Message("Charged two times, and the site is down for all"))))
    >>> sorted(promised.value for promised in found)
    ['alarm', 'wronged']
    """
    found = [
        (Promised.ALARM, bool(evidence.of("alarm"))),
        (Promised.WRONGED, any(hit.rule.id in _wronging() for hit in evidence.of("frustration"))),
    ]
    return frozenset(promised for promised, stands in found if stands)


@cache
def _wronging() -> frozenset[str]:
    """Name the rules of lost patience that have a documented phrase; their other phrases say the same."""
    return frozenset(rule["id"] for rule in pack("frustration")["rule"] if rule["documented"])
