"""A desk moves to PostgreSQL: all of it, whatever kills the move, and never is there a second one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from firstline.core.errors import Refused
from firstline.store import closed, schema
from firstline.store.alone import DeskRuns
from firstline.store.closed import DeskClosed, NotReopened, Why
from firstline.store.fill import NotEmpty
from firstline.store.migrate import head, revision_of, upgrade
from firstline.store.moving import CannotMove, move, place_of
from firstline.store.restore import Unlike
from tests.flows.whole import assert_whole
from tests.make import MORNING, make_desk, make_ticket, opened, run_steps
from tests.postgres import Postgres
from tests.store import worked
from tests.store.test_dump import content, newest

MOVE = """
import sys
from datetime import UTC, datetime
from firstline.store import moving
moving.AT_ONCE = 25
moving.move(sys.argv[1], sys.argv[2], at=datetime.now(UTC))
"""


@pytest.fixture
def target_url(postgres: Postgres) -> Iterator[str]:
    """Give an empty PostgreSQL database."""
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def source_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a desk that was worked on, and that nobody has open."""
    url = f"sqlite:///{tmp_path}/firstline.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    upgrade(url)
    with opened(url) as database:
        desk = make_desk(database)
        worked.work(desk)
        desk.write(worked.leave_steps)
    yield url
    if request.param == "postgresql":
        request.getfixturevalue("postgres").drop(url)


def test_a_desk_lives_where_it_was_moved(source_url: str, target_url: str) -> None:
    """Row for row; its steps and its dead letters went along, and its numbers go on behind."""
    moved = move(source_url, target_url, at=MORNING)

    assert (moved.place, moved.resumed) == (place_of(target_url), False)
    reopen(source_url)
    with opened(source_url) as old, opened(target_url) as new:
        before, after = make_desk(old), make_desk(new)
        assert content(after) == content(before)
        assert make_ticket(after).id == newest(before) + 1
        after.write(worked.forget_dead)
        assert run_steps(after) >= 2
        assert_whole(after)


def test_no_desk_starts_where_it_has_moved_from(source_url: str, target_url: str) -> None:
    """The refusal says where it lives, without a password; after a way back it starts again, as it was."""
    move(source_url, target_url, at=MORNING)

    with pytest.raises(DeskClosed, match=r"moved to postgresql://.* on 2026-03-02\. Set DATABASE_URL"):
        upgrade(source_url)
    upgrade(target_url)
    reopen(source_url)

    upgrade(source_url)
    with opened(source_url) as database, database.read() as db:
        assert revision_of(db) == head()


@pytest.mark.parametrize("point", ["source_closed", "appended:1", "appended:9", "source_moved"])
def test_a_move_that_was_killed_goes_on(point: str, source_url: str, target_url: str) -> None:
    """Until then no desk starts on either database; at the end it is as if nothing had happened."""
    killed = in_a_process(source_url, target_url, FIRSTLINE_CRASH_AT=point)
    assert killed.returncode < 0, killed.stderr
    with pytest.raises(DeskClosed):
        upgrade(source_url)
    if point != "source_closed":
        with pytest.raises(DeskClosed, match="being moved into this database"):
            upgrade(target_url)

    done = in_a_process(source_url, target_url)

    assert done.returncode == 0, done.stderr
    reopen(source_url)
    with opened(source_url) as old, opened(target_url) as new:
        assert content(make_desk(new)) == content(make_desk(old))


def test_a_move_that_was_done_is_not_done_again(source_url: str, target_url: str, postgres: Postgres) -> None:
    """Neither to the same place nor to another."""
    move(source_url, target_url, at=MORNING)
    other = postgres.new_database()

    with pytest.raises((NotEmpty, CannotMove)):
        move(source_url, target_url, at=MORNING)
    with pytest.raises(CannotMove, match="was moved to"):
        move(source_url, other, at=MORNING)

    postgres.drop(other)
    upgrade(target_url)


def test_a_row_that_was_changed_on_the_way_is_noticed(source_url: str, target_url: str) -> None:
    """Then no desk starts on either, until somebody decides."""
    in_a_process(source_url, target_url, FIRSTLINE_CRASH_AT="source_moved")
    with opened(target_url) as database:
        database.write(lambda db: db.execute(update(schema.entries).values(author="Mallory")).close())

    with pytest.raises(Unlike, match="entries"):
        move(source_url, target_url, at=MORNING)

    for url in (source_url, target_url):
        with pytest.raises(DeskClosed):
            upgrade(url)
    with opened(target_url) as database, pytest.raises(NotReopened):
        database.write(closed.take_back)


def test_a_desk_that_runs_is_not_moved(source_url: str, target_url: str) -> None:
    """Nor into one."""
    upgrade(target_url)

    for running in (source_url, target_url):
        with opened(running) as database, database.read():
            with pytest.raises(DeskRuns, match="Stop it"):
                move(source_url, target_url, at=MORNING)
            assert database.kind
    upgrade(source_url)


def test_a_move_fits_its_databases(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Refused before anything is touched."""
    with pytest.raises(Refused, match="PostgreSQL"):
        move(source_url, f"sqlite:///{tmp_path}/other.db", at=MORNING)
    with pytest.raises(CannotMove, match="there already"):
        move(target_url, target_url, at=MORNING)
    upgrade(target_url)
    with opened(target_url) as database:
        make_ticket(make_desk(database))
    with pytest.raises(NotEmpty):
        move(source_url, target_url, at=MORNING)
    upgrade(source_url)


def test_a_place_is_named_without_its_password() -> None:
    """Wherever it stands."""
    assert place_of("postgresql://eve:hush@db:5433/desk?password=hush") == "postgresql://eve@db:5433/desk"


def reopen(url: str) -> None:
    """Take the way back."""
    with opened(url) as database:
        assert database.write(closed.take_back).why in {Why.MOVED, Why.MOVING}


def in_a_process(source: str, target: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Move in a process that may be killed."""
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", MOVE, source, target],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
