"""The worker does what waits, survives what fails, and gives way to the doors."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select, update

from firstline import __version__
from firstline.core.clock import wall_clock
from firstline.core.errors import Unavailable
from firstline.flows.desk import Desk
from firstline.flows.work import Limited, Step, Together
from firstline.gateways.llm import Heard
from firstline.run import worker as working
from firstline.run.worker import Worker, work_off
from firstline.store import jobs, workers
from firstline.store.db import Connection, Database, open_database
from firstline.store.jobs import Counts, LeaseQueue
from firstline.store.schema import jobs as table
from firstline.store.schema import teams
from firstline.tickets.message import Message

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SOON = timedelta(milliseconds=5)

DIE_AT_WORK = """
import sys
from tests.run.test_worker import Marking, Together, desk_on, mark
from firstline.run.worker import work_off
from firstline.store.db import open_database

work_off(desk_on(open_database(sys.argv[1])), {"mark": mark, "together": Together(Marking())})
"""

FREEZE = """
import logging, sys, time
from datetime import timedelta
from pathlib import Path
from firstline.core.clock import wall_clock
from firstline.run.worker import Worker
from firstline.store.db import open_database
from tests.run.test_worker import desk_on, mark

folder = Path(sys.argv[2])

def slow(desk, subject):
    (folder / "begun").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    mark(desk, subject + 100)

logging.basicConfig(level=logging.INFO)
database = open_database(sys.argv[1])
worker = Worker(desk_on(database, wall_clock), {"slow": slow}, beat=timedelta(seconds=1.5))
worker.start()
while not (folder / "stop").exists():
    time.sleep(0.01)
worker.stop()
database.close()
"""


@dataclass
class MovableClock:
    """A clock that stands where the test puts it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


@dataclass(frozen=True)
class NobodyToAsk:
    """A desk without an LLM."""

    configured: bool = False

    def ask(self, message: Message, *, name: str = "", patient: bool = False) -> Heard:
        """Be asked by mistake."""
        raise AssertionError(message, name, patient)


@dataclass
class Gate:
    """A step that waits until it is let through, and says that it has begun."""

    begun: threading.Event = field(default_factory=threading.Event)
    open: threading.Event = field(default_factory=threading.Event)
    called_with: list[int] = field(default_factory=list)

    def __call__(self, desk: Desk, subject: int) -> None:
        """Wait, then leave a mark."""
        self.called_with.append(subject)
        self.begun.set()
        assert self.open.wait(10)
        mark(desk, subject)


def desk_on(database: Database, clock: Callable[[], datetime] | None = None) -> Desk:
    """Make a desk of a database, a queue and a clock."""
    clock = clock or MovableClock()
    return Desk(
        read=database.read, write=database.write, queue=LeaseQueue(clock), clock=clock, llm=NobodyToAsk()
    )


def mark(desk: Desk, subject: int) -> None:
    """Leave a mark that can be left only once."""
    desk.write(lambda db: _mark(db, subject))


@dataclass
class Marking:
    """A step that leaves marks for several at once, and remembers for whom."""

    called_with: list[list[int]] = field(default_factory=list)

    def __call__(self, desk: Desk, subjects: Sequence[int]) -> None:
        """Leave the marks."""
        self.called_with.append([*subjects])

        def change(db: Connection) -> None:
            for subject in subjects:
                _mark(db, subject)

        desk.write(change)


@dataclass
class Counting:
    """A step that takes a while, and knows how many of it were under way at once."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    under_way: int = 0
    most: int = 0

    def __call__(self, desk: Desk, subject: int) -> None:
        """Take a while, then leave a mark."""
        with self.guard:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        time.sleep(0.01)
        with self.guard:
            self.under_way -= 1
        mark(desk, subject)


def explode(_desk: Desk, _subject: int) -> None:
    """Fail with words that are nobody's business."""
    message = "card 4111 1111"
    raise ValueError(message)


