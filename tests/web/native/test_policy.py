"""The policy for replies at the native door: looked at, changed, tried out, and kept when somebody sends."""

import pytest
from starlette.testclient import TestClient

from firstline.core.access import Role
from firstline.flows.desk import Desk
from tests.make import make_ticket
from tests.people import make_account, signed_in
from tests.web.calls import Json, create, fault

PATH = "/api/v1/policy"
WARRANTY: Json = {
    "flag": "guarantee",
    "language": "en",
    "patterns": ["lifetime (warranty|cover)"],
    "flagged": ["It comes with a lifetime warranty."],
    "fine": ["The warranty lasts two years."],
    "action": "block",
    "reason": "Promises a lifetime warranty",
}
CARD = "Your card is 4111 1111 1111 1111, as you wrote."


def test_every_rule_is_listed_with_what_it_does_and_its_examples(client: TestClient) -> None:
    """In all five languages, and what is found by its form in any."""
    told = client.get(PATH).json()

    worded = [one for one in told["rules"] if one["language"]]
    assert {one["language"] for one in worded} == {"en", "de", "fr", "es", "pt"}
    assert {"refund_promise", "sla_mentioned", "escalation_needed"} <= {one["flag"] for one in worded}
    assert all(one["flagged"] and one["fine"] for one in worded)
    by_form = {one["id"]: one["action"] for one in told["rules"] if not one["language"]}
    assert by_form["secret"] == "block"  # noqa: S105 - a rule's name
    assert {"secret", "link", "passages", "sla.beyond"} <= by_form.keys()
    assert told["links"] is None


def test_a_reply_is_tried_out(client: TestClient) -> None:
    """Each finding has its place, a reason and a better wording."""
    text = "Hello Ava, we will refund you by Friday."

    told = client.post(f"{PATH}/check", json={"draft": text}).json()

    assert (told["compliance"], told["refund_promise"], told["timeline_mentioned"]) == ("failed", True, True)
    refund = next(one for one in told["findings"] if one["flag"] == "refund_promise")
    assert "refund you" in text[refund["start"] : refund["end"]]
    assert refund["reason"]


def test_a_rule_is_switched_off_and_on_again(client: TestClient) -> None:
    """Whoever has not seen the last change changes nothing."""
    text = {"draft": "We will refund you."}
    rule = client.post(f"{PATH}/check", json=text).json()["findings"][0]["rule"]

    off = client.patch(PATH, json={"actions": {rule: "off"}}, headers={"If-Match": '"1"'})
    late = client.patch(PATH, json={"actions": {rule: "warn"}}, headers={"If-Match": '"1"'})
    silent = client.post(f"{PATH}/check", json=text).json()
    client.patch(PATH, json={"actions": {rule: None}})
    again = client.post(f"{PATH}/check", json=text).json()

    assert next(one for one in off.json()["rules"] if one["id"] == rule)["action"] == "off"
    assert (late.status_code, late.json()["current"]["version"]) == (412, 2)
    assert (silent["compliance"], again["compliance"]) == ("passed", "failed")


def test_what_is_found_by_its_form_is_switched_off_too(client: TestClient) -> None:
    """The rest goes on."""
    off = client.patch(PATH, json={"actions": {"secret": "off", "sla.beyond": "block"}})
    card = client.post(f"{PATH}/check", json={"draft": CARD}).json()
    late = client.post(f"{PATH}/check", json={"draft": "We answer within 3 days.", "sla_hours": 4}).json()

    assert off.status_code == 200
    assert card["data_disclosure"] is False
    assert [one["action"] for one in late["findings"] if one["rule"] == "sla.beyond"] == ["block"]


