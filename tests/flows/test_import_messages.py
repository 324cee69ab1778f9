"""Messages from a file come in once each, however often and by how many the file is read."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from firstline.core.errors import Unavailable
from firstline.flows import import_messages as importing
from firstline.flows.browse import add_up
from firstline.flows.desk import Desk
from firstline.flows.import_messages import import_messages
from firstline.flows.switch import switch_llm
from firstline.gateways.csv_file import CsvMessage, Reject, read_messages
from firstline.store import tickets
from firstline.store.db import Connection
from firstline.store.tickets import Wanted
from firstline.tickets.ticket import Status
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import llm_saying, rows, with_llm

T = TypeVar("T")
HEADER = "Message Body,User ID,Timestamp (UTC)\n"


def rows_of(*lines: str) -> list[CsvMessage | Reject]:
    """Read lines of a file."""
    return list(read_messages((HEADER + "\n".join(lines)).encode()))


def forty() -> list[CsvMessage | Reject]:
    """Read forty messages of five customers."""
    return rows_of(*(f"Where is order {n}?,{n % 5 + 1},2025-01-15 9:{n:02}:00" for n in range(40)))


def test_each_row_becomes_an_open_message_of_its_time(desk: Desk) -> None:
    """With the customer's own number, and the row as its raw message."""
    done = import_messages(desk, rows_of('"My card, it is blocked",12,2025-01-15 9:30:00'))

    with desk.read() as db:
        (ticket,) = tickets.newest(db, Wanted(), limit=5)
    assert (done.rows, done.messages, done.customers, done.rejects) == (1, 1, 1, [])
    assert (ticket.message, ticket.customer_number, ticket.status) == (
        "My card, it is blocked",
        12,
        Status.OPEN,
    )
    assert ticket.received_at == datetime(2025, 1, 15, 9, 30, tzinfo=UTC)
    assert_whole(desk)


def test_a_file_that_comes_again_adds_nothing(desk: Desk) -> None:
    """It counts only what is new."""
    first = import_messages(desk, forty())
    again = import_messages(desk, forty())

    assert (first.messages, first.customers) == (40, 5)
    assert (again.rows, again.messages, again.customers) == (40, 0, 0)
    assert add_up(desk).total == 40
    assert_whole(desk)


def test_a_longer_file_adds_its_new_rows(desk: Desk) -> None:
    """Wherever they stand in it."""
    import_messages(desk, forty())

    done = import_messages(desk, [*rows_of("Hello,77,2025-01-15 08:00:00"), *forty()])

    assert (done.rows, done.messages, done.customers) == (41, 1, 1)


def test_equal_rows_of_one_file_are_as_many_messages(desk: Desk) -> None:
    """Somebody did write twice; a second run still adds nothing, a third row one."""
    row = "Hello?,7,2025-01-15 09:30:00"

    counts = [import_messages(desk, rows_of(*[row] * times)).messages for times in (2, 2, 3)]

    assert counts == [2, 0, 1]
    assert add_up(desk).total == 3


def test_a_bad_row_keeps_no_good_one_out(desk: Desk) -> None:
    """It is given back with its number and the reason."""
    done = import_messages(
        desk, rows_of("One,7,2025-01-15 09:30:00", "Two,x,2025-01-15 09:30:00", "Three,7,2025-01-15 09:31")
    )

    assert (done.rows, done.messages) == (3, 2)
    assert [reject.row for reject in done.rejects] == [2]
    assert_whole(desk)


def test_the_llm_is_not_asked(desk: Desk) -> None:
    """A file of thousands of rows would cost money."""
    desk = with_llm(desk, llm_saying(1.0))
    switch_llm(desk, on=True)

    import_messages(desk, rows_of("My card is blocked,7,2025-01-15 09:30:00"))

    with desk.read() as db:
        assert [ticket.urgency for ticket in tickets.newest(db, Wanted(), limit=5)] == [5.0]


def test_a_run_that_was_cut_off_can_be_repeated(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came in before the cut stays, the rest follows, and nothing comes twice."""
    monkeypatch.setattr(importing, "BATCH", 8)
    broken = replace(desk, write=_FailingAtThird(desk))
    with pytest.raises(Unavailable):
        import_messages(broken, forty())
    cut = add_up(desk).total

    done = import_messages(desk, forty())

    assert (cut, done.messages) == (16, 24)
    assert_whole(desk)


def test_four_runs_at_once_take_each_row_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Together they count what one run would have."""
    monkeypatch.setattr(importing, "BATCH", 5)

    done = together([lambda: import_messages(desk, forty())] * 4)

    assert sum(one.messages for one in done) == 40
    assert sum(one.customers for one in done) == 5
    with desk.read() as db:
        assert (rows(db, "tickets"), rows(db, "customers")) == (40, 5)
    assert_whole(desk)


@dataclass
class _FailingAtThird:
    """A way of writing that works twice."""

    desk: Desk
    writes: int = 0

    def __call__(self, change: Callable[[Connection], T], /) -> T:
        self.writes += 1
        if self.writes > 2:
            message = "The disk is full."
            raise Unavailable(message)
        return self.desk.write(change)
