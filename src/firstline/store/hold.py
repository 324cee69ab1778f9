"""Keep a name to oneself until the transaction ends.

Look, then add: two transactions that do so at once could both find nothing. On SQLite there is one
writer, so it cannot happen; on PostgreSQL both take a lock that is named after what they look for.
"""

from sqlalchemy import Connection, text

HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def hold(db: Connection, name: str) -> None:
    """Wait until no other transaction holds the name, then hold it."""
    if db.dialect.name == "postgresql":
        db.execute(HOLD, {"name": name})
