"""`firstline replay`, as somebody types it."""

from pathlib import Path

import pytest
from sqlalchemy import text

from firstline.core.access import LOCAL
from firstline.core.ids import TicketId
from firstline.flows.resolve import resolve_ticket
from firstline.run.commands import replay
from firstline.store.migrate import upgrade
from tests.make import make_desk, make_ticket, opened
from tests.run.commands import Run, runner


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in a folder of their own."""
    return runner(tmp_path, monkeypatch)


def filled(url: str, *, bend: str | None = None) -> str:
    """Give a desk with three tickets; `bend` changes something behind the log's back."""
    with opened(url) as database:
        desk = make_desk(database)
        for _ in range(3):
            make_ticket(desk)
        resolve_ticket(desk, TicketId(2), by=LOCAL)
        if bend is not None:
            desk.write(lambda db: db.execute(text(bend)).close())
    return url


def test_a_ticket_is_told_again(run: Run, database_url: str) -> None:
    """With the state that the log tells, for programs."""
    url = filled(database_url)

    shown = run("replay", "2", DATABASE_URL=url)
    told = run("replay", "2", "--json", DATABASE_URL=url).json

    assert shown.code == 0
    assert shown.out.splitlines() == [
        "Ticket 2: 2 events. The event log and the tables agree.",
        "The log does not tell: message, next_action, subject, suggested_reply.",
    ]
    assert (told["agrees"], told["events"], told["differences"], told["breaks"]) == (True, 2, [], [])
    assert (told["state"]["status"], told["state"]["version"]) == ("resolved", 2)
    assert (told["state"]["messages"], told["state"]["tags"]) == (1, [])


def test_a_disagreement_ends_with_one(run: Run, database_url: str) -> None:
    """Field by field, and both values."""
    url = filled(database_url, bend="UPDATE tickets SET status = 'closed', tier = 'vip' WHERE id = 2")

    shown = run("replay", "2", DATABASE_URL=url)
    told = run("replay", "2", "--json", DATABASE_URL=url)

    assert (shown.code, told.code) == (1, 1)
    assert [line.split() for line in shown.out.splitlines()[1:4]] == [
        ["field", "by", "the", "events", "in", "the", "tables"],
        ["tier", "standard", "vip"],
        ["status", "resolved", "closed"],
    ]
    assert told.json["differences"][0] == {"field": "tier", "told": "standard", "stands": "vip"}


def test_all_tickets_are_counted(run: Run, database_url: str) -> None:
    """Those that disagree are named."""
    url = filled(database_url, bend="DELETE FROM events WHERE ticket_id = 3")

    shown = run("replay", "--all", DATABASE_URL=url)
    told = run("replay", "--all", "--json", DATABASE_URL=url)

    assert (shown.code, told.code) == (1, 1)
    assert shown.out.splitlines() == [
        "Ticket 3: version is 0 by the events and 1 in the tables.",
        "Ticket 3: messages is (none) by the events and 3 in the tables.",
        "3 tickets: 2 agree with the event log, 1 do not.",
    ]
    assert (told.json["tickets"], told.json["agree"], told.json["disagree"]) == (3, 2, 1)
    assert [one["ticket"] for one in told.json["found"]] == [3]


def test_a_whole_desk_ends_with_nought(run: Run, database_url: str) -> None:
    """Also one on which nothing is."""
    empty = run("replay", "--all", DATABASE_URL=database_url)
    whole = run("replay", "--all", DATABASE_URL=filled(database_url))

    assert (empty.code, empty.out) == (0, "0 tickets: 0 agree with the event log, 0 do not.\n")
    assert (whole.code, whole.out) == (0, "3 tickets: 3 agree with the event log, 0 do not.\n")


def test_of_many_that_disagree_an_answer_for_programs_shows_some(
    run: Run, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them are counted."""
    monkeypatch.setattr(replay, "MOST", 2)
    url = filled(sqlite_url, bend="UPDATE tickets SET tier = 'vip'")

    told = run("replay", "--all", "--json", DATABASE_URL=url).json

    assert (told["disagree"], [one["ticket"] for one in told["found"]]) == (3, [1, 2])


@pytest.mark.parametrize("words", [(), ("1", "--all"), ("0",), ("x",), (str(2**63),)])
def test_what_is_no_ticket_is_not_understood(run: Run, words: tuple[str, ...]) -> None:
    """One ticket, or all of them."""
    assert run("replay", *words).code == 2


def test_a_ticket_that_is_missing_is_said_to_be(run: Run, sqlite_url: str) -> None:
    """In a sentence."""
    done = run("replay", "9", DATABASE_URL=sqlite_url)

    assert (done.code, done.err) == (1, "firstline: Ticket not found\n")


def test_looking_makes_no_database_and_migrates_none(run: Run, tmp_path: Path) -> None:
    """It says which command does."""
    nothing = run("replay", "--all")
    upgrade(f"sqlite:///{tmp_path}/old.db", to="0001")
    old = run("replay", "--all", DATABASE_URL=f"sqlite:///{tmp_path}/old.db")

    assert (nothing.code, old.code) == (1, 1)
    assert "There is no database" in nothing.err
    assert "firstline db upgrade" in old.err
    assert not (tmp_path / "instance").exists()
