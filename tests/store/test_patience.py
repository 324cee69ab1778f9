"""A request to PostgreSQL ends, whatever the server or the line to it does."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import make_url

from firstline.store import patience
from firstline.store.db import Connection, Database, DatabaseBusy, DatabaseDown, OutcomeUnknown, open_database
from tests.journeys.test_outage import Line, line_to
from tests.make import opened

SOON = 10.0
"""Seconds: far more than the limits below, far less than for ever."""

On = tuple[Database, Line]


@pytest.fixture
def on_a_line(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[On]:
    """Open a database at the end of a line that can be held, with limits that a test can wait for."""
    monkeypatch.setattr(patience, "GIVE_UP", 0.5)
    monkeypatch.setitem(patience.SETTINGS, "connect_timeout", 2)
    with line_to(postgresql_url) as (line, near), opened(near) as database:
        _look(database)
        yield database, line
        line.cut()


def test_a_reader_does_not_wait_for_ever(on_a_line: On) -> None:
    """The server is frozen, and nobody knows when it thaws."""
    database, line = on_a_line

    line.flowing.clear()
    began = time.monotonic()
    with pytest.raises(DatabaseDown):
        _look(database)

    assert time.monotonic() - began < SOON


def test_a_writer_that_did_not_ask_for_its_commit_stored_nothing(on_a_line: On) -> None:
    """It says so, instead of that nobody knows."""
    database, line = on_a_line

    def change(db: Connection) -> None:
        line.flowing.clear()
        db.exec_driver_sql("INSERT INTO teams VALUES ('a', '')")

    began = time.monotonic()
    with pytest.raises(DatabaseDown) as raised:
        database.write(change)

    assert not isinstance(raised.value, OutcomeUnknown)
    assert time.monotonic() - began < SOON


def test_a_writer_that_waits_for_its_commit_is_told_to_look(on_a_line: On) -> None:
    """The server may have stored it before it froze."""
    database, line = on_a_line

    def change(db: Connection) -> None:
        db.exec_driver_sql("INSERT INTO teams VALUES ('a', '')")
        line.flowing.clear()

    with pytest.raises(OutcomeUnknown):
        database.write(change)


def test_a_connection_that_was_given_up_is_not_used_again(on_a_line: On) -> None:
    """What the server says at last was meant for another."""
    database, line = on_a_line

    line.flowing.clear()
    with pytest.raises(DatabaseDown):
        _look(database)
    line.flowing.set()

    assert _look(database) == 1


def test_the_server_gives_up_a_long_statement_by_itself(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not go on working for nobody, and the connection stays."""
    monkeypatch.setattr(patience, "SERVER_GIVES_UP", 1)

    with opened(postgresql_url) as database:
        with pytest.raises(DatabaseBusy), database.read() as db:
            db.exec_driver_sql("SELECT pg_sleep(60)")
        assert _look(database) == 1


def test_a_migration_takes_as_long_as_it_needs(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither side has a limit then."""
    monkeypatch.setattr(patience, "GIVE_UP", 0.1)
    database = open_database(postgresql_url, limited=False)

    with database.read() as db:
        db.exec_driver_sql("SELECT pg_sleep(0.3)")
        limit = db.exec_driver_sql("SHOW statement_timeout").scalar_one()

    database.close()
    assert limit == "0"


@pytest.mark.parametrize(
    ("options", "limit"), [("-c work_mem=8MB", "15s"), ("-c statement_timeout=3s", "3s")]
)
def test_what_the_address_says_goes_before(postgresql_url: str, options: str, limit: str) -> None:
    """The operator knows the server; what is said of other things stays as well."""
    url = make_url(postgresql_url).update_query_dict({"options": options})

    with opened(url.render_as_string(hide_password=False)) as database, database.read() as db:
        found: Any = db.exec_driver_sql("SHOW statement_timeout").scalar_one()

    assert found == limit


def _look(database: Database) -> int:
    with database.read() as db:
        return int(db.exec_driver_sql("SELECT 1").scalar_one())
