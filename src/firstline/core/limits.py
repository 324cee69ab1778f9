"""How often is too often? A limit per window of time, and the estimate that slides between two windows.

Counts are kept for whole windows, so that a count is one number in one place. To keep somebody from using two
windows' worth around the change, the window before counts for as much of it as is still in sight. What always
holds: after `wait` the next one is let through, if nobody asks meanwhile.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so long."""

    amount: int
    window: timedelta

    def window_at(self, moment: datetime) -> datetime:
        """Tell when the window that a moment is in began."""
        return moment - (moment - EPOCH) % self.window


def wait(limit: Limit, *, before: int, now: int, at: datetime) -> int:
    """Tell how many seconds the next one has to wait; 0: none.

    `before` and `now` are the counts of the window before and of this one, without the next one.

    >>> minute = Limit(10, timedelta(minutes=1))
    >>> wait(minute, before=0, now=9, at=EPOCH), wait(minute, before=0, now=10, at=EPOCH)
    (0, 67)
    """
    passed = (at - limit.window_at(at)) / limit.window
    if before * (1 - passed) + now < limit.amount:
        return 0
    # Either the window before is in the way, or this one is full and must slide out of sight by one.
    free = 1 - (limit.amount - now) / before if now < limit.amount else 2 - (limit.amount - 1) / now
    return math.floor((free - passed) * limit.window.total_seconds()) + 1
