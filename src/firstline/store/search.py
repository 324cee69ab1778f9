"""Which tickets contain a text? Decided on casefolded copies, so both databases agree, and by trigrams.

SQLite's trigram index answers GLOB, PostgreSQL's answers LIKE; what it names is checked letter by letter.
Below three characters, or where `pg_trgm` is not to be had, the newest `CAP` tickets are read instead.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, func, or_, select, table, text

from firstline.core.text import folded
from firstline.store.schema import search_texts

CAP = 100_000
"""Tickets that a search without an index reads at the most; about 50 ms of work."""

TRIGRAM = 3
TRIGRAMS = table("search_trigrams", column("rowid"), column("head"), column("message"))
HAS_TRIGRAMS = text("SELECT to_regclass('ix_search_message') IS NOT NULL")
BETWEEN = "Ω"
"""Stands between the fields of a head, so that nothing is found across two of them: a capital is in no folded
text, and no database takes this one for a small letter."""
LONGEST = 1_000
"""Characters of a text that the doors let anyone look for: what a database compares grows with the product of
this and the message, and SQLite takes no pattern of over 50,000 bytes."""


def head_of(*fields: str | None) -> str:
    """Make the text in which a ticket's short fields are searched."""
    return BETWEEN.join(folded(field or "") for field in fields)


def in_message(db: Connection, wanted: str) -> Select[Any]:
    """Select the numbers of the tickets whose message contains the text."""
    return _containing(db, folded(wanted), "message")


def anywhere(db: Connection, wanted: str) -> Select[Any]:
    """Select the numbers of the tickets whose name, address, subject or message contains the text."""
    return _containing(db, folded(wanted), "head", "message")


def _containing(db: Connection, wanted: str, *where: str) -> Select[Any]:
    on_sqlite = db.dialect.name == "sqlite"
    if on_sqlite and len(wanted) >= TRIGRAM:
        pattern = "*" + "".join(f"[{sign}]" if sign in "*?[" else sign for sign in wanted) + "*"
        return select(TRIGRAMS.c.rowid).where(or_(*(TRIGRAMS.c[name].op("GLOB")(pattern) for name in where)))
    found = select(search_texts.c.ticket_id).where(or_(*_contains(wanted, where, on_sqlite=on_sqlite)))
    if not on_sqlite and len(wanted) >= TRIGRAM and db.execute(HAS_TRIGRAMS).scalar():
        return found
    newest = select(func.max(search_texts.c.ticket_id) - CAP).scalar_subquery()
    return found.where(search_texts.c.ticket_id > newest)


def _contains(wanted: str, where: tuple[str, ...], *, on_sqlite: bool) -> list[ColumnElement[bool]]:
    if on_sqlite:
        return [func.instr(search_texts.c[name], wanted) > 0 for name in where]
    return [search_texts.c[name].contains(wanted, autoescape=True) for name in where]
