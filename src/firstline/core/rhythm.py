"""When something is due again: every so often, or by the words of cron.

Both say which tick was the last at a moment, from that moment alone. So all processes, on whichever
machine, know of the same ticks, and nothing must be remembered of those that were missed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from cronsim import CronSim, CronSimError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Rhythm(Protocol):
    """Something that comes again and again."""

    def last(self, at: datetime) -> datetime:
        """Give the latest tick that is not after a moment, in UTC."""


@dataclass(frozen=True, slots=True)
class Every:
    """One tick each span, counted from 1970.

    >>> Every(timedelta(minutes=10)).last(datetime(2026, 3, 2, 12, 34, 56, tzinfo=UTC)).isoformat()
    '2026-03-02T12:30:00+00:00'
    """

    span: timedelta

    def last(self, at: datetime) -> datetime:
        """Give the latest tick that is not after a moment."""
        return at - (at - EPOCH) % self.span


@dataclass(frozen=True, slots=True)
class Cron:
    """Ticks by the words of a crontab: minute, hour, day of the month, month, day of the week.

    >>> Cron("0 3 * * *").last(datetime(2026, 3, 2, 2, 59, 59, tzinfo=UTC)).isoformat()
    '2026-03-01T03:00:00+00:00'
    """

    words: str
    zone: tzinfo = UTC

    def __post_init__(self) -> None:
        """Refuse words that are none.

        Raises:
            ValueError: when cron would not understand them.
        """
        try:
            CronSim(self.words, EPOCH)
        except CronSimError as error:
            message = f"cron does not understand {self.words!r}: {error}"
            raise ValueError(message) from error

    def last(self, at: datetime) -> datetime:
        """Give the latest tick that is not after a moment."""
        behind = at.astimezone(self.zone).replace(microsecond=0) + SECOND
        return next(CronSim(self.words, behind, reverse=True)).astimezone(UTC)
