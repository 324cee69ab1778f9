"""What comes again and again comes once each time, whoever looks."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

from firstline.core.rhythm import Cron, Every
from firstline.flows.desk import Desk
from firstline.flows.tick import Schedule, tick
from firstline.flows.work import FOLD_EVERY, SCHEDULES, STEPS
from firstline.run.worker import work_off
from firstline.store import jobs, schedules, tallies
from firstline.store.db import Connection
from tests.flows.together import together
from tests.make import MORNING, StillClock, make_desk, make_ticket, opened, rows, run_steps

MINUTE = timedelta(minutes=1)
MINUTELY: Mapping[str, Schedule] = {"chime": Schedule(Every(MINUTE))}


def test_every_schedule_names_a_step(desk: Desk) -> None:
    """A job of any other verb would be a dead letter."""
    assert SCHEDULES.keys() <= STEPS.keys()
    assert tick(desk, SCHEDULES) == 0


def test_a_schedule_begins_with_its_next_tick(desk: Desk, clock: StillClock) -> None:
    """On a fresh desk there is nothing to catch up with."""
    assert tick(desk, MINUTELY) == 0
    assert tick(desk, MINUTELY) == 0

    clock.advance(MINUTE)

    assert tick(desk, MINUTELY) == 1
    assert _waiting(desk) == 1


def test_a_tick_gives_one_job_however_often_anyone_looks(desk: Desk, clock: StillClock) -> None:
    """The job is done before the next look; nevertheless the tick is over."""
    tick(desk, MINUTELY)
    clock.advance(MINUTE)

    assert tick(desk, MINUTELY) == 1
    assert work_off(desk, {"chime": _nothing}) == 1
    assert tick(desk, MINUTELY) == 0
    clock.advance(MINUTE - timedelta(microseconds=1))
    assert tick(desk, MINUTELY) == 0
    clock.advance(timedelta(microseconds=1))
    assert tick(desk, MINUTELY) == 1


def test_ticks_that_nobody_saw_give_one_job(desk: Desk, clock: StillClock) -> None:
    """The desk was off over the weekend."""
    tick(desk, MINUTELY)
    clock.advance(timedelta(days=2))

    assert tick(desk, MINUTELY) == 1
    assert tick(desk, MINUTELY) == 0
    assert _waiting(desk) == 1


def test_ticks_do_not_pile_up_while_a_job_waits_runs_or_is_to_be_tried_again(
    desk: Desk, clock: StillClock
) -> None:
    """Of a step that fails there is one job, and in the end one dead letter; then its ticks count again."""
    tick(desk, MINUTELY)
    put = []
    for _ in range(jobs.TRIES):
        clock.advance(MINUTE * 10)
        put.append(tick(desk, MINUTELY))
        clock.advance(MINUTE)
        put.append(tick(desk, MINUTELY))
        work_off(desk, {"chime": _fail})

    assert put == [1] + [0] * 9
    assert _counts(desk) == jobs.Counts(waiting=0, running=0, dead=1)
    clock.advance(MINUTE)
    assert tick(desk, MINUTELY) == 1


def test_of_processes_that_look_at_once_one_puts_the_job(database_url: str) -> None:
    """Four of them, each with its own connections; ten ticks, ten jobs."""
    clock = StillClock()
    with ExitStack() as stack:
        desks = [make_desk(stack.enter_context(opened(database_url)), clock=clock) for _ in range(4)]
        tick(desks[0], MINUTELY)
        put = []
        for _ in range(10):
            clock.advance(MINUTE)
            put.append(sum(together([_looking(desk) for desk in desks])))
            work_off(desks[0], {"chime": _nothing})

    assert put == [1] * 10


def test_cron_is_kept_in_the_night(desk: Desk, clock: StillClock) -> None:
    """It is eight in the morning now; the next tick comes nineteen hours later."""
    nightly = {"chime": Schedule(Cron("0 3 * * *"))}
    tick(desk, nightly)

    clock.advance(timedelta(hours=19) - timedelta(microseconds=1))
    before = tick(desk, nightly)
    clock.advance(timedelta(microseconds=1))

    assert (before, tick(desk, nightly)) == (0, 1)


def test_a_clock_that_was_years_ahead_does_not_stop_a_schedule(desk: Desk, clock: StillClock) -> None:
    """A tick that another machine has noted for the far future is set right."""
    desk.write(lambda db: schedules.begin(db, "chime", MORNING + timedelta(days=900)))

    assert tick(desk, MINUTELY) == 1
    assert tick(desk, MINUTELY) == 0
    clock.advance(MINUTE)
    work_off(desk, {"chime": _nothing})
    assert tick(desk, MINUTELY) == 1


def test_an_idle_desk_writes_nothing(desk: Desk, clock: StillClock) -> None:
    """Sums are folded when there is something to fold, and then without delay."""
    tick(desk, SCHEDULES)
    fold = {"fold_tallies": SCHEDULES["fold_tallies"]}
    written: list[str] = []
    watched = _watching(desk, written)

    for _ in range(20):
        clock.advance(FOLD_EVERY)
        assert tick(watched, fold) == 0
    assert written == []

    make_ticket(desk)
    assert tick(watched, fold) == 1
    run_steps(desk)
    with desk.read() as db:
        assert not tallies.any_waiting(db)
        assert rows(db, "jobs") == 0


def _watching(desk: Desk, written: list[str]) -> Desk:
    def write(change: Callable[[Connection], int]) -> int:
        written.append("a write")
        return desk.write(change)

    return replace(desk, write=write)  # type: ignore[arg-type] # of a flow that writes numbers


def _looking(desk: Desk) -> Callable[[], int]:
    return lambda: tick(desk, MINUTELY)


def _nothing(_desk: Desk, _subject: int) -> None:
    pass


def _fail(_desk: Desk, _subject: int) -> None:
    raise LookupError


def _counts(desk: Desk) -> jobs.Counts:
    with desk.read() as db:
        return jobs.counts(db)


def _waiting(desk: Desk) -> int:
    return _counts(desk).waiting
