"""Who works, what is due when, what may be used up, what the LLM cost, and who looks at a ticket."""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.BigInteger().with_variant(sa.DateTime(timezone=True), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


MANY = 500
THREADS = sa.text(
    "SELECT ticket_id FROM entries WHERE ticket_id > :after GROUP BY ticket_id HAVING count(*) > 1 "
    "ORDER BY ticket_id LIMIT :many"
)
ENTRIES = sa.text("SELECT kind, text FROM entries WHERE ticket_id = :ticket ORDER BY id")
SEARCHED = sa.text(
    "UPDATE search_texts SET message = :message, work = :work "
    "WHERE ticket_id = :ticket AND (message <> :message OR work <> :work)"
)
BETWEEN, FULL = "Ω", 100_000


def upgrade() -> None:
    """Add them; and let threads be found by all that stands in them, which early versions did not write."""
    op.add_column("jobs", sa.Column("worker", sa.String(40)))
    op.create_table(
        "workers",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_table(
        "schedules",
        sa.Column("verb", sa.String(40), primary_key=True),
        sa.Column("tick", MOMENT, nullable=False),
    )
    op.create_table(
        "allowances",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("rest", sa.BigInteger(), nullable=False),
        sa.Column("filled_at", MOMENT, nullable=False),
    )
    op.create_table(
        "llm_costs",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("model", sa.String(100), primary_key=True),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("tokens_in", sa.BigInteger(), nullable=False),
        sa.Column("tokens_out", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "presence",
        sa.Column("ticket_id", ID, sa.ForeignKey("tickets.id"), primary_key=True),
        sa.Column("agent_id", ID, sa.ForeignKey("agents.id"), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
    )
    op.create_index("ix_presence_until", "presence", ["until"])
    _search_threads()


def _search_threads() -> None:
    db, after = op.get_bind(), 0
    while tickets := db.execute(THREADS, {"after": after, "many": MANY}).scalars().all():
        for ticket in tickets:
            said: list[str] = []
            work: list[str] = []
            for kind, text in db.execute(ENTRIES, {"ticket": ticket}):
                (said if kind == "message" else work).append(text)
            db.execute(SEARCHED, {"ticket": ticket, "message": _joined(said), "work": _joined(work)})
        after = tickets[-1]


def _joined(texts: list[str]) -> str:
    """Join texts in the form in which they are searched, as far as they are."""
    found = texts[0].casefold() if texts else ""
    for further in texts[1:]:
        if len(found) < FULL:
            found += BETWEEN + further.casefold()
    return found
