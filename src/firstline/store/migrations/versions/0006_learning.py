"""What the desk has learnt: examples, their vectors, models; and every taxonomy that was in force."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add them."""
    _add_examples()
    _add_models()
    op.create_table(
        "taxonomies",
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("categories", JSON, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
    )


def _add_examples() -> None:
    op.create_table(
        "examples",
        sa.Column("id", ID, primary_key=True, autoincrement=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id")),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tier", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("labels", JSON, nullable=False),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("learnt_at", MOMENT, nullable=False),
        sa.Column("replaced_by", ID, sa.ForeignKey("examples.id")),
    )
    op.create_index("ix_examples_ticket_id", "examples", ["ticket_id"])
    op.create_index("ix_examples_place", "examples", ["ref", "source"])
    _index_some("ix_examples_current", "examples", "id", "replaced_by IS NULL")
    _index_some("ix_examples_replaced", "examples", "replaced_by", "replaced_by IS NOT NULL")
    op.create_table(
        "example_vectors",
        sa.Column("encoder", sa.String(80), primary_key=True),
        sa.Column("example_id", ID, sa.ForeignKey("examples.id"), primary_key=True),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
    )


def _add_models() -> None:
    op.create_table(
        "models",
        sa.Column("version", ID, primary_key=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("encoder", sa.String(80), nullable=False),
        sa.Column("taxonomy", sa.Integer(), nullable=False),
        sa.Column("promise", sa.Float(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("learnt_until", ID, nullable=False),
        sa.Column("metrics", JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("promoted_at", MOMENT),
        sa.Column("body", sa.LargeBinary()),
    )
    _index_some("ix_models_active", "models", "state", "state = 'active'", unique=True)


def _index_some(name: str, table: str, column: str, rows: str, *, unique: bool = False) -> None:
    """Let an index hold only the rows for which this holds."""
    where = sa.text(rows)
    op.create_index(name, table, [column], unique=unique, sqlite_where=where, postgresql_where=where)
