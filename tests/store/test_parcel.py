"""Statements for PostgreSQL travel together, and it is as if each had gone alone."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from firstline.store import patience
from firstline.store.db import Connection, Database, OutcomeUnknown, open_database
from firstline.store.hot import Hot
from firstline.store.schema import teams
from tests.postgres import Postgres

ADD = Hot(insert(teams))
NAME_OF = Hot(select(teams.c.name).where(teams.c.slug == bindparam("slug")))
CONNECTIONS = 8
"""More than a write is tried."""
LOOKS = 8
"""So often the driver has seen a statement that it has it prepared, too."""
SLUGS = text("SELECT slug FROM teams ORDER BY slug")


@pytest.fixture
def database(postgresql_url: str) -> Iterator[Database]:
    """Open a fresh PostgreSQL database."""
    database = open_database(postgresql_url)
    yield database
    database.close()


def test_what_nobody_waits_for_makes_one_trip_with_the_commit(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten rows, the beginning and the commit; a question on the way makes it two."""
    trips: list[object] = []
    wait = patience.Patient.wait

    def counted(self: Any, trip: Any, *words: Any) -> Any:  # noqa: ANN401 - as the driver's own
        if not self.closed and self.info.pipeline_status:  # else the driver asks itself, and no server
            trips.append(trip)
        return wait(self, trip, *words)

    monkeypatch.setattr(patience.Patient, "wait", counted)

    database.write(_adding(*"abcdefghij"))
    without_question = len(trips)
    database.write(_asking_between("k", "l"))

    assert (without_question, len(trips)) == (1, 1 + 2)
    assert _names(database) == [*"abcdefghijkl"]


def test_a_statement_sees_those_that_were_given_before(database: Database) -> None:
    """Whichever way it goes, and whether they had been sent or not."""

    def change(db: Connection) -> list[object]:
        _add(db, "a", name="A")
        seen: list[object] = [NAME_OF.scalar(db, {"slug": "a"})]
        _add(db, "b")
        seen.append(db.execute(SLUGS).scalars().all())
        return seen

    assert database.write(change) == ["A", ["a", "b"]]


def test_an_error_that_comes_with_the_commit_leaves_nothing(database: Database) -> None:
    """The caller hears of it before anything is acknowledged, by the name that it always had."""
    database.write(_adding("b"))

    with pytest.raises(IntegrityError):
        database.write(_adding("a", "b", "c"))

    assert _names(database) == ["b"]
    database.write(_adding("d"))
    assert _names(database) == ["b", "d"]


def test_an_error_that_comes_with_a_later_question_leaves_nothing(database: Database) -> None:
    """One of ours, or one of SQLAlchemy's."""

    def ask_ours(db: Connection) -> None:
        _adding("a", "a")(db)
        NAME_OF.scalar(db, {"slug": "a"})

    def ask_sqlalchemys(db: Connection) -> None:
        _adding("a", "a")(db)
        db.execute(SLUGS)

    for change in (ask_ours, ask_sqlalchemys):
        with pytest.raises(IntegrityError):
            database.write(change)

    assert _names(database) == []


def test_an_error_that_was_swallowed_does_not_turn_a_rollback_into_success(database: Database) -> None:
    """The commit that follows would be answered with a rollback."""

    def swallow(db: Connection) -> None:
        _add(db, "a")
        _add(db, "a")
        with pytest.raises(IntegrityError):
            NAME_OF.scalar(db, {"slug": "a"})

    with pytest.raises(RuntimeError, match="nothing of it was stored"):
        database.write(swallow)

    assert _names(database) == []


def test_a_text_is_stored_whole_or_refused(database: Database) -> None:
    """PostgreSQL's texts cannot hold a zero; nothing is cut off there."""
    database.write(lambda db: _add(db, "ä", name="O'Neil said \\ “1 % $1 %(slug)s” 💡"))

    with pytest.raises(DataError):
        database.write(lambda db: _add(db, "zero", name="before\0after"))

    with database.read() as db:
        assert db.execute(select(teams)).all() == [("ä", "O'Neil said \\ “1 % $1 %(slug)s” 💡")]


