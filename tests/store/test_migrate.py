"""Migrations bring a database from wherever it stands to the schema on the page, whoever else starts."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from firstline.core.errors import Unavailable
from firstline.store import customers, schema
from firstline.store.migrate import NewerDatabase, head, revision_of, upgrade
from firstline.tickets.customer import Identity
from tests.make import make_desk, make_ticket, opened, rows

UPGRADE = "import sys; from firstline.store.migrate import upgrade; upgrade(sys.argv[1])"
OLD_CUSTOMER = (
    (
        "INSERT INTO customers (id, name, email, created_at)"
        " VALUES (1000000000000, 'ÄVA Stone', 'Ava@Example.com', '2026-03-02 08:00:00+00')"
    ),
    (
        "INSERT INTO customer_identities (kind, value, customer_id)"
        " VALUES ('email', 'ava@example.com', 1000000000000)"
    ),
)
SEARCH_INDEX = {"ix_search_head", "ix_search_message", "ix_search_words", "words"}
OUR_OWN_TABLES = ("search_trigrams", "search_words")
OWN_DEFAULTS = {("events", "tx"), ("customers", "id")}
"""What the databases have each in its own way: an index for search, the default of an event's transaction,
the first number of a customer."""


def test_an_empty_database_comes_to_the_schema_on_the_page(empty_url: str) -> None:
    """Every table, column, type, default, index and foreign key, and nothing besides."""
    upgrade(empty_url)

    assert _read(empty_url, _differences) == []
    assert _read(empty_url, revision_of) == head()


def test_a_migrated_desk_takes_a_ticket(empty_url: str) -> None:
    """Counted from one, by a customer counted from 10^12."""
    upgrade(empty_url)

    with opened(empty_url) as database:
        ticket = make_ticket(make_desk(database))

    assert (ticket.id, ticket.customer_id) == (1, 10**12)


def test_migrating_again_changes_nothing(empty_url: str) -> None:
    """What is there stays there."""
    upgrade(empty_url)
    with opened(empty_url) as database:
        make_ticket(make_desk(database))

    upgrade(empty_url)

    assert _read(empty_url, lambda db: rows(db, "tickets")) == 1
    assert _read(empty_url, lambda db: rows(db, "alembic_version")) == 1


def test_customers_of_the_first_version_are_found_by_name_and_address(empty_url: str) -> None:
    """In the form in which all others are searched."""
    upgrade(empty_url, to="0001")
    with opened(empty_url) as database:
        for statement in OLD_CUSTOMER:
            database.write(partial(_execute, words=statement))

    upgrade(empty_url)

    known = [Identity("email", "ava@example.com")]
    assert _read(empty_url, lambda db: db.execute(text("SELECT sought FROM customers")).scalar()) == (
        customers.sought("ÄVA Stone", "Ava@Example.com", known)
    )


def test_four_processes_may_migrate_at_once(empty_url: str) -> None:
    """One does it, the others wait, and all of them succeed."""
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: _in_a_process(empty_url), range(4)))

    assert [one.returncode for one in done] == [0] * 4, done[0].stderr
    assert _read(empty_url, _differences) == []


def test_four_threads_may_migrate_at_once(empty_url: str) -> None:
    """As a test or a script might."""
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: upgrade(empty_url), range(4)))

    assert _read(empty_url, _differences) == []


def test_a_migration_that_is_killed_leaves_an_empty_database(empty_url: str) -> None:
    """The next start begins again, and comes to the end."""
    killed = _in_a_process(empty_url, FIRSTLINE_CRASH_AT="before_commit")
    after = _read(empty_url, lambda db: inspect(db).get_table_names())

    upgrade(empty_url)

    assert killed.returncode != 0
    assert after == []
    assert _read(empty_url, _differences) == []


def test_a_newer_database_is_refused(empty_url: str) -> None:
    """Untouched, with a sentence that says what to do."""
    upgrade(empty_url)
    with opened(empty_url) as database:
        database.write(lambda db: db.execute(text("UPDATE alembic_version SET version_num = '9999'")).close())

    with pytest.raises(NewerDatabase, match=r"9999.*Upgrade"):
        upgrade(empty_url)

    assert _read(empty_url, revision_of) == "9999"


def test_a_database_that_is_not_there_is_named(tmp_path: Path) -> None:
    """It is the operator's matter, not a fault of ours."""
    with pytest.raises(Unavailable):
        upgrade(f"postgresql://nobody@/none?host={tmp_path}")


def _execute(db: Connection, words: str) -> None:
    db.execute(text(words))


def _differences(db: Connection) -> list[Any]:
    """Compare the database with the page."""
    options = {"compare_type": True, "compare_server_default": True, "include_object": _is_compared}
    found = compare_metadata(MigrationContext.configure(db, opts=options), schema.metadata)
    return [one for one in found if not _is_own_default(one)]


def _is_compared(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    return name not in SEARCH_INDEX and not (kind == "table" and str(name).startswith(OUR_OWN_TABLES))


def _is_own_default(difference: Any) -> bool:  # noqa: ANN401 - Alembic tells differences of columns in lists
    changes = difference if isinstance(difference, list) else [difference]
    return all(change[0] == "modify_default" and change[2:4] in OWN_DEFAULTS for change in changes)


def _read(url: str, look: Callable[[Connection], Any]) -> Any:  # noqa: ANN401 - whatever was looked at
    with ExitStack() as stack:
        database = stack.enter_context(opened(url))
        return look(stack.enter_context(database.read()))


def _in_a_process(url: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", UPGRADE, url],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
