"""The desk's taxonomy on disk: one setting, replaced as a whole. A fresh desk has that of the packs."""

from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from firstline.store import settings
from firstline.store.hold import hold
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.labels import first_taxonomy

NAME = "taxonomy"


def load(db: Connection) -> Taxonomy:
    """Give the taxonomy as it stands."""
    found = settings.load(db, NAME, default=None)
    return first_taxonomy() if found is None else msgspec.convert(found, Taxonomy)


def load_alone(db: Connection) -> Taxonomy:
    """Give the taxonomy, which nobody else changes until this transaction ends."""
    hold(db, f"setting:{NAME}")
    return load(db)


def save(db: Connection, taxonomy: Taxonomy, *, at: datetime) -> Taxonomy:
    """Write the next version down, and give it."""
    following = replace(taxonomy, version=taxonomy.version + 1)
    settings.save(db, NAME, msgspec.to_builtins(following), at=at)
    return following
