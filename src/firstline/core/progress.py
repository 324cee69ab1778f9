"""Work that tells how far it is: a generator that gives state after state, and its result in the end."""

from collections.abc import Callable, Generator
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def _ignore(_: object) -> None:
    """Do nothing."""


def result_of(work: Generator[S, None, T], on_state: Callable[[S], None] = _ignore) -> T:
    """Let the work go on to its end, and give its result; whoever wants hears of each state.

    >>> def count():
    ...     yield 1
    ...     yield 2
    ...     return "done"
    >>> result_of(count(), print)
    1
    2
    'done'
    """
    while True:
        try:
            state = next(work)
        except StopIteration as end:
            result: T = end.value
            return result
        on_state(state)
