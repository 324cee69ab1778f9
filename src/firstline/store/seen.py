"""How often something was seen before, in bounded memory.

The counts are in a temporary file of SQLite's own, which exists only once they outgrow a few megabytes and
is gone with the process. So a file of a million rows is counted in the memory of a small one.
"""

import sqlite3

PRAGMAS = ("journal_mode = OFF", "synchronous = OFF", "cache_size = -8000")
MAKE = "CREATE TABLE seen (mark BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID"
COUNT = "INSERT INTO seen VALUES (?, 1) ON CONFLICT (mark) DO UPDATE SET times = times + 1 RETURNING times"


class Seen:
    """Counts marks: short bytes that stand for what was seen."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in PRAGMAS:
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute(MAKE)
        self._db.execute("BEGIN")

    def again(self, mark: bytes) -> int:
        """Count a mark, and tell how often it was seen by now: 1 the first time."""
        (times,) = self._db.execute(COUNT, (mark,)).fetchone()
        return int(times)

    def close(self) -> None:
        """Forget everything."""
        self._db.close()
