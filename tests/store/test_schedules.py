"""The last tick of each schedule, moved on by one process only."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from firstline.store import schedules
from firstline.store.db import Database
from tests.flows.together import together
from tests.make import opened

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_schedule_begins_once(database: Database) -> None:
    """The second process, whose clock is a little later, changes nothing."""
    database.write(lambda db: schedules.begin(db, "fold", NOON))
    database.write(lambda db: schedules.begin(db, "fold", NOON + MINUTE))
    database.write(lambda db: schedules.begin(db, "forget", NOON + MINUTE))

    with database.read() as db:
        assert schedules.ticks(db) == {"fold": NOON, "forget": NOON + MINUTE}


def test_it_is_moved_only_from_where_it_was_read(database: Database) -> None:
    """Forwards and, after a clock that was wrong, backwards."""
    database.write(lambda db: schedules.begin(db, "fold", NOON))

    assert database.write(lambda db: schedules.move(db, "fold", last=NOON, to=NOON + MINUTE))
    assert not database.write(lambda db: schedules.move(db, "fold", last=NOON, to=NOON + 2 * MINUTE))
    assert database.write(lambda db: schedules.move(db, "fold", last=NOON + MINUTE, to=NOON - MINUTE))
    assert not database.write(lambda db: schedules.move(db, "unknown", last=NOON, to=NOON))

    with database.read() as db:
        assert schedules.ticks(db) == {"fold": NOON - MINUTE}


def test_of_many_that_move_it_at_once_one_does(database_url: str) -> None:
    """Four processes' databases, twenty ticks, each tick moved once."""
    with ExitStack() as stack:
        databases = [stack.enter_context(opened(database_url)) for _ in range(4)]
        databases[0].write(lambda db: schedules.begin(db, "fold", NOON))

        moved = [sum(together([_moving(one, NOON + n * MINUTE) for one in databases])) for n in range(20)]

    assert moved == [1] * 20


def _moving(database: Database, last: datetime) -> Callable[[], bool]:
    def move() -> bool:
        return database.write(lambda db: schedules.move(db, "fold", last=last, to=last + MINUTE))

    return move
