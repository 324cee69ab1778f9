"""Fill a database with many tickets, quickly, so that lists and searches can be measured at size.

    python -m bench.fill DATABASE_URL --tickets 1000000 [--all-open]

A few hundred messages are really received, and their drafts are made. Every further ticket is a copy of one
of those, row by row in all tables, with a customer, moments, a status, an assignee and some words of its own;
so each of them is whole, as one that came through a door and was worked on (`tests/flows/test_fill.py`).
Without `--all-open`, nine of ten are resolved or closed. The same seed gives the same desk. On SQLite the
indexes of search are made at the end, all at once.
"""

import argparse
import hashlib
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text

from bench.desk import bench_desk
from evals.labelled import KNOWN, SCOPE_DEV, labelled
from firstline.core.ids import FIRST_CUSTOMER
from firstline.core.text import folded
from firstline.flows.desk import Desk
from firstline.flows.receive import Incoming, receive
from firstline.flows.work import STEPS
from firstline.run.worker import work_off
from firstline.store import schema, search, tallies
from firstline.store.db import Database, open_database
from firstline.store.migrate import upgrade
from firstline.store.raw import Raw
from firstline.store.tickets import COLUMNS
from firstline.tickets.customer import Caller
from firstline.tickets.snapshot import snapshot
from firstline.tickets.tally import tally_of
from firstline.tickets.ticket import Status, Ticket
from firstline.tickets.verdict import MARKS

SEED = 7
BATCH = 2_000
AGENTS = 40
SPAN = timedelta(days=3 * 365)
"""Over which the tickets came in."""
NOW = datetime(2026, 11, 1, tzinfo=UTC)
ENDED_SHARE = 0.9
FREE_SHARE = 0.6
"""Of the open tickets that nobody has begun with, those that nobody has."""
MARKED = 5
"""Of the patterns, those that are spam, automatic mail and the like: one in thirty."""
RARE = 1_000
"""Every so many tickets one holds the word `rareword`, and every hundred times as many `rarestword`."""
FIELDS = [column.name for column in COLUMNS]
STATUSES = (Status.OPEN, Status.IN_PROGRESS, Status.WAITING_CUSTOMER)
CHANNELS = ("email", "chat", "form", "whatsapp", "api")

Row = dict[str, Any]


def fill(database: Database, *, count: int, all_open: bool = False) -> None:
    """Bring the desk to this many tickets."""
    desk = bench_desk(database)
    patterns = _patterns(desk)
    agents = database.write(_add_agents)
    triggers = database.write(_rest_search)
    chance = random.Random(SEED)  # noqa: S311 - a bench's dice
    with database.read() as db:
        have = db.execute(select(func.max(schema.tickets.c.id))).scalar() or 0
    for start in range(have + 1, count + 1, BATCH):
        numbers = range(start, min(start + BATCH, count + 1))
        made = [_ticket(number, patterns, agents, chance, all_open=all_open) for number in numbers]
        database.write(partial(_store, made=made))
    database.write(_settle)
    database.write(lambda db: _wake_search(db, triggers))


