"""The recount that other tests end with finds each kind of damage, so that its silence says something."""

import pytest

from firstline.flows.desk import Desk
from firstline.tickets.customer import Caller
from tests.flows.whole import assert_whole, flaws
from tests.make import make_ticket, run_steps

DAMAGE = {
    "a verdict is lost": "DELETE FROM verdicts WHERE ticket_id = 2 AND revision = 1",
    "an entry has another text": "UPDATE entries SET text = 'forged' WHERE ticket_id = 1",
    "a raw message has other bytes": "UPDATE raw_messages SET sha256 = body WHERE id = 1",
    "an entry has no raw message": "UPDATE entries SET raw_id = NULL WHERE ticket_id = 1",
    "an event is lost": "DELETE FROM events WHERE kind = 'ticket.continued'",
    "a change left no event": "UPDATE tickets SET version = version + 1 WHERE id = 1",
    "a change was not told whole": "UPDATE tickets SET tier = 'vip' WHERE id = 1",
    "a text cannot be found": "UPDATE search_texts SET message = 'other' WHERE ticket_id = 1",
    "a draft is lost": "DELETE FROM drafts WHERE ticket_id = 2",
    "a step is lost": "DELETE FROM jobs WHERE subject = 1",
    "a step is buried": "UPDATE jobs SET dead_at = due_at, error = 'why' WHERE subject = 1",
    "a ticket was counted twice": "INSERT INTO tally_deltas (changes) SELECT changes FROM tally_deltas",
    "a status was not counted": "UPDATE tickets SET status = 'closed' WHERE id = 1",
    "a customer has no ticket": "UPDATE tickets SET customer_id = (SELECT min(id) FROM customers)",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_found(desk: Desk, statement: str) -> None:
    """Two tickets, one of them continued, are whole; then one thing is taken or bent."""
    ava = Caller("Ava", "ava@example.com")
    make_ticket(desk)
    for text in ("I was charged twice", "And now it crashes"):
        make_ticket(desk, text, door="process", caller=ava, external_ref="T-1", draft_now=True)
    assert_whole(desk)

    desk.write(lambda db: db.exec_driver_sql(statement).close())

    assert flaws(desk) != []


def test_a_desk_that_has_done_its_steps_is_whole(desk: Desk) -> None:
    """The draft that was coming is there now."""
    make_ticket(desk)

    run_steps(desk)

    assert_whole(desk)
