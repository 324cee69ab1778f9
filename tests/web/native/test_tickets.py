"""/api/v1/tickets: create, look closely, change; who looked too early is shown what changed."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.core.ids import LARGEST
from firstline.flows.desk import Desk
from tests.flows.whole import assert_whole
from tests.make import run_steps
from tests.web.calls import fault, send, stored

Json = dict[str, Any]
AVA: Json = {
    "customer": {"ref": 12345, "email": "ava@example.com", "name": "Ava Stone"},
    "text": "I was charged twice for my subscription. Please help!",
}

CORRECTIONS = "/api/v1/tickets/1/corrections"


def create(client: TestClient, **changes: object) -> Json:
    """Create Ava's ticket, with changes, and give all of it."""
    answer = client.post("/api/v1/tickets", json=AVA | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_ticket_is_created_and_shown_whole(client: TestClient, desk: Desk) -> None:
    """The answer is what a look at its place gives."""
    answer = client.post(
        "/api/v1/tickets", json=AVA | {"channel": "email", "tier": "vip", "subject": "Charge"}
    )

    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    found = answer.json()
    looked = client.get(answer.headers["location"])
    assert looked.json() == found
    assert looked.headers["etag"] == '"1"'
    ticket = found["ticket"]
    assert (ticket["category"], ticket["team"], ticket["channel"], ticket["tier"]) == (
        "billing",
        "finance",
        "email",
        "vip",
    )
    assert ticket["customer"] == {"id": 12345, "name": "Ava Stone", "email": "ava@example.com"}
    assert [entry["text"] for entry in found["thread"]] == [AVA["text"]]
    assert found["verdict"]["verdict"]["category"]["opinions"]["rule"]["value"] == "billing"
    assert [event["kind"] for event in found["timeline"]] == ["ticket.received"]
    assert found["proposal"]["policy"]["compliance"] in {"passed", "warning", "failed"}
    assert_whole(desk)


def test_the_proposal_is_the_same_before_and_after_it_is_stored(client: TestClient, desk: Desk) -> None:
    """Nobody has to wait for the step that writes it down."""
    made = create(client)

    run_steps(desk)

    assert client.get(f"/api/v1/tickets/{made['ticket']['id']}").json()["proposal"] == made["proposal"]
    assert client.get("/api/v1/tickets/1/proposal").json() == made["proposal"]


def test_a_number_is_the_seeds_number_and_a_text_a_reference(client: TestClient) -> None:
    """One customer by their number at every door; a reference of letters has a number of ours."""
    send(client, "Hello", user_id=12345)

    by_number = create(client)["ticket"]["customer"]["id"]
    by_text, again = (create(client, customer={"ref": "K-7"})["ticket"] for _ in range(2))

    assert by_number == 12345
    assert by_text["customer"]["id"] == again["customer"]["id"] >= 10**12
    assert by_text["customer"]["name"] == "Customer K-7"
    assert client.get("/api/customers/12345").json()["total_messages"] == 2


def test_a_reference_names_a_matter(client: TestClient, desk: Desk) -> None:
    """The same text again changes nothing, another goes on, another customer's is refused."""
    first = create(client, external_ref="T-1")

    same = client.post("/api/v1/tickets", json=AVA | {"external_ref": "T-1"})
    further = client.post("/api/v1/tickets", json=AVA | {"external_ref": "T-1", "text": "Any news?"})
    foreign = client.post("/api/v1/tickets", json=AVA | {"external_ref": "T-1", "customer": {"ref": 9}})

    assert (same.status_code, further.status_code) == (200, 200)
    assert same.json()["ticket"] == first["ticket"]
    assert [entry["text"] for entry in further.json()["thread"]] == [AVA["text"], "Any news?"]
    assert fault(foreign, 409) == ""
    assert foreign.json()["code"] == "reference_taken"
    assert_whole(desk)


def test_a_repeat_under_a_key_is_answered_alike(client: TestClient, desk: Desk) -> None:
    """Place and version included; another body under the key is refused."""
    key = {"Idempotency-Key": "one"}
    first = client.post("/api/v1/tickets", json=AVA, headers=key)

    again = client.post("/api/v1/tickets", json=AVA, headers=key)
    other = client.post("/api/v1/tickets", json=AVA | {"tier": "vip"}, headers=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["etag"] == first.headers["etag"]
    assert fault(other, 409) == ""
    assert stored(desk)["tickets"] == 1


BAD: list[Json] = [
    {},
    {"customer": {}, "text": "x"},
    {"customer": {"ref": 0}, "text": "x"},
    {"customer": {"ref": 10**12}, "text": "x"},
    {"customer": {"ref": True}, "text": "x"},
    {"customer": {"ref": 1.5}, "text": "x"},
    {"customer": {"ref": ""}, "text": "x"},
    {"customer": {"ref": "r" * 256}, "text": "x"},
    {"customer": {"email": "no address"}, "text": "x"},
    {"customer": {"name": "n" * 121}, "text": "x"},
    {"customer": {"ref": 1, "age": 3}, "text": "x"},
    AVA | {"text": ""},
    AVA | {"text": "  "},
    AVA | {"text": "a\x00b"},
    AVA | {"text": 7},
    AVA | {"subject": "s" * 201},
    AVA | {"channel": "pigeon"},
    AVA | {"tier": "gold"},
    AVA | {"external_ref": "r" * 256},
    AVA | {"received_at": "2026-03-02T08:00:00"},
    AVA | {"received_at": "2026-03-02T09:00:00Z"},
    AVA | {"received_at": "9999-12-31T23:59:59-14:00"},
    AVA | {"received_at": "0001-01-01T00:00:00+14:00"},
    AVA | {"received_at": 1e300},
    AVA | {"unknown": 1},
]


@pytest.mark.parametrize("body", BAD, ids=map(str, range(len(BAD))))
def test_what_cannot_be_understood_is_refused_and_nothing_is_stored(
    client: TestClient, desk: Desk, body: Json
) -> None:
    """The error names the field."""
    answer = client.post("/api/v1/tickets", json=body)

    assert fault(answer, 422) == ""
    assert stored(desk)["tickets"] == 0


@pytest.mark.parametrize("number", [2, 0, LARGEST, 2**63, 10**30, -1])
@pytest.mark.parametrize("path", ["", "/entries", "/verdicts/1", "/proposal", "/corrections", "/draft"])
def test_a_number_that_names_no_ticket_is_not_found(client: TestClient, number: int, path: str) -> None:
    """Whatever is asked of it, and however large it is."""
    create(client)

    assert fault(client.get(f"/api/v1/tickets/{number}{path}"), 404) == ""


@pytest.mark.parametrize("revision", [0, 2, -1, 10**30])
def test_a_revision_that_is_not_there_is_not_found(client: TestClient, revision: int) -> None:
    """The sentence says which there are."""
    create(client)

    answer = client.get(f"/api/v1/tickets/1/verdicts/{revision}")

    assert fault(answer, 404) == ""
    assert answer.json()["detail"] == "The verdict has the revisions 1 to 1."


def test_a_change_is_made_and_kept_as_a_correction(client: TestClient, desk: Desk) -> None:
    """The answer has the next version, the list says from what to what."""
    create(client)
    urgency = client.get("/api/v1/tickets/1").json()["ticket"]["urgency"]

    answer = client.patch(
        "/api/v1/tickets/1",
        json={"category": "technical", "urgency": 4.96, "due_at": "2026-03-05T10:00:00+02:00"},
        headers={"If-Match": '"1"'},
    )

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'
    changed = answer.json()
    assert (changed["category"], changed["team"], changed["subcategory"]) == (
        "technical",
        "technical_support",
        "General Technical",
    )
    assert (changed["urgency"], changed["due_at"]) == (5.0, "2026-03-05T08:00:00Z")
    made = client.get("/api/v1/tickets/1/corrections").json()["items"]
    assert [(one["field"], one["before"], one["after"], one["author"]) for one in made] == [
        ("due_at", "2026-03-03T08:00:00Z", "2026-03-05T08:00:00Z", "local"),
        ("urgency", urgency, 5.0, "local"),
        ("category", "billing", "technical", "local"),
    ]
    assert client.get("/api/v1/tickets/1/verdicts/1").json()["verdict"]["category"]["value"] == "billing"
    assert client.get("/api/v1/tickets/1/verdicts/2").json()["verdict"]["category"]["value"] == "technical"
    assert_whole(desk)


def test_the_seeds_doors_go_on_showing_the_rules(client: TestClient) -> None:
    """Priority and urgency are formulas there; the category is the ticket's."""
    create(client)
    before = client.get("/tickets/1").json()

    client.patch("/api/v1/tickets/1", json={"priority": "urgent", "urgency": 1.0, "category": "sales"})

    after = client.get("/tickets/1").json()
    assert (after["priority"], after["priority_score"]) == (before["priority"], before["priority_score"])
    assert after["category"] == "sales"


@pytest.mark.parametrize("seen", ['"1"', "1", '"7", "1"', 'W/"2"', "xyz", '"99999999999999999999"'])
def test_who_looked_too_early_is_shown_how_the_ticket_stands(client: TestClient, seen: str) -> None:
    """Two agents change one ticket: the second is told what the first has made of it."""
    create(client)
    by_first = client.patch("/api/v1/tickets/1", json={"category": "sales"}).json()
    del by_first["corrections"]

    answer = client.patch("/api/v1/tickets/1", json={"status": "closed"}, headers={"If-Match": seen})

    assert answer.status_code == 412
    body = answer.json()
    assert (body["code"], body["current"]) == ("outdated", by_first)
    assert client.get("/api/v1/tickets/1").json()["ticket"] == by_first


@pytest.mark.parametrize("seen", ["*", '"2"', "2", '"1", "2"', None])
def test_who_has_seen_the_ticket_or_does_not_say_may_change_it(client: TestClient, seen: str | None) -> None:
    """Any version that is named will do."""
    create(client)
    client.patch("/api/v1/tickets/1", json={"category": "sales"})

    headers = {} if seen is None else {"If-Match": seen}
    answer = client.patch("/api/v1/tickets/1", json={"status": "closed"}, headers=headers)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"3"')


BAD_CHANGES: list[Json] = [
    {"status": "gone"},
    {"status": None},
    {"subject": ""},
    {"subject": "s" * 201},
    {"subject": "a\x00"},
    {"category": "cats"},
    {"category": "c" * 61},
    {"subcategory": "Outages"},
    {"subcategory": ""},
    {"urgency": 0.9},
    {"urgency": 5.1},
    {"urgency": "3"},
    {"priority": "huge"},
    {"level": "P4"},
    {"sentiment": "sour"},
    {"frustrated": "yes"},
    {"team": "nobody"},
    {"scope": "ham"},
    {"scope": None},
    {"language": "english"},
    {"language": "en\n"},
    {"due_at": "tomorrow"},
    {"due_at": "9999-12-31T23:59:59-14:00"},
    {"id": 7},
    {"version": 7},
]


@pytest.mark.parametrize("body", BAD_CHANGES, ids=map(str, BAD_CHANGES))
def test_a_change_that_does_not_fit_is_refused_and_changes_nothing(client: TestClient, body: Json) -> None:
    """Even if what stands beside it would."""
    before = create(client)["ticket"]

    answer = client.patch("/api/v1/tickets/1", json={"tier": "vip"} | body)

    assert fault(answer, 422) == ""
    assert client.get("/api/v1/tickets/1").json()["ticket"] == before


def test_a_change_of_nothing_leaves_the_ticket_as_it_is(client: TestClient) -> None:
    """It is answered with the ticket."""
    before = create(client)["ticket"]

    answer = client.patch("/api/v1/tickets/1", json={})

    assert (answer.status_code, answer.json()) == (200, before | {"corrections": []})


def test_a_correction_is_taken_back_by_one_call(client: TestClient, desk: Desk) -> None:
    """The answer to the change has its number; the ticket stands as before, and the list tells of both."""
    before = create(client)["ticket"]
    changed = client.patch("/api/v1/tickets/1", json={"category": "technical", "tier": "vip"}).json()
    (made,) = changed["corrections"]

    answer = client.delete(f"{CORRECTIONS}/{made['id']}", headers={"If-Match": f'"{changed["version"]}"'})

    assert (answer.status_code, answer.headers["etag"]) == (200, '"3"')
    after = answer.json()
    assert made == {"id": made["id"], "field": "category", "before": "billing", "after": "technical"}
    own = {"version", "revision", "updated_at", "tier"}
    assert {name for name in before if after[name] != before[name]} == own
    (listed,) = client.get(CORRECTIONS).json()["items"]
    assert (listed["author"], listed["taken_back_by"]) == ("local", "local")
    assert listed["taken_back_at"] == after["updated_at"]
    assert_whole(desk)


def test_every_field_that_was_changed_at_once_has_a_number(client: TestClient, desk: Desk) -> None:
    """In the order in which they were made; taken back the last first, all of them stand as before."""
    before = create(client)["ticket"]
    wanted = {"category": "technical", "subcategory": "Outages", "urgency": 5, "priority": "low"}
    due = {"due_at": "2026-03-09T10:00:00+02:00"}
    made = client.patch("/api/v1/tickets/1", json=wanted | due).json()["corrections"]

    for one in reversed(made):
        answer = client.delete(f"{CORRECTIONS}/{one['id']}")
        assert answer.status_code == 200, answer.text

    assert [one["field"] for one in made] == [*wanted, *due]
    assert (made[2]["after"], made[4]["after"]) == (5.0, "2026-03-09T08:00:00Z")
    own = {"version", "revision", "updated_at"}
    assert {name for name in before if answer.json()[name] != before[name]} == own
    assert_whole(desk)


def test_an_older_correction_of_a_field_is_not_taken_back_first(client: TestClient) -> None:
    """The sentence says whose is newer; how the ticket stands is shown."""
    create(client)
    older, _ = (
        client.patch("/api/v1/tickets/1", json={"category": one}).json()["corrections"][0]["id"]
        for one in ("sales", "account")
    )

    answer = client.delete(f"{CORRECTIONS}/{older}")

    body = answer.json()
    assert answer.status_code == 409
    assert (body["code"], body["current"]["category"]) == ("corrected_since", "account")
    assert body["detail"] == "local has corrected the category since: take that back first."


def test_a_correction_is_taken_back_only_as_the_ticket_was_seen(client: TestClient) -> None:
    """Whoever looked too early is shown how it stands."""
    create(client)
    made = client.patch("/api/v1/tickets/1", json={"category": "sales"}).json()["corrections"]

    answer = client.delete(f"{CORRECTIONS}/{made[0]['id']}", headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["current"]["category"]) == (412, "sales")


def test_taking_a_correction_back_again_changes_nothing(client: TestClient) -> None:
    """The answer is the ticket as it stands."""
    create(client)
    made = client.patch("/api/v1/tickets/1", json={"category": "sales"}).json()["corrections"]
    once = client.delete(f"{CORRECTIONS}/{made[0]['id']}")

    again = client.delete(f"{CORRECTIONS}/{made[0]['id']}")

    assert (again.status_code, again.json()) == (200, once.json())


@pytest.mark.parametrize("number", [0, 2, -1, 10**30])
def test_a_correction_that_is_not_there_is_not_found(client: TestClient, number: int) -> None:
    """However large its number is."""
    create(client)
    client.patch("/api/v1/tickets/1", json={"category": "sales"})

    answer = client.delete(f"{CORRECTIONS}/{number}")

    assert fault(answer, 404) == ""
    assert answer.json()["detail"] == f"This ticket has no correction {number}."


def test_corrections_come_in_pages(client: TestClient) -> None:
    """The last first, each once."""
    create(client)
    for category in ("sales", "account", "general", "technical", "billing"):
        client.patch("/api/v1/tickets/1", json={"category": category})

    pages = [client.get("/api/v1/tickets/1/corrections?limit=2").json()]
    while pages[-1]["next"]:
        query = {"limit": 2, "after": pages[-1]["next"]}
        pages.append(client.get("/api/v1/tickets/1/corrections", params=query).json())

    seen = [one["after"] for page in pages for one in page["items"]]
    assert seen == ["billing", "technical", "general", "account", "sales"]
    assert fault(client.get("/api/v1/tickets/1/corrections?after=entries.7"), 422) == ""
