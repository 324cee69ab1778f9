"""The queue on disk: what is queued is done once, by one worker, in its order."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Row, select

from firstline.core.ids import JobId
from firstline.store import job_list, jobs
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


def test_a_worker_that_asks_for_more_time_learns_what_it_has_lost(database: Database) -> None:
    """One was cancelled, one was taken by another; it keeps the third."""
    for subject in range(3):
        _put(database, "step", subject)
    held = _claim(database, now=NOON, who="late")
    _cancel(database, held[0])
    database.write(lambda db: jobs.release(db, ["late"], now=NOON))
    _claim(database, limit=1, who="new")
    (kept,) = _claim(database, now=NOON, who="late")

    lost = database.write(lambda db: jobs.renew(db, [*held[:2], kept], now=NOON, lease=MINUTE))

    assert lost == held[:2]
    assert database.write(lambda db: jobs.renew(db, [], now=NOON, lease=MINUTE)) == []


def test_the_table_says_who_holds_a_job(database: Database) -> None:
    """As long as it is held, and no longer."""
    _put(database, "step", 1)

    (held,) = _claim(database, who="eve")
    holder = _row(database).worker
    _fail(database, held, now=NOON)

    assert (holder, _row(database).worker) == ("eve", None)


def test_a_job_that_was_cancelled_while_it_was_held_leaves_nothing(database: Database) -> None:
    """Its row is gone, so what the step wrote goes with its lease."""
    _put(database, "step", 1)
    (held,) = _claim(database)

    _cancel(database, held)
    with pytest.raises(LeaseLost):
        database.write(_ending(held, "late"))

    with database.read() as db:
        assert db.execute(select(teams.c.slug)).all() == []
        assert not jobs.is_there(db, held)
    assert _counts(database) == Counts(waiting=0, running=0, dead=0)


def test_a_dead_letter_that_is_retried_has_all_its_tries_again(database: Database) -> None:
    """It fails once more, and waits for the next try instead of being buried."""
    _put(database, "step", 1)
    for _ in range(jobs.TRIES):
        database.write(_make_due)
        _fail(database, *_claim(database), now=NOON)
    assert _counts(database).dead == 1

    number = JobId(_row(database).id)
    database.write(lambda db: job_list.revive(db, [job_list.take_dead(db, number)], now=NOON))
    (again,) = _claim(database)
    _fail(database, again, now=NOON)

    assert again.tries == 1
    assert _counts(database) == Counts(waiting=1, running=0, dead=0)


# --- verbs that are left, and limits ---------------------------------------------------------------------


def test_verbs_that_are_left_do_not_hide_the_others(database: Database) -> None:
    """Neither in a look nor in a claim, however many of them come first."""
    for subject in range(30):
        _put(database, "slow", subject, priority=-1)
    assert not _any_due(database, leave={"slow"})
    _put(database, "quick", 99)

    assert _any_due(database, leave={"slow"})
    found = _claim(database, limit=5, leave={"slow", "other"})

    assert [job.verb for job in found] == ["quick"]
    assert not _any_due(database, leave={"slow"})


def test_of_a_limited_verb_no_more_are_held_than_may_be(database: Database) -> None:
    """The rest waits, though it comes first; others are taken past it, in their order."""
    for subject in range(5):
        _put(database, "ask", subject, priority=-1)
    for subject in range(5):
        _put(database, "draft", subject, priority=subject)

    first = _claim(database, limit=8, who="one", limits={"ask": 2})
    second = _claim(database, limit=8, who="two", limits={"ask": 2})

    asked, drafted = [("ask", 0), ("ask", 1)], [("draft", 0), ("draft", 1), ("draft", 2)]
    assert [(job.verb, job.subject) for job in first] == asked + drafted
    assert [(job.verb, job.subject) for job in second] == [("draft", 3), ("draft", 4)]
    assert _full(database, {"ask": 2, "draft": 6}) == {"ask"}


@pytest.mark.parametrize("how", ["ended", "failed", "buried", "given back", "cancelled", "lease ran out"])
def test_a_place_is_free_again_however_a_job_ends(database: Database, how: str) -> None:
    """The next one is taken, and one more does not fit."""
    for subject in range(3):
        _put(database, "ask", subject)
    (held,) = _claim(database, limit=9, limits={"ask": 1})
    later = NOON + MINUTE if how == "lease ran out" else NOON
    ends: Mapping[str, Callable[[Connection], None]] = {
        "ended": lambda db: jobs.done(db, held),
        "failed": lambda db: jobs.failed(db, held, "It broke.", now=NOON, luck=0.5),
        "buried": lambda db: jobs.bury(db, held, "It broke.", now=NOON),
        "given back": lambda db: jobs.give_back(db, [held], now=NOON),
        "cancelled": lambda db: job_list.remove(db, job_list.load(db, held.id)),
        "lease ran out": lambda _: None,
    }

    database.write(ends[how])

    assert _full(database, {"ask": 1}, now=later) == set()
    assert len(_claim(database, limit=9, now=later, limits={"ask": 1})) == 1
    assert _claim(database, limit=9, now=later, limits={"ask": 1}) == []


def test_a_limit_holds_among_workers_that_claim_at_once(database: Database) -> None:
    """Eight of them work off 60 jobs, of which three may be held at a time."""
    for subject in range(60):
        _put(database, "ask", subject)
    guard, held, most, done = threading.Lock(), Counter[str](), [0], [0]

    def work(name: int) -> None:
        while done[0] < 60:
            mine = _claim(database, limit=4, who=str(name), limits={"ask": 3})
            with guard:
                held["ask"] += len(mine)
                most[0] = max(most[0], held["ask"])
            time.sleep(0.005)
            with guard:
                held["ask"] -= len(mine)
                done[0] += len(mine)
            database.write(partial(_end_all, held=mine))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))

    assert most[0] <= 3
    assert _counts(database) == Counts(waiting=0, running=0, dead=0)


def test_unknown_verbs_are_named_once(database: Database) -> None:
    """Those that wait; what is held is somebody's already."""
    for verb in ("new", "new", "newer", "old", "held"):
        _put(database, verb, 1, priority=-1 if verb == "held" else 0)
    _claim(database, limit=1)

    with database.read() as db:
        assert jobs.unknown(db, {"old"}) == {"new", "newer"}


