"""What the desk has learnt from a ticket, at the native door."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.core.access import LOCAL
from firstline.flows import learnt
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.encoder import use_encoder
from firstline.flows.learn import forget
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.resolve import resolve_ticket
from firstline.flows.snooze import snooze_ticket
from firstline.flows.train import FEWEST_NEW
from firstline.tickets.ticket import Ticket
from tests.flows.test_learn import labelled, learn
from tests.make import SCHOOLING, make_agent, make_client, make_ticket, rows
from tests.web.calls import Json, fault

PAYOUT = "The payout for the {} campaign is missing from the dashboard"
ROOSTER = "There was a rooster again this morning, right below the bedroom window"


def shown(client: TestClient, ticket: Ticket) -> Json:
    """Ask what was learnt from a ticket."""
    answer = client.get(f"/api/v1/tickets/{ticket.id}/learnt")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def correct(desk: Desk, ticket: Ticket, **said: Any) -> None:  # noqa: ANN401 - of any field
    """Let Eve set fields."""
    change_fields(desk, ticket.id, Changes(verdict=said), by=make_agent(desk, "Eve"))


def test_of_a_ticket_that_nobody_has_corrected_nothing_is_learnt(client: TestClient, desk: Desk) -> None:
    """The answer says so, and how it is with the next model."""
    ticket = make_ticket(desk, PAYOUT.format("June"))

    assert shown(client, ticket) == {
        "lesson": None,
        "looked_at": 0,
        "alike": [],
        "next_model": {"training": "none", "is_due": False, "new_examples": 0},
    }


def test_a_correction_is_learnt_and_open_tickets_like_it_are_named(client: TestClient, desk: Desk) -> None:
    """Those that come out otherwise because of it; they stay as they are."""
    first, like, other = (
        make_ticket(desk, one) for one in (PAYOUT.format("June"), PAYOUT.format("May"), ROOSTER)
    )
    correct(desk, first, category="sales")

    told = shown(client, first)

    lesson = told["lesson"]
    assert lesson == {
        "since": "2026-03-02T08:00:00.000001Z",
        "author": "Eve",
        "is_stray": False,
        "labels": [{"field": "category", "value": "sales", "examples": 1}],
        "in_force": True,
        "trained": False,
    }
    (alike,) = told["alike"]
    assert alike.pop("confidence") > 0.5
    assert alike == {
        "ticket_id": like.id,
        "subject": like.subject,
        "field": "category",
        "stands": like.category,
        "would_be": "sales",
    }
    assert told["looked_at"] == 2
    assert told["next_model"]["new_examples"] == 1
    stand = [client.get(f"/api/v1/tickets/{one.id}").json()["ticket"]["version"] for one in (like, other)]
    assert stand == [1, 1]


def test_only_what_is_open_and_nobodys_word_is_named(client: TestClient, desk: Desk) -> None:
    """What is resolved, rests, has the label already or was set by a person would not be touched."""
    first, resolved, resting, theirs, like = (
        make_ticket(desk, PAYOUT.format(month)) for month in ("June", "May", "April", "March", "July")
    )
    resolve_ticket(desk, resolved.id, by=LOCAL)
    snooze_ticket(desk, resting.id, desk.clock() + timedelta(days=1), by=LOCAL)
    confirmed = Changes(verdict={"category": theirs.category})
    change_fields(desk, theirs.id, confirmed, by=make_agent(desk, "Bob"))
    forget(desk, author="Bob")
    correct(desk, first, category="sales")
    after = make_ticket(desk, PAYOUT.format("August"))
    assert after.category == "sales"

    told = shown(client, first)

    assert [one["ticket_id"] for one in told["alike"]] == [like.id]
    assert told["looked_at"] == 3


def test_what_another_example_says_as_well_is_not_put_down_to_this_one(
    client: TestClient, desk: Desk
) -> None:
    """Without this one it would come out the same."""
    first, second, like = (make_ticket(desk, PAYOUT.format(month)) for month in ("June", "May", "July"))
    for one in (first, second):
        correct(desk, one, category="sales")

    told = shown(client, first)

    assert told["lesson"]["labels"] == [{"field": "category", "value": "sales", "examples": 2}]
    assert told["alike"] == []
    assert like.category != "sales"


def test_what_was_taken_back_is_not_learnt_any_more(client: TestClient, desk: Desk) -> None:
    """And names no other ticket."""
    first = make_ticket(desk, PAYOUT.format("June"))
    make_ticket(desk, PAYOUT.format("May"))
    made = client.patch(f"/api/v1/tickets/{first.id}", json={"category": "sales"}).json()["corrections"]
    assert shown(client, first)["alike"]

    client.delete(f"/api/v1/tickets/{first.id}/corrections/{made[0]['id']}")

    told = shown(client, first)
    assert (told["lesson"], told["alike"]) == (None, [])


def test_each_field_that_was_set_is_a_label(client: TestClient, desk: Desk) -> None:
    """In words for people."""
    first = make_ticket(desk, PAYOUT.format("June"))
    correct(desk, first, subcategory="Payments", category="billing", urgency=4.4, frustrated=True)

    told = shown(client, first)["lesson"]["labels"]

    assert {one["field"]: one["value"] for one in told} == {
        "category": "billing",
        "subcategory": "billing / Payments",
        "urgency": "4.5",
        "frustrated": "yes",
    }


def test_a_marked_ticket_teaches_what_does_not_belong_here(client: TestClient, desk: Desk) -> None:
    """And no label."""
    first = make_ticket(desk, PAYOUT.format("June"))
    correct(desk, first, category="sales", scope="spam")

    lesson = shown(client, first)["lesson"]

    assert (lesson["is_stray"], lesson["labels"]) == (True, [])


def test_another_process_says_that_it_does_not_judge_by_it_yet(client: TestClient, desk: Desk) -> None:
    """Until its next look."""
    first = make_ticket(desk, PAYOUT.format("June"))
    make_ticket(desk, PAYOUT.format("May"))
    other = replace(desk, board=Noticeboard(SCHOOLING))
    correct(desk, first, category="sales")

    with make_client(other) as there:
        before = shown(there, first)
        other.board.look(other.read)
        after = shown(there, first)

    assert (before["lesson"]["in_force"], before["alike"]) == (False, [])
    assert after == shown(client, first)
    assert after["lesson"]["in_force"]


def test_it_is_told_when_a_training_is_due(client: TestClient, desk: Desk) -> None:
    """And whether one waits."""
    first = make_ticket(desk, PAYOUT.format("June"))
    learn(desk, labelled(FEWEST_NEW))
    correct(desk, first, category="sales")
    due = shown(client, first)["next_model"]
    client.post("/api/v1/models")

    asked = shown(client, first)["next_model"]

    assert due == {"training": "none", "is_due": True, "new_examples": FEWEST_NEW + 1}
    assert asked["training"] == "waiting"


def test_no_more_is_looked_at_than_has_room(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest ones, and of those the most alike."""
    monkeypatch.setattr(learnt, "LOOKED_AT", 3)
    monkeypatch.setattr(learnt, "JUDGED", 1)
    first = make_ticket(desk, PAYOUT.format("June"))
    old, *_ = (make_ticket(desk, PAYOUT.format(month)) for month in ("May", "April", "March", "February"))
    correct(desk, first, category="sales")

    told = shown(client, first)

    assert (told["looked_at"], len(told["alike"])) == (3, 1)
    assert told["alike"][0]["ticket_id"] != old.id


