"""A file's history is done again as far as this desk can, and never further."""

import io
import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from firstline.core.access import LOCAL
from firstline.core.ids import TicketId
from firstline.flows.ask import JUDGED
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.export import export_tickets
from firstline.flows.import_messages import Imported, Run, import_messages
from firstline.flows.replay import replay_all
from firstline.flows.reply import Contribution, add_to_thread
from firstline.flows.snooze import LONGEST
from firstline.flows.switch import switch_llm
from firstline.gateways.export_file import ExportForm, write_lines
from firstline.gateways.import_file import Form, How, read_rows
from firstline.gateways.import_row import FileTicket, FileUnreadable, Reject
from firstline.store import agents, corrections, events, tickets, verdicts
from firstline.store.db import Connection
from firstline.store.events import Cursor, Event
from firstline.store.tickets import Wanted
from firstline.tickets.ticket import EntryKind, Status, Ticket
from firstline.tickets.verdict import Voice
from tests.flows.whole import assert_whole
from tests.make import MORNING, llm_saying, make_ticket, of_both, rows, run_steps, with_llm
from tests.people import make_account

THEN = "2026-01-15T10:30:00Z"
LATER = "2026-01-15T11:30:00Z"
QUESTION = "When are you open on Sundays?"
OPENING = {"what": "received", "by": "Ava", "at": THEN}


