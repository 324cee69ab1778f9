"""What a desk gives away, another takes in: nothing is lost on the way but our own numbers."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from firstline.core.access import LOCAL
from firstline.flows.assign import assign_ticket
from firstline.flows.desk import Desk
from firstline.flows.export import export_tickets
from firstline.flows.import_messages import Imported, import_messages
from firstline.flows.reply import reply_to_ticket
from firstline.flows.resolve import resolve_ticket, set_status
from firstline.flows.tag import put_tags
from firstline.gateways.export_file import ExportForm, write_lines
from firstline.gateways.import_file import read_rows
from firstline.store.exports import Which
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import Status
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_desk, make_ticket, opened

PAUSE = timedelta(minutes=7)
MESSY = '=1+1\r\n"quoted", \'tis; ünïcödé 👋\t\n\n@end '


@pytest.fixture
def fresh(sqlite_template: Path, tmp_path: Path) -> Iterator[Desk]:
    """Open another desk, elsewhere."""
    path = tmp_path / "fresh.db"
    path.write_bytes(sqlite_template.read_bytes())
    with opened(f"sqlite:///{path.as_posix()}") as database:
        yield make_desk(database, clock=StillClock())


@pytest.fixture
def busy(desk: Desk, clock: StillClock) -> Desk:
    """Give a desk on which all kinds of things have happened."""
    named = Caller("Ava", "Ava@Example.com")
    first = make_ticket(
        desk,
        MESSY,
        door="tickets",
        caller=named,
        subject="=cmd",
        channel="email",
        tier="vip",
        external_ref="A-1",
    )
    assign_ticket(desk, first.id, "Mara", by=LOCAL)
    clock.advance(PAUSE)
    reply_to_ticket(desk, first.id, agent="Mara", text="-2 to +3 days", by=LOCAL)
    clock.advance(PAUSE)
    resolve_ticket(desk, first.id, by=LOCAL)
    clock.advance(PAUSE)
    again = {"caller": named, "subject": "=cmd", "channel": "email", "tier": "vip", "external_ref": "A-1"}
    make_ticket(desk, "My account is blocked", door="tickets", **again)
    clock.advance(PAUSE)
    reply_to_ticket(desk, first.id, agent="Jonas", text=MESSY, by=LOCAL)
    make_ticket(desk, "Where is it?", external_ref="A-1")
    clock.advance(PAUSE)
    make_ticket(desk, "Any news?", external_ref="A-1")
    make_ticket(desk, "Who am I?", door="tickets", caller=Caller("Nobody"))
    make_ticket(desk, "Known by a word", caller=Caller("Ref", None, None, "C-9"))
    clock.advance(PAUSE)
    for status in (Status.CLOSED, Status.WAITING_CUSTOMER):
        set_status(desk, make_ticket(desk, "The same").id, status, by=LOCAL)
    put_tags(desk, first.id, ["parcel", "a, b"], by=LOCAL)
    return desk


def exported(desk: Desk, form: ExportForm, which: Which = Which()) -> bytes:  # noqa: B008 - a frozen value
    """Give the whole file."""
    return b"".join(write_lines(export_tickets(desk, which), form))


def imported(desk: Desk, content: bytes) -> Imported:
    """Take a file in."""
    return import_messages(desk, read_rows(io.BytesIO(content)))


@pytest.mark.parametrize("form", list(ExportForm))
def test_an_export_taken_in_elsewhere_is_the_same_export(busy: Desk, fresh: Desk, form: ExportForm) -> None:
    """Customers, threads, times, states, assignees, tags, references and verdicts."""
    content = exported(busy, form)

    done = imported(fresh, content)

    assert (done.rejected, done.messages) == (0, 6), done.rejects
    assert exported(fresh, form) == content
    assert_whole(fresh)


@pytest.mark.parametrize("form", list(ExportForm))
def test_an_export_taken_in_at_home_adds_nothing(busy: Desk, form: ExportForm) -> None:
    """What came under a reference is known by it; the rest is known once it was taken in."""
    content = exported(busy, form)
    imported(busy, content)
    again = imported(busy, content)

    assert (again.messages, again.rejected) == (0, 0)


def test_a_spreadsheet_finds_no_formula(busy: Desk) -> None:
    """Each cell that would begin one has an apostrophe before it."""
    content = exported(busy, ExportForm.CSV).decode()

    assert ",'=cmd," in content
    assert "\"'=1+1\r\n" in content
    assert ",=" not in content


def test_only_what_was_asked_for_is_given(busy: Desk, clock: StillClock) -> None:
    """By state, and by when the customer wrote."""
    closed = list(export_tickets(busy, Which(statuses=[Status.CLOSED])))
    late = list(export_tickets(busy, Which(since=clock.now)))

    assert [one.status for one in closed] == ["closed"]
    assert [one.text for one in late] == ["The same", "The same"]


def test_pages_neither_skip_nor_repeat(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is just full is followed by an empty one."""
    monkeypatch.setattr("firstline.flows.export.PAGE", 2)
    for number in range(4):
        make_ticket(desk, f"Note {number}")

    assert [one.text for one in export_tickets(desk)] == [f"Note {number}" for number in range(4)]


def test_an_empty_desk_is_a_file_with_a_header(desk: Desk) -> None:
    """Or, in JSON, nothing at all."""
    assert exported(desk, ExportForm.JSONL) == b""
    assert exported(desk, ExportForm.CSV).startswith(b"source,external_ref,")
