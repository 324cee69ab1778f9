"""Messages from a file come in once each, however often and by how many the file is read."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

import pytest

from firstline.core.errors import Unavailable
from firstline.core.progress import result_of
from firstline.flows import import_messages as importing
from firstline.flows.browse import add_up
from firstline.flows.desk import Desk
from firstline.flows.import_messages import Run, import_in_batches, import_messages
from firstline.flows.switch import switch_llm
from firstline.gateways.csv_file import read_messages
from firstline.gateways.import_file import Form, How, read_rows
from firstline.gateways.import_row import FileTicket, Reject
from firstline.store import tickets, verdicts
from firstline.store.db import Connection
from firstline.store.tickets import Wanted
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import Status
from firstline.tickets.verdict import Voice
from tests.flows.together import together
from tests.flows.whole import assert_whole
from tests.make import llm_saying, make_ticket, rows, run_steps, with_llm

T = TypeVar("T")
HEADER = "Message Body,User ID,Timestamp (UTC)\n"


def rows_of(*lines: str) -> list[FileTicket | Reject]:
    """Read lines of a file."""
    return list(read_messages((HEADER + "\n".join(lines)).encode()))


def forty() -> list[FileTicket | Reject]:
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
        (ticket,) = tickets.newest(db, Wanted(), limit=5)
        urgency = verdicts.load(db, ticket.id, ticket.revision).verdict.urgency
    assert (ticket.urgency, ticket.door_urgency) == (urgency.opinions[Voice.MODEL].value, 5.0)
    assert set(urgency.opinions) == {Voice.MODEL, Voice.RULE}


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


def from_lines(*values: object) -> list[FileTicket | Reject]:
    """Read values as lines of JSON."""
    return list(read_rows(io.BytesIO("\n".join(map(json.dumps, values)).encode()), How(form=Form.JSONL)))


def test_no_step_waits_after_an_import(desk: Desk) -> None:
    """A draft is made when it is asked for, not ten thousand of them now."""
    import_messages(desk, forty())

    assert run_steps(desk) == 0


def test_the_sums_grow_by_one_row_for_a_batch(desk: Desk) -> None:
    """A large file leaves little to fold."""
    import_messages(desk, forty())

    with desk.read() as db:
        assert rows(db, "tally_deltas") == 1


def test_a_further_message_under_a_reference_joins_its_ticket(desk: Desk) -> None:
    """Whether both stand in one file or in two; the same again is nothing new."""
    ava = {"customer": {"email": "ava@example.com"}, "external_ref": "T-1"}
    first, second = {"text": "Where is it?"} | ava, {"text": "Any news?"} | ava

    counts = [
        import_messages(desk, from_lines(*lines)).messages
        for lines in ([first, second], [second, first], [first | {"text": "Hello?"}])
    ]

    assert counts == [2, 0, 1]
    with desk.read() as db:
        (ticket,) = tickets.newest(db, Wanted(), limit=5)
    assert ticket.revision == 3
    assert_whole(desk)


def test_no_step_follows_a_further_message_either(desk: Desk) -> None:
    """The LLM is not asked about old mail, whatever the switch says."""
    desk = with_llm(desk, llm_saying(9.0))
    switch_llm(desk, on=True)
    ava = {"customer": {"email": "ava@example.com"}, "external_ref": "T-1"}
    import_messages(desk, from_lines({"text": "Where is it?"} | ava))

    done = import_messages(desk, from_lines({"text": "Any news?"} | ava))

    assert (done.messages, run_steps(desk)) == (1, 0)


def test_anothers_reference_is_given_back(desk: Desk) -> None:
    """By its customer or, where a whole conversation comes, by its opening; nothing of it is stored."""
    reply = {"kind": "reply", "author": "Mara", "text": "Hi"}
    done = import_messages(
        desk,
        from_lines(
            {"text": "Mine", "customer": {"email": "ava@example.com"}, "external_ref": "T-1"},
            {"text": "No, mine", "customer": {"email": "ben@example.com"}, "external_ref": "T-1"},
            {"text": "Ours", "entries": [reply], "external_ref": "T-1"},
        ),
    )

    assert (done.messages, [one.row for one in done.rejects]) == (1, [2, 3])
    with desk.read() as db:
        assert (rows(db, "tickets"), rows(db, "customers")) == (1, 1)
    assert_whole(desk)


def test_people_are_known_by_number_word_and_address(desk: Desk) -> None:
    """In one file and in the next; who has none of them is somebody new each time."""
    people = [{"ref": 7}, {"ref": "C-7"}, {"email": "Ava@Example.com"}, {"name": "Nobody"}, {"email": "n/a"}]
    lines = [{"text": f"Note {n}", "customer": one} for n, one in enumerate([*people, *people, {"ref": "7"}])]

    counts = [import_messages(desk, from_lines(*part)).customers for part in (lines[:6], lines[6:])]

    assert counts == [5, 2]
    assert_whole(desk)


def test_customers_of_the_doors_are_the_same_people(desk: Desk) -> None:
    """The file's number 7 is seed 1's customer 7."""
    make_ticket(desk, caller=Caller("Customer 7", external_id=7))

    done = import_messages(desk, rows_of("Hello,7,2025-01-15 09:30:00"))

    assert done.customers == 0
    make_ticket(desk, caller=Caller("Customer 7", external_id=7))
    with desk.read() as db:
        assert rows(db, "customers") == 1


def test_numbers_go_on_where_the_import_left_them(desk: Desk) -> None:
    """Tickets, entries and raw messages that come next have numbers of their own."""
    make_ticket(desk)
    import_messages(desk, forty())
    last = make_ticket(desk)

    assert last.id == 42
    assert_whole(desk)


def test_a_dry_run_stores_nothing(desk: Desk) -> None:
    """And says what would be new and what would be given back."""
    import_messages(desk, forty()[:10])
    before = add_up(desk).total

    done = import_messages(desk, [*forty(), Reject(41, "bad")], Run(dry=True))

    assert (done.rows, done.messages, done.known, done.rejected) == (41, 30, 10, 1)
    assert add_up(desk).total == before


def test_the_same_row_of_two_sources_is_two_messages(desk: Desk) -> None:
    """A source is a world of its own."""
    counts = [import_messages(desk, forty(), Run(source=name)).messages for name in ("mail", "shop", "mail")]

    assert counts == [40, 40, 0]


def test_whoever_waits_hears_of_every_batch_and_every_reject(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The result repeats only the first rejects, without their rows."""
    monkeypatch.setattr(importing, "BATCH", 15)
    monkeypatch.setattr(importing, "MOST_REJECTS", 1)
    seen, heard = list[int](), list[Reject]()
    bad = [Reject(n, "bad", b"row") for n in (41, 42)]

    done = result_of(
        import_in_batches(desk, [*forty(), *bad], Run(on_reject=heard.append)),
        lambda now: seen.append(now.rows),
    )

    assert seen == [15, 30, 42]
    assert heard == bad
    assert (done.rejected, done.rejects) == (2, [Reject(41, "bad")])


def test_long_rows_share_a_commit_with_few(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other writers wait for a time, not for a number of rows."""
    monkeypatch.setattr(importing, "FULL", 100)
    seen = list[int]()

    result_of(import_in_batches(desk, forty()[:6]), lambda now: seen.append(now.rows))

    assert seen == [3, 6]


def test_others_write_while_an_import_runs(desk: Desk) -> None:
    """Nobody waits for its end."""
    done = together(
        [
            lambda: import_messages(desk, forty()).messages,
            lambda: sum(make_ticket(desk, f"Door {n}").id > 0 for n in range(10)),
        ]
    )

    assert done == [40, 10]
    assert_whole(desk)
