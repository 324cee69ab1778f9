"""A running desk knows from memory whose it is, whatever its database does."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace

import pytest

from firstline.flows.desk import Desk
from firstline.run.doors import mode_of
from firstline.run.wiring import watched_board
from firstline.store.db import Connection, DatabaseDown
from firstline.web.guard import Mode

SOON = 5.0
"""Seconds that the test waits for what takes a hundredth of one."""
OFTEN = 0.005
"""Seconds between two looks."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: how it fails is told by the test itself."""
    return sqlite_url


@dataclass(slots=True)
class Trouble:
    """A way to the database that a test can break."""

    read: Callable[[], AbstractContextManager[Connection]]
    suffer: Callable[[], None] = lambda: None
    looks: int = 0
    looked: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Count the look, suffer, then read."""
        with self.looked:
            self.looks += 1
            self.looked.notify_all()
        self.suffer()
        with self.read() as db:
            yield db

    def wait_for(self, more: int) -> None:
        """Return when the database was asked this many times again."""
        with self.looked:
            wanted = self.looks + more
            assert self.looked.wait_for(lambda: self.looks >= wanted, SOON)


def make_account(desk: Desk) -> None:
    """Make the first account."""
    desk.write(
        lambda db: db.exec_driver_sql(
            "INSERT INTO accounts (email, name, role, created_at)"
            " VALUES ('kim@example.com', 'Kim', 'admin', '2026-03-02 08:00:00.000000')"
        )
    )


def down() -> None:
    """Fail as a database does that is not there."""
    message = "The database is down."
    raise DatabaseDown(message)


def test_the_first_account_is_noticed_while_the_desk_is_open(desk: Desk) -> None:
    """Without a restart, and without a request that asks."""
    with watched_board(desk, every=OFTEN) as board:
        before = mode_of(board)
        make_account(desk)
        give_up_at = time.monotonic() + SOON
        while mode_of(board) is before and time.monotonic() < give_up_at:
            time.sleep(OFTEN)

        assert (before, mode_of(board)) == (Mode.LOCAL, Mode.TEAM)


def test_a_database_that_is_down_leaves_a_teams_desk_closed(desk: Desk) -> None:
    """And it is asked again, so that what changed meanwhile is noticed later."""
    make_account(desk)
    trouble = Trouble(desk.read)
    with watched_board(replace(desk, read=trouble.reading), every=OFTEN) as board:
        trouble.suffer = down
        trouble.wait_for(3)

        assert mode_of(board) is Mode.TEAM


def test_a_database_that_hangs_holds_up_nobody_who_asks(desk: Desk) -> None:
    """Nor the end of the desk for long."""
    hanging, released = threading.Event(), threading.Event()

    def hang() -> None:
        hanging.set()
        assert released.wait(2 * SOON)

    trouble = Trouble(desk.read)
    try:
        with watched_board(replace(desk, read=trouble.reading), every=OFTEN) as board:
            trouble.suffer = hang
            assert hanging.wait(SOON)
            began = time.monotonic()
            assert mode_of(board) is Mode.LOCAL
            assert time.monotonic() - began < 1
            asked_to_end = time.monotonic()
        assert time.monotonic() - asked_to_end < SOON
    finally:
        released.set()


def test_a_desk_that_cannot_learn_whose_it_is_does_not_open(desk: Desk) -> None:
    """A team's desk must never be taken for one that needs no sign-in."""
    trouble = Trouble(desk.read, suffer=down)

    with pytest.raises(DatabaseDown), watched_board(replace(desk, read=trouble.reading)):
        pytest.fail("it opened")


def test_a_closed_desk_asks_no_more(desk: Desk) -> None:
    """Its thread has ended with it."""
    with watched_board(desk, every=OFTEN):
        assert "noticeboard" in {thread.name for thread in threading.enumerate()}

    assert "noticeboard" not in {thread.name for thread in threading.enumerate()}