def be_unable(_desk: Desk, _subject: int) -> None:
    """Fail with a sentence that was written to be read."""
    message = "The mail server does not answer."
    raise Unavailable(message)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open a fresh database, once of each kind."""
    database = open_database(database_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> MovableClock:
    """Stand still at noon."""
    return MovableClock()


@pytest.fixture
def desk(database: Database, clock: MovableClock) -> Desk:
    """Make a desk whose time stands still."""
    return desk_on(database, clock)


def test_a_step_and_the_end_of_its_job_are_one_commit(desk: Desk) -> None:
    """Afterwards the mark is there and the job is not."""
    _queue(desk, "mark", 1)

    assert work_off(desk, {"mark": mark}) == 1

    assert _marks(desk) == ["001"]
    assert _counts(desk) == Counts(0, 0, 0)


def test_a_step_that_has_nothing_to_write_is_ended_too(desk: Desk) -> None:
    """It looked, and that was all."""
    _queue(desk, "look", 1)

    work_off(desk, {"look": lambda _desk, _subject: None})

    assert _counts(desk) == Counts(0, 0, 0)


def test_a_step_that_writes_twice_is_told(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Its second write would stand outside of the job, so it is refused."""

    def write_twice(desk: Desk, subject: int) -> None:
        mark(desk, subject)
        mark(desk, subject + 1)

    _queue(desk, "twice", 1)

    work_off(desk, {"twice": write_twice})

    assert _marks(desk) == ["001"]
    assert "RuntimeError" in caplog.text


def test_a_step_may_queue_the_next(desk: Desk) -> None:
    """What follows is worked off in the same go."""

    def lead_on(desk: Desk, subject: int) -> None:
        desk.write(lambda db: desk.queue.put(db, "mark", subject + 1))

    _queue(desk, "lead_on", 1)

    assert work_off(desk, {"lead_on": lead_on, "mark": mark}) == 2

    assert _marks(desk) == ["002"]


