"""Settings that every process shares."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from firstline.store import schema, settings
from firstline.store.db import Database
from tests.make import opened
from tests.store.made import MESSY, MOMENT


@pytest.mark.parametrize("value", [True, False, 0, 2**53, 0.1, MESSY, [], {"a": [None, {"b": MESSY}]}])
def test_a_setting_comes_back_as_it_was_saved(database: Database, value: Any) -> None:  # noqa: ANN401 - any JSON
    """With its type; saving again replaces it."""
    _save(database, "name", "before")
    _save(database, "name", value)

    with database.read() as db:
        found = settings.load(db, "name", "default")
        assert (type(found), found) == (type(value), value)
        assert db.execute(select(schema.settings.c.changed_at)).scalars().all() == [MOMENT]


def test_a_setting_that_nobody_saved_is_the_default(database: Database) -> None:
    """A similar name does not count."""
    _save(database, "use_llm", value=True)

    with database.read() as db:
        assert settings.load(db, "Use_LLM", "default") == "default"


def test_another_process_sees_a_setting_at_once(database: Database, database_url: str) -> None:
    """Nothing is remembered between two looks."""
    with opened(database_url) as other:
        for value in (True, False):
            _save(database, "use_llm", value)
            with other.read() as db:
                assert settings.load(db, "use_llm", None) is value


def test_twenty_first_savings_at_once_leave_one_setting(database: Database) -> None:
    """One of the values that were saved."""
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(lambda number: _save(database, "name", number), range(20)))

    with database.read() as db:
        assert settings.load(db, "name", None) in range(20)


def _save(database: Database, name: str, value: Any) -> None:  # noqa: ANN401 - any JSON
    database.write(lambda db: settings.save(db, name, value, at=MOMENT))
