"""What is wrong with a database is found, and a whole one is called whole."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from firstline.core.ids import TicketId
from firstline.flows.desk import Desk
from firstline.store import checkup, jobs
from firstline.store.db import Connection, Database
from firstline.store.schema import metadata
from tests.make import MORNING, make_ticket, run_steps


def test_a_whole_database_has_no_damage(desk: Desk) -> None:
    """With tickets, threads and drafts in it."""
    for number in range(3):
        make_ticket(desk, f"My card is blocked, again {number}")
    run_steps(desk)

    with desk.read() as db:
        assert list(checkup.damages(db)) == []
        assert list(checkup.quick_damages(db)) == []


@pytest.mark.parametrize(
    ("loss", "sentence"),
    [
        ("DELETE FROM search_texts", "Ticket 1 lacks the text by which it is found."),
        ("UPDATE tickets SET revision = 9", "Ticket 1 lacks the verdict that it shows."),
    ],
)
def test_a_ticket_that_lacks_a_part_is_named(desk: Desk, loss: str, sentence: str) -> None:
    """Each part is written with every ticket."""
    make_ticket(desk)

    desk.write(lambda db: db.execute(text(loss)))

    with desk.read() as db:
        assert list(checkup.damages(db)) == [sentence]


def test_a_row_that_names_a_missing_row_is_found(database: Database, desk: Desk) -> None:
    """Even where the database was told not to look."""
    make_ticket(desk)
    run_steps(desk)

    def lose(db: Connection) -> None:
        if database.kind == "postgresql":
            db.execute(text("SET LOCAL session_replication_role = replica"))
        db.execute(text("DELETE FROM raw_messages"))

    _without_foreign_keys(database, lose)

    with desk.read() as db:
        found = list(checkup.damages(db))
    assert len(found) == 1
    assert "raw_messages" in found[0]
    assert "is not there" in found[0]


def test_only_so_many_tickets_are_named(desk: Desk) -> None:
    """A thousand sentences say no more than a few."""
    for number in range(checkup.MOST + 3):
        make_ticket(desk, f"My card is blocked, again {number}")

    desk.write(lambda db: db.execute(text("DELETE FROM search_texts")))

    with desk.read() as db:
        assert len(list(checkup.damages(db))) == checkup.MOST


def test_the_pulse_tells_of_every_kind_of_step(desk: Desk) -> None:
    """One waits, one is held, one was given up."""
    for number in range(3):
        make_ticket(desk, f"My card is blocked, again {number}")

    def hold_and_bury(db: Connection) -> None:
        held = jobs.claim(db, now=MORNING, lease=jobs.FIRST_PAUSE, limit=2, token="one")  # noqa: S106 - a lease, no secret
        jobs.bury(db, held[0], "It stopped with KeyError.", now=MORNING)

    desk.write(hold_and_bury)

    with desk.read() as db:
        pulse, dead = checkup.pulse(db, now=MORNING), checkup.dead_steps(db)
    assert (pulse.waiting, pulse.running, pulse.dead, pulse.overdue_seconds) == (1, 1, 1, 0)
    assert dead == [checkup.Dead("draft_ticket", "It stopped with KeyError.", 1)]


def test_amounts_are_those_of_the_tables(desk: Desk) -> None:
    """Tickets, and what hangs on them."""
    ticket = make_ticket(desk)

    with desk.read() as db:
        found = checkup.amounts(db)

    assert ticket.id == TicketId(1)
    assert found == {"tickets": 1, "customers": 1, "entries": 1, "events": 1}
    assert set(found) <= set(metadata.tables)


def _without_foreign_keys(database: Database, change: Callable[[Connection], None]) -> None:
    if database.kind == "postgresql":
        database.write(change)
        return
    with database.engine.connect() as db:
        raw = db.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
        with db.begin():
            change(db)
        raw.execute("PRAGMA foreign_keys = ON")
