"""How often is too often: who waits as told gets in, and nobody gets twice as much."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from firstline.core.limits import EPOCH, Limit, wait

MINUTE = timedelta(minutes=1)


@given(st.integers(1, 50), st.integers(0, 80), st.integers(0, 80), st.floats(0, 59.999))
def test_who_waits_as_told_is_let_through(amount: int, before: int, now: int, passed: float) -> None:
    """If nobody else asks meanwhile."""
    limit, at = Limit(amount, MINUTE), EPOCH + 10 * MINUTE + timedelta(seconds=passed)
    seconds = wait(limit, before=before, now=now, at=at)

    later = at + timedelta(seconds=seconds)

    windows = (limit.window_at(later) - limit.window_at(at)) // MINUTE
    slid = {0: (before, now), 1: (now, 0)}.get(windows, (0, 0))
    assert wait(limit, before=slid[0], now=slid[1], at=later) == 0
    assert seconds >= 0


@given(st.lists(st.floats(0, 5), max_size=200))
def test_no_window_holds_more_than_the_limit(gaps: list[float]) -> None:
    """However the calls are spread."""
    limit, at = Limit(10, MINUTE), EPOCH + 10 * MINUTE
    counts: dict[object, int] = {}
    for gap in gaps:
        at += timedelta(seconds=gap)
        here = limit.window_at(at)
        if not wait(limit, before=counts.get(here - MINUTE, 0), now=counts.get(here, 0), at=at):
            counts[here] = counts.get(here, 0) + 1

    assert max(counts.values(), default=0) <= 10
