"""CSV from everywhere: columns are found, good rows taken, bad ones given back, whatever the file holds."""

import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.gateways.csv_file import read_csv, see_columns
from firstline.gateways.import_row import FileTicket, FileUnreadable, Reject
from firstline.gateways.lines import LONGEST, Lines
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import Status

Rows = list[FileTicket | Reject]


def read(content: str | bytes, *mapping: tuple[str, str]) -> Rows:
    """Read a whole file."""
    content = content.encode() if isinstance(content, str) else content
    return list(read_csv(Lines(io.BytesIO(content)), mapping=mapping))


def texts(found: Rows) -> list[str | None]:
    """Give the messages; None: the row was given back."""
    return [one.text if isinstance(one, FileTicket) else None for one in found]


def only(found: Rows) -> FileTicket:
    """Give the one row that was taken."""
    (row,) = found
    assert isinstance(row, FileTicket)
    return row


def test_columns_are_known_by_many_names() -> None:
    """Whatever their case, order and separators."""
    row = only(
        read(
            "Customer E-Mail;STATUS;message_body;Created-At;Tags\nava@example.com;Closed;Hi;2026-01-15;a, B\n"
        )
    )

    assert (row.text, row.caller.email, row.status, row.tags) == (
        "Hi",
        "ava@example.com",
        Status.CLOSED,
        ("a", "b"),
    )
    assert row.written_at == datetime(2026, 1, 15, tzinfo=UTC)


def test_a_column_is_what_the_caller_says() -> None:
    """Even when its name says something else, and several columns may hold tags."""
    row = only(
        read(
            "message,Notes,Kind,Area\nnot this,My card is blocked,Card,North\n",
            ("text", "Notes"),
            ("tags", "Kind"),
            ("tags", "area"),
        )
    )

    assert (row.text, row.tags) == ("My card is blocked", ("card", "north"))


def test_what_the_old_system_thought_is_kept_as_tags() -> None:
    """It is no verdict of ours."""
    row = only(read("text,Category,Priority\nHello,Billing,P1\n"))

    assert row.tags == ("category: billing", "priority: p1")


def test_a_reference_that_is_a_number_is_the_customers_number() -> None:
    """Any other is a reference of the caller's own."""
    number, word = read("text,ref,name\nHello,12,Ava\nHello,C-12,Ben\n")

    assert isinstance(number, FileTicket)
    assert isinstance(word, FileTicket)
    assert (number.caller, word.caller) == (Caller("Ava", None, 12), Caller("Ben", None, None, "C-12"))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-01-15 9:05", datetime(2026, 1, 15, 9, 5, tzinfo=UTC)),
        ("2026-01-15T09:05:00+02:00", datetime(2026, 1, 15, 7, 5, tzinfo=UTC)),
        ("2026-01-15T09:05:00.5Z", datetime(2026, 1, 15, 9, 5, 0, 500_000, tzinfo=UTC)),
        ("", None),
    ],
)
def test_times_are_read_as_they_are_written(written: str, moment: datetime | None) -> None:
    """Without a zone they are UTC; without anything nobody knows."""
    assert only(read(f"text,received_at\nHello,{written}\n")).written_at == moment


@pytest.mark.parametrize(
    "bad", ["yesterday", "0001-01-01", "9999-12-31 23:00", "0001-01-01T00:00:00+14:00", "2026-13-01"]
)
def test_a_time_out_of_reach_is_given_back(bad: str) -> None:
    """Sums with it would run off the calendar."""
    (row,) = read(f"text,received_at\nHello,{bad}\n")

    assert isinstance(row, Reject)
    assert "time" in row.reason


