"""The LLM's switch."""

from firstline.flows.desk import Desk
from firstline.flows.switch import is_llm_on, switch_llm
from firstline.store.db import Database
from tests.make import make_desk, opened, rows


def test_the_switch_is_off_on_a_fresh_desk(desk: Desk) -> None:
    """Nobody pays for what they did not ask for."""
    assert is_llm_on(desk) is False


def test_the_switch_survives_a_restart(database_url: str) -> None:
    """It lies in the database."""
    with opened(database_url) as database:
        switch_llm(make_desk(database), on=True)

    with opened(database_url) as database:
        assert is_llm_on(make_desk(database)) is True


def test_the_switch_reaches_another_process_at_once(database: Database, database_url: str) -> None:
    """On and off again, each time told in the log."""
    desk = make_desk(database)
    with opened(database_url) as other:
        seen = []
        for on in (True, False, True):
            switch_llm(desk, on=on)
            seen.append(is_llm_on(make_desk(other)))

    assert seen == [True, False, True]
    with database.read() as db:
        assert rows(db, "events") == 3
