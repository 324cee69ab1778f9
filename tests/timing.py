"""Processor time as the code itself takes it: no tracer of a coverage run, no search for garbage."""

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def seconds(work: Callable[[], object], *, times: int = 1) -> float:
    """Tell how long this thread's processor worked for it; the shortest of several times."""
    with _undisturbed():
        return min(_once(work) for _ in range(times))


def by_turns(*works: Callable[[], object], times: int) -> list[float]:
    """Tell the same of several, one after the other each time, so that a slow moment meets all of them."""
    with _undisturbed():
        rounds = [[_once(work) for work in works] for _ in range(times)]
    return [min(found) for found in zip(*rounds, strict=True)]


def _once(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start


@contextmanager
def _undisturbed() -> Iterator[None]:
    tracer, collects = sys.gettrace(), gc.isenabled()
    sys.settrace(None)
    gc.disable()
    try:
        yield
    finally:
        sys.settrace(tracer)
        if collects:
            gc.enable()
