"""Customers at the native door: looked at, found, noted about, known by more or less, and merged."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.core.ids import FIRST_CUSTOMER
from firstline.flows.desk import Desk
from tests.flows.whole import assert_whole
from tests.web.calls import Json, create, fault, ids, messages, send, ticket

PATH = "/api/v1/customers"


def test_a_customer_is_shown_with_identities_and_history(client: TestClient) -> None:
    """Under the number that callers know; what the tickets add up to is counted afresh."""
    numbers = [send(client, text) for text in ("My account is blocked", "Thank you")]
    client.post(f"/api/messages/{numbers[1]}/resolve")

    customer = _read(client, 7)

    assert customer["name"] == "Customer 7"
    assert customer["identities"] == [{"kind": "external_id", "value": "7", "verified": False}]
    assert {name: customer["history"][name] for name in ("tickets", "open", "ended")} == {
        "tickets": 2,
        "open": 1,
        "ended": 1,
    }
    blocked, thanks = (
        client.get(f"/api/v1/tickets/{number}").json()["ticket"]["urgency"] for number in numbers
    )
    assert blocked > thanks
    assert customer["history"]["average_urgency"] == pytest.approx((blocked + thanks) / 2)


def test_customers_are_listed_newest_first_and_page_by_page(client: TestClient) -> None:
    """Each once; the last page says that it is the last."""
    for number in range(1, 6):
        send(client, "Hello", user_id=number)

    seen, after = [], None
    while True:
        page = client.get(PATH, params={"limit": 2} | ({"after": after} if after else {})).json()
        seen += ids(page["items"])
        after = page["next"]
        if after is None:
            break

    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("q", ["ava", "EXAMPLE.com", "a Sto", "äöß", "ÄÖSS", "%", "_"])
def test_a_customer_is_found_by_what_name_address_or_identity_contain(client: TestClient, q: str) -> None:
    """Whatever the case, and a search's wildcards are letters."""
    create(client, customer_name="Ava Stone ÄÖß %_")
    send(client, "Hello", user_id=7)

    found = client.get(PATH, params={"q": q}).json()["items"]

    assert [one["name"] for one in found] == ["Ava Stone ÄÖß %_"]


def test_a_customer_is_found_by_an_exact_address(client: TestClient) -> None:
    """However it is written; a part of it is nobody's."""
    create(client)

    found, part, none = (
        client.get(PATH, params={"email": email}) for email in ("AVA@example.com", "va@example.com", "n/a")
    )

    assert [one["email"] for one in found.json()["items"]] == ["ava@example.com"]
    assert part.json() == {"items": [], "next": None}
    assert fault(none, 422) == ""


def test_a_place_of_another_search_is_no_place(client: TestClient) -> None:
    """And neither is nonsense."""
    for number in (1, 2):
        send(client, "Hello", user_id=number)
    after = client.get(PATH, params={"limit": 1}).json()["next"]

    for query in ({"q": "x", "after": after}, {"after": "x"}, {"after": f"{after}9" * 20}):
        assert fault(client.get(PATH, params=query), 422) == ""


@pytest.mark.parametrize("number", [0, -1, 8, FIRST_CUSTOMER + 5, 2**63 - 1, 2**63, 10**30])
def test_a_number_that_is_nobodys_is_missing(client: TestClient, number: int) -> None:
    """At every way that names a customer."""
    send(client, "Hello")

    answers = [
        client.get(f"{PATH}/{number}"),
        client.patch(f"{PATH}/{number}", json={"name": "x"}),
        client.get(f"{PATH}/{number}/tickets"),
        client.get(f"{PATH}/{number}/notes"),
        client.post(f"{PATH}/{number}/notes", json={"text": "x"}),
        client.post(f"{PATH}/{number}/identities", json={"kind": "ref", "value": "x"}),
        client.delete(f"{PATH}/{number}/identities/ref/x"),
        client.post(f"{PATH}/{number}/merge", json={"into": 7}),
    ]

    assert [fault(answer, 404) for answer in answers] == [""] * 8


def test_a_changed_customer_has_a_new_version_and_is_found_by_the_new_name(client: TestClient) -> None:
    """What was not named stays; the tickets keep the name that was given with them."""
    made = create(client)
    number = _number(client, made["id"])

    answer = client.patch(f"{PATH}/{number}", json={"name": "Ava Brook"})

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (answer.json()["name"], answer.json()["email"]) == ("Ava Brook", "ava@example.com")
    assert ids(client.get(PATH, params={"q": "brook"}).json()["items"]) == [number]
    assert client.get(PATH, params={"q": "stone"}).json()["items"] == []
    assert ticket(client, made["id"])["customer_name"] == "Ava Stone"