# --- failures --------------------------------------------------------------------------------------------


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


def _claim(  # noqa: PLR0913 - as a claim
    database: Database,
    *,
    now: datetime = NOON,
    limit: int = 10,
    who: str = "one",
    leave: Collection[str] = (),
    limits: Mapping[str, int] = jobs.NO_LIMITS,
) -> list[Job]:
    claim = partial(jobs.claim, now=now, lease=MINUTE, limit=limit, token=who, worker=who)
    return database.write(lambda db: claim(db, leave=leave, limits=limits))


def _end_all(db: Connection, held: Sequence[Job]) -> None:
    jobs.done(db, *held)


def _cancel(database: Database, job: Job) -> None:
    database.write(lambda db: job_list.remove(db, job_list.take_living(db, job.id)))


def _make_due(db: Connection) -> None:
    db.execute(table.update().values(due_at=NOON))


def _full(database: Database, limits: Mapping[str, int], *, now: datetime = NOON) -> set[str]:
    with database.read() as db:
        return jobs.full(db, limits, now=now, lease=MINUTE)


def _fail(database: Database, job: Job, *, now: datetime) -> None:
    database.write(lambda db: jobs.failed(db, job, "It broke.", now=now, luck=0.5))


def _bury(database: Database, job: Job, *, now: datetime) -> None:
    database.write(lambda db: jobs.bury(db, job, "It broke.", now=now))


def _ending(job: Job, mark: str) -> Callable[[Connection], None]:
    def change(db: Connection) -> None:
        db.execute(teams.insert(), {"slug": mark, "name": ""})
        jobs.done(db, job)

    return change


def _any_due(database: Database, *, now: datetime = NOON, leave: Collection[str] = ()) -> bool:
    with database.read() as db:
        return jobs.any_due(db, now, leave=leave)


def _counts(database: Database) -> Counts:
    with database.read() as db:
        return jobs.counts(db)


def _row(database: Database) -> Row[Any]:
    with database.read() as db:
        return db.execute(select(table)).one()
