"""A desk as it was at an earlier revision of the schema: where its rows come from, and how they get there.

What a version really wrote is recorded in `upgrades/REVISION.jsonl`, a row a line. Before a migration that
changes what rows mean, record the revision that it starts from:

    python -m tests.store.early > tests/store/upgrades/0006.jsonl

A revision that nobody recorded gets the rows of a desk of today, as far as its tables have the columns. In
either case a table that would stay empty gets a row that is made from its columns, so that a migration meets
rows wherever there can be any.
"""

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import MetaData, Table, insert, select, text
from sqlalchemy.types import JSON, Boolean, DateTime, Float, Integer, LargeBinary

from firstline.core.access import LOCAL
from firstline.core.ids import AgentId
from firstline.flows.assign import assign_ticket
from firstline.flows.correct import Changes, change_fields
from firstline.flows.customers import add_note
from firstline.flows.desk import Desk
from firstline.flows.merge import merge_customer
from firstline.flows.outgoing import send_later
from firstline.flows.read_mark import mark_read
from firstline.flows.reply import Contribution, add_to_thread
from firstline.flows.resolve import resolve_ticket
from firstline.flows.snooze import snooze_ticket
from firstline.flows.switch import switch_llm
from firstline.flows.tag import put_tags
from firstline.flows.teams import join_team, make_team
from firstline.flows.tidy import fold_tallies
from firstline.store import schema
from firstline.store.db import Connection
from firstline.store.migrate import upgrade
from firstline.store.schema import EPOCH, MICROSECOND
from firstline.tickets.customer import Caller
from firstline.tickets.snapshot import NAMES
from firstline.tickets.ticket import EntryKind
from tests.make import MORNING, make_agent, make_desk, make_ticket, opened, run_steps

Row = Mapping[str, Any]
Rows = Mapping[str, list[Row]]
"""By table; moments and bytes as Python has them."""

FOLDER = Path(__file__).with_name("upgrades")
OURS = ("alembic_version", "sqlite_", "search_trigrams", "search_words")
"""Tables that no version's code writes to by itself."""
MADE_TEXT: Mapping[tuple[str, str], Any] = {
    ("tally_deltas", "changes"): "{}",
    ("settings", "value"): "made",
    ("jobs", "verb"): "fold_tallies",
}
"""What a made row has where any text would not do."""
NEW_SUMS, NEW_SUMS_SINCE = ("open", "snoozed"), "0003"
"""How the names of the sums begin that came with a revision."""


def rows_of(revision: str) -> Rows:
    """Give what a desk of this revision held."""
    recording = FOLDER / f"{revision}.jsonl"
    if not recording.exists():
        return _handed_back(revision)
    found: dict[str, list[Row]] = {}
    for line in recording.read_text("utf-8").splitlines():
        table, row = json.loads(line, object_hook=_decoded)
        found.setdefault(table, []).append(row)
    return found


def put(db: Connection, rows: Rows) -> None:
    """Write the rows into the tables as they are at the database's revision; none of them stays empty."""
    there = tables(db)
    for table in there.sorted_tables:
        for row in rows.get(table.name, []) or [_made(db, table)]:
            _put_row(db, table, row, there)
    if db.dialect.name == "postgresql":
        for table in there.sorted_tables:
            _count_on(db, table)


def look(db: Connection) -> dict[str, dict[str, Row]]:
    """Give every row of every table, by its key; what the database makes by itself is left out."""
    return {table.name: _keyed(db, table) for table in tables(db).sorted_tables}


def tables(db: Connection) -> MetaData:
    """Read which tables there are."""
    there = MetaData()
    there.reflect(db, only=lambda name, _: not name.startswith(OURS))
    return there


# --- rows of a desk of today ------------------------------------------------------------------------------


def _handed_back(revision: str) -> Rows:
    rows = _of_today()
    if revision >= NEW_SUMS_SINCE:
        return rows
    sums = [row for row in rows["tallies"] if not row["name"].startswith(NEW_SUMS)]
    return {**rows, "tallies": sums, "tally_deltas": [_older(row) for row in rows["tally_deltas"]]}


def _older(delta: Row) -> Row:
    changes = json.loads(delta["changes"]).items()
    return {**delta, "changes": json.dumps({name: n for name, n in changes if not name.startswith(NEW_SUMS)})}


