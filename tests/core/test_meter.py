"""What a process counts and times is told as it was."""

import threading
from contextlib import suppress

from firstline.core.meter import BOUNDS, Meter, Spread


def test_durations_fall_into_the_bucket_that_holds_them() -> None:
    """A bound belongs to its own bucket; what is longer than all of them has one, too."""
    spread = Spread()

    for seconds in (0.0001, 0.0005, 0.003, 10.0, 60.0):
        spread.note(seconds)

    timing = spread.timing
    filled = {bound: n for bound, n in zip((*BOUNDS, None), timing.buckets, strict=True) if n}
    assert filled == {0.0005: 2, 0.005: 1, 10.0: 1, None: 1}
    assert (timing.count, timing.min, timing.max) == (5, 0.0001, 60.0)
    assert timing.avg == timing.total / 5


def test_what_fails_is_timed_too() -> None:
    """A slow failure is as slow."""
    meter = Meter()

    with suppress(ZeroDivisionError), meter.time("work"):
        _ = 1 / 0

    assert meter.timings["work"].count == 1


def test_counts_from_many_threads_are_all_there() -> None:
    """None is lost."""
    meter = Meter()

    def count() -> None:
        for _ in range(2_000):
            meter.count("one")

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert meter.counts == {"one": 16_000}
