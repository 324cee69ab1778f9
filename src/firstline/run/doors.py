"""Open the desk with its doors: what a process has besides the desk itself when it answers requests."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from firstline.flows.desk import Desk
from firstline.flows.ledger import Ledger
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.samples import begin_with_samples
from firstline.gateways.article_file import sample_articles
from firstline.run.engine import Engine, watched_engine
from firstline.run.settings import Settings
from firstline.run.wiring import make_admin, open_desk, watched_board, worked
from firstline.run.worker import Worker
from firstline.store.db import Database
from firstline.web.app import create_app
from firstline.web.entry import Entry
from firstline.web.guard import Mode
from firstline.web.house import EngineWorks, House

FLUSH_EVERY = 1.0
"""Seconds until the other processes know how often somebody called this one."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """A desk that is open for business."""

    desk: Desk
    app: Entry
    database: Database


@contextmanager
def running(settings: Settings, *, works: bool = True) -> Iterator[Running]:
    """Migrate, open the desk with its doors and, if it works, its worker, and close all of it in order."""
    with open_desk(settings) as (quiet, database), _engine_of(quiet, database, works=works) as (desk, engine):
        make_admin(desk, settings)
        begin_with_samples(desk, sample_articles())
        with watched_board(desk) as board:
            app = create_app(desk, house(settings, partial(mode_of, board), engine))
            with flushed(desk, app.ledger), app.streams.opened():
                yield Running(desk, app, database)


@contextmanager
def _engine_of(desk: Desk, database: Database, *, works: bool) -> Iterator[tuple[Desk, EngineWorks]]:
    """Work, or look who does; give the desk, and the way to ask whether anybody works."""
    if works:
        with worked(desk, database) as worker:
            yield replace(desk, nudge=worker.nudge), lambda: engine_here(worker)
    else:
        engine = Engine(desk)
        with watched_engine(engine):
            yield desk, engine.works


def engine_here(worker: Worker) -> bool | None:
    """Tell only of a worker that has broken down: one that works is a part of the process, as doors are."""
    return None if all(thread.is_alive() for thread in worker.threads) else False


def house(settings: Settings, mode: Callable[[], Mode], engine: EngineWorks) -> House:
    """Say how the doors stand."""
    return House(
        environment=settings.environment,
        origins=settings.cors_origins,
        max_body=settings.max_body,
        max_upload=settings.max_upload,
        mode=mode,
        engine=engine,
        folder=Path(),
        access_log=settings.access_log,
        proxies=settings.proxies,
        rate_limit=settings.rate_limit,
        streams=settings.streams,
        streams_each=settings.streams_each,
    )


def mode_of(board: Noticeboard) -> Mode:
    """Tell whose desk it is, as far as this process knows."""
    return Mode.TEAM if board.has_accounts else Mode.LOCAL


@contextmanager
def flushed(desk: Desk, ledger: Ledger, *, every: float = FLUSH_EVERY) -> Iterator[None]:
    """Write down again and again what is known of callers; a database that is down gets it later."""
    closing = threading.Event()

    def flush() -> None:
        try:
            ledger.flush(desk)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next time may succeed
            log.debug("calls could not be counted together: %s", type(error).__name__)

    def flush_again() -> None:
        while not closing.wait(every):
            flush()

    thread = threading.Thread(target=flush_again, name="ledger", daemon=True)
    thread.start()
    try:
        yield
    finally:
        closing.set()
        thread.join(every)  # no longer, because a database that hangs must not keep the desk open
