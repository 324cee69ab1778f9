"""What a process remembers of its callers: counted exactly here, and together with the others soon."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest

from firstline.core.errors import TooMany
from firstline.flows.desk import Desk
from firstline.flows.ledger import MOST_STRANGERS, STRANGERS, Ledger
from firstline.store.faults import DatabaseDown
from tests.make import StillClock, rows

KIM = "calls:account:1"


def test_one_process_lets_no_more_through_than_the_limit(desk: Desk) -> None:
    """However many threads ask, and while it is being written down."""
    ledger = Ledger(desk.clock)
    stop = threading.Event()

    def flush() -> None:
        while not stop.is_set():
            ledger.flush(desk)

    writer = threading.Thread(target=flush)
    writer.start()
    with ThreadPoolExecutor(8) as threads:
        allowed = sum(threads.map(lambda _: call(ledger, most=100), range(400)))
    stop.set()
    writer.join()

    assert allowed == 100


def test_the_others_calls_are_known_after_both_have_written(desk: Desk) -> None:
    """None is counted twice."""
    one, other = Ledger(desk.clock), Ledger(desk.clock)
    for ledger, times in ((one, 3), (other, 4)):
        assert [call(ledger, most=10) for _ in range(times)] == [True] * times

    for ledger in (one, other, one):
        ledger.flush(desk)

    assert [call(one, most=10) for _ in range(4)] == [True, True, True, False]


def test_a_window_slides(desk: Desk, clock: StillClock) -> None:
    """Nobody gets two minutes' worth around the change of the minute."""
    ledger = Ledger(desk.clock)
    clock.advance(timedelta(seconds=59))
    before = sum(call(ledger, most=60) for _ in range(100))
    clock.advance(timedelta(seconds=2))

    after = sum(call(ledger, most=60) for _ in range(100))

    assert before == 60
    assert after <= 2


def test_who_waits_as_told_is_let_through(desk: Desk, clock: StillClock) -> None:
    """Whenever the limit was reached."""
    ledger = Ledger(desk.clock)
    for second in range(0, 60, 7):
        while call(ledger, most=9):
            pass
        with pytest.raises(TooMany) as told:
            ledger.count(KIM, most=9)

        clock.advance(timedelta(seconds=told.value.wait_seconds))

        assert call(ledger, most=9), second


def test_what_could_not_be_written_is_kept_for_the_next_time(desk: Desk) -> None:
    """A database that was down gets the whole count."""
    one, other = Ledger(desk.clock), Ledger(desk.clock)
    for _ in range(5):
        one.count(KIM, most=10)

    with pytest.raises(DatabaseDown):
        one.flush(replace(desk, write=_down))
    assert [call(one, most=6) for _ in range(2)] == [True, False]
    one.flush(desk)
    other.count(KIM, most=10)
    other.flush(desk)

    assert [call(other, most=8) for _ in range(2)] == [True, False]


def test_any_number_of_strangers_takes_a_bounded_place(desk: Desk) -> None:
    """Those that are too many share a count; who is known keeps their own."""
    ledger = Ledger(desk.clock)
    for number in range(MOST_STRANGERS + 50):
        ledger.count(f"{STRANGERS}{number}", most=100)

    allowed = sum(call(ledger, f"{STRANGERS}new-{number}", most=100) for number in range(200))
    ledger.flush(desk)

    assert allowed == 50
    assert call(ledger, most=1)
    with desk.read() as db:
        assert rows(db, "rate_counts") == MOST_STRANGERS + 1


def test_who_calls_nobody_writes_nothing(desk: Desk) -> None:
    """An idle desk rests."""
    Ledger(desk.clock).flush(replace(desk, write=_down))


def call(ledger: Ledger, name: str = KIM, *, most: int) -> bool:
    """Call once, and tell whether it was let through."""
    with suppress(TooMany):
        ledger.count(name, most=most)
        return True
    return False


def _down(_: Callable[..., object]) -> NoReturn:
    message = "The database is down."
    raise DatabaseDown(message)
