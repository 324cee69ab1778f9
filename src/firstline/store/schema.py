"""The whole schema on one page. Migrations bring a database here; queries read from here.

Agreements that hold for every table:

- A moment is stored in UTC: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite.
- A number that callers see (`tickets.id`) counts from 1. Our customer numbers start at 10^12, so that
  they never meet a caller's own.
- What is derived (counts, search texts, the verdict's columns on a ticket) is written in the transaction
  that changes what it is derived from.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

from firstline.core.ids import FIRST_CUSTOMER

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC, exact to the microsecond on both databases."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep `timestamptz` where there is one."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(DateTime(timezone=True))
        return dialect.type_descriptor(BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - a driver's value
        """Turn a moment into what the driver stores."""
        if value is None or dialect.name == "postgresql":
            return value
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - a driver's value
        """Turn what the driver stored into a moment."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            moment: datetime = value.astimezone(UTC)
            return moment
        return EPOCH + MICROSECOND * int(value)


Json = JSON().with_variant(JSONB(), "postgresql")
Id = BigInteger().with_variant(Integer(), "sqlite")
"""A counted number: SQLite counts only columns that are spelt INTEGER."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- who is there ---------------------------------------------------------------------------------------

customers = Table(
    "customers",
    metadata,
    Column("id", Id, Identity(start=FIRST_CUSTOMER), primary_key=True),
    Column("external_id", BigInteger, unique=True),  # the caller's own number, below FIRST_CUSTOMER
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("created_at", Moment, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    # where this one's tickets and identities went; always to one who has not gone further
    Column("merged_into", Id, ForeignKey("customers.id")),
    Column("sought", Text, nullable=False, server_default=text("''")),  # casefolded: name, e-mail, identities
    sqlite_autoincrement=True,  # a number that was given away is never given again
)

_merged = customers.c.merged_into.is_not(None)
Index("ix_customers_merged_into", customers.c.merged_into, sqlite_where=_merged, postgresql_where=_merged)

customer_identities = Table(
    "customer_identities",
    metadata,
    Column("kind", String(20), primary_key=True),  # email, external_id, ref
    Column("value", Text, primary_key=True),  # in the form that is compared: casefolded, digits
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False, index=True),
    Column("verified", Boolean, nullable=False, server_default=false()),
    sqlite_with_rowid=False,
)

customer_notes = Table(
    "customer_notes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False, index=True),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("written_at", Moment, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(10), nullable=False),  # admin, lead, agent
    Column("password_hash", Text),
    Column("disabled_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
)

agents = Table(
    "agents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("accounts.id"), unique=True),
    Column("created_at", Moment, nullable=False),
)

teams = Table(
    "teams",
    metadata,
    Column("slug", String(60), primary_key=True),
    Column("name", Text, nullable=False),
)

team_members = Table(
    "team_members",
    metadata,
    Column("team", String(60), ForeignKey("teams.slug"), primary_key=True),
    Column("agent_id", Id, ForeignKey("agents.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Id, primary_key=True),  # by which its owner names it; says nothing of the token
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("device", Text, nullable=False),  # what the browser calls itself
    Column("created_at", Moment, nullable=False),
    Column("last_used_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("accounts.id"), index=True),  # set: a new password for this account
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(10), nullable=False),
    Column("invited_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("ended_at", Moment),  # accepted or taken back
)

rate_counts = Table(
    "rate_counts",
    metadata,
    Column("name", Text, primary_key=True),  # what is limited, and whom: `sign_in:203.0.113.7`
    Column("window_at", Moment, primary_key=True),  # when the counting began
    Column("amount", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("hint", String(12), nullable=False),  # how the key begins, to tell it from others
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("account_id", Id, ForeignKey("accounts.id"), index=True),
    Column("scopes", Text, nullable=False),  # of: intake read work admin, separated by a space
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("last_used_at", Moment),
    Column("revoked_at", Moment),
)

# --- what came in, and what became of it -----------------------------------------------------------------

raw_messages = Table(
    "raw_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", String(40), nullable=False),  # the door
    Column("content_type", Text, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the bytes, exactly as they came
    Column("received_at", Moment, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", Integer, nullable=False),  # grows with every change; `If-Match` compares it
    Column("revision", Integer, nullable=False),  # of the verdict that the columns below show
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False),
    Column("customer_external_id", BigInteger),  # as on the customer, so that a list needs no join
    Column("customer_name", Text, nullable=False),  # as the caller gave it
    Column("customer_email", Text),  # as the caller gave it
    Column("door", String(40), nullable=False),
    Column("external_ref", Text),
    Column("channel", String(40), nullable=False),
    Column("tier", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_made", Boolean, nullable=False),  # by the desk, from the message
    Column("message", Text, nullable=False),  # the opening entry's text
    Column("status", String(20), nullable=False),
    Column("assignee_id", Id, ForeignKey("agents.id")),
    Column("assigned_to", Text),  # the agent's name, as on the agent
    Column("assigned_at", Moment),
    Column("received_at", Moment, nullable=False),  # when the customer wrote
    Column("created_at", Moment, nullable=False),  # when the desk stored it
    Column("updated_at", Moment, nullable=False),  # when a caller last changed it
    Column("resolved_at", Moment),
    Column("due_at", Moment, nullable=False),
    Column("snoozed_until", Moment),  # null: nobody waits for a moment; a step sets it back
    Column("heard_at", Moment),  # when the customer wrote again; null: only the opening message
    # the verdict's values
    Column("category", String(60), nullable=False),
    Column("subcategory", String(60), nullable=False),
    Column("urgency", Float, nullable=False),
    Column("priority", String(10), nullable=False),
    Column("priority_score", SmallInteger, nullable=False),
    Column("level", String(2), nullable=False),
    Column("sla_hours", SmallInteger, nullable=False),
    Column("sentiment", String(10), nullable=False),
    Column("frustrated", Boolean, nullable=False),
    Column("team", String(60), nullable=False),
    Column("next_action", Text, nullable=False),
    Column("suggested_reply", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("certainty", String(10), nullable=False),  # the category's
    Column("scope", String(20), nullable=False, server_default=text("'in_scope'")),  # else a mark: spam, ...
    # what the seeds' doors show: the rules' opinion (urgency: with seed 1's hybrid)
    Column("door_urgency", Float, nullable=False),
    Column("door_priority", String(10), nullable=False),
    Column("door_priority_score", SmallInteger, nullable=False),
    Column("door_sentiment", String(10), nullable=False),
    UniqueConstraint("door", "external_ref"),
    sqlite_autoincrement=True,
)

Index("ix_tickets_customer", tickets.c.customer_id, tickets.c.id)
Index("ix_tickets_newest", tickets.c.created_at, tickets.c.id)
Index("ix_tickets_status_newest", tickets.c.status, tickets.c.created_at, tickets.c.id)
Index("ix_tickets_queue", tickets.c.priority_score, tickets.c.id)
Index("ix_tickets_door_urgency", tickets.c.door_urgency, tickets.c.received_at, tickets.c.id)
Index("ix_tickets_urgency", tickets.c.urgency, tickets.c.id)
Index("ix_tickets_due", tickets.c.due_at, tickets.c.id)
Index("ix_tickets_updated", tickets.c.updated_at, tickets.c.id)


def _where(condition: ColumnElement[bool]) -> dict[str, Any]:
    """Let an index hold only the rows for which this holds."""
    return {"sqlite_where": condition, "postgresql_where": condition}


_orders = ("priority_score", "id", "received_at", "urgency", "due_at", "updated_at")
_ends = ("resolved_at", "snoozed_until")
_values = (
    *(
        "category",
        "subcategory",
        "priority",
        "level",
        "sentiment",
        "team",
        "channel",
        "language",
        "certainty",
    ),
    *("status", "assignee_id"),
)
_open = and_(tickets.c.resolved_at.is_(None), tickets.c.snoozed_until.is_(None))


def _index(name: str, *columns: str, **where: Any) -> None:  # noqa: ANN401 - as `Index` has it
    """Make an index of columns, each taken once."""
    Index(name, *(tickets.c[column] for column in dict.fromkeys(columns)), **where)


# For all that one filter names, in any order: `lists` tells when that way is taken. By priority they are
# walked, because priority goes with category, mood and team. What stands behind the number is there so that
# SQLite need not look the ticket up.
for _name in _values:
    _index(f"ix_tickets_{_name.removesuffix('_id')}", _name, *_orders, *_ends)
_index("ix_tickets_received", "received_at", "id", *_orders, *_ends)

# What is open stays small, so two of its indexes know whatever is asked most.
_index("ix_open_received", "received_at", "id", *_orders, *_values, **_where(_open))
_index("ix_open_assignee", "assignee_id", *_orders, *_values, **_where(_open))
for _name, _key in {"queue": "priority_score", "urgency": "urgency", "updated": "updated_at"}.items():
    _index(f"ix_open_{_name}", _key, "id", **_where(_open))
_index("ix_open_due", "due_at", "id", "scope", **_where(_open))  # what is marked is never at risk

# Few tickets have a mark; the others are not in this index, so it costs them nothing. The value is spelt out,
# because SQLite takes such an index only where the query says the same word for word.
marked = tickets.c.scope != literal_column("'in_scope'")
_index("ix_tickets_marked", "scope", *_orders, *_ends, **_where(marked))
Index("ix_ended_resolved", tickets.c.resolved_at, **_where(tickets.c.resolved_at.is_not(None)))
Index("ix_snoozed", tickets.c.snoozed_until, **_where(tickets.c.snoozed_until.is_not(None)))

entries = Table(
    "entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # message, reply, note
    Column("author", Text, nullable=False),
    Column("agent_id", Id, ForeignKey("agents.id")),  # null: the customer wrote it
    Column("text", Text, nullable=False),
    Column("html", Text),  # sanitised; null: there is only the text
    Column("raw_id", Id, ForeignKey("raw_messages.id")),
    Column("written_at", Moment, nullable=False),
)

outgoing = Table(
    "outgoing",  # what waits a moment before it is in the thread, and can be taken back until then
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # reply, note
    Column("author", Text, nullable=False),
    Column("agent_id", Id, ForeignKey("agents.id")),  # null: written by a key without an account
    Column("credential", Text, nullable=False),  # with which it came: `account:3`, `key:12`
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("status", String(20)),  # where the ticket shall stand then; null: where it stands
    Column("heard_at", Moment),  # as on the ticket; another one there: the customer has written since
    Column("due_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

ticket_tags = Table(
    "ticket_tags",
    metadata,
    Column("ticket_id", Id, ForeignKey("tickets.id"), primary_key=True),
    Column("tag", String(60), primary_key=True),
    sqlite_with_rowid=False,
)

Index("ix_ticket_tags_tag", ticket_tags.c.tag, ticket_tags.c.ticket_id)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket_id", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),  # of the verdict that holds what the person set
    Column("field", String(40), nullable=False),
    Column("before", Json, nullable=False),
    Column("after", Json, nullable=False),
    Column("author", Text, nullable=False),
    Column("corrected_at", Moment, nullable=False),
    Column("taken_back_at", Moment),  # null: it stands
    Column("taken_back_by", Text),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("ticket_id", Id, ForeignKey("tickets.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("entry_id", Id, ForeignKey("entries.id"), nullable=False),  # the entry that was judged
    Column("body", LargeBinary, nullable=False),  # opinions, reasons: `store/bodies.py`
    Column("made_at", Moment, nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("ticket_id", Id, ForeignKey("tickets.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),  # of the verdict it follows
    Column("kind", String(20), primary_key=True),  # template
    Column("body", LargeBinary, nullable=False),  # JSON in UTF-8: the parts, the citations, the policy check
    Column("made_at", Moment, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    # PostgreSQL's transaction number, so that a cursor misses none; the migration sets it as default there
    Column("tx", BigInteger, nullable=False, server_default=text("0")),
    Column("ticket_id", Id, ForeignKey("tickets.id"), index=True),
    Column("kind", String(40), nullable=False),
    Column("actor", Text, nullable=False),
    Column("data", Json, nullable=False),
    Column("happened_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

Index("ix_events_cursor", events.c.tx, events.c.id)

# --- what agents keep for themselves and for each other ----------------------------------------------------

agent_drafts = Table(
    "agent_drafts",
    metadata,
    Column("agent_id", Id, ForeignKey("agents.id"), primary_key=True),
    Column("ticket_id", Id, ForeignKey("tickets.id"), primary_key=True),
    Column("kind", String(10), primary_key=True),  # reply, note
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("version", Integer, nullable=False),
    Column("saved_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

read_marks = Table(
    "read_marks",
    metadata,
    Column("agent_id", Id, ForeignKey("agents.id"), primary_key=True),
    Column("ticket_id", Id, ForeignKey("tickets.id"), primary_key=True),
    Column("read_at", Moment, nullable=False),
    sqlite_with_rowid=False,
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", Id, primary_key=True),
    Column("agent_id", Id, ForeignKey("agents.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("filters", Json, nullable=False),
    Column("sort", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text),
    Column("category", String(60)),  # null: for any
    Column("language", String(8)),  # null: for any
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("version", Integer, nullable=False),
)

search_texts = Table(
    "search_texts",
    metadata,
    Column("ticket_id", Id, ForeignKey("tickets.id"), primary_key=True),
    Column("head", Text, nullable=False),  # casefolded: customer name, e-mail, subject
    Column("message", Text, nullable=False),  # casefolded: what the customer wrote
    Column("work", Text, nullable=False, server_default=text("''")),  # casefolded: what agents wrote
)

# --- what the desk has learnt ------------------------------------------------------------------------------

examples = Table(
    "examples",  # labelled messages; a row is never changed but in `replaced_by`, and never deleted
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # counts the commits: `store/examples.py`
    Column("source", String(40), nullable=False),  # ticket, or the name of a file's import
    Column("ref", Text, nullable=False),  # the ticket's number, or the digest of a file's message
    Column("ticket_id", Id, ForeignKey("tickets.id"), index=True),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("tier", String(40), nullable=False),
    Column("language", String(8), nullable=False),  # ISO 639-1; empty: nobody has said
    Column("labels", Json, nullable=False),  # by field
    Column("in_scope", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    Column("learnt_at", Moment, nullable=False),
    Column("replaced_by", Id, ForeignKey("examples.id")),  # the one that took its place; null: it counts
    Column("translates", Id),  # the first one that said this under an older name; null: it says it itself
)

Index("ix_examples_place", examples.c.ref, examples.c.source)
Index("ix_examples_current", examples.c.id, **_where(examples.c.replaced_by.is_(None)))
Index("ix_examples_replaced", examples.c.replaced_by, **_where(examples.c.replaced_by.is_not(None)))

example_vectors = Table(
    "example_vectors",
    metadata,
    Column("encoder", String(80), primary_key=True),  # `Encoder.version`
    Column("example_id", Id, ForeignKey("examples.id"), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian
)

models = Table(
    "models",
    metadata,
    Column("version", Id, primary_key=True),
    Column("made_at", Moment, nullable=False),
    Column("encoder", String(80), nullable=False),  # `Encoder.version`
    Column("taxonomy", Integer, nullable=False),  # the version of it
    Column("promise", Float, nullable=False),  # the precision that was asked for
    Column("fingerprint", String(64), nullable=False),  # SHA-256 of the examples that it learnt from
    Column("examples", Integer, nullable=False),
    Column("learnt_until", Id, nullable=False),  # the newest example that it has seen
    Column("metrics", Json, nullable=False),
    Column("state", String(10), nullable=False),  # active, retired, refused
    Column("sentence", Text, nullable=False),  # why
    Column("promoted_at", Moment),
    # Last, because SQLite reads through all of it to come to a column behind it.
    Column("body", LargeBinary),  # `triage/artefact.py`; null: forgotten to save room
)

Index("ix_models_active", models.c.state, unique=True, **_where(models.c.state == "active"))

taxonomies = Table(
    "taxonomies",  # every version that was ever in force, once there was a second one
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("categories", Json, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("moves", Json, nullable=False, server_default=text("'{}'")),  # old label -> new one
    Column("rules", Json, nullable=False, server_default=text("'[]'")),
)

# --- what the desk knows -----------------------------------------------------------------------------------

articles = Table(
    "articles",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("version", Integer, nullable=False),  # goes on counting when an id is made again
    Column("title", Text, nullable=False),
    Column("title_digest", LargeBinary, nullable=False),  # `store/passage_vectors.py`
    Column("text", Text, nullable=False),  # Markdown
    Column("url", Text, nullable=False),  # empty: at the desk itself
    Column("tags", Json, nullable=False),
    Column("language", String(8), nullable=False),
    Column("audience", String(10), nullable=False),  # public, internal
    Column("standing", String(10), nullable=False),  # draft, published, archived
    Column("updated", String(10), nullable=False),  # days, as 2026-03-14
    Column("valid_from", String(10)),
    Column("valid_until", String(10)),
    Column("source", String(120), nullable=False),  # the folder it is kept in step with; empty: none
    Column("author", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

Index("ix_articles_source", articles.c.source, articles.c.id)

article_revisions = Table(
    "article_revisions",  # stays when the article goes, so that what was once cited can be looked up
    metadata,
    Column("article_id", String(120), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", LargeBinary),  # JSON in UTF-8; null: with this one the article went
    Column("author", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("article_id", String(120), ForeignKey("articles.id"), primary_key=True),
    Column("id", String(20), primary_key=True),
    Column("place", Integer, nullable=False),  # in the article, from 0 on
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),  # a sentence on each line
    Column("digest", LargeBinary, nullable=False),  # of what an encoder reads of it
)

passage_vectors = Table(
    "passage_vectors",  # of passages and of titles, by what they say, so that a move or a copy costs nothing
    metadata,
    Column("encoder", String(80), primary_key=True),  # `Encoder.version`
    Column("digest", LargeBinary, primary_key=True),  # of the text
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian
)

knowledge_gaps = Table(
    "knowledge_gaps",  # what customers asked and no article answers, alike questions together
    metadata,
    Column("id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("question", Text, nullable=False),  # as the first one asked it
    Column("language", String(8), nullable=False),
    Column("category", String(60), nullable=False),
    Column("state", String(10), nullable=False),  # open, answered, dismissed
    Column("times", Integer, nullable=False),  # how many tickets asked it
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("encoder", String(80), nullable=False),  # of the vector; empty: it has none
    Column("vector", LargeBinary),  # of the first question
)

Index("ix_knowledge_gaps_state", knowledge_gaps.c.state, knowledge_gaps.c.times, knowledge_gaps.c.id)

gap_tickets = Table(
    "gap_tickets",
    metadata,
    Column("ticket_id", Id, ForeignKey("tickets.id"), primary_key=True),
    Column("gap_id", Id, ForeignKey("knowledge_gaps.id"), primary_key=True, index=True),
    Column("asked_at", Moment, nullable=False),
)

# --- what the desk keeps for itself -----------------------------------------------------------------------

settings = Table(
    "settings",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", Json, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", Text, primary_key=True),  # credential, method, path
    Column("key", Text, primary_key=True),
    Column("digest", LargeBinary, nullable=False),  # of the request's body
    Column("status", SmallInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # the answer
    Column("kept_at", Moment, nullable=False, index=True),
)

tally_deltas = Table(
    "tally_deltas",
    metadata,
    Column("id", Id, primary_key=True),
    Column("changes", Text, nullable=False),  # JSON: how much each tally grows by one transaction
    sqlite_autoincrement=True,
)

tallies = Table(
    "tallies",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("amount", BigInteger, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Id, primary_key=True),
    Column("verb", String(40), nullable=False),
    Column("subject", BigInteger, nullable=False),  # the id that the verb is about; 0 when there is none
    Column("key", Text, unique=True),  # at most one waiting job has it
    Column("priority", SmallInteger, nullable=False),  # smaller goes first
    Column("due_at", Moment, nullable=False),  # while a worker holds it: when its lease ends
    Column("token", Text),  # of the claim that holds it
    Column("worker", String(40)),  # who holds it: `workers.id`
    Column("tries", SmallInteger, nullable=False),
    Column("dead_at", Moment),
    Column("error", Text),
    Column("put_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

Index("ix_jobs_due", jobs.c.dead_at, jobs.c.priority, jobs.c.due_at)
Index("ix_jobs_waiting", jobs.c.dead_at, jobs.c.due_at)

workers = Table(
    "workers",
    metadata,
    Column("id", String(40), primary_key=True),  # made anew at each start
    Column("place", Text, nullable=False),  # the machine and the process, for people
    Column("version", String(40), nullable=False),  # of Firstline
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),  # it says every few seconds that it lives
)

schedules = Table(
    "schedules",
    metadata,
    Column("verb", String(40), primary_key=True),
    Column("tick", Moment, nullable=False),  # the last one for which a job was put
)

allowances = Table(
    "allowances",  # how much of something may still be used: a bucket that fills with time
    metadata,
    Column("name", String(60), primary_key=True),
    Column("rest", BigInteger, nullable=False),  # thousandths
    Column("filled_at", Moment, nullable=False),
)

llm_costs = Table(
    "llm_costs",
    metadata,
    Column("month", String(7), primary_key=True),  # 2026-03
    Column("model", String(100), primary_key=True),
    Column("calls", BigInteger, nullable=False),
    Column("tokens_in", BigInteger, nullable=False),
    Column("tokens_out", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),  # millionths of the currency in which the prices are set
)

presence = Table(
    "presence",  # who looks at a ticket just now; a row is forgotten when its time is over
    metadata,
    Column("ticket_id", Id, ForeignKey("tickets.id"), primary_key=True),
    Column("agent_id", Id, ForeignKey("agents.id"), primary_key=True),
    Column("state", String(10), nullable=False),  # viewing, typing
    Column("changed_at", Moment, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)
