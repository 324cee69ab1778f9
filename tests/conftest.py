"""What every test may ask for, and what holds for all of them.

`postgres` is a real PostgreSQL server, `database_url` a fresh database that is migrated already,
once on SQLite and once on PostgreSQL. Migrating happens once per run and database: each test gets a
copy of the file, or the one database emptied. Nothing is started before a test asks for it.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings
from starlette.testclient import TestClient

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does; before anyone imports numpy

from firstline.flows.desk import Desk
from firstline.store.db import Database
from firstline.store.migrate import upgrade
from tests.make import StillClock, make_client, make_desk, opened
from tests.postgres import Postgres, running_postgres

# The same examples on each run, so that a red test speaks of the change and not of luck, and no
# deadline, because a busy machine is not a fault. `pytest --hypothesis-profile=explore` looks further.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2_000, deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start PostgreSQL, once per test process."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_database(postgres: Postgres) -> str:
    """Migrate one PostgreSQL database, which the tests use one after the other."""
    url = postgres.new_database()
    upgrade(url)
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrate one SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "firstline.db"
    upgrade(f"sqlite:///{path.as_posix()}")
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a fresh, migrated database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give a fresh, migrated SQLite database."""
    path = tmp_path / "firstline.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path.as_posix()}"


@pytest.fixture
def postgresql_url(postgres: Postgres, postgres_database: str) -> Iterator[str]:
    """Give an empty, migrated PostgreSQL database; a test that changes its schema makes one of its own."""
    yield postgres_database
    postgres.empty(postgres_database)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Name a place where no desk has been, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/there/firstline.db"
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.new_database()
    yield url
    postgres.drop(url)


@pytest.fixture
def clock() -> StillClock:
    """Hold the time still."""
    return StillClock()


@pytest.fixture(scope="session")
def postgres_open(postgres_database: str) -> Iterator[Database]:
    """Keep the PostgreSQL database open: a new connection has to learn all the tables first."""
    with opened(postgres_database) as found:
        yield found


@pytest.fixture
def database(request: pytest.FixtureRequest, database_url: str) -> Iterator[Database]:
    """Open a fresh database, once of each kind."""
    if database_url.startswith("postgresql"):
        yield request.getfixturevalue("postgres_open")
        return
    with opened(database_url) as found:
        yield found


@pytest.fixture
def desk(database: Database, clock: StillClock) -> Desk:
    """Give a whole desk, once on each kind of database."""
    return make_desk(database, clock=clock)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """Stand before the doors of the desk."""
    with make_client(desk) as found:
        yield found
