"""What the desk does for itself, again and again, and never twice at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from firstline.flows.browse import add_up
from firstline.flows.desk import Desk
from firstline.flows.tidy import (
    DEAD_KEPT,
    DEAD_KEPT_FOR,
    FOLD_EVERY,
    FORGET_EVERY,
    fold_tallies,
    forget_answers,
    start_tidying,
)
from firstline.flows.work import STEPS, Step
from firstline.run.worker import work_off
from firstline.store import jobs, tallies
from firstline.store.db import Connection
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_ticket, rows, run_steps


def test_many_processes_that_start_queue_each_step_once(desk: Desk) -> None:
    """Eight at once."""
    together([lambda: start_tidying(desk)] * 8)

    with desk.read() as db:
        assert rows(db, "jobs") == 2


def test_the_steps_queue_themselves_again(desk: Desk, clock: StillClock) -> None:
    """One after seconds, the other after an hour; until then nothing is due."""
    start_tidying(desk)

    runs = [run_steps(desk), run_steps(desk)]
    clock.advance(FOLD_EVERY)
    runs.append(run_steps(desk))
    clock.advance(FORGET_EVERY)
    runs.append(run_steps(desk))

    assert runs == [2, 0, 1, 2]
    with desk.read() as db:
        assert rows(db, "jobs") == 2


@dataclass
class Breakable:
    """A step that fails until it is repaired."""

    broken: bool = True

    def __call__(self, desk: Desk, subject: int) -> None:
        """Fail, or fold."""
        if self.broken:
            raise LookupError
        fold_tallies(desk, subject)


def test_a_step_that_was_given_up_comes_back_and_goes_on(desk: Desk, clock: StillClock) -> None:
    """The dead letter stays to be looked at; the repaired step queues itself again as ever."""
    step = Breakable()
    steps: Mapping[str, Step] = {**STEPS, "fold_tallies": step}
    start_tidying(desk)
    for _ in range(jobs.TRIES):
        work_off(desk, steps)
        clock.advance(timedelta(minutes=10))
    assert _counts(desk) == jobs.Counts(waiting=1, running=0, dead=1)

    step.broken = False
    start_tidying(desk)

    assert work_off(desk, steps) == 1
    assert _counts(desk) == jobs.Counts(waiting=2, running=0, dead=1)
    clock.advance(FOLD_EVERY)
    assert work_off(desk, steps) == 1


def test_starting_again_leaves_alone_what_is_alive(desk: Desk) -> None:
    """A step that will be tried again gets no twin, and one that is due in an hour is not brought forward."""
    steps: Mapping[str, Step] = {**STEPS, "fold_tallies": Breakable()}
    start_tidying(desk)
    work_off(desk, steps)

    start_tidying(desk)

    assert _counts(desk) == jobs.Counts(waiting=2, running=0, dead=0)
    assert run_steps(desk) == 0


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
