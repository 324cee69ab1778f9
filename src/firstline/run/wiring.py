"""Put the desk together: database, queue, clock and voices, once for a process."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from firstline.core.clock import wall_clock
from firstline.flows.desk import Desk
from firstline.flows.tidy import start_tidying
from firstline.flows.trust import has_accounts
from firstline.flows.work import STEPS
from firstline.gateways.llm import LlmAdviser
from firstline.run.settings import Settings
from firstline.run.worker import Worker
from firstline.store.db import Database, open_database
from firstline.store.jobs import LeaseQueue
from firstline.store.migrate import upgrade
from firstline.tickets.message import Message
from firstline.triage.judge import judge
from firstline.web.app import House, create_app
from firstline.web.entry import Entry
from firstline.web.guard import Mode

FIRST_WORDS = "Hello, this is the first message"
"""Judged before anyone else's, so that the rule packs are read once, and not by every thread at once."""

MODE_HOLDS = 1.0
"""Seconds until this process notices that an account was made."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """A desk that is open for business."""

    desk: Desk
    app: Entry
    database: Database


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    """Migrate, open the desk with its doors and its worker, and close all of it in order."""
    upgrade(settings.url)
    judge(Message(FIRST_WORDS))
    database = open_database(settings.url)
    llm = adviser(settings)
    desk = build_desk(database, llm, settings)
    worker = Worker(desk, STEPS, waiting=database.waiting)
    desk = replace(desk, nudge=worker.nudge)
    start_tidying(desk)
    worker.start()
    try:
        with watched_mode(desk) as mode:
            yield Running(desk, create_app(desk, house(settings, mode)), database)
    finally:
        worker.stop()
        llm.close()
        database.close()


def build_desk(database: Database, llm: LlmAdviser, settings: Settings) -> Desk:
    """Give the desk its parts."""
    return Desk(
        read=database.read,
        write=database.write,
        queue=LeaseQueue(wall_clock),
        clock=wall_clock,
        llm=llm,
        doors=settings.doors,
    )


def adviser(settings: Settings) -> LlmAdviser:
    """Make the LLM's voice; it stays silent when nothing is set up."""
    key = settings.openai_api_key
    return LlmAdviser(
        base_url=settings.openai_base_url,
        api_key=None if key is None else key.get_secret_value(),
        model=settings.llm_model,
        deadline=settings.llm_deadline,
    )


def house(settings: Settings, mode: Callable[[], Mode]) -> House:
    """Say how the doors stand."""
    return House(
        environment=settings.environment,
        origins=settings.cors_origins,
        max_body=settings.max_body,
        mode=mode,
        folder=Path(),
    )


@contextmanager
def watched_mode(desk: Desk, *, every: float = MODE_HOLDS) -> Iterator[Callable[[], Mode]]:
    """Tell the mode from memory, so that no request waits for it; a thread looks again and again.

    A database that is down or hangs changes nothing: the desk stays whose it was.
    """
    known = _mode_now(desk)
    closing = threading.Event()

    def look() -> None:
        nonlocal known
        while not closing.wait(every):
            try:
                known = _mode_now(desk)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look may succeed
                log.debug("whose desk it is could not be asked: %s", type(error).__name__)

    thread = threading.Thread(target=look, name="mode", daemon=True)
    thread.start()
    try:
        yield lambda: known
    finally:
        closing.set()
        thread.join(MODE_HOLDS)  # no longer, because a database that hangs must not keep the desk open


def _mode_now(desk: Desk) -> Mode:
    return Mode.TEAM if has_accounts(desk) else Mode.LOCAL