def test_a_desk_whose_encoder_is_not_there_says_what_it_knows(client: TestClient, desk: Desk) -> None:
    """The label counts once the encoder is back."""
    first = make_ticket(desk, PAYOUT.format("June"))
    correct(desk, first, category="sales")
    use_encoder(desk, "nobody-has-it")
    desk.board.look(desk.read)

    told = shown(client, first)

    assert told["lesson"]["labels"] == [{"field": "category", "value": "sales", "examples": 0}]
    assert (told["lesson"]["in_force"], told["alike"]) == (False, [])


def test_looking_changes_nothing(client: TestClient, desk: Desk) -> None:
    """No event, no example, no verdict."""
    first = make_ticket(desk, PAYOUT.format("June"))
    make_ticket(desk, PAYOUT.format("May"))
    correct(desk, first, category="sales")
    with desk.read() as db:
        before = [rows(db, table) for table in ("events", "examples", "verdicts", "jobs")]

    shown(client, first)

    with desk.read() as db:
        assert [rows(db, table) for table in ("events", "examples", "verdicts", "jobs")] == before


@pytest.mark.parametrize("number", [99, 0, -1, 10**30])
def test_a_number_that_names_no_ticket_is_not_found(client: TestClient, number: int) -> None:
    """However large it is."""
    assert fault(client.get(f"/api/v1/tickets/{number}/learnt"), 404) == ""