@cache
def _of_today() -> Rows:
    """Work at a desk of this version, and read all of its tables."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/firstline.db"
        upgrade(url)
        with opened(url) as database:
            _work(make_desk(database))
            with database.read() as db:
                return {table.name: list(_read(db, table)) for table in schema.metadata.sorted_tables}


def _read(db: Connection, table: Table) -> Iterator[Row]:
    for row in db.execute(select(table).order_by(*table.primary_key)).mappings():
        yield dict(row)


def _work(desk: Desk) -> None:
    """Do what people do at a desk."""
    ava = Caller("Ava Stone", "ava@example.com")
    first = make_ticket(desk, "I was charged twice, and nobody answers!", caller=ava, external_ref="T-1").id
    make_ticket(desk, "Any news?", caller=ava, external_ref="T-1")
    assign_ticket(desk, first, "Eve", by=LOCAL)
    add_to_thread(desk, first, Contribution(kind=EntryKind.NOTE, text="Ask the bank."), by=LOCAL)
    put_tags(desk, first, ["refund", "vip"], by=LOCAL)
    second = make_ticket(desk, "The export of März is broken", subject="Export", door="tickets").id
    change_fields(desk, second, Changes(verdict={"category": "billing"}), by=LOCAL)
    add_to_thread(desk, second, Contribution(kind=EntryKind.REPLY, text="It works again."), by=LOCAL)
    resolve_ticket(desk, second, by=LOCAL)
    third = make_ticket(desk, "Please send a quote for 40 people", door="process", draft_now=True).id
    snooze_ticket(desk, third, MORNING + timedelta(days=30), by=LOCAL)
    gone = make_ticket(desk, "Thank you!", caller=Caller("Avas Bruder", "bruder@example.com"))
    merge_customer(desk, gone.customer_id, 7, by=LOCAL)
    eve = make_agent(desk, "Eve")
    mark_read(desk, first, by=eve)
    add_note(desk, 7, "Pays late", by=LOCAL)
    make_team(desk, "night", "Night shift", by=LOCAL)
    join_team(desk, "night", AgentId(1), by=LOCAL)
    switch_llm(desk, on=False)
    run_steps(desk)
    fold_tallies(desk, 0)
    make_ticket(desk, "Where is my parcel?", caller=ava)
    said, wait = Contribution(kind=EntryKind.REPLY, text="One moment."), timedelta(seconds=10)
    send_later(desk, first, said, delay=wait, by=LOCAL)


# --- rows into tables -------------------------------------------------------------------------------------


def _put_row(db: Connection, table: Table, row: Row, there: MetaData) -> None:
    row = _told_then(row, there) if table.name == "events" else row
    values = {name: _bound(db, value) for name, value in row.items() if name in table.c}
    made = _made(db, table, besides=values.keys())
    db.execute(insert(table).values(values | made))


def _told_then(event: Row, there: MetaData) -> Row:
    """Leave out of an event what it could not tell yet, and let the database give it its transaction."""
    columns = there.tables["tickets"].c
    data = {name: value for name, value in event["data"].items() if name not in NAMES or name in columns}
    return {name: value for name, value in event.items() if name != "tx"} | {"data": data}


def _bound(db: Connection, value: object) -> object:
    if isinstance(value, datetime) and db.dialect.name == "sqlite":
        return (value - EPOCH) // MICROSECOND
    return value


def _made(db: Connection, table: Table, *, besides: Collection[str] = ()) -> dict[str, Any]:
    """Make a value for each column that needs one."""
    needed = (
        column
        for column in table.c
        if not column.nullable and column.server_default is None and column.name not in besides
    )
    return {column.name: _bound(db, _value(db, column)) for column in needed}


def _value(db: Connection, column: Any) -> Any:  # noqa: ANN401, PLR0911 - a column's value, one kind a line
    """Point to a row that is there, or make something of the column's type."""
    special = MADE_TEXT.get((column.table.name, column.name))
    if special is not None:
        return special
    for key in column.foreign_keys:
        return db.execute(select(key.column).limit(1)).scalar()
    if column.name.endswith(("_at", "tick")) or column.name == "until" or isinstance(column.type, DateTime):
        return MORNING
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, (Integer, Float)):
        return 1
    if isinstance(column.type, JSON):
        return {}
    return b"made" if isinstance(column.type, LargeBinary) else "made"


def _count_on(db: Connection, table: Table) -> None:
    """Let PostgreSQL give away the numbers behind those that are there."""
    if "id" in table.c and isinstance(table.c.id.type, Integer):
        place = db.execute(
            text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}
        ).scalar_one()
        largest = max(db.execute(select(table.c.id)).scalars())
        db.execute(text("SELECT setval(:place, :largest)"), {"place": place, "largest": largest})


def _keyed(db: Connection, table: Table) -> dict[str, Row]:
    columns = [column for column in table.c if column.computed is None]
    keys = [column.name for column in table.primary_key]
    rows = db.execute(select(*columns)).mappings()
    return {":".join(str(row[name]) for name in keys): dict(row) for row in rows}


# --- recordings -------------------------------------------------------------------------------------------


def _encoded(value: object) -> Mapping[str, str]:
    if isinstance(value, datetime):
        return {"$at": value.isoformat()}
    assert isinstance(value, bytes), value
    try:
        return {"$text": value.decode()}
    except UnicodeDecodeError:
        return {"$hex": value.hex()}


def _decoded(found: dict[str, Any]) -> Any:  # noqa: ANN401 - what JSON cannot say by itself, or an object
    match found:
        case {"$at": str(written)}:
            return datetime.fromisoformat(written)
        case {"$text": str(written)}:
            return written.encode()
        case {"$hex": str(written)}:
            return bytes.fromhex(written)
    return found


def _record(rows: Rows) -> None:
    for table, found in rows.items():
        for row in found:
            sys.stdout.write(json.dumps([table, row], default=_encoded, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    _record(_of_today())
