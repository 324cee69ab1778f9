"""Jobs that a worker has taken and not begun: each verb gets its turn, and none gets all threads.

A verb has a line of its own. The thread that is free takes from the line whose first job presses most; among
equals from the one that was served longest ago. However long one line is, and however slow its jobs are, a
job of another verb finds a thread: where there are several, one of them is always left to the other verbs,
and those who wait for the outside world have threads of their own, as many as they may use at once.

What always holds: a job that was begun before, which perhaps killed its worker, is begun after all that were
taken before it, so that it takes none of those with it.
"""

import threading
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType

from firstline.store.jobs import Job

Batch = Sequence[Job]
"""Jobs of one verb that are run together; mostly only one."""

NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Place:
    """A batch in its line."""

    number: int
    batch: Batch

    @property
    def verb(self) -> str:
        return self.batch[0].verb

    @property
    def priority(self) -> int:
        return self.batch[0].priority

    @property
    def is_suspect(self) -> bool:
        return self.batch[0].tries > 1


class Ready:
    """The lines, one for each verb; safe to use from many threads."""

    def __init__(self, threads: int, outside: Mapping[str, int] = NOBODY) -> None:
        """Make the lines.

        Args:
            threads: how many take from all lines.
            outside: verbs that wait for the outside world, and how many threads more there are for each.
        """
        self._most = max(1, threads - 1)
        self._outside = outside
        self._lines: dict[str, deque[_Place]] = {}
        self._at_work: Counter[str] = Counter()
        self._served: dict[str, int] = {}
        self._numbers, self._turns = count(), count()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, batch: Batch) -> None:
        """Let a batch wait for a thread."""
        place = _Place(next(self._numbers), batch)
        with self._changed:
            self._lines.setdefault(place.verb, deque()).append(place)
            self._changed.notify()

    def take(self) -> Batch | None:
        """Wait for a batch and take it; None: it is closed and nothing is left."""
        with self._changed:
            while True:
                verb = self._next_verb()
                if verb is not None:
                    return self._begin(verb)
                if self._closed and not self._lines:
                    return None
                self._changed.wait()

    def end(self, batch: Batch) -> None:
        """Say that the thread is done with a batch that it took."""
        with self._changed:
            self._at_work[batch[0].verb] -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """Send the threads home when nothing is left."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def drop(self, lost: Collection[Job]) -> list[Job]:
        """Take out those of these jobs that still wait here, and give them."""
        with self._changed:
            return list(self._drop(set(lost)))

    def empty(self) -> list[Job]:
        """Take out all that wait here, and give them."""
        with self._changed:
            return list(self._drop(None))

    def _next_verb(self) -> str | None:
        able = [
            verb
            for verb in self._lines
            if self._at_work[verb] < self._most_of(verb) and self._may_begin(verb)
        ]
        return min(able, key=self._pressing, default=None)

    def _most_of(self, verb: str) -> int:
        return self._outside.get(verb, self._most)

    def _may_begin(self, verb: str) -> bool:
        first = self._lines[verb][0]
        return not first.is_suspect or all(first.number <= line[0].number for line in self._lines.values())

    def _pressing(self, verb: str) -> tuple[int, int, int]:
        first = self._lines[verb][0]
        return first.priority, self._served.get(verb, -1), first.number

    def _begin(self, verb: str) -> Batch:
        line = self._lines[verb]
        place = line.popleft()
        if not line:
            del self._lines[verb]
        self._served[verb] = next(self._turns)
        self._at_work[verb] += 1
        self._changed.notify()  # what waited behind this one may begin now
        return place.batch

    def _drop(self, lost: set[Job] | None) -> Iterator[Job]:
        """Take out those jobs, or all."""
        for verb, line in list(self._lines.items()):
            left: deque[_Place] = deque()
            for place in line:
                gone = place.batch if lost is None else [job for job in place.batch if job in lost]
                yield from gone
                if len(gone) < len(place.batch):
                    kept = [job for job in place.batch if job not in gone]
                    left.append(_Place(place.number, kept))
            if left:
                self._lines[verb] = left
            else:
                del self._lines[verb]
        self._changed.notify_all()
