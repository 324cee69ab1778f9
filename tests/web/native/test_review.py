"""The tickets whose label teaches most, at the native door."""

from dataclasses import replace
from typing import NoReturn

import pytest
from starlette.testclient import TestClient

from firstline.core.access import LOCAL
from firstline.core.errors import Missing
from firstline.flows import review
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.noticeboard import Noticeboard
from tests.make import make_client, make_ticket
from tests.web.calls import Json, fault

AT = "/api/v1/review"
CHARGED = "I was charged twice this month, please refund me"
CELLO = "My cello travels with me, and the case has to be insured somehow"
MUDDLE = "We would like to go on with it, but one thing has to be settled first"
ROOSTER = "There was a rooster again this morning, right below the bedroom window"


def test_a_fresh_desk_asks_for_nothing(client: TestClient) -> None:
    """There is no ticket."""
    assert client.get(AT).json() == {"items": [], "looked_at": 0, "left_out": 0, "labelled": 0}


def test_what_the_desk_is_unsure_of_is_asked_for_with_the_reason(client: TestClient, desk: Desk) -> None:
    """Before what it knows; field by field."""
    make_ticket(desk, CHARGED)
    unsure = make_ticket(desk, MUDDLE, subject="Change")

    told = client.get(AT, params={"limit": 1}).json()

    (item,) = told.pop("items")
    assert item.pop("reason").startswith("unsure between ")
    assert 0 < item.pop("confidence") < 0.6
    assert item == {
        "ticket_id": unsure.id,
        "subject": "Change",
        "preview": MUDDLE,
        "category": unsure.category,
    }
    assert told == {"looked_at": 2, "left_out": 0, "labelled": 0}


def test_of_many_that_say_the_same_one_is_asked_for(client: TestClient, desk: Desk) -> None:
    """Then another kind, though it came once."""
    many = [make_ticket(desk, f"{CELLO}, number {number}").id for number in range(5)]
    single = make_ticket(desk, ROOSTER).id

    found = asked(client, limit=2)

    assert single in found
    assert len(set(found) & {*many}) == 1


@pytest.mark.parametrize("wanted", ["technical", None], ids=["corrected", "confirmed"])
def test_what_a_person_has_set_is_not_asked_for_again(
    client: TestClient, desk: Desk, wanted: str | None
) -> None:
    """It is a labelled message from then on, and what is like it can wait."""
    first, like, other = (make_ticket(desk, text) for text in (CELLO, f"{CELLO}!", ROOSTER))

    change_fields(desk, first.id, Changes(verdict={"category": wanted or first.category}), by=LOCAL)

    assert asked(client) == [other.id, like.id]
    assert client.get(AT).json()["labelled"] == 1


def test_tickets_in_languages_that_the_encoder_does_not_know_are_counted(
    client: TestClient, desk: Desk
) -> None:
    """Nobody can say what they are like."""
    make_ticket(desk, "Ich möchte bitte wissen, wann meine Bestellung endlich geliefert wird")
    known = make_ticket(desk, CELLO)

    told = client.get(AT).json()

    assert [one["ticket_id"] for one in told["items"]] == [known.id]
    assert (told["looked_at"], told["left_out"]) == (1, 1)


def test_a_ticket_that_rules_alone_have_judged_is_asked_for_too(client: TestClient, desk: Desk) -> None:
    """Its verdict ranks nothing, so what it does not say is spread over the other categories."""
    untaught = replace(desk, board=Noticeboard())
    ticket = make_ticket(untaught, ROOSTER)

    (item,) = client.get(AT).json()["items"]

    assert item["ticket_id"] == ticket.id
    assert item["reason"].startswith("unsure between general and ")


def test_what_is_marked_is_not_asked_for(client: TestClient, desk: Desk) -> None:
    """Spam and automatic mail teach nothing of categories."""
    marked, usual = make_ticket(desk, "Something else entirely"), make_ticket(desk, "My gadget is odd")
    change_fields(desk, marked.id, Changes(verdict={"scope": "spam"}), by=LOCAL)

    asked = client.get(AT).json()["items"]

    assert [one["ticket_id"] for one in asked] == [usual.id]


def test_only_so_many_tickets_are_gone_through(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest."""
    monkeypatch.setattr(review, "MOST", 3)
    monkeypatch.setattr(review, "SEEN", 4)
    tickets = [make_ticket(desk, f"{ROOSTER}, and {number} hens") for number in range(6)]
    change_fields(desk, tickets[-1].id, Changes(verdict={"category": "sales"}), by=LOCAL)

    assert sorted(asked(client)) == [one.id for one in tickets[2:5]]


@pytest.mark.parametrize("limit", [0, -1, 101, "x"])
def test_a_limit_that_cannot_be_is_refused(client: TestClient, limit: Json | int | str) -> None:
    """Up to a hundred can be asked for at once."""
    assert fault(client.get(AT, params={"limit": str(limit)}), 422) == ""


def test_a_machine_without_the_encoder_says_so(desk: Desk) -> None:
    """What needs it is not to be had there; the sentence says what to do."""

    def missing(name: str) -> NoReturn:
        message = f"The encoder {name} is not installed on this machine."
        raise Missing(message)

    with make_client(replace(desk, board=Noticeboard(), encoder_named=missing)) as client:
        refused = [client.get(AT), client.get("/api/v1/taxonomy/check")]
        models = client.get("/api/v1/models").json()

    assert [fault(answer, 503) for answer in refused] == ["", ""]
    assert {answer.json()["code"] for answer in refused} == {"no_encoder"}
    assert refused[0].json()["detail"] == "The encoder wordllama is not installed on this machine."
    assert models["encoder"] is None


def asked(client: TestClient, **query: int) -> list[int]:
    """Name the tickets that are asked for, in their order."""
    return [one["ticket_id"] for one in client.get(AT, params=query).json()["items"]]
