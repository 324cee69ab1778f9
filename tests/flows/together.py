"""Let many callers act at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def together(works: Sequence[Callable[[], T]]) -> list[T]:
    """Start every work in a thread of its own, none before all are ready; give what they gave, in order."""
    ready = threading.Barrier(len(works))

    def act(work: Callable[[], T]) -> T:
        ready.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(act, works))