def _patterns(desk: Desk) -> Sequence[Mapping[str, Row]]:
    """Receive some messages for real, and read what each has left in every table."""
    ids = []
    marked = [one for one in labelled(SCOPE_DEV) if one.labels["scope"] in MARKS]
    for one in [*labelled(KNOWN), *marked[:: len(marked) // MARKED]]:
        message = one.message
        raw = Raw("messages", "text/plain", message.text.encode())
        caller = Caller("Pattern", f"pattern{one.id}@example.com")
        incoming = Incoming(
            door="messages",
            raw=raw,
            caller=caller,
            text=message.text,
            subject=message.subject or None,
            tier=message.tier,
            received_at=NOW - SPAN,
        )
        ids.append(receive(desk, incoming).ticket.id)
    work_off(desk, STEPS)
    with desk.read() as db:
        return [_rows_of(db, ticket_id) for ticket_id in ids]


def _rows_of(db: Connection, ticket_id: int) -> dict[str, Row]:
    def first(table: Table, condition: Any) -> Row:  # noqa: ANN401 - a clause
        return dict(db.execute(select(table).where(condition)).mappings().one())

    entry = first(schema.entries, schema.entries.c.ticket_id == ticket_id)
    return {
        "tickets": first(schema.tickets, schema.tickets.c.id == ticket_id),
        "entries": entry,
        "raw_messages": first(schema.raw_messages, schema.raw_messages.c.id == entry["raw_id"]),
        "verdicts": first(schema.verdicts, schema.verdicts.c.ticket_id == ticket_id),
        "events": first(schema.events, schema.events.c.ticket_id == ticket_id),
        "drafts": first(schema.drafts, schema.drafts.c.ticket_id == ticket_id),
    }


def _add_agents(db: Connection) -> Sequence[tuple[int, str]]:
    names = [f"Agent {number}" for number in range(1, AGENTS + 1)]
    known = _known_agents(db)
    new = [{"name": name, "created_at": NOW} for name in names if name not in known]
    if new:
        db.execute(insert(schema.agents), new)
        known = _known_agents(db)
    return [(known[name], name) for name in names]


def _known_agents(db: Connection) -> dict[str, int]:
    known = db.execute(select(schema.agents.c.name, schema.agents.c.id))
    return {row[0]: row[1] for row in known}


def _ticket(
    number: int,
    patterns: Sequence[Mapping[str, Row]],
    agents: Sequence[tuple[int, str]],
    chance: random.Random,
    *,
    all_open: bool,
) -> dict[str, Row]:
    rows = {name: dict(row) for name, row in chance.choice(patterns).items()}
    ticket = rows["tickets"]
    words = f" (order {number * 7919 % 10_000_019})"
    words += " rareword" if number % RARE == 0 else ""
    words += " rarestword" if number % (RARE * 100) == 0 else ""
    came = NOW - SPAN * (1 - number / (number + 200_000)) - timedelta(seconds=chance.random() * 86_400)
    person = 1 + int(chance.paretovariate(1.2) * 1_000) % 400_000
    ended = not all_open and chance.random() < ENDED_SHARE
    status = chance.choice((Status.RESOLVED, Status.CLOSED)) if ended else chance.choice(STATUSES)
    owner = agents[int(chance.random() ** 2 * len(agents))]
    is_free = status is Status.OPEN and chance.random() < FREE_SHARE
    agent_id, agent = (None, None) if is_free else owner
    ticket |= {
        "id": number,
        "customer_id": FIRST_CUSTOMER + 1_000_000 + person,
        "customer_name": f"Customer {person}",
        "customer_email": f"customer{person}@example.com",
        "message": ticket["message"] + words,
        "channel": chance.choices(CHANNELS, (50, 20, 20, 9, 1))[0],
        "status": status,
        "assignee_id": agent_id,
        "assigned_to": agent,
        "assigned_at": None if agent_id is None else came,
        "received_at": came,
        "created_at": came,
        "updated_at": came + timedelta(hours=chance.random() * 72),
        "resolved_at": came + timedelta(hours=80) if ended else None,
        "due_at": came + timedelta(hours=ticket["sla_hours"]),
    }
    body = ticket["message"].encode()
    told = snapshot(Ticket(**{name: ticket[name] for name in FIELDS})) | {"entry_id": number}
    rows["entries"] |= {"id": number, "ticket_id": number, "raw_id": number, "text": ticket["message"]}
    rows["entries"] |= {"author": ticket["customer_name"], "written_at": came}
    rows["raw_messages"] |= {"id": number, "body": body, "sha256": hashlib.sha256(body).digest()}
    rows["verdicts"] |= {"ticket_id": number, "entry_id": number}
    rows["drafts"] |= {"ticket_id": number}
    rows["events"] |= {"id": number, "ticket_id": number, "data": told, "happened_at": came}
    rows["events"] |= {"actor": ticket["customer_name"]}
    return rows


def _store(db: Connection, *, made: Sequence[Mapping[str, Row]]) -> None:
    people = {row["tickets"]["customer_id"]: row["tickets"] for row in made}
    known = set(
        db.execute(select(schema.customers.c.id).where(schema.customers.c.id.in_(list(people)))).scalars()
    )
    new = [
        {"id": n, "name": t["customer_name"], "email": t["customer_email"], "created_at": NOW}
        for n, t in people.items()
        if n not in known
    ]
    if new:
        db.execute(insert(schema.customers), new)
        db.execute(insert(schema.customer_identities), [_identity(one) for one in new])
    db.execute(insert(schema.raw_messages), [row["raw_messages"] for row in made])
    db.execute(insert(schema.tickets), [row["tickets"] for row in made])
    db.execute(insert(schema.search_texts), [_searched(row["tickets"]) for row in made])
    for table in (schema.entries, schema.verdicts, schema.events, schema.drafts):
        db.execute(insert(table), [row[table.name] for row in made])
    tallies.add(db, _counted(made))


def _identity(customer: Row) -> Row:
    return {"kind": "email", "value": customer["email"], "customer_id": customer["id"], "verified": False}


def _searched(ticket: Row) -> Row:
    head = search.head_of(ticket["customer_name"], ticket["customer_email"], ticket["subject"])
    return {"ticket_id": ticket["id"], "head": head, "message": folded(ticket["message"])}


def _counted(made: Sequence[Mapping[str, Row]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in made:
        total.update(tally_of(Ticket(**{name: row["tickets"][name] for name in FIELDS})))
    return total


def _rest_search(db: Connection) -> Sequence[str]:
    """Let SQLite's indexes of search rest, and tell what wakes them: row by row they take most time."""
    if db.dialect.name != "sqlite":
        return ()
    found = db.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _ in found:
        db.execute(text(f"DROP TRIGGER {name}"))
    return [str(sql) for _, sql in found]


def _wake_search(db: Connection, triggers: Sequence[str]) -> None:
    for table in ("search_trigrams", "search_words") if triggers else ():
        db.execute(text(f"INSERT INTO {table}({table}) VALUES ('rebuild')"))  # noqa: S608 - our own names
    for trigger in triggers:
        db.exec_driver_sql(trigger)


def _settle(db: Connection) -> None:
    """Fold what is counted; on PostgreSQL let the counted numbers go on behind those that were given."""
    while tallies.fold(db):
        pass
    if db.dialect.name == "postgresql":
        for table in ("tickets", "entries", "raw_messages", "events"):
            db.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))  # noqa: S608 - our own names


def main() -> None:
    """Fill a database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--all-open", action="store_true")
    given = parser.parse_args()
    upgrade(given.url)
    database = open_database(given.url)
    begun = time.perf_counter()
    try:
        fill(database, count=given.tickets, all_open=given.all_open)
    finally:
        database.close()
    print(f"{given.tickets:,} tickets after {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
