"""The open database: what is answered is stored, what is refused is not, and trouble has a name."""

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from firstline.core.errors import Unavailable
from firstline.store import db as opening
from firstline.store.db import (
    Connection,
    Database,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseDown,
    DatabaseReadOnly,
    DiskFull,
    OutcomeUnknown,
    WriteLost,
    open_database,
)
from firstline.store.schema import teams
from tests.disk import limited_disk
from tests.postgres import Postgres

ADD = insert(teams)
NAMES = text("SELECT slug FROM teams ORDER BY slug")

WRITE_MUCH = """
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from sqlalchemy import text
from firstline.store.db import open_database

database, who = open_database(sys.argv[1]), sys.argv[2]
add = text("INSERT INTO teams (slug, name) VALUES (:slug, '')")

def write(number):
    database.write(lambda db: db.execute(add, {"slug": f"{who}{number:03}"}) and None)
    os.write(1, f"{who}{number:03}\\n".encode())  # all at once, whoever else is telling

with ThreadPoolExecutor(8) as threads:
    list(threads.map(write, range(200)))
database.close()
"""

TRY_TO_WRITE = """
import os
import sys
from sqlalchemy import text
from firstline.core.errors import Unavailable
from firstline.store.db import open_database

open_database("sqlite://").close()  # so that everything is imported
if os.geteuid() == 0:
    os.seteuid(65534)  # root may write everywhere; nobody may not
try:
    database = open_database(sys.argv[1])
    database.write(lambda db: db.execute(text("DELETE FROM teams")) and None)
except Unavailable as error:
    print(error.code, error.sentence)
"""


