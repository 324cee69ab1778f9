"""`firstline worker`: one process that does the desk's steps and has no doors.

Any number of them work on one database, beside any number of `firstline serve`. What always holds: SIGTERM
and Ctrl-C end it in order, once; what it has begun is ended or left to the others, never half done.
"""

import logging
import signal
import time
from types import FrameType
from typing import NoReturn

from firstline.flows.work import STEPS
from firstline.run.logs import set_up
from firstline.run.settings import read_settings
from firstline.run.sources import place_of
from firstline.run.wiring import settle, working

ENDS = (signal.SIGTERM, signal.SIGINT)
NAP = 1.0
"""Seconds that the main thread sleeps at once. A signal wakes it, unless the system hands it to another
thread, which it may do when two come together; then it is heard after the nap."""

log = logging.getLogger(__name__)


def work(*, threads: int) -> None:
    """Do the desk's steps until told to stop.

    Raises:
        NoStart: when a setting is wrong.
        Unavailable: when the database cannot be opened.
    """
    settings = read_settings()
    set_up(level=settings.log_level, form=settings.log_format)
    for number in ENDS:
        signal.signal(number, _end_in_order)
    with working(settings, threads=threads) as database:
        settle()
        log.info("commits are safe by %s", database.durability())
        log.info(
            "Firstline works, %s at once; data: %s; steps: %s",
            threads,
            place_of(settings),
            ", ".join(sorted(STEPS)),
        )
        while True:
            time.sleep(NAP)


def _end_in_order(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave the sleep, and with it the blocks that close everything; asking again does not interrupt that."""
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)
    log.info("The worker ends: it takes no more steps.")
    raise SystemExit(0)
