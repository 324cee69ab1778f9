"""Spam, gibberish, bounces and automatic mail get a mark on the ticket; those from before are in scope."""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None

KEYS = ("priority_score", "id", "received_at", "urgency", "due_at", "updated_at")
ENDS = ("resolved_at", "snoozed_until")
OPEN = sa.text("resolved_at IS NULL AND snoozed_until IS NULL")
MARKED = sa.text("scope != 'in_scope'")


def upgrade() -> None:
    """Add the column, an index of what has a mark, and let the one of what is open and due know it."""
    scope = sa.Column("scope", sa.String(20), nullable=False, server_default=sa.text("'in_scope'"))
    op.add_column("tickets", scope)
    _index("ix_tickets_marked", "scope", *KEYS, *ENDS, where=MARKED)
    op.drop_index("ix_open_due", "tickets")
    _index("ix_open_due", "due_at", "id", "scope", where=OPEN)


def _index(name: str, *columns: str, where: sa.TextClause) -> None:
    op.create_index(name, "tickets", columns, sqlite_where=where, postgresql_where=where)
