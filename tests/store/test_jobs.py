"""The queue on disk: what is queued is done once, by one worker, in its order."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from firstline.store import jobs
from firstline.store.db import Connection, Database, open_database
from firstline.store.jobs import Counts, Job, LeaseLost, LeaseQueue
from firstline.store.schema import jobs as table
from firstline.store.schema import teams

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open a fresh database, once of each kind."""
    database = open_database(database_url)
    yield database
    database.close()


def test_a_job_comes_with_what_was_asked(database: Database) -> None:
    """The worker learns what to do and about what."""
    _put(database, "draft_ticket", 7)

    (job,) = _claim(database, who="mine")

    assert job == Job(job.id, "draft_ticket", 7, 1, "mine")


def test_the_queue_of_the_flows_asks_the_clock(database: Database) -> None:
    """What is queued without a moment is due at once, and not before."""
    queue = LeaseQueue(lambda: NOON)
    database.write(lambda db: queue.put(db, "step", 1))

    assert _claim(database, now=NOON - MINUTE) == []
    (job,) = _claim(database, now=NOON)

    database.write(lambda db: queue.done(db, job))
    assert _counts(database) == Counts(waiting=0, running=0, dead=0)


def test_a_change_that_is_undone_queues_nothing(database: Database) -> None:
    """The step belongs to the change that asks for it."""

    def change(db: Connection) -> None:
        jobs.put(db, "step", 1, now=NOON)
        raise LookupError

    with pytest.raises(LookupError):
        database.write(change)

    assert not _any_due(database)


def test_smaller_priorities_go_first_then_older_ones(database: Database) -> None:
    """The order of asking decides among equals."""
    for subject, priority in ((1, 5), (2, 0), (3, 5), (4, -1)):
        _put(database, "step", subject, priority=priority)

    assert [job.subject for job in _claim(database, limit=3)] == [4, 2, 1]
    assert [job.subject for job in _claim(database, limit=3)] == [3]


def test_a_delayed_job_waits_for_its_moment(database: Database) -> None:
    """A look says so without writing."""
    _put(database, "step", 1, at=NOON + MINUTE)

    assert not _any_due(database, now=NOON)
    assert _any_due(database, now=NOON + MINUTE)


def test_a_key_waits_once_and_comes_at_the_earlier_moment(database: Database) -> None:
    """Nobody who asked is served later than asked for."""
    _put(database, "fold", 0, key="fold", at=NOON + 2 * MINUTE, priority=3)
    _put(database, "fold", 0, key="fold", at=NOON + MINUTE, priority=1)
    _put(database, "fold", 0, key="fold", at=NOON + 3 * MINUTE, priority=5)

    assert _counts(database).waiting == 1
    with database.read() as db:
        assert db.execute(select(table.c.due_at, table.c.priority)).one() == (NOON + MINUTE, 1)


def test_what_is_put_while_the_job_runs_is_done_again(database: Database) -> None:
    """The running one may have read the world before the change."""
    _put(database, "fold", 0, key="fold")
    (running,) = _claim(database)

    _put(database, "fold", 0, key="fold")

    (again,) = _claim(database)
    assert again.id != running.id


def test_a_job_is_claimed_by_one_worker_only(database: Database) -> None:
    """Eight of them ask at once for 200 jobs, a few at a time."""
    for subject in range(200):
        _put(database, "step", subject)

    def work(name: int) -> list[int]:
        mine: list[int] = []
        while found := _claim(database, limit=7, who=str(name)):
            assert len(found) <= 7
            mine.extend(job.subject for job in found)
        return mine

    with ThreadPoolExecutor(8) as threads:
        taken = [subject for mine in threads.map(work, range(8)) for subject in mine]

    assert sorted(taken) == list(range(200))


def test_a_lease_that_ran_out_gives_the_job_to_another(database: Database) -> None:
    """A worker that died holds nothing up; each try is counted."""
    _put(database, "step", 1)
    _claim(database, now=NOON)

    assert _claim(database, now=NOON + MINUTE - timedelta(seconds=1)) == []
    (again,) = _claim(database, now=NOON + MINUTE)

    assert again.tries == 2


def test_a_renewed_lease_holds_for_longer(database: Database) -> None:
    """A long step is not taken away from a living worker."""
    _put(database, "step", 1)
    held = _claim(database, now=NOON)

    database.write(lambda db: jobs.renew(db, held, now=NOON + MINUTE / 2, lease=MINUTE))

    assert _claim(database, now=NOON + MINUTE) == []
    assert len(_claim(database, now=NOON + 2 * MINUTE)) == 1


def test_a_lost_lease_undoes_the_step(database: Database) -> None:
    """The late worker's write vanishes as a whole; the new one's stands."""
    _put(database, "step", 1)
    (late,) = _claim(database, now=NOON, who="late")
    (new,) = _claim(database, now=NOON + MINUTE, who="new")

    with pytest.raises(LeaseLost):
        database.write(_ending(late, "late"))
    database.write(_ending(new, "new"))

    with database.read() as db:
        assert db.execute(select(teams.c.slug)).scalars().all() == ["new"]
    assert _counts(database) == Counts(waiting=0, running=0, dead=0)


