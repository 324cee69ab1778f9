"""Agents on disk: a name is one agent, letter by letter."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from firstline.core.ids import AgentId
from firstline.store import agents, schema
from firstline.store.db import Database
from tests.store.made import MESSY, MOMENT


def test_a_name_becomes_an_agent_on_its_first_use(database: Database) -> None:
    """And stays that agent."""
    first, again = _find_or_add(database, MESSY), _find_or_add(database, MESSY)

    with database.read() as db:
        row = db.execute(select(schema.agents)).one()
    assert first == again == row.id
    assert (row.name, row.created_at, row.account_id) == (MESSY, MOMENT, None)


def test_names_that_differ_in_a_letter_are_different_agents(database: Database) -> None:
    """Case, accents and spaces are letters here, on both databases."""
    names = ["Eve", "eve", "Ève", "Eve ", "E%"]

    found = [_find_or_add(database, name) for name in names]

    assert len(set(found)) == len(names)


def test_thirty_first_uses_at_once_make_one_agent(database: Database) -> None:
    """All of them hear the same number."""
    with ThreadPoolExecutor(30) as threads:
        uses = set(threads.map(lambda _: _find_or_add(database, "Eve"), range(30)))

    assert len(uses) == 1


def _find_or_add(database: Database, name: str) -> AgentId:
    return database.write(lambda db: agents.find_or_add(db, name, at=MOMENT))
