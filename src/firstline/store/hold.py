"""Keep a name to oneself until the transaction ends.

Look, then add: two transactions that do so at once could both find nothing. On SQLite there is one
writer, so it cannot happen; on PostgreSQL both take a lock that is named after what they look for. The
lock travels with the look that follows it, which sees the database as it is once the lock is held.
"""

from sqlalchemy import Connection, text

from firstline.store.hot import Hot

HOLD = Hot(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"))
SHARE = Hot(text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))"))


def hold(db: Connection, name: str) -> None:
    """Wait until no other transaction holds the name, then hold it; at the latest with the next look."""
    if db.dialect.name == "postgresql":
        HOLD.run(db, {"name": name})


def share(db: Connection, name: str) -> None:
    """Let nobody hold the name until this transaction ends; any number of transactions may share it."""
    if db.dialect.name == "postgresql":
        SHARE.run(db, {"name": name})