def test_a_late_worker_cannot_touch_what_it_lost(database: Database) -> None:
    """Neither a failure nor more time nor a return is its to ask for."""
    _put(database, "step", 1)
    (late,) = _claim(database, now=NOON, who="late")
    _claim(database, now=NOON + MINUTE, who="new")
    before = _row(database)

    database.write(lambda db: jobs.failed(db, late, "It broke.", now=NOON, luck=0.5))
    database.write(lambda db: jobs.renew(db, [late], now=NOON, lease=9 * MINUTE))
    database.write(lambda db: jobs.give_back(db, [late], now=NOON))
    database.write(lambda db: jobs.bury(db, late, "It broke.", now=NOON))

    assert _row(database) == before


def test_failures_wait_longer_each_time_and_end_as_a_dead_letter(database: Database) -> None:
    """After five tries it stays where it can be looked at, with the reason."""
    _put(database, "step", 1)
    now, pauses = NOON, []
    for _ in range(jobs.TRIES):
        (job,) = _claim(database, now=now)
        _fail(database, job, now=now)
        pauses.append(_row(database).due_at - now)
        now = _row(database).due_at

    assert pauses[:-1] == [timedelta(seconds=seconds) for seconds in (5, 20, 80, 320)]
    assert _claim(database, now=NOON + timedelta(days=1)) == []
    assert _counts(database) == Counts(waiting=0, running=0, dead=1)
    assert (_row(database).error, _row(database).dead_at) == ("It broke.", now - pauses[-1])


def test_jobs_that_failed_together_come_back_apart() -> None:
    """Luck moves a pause by half of it, either way."""
    assert jobs.pause(1, luck=0.0) == timedelta(seconds=2.5)
    assert jobs.pause(1, luck=0.999) < timedelta(seconds=7.5)


def test_a_job_that_was_given_back_looks_as_if_nobody_had_taken_it(database: Database) -> None:
    """It is due at once and its try is not counted."""
    _put(database, "step", 1)
    held = _claim(database, now=NOON)

    database.write(lambda db: jobs.give_back(db, held, now=NOON))

    (again,) = _claim(database, now=NOON)
    assert again.tries == 1


def test_dead_letters_are_forgotten_by_age_and_by_number(database: Database) -> None:
    """The newest stay, none for ever; what waits or runs is left alone, however old."""
    for subject in range(5):
        _put(database, "step", subject)
        (job,) = _claim(database)
        _bury(database, job, now=NOON + subject * MINUTE)
    _put(database, "step", 5, at=NOON - timedelta(days=99))

    by_age = database.write(lambda db: jobs.forget_dead(db, before=NOON + 2 * MINUTE, most=10))
    by_number = database.write(lambda db: jobs.forget_dead(db, before=NOON, most=1))

    assert (by_age, by_number) == (2, 2)
    with database.read() as db:
        assert db.execute(select(table.c.subject).order_by(table.c.id)).scalars().all() == [4, 5]


def test_jobs_that_are_ended_together_end_all_or_none(database: Database) -> None:
    """One that another worker took keeps the others as well, and the change is undone."""
    for subject in range(3):
        _put(database, "step", subject)
    held = _claim(database)
    stolen = Job(held[1].id, "step", 1, 1, "another")

    with pytest.raises(LeaseLost):
        database.write(lambda db: jobs.done(db, held[0], stolen, held[2]))
    assert _counts(database).running == 3
    database.write(lambda db: jobs.done(db, *held))

    assert _counts(database) == Counts(waiting=0, running=0, dead=0)


def _put(  # noqa: PLR0913 - a step has this many parts
    database: Database,
    verb: str,
    subject: int,
    *,
    key: str | None = None,
    priority: int = 0,
    at: datetime | None = None,
) -> None:
    database.write(lambda db: jobs.put(db, verb, subject, key=key, priority=priority, at=at, now=NOON))


def _claim(database: Database, *, now: datetime = NOON, limit: int = 10, who: str = "one") -> list[Job]:
    return database.write(lambda db: jobs.claim(db, now=now, lease=MINUTE, limit=limit, token=who))


def _fail(database: Database, job: Job, *, now: datetime) -> None:
    database.write(lambda db: jobs.failed(db, job, "It broke.", now=now, luck=0.5))


def _bury(database: Database, job: Job, *, now: datetime) -> None:
    database.write(lambda db: jobs.bury(db, job, "It broke.", now=now))


def _ending(job: Job, mark: str) -> Callable[[Connection], None]:
    def change(db: Connection) -> None:
        db.execute(teams.insert(), {"slug": mark, "name": ""})
        jobs.done(db, job)

    return change


def _any_due(database: Database, *, now: datetime = NOON) -> bool:
    with database.read() as db:
        return jobs.any_due(db, now)


def _counts(database: Database) -> Counts:
    with database.read() as db:
        return jobs.counts(db)


def _row(database: Database) -> Row[Any]:
    with database.read() as db:
        return db.execute(select(table)).one()