class Stopped(Exception):
    """A change's own error."""


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Open a fresh database, once of each kind."""
    yield from _open(database_url)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """Open a fresh SQLite file."""
    yield from _open(sqlite_url)


@pytest.fixture
def postgresql(postgresql_url: str) -> Iterator[Database]:
    """Open a fresh PostgreSQL database."""
    yield from _open(postgresql_url)


# --- what is answered, and what is not --------------------------------------------------------------------


def test_of_600_calls_at_once_those_that_raise_leave_nothing(database: Database) -> None:
    """Every call hears the truth about itself, whoever shared its commit."""

    def write(number: int) -> str | None:
        def change(db: Connection) -> str:
            _add(db, f"{number:03}")
            if number % 3 == 0:
                raise Stopped
            return f"{number:03}"

        try:
            return database.write(change)
        except Stopped:
            return None

    with ThreadPoolExecutor(40) as threads:
        answered = [name for name in threads.map(write, range(600)) if name]

    assert len(answered) == 400
    assert _names(database) == answered


def test_a_call_that_raises_leaves_its_neighbours_in_the_group(sqlite: Database) -> None:
    """One commit carries the others."""
    with _held_back(sqlite):
        good, bad, better = (
            _asking(sqlite, change) for change in (_adding("a"), _failing("b"), _adding("c"))
        )

    assert good.exception() is None
    assert isinstance(bad.exception(), Stopped)
    assert better.exception() is None
    assert _names(sqlite) == ["a", "c"]


def test_a_failed_commit_fails_every_caller(sqlite: Database) -> None:
    """What is not on disk is claimed by nobody, and the next group is well again."""
    sqlite.write(_running("CREATE TABLE late (team TEXT REFERENCES teams DEFERRABLE INITIALLY DEFERRED)"))

    with _held_back(sqlite):
        good = _asking(sqlite, _adding("a"))
        orphan = _asking(sqlite, _running("INSERT INTO late VALUES ('nobody')"))

    assert isinstance(good.exception(), WriteLost)
    assert isinstance(orphan.exception(), WriteLost)
    assert _names(sqlite) == []
    sqlite.write(_adding("later"))
    assert _names(sqlite) == ["later"]


def test_a_transaction_that_ended_by_itself_fails_the_whole_group(sqlite: Database) -> None:
    """Some errors make SQLite undo everything; nobody is told that an earlier savepoint survived."""

    def lose_everything(db: Connection) -> None:
        _raw(db).execute("ROLLBACK")
        raise Stopped

    with _held_back(sqlite):
        before = _asking(sqlite, _adding("before"))
        losing = _asking(sqlite, lose_everything)
        after = _asking(sqlite, _adding("after"))

    assert [type(call.exception()) for call in (before, losing)] == [WriteLost, WriteLost]
    assert after.exception() is None  # it came into the next group
    assert _names(sqlite) == ["after"]


def test_in_memory_a_transaction_that_ended_by_itself_is_no_success() -> None:
    """Its commit would find nothing to do and say so to nobody."""
    with closing(open_database("sqlite://")) as database:
        database.write(teams.create)

        def lose_everything(db: Connection) -> None:
            _add(db, "a")
            _raw(db).execute("ROLLBACK")

        with pytest.raises(WriteLost):
            database.write(lose_everything)

        assert _names(database) == []


def test_an_error_that_was_swallowed_does_not_turn_a_rollback_into_success(postgresql: Database) -> None:
    """PostgreSQL answers such a commit with a rollback; the caller hears of it."""

    def swallow(db: Connection) -> None:
        _add(db, "a")
        with pytest.raises(IntegrityError):
            _add(db, "a")

    with pytest.raises(RuntimeError, match="nothing of it was stored"):
        postgresql.write(swallow)

    assert _names(postgresql) == []


@pytest.mark.parametrize("moment", ["before_commit", "after_commit"])
def test_what_a_killed_process_had_answered_is_there(sqlite_url: str, moment: str) -> None:
    """It dies in its 20th commit: each name it printed was stored; it may have stored a few more."""
    told = _run(WRITE_MUCH, sqlite_url, "n", FIRSTLINE_CRASH_AT=f"{moment}:20").splitlines()

    database = open_database(sqlite_url)
    stored = _names(database)
    database.close()

    assert 0 < len(told) < 200
    assert set(told) <= set(stored)
    assert len(stored) <= len(told) + 8 * (2 if moment == "after_commit" else 1)


def test_two_processes_write_to_one_file(sqlite: Database, sqlite_url: str) -> None:
    """Neither loses a row to the other."""
    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(lambda who: _run(WRITE_MUCH, sqlite_url, who).split(), "ab"))

    assert [len(names) for names in told] == [200, 200]
    assert _names(sqlite) == sorted(told[0] + told[1])


def test_four_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """Nobody stumbles over another that is just making it."""
    opened = (
        "import sys; from firstline.store.db import open_database as o; o(sys.argv[1]).close(); print('ok')"
    )

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda _: _run(opened, f"sqlite:///{tmp_path}/new/desk.db"), range(4)))

    assert told == ["ok\n"] * 4


def test_closing_finishes_the_writes_that_wait(database: Database, database_url: str) -> None:
    """They were accepted, so they are stored; what comes later is refused."""
    with _held_back(database):
        waiting = [_asking(database, _adding(f"{number:02}")) for number in range(50)]
        closing_it = _in_a_thread(database.close)

    closing_it.result(10)

    assert [call.exception(0) for call in waiting] == [None] * 50
    with closing(open_database(database_url)) as again:
        assert len(_names(again)) == 50
    with pytest.raises(DatabaseDown, match="shutting down"):
        database.write(_adding("late"))


def test_closing_waits_for_a_write_under_way(postgresql: Database) -> None:
    """It was accepted, so the connections stay open until it is answered."""
    begun, enough = threading.Event(), threading.Event()

    def take_time(db: Connection) -> None:
        begun.set()
        assert enough.wait(10)
        _add(db, "a")

    writing = _in_a_thread(lambda: postgresql.write(take_time))
    assert begun.wait(10)
    closing_it = _in_a_thread(postgresql.close)
    with pytest.raises(TimeoutError):
        closing_it.result(0.1)
    enough.set()
    closing_it.result(10)

    assert writing.done()
    assert writing.exception() is None


# --- reading ---------------------------------------------------------------------------------------------


def test_a_reader_sees_one_moment(database: Database) -> None:
    """What others commit meanwhile appears to the next reader."""
    with database.read() as db:
        before = db.execute(NAMES).all()
        database.write(_adding("new"))
        after = db.execute(NAMES).all()

    assert before == after == []
    assert _names(database) == ["new"]


def test_a_reader_changes_nothing(database: Database) -> None:
    """It has the right to look."""
    with pytest.raises(DatabaseReadOnly), database.read() as db:
        _add(db, "a")

    assert _names(database) == []


def test_a_transaction_inside_a_write_is_refused(database: Database) -> None:
    """It would wait for itself; it is told so at once, however it asked."""
    asked: list[Callable[[Connection], object]] = [
        lambda _: database.write(_adding("a")),
        lambda _: _names(database),
    ]

    for ask in asked:
        with pytest.raises(RuntimeError, match="inside another"):
            database.write(ask)

    assert _names(database) == []


def test_in_memory_reads_and_writes_take_turns() -> None:
    """There is one connection; a thread that would wait for itself is told so."""
    database = open_database("sqlite://")
    database.write(teams.create)

    database.write(_adding("a"))
    database.write(_adding("b"))

    assert _names(database) == ["a", "b"]
    with database.read(), pytest.raises(RuntimeError, match="inside another"):
        database.write(_adding("c"))
    with pytest.raises(DatabaseReadOnly), database.read() as db:
        _add(db, "c")
    database.write(_adding("d"))
    database.close()


# --- what a change raises --------------------------------------------------------------------------------


def test_an_error_of_the_statement_passes_unchanged(database: Database) -> None:
    """A name that is taken and a table that is missing are the caller's matter."""
    database.write(_adding("a"))

    with pytest.raises(IntegrityError):
        database.write(_adding("a"))
    with pytest.raises((OperationalError, ProgrammingError)):
        database.write(_running("DELETE FROM nowhere"))


