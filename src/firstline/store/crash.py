"""A test aid: die at a named point, as a power cut or `kill -9` would have it.

`FIRSTLINE_CRASH_AT=after_commit` kills the process the first time it comes to that point,
`FIRSTLINE_CRASH_AT=after_commit:20` the twentieth time. Without the variable, which is read once at
start, a point costs one comparison and does nothing.
"""

import os
import signal
import sys
from itertools import count

CRASH_AT = os.environ.get("FIRSTLINE_CRASH_AT")

_visits = count(1)


def point(name: str) -> None:
    """Die here, if this is the point and the visit that the tester chose."""
    if CRASH_AT is not None:
        _arrive(name, CRASH_AT)


def _arrive(name: str, chosen: str) -> None:
    place, _, visit = chosen.partition(":")
    if place == name and next(_visits) == int(visit or 1):
        _die()


def _die() -> None:
    if sys.platform == "win32":
        os._exit(137)
    else:
        os.kill(os.getpid(), signal.SIGKILL)
