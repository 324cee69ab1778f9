"""The time: aware, in UTC, and asked of a clock that a test can hold still."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def __call__(self) -> datetime:
        """Give the present moment, aware and in UTC."""


def wall_clock() -> datetime:
    """Give the present moment, aware and in UTC."""
    return datetime.now(UTC)
