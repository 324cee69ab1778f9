"""What this process has counted and timed since it started."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took, in seconds."""

    count: int
    total: float
    min: float
    max: float

    @property
    def avg(self) -> float:
        """The mean duration."""
        return self.total / self.count


class Meter:
    """Counts and times; safe to use from many threads. Names come from the code, never from a caller."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._timings: dict[str, Timing] = {}

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
            return dict(self._timings)

    def _note(self, name: str, seconds: float) -> None:
        with self._lock:
            known = self._timings.get(name)
            if known is None:
                self._timings[name] = Timing(1, seconds, seconds, seconds)
            else:
                lowest, highest = min(known.min, seconds), max(known.max, seconds)
                self._timings[name] = Timing(known.count + 1, known.total + seconds, lowest, highest)
