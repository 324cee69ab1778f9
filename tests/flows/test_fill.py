"""A bench's made-up desk is a whole one, so that what is measured on it holds for real ones."""

from bench.fill import fill
from firstline.flows.desk import Desk
from firstline.store.db import Database
from tests.flows.whole import assert_whole
from tests.make import rows


def test_a_filled_desk_is_as_whole_as_one_that_received_its_tickets(database: Database, desk: Desk) -> None:
    """Some are received, all others copied; whatever a message brings with it is there."""
    fill(database, count=700)

    with desk.read() as db:
        assert rows(db, "tickets") == 700
    assert_whole(desk)
