"""Put the desk together: database, queue, clock and voices, once for a process."""

import time
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
        yield Running(desk, create_app(desk, house(settings, mode_of(desk))), database)
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


def mode_of(desk: Desk) -> Callable[[], Mode]:
    """Tell the mode, looking for an account once a second; a database that is down changes nothing."""
    known, until = Mode.LOCAL, 0.0

    def mode() -> Mode:
        nonlocal known, until
        if time.monotonic() >= until:
            known = Mode.TEAM if has_accounts(desk) else Mode.LOCAL
            until = time.monotonic() + MODE_HOLDS
        return known

    return mode
