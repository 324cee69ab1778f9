"""Put the desk together: database, queue, clock and voices, once for a process."""

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from firstline.core.clock import wall_clock
from firstline.core.errors import DeskError
from firstline.flows.accounts import make_first_admin
from firstline.flows.desk import Desk
from firstline.flows.ledger import Ledger
from firstline.flows.llm_account import Limits
from firstline.flows.llm_limits import LimitedLlm
from firstline.flows.work import steps_of
from firstline.gateways.llm import LlmAdviser
from firstline.run.engine import Engine, watched_engine
from firstline.run.say import NoStart
from firstline.run.settings import Settings
from firstline.run.worker import THREADS, Worker
from firstline.store.db import Database, open_database
from firstline.store.jobs import LeaseQueue
from firstline.store.migrate import upgrade
from firstline.tickets.message import Message
from firstline.triage.judge import judge
from firstline.web.app import create_app
from firstline.web.entry import Entry
from firstline.web.guard import Mode
from firstline.web.house import EngineWorks, House

FIRST_WORDS = "Hello, this is the first message"
"""Judged before anyone else's, so that the rule packs are read once, and not by every thread at once."""

MODE_HOLDS = 1.0
"""Seconds until this process notices that another one made an account or changed the taxonomy."""

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
    with _open(settings) as (quiet, database), _engine_of(quiet, database, works=works) as (desk, engine):
        make_admin(desk, settings)
        with watched_mode(desk) as mode:
            app = create_app(desk, house(settings, mode, engine))
            with flushed(desk, app.ledger), app.streams.opened():
                yield Running(desk, app, database)


@contextmanager
def working(settings: Settings, *, threads: int) -> Iterator[Database]:
    """Migrate, open the desk without doors, let its worker work, and close all of it in order."""
    with _open(settings) as (desk, database), watched_mode(desk), _worked(desk, database, threads=threads):
        yield database


@contextmanager
def _open(settings: Settings) -> Iterator[tuple[Desk, Database]]:
    upgrade(settings.url)
    judge(Message(FIRST_WORDS))
    database = open_database(settings.url)
    llm = adviser(settings)
    llm.prepare()
    try:
        yield build_desk(database, llm, settings), database
    finally:
        llm.close()
        database.close()


@contextmanager
def _worked(desk: Desk, database: Database, *, threads: int = THREADS) -> Iterator[Worker]:
    """Let a worker work, until the block ends."""
    worker = Worker(desk, steps_of(desk), threads=threads, waiting=database.waiting)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


@contextmanager
def _engine_of(desk: Desk, database: Database, *, works: bool) -> Iterator[tuple[Desk, EngineWorks]]:
    """Work, or look who does; give the desk, and the way to ask whether anybody works."""
    if works:
        with _worked(desk, database) as worker:
            yield replace(desk, nudge=worker.nudge), lambda: engine_here(worker)
    else:
        engine = Engine(desk)
        with watched_engine(engine):
            yield desk, engine.works


def engine_here(worker: Worker) -> bool | None:
    """Tell only of a worker that has broken down: one that works is a part of the process, as doors are."""
    return None if all(thread.is_alive() for thread in worker.threads) else False


def settle() -> None:
    """Leave what was loaded at start out of the search for garbage: it would cost 60 ms, once a second."""
    gc.collect()
    gc.freeze()


def build_desk(database: Database, llm: LlmAdviser, settings: Settings) -> Desk:
    """Give the desk its parts."""
    return Desk(
        read=database.read,
        write=database.write,
        queue=LeaseQueue(wall_clock),
        clock=wall_clock,
        llm=LimitedLlm(
            llm=llm,
            limits=llm_limits(settings),
            write=database.write,
            clock=wall_clock,
        ),
        llm_limits=llm_limits(settings),
        doors=settings.doors,
    )


def make_admin(desk: Desk, settings: Settings) -> None:
    """Make the operator's admin, if one is set and the desk has no account.

    Raises:
        NoStart: when it cannot be made.
    """
    email, password = settings.admin_email, settings.admin_password
    if email is None or password is None:
        return
    try:
        account = make_first_admin(desk, email, password.get_secret_value())
    except DeskError as error:
        message = f"FIRSTLINE_ADMIN_EMAIL and FIRSTLINE_ADMIN_PASSWORD make no account: {error.sentence}"
        raise NoStart(message) from error
    if account is not None:
        log.info("account %s was made, an admin's", account.id)


def adviser(settings: Settings) -> LlmAdviser:
    """Make the LLM's voice; it stays silent when nothing is set up."""
    key = settings.openai_api_key
    return LlmAdviser(
        base_url=settings.openai_base_url,
        api_key=None if key is None else key.get_secret_value(),
        model=settings.llm_model,
        deadline=settings.llm_deadline,
        pool=settings.llm_at_once,
    )


def llm_limits(settings: Settings) -> Limits:
    """Say what the LLM may take."""
    return Limits(
        at_once=settings.llm_at_once,
        per_minute=settings.llm_per_minute,
        price_in=settings.llm_price_in or Decimal(0),
        price_out=settings.llm_price_out or Decimal(0),
        monthly_budget=settings.llm_monthly_budget,
    )


def house(settings: Settings, mode: Callable[[], Mode], engine: EngineWorks) -> House:
    """Say how the doors stand."""
    return House(
        environment=settings.environment,
        origins=settings.cors_origins,
        max_body=settings.max_body,
        mode=mode,
        engine=engine,
        folder=Path(),
        access_log=settings.access_log,
        proxies=settings.proxies,
        rate_limit=settings.rate_limit,
        streams=settings.streams,
        streams_each=settings.streams_each,
    )


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


@contextmanager
def watched_mode(desk: Desk, *, every: float = MODE_HOLDS) -> Iterator[Callable[[], Mode]]:
    """Keep the desk's noticeboard fresh, and tell the mode from it, so that no request asks the database.

    A thread looks again and again. A database that is down or hangs changes nothing: the desk stays whose it
    was, with the taxonomy that it had.
    """
    board = desk.board
    board.look(desk.read)
    closing = threading.Event()

    def look() -> None:
        while not closing.wait(every):
            try:
                board.look(desk.read)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look may succeed
                log.debug("what changed could not be asked: %s", type(error).__name__)

    thread = threading.Thread(target=look, name="mode", daemon=True)
    thread.start()
    try:
        yield lambda: Mode.TEAM if board.has_accounts else Mode.LOCAL
    finally:
        closing.set()
        thread.join(MODE_HOLDS)  # no longer, because a database that hangs must not keep the desk open
