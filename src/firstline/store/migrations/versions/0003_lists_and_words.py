"""Indexes of the native lists, and an index of words."""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

ORDERS = {"urgency": "urgency", "due": "due_at", "updated": "updated_at"}
VALUES = ("category", "priority", "level", "sentiment", "team", "channel", "language", "certainty")
KEYS = ("priority_score", "urgency", "due_at")
BEHIND = ("received_at", "id", *KEYS, "resolved_at", "snoozed_until")
OPEN = sa.text("resolved_at IS NULL AND snoozed_until IS NULL")


def _sum(name: str, *, where: str, by: str = "") -> str:
    group = f" GROUP BY {by}" if by else " HAVING count(*) > 0"
    return f"SELECT {name}, count(*) FROM tickets WHERE resolved_at IS NULL AND {where}{group}"  # noqa: S608 - our own names


AWAKE = "snoozed_until IS NULL"
TALLIES = (
    _sum("'open'", where=AWAKE),
    _sum("'snoozed'", where="snoozed_until IS NOT NULL"),
    _sum("'open_waiting'", where=f"{AWAKE} AND status = 'waiting_customer'"),
    _sum("'open_person'", where=f"{AWAKE} AND certainty = 'person'"),
    _sum("'open_unassigned'", where=f"{AWAKE} AND assignee_id IS NULL"),
    _sum("'open_agent:' || assignee_id", where=f"{AWAKE} AND assignee_id IS NOT NULL", by="assignee_id"),
    _sum("'open_category:' || category", where=AWAKE, by="category"),
    _sum("'open_team:' || team", where=AWAKE, by="team"),
)
"""What the new sums are on a desk that has tickets already."""


JOINED = {"sqlite": "group_concat(words, 'Ω')", "postgresql": "string_agg(words, 'Ω' ORDER BY id)"}
WORK = (
    "UPDATE search_texts SET work = (SELECT {joined} FROM (SELECT id, lower(text) AS words FROM entries "
    "WHERE entries.ticket_id = search_texts.ticket_id AND kind <> 'message' ORDER BY id) AS written) "
    "WHERE ticket_id IN (SELECT ticket_id FROM entries WHERE kind <> 'message')"
)
"""What agents have written before there was a place for it."""


def upgrade() -> None:
    """Add them; on a desk with a million tickets this takes minutes."""
    for name, column in ORDERS.items():
        op.create_index(f"ix_tickets_{name}", "tickets", [column, "id"])
    for name in VALUES:
        op.create_index(f"ix_tickets_{name}", "tickets", [name, *BEHIND])
    op.create_index("ix_tickets_assignee", "tickets", ["assignee_id", *BEHIND])
    for name, columns in {
        "received": ["received_at", "id", *KEYS, "status", "assignee_id", *VALUES],
        "queue": ["priority_score", "id"],
        "urgency": ["urgency", "id"],
        "due": ["due_at", "id"],
        "assignee": ["assignee_id", "received_at", "id", *KEYS],
    }.items():
        _index_some(f"ix_open_{name}", columns, OPEN)
    _index_some("ix_ended_resolved", ["resolved_at"], sa.text("resolved_at IS NOT NULL"))
    _index_some("ix_snoozed", ["snoozed_until"], sa.text("snoozed_until IS NOT NULL"))
    for select in TALLIES:
        op.execute(f"INSERT INTO tallies (name, amount) {select}")
    op.add_column("search_texts", sa.Column("work", sa.Text(), server_default=sa.text("''"), nullable=False))
    if op.get_bind().dialect.name == "sqlite":
        _leave_work_out_of_trigrams()
    op.execute(WORK.format(joined=JOINED[op.get_bind().dialect.name]))
    if op.get_bind().dialect.name == "sqlite":
        _index_words_on_sqlite()
    else:
        _index_words_on_postgres()


def _index_some(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "tickets", columns, sqlite_where=where, postgresql_where=where)


def _leave_work_out_of_trigrams() -> None:
    """Keep the trigrams when only the agents' words change: the seeds' doors do not search those."""
    op.execute("DROP TRIGGER search_update")
    op.execute(
        "CREATE TRIGGER search_update AFTER UPDATE OF head, message ON search_texts BEGIN "
        "INSERT INTO search_trigrams(search_trigrams, rowid, head, message) "
        "VALUES ('delete', old.ticket_id, old.head, old.message); "
        "INSERT INTO search_trigrams(rowid, head, message) VALUES (new.ticket_id, new.head, new.message); END"
    )


def _index_words_on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_words USING fts5("
        "head, message, work, content='search_texts', content_rowid='ticket_id', "
        "tokenize='unicode61 remove_diacritics 2 separators ''Ω''', columnsize=0)"
    )
    op.execute("INSERT INTO search_words(search_words) VALUES ('rebuild')")
    forget = "INSERT INTO search_words(search_words, rowid, head, message, work) VALUES ('delete', "
    remember = (
        "INSERT INTO search_words(rowid, head, message, work) "
        "VALUES (new.ticket_id, new.head, new.message, new.work); "
    )
    old = "old.ticket_id, old.head, old.message, old.work); "
    for when, steps in (
        ("INSERT", remember),
        ("DELETE", forget + old),
        ("UPDATE", forget + old + remember),
    ):
        op.execute(f"CREATE TRIGGER words_{when.lower()} AFTER {when} ON search_texts BEGIN {steps}END")


def _index_words_on_postgres() -> None:
    """Index the words as SQLite splits them, whatever an address or a number is to PostgreSQL.

    Accents are taken off. A vector holds 1 MB, so what the customer's text has beyond 100,000 characters, and
    the agents' beyond 50,000, is in none.
    """
    text = "left(head, 10000) || ' ' || left(message, 100000) || ' ' || left(work, 50000)"
    plain = rf"regexp_replace(normalize({text}, NFD), '[\u0300-\u036f]+', '', 'g')"
    signs = r"[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f\u00ab\u00bb\u03a9\u2010-\u2027]+"
    split = f"regexp_replace(normalize({plain}, NFC), '{signs}', ' ', 'g')"
    vector = f"to_tsvector('simple'::regconfig, {split})"
    op.execute(
        f"ALTER TABLE search_texts ADD COLUMN words tsvector GENERATED ALWAYS AS ({vector}) STORED NOT NULL"
    )
    op.execute("CREATE INDEX ix_search_words ON search_texts USING gin (words)")