def test_a_desk_says_where_its_replies_may_link_to(client: TestClient) -> None:
    """Other links need a second person; none of them is judged where no place is named."""
    ours, theirs = (
        "See https://docs.help.example.com/a.",
        "See https://example.net/a and pay at example.com/x.",
    )

    free = client.post(f"{PATH}/check", json={"draft": theirs}).json()
    told = client.patch(PATH, json={"links": ["Help.example.com", "https://example.com/pay/"]}).json()
    kept = client.patch(PATH, json={"actions": {}}).json()
    right = client.post(f"{PATH}/check", json={"draft": ours}).json()
    wrong = client.post(f"{PATH}/check", json={"draft": theirs}).json()
    client.patch(PATH, json={"links": None})
    again = client.post(f"{PATH}/check", json={"draft": theirs}).json()

    assert told["links"] == kept["links"] == ["help.example.com", "https://example.com/pay/"]
    assert free["findings"] == right["findings"] == again["findings"] == []
    assert [(one["rule"], theirs[one["start"] : one["end"]]) for one in wrong["findings"]] == [
        ("link", "https://example.net/a"),
        ("link", "example.com/x."),
    ]


@pytest.mark.parametrize(
    "place", ["javascript:alert(1)", "help", "https://", "a b.com", "//", "ftp://example.com"]
)
def test_what_is_no_place_to_link_to_is_refused(client: TestClient, place: str) -> None:
    """In a sentence that shows what one looks like."""
    told = client.patch(PATH, json={"links": ["example.com", place]})

    assert told.status_code == 422
    (problem,) = told.json()["detail"]
    assert problem["loc"] == ["body", "links"]
    assert "such as help.example.com" in problem["msg"]
    assert client.get(PATH).json()["links"] is None


def test_a_desk_writes_a_rule_of_its_own(client: TestClient) -> None:
    """It counts at once, and is gone when it is removed."""
    text = {"draft": "Every mug has a lifetime cover."}
    path = f"{PATH}/rules/lifetime"

    made = client.put(path, json=WARRANTY)
    found = client.post(f"{PATH}/check", json=text).json()
    client.delete(path)
    gone = client.post(f"{PATH}/check", json=text).json()

    assert (made.status_code, made.json()["version"]) == (200, 2)
    assert [(one["rule"], one["action"]) for one in found["findings"]] == [("lifetime", "block")]
    assert gone["findings"] == []
    assert fault(client.delete(path), 404) == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"flagged": ["It is red."]}, "does not flag its example"),
        ({"fine": ["We give a lifetime warranty for this mug."]}, "should be fine, and is flagged"),
        ({"patterns": ["(("]}, "pattern"),
    ],
)
def test_a_rule_that_does_not_do_what_its_examples_say_is_refused(
    client: TestClient, change: Json, told: str
) -> None:
    """In a sentence that says which; the policy stays as it was."""
    refused = client.put(f"{PATH}/rules/lifetime", json=WARRANTY | change)

    assert fault(refused, 422) == ""
    assert told in refused.text
    assert client.get(PATH).json()["version"] == 1


def test_a_stock_rule_cannot_be_replaced(client: TestClient) -> None:
    """It can be switched off."""
    rule = client.get(PATH).json()["rules"][0]["id"]

    assert "There is a rule" in client.put(f"{PATH}/rules/{rule}", json=WARRANTY).text
    assert "no stock rule" in client.patch(PATH, json={"actions": {"nothing": "off"}}).text


def test_what_blocks_is_not_sent(client: TestClient) -> None:
    """Not even by an admin; the thread stays as it was. A note is for colleagues."""
    path = f"/api/v1/tickets/{create(client)['id']}/entries"

    refused = client.post(path, json={"kind": "reply", "text": CARD})
    note = client.post(path, json={"kind": "note", "text": CARD})

    assert (refused.status_code, refused.json()["code"]) == (409, "reply_held")
    assert note.status_code == 201
    assert [one["kind"] for one in client.get(path).json()["items"]] == ["note", "message"]


def test_a_promised_refund_is_sent_by_a_lead(desk: Desk) -> None:
    """An agent is told to let one send it."""
    number = make_ticket(desk).id
    make_account(desk)
    for name, role in (("Ana", Role.AGENT), ("Lee", Role.LEAD)):
        make_account(desk, name, role)
    path, reply = f"/api/v1/tickets/{number}/entries", {"kind": "reply", "text": "We will refund you."}

    held = signed_in(desk, "Ana").post(path, json=reply)
    sent = signed_in(desk, "Lee").post(path, json=reply)

    assert (held.status_code, held.json()["code"]) == (409, "reply_held")
    assert "let a lead send it" in held.json()["detail"]
    assert (sent.status_code, sent.json()["policy"]["compliance"]) == (201, "failed")
