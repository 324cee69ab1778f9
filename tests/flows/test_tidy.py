"""What the desk does for itself, again and again, and never twice at a time."""

from datetime import timedelta

from firstline.flows.browse import add_up
from firstline.flows.desk import Desk
from firstline.flows.tidy import (
    DEAD_KEPT,
    DEAD_KEPT_FOR,
    fold_tallies,
    forget_answers,
)
from firstline.flows.work import STEPS
from firstline.run.worker import work_off
from firstline.store import jobs, tallies
from firstline.store.db import Connection
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_ticket, run_steps


def test_dead_letters_do_not_pile_up(desk: Desk, clock: StillClock) -> None:
    """Of a step that stays broken the last thousand stay to be looked at, and a month later none."""
    many = DEAD_KEPT + 3

    def put_many(db: Connection) -> None:
        for number in range(many):
            desk.queue.put(db, "unknown", number)

    desk.write(put_many)
    work_off(desk, STEPS)
    assert _counts(desk).dead == many

    forget_answers(desk, 0)
    kept = _counts(desk).dead
    clock.advance(DEAD_KEPT_FOR + timedelta(seconds=1))
    forget_answers(desk, 0)

    assert (kept, _counts(desk).dead) == (DEAD_KEPT, 0)


def test_folding_changes_no_summary(desk: Desk) -> None:
    """Before, after, and in between more comes in."""
    for text in ("My account is blocked", "Thanks!", "A quote, please"):
        make_ticket(desk, text)
    before = add_up(desk)

    fold_tallies(desk, 0)

    assert add_up(desk) == before
    with desk.read() as db:
        assert tallies.waiting(db) == 0
    make_ticket(desk)
    assert add_up(desk).total == 4
    assert_whole(desk)


def test_folding_while_messages_come_in_loses_none(desk: Desk) -> None:
    """Six folds and thirty messages at once."""
    together([lambda: fold_tallies(desk, 0)] * 6 + [lambda: _message(desk)] * 30)

    assert add_up(desk).total == 30
    assert_whole(desk)


def test_more_than_a_batch_is_folded_at_once(desk: Desk, clock: StillClock) -> None:
    """The rest is due at once, not in five seconds."""
    many = tallies.BATCH + 1

    def add_many(db: Connection) -> None:
        for _ in range(many):
            tallies.add(db, {"n": 1})

    desk.write(add_many)

    fold_tallies(desk, 0)

    assert run_steps(desk) == 1
    with desk.read() as db:
        assert tallies.waiting(db) == 0
        assert tallies.read(db)["n"] == many
    clock.advance(timedelta(seconds=1))
    assert run_steps(desk) == 0


def _counts(desk: Desk) -> jobs.Counts:
    with desk.read() as db:
        return jobs.counts(db)


def _message(desk: Desk) -> None:
    make_ticket(desk)
