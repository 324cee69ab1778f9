"""The ground the other tests stand on: a real PostgreSQL, fresh databases, no outside world."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from pytest_socket import SocketConnectBlockedError

from tests.postgres import (
    Postgres,
    PostgresUnavailableError,
    binaries,
    own_server,
    package_binaries,
    running_postgres,
)

ASK_FOR_A_SERVER = """
import time
from tests.postgres import binaries, own_server

with own_server(binaries()) as url:
    print(url, flush=True)
    time.sleep(60)
"""


def test_the_server_is_a_real_postgresql(postgres: Postgres) -> None:
    """What answers says so itself, and knows letters beyond English."""
    with psycopg.connect(postgres.new_database()) as db:
        row = db.execute("SELECT version(), lower('ÄRGER'), 'Ünfair' ILIKE 'ünf%'").fetchone()

    assert row is not None
    assert row[0].startswith("PostgreSQL ")
    assert row[1:] == ("ärger", True)


def test_copies_of_a_template_are_independent(postgres: Postgres) -> None:
    """What one test writes, no other test reads."""
    template = postgres.new_database()
    _run(template, "CREATE TABLE note (words text)")
    postgres.freeze(template)
    mine, yours = (postgres.new_database(template=template) for _ in range(2))

    _run(mine, "INSERT INTO note VALUES ('mine')")

    assert _count(mine, "note") == 1
    assert _count(yours, "note") == 0


def test_a_dropped_database_is_gone_even_while_someone_is_connected(postgres: Postgres) -> None:
    """A test that forgot a connection leaves nothing behind."""
    url = postgres.new_database()
    with psycopg.connect(url) as forgotten:
        postgres.drop(url)

        with pytest.raises(psycopg.OperationalError):
            forgotten.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_the_package_has_a_whole_postgresql_too() -> None:
    """A machine without PostgreSQL tests with the package's, with the extension that search uses."""
    with own_server(package_binaries()) as url:
        _run(url, "CREATE EXTENSION pg_trgm")
        home = Path(url.partition("host=")[2])
        assert home.stat().st_mode & 0o077 == 0

    assert not home.exists()


def test_the_server_ends_with_a_test_process_that_was_killed() -> None:
    """Neither Ctrl-C nor a kill leaves a server or a folder behind."""
    command = [sys.executable, "-c", ASK_FOR_A_SERVER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tests:  # noqa: S603 - our own Python and words
        assert tests.stdout is not None
        home = Path(tests.stdout.readline().strip().partition("host=")[2])
        pid = int((home / "data" / "postmaster.pid").read_text().split()[0])
        tests.send_signal(signal.SIGKILL)

    assert _soon_gone(home)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_server_that_cannot_start_says_why() -> None:
    """The log is in the error."""
    with pytest.raises(PostgresUnavailableError, match="/nowhere/initdb"), own_server(Path("/nowhere")):
        pytest.fail("there are no programs to start")


def test_without_any_postgresql_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing passes by being skipped."""
    monkeypatch.setattr("tests.postgres._likely_folders", lambda: iter([Path("/nowhere")]))

    with pytest.raises(PostgresUnavailableError, match="FIRSTLINE_TEST_POSTGRES_URL"):
        binaries()


def test_a_named_server_is_used_and_left_clean(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """The databases that were made on it are dropped."""
    monkeypatch.setenv("FIRSTLINE_TEST_POSTGRES_URL", postgres.url.replace("postgresql://", "postgres://"))

    with running_postgres() as named:
        url = named.new_database()
        assert named.url == postgres.url

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(url)


def test_a_socket_to_the_outside_world_is_refused() -> None:
    """The address is one that nobody owns, so that nothing could answer anyway."""
    with pytest.warns(UserWarning, match="A test tried"), pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_socket_to_this_machine_is_allowed() -> None:
    """Tests may serve and call on loopback."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as caller,
    ):
        assert caller.getpeername() == server.getsockname()


def _run(url: str, statement: LiteralString) -> None:
    with psycopg.connect(url) as db:
        db.execute(statement)


def _count(url: str, table: str) -> int:
    with psycopg.connect(url) as db:
        row = db.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


def _soon_gone(folder: Path, *, within: float = 20.0) -> bool:
    give_up_at = time.monotonic() + within
    while folder.exists() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    return not folder.exists()
