"""Accounts on disk."""

from sqlalchemy import Connection, select

from firstline.store.schema import accounts

ANY = select(accounts.c.id).limit(1)


def exist(db: Connection) -> bool:
    """Tell whether there is any account."""
    return db.execute(ANY).first() is not None