def test_who_changes_what_another_has_changed_is_told_how_it_stands(client: TestClient) -> None:
    """And nothing is changed."""
    send(client, "Hello")
    client.patch(f"{PATH}/7", json={"name": "First"})

    answer = client.patch(f"{PATH}/7", json={"name": "Second"}, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["code"]) == (412, "outdated")
    assert answer.json()["current"] == _read(client, 7)
    assert _read(client, 7)["name"] == "First"


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": " "},
        {"name": None},
        {"name": "x" * 121},
        {"name": "a\x00b"},
        {"email": "n/a"},
        {"email": "x" * 250 + "@example.com"},
        {"nmae": "x"},
        {"name": 7},
        [],
    ],
)
def test_a_change_that_cannot_be_is_refused(client: TestClient, body: Any) -> None:  # noqa: ANN401 - any JSON
    """In the native shape."""
    send(client, "Hello")

    assert fault(client.patch(f"{PATH}/7", json=body), 422) == ""
    assert _read(client, 7)["version"] == 1


def test_a_customers_tickets_are_listed_newest_first(client: TestClient) -> None:
    """And nobody else's."""
    mine = [send(client, f"Hello {number}") for number in range(3)]
    send(client, "Hello", user_id=8)

    first = client.get(f"{PATH}/7/tickets", params={"limit": 2}).json()
    second = client.get(f"{PATH}/7/tickets", params={"limit": 2, "after": first["next"]}).json()

    assert ids(first["items"]) + ids(second["items"]) == mine[::-1]
    assert second["next"] is None
    assert {one["customer"]["id"] for one in first["items"]} == {7}


def test_notes_are_listed_newest_first(client: TestClient) -> None:
    """With who wrote them; a repeat under a key is one note."""
    send(client, "Hello")
    for text in ("First", "Second", "Second"):
        key = {"Idempotency-Key": f"note-{text}"}
        assert client.post(f"{PATH}/7/notes", json={"text": text}, headers=key).status_code == 201

    notes = client.get(f"{PATH}/7/notes").json()["items"]

    assert [(note["author"], note["text"]) for note in notes] == [("local", "Second"), ("local", "First")]


def test_a_customer_may_be_known_by_more(client: TestClient) -> None:
    """Whoever writes under it is the same customer from then on, and shows their number."""
    send(client, "Hello")

    known = client.post(f"{PATH}/7/identities", json={"kind": "email", "value": "AVA@example.com"})
    made = create(client)

    assert [one["value"] for one in known.json()["identities"]] == ["ava@example.com", "7"]
    assert _number(client, made["id"]) == 7
    assert _read(client, 7)["history"]["tickets"] == 2


def test_what_another_is_known_by_is_refused_and_says_whose_it_is(client: TestClient) -> None:
    """So that the two can be merged."""
    number = _number(client, create(client)["id"])
    send(client, "Hello")

    answer = client.post(f"{PATH}/7/identities", json={"kind": "email", "value": "ava@example.com"})

    assert fault(answer, 409) == ""
    assert answer.json()["code"] == "identity_taken"
    assert str(number) in answer.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "email", "value": "n/a"},
        {"kind": "external_id", "value": "0"},
        {"kind": "external_id", "value": str(FIRST_CUSTOMER)},
        {"kind": "external_id", "value": "\u0667"},
        {"kind": "external_id", "value": "7" * 200},
        {"kind": "ref", "value": " "},
        {"kind": "ref", "value": "x" * 201},
        {"kind": "phone", "value": "1"},
        {"kind": "ref"},
        {"kind": "ref", "value": "x", "verified": True},
    ],
)
def test_what_can_be_nobodys_identity_is_refused(client: TestClient, body: Json) -> None:
    """With a word on what is wanted."""
    send(client, "Hello")

    assert fault(client.post(f"{PATH}/7/identities", json=body), 422) == ""


def test_an_identity_may_hold_any_sign_and_be_taken_away_again(client: TestClient) -> None:
    """A slash among them; taking away what is not there changes nothing."""
    send(client, "Hello")
    client.post(f"{PATH}/7/identities", json={"kind": "ref", "value": "crm/7?ä"})

    for _ in range(2):
        answer = client.delete(f"{PATH}/7/identities/ref/crm/7%3F%C3%A4")

    assert [one["kind"] for one in answer.json()["identities"]] == ["external_id"]
    assert answer.json()["version"] == 3


