"""Who works, and who has gone silent."""

from datetime import UTC, datetime, timedelta

from firstline.store import jobs, workers
from firstline.store.db import Connection, Database
from firstline.store.schema import jobs as table
from firstline.store.workers import Worker

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def test_a_worker_is_known_as_it_tells_of_itself(database: Database) -> None:
    """Its next word moves only the moment when it was seen."""
    first = _live(database, "one", at=NOON)
    again = _live(database, "one", at=NOON + 10 * SECOND)

    assert first.seen_at == NOON
    assert _known(database) == [again]
    assert again.started_at == NOON - HOUR


def test_a_worker_that_ends_in_order_is_forgotten(database: Database) -> None:
    """The others stay, the oldest first."""
    for name in ("a", "b", "c"):
        _live(database, name, at=NOON)

    database.write(lambda db: workers.leave(db, "b"))

    assert [worker.id for worker in _known(database)] == ["a", "c"]


def test_the_silent_ones_are_those_that_were_not_seen_since(database: Database) -> None:
    """Seen at that very moment is seen."""
    _live(database, "dead", at=NOON - SECOND)
    _live(database, "alive", at=NOON)

    with database.read() as db:
        assert [worker.id for worker in workers.silent(db, since=NOON)] == ["dead"]
    assert database.write(lambda db: workers.forget(db, before=NOON)) == 1
    assert [worker.id for worker in _known(database)] == ["alive"]


def test_one_that_was_forgotten_is_known_again_by_its_next_word(database: Database) -> None:
    """It was frozen for a day, and wakes."""
    _live(database, "one", at=NOON)
    database.write(lambda db: workers.forget(db, before=NOON + HOUR))

    woken = _live(database, "one", at=NOON + 25 * HOUR)

    assert _known(database) == [woken]


def test_what_a_silent_worker_holds_is_due_at_once(database: Database) -> None:
    """Its leases would have gone on for an hour; the try that it has begun stays counted."""
    _claim(database, "dead", 2)
    _claim(database, "alive", 1)

    assert _any_of(database, ["dead"])
    released = database.write(lambda db: jobs.release(db, ["dead", "nobody"], now=NOON))

    assert released == 2
    assert not _any_of(database, ["dead"])
    found = _claim(database, "heir", 0)
    assert [(job.subject, job.tries) for job in found] == [(0, 2), (1, 2)]
    assert _holders(database) == ["heir", "heir", "alive"]


def test_dead_letters_and_waiting_jobs_are_nobodys(database: Database) -> None:
    """Whoever held them last does not hold them now, so there is nothing to release."""
    buried, failed, returned = _claim(database, "dead", 3)
    database.write(lambda db: jobs.bury(db, buried, "It broke.", now=NOON))
    database.write(lambda db: jobs.failed(db, failed, "It broke.", now=NOON, luck=0.5))
    database.write(lambda db: jobs.give_back(db, [returned], now=NOON))

    assert not _any_of(database, ["dead"])
    assert database.write(lambda db: jobs.release(db, ["dead"], now=NOON)) == 0
    assert _holders(database) == [None, None, None]


def _live(database: Database, name: str, *, at: datetime) -> Worker:
    worker = Worker(name, "machine:7", "0.1.0", NOON - HOUR, at)
    database.write(lambda db: workers.live(db, worker))
    return worker


def _known(database: Database) -> list[Worker]:
    with database.read() as db:
        return list(workers.known(db))


def _claim(database: Database, worker: str, fresh: int) -> list[jobs.Job]:
    """Queue so many jobs, and let a worker take all that are due, for an hour."""

    def change(db: Connection) -> list[jobs.Job]:
        for subject in range(fresh):
            jobs.put(db, "step", subject, now=NOON)
        return jobs.claim(db, now=NOON, lease=HOUR, limit=9, token=worker, worker=worker)

    return database.write(change)


def _any_of(database: Database, names: list[str]) -> bool:
    with database.read() as db:
        return jobs.any_of(db, names, NOON)


def _holders(database: Database) -> list[str | None]:
    with database.read() as db:
        return list(
            db.execute(table.select().with_only_columns(table.c.worker).order_by(table.c.id)).scalars()
        )
