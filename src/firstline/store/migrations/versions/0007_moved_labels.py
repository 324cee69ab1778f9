"""Where labels of the taxonomy have gone, its rules, and which examples are older ones under new names."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Add them; versions from before have neither moves nor rules."""
    op.add_column("taxonomies", sa.Column("moves", JSON, nullable=False, server_default=sa.text("'{}'")))
    op.add_column("taxonomies", sa.Column("rules", JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("examples", sa.Column("translates", ID))
