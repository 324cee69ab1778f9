"""Values that are made when somebody first asks for them.

What always holds: each is made once, however many threads ask for it at the same time; one that could not be
made is tried again by the next who asks.
"""

from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import TypeVar

Value = TypeVar("Value")


class Later(Mapping[str, Value]):
    """A mapping whose names are known and whose values are made when they are first looked up.

    >>> squares = Later({"three": lambda: 3 * 3})
    >>> list(squares), squares["three"], squares.get("four")
    (['three'], 9, None)
    """

    def __init__(self, makers: Mapping[str, Callable[[], Value]]) -> None:
        self._makers = makers
        self._made: dict[str, Value] = {}
        self._lock = Lock()

    def __getitem__(self, name: str) -> Value:
        """Give a value; the first who asks waits for it.

        Raises:
            KeyError: when there is no such name.
        """
        if name not in self._made:
            with self._lock:
                if name not in self._made:
                    self._made[name] = self._makers[name]()
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a name, without making anything."""
        return name in self._makers

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(self._makers)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._makers)
