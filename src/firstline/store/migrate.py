"""Bring a database to the schema of this version, whatever it held before.

Everything runs in one transaction under a lock of the database itself, so processes may start in any
order and at once: one migrates, the others wait and find nothing to do. What fails leaves no trace.
"""

from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from firstline.core.errors import Unavailable
from firstline.store import closed
from firstline.store.db import open_database

HERE = files("firstline.store") / "migrations"
LOCK = 5_124_601_377
"""An arbitrary number that only our migrations lock on PostgreSQL."""


class NewerDatabase(Unavailable):
    """The database was written by a newer version."""

    code = "newer_database"


def head() -> str:
    """Name the newest revision that this version knows."""
    return revisions()[-1]


def revisions() -> list[str]:
    """Name the revisions that this version knows, the oldest first."""
    names = [Path(str(file)).name for file in (HERE / "versions").iterdir()]
    return sorted(name.partition("_")[0] for name in names if name.endswith(".py") and name[0].isdigit())


def revision_of(db: Connection) -> str | None:
    """Name the revision that a database stands at; None: it is empty."""
    if not inspect(db).has_table("alembic_version"):
        return None
    revision: str | None = db.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def upgrade(url: str, *, to: str | None = None) -> None:
    """Migrate the database, unless it stands at the newest revision already.

    Raises:
        NewerDatabase: when a newer version of Firstline has migrated it further.
        DeskClosed: when it was moved away, or is being moved.
        Unavailable: when the database cannot be reached.
    """
    database = open_database(url, limited=False)  # a migration takes as long as it needs
    try:
        with database.read() as db:
            closed.refuse(db)
            revision = revision_of(db)
        if revision == (to or head()):
            return
        if revision is not None and revision not in revisions():
            message = f"The database stands at revision {revision}, newer than this Firstline. Upgrade it."
            raise NewerDatabase(message)
        database.write(lambda db: migrate(db, to=to))
    finally:
        database.close()


def migrate(db: Connection, *, to: str | None = None) -> None:
    """Migrate the database within a transaction of the caller's."""
    from alembic import command  # noqa: PLC0415 - costs 150 ms, and most starts have nothing to migrate
    from alembic.config import Config  # noqa: PLC0415 - as above

    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = db
    command.upgrade(config, to or "head")
