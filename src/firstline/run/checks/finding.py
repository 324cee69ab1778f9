"""What an examination finds: a fact in a sentence, how bad it is, and the mend."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How bad it is."""

    FINE = "fine"
    WARNING = "warning"
    """The desk works; something should be looked at."""
    BROKEN = "broken"
    """The desk does not start, or not all of it works."""
    SKIPPED = "skipped"
    """It could not be looked at, or there is nothing to look at."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    part: str
    state: State
    what: str
    mend: str = ""


def fine(part: str, what: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(part, State.FINE, what)


def warn(part: str, what: str, mend: str) -> Finding:
    """Say that something should be looked at."""
    return Finding(part, State.WARNING, what, mend)


def broken(part: str, what: str, mend: str) -> Finding:
    """Say that something does not work."""
    return Finding(part, State.BROKEN, what, mend)


def skipped(part: str, what: str) -> Finding:
    """Say that there was nothing to look at."""
    return Finding(part, State.SKIPPED, what)
