"""Which tickets contain a text? Decided on casefolded copies, so both databases agree, and by trigrams.

SQLite's trigram index answers GLOB, PostgreSQL's answers LIKE; what it names is checked letter by letter.
Where a text has no three characters in a row that an index can be asked for, or where `pg_trgm` is not to be
had, the newest `CAP` tickets are read instead.
"""

import re

from sqlalchemy import ColumnElement, Connection, SelectBase, column, func, or_, select, table, text, union

from firstline.core.text import folded
from firstline.store.schema import search_texts

CAP = 100_000
"""Tickets that a search without an index reads at the most; about 50 ms of work."""

TRIGRAM = 3
WILD = re.compile(r"[*?\[]")
"""What GLOB does not take for itself."""
TRIGRAMS = table("search_trigrams", column("rowid"), column("head"), column("message"))
HAS_TRIGRAMS = text("SELECT to_regclass('ix_search_message') IS NOT NULL")
BETWEEN = "Ω"
"""Stands between the fields of a head and between the messages of a thread, so that nothing is found across
two of them: a capital is in no folded text, and no database takes this one for a small letter."""
FULL = 100_000
"""Characters of a thread after which further messages are not searched: each one writes the trigrams of the
whole text anew, while all other writes wait (SQLite: 30 ms for this many, 240 ms for a million, measured)."""
LONGEST = 1_000
"""Characters of a text that the doors let anyone look for: what a database compares grows with the product of
this and the message, and SQLite takes no pattern of over 50,000 bytes."""


def head_of(*fields: str | None) -> str:
    """Make the text in which a ticket's short fields are searched."""
    return BETWEEN.join(folded(field or "") for field in fields)


def in_message(db: Connection, wanted: str) -> SelectBase:
    """Select the numbers of the tickets whose message contains the text."""
    return _containing(db, folded(wanted), "message")


def anywhere(db: Connection, wanted: str) -> SelectBase:
    """Select the numbers of the tickets whose name, address, subject or message contains the text."""
    return _containing(db, folded(wanted), "head", "message")


def _containing(db: Connection, wanted: str, *where: str) -> SelectBase:
    if db.dialect.name == "sqlite":
        return _on_sqlite(wanted, where)
    columns = [search_texts.c[name] for name in where]
    contains = or_(*(column.contains(wanted, autoescape=True) for column in columns))
    found = select(search_texts.c.ticket_id).where(contains)
    is_indexed = len(wanted) >= TRIGRAM and db.execute(HAS_TRIGRAMS).scalar()
    return found if is_indexed else found.where(_is_new())


def _on_sqlite(wanted: str, where: tuple[str, ...]) -> SelectBase:
    pattern = _pattern(wanted)
    if pattern is None:
        contains = or_(*(func.instr(search_texts.c[name], wanted) > 0 for name in where))
        return select(search_texts.c.ticket_id).where(contains, _is_new())
    # One look into the index for each column: an OR of them would read every text.
    columns = [TRIGRAMS.c[name] for name in where]
    looks = [
        select(TRIGRAMS.c.rowid).where(column.op("GLOB")(pattern), func.instr(column, wanted) > 0)
        for column in columns
    ]
    return union(*looks) if len(looks) > 1 else looks[0]


def _pattern(wanted: str) -> str | None:
    """Ask the index for the text's plain parts alone, those of three characters and more.

    SQLite makes trigrams of every part of three *bytes*. One of two letters then has none, and that finds
    nothing or ends the whole process (3.40: `éé?abcd`).
    """
    parts = [part for part in WILD.split(wanted) if len(part) >= TRIGRAM]
    return f"*{'*'.join(parts)}*" if parts else None


def _is_new() -> ColumnElement[bool]:
    return search_texts.c.ticket_id > select(func.max(search_texts.c.ticket_id) - CAP).scalar_subquery()
