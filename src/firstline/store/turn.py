"""Processes that write to one SQLite file take turns.

SQLite's own way of waiting sleeps for up to 100 ms and is unfair: a busy process takes the lock again
before a sleeping one has looked. So whoever wants to write holds a lock on a file beside the database
first. There are two such files, like a counter and the head of the queue before it: to come to the
counter (`-turn`) one must stand at the head (`-next`), and who has just left the counter finds the head
taken by whoever waits. Nobody needs to pause for others, and nobody is passed over.

A turn is a courtesy and never what keeps the data whole; that is SQLite's own lock. So where the files
cannot be made or locked, and where a holder does not move for 30 seconds, the turn is simply taken. The
system releases the locks of a process that dies.
"""

import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 30.0
"""Seconds that we wait for others; as long as SQLite's own busy timeout."""

FIRST_NAP, LONGEST_NAP = 0.000_1, 0.001
"""Seconds between two looks at a lock that another process holds: soon at first, then less often."""


class Turn:
    """This process's place in the queue of writers: `with turn:` waits for it and gives it back."""

    def __init__(self, database: Path) -> None:
        self._next = _Lock(database.with_name(database.name + "-next"))
        self._counter = _Lock(database.with_name(database.name + "-turn"))

    def __enter__(self) -> None:
        """Wait until it is our turn."""
        patient_until = time.monotonic() + PATIENCE
        self._next.take(patient_until)
        self._counter.take(patient_until)
        self._next.give_back()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next one go."""
        self._counter.give_back()

    def close(self) -> None:
        """Close the files."""
        self._next.close()
        self._counter.close()


class _Lock:
    """A lock on a whole file, held by at most one process."""

    def __init__(self, path: Path) -> None:
        self._held = False
        self._file = None
        with suppress(OSError):  # a read-only folder: SQLite will say so better
            self._file = path.open("ab")

    def take(self, patient_until: float) -> None:
        if self._file is None:
            return
        nap = FIRST_NAP
        with suppress(OSError):  # a file system without locks
            while not (held := _try_lock(self._file.fileno())) and time.monotonic() < patient_until:
                time.sleep(nap)
                nap = min(2 * nap, LONGEST_NAP)
            self._held = held

    def give_back(self) -> None:
        if self._file is not None and self._held:
            self._held = False
            with suppress(OSError):
                _unlock(self._file.fileno())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


if sys.platform == "win32":

    def _try_lock(file: int) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

    def _unlock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:

    def _try_lock(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
