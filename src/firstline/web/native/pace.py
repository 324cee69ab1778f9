"""How often a caller is told how far a long piece of work is."""

import time
from dataclasses import dataclass

EVERY = 0.3
"""Seconds: often enough for a bar that moves."""
ROWS = 500
"""Rows after which it is told sooner."""


@dataclass(slots=True)
class Pace:
    """Lets through what is worth telling: the first state, and then one after a while or after many rows."""

    at: float = float("-inf")
    rows: int = 0

    def is_due(self, rows: int) -> bool:
        """Tell whether the caller is to hear of this state; if so it counts as told."""
        now = time.monotonic()
        if now - self.at < EVERY and rows - self.rows < ROWS:
            return False
        self.at, self.rows = now, rows
        return True
