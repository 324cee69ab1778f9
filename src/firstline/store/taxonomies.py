"""The desk's taxonomy on disk: one setting, replaced as a whole. A fresh desk has that of the packs.

Every version that was ever in force is kept beside it, because what the desk has learnt and decided names the
version that it went by.
"""

from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.core.errors import Missing
from firstline.store import settings
from firstline.store.hold import hold
from firstline.store.schema import settings as settings_table
from firstline.store.schema import taxonomies
from firstline.tickets.taxonomy import Category, Taxonomy
from firstline.triage.labels import first_taxonomy

NAME = "taxonomy"

KEEP = {
    "sqlite": sqlite.insert(taxonomies).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(taxonomies).on_conflict_do_nothing(),
}
VERSION = select(taxonomies.c.categories).where(taxonomies.c.version == bindparam("wanted"))
SAVED_AT = select(settings_table.c.changed_at).where(settings_table.c.name == NAME)


class TaxonomyMissing(Missing):
    """The desk never had that version of its taxonomy."""

    code = "taxonomy_missing"


def load(db: Connection) -> Taxonomy:
    """Give the taxonomy as it stands."""
    found = settings.load(db, NAME, default=None)
    return first_taxonomy() if found is None else msgspec.convert(found, Taxonomy)


def load_alone(db: Connection) -> Taxonomy:
    """Give the taxonomy, which nobody else changes until this transaction ends."""
    hold(db, f"setting:{NAME}")
    return load(db)


def load_version(db: Connection, version: int) -> Taxonomy:
    """Give the taxonomy as it stood at a version.

    Raises:
        TaxonomyMissing: when there was none, or it was replaced before versions were kept.
    """
    found = db.execute(VERSION, {"wanted": version}).scalar()
    if found is not None:
        return Taxonomy(version, msgspec.convert(found, tuple[Category, ...]))
    present = load(db)
    if present.version != version:
        message = f"The taxonomy's version {version} is not known here; the present one is {present.version}."
        raise TaxonomyMissing(message)
    return present


def save(db: Connection, taxonomy: Taxonomy, *, at: datetime) -> Taxonomy:
    """Write the version behind the present one down, and give it."""
    before = load_alone(db)
    following = replace(taxonomy, version=before.version + 1)
    _keep(db, before, at=db.execute(SAVED_AT).scalar() or at)
    _keep(db, following, at=at)
    settings.save(db, NAME, msgspec.to_builtins(following), at=at)
    return following


def _keep(db: Connection, taxonomy: Taxonomy, *, at: datetime) -> None:
    """Keep a version, unless it is kept already."""
    categories = msgspec.to_builtins(taxonomy.categories)
    values = {"version": taxonomy.version, "categories": categories, "saved_at": at}
    db.execute(KEEP[db.dialect.name], values)
