"""`firstline replay`, as somebody types it."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from firstline.core.access import LOCAL
from firstline.core.ids import TicketId
from firstline.flows.redecide import NO_BASIS
from firstline.flows.resolve import resolve_ticket
from firstline.run.commands import replay
from firstline.store import verdicts
from firstline.store.bodies import basis_of, packed, unpacked
from firstline.store.migrate import upgrade
from firstline.triage.edition import edition
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


def forge(url: str, *, with_basis: bool = True) -> None:
    """Change what the second ticket's verdict says, behind the desk's back."""
    with opened(url) as database:
        with database.read() as db:
            (kept,) = verdicts.of_ticket(db, TicketId(2))
        verdict = unpacked(kept.body)
        other = replace(verdict, category=replace(verdict.category, value="sales"))
        values = {"body": packed(other, basis_of(kept.body) if with_basis else None)}
        forging = text("UPDATE verdicts SET body = :body WHERE ticket_id = 2")
        database.write(lambda db: db.execute(forging, values).close())


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


def test_a_decision_is_made_again(run: Run, database_url: str) -> None:
    """And it is said by what it was decided."""
    url = filled(database_url)

    shown = run("replay", "2", "--decision", DATABASE_URL=url)
    told = run("replay", "2", "--decision", "--revision", "1", "--json", DATABASE_URL=url).json

    assert shown.code == 0
    assert shown.out.splitlines() == [
        "Ticket 2, revision 1, of 2026-03-02 08:00:00 UTC.",
        "Decided again, it is the same.",
        f"It was decided by: rules {edition()}; taxonomy 1; encoder wordllama-l2-256@1.",
    ]
    assert (told["ticket"], told["revision"], told["outcome"], told["changes"]) == (2, 1, "same", [])
    assert told["basis"]["edition"] == edition()


def test_a_decision_that_is_not_the_same_ends_with_one(run: Run, database_url: str) -> None:
    """Each part that differs, as it is stored and decided again."""
    url = filled(database_url)
    forge(url)

    shown = run("replay", "2", "--decision", DATABASE_URL=url)
    told = run("replay", "2", "--decision", "--json", DATABASE_URL=url)

    assert (shown.code, told.code) == (1, 1)
    lines = shown.out.splitlines()
    assert lines[1].startswith("Decided again, it is not the same, and nothing is known that explains it")
    assert [line.split() for line in lines[2:4]] == [
        ["what", "as", "it", "is", "stored", "decided", "again"],
        ["category,", "value", "sales", "account"],
    ]
    assert told.json["changes"] == [
        {"field": "category", "part": "value", "stored": "sales", "again": "account"}
    ]


def test_a_decision_of_which_nothing_was_noted_cannot_be_made_again(run: Run, sqlite_url: str) -> None:
    """That is told, and ends with one; among many it is counted."""
    url = filled(sqlite_url)
    forge(url, with_basis=False)

    one = run("replay", "2", "--decision", DATABASE_URL=url)
    many = run("replay", "--all", "--decision", DATABASE_URL=url)

    assert one.code == 1
    assert one.out.splitlines()[1] == f"It cannot be decided again. {NO_BASIS}"
    assert (many.code, many.err) == (0, "")
    assert many.out.splitlines()[1] == f"1 of them: {NO_BASIS}"


def test_many_decisions_are_counted(run: Run, database_url: str) -> None:
    """Those that differ are named; of the newest only so many are looked at, if that is wanted."""
    url = filled(database_url)
    forge(url)

    every = run("replay", "--all", "--decision", DATABASE_URL=url)
    told = run("replay", "--all", "--decision", "--json", DATABASE_URL=url)
    newest = run("replay", "--all", "--decision", "--limit", "1", DATABASE_URL=url)

    assert (every.code, told.code, newest.code) == (1, 1, 0)
    assert every.out.splitlines() == [
        "Ticket 2, revision 1: category, value is sales as it is stored and account decided again.",
        (
            "3 decisions: 2 the same, 1 not the same, 0 not the same for a known reason, "
            "0 cannot be decided again."
        ),
    ]
    assert "firstline replay TICKET --decision" in every.err
    counts = {name: told.json[name] for name in ("decisions", "same", "different", "explained", "unknown")}
    assert counts == {"decisions": 3, "same": 2, "different": 1, "explained": 0, "unknown": 0}
    assert [one["ticket"] for one in told.json["found"]] == [2]
    assert newest.out.startswith("1 decision: 1 the same")


@pytest.mark.parametrize(
    "words",
    [
        ("1", "--revision", "1"),
        ("--all", "--decision", "--revision", "1"),
        ("--all", "--limit", "5"),
        ("1", "--decision", "--limit", "5"),
        ("1", "--decision", "--revision", "0"),
        ("--decision",),
    ],
)
def test_words_that_do_not_go_together_are_not_understood(run: Run, words: tuple[str, ...]) -> None:
    """And it is said which do."""
    done = run("replay", *words)

    assert (done.code, bool(done.err)) == (2, True)


def test_a_revision_that_is_missing_is_said_to_be(run: Run, sqlite_url: str) -> None:
    """In a sentence."""
    done = run("replay", "2", "--decision", "--revision", "7", DATABASE_URL=filled(sqlite_url))

    assert (done.code, done.err) == (1, "firstline: Ticket 2 has no revision 7; it has 1 to 1.\n")


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
