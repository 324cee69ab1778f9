"""A renamed category keeps its letter, its advice and its title at every door; its name is the new one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from firstline.core.access import OPERATOR
from firstline.flows.desk import Desk
from firstline.flows.noticeboard import Noticeboard
from firstline.flows.reorganise import reorganise
from firstline.flows.taxonomy import replace_taxonomy
from firstline.tickets.reorganised import Change, Merging, Renaming, Splitting
from firstline.tickets.taxonomy import Category
from tests.flows.whole import assert_whole
from tests.make import SCHOOLING, run_steps
from tests.web.calls import create, process, send

CHARGED: Final = "I was charged twice this month, please look into the invoice"
TO_PAYMENTS: Final = Renaming(category="billing", name="payments")
LETTER: Final = "So that the right transaction can be found"
"""Only the letter of billing says that."""
GARDEN: Final = Category(name="garden", title="Garden", team="garden", subcategories=("Payments", "Other"))
"""A category of the desk's own."""
PAYING: Final = replace(GARDEN, name="paying", title="Paying", team="finance")
Door = Callable[[TestClient], int]
"""Takes the message in, and gives the number of its ticket."""


def at_messages(client: TestClient) -> int:
    """Send the message to seed 1's door."""
    return send(client, CHARGED)


def at_tickets(client: TestClient) -> int:
    """Send it to seed 2's."""
    return int(create(client, message=CHARGED)["id"])


def at_process(client: TestClient) -> int:
    """Send it to seed 3's, which tells no number."""
    process(client, raw_message=CHARGED, ticket_id=f"T-{len(client.get('/tickets').json())}")
    return int(client.get("/tickets").json()[0]["id"])


def detail(client: TestClient, number: int) -> dict[str, Any]:
    """Look at a ticket by the native door."""
    found: dict[str, Any] = client.get(f"/api/v1/tickets/{number}").json()
    return found


@pytest.mark.parametrize("steps", [False, True], ids=["at once", "after its steps"])
@pytest.mark.parametrize("door", [at_messages, at_tickets, at_process])
def test_the_native_detail_is_that_of_the_old_name(
    client: TestClient, desk: Desk, door: Door, *, steps: bool
) -> None:
    """The proposed letter, the next action and the short reply; the name is the new one."""
    before = detail(client, door(client))
    reorganise(desk, TO_PAYMENTS, by=OPERATOR)

    number = door(client)
    if steps:
        run_steps(desk)

    after = detail(client, number)
    assert (before["ticket"]["category"], after["ticket"]["category"]) == ("billing", "payments")
    assert LETTER in after["proposal"]["body"]
    assert after["proposal"] == before["proposal"]
    assert after["suggested_reply"] == before["suggested_reply"]
    assert after["ticket"]["next_action"] == before["ticket"]["next_action"]
    assert_whole(desk)


def test_seed_2_shows_the_new_name_and_the_old_advice(client: TestClient, desk: Desk) -> None:
    """In the answer, and when it is read again."""
    before = create(client, message=CHARGED)
    reorganise(desk, TO_PAYMENTS, by=OPERATOR)

    after = create(client, message=CHARGED)

    told = ("suggested_reply", "next_action", "assigned_team")
    assert (before["category"], after["category"]) == ("billing", "payments")
    assert [after[name] for name in told] == [before[name] for name in told]
    assert client.get(f"/tickets/{after['id']}").json() == after


def test_seed_3_shows_the_title_team_and_letter_of_the_old_name(client: TestClient, desk: Desk) -> None:
    """And counts it under that title."""
    before = process(client, raw_message=CHARGED, ticket_id="T-1")
    reorganise(desk, TO_PAYMENTS, by=OPERATOR)

    after = process(client, raw_message=CHARGED, ticket_id="T-2")

    triage = {name: said for name, said in after["triage"].items() if name != "confidence"}
    assert triage == {name: said for name, said in before["triage"].items() if name != "confidence"}
    assert (triage["category"], triage["suggested_team"]) == ("Billing", "Finance Team")
    assert after["answer_draft"] == before["answer_draft"]
    assert client.get("/api/v1/tickets/metrics").json()["counters"]["category_Billing"] == 2


def test_a_process_that_has_not_looked_yet_drafts_the_same_letter(client: TestClient, desk: Desk) -> None:
    """Another one renamed the category and took the message in; this one still has the board of before."""
    before = detail(client, at_messages(client))
    behind = Noticeboard(SCHOOLING)
    behind.look(desk.read)
    reorganise(desk, TO_PAYMENTS, by=OPERATOR)
    number = at_messages(client)

    run_steps(replace(desk, board=behind))

    assert detail(client, number)["proposal"] == before["proposal"]


@pytest.mark.parametrize(
    ("change", "now"),
    [
        (Merging(categories=["billing"], into="garden"), "garden"),
        (Splitting(category="billing", subcategories=["Payments"], into=PAYING), "paying"),
    ],
    ids=["merged", "split off"],
)
def test_what_was_merged_or_split_off_keeps_letter_and_title_too(
    client: TestClient, desk: Desk, change: Change, now: str
) -> None:
    """Where it became part of one of the desk's own, or has become one."""
    before = process(client, raw_message=CHARGED, ticket_id="T-1")
    replace_taxonomy(desk, [*desk.board.taxonomy.categories, GARDEN], by=OPERATOR)
    reorganise(desk, change, by=OPERATOR)

    after = process(client, raw_message=CHARGED, ticket_id="T-2")

    assert client.get("/tickets").json()[0]["category"] == now
    assert after["answer_draft"] == before["answer_draft"]
    assert after["triage"]["category"] == "Billing"
