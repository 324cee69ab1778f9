"""Put the desk together: database, queue, clock, voices and a worker, once for a process.

What a process with doors needs besides is in `doors.py`; a worker and most commands start without it, in half
the time.
"""

import gc
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from functools import partial

from firstline.core.clock import wall_clock
from firstline.core.errors import DeskError
from firstline.flows.accounts import make_first_admin
from firstline.flows.desk import Desk
from firstline.flows.library import Stocking
from firstline.flows.llm_account import Limits
from firstline.flows.llm_limits import LimitedLlm
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.schooling import Schooling
from firstline.flows.work import steps_of
from firstline.gateways.llm import LlmAdviser
from firstline.gateways.model_files import encoder_named
from firstline.replies.policy import stock_rules
from firstline.run.say import NoStart
from firstline.run.settings import Settings
from firstline.run.training import train_beside
from firstline.run.worker import THREADS, Worker
from firstline.store.db import Database, open_database
from firstline.store.jobs import LeaseQueue
from firstline.store.migrate import upgrade
from firstline.tickets.message import Message
from firstline.triage.judge import judge

FIRST_WORDS = "Hello, this is the first message"
"""Judged before anyone else's, so that the rule packs are read once, and not by every thread at once; the
rules for replies are made ready then, too."""

BOARD_HOLDS = 1.0
"""Seconds until this process notices that another one made an account or changed the taxonomy."""

log = logging.getLogger(__name__)


@contextmanager
def working(settings: Settings, *, threads: int) -> Iterator[Database]:
    """Migrate, open the desk without doors, let its worker work, and close all of it in order.

    A worker judges no message, so it need not know what the desk has learnt; it drafts, and asks the library.
    """
    with open_desk(settings) as (whole, database):
        stocking = Stocking(whole.encoder_named)
        desk = replace(whole, board=Noticeboard(stocking=stocking, public_url=settings.public_url))
        with watched_board(desk), worked(desk, database, threads=threads):
            yield database


@contextmanager
def open_desk(settings: Settings) -> Iterator[tuple[Desk, Database]]:
    """Migrate and open the desk, and close it again."""
    upgrade(settings.url)
    judge(Message(FIRST_WORDS))
    stock_rules()
    database = open_database(settings.url)
    llm = adviser(settings)
    llm.prepare()
    try:
        yield build_desk(database, llm, settings), database
    finally:
        llm.close()
        database.close()


@contextmanager
def worked(desk: Desk, database: Database, *, threads: int = THREADS) -> Iterator[Worker]:
    """Let a worker work, until the block ends."""
    worker = Worker(desk, steps_of(desk), threads=threads, waiting=database.waiting)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


def settle() -> None:
    """Leave what was loaded at start out of the search for garbage: it would cost 60 ms, once a second.

    From here on garbage is sought, if that was put off while the code was read (`commands/serve.py`).
    """
    gc.collect()
    gc.freeze()
    gc.enable()


def build_desk(database: Database, llm: LlmAdviser, settings: Settings) -> Desk:
    """Give the desk its parts."""
    encoders = partial(encoder_named, folder=settings.models)
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
        board=Noticeboard(Schooling(encoders), stocking=Stocking(encoders), public_url=settings.public_url),
        encoder_named=encoders,
        train_beside=train_beside,
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


@contextmanager
def watched_board(desk: Desk, *, every: float = BOARD_HOLDS) -> Iterator[Noticeboard]:
    """Keep the desk's noticeboard fresh, so that no request and no step asks the database.

    A thread looks again and again. A database that is down or hangs changes nothing: the desk stays whose it
    was, with the taxonomy that it had.
    """
    board = desk.board
    board.look(desk.read, whole=True)
    closing = threading.Event()

    def look() -> None:
        while not closing.wait(every):
            try:
                board.look(desk.read, whole=True)
            except Exception as error:  # noqa: BLE001 - whatever it is, the next look may succeed
                log.debug("what changed could not be asked: %s", type(error).__name__)

    thread = threading.Thread(target=look, name="noticeboard", daemon=True)
    thread.start()
    try:
        yield board
    finally:
        closing.set()
        thread.join(BOARD_HOLDS)  # no longer, because a database that hangs must not keep the desk open