def test_the_last_identity_may_be_taken_away(client: TestClient, desk: Desk) -> None:
    """The customer has our number then, on the tickets too; who writes under the old one is somebody new."""
    number = send(client, "Hello")

    left = client.delete(f"{PATH}/7/identities/external_id/7").json()
    send(client, "Hello again")

    assert (left["identities"], left["id"] >= FIRST_CUSTOMER) == ([], True)
    assert _number(client, number) == left["id"]
    assert _read(client, 7)["id"] == 7
    assert _read(client, 7)["history"]["tickets"] == 1
    assert_whole(desk)


def test_a_merge_moves_everything_and_the_old_number_leads_on(client: TestClient, desk: Desk) -> None:
    """Tickets, identities and notes; the seeds' doors follow."""
    ours = _number(client, create(client)["id"])
    client.post(f"{PATH}/{ours}/notes", json={"text": "Likes tea"})
    send(client, "Hello")

    merged = client.post(f"{PATH}/{ours}/merge", json={"into": 7})

    assert merged.status_code == 200, merged.text
    assert merged.json()["id"] == 7
    assert [one["value"] for one in merged.json()["identities"]] == ["ava@example.com", "7"]
    assert _read(client, ours) == _read(client, 7) == merged.json()
    assert merged.json()["history"]["tickets"] == 2
    assert client.get(f"{PATH}/7/notes").json()["items"][0]["text"] == "Likes tea"
    for number in (7, ours):
        profile = client.get(f"/api/customers/{number}").json()
        assert (profile["id"], profile["total_messages"]) == (7, 2)
    assert {one["customer_id"] for one in messages(client, user_id=ours)} == {7}
    assert ids(client.get(PATH).json()["items"]) == [7]
    assert_whole(desk)


def test_a_customer_without_a_number_takes_over_the_merged_ones(client: TestClient, desk: Desk) -> None:
    """So that who writes under it finds their number again."""
    ours = _number(client, create(client)["id"])
    send(client, "Hello")

    merged = client.post(f"{PATH}/7/merge", json={"into": ours}).json()
    send(client, "And hello again")

    assert merged["id"] == 7
    assert {one["customer_id"] for one in messages(client)} == {7}
    assert _read(client, ours)["history"]["tickets"] == 3
    assert_whole(desk)


def test_two_numbers_may_be_one_customer(client: TestClient, desk: Desk) -> None:
    """Messages under either are theirs, and show the number of the one who stayed."""
    for number in (7, 8):
        send(client, "Hello", user_id=number)

    client.post(f"{PATH}/7/merge", json={"into": 8})
    send(client, "Hello again", user_id=7)

    assert _read(client, 7)["history"]["tickets"] == 3
    assert {one["customer_id"] for one in messages(client, user_id=7)} == {8}
    assert_whole(desk)


def test_nobody_is_merged_into_themselves_in_a_chain_or_a_circle(client: TestClient) -> None:
    """Whatever names they are called by; the sentence says where a merged one went."""
    ours = _number(client, create(client)["id"])
    for number in (7, 8):
        send(client, "Hello", user_id=number)
    client.post(f"{PATH}/{ours}/merge", json={"into": 7})

    refused = {
        (first, second): client.post(f"{PATH}/{first}/merge", json={"into": second})
        for first, second in ((7, 7), (ours, 7), (7, ours), (ours, 8), (8, ours))
    }

    assert [fault(answer, 409) for answer in refused.values()] == [""] * 5
    assert refused[8, ours].json()["detail"] == f"Customer {ours} was merged into 7 before."


def test_pointers_stay_short(client: TestClient) -> None:
    """Whoever was merged into one who is merged now leads to the last one at once."""
    one = _number(client, create(client, customer_email="one@example.com")["id"])
    two = _number(client, create(client, customer_email="two@example.com")["id"])
    send(client, "Hello")

    client.post(f"{PATH}/{one}/merge", json={"into": two})
    client.post(f"{PATH}/{two}/merge", json={"into": 7})

    assert _read(client, one)["id"] == _read(client, two)["id"] == 7


@pytest.mark.parametrize("into", [0, -1, 2**63, "7", None, 1.5])
def test_a_merge_into_what_is_no_number_is_refused(client: TestClient, into: object) -> None:
    """In the native shape."""
    send(client, "Hello")

    assert fault(client.post(f"{PATH}/7/merge", json={"into": into}), 422) == ""


def _read(client: TestClient, number: int) -> Json:
    answer = client.get(f"{PATH}/{number}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _number(client: TestClient, ticket_id: int) -> int:
    """Tell whose a ticket is, as seed 1's door shows it."""
    return int(next(one for one in messages(client) if one["id"] == ticket_id)["customer_id"])
