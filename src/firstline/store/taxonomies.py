"""The desk's taxonomy on disk: one setting, replaced as a whole. A fresh desk has that of the packs.

Every version that was ever in force is kept beside it, because what the desk has learnt and decided names the
version that it went by.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import msgspec
from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.core.errors import Missing
from firstline.store import settings
from firstline.store.hold import hold
from firstline.store.schema import settings as settings_table
from firstline.store.schema import taxonomies
from firstline.tickets.taxonomy import Category, Rule, Taxonomy
from firstline.tickets.whereabouts import Moves
from firstline.triage.labels import first_taxonomy

NAME = "taxonomy"

KEEP = {
    "sqlite": sqlite.insert(taxonomies).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(taxonomies).on_conflict_do_nothing(),
}
PARTS = (taxonomies.c.categories, taxonomies.c.moves, taxonomies.c.rules)
VERSION = select(*PARTS).where(taxonomies.c.version == bindparam("wanted"))
MOVES = (
    select(taxonomies.c.moves)
    .where(taxonomies.c.version.between(bindparam("first"), bindparam("last")))
    .order_by(taxonomies.c.version)
)
NEWEST = select(func.max(taxonomies.c.version))
SAVED_AT = select(settings_table.c.changed_at).where(settings_table.c.name == NAME)


class TaxonomyMissing(Missing):
    """The desk never had that version of its taxonomy."""

    code = "taxonomy_missing"


def load(db: Connection) -> Taxonomy:
    """Give the taxonomy as it stands."""
    found = settings.load(db, NAME, default=None)
    return first_taxonomy() if found is None else msgspec.convert(found, Taxonomy)


def load_newer(db: Connection, known: Taxonomy) -> Taxonomy:
    """Give the taxonomy as it stands, which is not read again where it is the known one."""
    return known if db.execute(NEWEST).scalar() == known.version else load(db)


def load_alone(db: Connection) -> Taxonomy:
    """Give the taxonomy, which nobody else changes until this transaction ends."""
    hold(db, f"setting:{NAME}")
    return load(db)


def load_version(db: Connection, version: int) -> Taxonomy:
    """Give the taxonomy as it stood at a version.

    Raises:
        TaxonomyMissing: when there was none, or it was replaced before versions were kept.
    """
    found = db.execute(VERSION, {"wanted": version}).one_or_none()
    if found is not None:
        categories, moves, rules = found
        return Taxonomy(
            version,
            msgspec.convert(categories, tuple[Category, ...]),
            moves,
            msgspec.convert(rules, tuple[Rule, ...]),
        )
    present = load(db)
    if present.version != version:
        message = f"The taxonomy's version {version} is not known here; the present one is {present.version}."
        raise TaxonomyMissing(message)
    return present


def moves_between(db: Connection, version: int, until: int) -> Sequence[Moves]:
    """Tell where labels went after a version, a step for each later one in which some did, the first first.

    A name that went and was given again later is so told apart: whoever had it first goes its way.
    """
    known: list[Moves] = list(db.execute(MOVES, {"first": version, "last": until}).scalars())
    new = [{old: new for old, new in after.items() if old not in before} for before, after in pairwise(known)]
    return [moves for moves in new if moves]


def saved_at(db: Connection) -> datetime | None:
    """Say since when the taxonomy stands as it does; None: since the desk is there."""
    found: datetime | None = db.execute(SAVED_AT).scalar()
    return found


def save(db: Connection, taxonomy: Taxonomy, *, at: datetime) -> Taxonomy:
    """Write the version behind the present one down, and give it."""
    before = load_alone(db)
    following = replace(taxonomy, version=before.version + 1)
    _keep(db, before, at=saved_at(db) or at)
    _keep(db, following, at=at)
    settings.save(db, NAME, msgspec.to_builtins(following), at=at)
    return following


def _keep(db: Connection, taxonomy: Taxonomy, *, at: datetime) -> None:
    """Keep a version, unless it is kept already."""
    told = msgspec.to_builtins(taxonomy)
    values = {name: told[name] for name in ("version", "categories", "moves", "rules")}
    db.execute(KEEP[db.dialect.name], values | {"saved_at": at})
