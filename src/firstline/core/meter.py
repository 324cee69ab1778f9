"""What this process has counted and timed since it started."""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from time import perf_counter

BOUNDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: a duration falls into the first bucket whose bound it does not exceed, else into the open one."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took, in seconds."""

    count: int
    total: float
    min: float
    max: float
    buckets: Sequence[int]
    """How many fell into each bucket: those of `BOUNDS`, then the open one."""

    @property
    def avg(self) -> float:
        """The mean duration."""
        return self.total / self.count


class Spread:
    """Collects durations. One thread at a time may write; what others read is at most one behind."""

    __slots__ = ("_buckets", "_max", "_min", "_total")

    def __init__(self) -> None:
        self._buckets = [0] * (len(BOUNDS) + 1)
        self._total = 0.0
        self._min = inf
        self._max = 0.0

    def note(self, seconds: float) -> None:
        """Take one more."""
        self._buckets[bisect_left(BOUNDS, seconds)] += 1
        self._total += seconds
        self._min = min(self._min, seconds)
        self._max = max(self._max, seconds)

    @property
    def timing(self) -> Timing:
        """Give what was collected."""
        buckets = tuple(self._buckets)
        return Timing(sum(buckets), self._total, self._min, self._max, buckets)


class Meter:
    """Counts and times; safe to use from many threads. Names come from the code, never from a caller."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._spreads: dict[str, Spread] = {}

    def count(self, name: str) -> None:
        """Count one more."""
        with self._lock:
            self._counts[name] += 1

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Time what happens inside, whether it succeeds or not."""
        start = perf_counter()
        try:
            yield
        finally:
            self._note(name, perf_counter() - start)

    @property
    def counts(self) -> dict[str, int]:
        """What was counted."""
        with self._lock:
            return dict(self._counts)

    @property
    def timings(self) -> dict[str, Timing]:
        """What was timed."""
        with self._lock:
            return {name: spread.timing for name, spread in self._spreads.items()}

    def _note(self, name: str, seconds: float) -> None:
        with self._lock:
            spread = self._spreads.get(name)
            if spread is None:
                spread = self._spreads[name] = Spread()
            spread.note(seconds)
