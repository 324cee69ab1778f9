"""The desk's taxonomy on disk: the one that stands, and every one that was in force."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import msgspec
import pytest
from sqlalchemy import select

from firstline.store import schema, settings, taxonomies
from firstline.store.db import Connection, Database
from firstline.store.taxonomies import NAME, TaxonomyMissing
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.labels import first_taxonomy
from tests.flows.together import together
from tests.store.made import MESSY, MOMENT

LATER = MOMENT + timedelta(days=1)


def test_a_fresh_desk_knows_its_first_version(database: Database) -> None:
    """From the packs; there was never another."""
    with database.read() as db:
        assert taxonomies.load(db) == taxonomies.load_version(db, 1) == first_taxonomy()
        with pytest.raises(TaxonomyMissing, match="version 2 is not known here; the present one is 1"):
            taxonomies.load_version(db, 2)


def test_every_version_that_was_in_force_is_kept(database: Database) -> None:
    """The first one, too, which nobody has saved."""
    second = database.write(partial(_save, title=MESSY))
    third = database.write(partial(_save, title="Third", at=LATER))

    with database.read() as db:
        assert [taxonomies.load_version(db, n) for n in (1, 2, 3)] == [first_taxonomy(), second, third]
        assert [second.version, third.version] == [2, 3]
        assert taxonomies.load(db) == third
        assert _kept(db) == {1: MOMENT, 2: MOMENT, 3: LATER}


def test_a_version_from_before_any_were_kept_is_kept_when_it_is_replaced(database: Database) -> None:
    """As of the moment when it was saved; those before it are not known."""
    fifth = replace(first_taxonomy(), version=5)
    database.write(lambda db: settings.save(db, NAME, msgspec.to_builtins(fifth), at=MOMENT))

    with database.read() as db:
        assert taxonomies.load_version(db, 5) == fifth
    sixth = database.write(partial(_save, title="Sixth", at=LATER))

    with database.read() as db:
        assert [taxonomies.load_version(db, n) for n in (5, 6)] == [fifth, sixth]
        assert _kept(db) == {5: MOMENT, 6: LATER}
        with pytest.raises(TaxonomyMissing):
            taxonomies.load_version(db, 1)


def test_changes_at_once_have_versions_of_their_own(database: Database) -> None:
    """Eight of them, and each is what its version says."""
    changes = [partial(database.write, partial(_save, title=f"Title {number}")) for number in range(8)]

    saved = together(changes)

    assert sorted(one.version for one in saved) == list(range(2, 10))
    with database.read() as db:
        assert all(taxonomies.load_version(db, one.version) == one for one in saved)
        assert taxonomies.load(db).version == 9


def test_where_labels_went_since_a_version_is_told_step_by_step(database: Database) -> None:
    """So that a name which was given again is told apart from the one before."""
    steps = [{"a": "x"}, {"a": "x", "b": "y"}, {"a": "x", "b": "y"}, {"x": "a", "b": "y"}]
    for moves in steps:
        database.write(partial(_save_moves, moves=moves))

    with database.read() as db:
        assert taxonomies.moves_between(db, 1, 5) == [{"a": "x"}, {"b": "y"}, {"x": "a"}]
        assert taxonomies.moves_between(db, 2, 3) == [{"b": "y"}]
        assert taxonomies.moves_between(db, 5, 5) == []
        assert taxonomies.load_version(db, 3).moves == {"a": "x", "b": "y"}


def _save_moves(db: Connection, *, moves: dict[str, str]) -> Taxonomy:
    return taxonomies.save(db, replace(taxonomies.load_alone(db), moves=moves), at=MOMENT)


def _save(db: Connection, *, title: str, at: datetime = MOMENT) -> Taxonomy:
    """Give the first category another title."""
    before = taxonomies.load_alone(db)
    first, *others = before.categories
    return taxonomies.save(db, Taxonomy(before.version, (replace(first, title=title), *others)), at=at)


def _kept(db: Connection) -> dict[int, datetime]:
    found = db.execute(select(schema.taxonomies.c.version, schema.taxonomies.c.saved_at))
    return {row.version: row.saved_at for row in found}