def test_an_error_shows_the_line_that_raised_it_and_leaves_no_garbage(database: Database) -> None:
    """The way to the fault is kept as long as the error, and not longer."""
    gc.collect()
    gc.disable()
    try:
        with pytest.raises(Stopped) as caught:
            database.write(_failing("a"))
        assert "change" in [frame.name for frame in caught.traceback]
        database.write(_adding("b"))  # whoever wrote is done with the call before
        error = weakref.ref(caught.value)
        del caught
        assert error() is None
    finally:
        gc.enable()


# --- trouble ---------------------------------------------------------------------------------------------


def test_a_database_that_may_grow_no_further_tells_no_lies(sqlite: Database) -> None:
    """Each row that was acknowledged is there, each that was refused is not, and room mends it."""
    pages = sqlite.write(lambda db: int(db.exec_driver_sql("PRAGMA page_count").scalar_one()))
    sqlite.write(_running(f"PRAGMA max_page_count = {pages + 40}"))

    _fill_and_compare(sqlite)

    sqlite.write(_running(f"PRAGMA max_page_count = {pages + 4_000}"))
    sqlite.write(_adding("later", name="x" * 20_000))
    assert "later" in _names(sqlite)


def test_a_full_disk_tells_no_lies(sqlite_template: Path) -> None:
    """The same on a real disk of 2 MB, of which another file is removed afterwards."""
    with limited_disk("2m") as disk:
        shutil.copyfile(sqlite_template, disk / "firstline.db")
        (disk / "other").write_bytes(b"x" * 500_000)
        database = open_database(f"sqlite:///{disk}/firstline.db")

        _fill_and_compare(database)

        (disk / "other").unlink()
        database.write(_adding("later"))
        assert "later" in _names(database)
        database.close()


def test_a_full_disk_is_named_to_whoever_opens_the_database_on_it(sqlite_template: Path) -> None:
    """The first to come needs room beside the file, even to read; with room it opens."""
    with limited_disk("2m") as disk:
        shutil.copyfile(sqlite_template, disk / "firstline.db")
        (disk / "other").write_bytes(b"x" * shutil.disk_usage(disk).free)

        with pytest.raises(DiskFull):
            open_database(f"sqlite:///{disk}/firstline.db")

        (disk / "other").unlink()
        with closing(open_database(f"sqlite:///{disk}/firstline.db")) as database:
            database.write(_adding("later"))