def test_a_parcel_may_be_larger_than_the_line_takes_at_once(database: Database) -> None:
    """Both ends send and read by turns: 30 MB arrive whole."""
    long = "x" * 1_000_000

    def change(db: Connection) -> None:
        for number in range(30):
            _add(db, f"{number:02}", name=long)

    database.write(change)

    with database.read() as db:
        assert db.execute(text("SELECT count(*), min(length(name)) FROM teams")).one() == (30, len(long))


def test_a_server_that_forgot_what_was_prepared_learns_it_anew(database: Database) -> None:
    """As after a pooler's reset; the caller notices nothing."""
    database.write(_adding("a"))
    database.write(lambda db: db.exec_driver_sql("DEALLOCATE ALL").close())

    database.write(_adding("b"))

    assert _names(database) == ["a", "b"]


def test_a_pool_of_connections_that_all_forgot_learns_it_anew(database: Database) -> None:
    """One after the other, and still the caller notices nothing."""
    everybody = Barrier(CONNECTIONS)

    def prepare_and_forget(number: int) -> None:
        def change(db: Connection) -> None:
            _add(db, f"slug-{number}")
            everybody.wait()

        def forget(db: Connection) -> None:
            db.exec_driver_sql("DEALLOCATE ALL").close()
            everybody.wait()

        database.write(change)
        database.write(forget)

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        list(threads.map(prepare_and_forget, range(CONNECTIONS)))

    for number in range(CONNECTIONS):
        database.write(_adding(f"then-{number}"))

    assert len(_names(database)) == 2 * CONNECTIONS


def test_a_look_that_raises_makes_nobody_forget(database: Database) -> None:
    """What is not there is looked for all day, and each time the next write would be run again."""
    database.write(_adding("a"))
    runs: list[str] = []

    def look_in_vain() -> None:
        with database.read() as db:
            for _ in range(LOOKS):
                db.execute(SLUGS).all()
            raise LookupError

    def change(db: Connection) -> None:
        runs.append("run")
        _add(db, "b")

    with pytest.raises(LookupError):
        look_in_vain()
    database.write(change)

    assert runs == ["run"]


def test_a_change_that_raises_costs_the_next_one_no_second_run(database: Database) -> None:
    """What was prepared stays so."""
    database.write(_adding("a"))
    runs: list[str] = []

    def fail(db: Connection) -> None:
        _asking_between("c", "d")(db)
        raise LookupError

    def change(db: Connection) -> None:
        runs.append("run")
        _add(db, "b")

    with pytest.raises(LookupError):
        database.write(fail)
    database.write(change)

    assert runs == ["run"]
    assert _names(database) == ["a", "b"]


def test_a_connection_that_dies_before_a_question_is_replaced(database: Database, postgres: Postgres) -> None:
    """No commit was sent, so it is safe to begin again."""
    runs: list[int] = []

    def change(db: Connection) -> None:
        runs.append(1)
        _add(db, "a")
        if len(runs) == 1:
            _cut(postgres, db)
        NAME_OF.scalar(db, {"slug": "a"})

    database.write(change)

    assert len(runs) == 2
    assert _names(database) == ["a"]


def test_a_connection_that_dies_with_the_commit_leaves_the_outcome_open(
    database: Database, postgres: Postgres
) -> None:
    """The parcel held it: nobody knows how far it came, so it is not sent again."""
    runs: list[int] = []

    def change(db: Connection) -> None:
        runs.append(1)
        _cut(postgres, db)
        _add(db, "a")

    with pytest.raises(OutcomeUnknown):
        database.write(change)

    assert len(runs) == 1
    database.write(_adding("b"))
    assert _names(database) == ["b"]


def _add(db: Connection, slug: str, name: str = "") -> None:
    ADD.run(db, {"slug": slug, "name": name})


def _adding(*slugs: str) -> Callable[[Connection], None]:
    def change(db: Connection) -> None:
        for slug in slugs:
            _add(db, slug)

    return change


def _asking_between(one: str, other: str) -> Callable[[Connection], None]:
    def change(db: Connection) -> None:
        _add(db, one)
        assert NAME_OF.scalar(db, {"slug": one}) == ""
        _add(db, other)

    return change


def _names(database: Database) -> list[str]:
    with database.read() as db:
        return [*db.execute(SLUGS).scalars()]


def _cut(postgres: Postgres, db: Connection) -> None:
    driver: Any = db.connection.driver_connection
    with psycopg.connect(postgres.url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [driver.info.backend_pid])
