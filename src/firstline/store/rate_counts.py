"""How often somebody asked, counted for windows of time and shared by all processes of the desk."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from firstline.store.schema import rate_counts

SOME = 500
"""Names in one question; SQLite allows a statement only so many values."""


def add(db: Connection, amounts: Mapping[tuple[str, datetime], int]) -> None:
    """Add to the counts; a negative amount takes back."""
    # In one order, or two processes that add to the same names could wait for each other.
    values = [
        {"name": name, "window_at": at, "amount": amount} for (name, at), amount in sorted(amounts.items())
    ]
    if values:
        insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        made = insert(rate_counts)
        total = rate_counts.c.amount + made.excluded.amount
        db.execute(
            made.on_conflict_do_update(index_elements=["name", "window_at"], set_={"amount": total}), values
        )


def load(
    db: Connection, names: Iterable[str], windows: Sequence[datetime]
) -> Mapping[tuple[str, datetime], int]:
    """Read the counts of these names in these windows; what was never counted is left out."""
    wanted, found = sorted(set(names)), dict[tuple[str, datetime], int]()
    asked = select(rate_counts.c.name, rate_counts.c.window_at, rate_counts.c.amount).where(
        rate_counts.c.name.in_(bindparam("names", expanding=True)), rate_counts.c.window_at.in_(windows)
    )
    for start in range(0, len(wanted), SOME):
        rows = db.execute(asked, {"names": wanted[start : start + SOME]})
        found |= {(name, at): amount for name, at, amount in rows}
    return found


def drop(db: Connection, name: str) -> None:
    """Forget what was counted under a name."""
    db.execute(delete(rate_counts).where(rate_counts.c.name == name))


def forget(db: Connection, *, before: datetime) -> int:
    """Drop the counts of older windows; tells how many."""
    return db.execute(delete(rate_counts).where(rate_counts.c.window_at < before)).rowcount