def test_a_database_that_others_hold_for_too_long_is_busy(sqlite: Database, sqlite_url: str) -> None:
    """The caller may try again; when they are gone it works."""
    sqlite.write(_running("PRAGMA busy_timeout = 20"))
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseBusy):
            sqlite.write(_adding("a"))

    sqlite.write(_adding("b"))
    assert _names(sqlite) == ["b"]


def test_a_file_that_may_only_be_read_is_named_so(sqlite_template: Path) -> None:
    """The sentence says what to do, and nothing of what the driver said."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # where another account can enter
        folder = Path(name)
        shutil.copyfile(sqlite_template, folder / "desk.db")
        (folder / "desk.db").chmod(0o444)  # as is the folder, so that no file can be made beside it
        folder.chmod(0o555)

        told = _run(TRY_TO_WRITE, f"sqlite:///{folder}/desk.db")

        folder.chmod(0o755)
    assert told.startswith("database_read_only The database can only be read.")
    assert "attempt" not in told


def test_a_file_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    """Opening it says so at once."""
    (tmp_path / "desk.db").write_bytes(b"these are no pages of a database" * 200)

    with pytest.raises(DatabaseDamaged):
        open_database(f"sqlite:///{tmp_path}/desk.db")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Something else stands in its place."""
    (tmp_path / "data").write_text("a file")

    with pytest.raises(DatabaseDown, match="folder"):
        open_database(f"sqlite:///{tmp_path}/data/desk.db")


def test_a_server_that_is_not_there_is_down(tmp_path: Path) -> None:
    """Reading and writing say the same."""
    database = open_database(f"postgres://nobody@/none?host={tmp_path}")

    with pytest.raises(DatabaseDown), database.read():
        pass
    with pytest.raises(DatabaseDown):
        database.write(_adding("a"))
    database.close()


# --- PostgreSQL runs a change again, or says that nobody knows ---------------------------------------------


def test_a_transaction_that_the_server_undid_for_others_is_run_again(postgresql: Database) -> None:
    """The caller notices nothing."""
    runs: list[int] = []

    def change(db: Connection) -> None:
        runs.append(1)
        _add(db, "a")
        if len(runs) < 3:
            db.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END $$")

    postgresql.write(change)

    assert len(runs) == 3
    assert _names(postgresql) == ["a"]


def test_it_is_not_run_again_for_ever(postgresql: Database) -> None:
    """After three more tries the caller is told that the database is busy."""
    runs: list[int] = []

    def change(db: Connection) -> None:
        runs.append(1)
        db.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$")

    with pytest.raises(DatabaseBusy):
        postgresql.write(change)

    assert len(runs) == 4


def test_a_connection_that_dies_before_the_commit_is_replaced(
    postgresql: Database, postgres: Postgres
) -> None:
    """Nothing was asked to be stored yet, so it is safe to begin again."""
    runs: list[int] = []

    def change(db: Connection) -> None:
        runs.append(1)
        if len(runs) == 1:
            _cut(postgres, db)
        _add(db, "a")

    postgresql.write(change)

    assert len(runs) == 2
    assert _names(postgresql) == ["a"]


def test_a_connection_that_dies_in_the_commit_leaves_the_outcome_open(
    postgresql: Database, postgres: Postgres
) -> None:
    """Perhaps it is stored: it is not run again, and the caller is told to look."""
    runs: list[int] = []

    def change(db: Connection) -> None:
        runs.append(1)
        _add(db, "a")
        _cut(postgres, db)

    with pytest.raises(OutcomeUnknown, match="look before you repeat"):
        postgresql.write(change)

    assert len(runs) == 1