def test_a_failure_is_kept_with_a_reason_that_anyone_may_read(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the table nor the log repeats an exception's own words."""
    _queue(desk, "explode", 1)
    _queue(desk, "be_unable", 2)

    work_off(desk, {"explode": explode, "be_unable": be_unable})

    assert [row.error for row in _rows(desk)] == [
        "It stopped with ValueError.",
        "The mail server does not answer.",
    ]
    assert all(row.due_at > NOON and row.token is None for row in _rows(desk))
    assert "4111" not in caplog.text
    assert "in explode" in caplog.text


def test_what_the_failed_step_had_written_is_gone(desk: Desk) -> None:
    """It is tried again later, and then leaves its mark."""
    failures = iter([True, False])

    def mark_and_fail(desk: Desk, subject: int) -> None:
        def change(db: Connection) -> None:
            db.execute(teams.insert(), {"slug": f"{subject:03}", "name": ""})
            if next(failures):
                raise LookupError

        desk.write(change)

    _queue(desk, "mark", 1)
    work_off(desk, {"mark": mark_and_fail})
    assert _marks(desk) == []

    _make_all_due(desk)
    work_off(desk, {"mark": mark_and_fail})

    assert _marks(desk) == ["001"]


def test_an_unknown_verb_becomes_a_dead_letter(desk: Desk) -> None:
    """Trying again would not teach us."""
    _queue(desk, "fly", 1)

    work_off(desk, {"mark": mark})

    assert _counts(desk) == Counts(0, 0, dead=1)
    assert _rows(desk)[0].error == "This version of Firstline knows no such step."


def test_a_job_that_kills_its_workers_is_given_up(desk: Desk, clock: MovableClock) -> None:
    """Nobody comes back to say that it failed, so its beginnings are counted."""
    begun = []

    def be_deadly(_: Desk, subject: int) -> None:
        begun.append(subject)
        raise KeyboardInterrupt  # as a kill would, it leaves no time to write anything down

    _queue(desk, "deadly", 1)

    _work_and_die_for_days(desk, clock, {"deadly": be_deadly})

    assert begun == [1] * jobs.TRIES
    assert _counts(desk) == Counts(0, 0, dead=1)
    assert _rows(desk)[0].error == "It was begun 5 times and never came to an end."


def test_a_job_that_was_only_taken_when_its_workers_died_is_done(desk: Desk, clock: MovableClock) -> None:
    """However often that is: it was never begun, so it killed nobody."""
    _queue(desk, "mark", 1)
    for _ in range(2 * jobs.TRIES):
        assert len(working.take(desk, lease=working.LEASE, limit=1)) == 1
        clock.now += working.LEASE

    work_off(desk, {"mark": mark})

    assert _marks(desk) == ["001"]


def test_a_job_that_has_killed_two_workers_lets_the_third_live_for_a_while(
    desk: Desk, clock: MovableClock
) -> None:
    """Once may be bad luck; then it waits as one that failed, and says why."""
    begun = []

    def be_deadly(desk: Desk, subject: int) -> None:
        begun.append(subject)
        if len(begun) <= 2:
            raise KeyboardInterrupt
        mark(desk, subject)

    _queue(desk, "deadly", 1)
    for _ in range(2):
        with suppress(KeyboardInterrupt):
            work_off(desk, {"deadly": be_deadly})
        clock.now += working.LEASE

    work_off(desk, {"deadly": be_deadly})

    (waits,) = _rows(desk)
    assert (len(begun), waits.tries, waits.token) == (2, 2, None)
    assert waits.error == "It was begun 2 times and never came to an end."
    assert jobs.FIRST_PAUSE / 2 <= waits.due_at - clock.now <= jobs.FIRST_PAUSE * 1.5
    clock.now = waits.due_at
    work_off(desk, {"deadly": be_deadly})
    assert _marks(desk) == ["001"]


def test_a_job_that_kills_its_workers_takes_no_others_with_it(desk: Desk, clock: MovableClock) -> None:
    """They were taken with it each time, and are done all the same."""

    def be_deadly(desk: Desk, subject: int) -> None:
        if subject == 3:
            raise KeyboardInterrupt
        mark(desk, subject)

    for subject in range(9):
        _queue(desk, "deadly", subject)

    _work_and_die_for_days(desk, clock, {"deadly": be_deadly})

    assert _marks(desk) == ["000", "001", "002", "004", "005", "006", "007", "008"]
    assert [(row.subject, row.tries) for row in _rows(desk) if row.dead_at] == [(3, jobs.TRIES)]


@pytest.mark.parametrize(
    ("moment", "done_before"),
    [("after_claim:1", []), ("before_commit:3", ["001"]), ("after_commit:3", ["001", "002"])],
)
def test_a_killed_workers_jobs_resume_after_its_lease(
    desk: Desk, clock: MovableClock, database_url: str, moment: str, done_before: list[str]
) -> None:
    """Wherever it died: nothing is lost, and nothing is done twice, which the marks would show."""
    for subject in (1, 2, 3):
        _queue(desk, "mark", subject)

    assert _work_and_die(database_url, moment) != 0

    assert _marks(desk) == done_before
    assert work_off(desk, {"mark": mark}) == 0
    clock.now += working.LEASE
    assert work_off(desk, {"mark": mark}) == 3 - len(done_before)
    assert _marks(desk) == ["001", "002", "003"]
    assert _counts(desk) == Counts(0, 0, 0)


def test_a_step_whose_lease_was_lost_leaves_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """While it dawdled another took the job; the log says so, and the job is left to that one."""
    caplog.set_level(logging.INFO)

    def dawdle(of_the_step: Desk, subject: int) -> None:
        desk.write(lambda db: db.execute(update(table).values({"token": "another"})).close())
        mark(of_the_step, subject)

    _queue(desk, "dawdle", 1)

    work_off(desk, {"dawdle": dawdle})

    assert _marks(desk) == []
    assert {row.token for row in _rows(desk)} == {"another"}
    assert "taken by another worker" in caplog.text


# --- together --------------------------------------------------------------------------------------------


def test_jobs_that_work_together_share_a_commit(desk: Desk) -> None:
    """Each leaves its mark, and all of them were one call of the step."""
    step = Marking()
    for subject in range(5):
        _queue(desk, "mark", subject)

    assert work_off(desk, {"mark": Together(step)}) == 5

    assert step.called_with == [[0, 1, 2, 3, 4]]
    assert _marks(desk) == ["000", "001", "002", "003", "004"]
    assert _counts(desk) == Counts(0, 0, 0)


def test_of_jobs_that_work_together_one_fails_alone(desk: Desk) -> None:
    """What all of them wrote is undone, and each is tried on its own."""
    desk.write(lambda db: _mark(db, 3))  # so that it cannot be left again
    step = Marking()
    for subject in range(1, 6):
        _queue(desk, "mark", subject)

    work_off(desk, {"mark": Together(step)})

    assert step.called_with == [[1, 2, 3, 4, 5], [1], [2], [3], [4], [5]]
    assert _marks(desk) == ["001", "002", "003", "004", "005"]
    (failed,) = _rows(desk)
    assert (failed.subject, failed.tries, failed.error) == (3, 1, "It stopped with IntegrityError.")


def test_a_job_that_was_begun_before_works_alone(desk: Desk, clock: MovableClock) -> None:
    """Perhaps it killed its worker; it shall not take the others with it again and again."""
    step = Marking()
    for subject in range(3):
        _queue(desk, "mark", subject)
    working.take(desk, lease=working.LEASE, limit=2)
    clock.now += working.LEASE

    work_off(desk, {"mark": Together(step)})

    assert sorted(step.called_with) == [[0], [1], [2]]
    assert _marks(desk) == ["000", "001", "002"]


def test_a_lease_that_was_lost_costs_the_others_nothing(desk: Desk) -> None:
    """The stolen job is left to its thief; those that worked together with it are done, once."""

    def lose_one(of_the_step: Desk, subjects: Sequence[int]) -> None:
        if len(subjects) > 1:
            stolen = update(table).where(table.c.subject == 2).values({"token": "another"})
            desk.write(lambda db: db.execute(stolen).close())
        Marking()(of_the_step, subjects)

    for subject in (1, 2, 3):
        _queue(desk, "mark", subject)

    work_off(desk, {"mark": Together(lose_one)})

    assert _marks(desk) == ["001", "003"]
    assert [(row.subject, row.token) for row in _rows(desk)] == [(2, "another")]


@pytest.mark.parametrize(
    ("moment", "done_before"), [("before_commit:2", []), ("after_commit:2", ["001", "002", "003"])]
)
def test_a_worker_that_dies_among_jobs_that_work_together_doubles_none(
    desk: Desk, clock: MovableClock, database_url: str, moment: str, done_before: list[str]
) -> None:
    """All of them were written, or none; what was not comes back, one by one."""
    for subject in (1, 2, 3):
        _queue(desk, "together", subject)

    assert _work_and_die(database_url, moment) != 0

    assert _marks(desk) == done_before
    clock.now += working.LEASE
    assert work_off(desk, {"together": Together(Marking())}) == 3 - len(done_before)
    assert _marks(desk) == ["001", "002", "003"]


# --- in threads ------------------------------------------------------------------------------------------


def test_threads_share_the_work_and_each_job_is_done_once(desk: Desk) -> None:
    """A mark that came twice would fail and leave its job in the table."""
    for subject in range(100):
        _queue(desk, "mark", subject)

    with _running(desk, {"mark": mark}, threads=4):
        _wait_until(lambda: len(_marks(desk)) == 100)

    assert _counts(desk) == Counts(0, 0, 0)


def test_a_nudge_is_heard_at_once(desk: Desk) -> None:
    """A worker that looks once an hour works within moments."""
    with _running(desk, {"mark": mark}, poll=timedelta(hours=1)) as worker:
        _queue(desk, "mark", 1)
        worker.nudge()
        _wait_until(lambda: _marks(desk) == ["001"])


def test_without_a_nudge_it_looks_by_itself(desk: Desk) -> None:
    """A nudge from another process never comes."""
    with _running(desk, {"mark": mark}):
        _queue(desk, "mark", 1)
        _wait_until(lambda: _marks(desk) == ["001"])


def test_a_long_step_keeps_its_job(desk: Desk, database: Database) -> None:
    """Its lease is renewed for as long as it runs; nobody else gets the job meanwhile."""
    gate, lease = Gate(), timedelta(seconds=1)
    desk = desk_on(database, lambda: datetime.now(UTC))
    _queue(desk, "slow", 1)

    with _running(desk, {"slow": gate}, lease=lease):
        assert gate.begun.wait(10)
        time.sleep(2 * lease.total_seconds())
        assert working.take(desk, lease=lease, limit=1) == []
        gate.open.set()
        _wait_until(lambda: _marks(desk) == ["001"])


def test_stopping_drains_what_was_taken(desk: Desk) -> None:
    """The step under way and those taken with it are finished; what waits in the table stays."""
    gate = Gate()
    for subject in range(working.AHEAD + 6):
        _queue(desk, "slow", subject)

    with _running(desk, {"slow": gate}):
        assert gate.begun.wait(10)
        threading.Timer(0.05, gate.open.set).start()

    assert _marks(desk) == [f"{subject:03}" for subject in range(working.AHEAD)]
    assert _counts(desk) == Counts(waiting=6, running=0, dead=0)


def test_stopping_at_once_gives_back_what_was_not_begun(desk: Desk) -> None:
    """Another worker finds those jobs due, with no try counted."""
    gate = Gate()
    for subject in range(10):
        _queue(desk, "slow", subject)
    worker = Worker(desk, {"slow": gate}, poll=SOON)
    worker.start()
    assert gate.begun.wait(10)

    threading.Timer(0.05, gate.open.set).start()
    worker.stop(drain=False)

    assert _marks(desk) == ["000"]
    assert _counts(desk) == Counts(waiting=9, running=0, dead=0)
    assert {row.tries for row in _rows(desk)} == {0}


def test_stopping_waits_no_longer_than_it_may(desk: Desk, clock: MovableClock) -> None:
    """The step under way is left to its lease; when it ends late, another has done its work."""
    gate = Gate()
    for subject in range(5):
        _queue(desk, "slow", subject)
    worker = Worker(desk, {"slow": gate}, poll=SOON)
    worker.start()
    assert gate.begun.wait(10)

    begun_at = time.monotonic()
    worker.stop(within=timedelta(milliseconds=100))

    assert time.monotonic() - begun_at < 5
    assert _counts(desk) == Counts(waiting=4, running=1, dead=0)
    assert _known(desk) == []
    clock.now += working.LEASE
    assert work_off(desk, {"slow": lambda desk, subject: mark(desk, subject + 100)}) == 5
    gate.open.set()
    _wait_until(lambda: not any(thread.is_alive() for thread in worker.threads))
    assert _marks(desk) == ["100", "101", "102", "103", "104"]


def test_a_worker_that_never_began_can_be_stopped(desk: Desk) -> None:
    """A start that failed halfway may clean up without asking."""
    _queue(desk, "mark", 1)

    Worker(desk, {"mark": mark}).stop()

    assert _counts(desk).waiting == 1


def test_trouble_with_the_database_ends_no_thread(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It looks again a little later."""
    monkeypatch.setattr(working, "AFTER_TROUBLE", SOON)
    troubles = iter([True, True])
    look = working.look

    def look_badly(*words: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever it is called with
        if next(troubles, False):
            message = "The database cannot be reached."
            raise Unavailable(message)
        return look(*words, **more)

    monkeypatch.setattr(working, "look", look_badly)
    _queue(desk, "mark", 1)

    with _running(desk, {"mark": mark}):
        _wait_until(lambda: _marks(desk) == ["001"])

    assert "The database cannot be reached." in caplog.text


def test_steps_give_way_to_the_doors_but_not_for_ever(desk: Desk) -> None:
    """While writes wait each step pauses, and is done all the same."""
    asked: list[str] = []

    def busy() -> int:
        asked.append(threading.current_thread().name)
        return 1

    _queue(desk, "mark", 1)

    with _running(desk, {"mark": mark}, waiting=busy):
        _wait_until(lambda: _marks(desk) == ["001"])

    looks = sum(name.startswith("firstline-worker") for name in asked)
    assert 1 < looks <= working.GIVE_WAY_AT_MOST / working.GIVE_WAY + 2


def test_while_messages_come_in_few_jobs_share_a_write(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that none of them waits long for the others; else many do."""
    sizes = []
    for lately in (0.0, 60.0):
        monkeypatch.setattr(working, "LATELY", lately)
        marking, first = Marking(), len(_marks(desk))
        for subject in range(first, first + 10):
            _queue(desk, "together", subject)
        with _running(desk, {"together": Together(marking)}, nudged=True):
            _wait_until(lambda begun=first: len(_marks(desk)) == begun + 10)  # type: ignore[misc] # a default binds it
        sizes.append([len(called) for called in marking.called_with])

    assert sizes == [[10], [working.FEW] * (10 // working.FEW)]


# --- many workers ----------------------------------------------------------------------------------------


def test_a_worker_says_that_it_lives_and_what_it_holds(desk: Desk, clock: MovableClock) -> None:
    """Until it ends in order; then nobody wonders where it is."""
    gate = Gate()
    _queue(desk, "slow", 1)

    with _running(desk, {"slow": gate}, beat=SOON) as worker:
        assert gate.begun.wait(10)
        clock.now += timedelta(seconds=7)
        _wait_until(lambda: [one.seen_at for one in _known(desk)] == [clock.now])
        (known,) = _known(desk)
        assert [row.worker for row in _rows(desk)] == [worker.id] == [known.id]
        gate.open.set()

    assert known.place.endswith(f":{os.getpid()}")
    assert (known.version, known.started_at) == (__version__, NOON)
    assert _known(desk) == []


def test_what_a_dead_worker_held_is_taken_over_before_its_lease_ends(
    desk: Desk, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    """It was silent for three beats; one that missed two may still be at work."""
    for subject, name, silent in ((1, "dead", 31), (2, "slow", 29)):
        _queue(desk, "mark", subject)
        _hold_for_an_hour(desk, name, seen_at=clock.now - timedelta(seconds=silent))

    with _running(desk, {"mark": mark}):
        _wait_until(lambda: _marks(desk) == ["001"])
        assert [row.worker for row in _rows(desk)] == ["slow"]

    assert "No word from dead:1: 1 jobs of theirs are taken over." in caplog.text


def test_a_worker_that_was_frozen_wakes_and_doubles_nothing(
    desk: Desk, database: Database, database_url: str, tmp_path: Path
) -> None:
    """A real process, stopped in a step. Its work is done elsewhere; what it writes late vanishes."""
    _queue(desk_on(database, wall_clock), "slow", 1)
    with _process(FREEZE, database_url, str(tmp_path)) as frozen:
        _wait_until((tmp_path / "begun").exists)
        frozen.send_signal(signal.SIGSTOP)
        later = desk_on(database, lambda: wall_clock() + working.LEASE)
        assert work_off(later, {"slow": mark}) == 1
        later.write(lambda db: workers.forget(db, before=later.clock()))

        (tmp_path / "go").touch()
        frozen.send_signal(signal.SIGCONT)

        _wait_until(lambda: [one.place.endswith(f":{frozen.pid}") for one in _known(desk)] == [True])
        (tmp_path / "stop").touch()
        said = frozen.communicate(timeout=20)[1]

    assert _marks(desk) == ["001"]
    assert _counts(desk) == Counts(0, 0, 0)
    assert "done by another worker" in said
    assert (frozen.returncode, _known(desk)) == (0, [])


def test_a_job_that_is_cancelled_under_way_leaves_nothing_and_is_no_error(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """The log tells it as a fact."""
    caplog.set_level(logging.INFO)
    gate = Gate()
    _queue(desk, "slow", 1)

    with _running(desk, {"slow": gate}):
        assert gate.begun.wait(10)
        desk.write(lambda db: db.execute(table.delete()).close())
        gate.open.set()

    assert _marks(desk) == []
    assert _counts(desk) == Counts(0, 0, 0)
    (told,) = [record for record in caplog.records if "cancelled" in record.getMessage()]
    assert told.levelno == logging.INFO
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


def test_a_job_that_is_cancelled_before_its_turn_is_not_begun(desk: Desk) -> None:
    """It had been taken already, and waited behind a slow one."""
    gate = Gate()
    for subject in (1, 2, 3):
        _queue(desk, "slow", subject)

    with _running(desk, {"slow": gate}, beat=SOON) as worker:
        assert gate.begun.wait(10)
        desk.write(lambda db: db.execute(table.delete().where(table.c.subject == 2)).close())
        _wait_until(lambda: worker.holds == 2)
        gate.open.set()
        _wait_until(lambda: _marks(desk) == ["001", "003"])

    assert gate.called_with == [1, 3]


def test_a_verb_of_another_version_is_left_to_its_workers(desk: Desk, clock: MovableClock) -> None:
    """While both are at work the older one takes no such job, and buries none that it happened to take."""
    new = workers.Worker("new", "new:1", "99.0", NOON, NOON)
    desk.write(lambda db: workers.live(db, new))
    _queue(desk, "fly", 1)

    assert work_off(desk, {"mark": mark}) == 1
    (returned,) = _rows(desk)
    assert (returned.tries, returned.token, returned.due_at) == (0, None, NOON + jobs.FIRST_PAUSE)

    clock.now += timedelta(seconds=10)
    with _running(desk, {"mark": mark}):
        _queue(desk, "mark", 1)
        _wait_until(lambda: _marks(desk) == ["001"])
        assert _rows(desk) == [returned]

    clock.now += timedelta(minutes=1)
    with _running(desk, {"mark": mark}):
        _wait_until(lambda: _counts(desk) == Counts(0, 0, dead=1))


def test_a_limit_holds_over_several_workers(desk: Desk) -> None:
    """Two of them with four threads each; of this step two may be under way."""
    counting = Counting()
    for subject in range(24):
        _queue(desk, "ask", subject)

    steps = {"ask": Limited(counting, at_once=2)}
    with _running(desk, steps, threads=4), _running(desk, steps, threads=4):
        _wait_until(lambda: len(_marks(desk)) == 24)

    assert counting.most == 2


@pytest.mark.parametrize("limited", [False, True])
def test_a_long_backlog_of_slow_jobs_keeps_no_other_verb_waiting(desk: Desk, limited: bool) -> None:  # noqa: FBT001 - a case
    """Ten thousand of them, each half a second, came first."""
    slow: Step = lambda _desk, _subject: time.sleep(0.5)  # noqa: E731 - a value of a table
    steps = {"slow": Limited(slow, at_once=1) if limited else slow, "mark": mark}
    backlog = {"verb": "slow", "subject": 0, "priority": 0, "due_at": NOON, "put_at": NOON, "tries": 0}
    desk.write(lambda db: db.execute(table.insert(), [backlog] * 10_000).close())
    waited = []

    with _running(desk, steps, poll=working.POLL) as worker:
        _wait_until(lambda: worker.holds > 0)
        for number in range(5):
            begun_at = time.monotonic()
            _queue(desk, "mark", number)
            _wait_until(lambda: len(_marks(desk)) == number + 1)  # noqa: B023 - it is asked at once
            waited.append(time.monotonic() - begun_at)
            assert worker.holds <= 2 * working.AHEAD
        worker.stop(drain=False)

    assert sorted(waited)[2] < 1


# --- helpers ---------------------------------------------------------------------------------------------


@contextmanager
def _running(
    desk: Desk,
    steps: Mapping[str, Step],
    *,
    nudged: bool = False,
    **more: Any,  # noqa: ANN401 - as Worker takes it
) -> Iterator[Worker]:
    """Let a worker run; `nudged`: a message has come just before it looks for the first time."""
    worker = Worker(desk, steps, **({"poll": SOON} | more))
    if nudged:
        worker.nudge()
    worker.start()
    try:
        yield worker
    finally:
        worker.stop()


@contextmanager
def _process(script: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", script, *words]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own words
    with process:
        try:
            yield process
        finally:
            process.kill()


def _hold_for_an_hour(desk: Desk, name: str, *, seen_at: datetime) -> None:
    worker = workers.Worker(name, f"{name}:1", __version__, seen_at, seen_at)
    desk.write(lambda db: workers.live(db, worker))
    assert len(working.take(desk, lease=timedelta(hours=1), limit=1, worker=name)) == 1


def _known(desk: Desk) -> list[workers.Worker]:
    with desk.read() as db:
        return list(workers.known(db))


def _work_and_die_for_days(desk: Desk, clock: MovableClock, steps: Mapping[str, Step]) -> None:
    """Work until nothing is due, again and again, though each time the worker may die."""
    for _ in range(4 * jobs.TRIES):
        with suppress(KeyboardInterrupt):
            work_off(desk, steps)
        clock.now += timedelta(hours=1)


def _work_and_die(url: str, moment: str) -> int:
    command = [sys.executable, "-c", DIE_AT_WORK, url]
    return subprocess.run(command, check=False, env=os.environ | {"FIRSTLINE_CRASH_AT": moment}).returncode  # noqa: S603 - our own words


def _mark(db: Connection, subject: int) -> None:
    db.execute(teams.insert(), {"slug": f"{subject:03}", "name": ""})


def _queue(desk: Desk, verb: str, subject: int) -> None:
    desk.write(lambda db: desk.queue.put(db, verb, subject))


def _marks(desk: Desk) -> list[str]:
    with desk.read() as db:
        return list(db.execute(select(teams.c.slug).order_by(teams.c.slug)).scalars())


def _rows(desk: Desk) -> list[Row[Any]]:
    with desk.read() as db:
        return list(db.execute(select(table).order_by(table.c.id)))


def _counts(desk: Desk) -> Counts:
    with desk.read() as db:
        return jobs.counts(db)


def _make_all_due(desk: Desk) -> None:
    desk.write(lambda db: db.execute(update(table).values(due_at=NOON)).close())


def _wait_until(fact: Callable[[], bool]) -> None:
    patient_until = time.monotonic() + 20
    while not fact():
        assert time.monotonic() < patient_until
        time.sleep(0.005)
