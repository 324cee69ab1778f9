"""The event log: what happened, in the order in which it happened, and nothing rewritten."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from firstline.core.ids import TicketId
from firstline.store import events, schema
from firstline.store.db import Connection, Database
from firstline.store.events import Cursor, Event, Part
from firstline.tickets.snapshot import snapshot
from tests.make import opened
from tests.store.made import MESSY, MOMENT, stored


def test_events_come_back_in_their_order(database: Database) -> None:
    """The clock does not decide it; data keeps its types as far as JSON has them."""
    ticket, other = stored(database), stored(database)
    told = [
        Event("ticket.received", MESSY, {"n": 2**63 - 1, "x": 0.1, "none": None, "yes": True}, MOMENT),
        Event("ticket.replied", "Eve", {MESSY: [MESSY, {"deep": []}]}, MOMENT.replace(year=2020)),
        Event("ticket.resolved", "", {}, MOMENT),
    ]

    for event in told:
        _add(database, ticket.id, event)
    _add(database, other.id, told[2])

    with database.read() as db:
        assert events.timeline(db, ticket.id) == told
        assert events.timeline(db, other.id) == told[2:]


def test_a_whole_ticket_can_be_told(database: Database) -> None:
    """Moments and names become text, as in any JSON."""
    ticket = stored(database, assigned_at=MOMENT)

    _add(database, ticket.id, Event("k", "a", snapshot(ticket), MOMENT))

    with database.read() as db:
        data = events.timeline(db, ticket.id)[0].data
    assert data["received_at"] == "2026-03-02T08:00:00.123457Z"
    assert (data["status"], data["customer_id"]) == ("open", ticket.customer_id)


def test_an_event_may_be_about_no_ticket(database: Database) -> None:
    """The desk's own settings change too."""
    _add(database, None, Event("settings.changed", "local", {"on": True}, MOMENT))

    with database.read() as db:
        assert db.execute(select(schema.events.c.ticket_id, schema.events.c.kind)).all() == [
            (None, "settings.changed")
        ]


def test_events_of_many_writers_have_a_cursor(database: Database) -> None:
    """On PostgreSQL each carries its transaction's number, which the reader of a stream needs."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: _add(database, None, Event("k", "a", {}, MOMENT)), range(24)))

    with database.read() as db:
        found = db.execute(select(schema.events.c.tx, schema.events.c.id)).all()
    assert len({row.id for row in found}) == 24
    if database.kind == "postgresql":
        assert len({row.tx for row in found}) == 24
        assert all(row.tx > 0 for row in found)


def test_a_follower_does_not_pass_by_what_a_slow_transaction_tells(postgresql_url: str) -> None:
    """It began first and is done last: what came after it waits for it."""
    told, may_end = threading.Event(), threading.Event()

    def slow(db: Connection) -> None:
        events.add(db, None, Event("slow", "a", {}, MOMENT))
        db.execute(select(1))  # so that it is on its way
        told.set()
        assert may_end.wait(10)

    with opened(postgresql_url) as database, ThreadPoolExecutor(1) as threads:
        done = threads.submit(database.write, slow)
        assert told.wait(10)
        _add(database, None, Event("quick", "a", {}, MOMENT))
        before = _read_on(database, Cursor())
        may_end.set()
        done.result(10)
        after = _read_on(database, before.next)

    assert [one.event.kind for one in before.items] == []
    assert [one.event.kind for one in after.items] == ["slow", "quick"]


def test_the_log_is_read_in_parts(database: Database) -> None:
    """Each event once, whatever the size of a part."""
    for number in range(5):
        _add(database, None, Event(f"k{number}", "a", {}, MOMENT))

    first = _read_on(database, Cursor(), limit=2)
    second = _read_on(database, first.next, limit=2)
    third = _read_on(database, second.next, limit=2)

    parts = [[one.event.kind for one in part.items] for part in (first, second, third)]
    assert parts == [["k0", "k1"], ["k2", "k3"], ["k4"]]
    assert [part.more for part in (first, second, third)] == [True, True, False]
    assert _read_on(database, third.next) == Part([], third.next, more=False)


def test_who_follows_closely_is_told_the_same_in_the_same_order(database: Database) -> None:
    """From the end as it was, and no more than they ask for."""
    _add(database, None, Event("before", "a", {}, MOMENT))
    with database.read() as db:
        place = events.end(db)
        assert events.newer(db, place, limit=9) == []
    for number in range(3):
        _add(database, None, Event(f"k{number}", "a", {}, MOMENT))

    with database.read() as db:
        found, both = events.newer(db, place, limit=9), events.newer(db, place, limit=2)
        assert events.end(db) == found[-1].cursor
    assert found == _read_on(database, place).items
    assert both == found[:2]


def test_on_sqlite_a_place_of_another_database_counts_by_its_number(sqlite_url: str) -> None:
    """Who followed a desk on PostgreSQL that has moved is not told the same again and again."""
    with opened(sqlite_url) as database:
        for number in range(4):
            _add(database, None, Event(f"k{number}", "a", {}, MOMENT))
        part = _read_on(database, Cursor(700, 2))

        assert [one.event.kind for one in part.items] == ["k2", "k3"]
        assert _read_on(database, part.next).items == []


def _read_on(database: Database, after: Cursor, *, limit: int = 50) -> Part:
    with database.read() as db:
        return events.part(db, after, limit=limit)


def _add(database: Database, ticket_id: TicketId | None, event: Event) -> None:
    database.write(lambda db: events.add(db, ticket_id, event))