def test_a_connection_that_died_at_rest_is_not_lent(
    postgresql: Database, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader after a restart of the server notices nothing of it."""
    monkeypatch.setattr(opening, "RESTED", 0.0)
    with postgresql.read() as db:
        _cut(postgres, db)

    assert _names(postgresql) == []


# --- how it is opened ------------------------------------------------------------------------------------


def test_a_new_folder_is_closed_to_others(tmp_path: Path) -> None:
    """The desk holds what customers write."""
    open_database(f"sqlite:///{tmp_path}/data/desk.db").close()

    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_new_file_is_closed_to_others_in_any_folder(tmp_path: Path) -> None:
    """The log and the files of the turns as well, whatever the process would give away otherwise."""
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    try:
        database = open_database(f"sqlite:///{tmp_path}/desk.db")
        database.write(teams.create)
        modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
        database.close()
    finally:
        os.umask(before)

    assert modes == dict.fromkeys(
        ("desk.db", "desk.db-wal", "desk.db-shm", "desk.db-next", "desk.db-turn"), "0o600"
    )


def test_the_rights_of_a_file_that_exists_are_its_owners_choice(sqlite_url: str) -> None:
    """A group that was let in on purpose is not shut out."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.chmod(0o640)

    open_database(sqlite_url).close()

    assert path.stat().st_mode & 0o777 == 0o640


def test_durability_is_read_back_from_the_connection_that_writes(database: Database) -> None:
    """A benchmark may quote it."""
    told = database.durability()

    if database.kind == "sqlite":
        assert told["journal_mode"] == "wal"
        assert told["synchronous"] == "FULL"
        assert told["foreign_keys"] == "1"
    else:
        assert told["synchronous_commit"] == "on"
        assert told["fsync"] in {"on", "off"}


# --- helpers ---------------------------------------------------------------------------------------------


def _open(url: str) -> Iterator[Database]:
    database = open_database(url)
    yield database
    database.close()


def _add(db: Connection, slug: str, name: str = "") -> None:
    db.execute(ADD, {"slug": slug, "name": name})


def _adding(slug: str, name: str = "") -> Callable[[Connection], None]:
    return lambda db: _add(db, slug, name)


def _running(statement: str) -> Callable[[Connection], None]:
    return lambda db: db.exec_driver_sql(statement).close()


def _failing(slug: str) -> Callable[[Connection], None]:
    def change(db: Connection) -> None:
        _add(db, slug)
        raise Stopped

    return change


def _names(database: Database) -> Sequence[str]:
    with database.read() as db:
        return db.execute(NAMES).scalars().all()


def _asking(database: Database, change: Callable[[Connection], None]) -> Future[None]:
    """Write in a thread of its own while others are held back; return when the call waits, or is done."""
    before = database.waiting()
    asked = _in_a_thread(lambda: database.write(change))
    while database.waiting() == before and not asked.done():
        time.sleep(0.000_1)
    return asked


def _in_a_thread(act: Callable[[], None]) -> Future[None]:
    doing: Future[None] = Future()

    def do() -> None:
        try:
            act()
            doing.set_result(None)
        except BaseException as error:  # noqa: BLE001 - the future carries it
            doing.set_exception(error)

    threading.Thread(target=do, daemon=True).start()
    return doing


@contextmanager
def _held_back(database: Database) -> Iterator[None]:
    """Keep the writer busy, so that what is asked for meanwhile comes into one group."""
    begun, enough = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        enough.wait(10)

    holding = _in_a_thread(lambda: database.write(hold))
    begun.wait(10)
    yield
    enough.set()
    holding.exception(10)  # it shares their fate


def _fill_and_compare(database: Database) -> None:
    """Write until there is no room, and compare what was said with what is there."""

    def ask(number: int) -> BaseException | None:
        try:
            database.write(_adding(f"{number:03}", name="x" * 20_000))
        except Unavailable as error:
            return error
        return None

    with ThreadPoolExecutor(40) as threads:
        told = {f"{number:03}": error for number, error in enumerate(threads.map(ask, range(200)))}
    refused = {slug for slug, error in told.items() if error}

    assert refused
    assert {type(told[slug]) for slug in refused} == {DiskFull}
    assert set(_names(database)) == told.keys() - refused


def _cut(postgres: Postgres, db: Connection) -> None:
    """Let the server end the session of a connection, and return when it is gone."""
    pid = _raw(db).info.backend_pid
    with psycopg.connect(postgres.url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def _raw(db: Connection) -> Any:  # noqa: ANN401 - a driver's connection
    return db.connection.driver_connection


def _run(program: str, *words: str, **environment: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", program, *words],
        stdout=subprocess.PIPE,
        env=os.environ | environment,
        text=True,
        check=False,
    )
    return done.stdout
