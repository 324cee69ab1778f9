"""How long does this disk take to make one page safe? A commit cannot be faster.

    python -m bench.disk

Writes a page of 4 KiB and waits for `fdatasync`, 1,000 times, in the folder where the benchmarks keep their
databases. Prints the median and the 95th percentile.
"""

import os
import tempfile
import time
from dataclasses import dataclass

PAGE = b"x" * 4096
TIMES = 1_000


@dataclass(frozen=True, slots=True)
class Disk:
    """What a disk took, in milliseconds, sorted."""

    millis: list[float]

    def at(self, share: float) -> float:
        """Give a percentile in milliseconds."""
        return self.millis[min(len(self.millis) - 1, int(len(self.millis) * share))]

    def __str__(self) -> str:
        """Say it in a line."""
        return f"4 KiB and fdatasync: median {self.at(0.5):.3f} ms, 95th percentile {self.at(0.95):.3f} ms"


def measure() -> Disk:
    """Write pages one after the other, each safe before the next."""
    sync = getattr(os, "fdatasync", os.fsync)  # macOS has only the other
    millis = []
    with tempfile.TemporaryFile(prefix="firstline-bench-") as file:
        for number in range(TIMES):
            begun = time.perf_counter()
            os.pwrite(file.fileno(), PAGE, number * len(PAGE))
            sync(file.fileno())
            millis.append((time.perf_counter() - begun) * 1000)
    return Disk(sorted(millis))


if __name__ == "__main__":
    print(measure())