def test_an_open_quote_costs_one_reject(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row ends at the limit, and the reading goes on with the next line."""
    monkeypatch.setattr("firstline.gateways.csv_file.LONGEST", 100)
    lost = "".join(f"line {n}\n" for n in range(20))

    found = read('text,ref\nfirst,1\n"open,2\n' + lost + "last,3\n")

    assert texts(found)[0] == "first"
    assert texts(found)[-1] == "last"
    (reject,) = [one for one in found if isinstance(one, Reject)]
    assert reject.row == 2
    assert reject.source.startswith(b'"open,2\nline 0\n')


def test_a_row_that_is_no_csv_is_given_back_alone() -> None:
    """With its number and its bytes."""
    found = read('text,ref\nfirst,1\n"a"b,2\nlast,3\n')

    assert texts(found) == ["first", None, "last"]
    assert found[1] == Reject(
        2, "The row is not CSV: a quote stands where none may be, or is never closed.", b'"a"b,2\n'
    )


def test_bytes_that_are_not_utf8_cost_their_row() -> None:
    """The reject holds them as they were."""
    found = read(b"text,ref\nfirst,1\ncaf\xe9,2\nlast,3\n")

    assert texts(found) == ["first", None, "last"]
    assert isinstance(found[1], Reject)
    assert found[1].source == b"caf\xe9,2\n"


def test_a_line_without_end_is_cut_and_given_back() -> None:
    """It is never in memory as a whole, and the next one is read."""
    found = read("text\nfirst\n" + "x" * (LONGEST + 5) + "\nlast\n")

    assert texts(found) == ["first", None, "last"]


def test_a_row_is_kept_as_it_stands_in_the_file() -> None:
    """Quotes, line ends and all."""
    row = only(read('\ufefftext,ref\r\n"Hello,\r\nworld",7\r\n'))

    assert (row.text, row.source) == ("Hello,\r\nworld", b'"Hello,\r\nworld",7\r\n')


def test_old_line_ends_are_line_ends() -> None:
    """Some programs still write a carriage return alone."""
    assert texts(read("text,ref\rfirst,1\rlast,2")) == ["first", "last"]


def test_a_foreign_apostrophe_stays() -> None:
    """Only our own export escapes formulas."""
    assert only(read("text\n'=1 is what it says'\n")).text == "'=1 is what it says'"


@pytest.mark.parametrize(
    ("content", "word"),
    [("", "--map"), ("a,b\n1,2\n", "There are: a, b"), ('"text\n', "header")],
    ids=["empty", "unknown columns", "broken header"],
)
def test_a_file_without_a_message_column_is_refused(content: str, word: str) -> None:
    """And the reader is told how to name it."""
    with pytest.raises(FileUnreadable, match=word):
        read(content)


def test_a_column_can_be_passed_over_whatever_its_name_says() -> None:
    """A form of address is no subject."""
    content = "Title,Body\nMrs,The invoice is wrong\n"

    (row,) = read(content, ("none", "Title"))

    assert isinstance(row, FileTicket)
    assert (row.subject, row.text) == (None, "The invoice is wrong")
    seen = see_columns(Lines(io.BytesIO(content.encode())), mapping=[("none", "Title")])
    assert [column.field for column in seen] == [None, "text"]


@pytest.mark.parametrize("mapping", [("text", "Nope"), ("nonsense", "text")])
def test_a_mapping_that_fits_nothing_is_refused(mapping: tuple[str, str]) -> None:
    """It names a column or a field that does not exist."""
    with pytest.raises(FileUnreadable, match="no"):
        read("text\nHello\n", mapping)


@given(st.binary(max_size=300))
def test_no_file_breaks_the_reading(content: bytes) -> None:
    """Every row behind a good header is taken or given back."""
    found = read(b"text,ref,received_at,entries,tags\n" + content)

    assert [one.row for one in found] == list(range(1, len(found) + 1))


@given(
    st.lists(
        st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and text.isprintable()), max_size=5
    )
)
def test_every_quoted_text_is_one_row(messages: list[str]) -> None:
    """However many commas and quotes are in it."""
    quoted = "".join(f'"{text.replace(chr(34), chr(34) * 2)}"\n' for text in messages)

    assert texts(read("text\n" + quoted)) == [text.strip() for text in messages]


def test_zones_are_brought_to_utc() -> None:
    """So that equal moments are equal rows."""
    zone = timezone(timedelta(hours=-5))
    written = datetime(2026, 1, 15, 4, 0, tzinfo=zone)

    assert only(read(f"text,date\nHello,{written.isoformat()}\n")).written_at == written
