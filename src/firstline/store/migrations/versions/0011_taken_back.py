"""A correction can be taken back; those that there are stand."""

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Add the columns."""
    op.add_column("corrections", sa.Column("taken_back_at", MOMENT))
    op.add_column("corrections", sa.Column("taken_back_by", sa.Text()))
