"""A process without a worker knows whether anybody does its steps, and says once when nobody does."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest
from sqlalchemy import text

from firstline.flows.desk import Desk
from firstline.flows.work import STEPS
from firstline.run.doors import engine_here
from firstline.run.engine import Engine, watched_engine
from firstline.run.worker import Worker
from firstline.store import workers
from firstline.store.db import Connection, DatabaseDown
from firstline.store.migrate import head
from firstline.store.workers import Worker as Seen
from firstline.web.house import EngineWorks
from tests.make import StillClock, make_client

MOMENT = timedelta(milliseconds=50)
"""For how long a worker is believed here, and how soon somebody complains."""
SOON = 5.0
"""Seconds that a test waits for what takes a hundredth of one."""


def test_a_process_that_has_just_started_knows_nothing_yet(desk: Desk) -> None:
    """The worker may be starting, too."""
    engine = Engine(desk)

    engine.look()

    assert engine.works() is None


def test_a_worker_that_says_that_it_lives_works(desk: Desk) -> None:
    """Wherever it is."""
    see_worker(desk)
    engine = Engine(desk)

    engine.look()

    assert engine.works() is True


def test_a_worker_is_believed_for_a_while_and_no_longer(desk: Desk) -> None:
    """Also when it has ended in order meanwhile, as a restart does."""
    see_worker(desk)
    engine = Engine(desk, believed=20 * MOMENT)
    engine.look()
    desk.write(lambda db: workers.leave(db, "w"))
    engine.look()
    before = engine.works()

    time.sleep(20 * MOMENT.total_seconds())

    assert (before, engine.works()) == (True, False)


def test_a_worker_that_fell_silent_long_ago_does_not_work(desk: Desk, clock: StillClock) -> None:
    """Its row is still there, for people."""
    see_worker(desk)
    clock.advance(timedelta(minutes=1))
    engine = Engine(desk, believed=MOMENT)

    engine.look()
    time.sleep(MOMENT.total_seconds())

    assert engine.works() is False


def test_that_nobody_works_is_said_once_and_that_somebody_does_again(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """A line for each look would drown the others."""
    caplog.set_level(logging.INFO)
    engine = Engine(desk, believed=MOMENT, complain_after=MOMENT)
    time.sleep(MOMENT.total_seconds())
    for _ in range(3):
        engine.look()
    see_worker(desk)
    engine.look()

    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert "`firstline worker` does them" in caplog.messages[0]


def test_a_database_that_is_down_ends_no_look(desk: Desk) -> None:
    """What comes back is seen."""
    gone = threading.Event()

    @contextmanager
    def read() -> Iterator[Connection]:
        if not gone.is_set():
            gone.set()
            fail()
        with desk.read() as db:
            yield db

    see_worker(desk)
    engine = Engine(replace(desk, read=read))
    with watched_engine(engine, every=0.01):
        give_up_at = time.monotonic() + SOON
        while engine.works() is None and time.monotonic() < give_up_at:
            time.sleep(0.01)

    assert gone.is_set()
    assert engine.works() is True
    assert "engine" not in {thread.name for thread in threading.enumerate()}


def test_a_worker_of_ones_own_is_told_of_when_it_has_broken_down(desk: Desk) -> None:
    """While it works it is a part of the process, as the doors are."""
    worker = Worker(desk, STEPS, poll=MOMENT)
    worker.start()
    before = engine_here(worker)

    worker.stop()

    assert (before, engine_here(worker)) == (None, False)


# --- how that is told -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("engine", "services", "status"),
    [
        (lambda: None, {"database": "healthy"}, "healthy"),
        (lambda: True, {"database": "healthy", "engine": "healthy"}, "healthy"),
        (lambda: False, {"database": "healthy", "engine": "unhealthy"}, "degraded"),
    ],
)
def test_health_tells_of_the_engine_as_far_as_it_is_known(
    desk: Desk, engine: EngineWorks, services: dict[str, str], status: str
) -> None:
    """In the documented fields."""
    answer = make_client(desk, engine=engine).get("/health")

    assert answer.status_code == 200
    assert (answer.json()["services"], answer.json()["status"]) == (services, status)


def test_a_desk_whose_steps_nobody_does_is_not_ready(desk: Desk) -> None:
    """It lives, and says what helps."""
    client = make_client(desk, engine=lambda: False)

    ready = client.get("/health/ready")

    assert (ready.status_code, ready.json()["ready"], list(ready.json()["why"])) == (503, False, ["engine"])
    assert "`firstline worker`" in ready.json()["why"]["engine"]
    assert client.get("/health/live").json() == {"alive": True}
    assert client.get("/api/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("revision", "status"), [("0001", 503), ("", 503), ("9999", 200)], ids=["older", "none", "newer"]
)
def test_a_desk_with_an_older_schema_is_not_ready(desk: Desk, revision: str, status: int) -> None:
    """One that a newer version has brought further still is: the versions of a desk change one by one."""
    set_revision(desk, revision)
    try:
        ready, health = (make_client(desk).get(path) for path in ("/health/ready", "/health"))
    finally:
        set_revision(desk, head())

    assert ready.status_code == status
    assert health.json()["services"] == {"database": "healthy" if status == 200 else "unhealthy"}


def test_a_database_that_does_not_answer_is_told_with_its_reason(desk: Desk) -> None:
    """And the engine beside it, if that is lacking as well."""
    ready = make_client(replace(desk, read=fail), engine=lambda: False).get("/health/ready")

    assert ready.status_code == 503
    assert ready.json()["why"]["database"] == "It is down."
    assert set(ready.json()["why"]) == {"database", "engine"}


def fail() -> NoReturn:
    """Fail as a database does that is not there."""
    message = "It is down."
    raise DatabaseDown(message)


def see_worker(desk: Desk) -> None:
    """Let a worker say that it lives."""
    now = desk.clock()
    desk.write(lambda db: workers.live(db, Seen("w", "alpha:7", "1", now, now)))


def set_revision(desk: Desk, revision: str) -> None:
    """Let the database say that it stands at a revision."""
    change = text("UPDATE alembic_version SET version_num = :revision")
    desk.write(lambda db: db.execute(change, {"revision": revision}).close())
