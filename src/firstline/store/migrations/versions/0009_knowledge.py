"""The knowledge base: articles with their revisions and passages, vectors, and what no article answers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    _articles()
    op.create_table(
        "article_revisions",
        sa.Column("article_id", sa.String(120), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
    )
    op.create_table(
        "passages",
        sa.Column("article_id", sa.String(120), sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("id", sa.String(20), primary_key=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "passage_vectors",
        sa.Column("encoder", sa.String(80), primary_key=True),
        sa.Column("digest", sa.LargeBinary(), primary_key=True),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
    )
    _gaps()


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_digest", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("audience", sa.String(10), nullable=False),
        sa.Column("standing", sa.String(10), nullable=False),
        sa.Column("updated", sa.String(10), nullable=False),
        sa.Column("valid_from", sa.String(10)),
        sa.Column("valid_until", sa.String(10)),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_index("ix_articles_source", "articles", ["source", "id"])


def _gaps() -> None:
    op.create_table(
        "knowledge_gaps",
        sa.Column("id", ID, primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("category", sa.String(60), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("encoder", sa.String(80), nullable=False),
        sa.Column("vector", sa.LargeBinary()),
    )
    op.create_index("ix_knowledge_gaps_state", "knowledge_gaps", ["state", "times", "id"])
    op.create_table(
        "gap_tickets",
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("gap_id", ID, sa.ForeignKey("knowledge_gaps.id"), primary_key=True),
        sa.Column("asked_at", MOMENT, nullable=False),
    )
    op.create_index("ix_gap_tickets_gap_id", "gap_tickets", ["gap_id"])
