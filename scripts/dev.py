"""The desk on port 8000 and, beside it, the app as it is written, on port 5173: until Ctrl-C ends both.

    python -m scripts.dev

Vite shows each change in ui/ at once and passes what is the API's on to the desk. What always holds: neither
is left running when the other has ended, or when this program is told to end.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import sleep

from scripts.node import Node, NotBuilt
from scripts.ui import Workshop, install, say

PAUSE = 0.2
"""Seconds between two looks whether both run."""
PATIENCE = 15.0
"""Seconds that one has to end."""


def main() -> int:
    """Run both; tells how the one that ended first did."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    node = Node()
    shop = Workshop(node)
    install(shop)
    running = [
        subprocess.Popen([_beside("firstline"), "up", "--no-browser"], start_new_session=True),  # noqa: S603 - ours
        node.start("npm", "run", "dev", cwd=shop.sources),
    ]
    say("Open http://127.0.0.1:5173. Ctrl-C ends the desk and the app.")
    with suppress(KeyboardInterrupt):
        while all(process.poll() is None for process in running):
            sleep(PAUSE)
    ended = max((process.poll() or 0 for process in running), default=0)
    _end(running)
    return ended


def _end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    """End them with all that they started: npm's child is Vite."""
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    for process in running:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _beside(name: str) -> Path:
    return Path(sys.executable).with_name(name)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotBuilt as error:
        say(str(error))
        sys.exit(1)
