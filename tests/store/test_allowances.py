"""What may be used in a span of time is counted once, for all who use it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest

from firstline.store import allowances
from firstline.store.db import Database
from tests.make import MORNING, opened

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NAME = "llm"


def take(database: Database, *, after: timedelta = timedelta(0), amount: int = 3) -> timedelta | None:
    """Take a piece at a moment of the morning."""
    return database.write(lambda db: allowances.take(db, NAME, amount, MINUTE, MORNING + after))


def line_up(database: Database, *, within: timedelta = HOUR) -> timedelta | None:
    """Line up in the morning."""
    return database.write(lambda db: allowances.line_up(db, NAME, 3, MINUTE, MORNING, within=within))


def test_a_bucket_is_full_at_first_and_fills_again(database: Database) -> None:
    """An empty one tells when the next piece is there, and then it is."""
    assert [take(database) for _ in range(4)] == [None, None, None, timedelta(seconds=20)]
    assert take(database, after=timedelta(seconds=19)) == timedelta(seconds=1)
    assert take(database, after=timedelta(seconds=20)) is None
    assert take(database, after=timedelta(seconds=20)) == timedelta(seconds=20)


def test_a_bucket_never_holds_more_than_it_can(database: Database) -> None:
    """A quiet day is not saved up."""
    take(database)

    assert [take(database, after=timedelta(days=1)) for _ in range(4)].count(None) == 3


def test_a_clock_that_is_behind_fills_nothing_twice(database: Database) -> None:
    """Two machines seldom agree to the second."""
    assert [take(database, after=timedelta(seconds=20)) for _ in range(3)] == [None] * 3

    assert take(database) == timedelta(seconds=20)
    assert take(database, after=timedelta(seconds=30)) == timedelta(seconds=10)


def test_many_who_take_at_once_get_what_there_is(database_url: str) -> None:
    """Over two open databases, as two processes have them."""
    with opened(database_url) as one, opened(database_url) as other, ThreadPoolExecutor(8) as threads:
        both = [one, other] * 20
        taken = list(threads.map(lambda database: take(database, amount=10), both))

    assert taken.count(None) == 10


def test_those_who_were_turned_away_come_again_one_after_the_other(database: Database) -> None:
    """Each has a moment of its own; where the line is too long, none is given away."""
    assert [line_up(database) for _ in range(3)] == [timedelta(seconds=20 * n) for n in (1, 2, 3)]
    assert line_up(database, within=MINUTE) is None
    assert line_up(database) == timedelta(seconds=80)


@pytest.mark.parametrize(("seconds", "left"), [(0, 30), (29, 1), (30, None), (90, None)])
def test_a_pause_holds_until_its_moment(database: Database, seconds: int, left: int | None) -> None:
    """The longest that was asked for counts."""
    for pause in (30, 10):
        until = MORNING + timedelta(seconds=pause)
        database.write(partial(allowances.pause, name=NAME, until=until))

    with database.read() as db:
        found = allowances.paused(db, NAME, MORNING + timedelta(seconds=seconds))

    assert found == (None if left is None else timedelta(seconds=left))