def line(*acts: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - of the file
    """Make a line with a history."""
    return {"text": QUESTION, "received_at": THEN, "history": [OPENING, *acts]} | more


def imported(desk: Desk, *lines: dict[str, Any], run: Run = Run()) -> Imported:  # noqa: B008 - a frozen value
    """Take lines in."""
    content = "\n".join(map(json.dumps, lines)).encode()
    return import_messages(desk, read_rows(io.BytesIO(content), How(form=Form.JSONL)), run)


def newest(desk: Desk) -> Ticket:
    """Give the ticket that came last."""
    with desk.read() as db:
        return tickets.newest(db, Wanted(), limit=1)[0]


def told(desk: Desk, kind: str) -> list[Event]:
    """Give what the log says of a kind."""
    with desk.read() as db:
        return [one.event for one in events.part(db, Cursor(), limit=100, kinds=[kind]).items]


def lines_of(desk: Desk) -> list[Any]:
    """Export the desk, and read the lines."""
    return [json.loads(one) for one in write_lines(export_tickets(desk), ExportForm.JSONL)]


def test_what_a_person_set_is_theirs_at_the_next_desk(desk: Desk) -> None:
    """With who, when, from and to, as if they had set it here."""
    act: dict[str, Any] = {"what": "corrected", "by": "Mara", "at": LATER}
    act |= {"said": {"category": "sales"}, "was": {"category": "general"}}

    imported(desk, line(act))

    ticket = newest(desk)
    with desk.read() as db:
        (row,) = corrections.of(db, ticket.id, limit=9)
        field = verdicts.load(db, ticket.id, ticket.revision).verdict.category
    assert (row.author, row.field, row.before, row.after) == ("Mara", "category", "general", "sales")
    assert row.corrected_at.isoformat() == "2026-01-15T11:30:00+00:00"
    assert (ticket.category, field.value, field.decided_by) == ("sales", "sales", Voice.HUMAN)
    assert_whole(desk)


def test_a_category_that_this_desk_has_not_is_left_out_and_told(desk: Desk) -> None:
    """No file invents a label; what else was set comes along."""
    act: dict[str, Any] = {"what": "corrected", "by": "Mara", "at": LATER}
    act |= {"said": {"category": "spells", "priority": "urgent", "team": "wizards"}}

    done = imported(desk, line(act))

    ticket = newest(desk)
    assert (ticket.category, ticket.priority, ticket.team) == ("general", "urgent", "support")
    assert done.unknown == {"category spells", "team wizards"}
    assert_whole(desk)


def test_a_correction_that_was_taken_back_is_so_at_the_next_desk(desk: Desk) -> None:
    """The list has it, with who and when; the field is the desk's again."""
    set_it: dict[str, Any] = {"what": "corrected", "by": "Mara", "at": LATER}
    set_it |= {"said": {"category": "sales"}, "was": {"category": "general"}}
    back = {"what": "uncorrected", "by": "Jonas", "at": "2026-01-15T11:31:00Z", "was": {"category": "sales"}}

    imported(desk, line(set_it, back))

    ticket = newest(desk)
    with desk.read() as db:
        (row,) = corrections.of(db, ticket.id, limit=9)
        field = verdicts.load(db, ticket.id, ticket.revision).verdict.category
    assert (row.after, row.taken_back_by) == ("sales", "Jonas")
    assert row.taken_back_at is not None
    assert row.taken_back_at.isoformat() == "2026-01-15T11:31:00+00:00"
    assert (ticket.category, Voice.HUMAN in field.opinions) == ("general", False)
    assert [one.data["field"] for one in told(desk, "ticket.uncorrected")] == ["category"]
    assert_whole(desk)


def test_what_was_left_out_is_not_taken_back(desk: Desk) -> None:
    """A category that this desk does not have was never set here; the one before it stands."""
    acts: list[dict[str, Any]] = [
        {"what": "corrected", "at": LATER, "said": {"category": one}, "was": {"category": "general"}}
        for one in ("sales", "spells")
    ]
    taken = [{"what": "uncorrected", "at": LATER, "was": was} for was in ({"category": "spells"}, {})]

    imported(desk, line(*acts, *taken))

    ticket = newest(desk)
    assert ticket.category == "sales"
    with desk.read() as db:
        assert [one.after for one in corrections.standing(db, ticket.id)] == ["sales"]
    assert told(desk, "ticket.uncorrected") == []
    assert_whole(desk)


def test_html_of_a_file_is_made_harmless(desk: Desk) -> None:
    """Whoever wrote the file."""
    letter = {
        "kind": "reply",
        "author": "Mara",
        "text": "Hi",
        "html": "<p onclick=x()>Hi<script>x()</script></p>",
    }

    imported(desk, {"text": "Where is it?", "html": "<b>Where</b><iframe src=//x>", "entries": [letter]})

    with desk.read() as db:
        thread = tickets.threads(db, [newest(desk).id]).popitem()[1]
    assert [one.html for one in thread] == ["<b>Where</b>", "<p>Hi</p>"]


def test_what_rests_is_woken_in_its_time(desk: Desk) -> None:
    """A file without a history can say it, too; nothing rests longer than a person could want."""
    imported(desk, {"text": "Later", "snoozed_until": "2999-01-01T00:00:00Z"})

    assert newest(desk).snoozed_until == MORNING + LONGEST
    with desk.read() as db:
        assert rows(db, "jobs") == 1
    assert_whole(desk)


def test_the_ticket_stands_as_the_file_says_in_the_end(desk: Desk) -> None:
    """Where the history says otherwise, as when somebody has edited the file."""
    acts = [
        {"what": "assigned", "by": "x", "at": LATER, "agent": "Mara"},
        {"what": "snoozed", "at": LATER, "until": "2026-03-03T00:00:00Z"},
    ]

    imported(desk, line(*acts, status="closed", tags=["vip"], assignee="Jonas"))

    ticket = newest(desk)
    assert (ticket.status, ticket.assigned_to, ticket.snoozed_until) == (Status.CLOSED, "Jonas", None)
    assert_whole(desk)


@pytest.mark.parametrize(
    "acts",
    [
        [{"what": "snoozed", "at": LATER, "until": LATER}, {"what": "resolved", "at": THEN}],
        [{"what": "resolved", "at": LATER}, {"what": "snoozed", "at": LATER, "until": "2027-01-01"}],
        [{"what": "assigned", "at": LATER}, {"what": "unassigned", "at": LATER}],
        [{"what": "reopened", "at": "1970-01-01"}, {"what": "woken", "at": LATER}],
        [{"what": "exploded", "at": LATER}],
        [{"what": "corrected", "at": LATER, "was": {"category": "x", "due_at": "never"}}],
        [{"what": "changed", "at": LATER, "said": {"category": "sales"}}],
        [{"what": "tagged", "at": LATER, "tags": ["a"] * 30}],
        [{"what": "corrected", "at": LATER, "said": {"subcategory": "invoice"}, "due_at": "1971-01-01"}],
        [{"what": "judged", "at": LATER, "by": "desk"}],
    ],
)
def test_a_senseless_history_makes_a_sensible_ticket(desk: Desk, acts: list[dict[str, Any]]) -> None:
    """What cannot be done is not done."""
    done = imported(desk, line(*acts))

    assert done.messages == 1, done.rejects
    assert_whole(desk)


@pytest.mark.parametrize(
    "acts",
    [
        [OPENING],
        [{"what": "replied", "at": LATER}],
        [{"what": "resolved", "at": ""}],
        [{"what": "resolved", "at": LATER, "by": "a\x00b"}],
        [{"what": "resolved", "at": LATER, "status": "gone"}],
        [{"what": "corrected", "at": LATER, "said": {"urgency": 99}}],
        [{"what": "corrected", "at": LATER, "said": {"language": "<b>"}}],
        [{"what": "corrected", "at": LATER, "said": {"scope": "ham"}}],
        [{"what": "corrected", "at": LATER, "said": {"category": "x" * 61}}],
        [{"what": "corrected", "at": LATER, "was": {"id": 1}}],
        [{"what": "tagged", "at": LATER, "tags": [f"{n}" for n in range(30)]}],
        [{"what": "woken", "at": LATER}] * 5_001,
    ],
)
def test_a_history_that_is_none_is_given_back(desk: Desk, acts: list[dict[str, Any]]) -> None:
    """With a sentence, and nothing is stored."""
    done = imported(desk, line(*acts))

    assert (done.messages, done.rejected) == (0, 1)
    assert done.rejects[0].reason.endswith(".")
    with desk.read() as db:
        assert rows(db, "tickets") == 0


@pytest.mark.parametrize(
    ("field", "part", "value"),
    [
        ("urgency", "value", 1e9),
        ("sla_hours", "value", 0),
        ("priority_score", "value", -1),
        ("category", "confidence", 7.0),
        ("team", "value", "x\x00"),
        ("scope", "value", "ham"),
        ("scope", "confidence", 7.0),
        ("sentiment", "opinions", {}),
        ("next_action", "value", "x" * 3_000),
    ],
)
def test_a_verdict_that_no_desk_has_made_is_given_back(
    desk: Desk, field: str, part: str, value: object
) -> None:
    """One number out of its range is enough."""
    make_ticket(desk, "Hello")
    with desk.read() as db:
        verdict = _verdict(db, newest(desk).id)
    verdict[field][part] = value

    done = imported(desk, line() | {"history": [OPENING | {"verdict": verdict}]})

    assert (done.messages, done.rejected) == (0, 1)


def test_a_verdict_in_a_category_that_this_desk_has_not_is_judged_anew(desk: Desk) -> None:
    """And the run tells of it."""
    make_ticket(desk, "Hello")
    with desk.read() as db:
        verdict = _verdict(db, newest(desk).id)
    verdict["category"]["value"] = "spells"

    done = imported(desk, line() | {"history": [OPENING | {"verdict": verdict}]})

    assert done.unknown == {"category spells"}
    assert newest(desk).category == "general"
    assert_whole(desk)


# --- the LLM's later word -----------------------------------------------------------------------------------


@pytest.fixture
def word(desk: Desk) -> dict[str, Any]:
    """Give what a history says of the LLM that judged this file's message later."""
    switch_llm(desk, on=True)
    asking = with_llm(desk, llm_saying(5.0))
    number = make_ticket(asking, QUESTION, door="tickets").id
    run_steps(asking)
    switch_llm(desk, on=False)
    with desk.read() as db:
        return {"what": "judged", "by": "desk", "at": LATER, "verdict": _verdict(db, number, 2)}


def opinions(desk: Desk) -> tuple[float, float, set[Voice]]:
    """Give the newest ticket's urgency, what the rules think of it, and who has an opinion."""
    ticket = newest(desk)
    with desk.read() as db:
        urgency = verdicts.load(db, ticket.id, ticket.revision).verdict.urgency
    return ticket.urgency, ticket.door_urgency, set(urgency.opinions)


def test_each_word_of_the_llms_is_in_the_file_with_its_verdict(desk: Desk, word: dict[str, Any]) -> None:
    """Nobody asks it again; what the rules would give again is still left out."""
    (exported,) = lines_of(desk)

    opening, judged = exported["history"]
    assert (opening["what"], "verdict" in opening) == ("received", False)
    assert (judged["what"], judged["by"], judged["verdict"]) == ("judged", "desk", word["verdict"])


def test_the_llms_later_word_is_known_at_the_next_desk(desk: Desk, word: dict[str, Any]) -> None:
    """A revision of its own, told in the log, while the seeds' doors show what the rules thought."""
    imported(desk, line(word))

    with desk.read() as db:
        at_first = verdicts.load(db, newest(desk).id, 1).verdict
    own = at_first.urgency.value
    assert opinions(desk) == (of_both(own=own, llm=5.0), 2.0, {Voice.LLM, Voice.MODEL, Voice.RULE})
    assert set(at_first.urgency.opinions) == {Voice.MODEL, Voice.RULE}
    assert newest(desk).revision == 2
    event = told(desk, JUDGED)[-1]
    assert (event.actor, event.data["voice"], event.data["revision"]) == ("desk", "llm", 2)
    assert [one.ticket_id for one in replay_all(desk) if not one.agrees] == []
    assert_whole(desk)


def test_what_another_version_made_of_the_llms_word_stays_as_it_was(desk: Desk, word: dict[str, Any]) -> None:
    """It is what people saw."""
    word["verdict"]["urgency"]["value"] = 4.9

    imported(desk, line(word))

    assert opinions(desk)[0] == 4.9
    assert_whole(desk)


def test_the_llms_word_changes_nothing_but_the_urgency(desk: Desk, word: dict[str, Any]) -> None:
    """A file that lets it say more, or lets a person have spoken whom no part of the history names."""
    forged = word["verdict"]
    forged["category"]["value"] = "sales"
    forged["level"]["opinions"]["human"] = forged["level"]["opinions"]["rule"]
    forged["sla_hours"]["value"] = 1

    imported(desk, line(word))

    ticket = newest(desk)
    assert (ticket.category, ticket.sla_hours, ticket.revision) == ("general", 72, 2)
    assert opinions(desk)[2] == {Voice.LLM, Voice.MODEL, Voice.RULE}
    with desk.read() as db:
        level = verdicts.load(db, ticket.id, 2).verdict.level
    assert set(level.opinions) == {Voice.MODEL, Voice.RULE}
    assert_whole(desk)


@pytest.mark.parametrize("claims", [False, True])
def test_no_file_lets_the_llm_change_what_a_person_set(
    desk: Desk, word: dict[str, Any], *, claims: bool
) -> None:
    """Its opinion stands beside theirs, as when it comes late here, whether the file names theirs or not."""
    set_by_mara = {"what": "corrected", "by": "Mara", "at": LATER, "said": {"urgency": 2.0}}
    if claims:
        reason = {"voice": "human", "text": "Mara set it", "weight": 1.0, "source": "person"}
        hers = {"value": 2.0, "confidence": 1.0, "reasons": [reason]}
        word["verdict"]["urgency"]["opinions"]["human"] = hers

    imported(desk, line(set_by_mara, word))

    urgency, _, voices = opinions(desk)
    assert (urgency, voices) == (2.0, {Voice.HUMAN, Voice.LLM, Voice.MODEL, Voice.RULE})
    assert_whole(desk)


def test_the_llm_does_not_judge_one_message_twice(desk: Desk, word: dict[str, Any]) -> None:
    """The second time is passed over."""
    imported(desk, line(word, word | {"at": "2026-01-15T12:30:00Z"}))

    assert newest(desk).revision == 2
    assert len(told(desk, JUDGED)) == 2  # the fixture's ticket has one as well
    assert_whole(desk)


def test_at_a_desk_with_other_rules_the_llms_word_joins_theirs(desk: Desk, word: dict[str, Any]) -> None:
    """Here that is a category which this desk has not."""
    word["verdict"]["category"]["value"] = "spells"

    imported(desk, line(word))

    assert newest(desk).category == "general"
    assert Voice.LLM in opinions(desk)[2]
    assert_whole(desk)


@pytest.mark.parametrize(
    ("part", "value"),
    [("opinions", "rules alone"), ("value", 99.0), ("confidence", 2.0)],
)
def test_a_word_that_no_llm_has_given_is_given_back(
    desk: Desk, word: dict[str, Any], part: str, value: object
) -> None:
    """A verdict without it among them."""
    urgency = word["verdict"]["urgency"]
    if part == "opinions":
        urgency["opinions"], urgency["reasons"] = {"rule": urgency["opinions"]["rule"]}, []
    else:
        urgency["opinions"]["llm"][part] = value

    done = imported(desk, line(word))

    assert (done.messages, done.rejected) == (0, 1)
    assert done.rejects[0].reason.endswith(".")


# --- names, and the log -------------------------------------------------------------------------------------


def test_at_a_desk_with_accounts_a_file_makes_nobody_an_agent(desk: Desk) -> None:
    """The name stays over the entry, the ticket is nobody's, and the log says who was not known."""
    make_account(desk, "Kim")
    known, unknown = ({"kind": "reply", "author": name, "text": "Hi"} for name in ("Kim", "Mara"))

    done = imported(
        desk,
        {"text": "One", "entries": [unknown], "assignee": "Mara"},
        {"text": "Two", "entries": [known], "assignee": "Kim"},
        line(
            {"what": "assigned", "at": LATER, "agent": "Kim"},
            {"what": "assigned", "at": LATER, "agent": "Eve"},
            assignee="Eve",
        ),
    )

    with desk.read() as db:
        every = sorted(tickets.newest(db, Wanted(), limit=9), key=lambda one: one.id)
        thread = tickets.threads(db, [every[0].id])[every[0].id]
        assert [agents.find(db, name) for name in ("Mara", "Eve")] == [None, None]
    assert [one.assigned_to for one in every] == [None, "Kim", None]
    assert thread[-1].author == "Mara"
    assert done.unknown == {"agent Mara", "agent Eve"}
    (event,) = told(desk, "import.finished")
    assert event.data["unknown"] == ["agent Eve", "agent Mara"]
    assert_whole(desk)


def test_a_run_that_stored_something_stands_in_the_log(desk: Desk) -> None:
    """Who, from where, how many; a run that stored nothing leaves no trace."""
    for run in (Run(source="old", by="Kim", dry=True), Run(source="old", by="Kim"), Run(source="old")):
        imported(desk, {"text": "One"}, {"text": " "}, run=run)

    (event,) = told(desk, "import.finished")
    assert event.actor == "Kim"
    assert event.data == {
        "source": "old",
        "whole": True,
        "rows": 2,
        "tickets": 1,
        "customers": 1,
        "known": 0,
        "rejected": 1,
        "unknown": [],
    }


def test_a_run_that_broke_off_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came before is stored, and told."""
    monkeypatch.setattr("firstline.flows.import_messages.BATCH", 1)

    def broken() -> Iterator[FileTicket | Reject]:
        yield from read_rows(io.BytesIO(b"Message Body\nOne\n"))
        message = "The file has ended too early."
        raise FileUnreadable(message)

    with pytest.raises(FileUnreadable):
        import_messages(desk, broken())

    assert [(one.data["tickets"], one.data["whole"]) for one in told(desk, "import.finished")] == [(1, False)]


def test_an_export_stands_in_the_log(desk: Desk) -> None:
    """Before its first ticket is given."""
    next(export_tickets(desk, by="Kim"), None)

    assert [one.actor for one in told(desk, "export.made")] == ["Kim"]


def test_a_fresh_ticket_needs_no_history_in_the_file(desk: Desk) -> None:
    """And one that was worked on carries no verdict that the rules give again."""
    make_ticket(desk, "Where is it?")
    worked = make_ticket(desk, "My account is blocked")
    change_fields(desk, worked.id, Changes(verdict={"category": "sales"}), by=LOCAL)
    reply = Contribution(kind=EntryKind.REPLY, text="Hi", html="<p>Hi</p>")
    add_to_thread(desk, worked.id, reply, by=LOCAL)

    fresh, other = lines_of(desk)

    assert "history" not in fresh
    assert [act["what"] for act in other["history"]] == ["received", "corrected", "replied"]
    assert not any("verdict" in act for act in other["history"])
    assert other["entries"][0]["html"] == "<p>Hi</p>"


def test_a_table_leaves_the_history_out(desk: Desk) -> None:
    """How the matter stands, and the thread as text."""
    ticket = make_ticket(desk, "Where is it?")
    add_to_thread(desk, ticket.id, Contribution(kind=EntryKind.REPLY, text="Hi", html="<p>Hi</p>"), by=LOCAL)

    content = b"".join(write_lines(export_tickets(desk, with_history=False), ExportForm.CSV)).decode()

    assert "Hi" in content
    assert "<p>" not in content
    assert "received" in content.splitlines()[0]


def _verdict(db: Connection, number: TicketId, revision: int = 1) -> Any:  # noqa: ANN401 - JSON
    return json.loads(msgspec.json.encode(verdicts.load(db, number, revision).verdict))
