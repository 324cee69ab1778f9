"""Canned replies at the native door."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.calls import Json, create, fault, ids

PATH = "/api/v1/canned-replies"
GIVEN: Json = {"title": "On it", "text": "Hi {customer_name}, ticket {ticket_id} is with us. {unknown}"}


def test_a_canned_reply_is_made_shown_changed_and_forgotten(client: TestClient) -> None:
    """Each change gives the next version."""
    made = client.post(PATH, json=GIVEN | {"category": "technical", "language": "en"})
    path = f"{PATH}/{made.json()['id']}"

    changed = client.patch(path, json={"category": None}, headers={"If-Match": '"1"'})
    read = client.get(path)
    gone = client.delete(path, headers={"If-Match": '"2"'})

    assert (made.status_code, made.json()["author"]) == (201, "local")
    assert (changed.json()["category"], changed.json()["language"]) == (None, "en")
    assert (read.json(), read.headers["etag"]) == (changed.json(), '"2"')
    assert gone.status_code == 204
    assert fault(client.get(path), 404) == ""


def test_a_canned_reply_is_filled_in_for_a_ticket(client: TestClient) -> None:
    """What is not known stays as it stands; what is stored stays, too."""
    number = _make(client)
    made = create(client)

    filled = client.get(f"{PATH}/{number}", params={"ticket": made["id"]}).json()

    assert filled["text"] == f"Hi Ava Stone, ticket {made['id']} is with us. {{unknown}}"
    assert client.get(f"{PATH}/{number}").json()["text"] == GIVEN["text"]


def test_html_is_made_harmless_and_read_as_text(client: TestClient) -> None:
    """What is filled into it is text."""
    made = create(client, customer_name="<b>Ava</b>")
    html = "<p onclick='x()'>Hi {customer_name}</p><script>x()</script>"
    number = _make(client, text=None, html=html)

    filled = client.get(f"{PATH}/{number}", params={"ticket": made["id"]}).json()

    assert filled["html"] == "<p>Hi &lt;b&gt;Ava&lt;/b&gt;</p>"
    assert filled["text"] == "Hi <b>Ava</b>"


def test_canned_replies_are_filtered(client: TestClient) -> None:
    """By what they contain, whatever the case; those for any category or language are always among them."""
    any_ = _make(client, text="GRÜSSE")
    billing = _make(client, text="Grüße", category="billing", language="de")
    sales = _make(client, text="grüsse", category="sales", language="en")

    def found(**query: str) -> list[int]:
        return ids(client.get(PATH, params=query).json()["items"])

    assert found() == [any_, billing, sales]
    assert found(category="billing") == [any_, billing]
    assert found(language="en") == [any_, sales]
    assert found(category="billing", language="en") == [any_]
    assert found(q="grüsse") == [any_, billing, sales]
    assert found(q="xyz") == []


def test_canned_replies_come_page_by_page(client: TestClient) -> None:
    """Each once, in the order in which they were made."""
    made = [_make(client, title=f"Reply {number}") for number in range(5)]

    seen, after = [], None
    while True:
        page = client.get(PATH, params={"limit": 2} | ({"after": after} if after else {})).json()
        seen += ids(page["items"])
        after = page["next"]
        if after is None:
            break

    assert seen == made


def test_who_changes_what_another_has_changed_is_told_how_it_stands(client: TestClient) -> None:
    """For a change and for the end alike."""
    path = f"{PATH}/{_make(client)}"
    client.patch(path, json={"title": "First"})

    answers = [
        client.patch(path, json={"title": "Second"}, headers={"If-Match": '"1"'}),
        client.delete(path, headers={"If-Match": '"1"'}),
    ]

    for answer in answers:
        assert (answer.status_code, answer.json()["current"]["title"]) == (412, "First")


def test_a_repeat_under_a_key_makes_one(client: TestClient) -> None:
    """And gives the first answer."""
    first, again = (client.post(PATH, json=GIVEN, headers={"Idempotency-Key": "k"}) for _ in range(2))

    assert first.json() == again.json()
    assert len(client.get(PATH).json()["items"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"title": "t" * 121},
        {"text": ""},
        {"text": "\x00"},
        {"text": None},
        {"text": "t" * 20_001},
        {"text": None, "html": "<script>x()</script>"},
        {"category": "nonsense"},
        {"language": "English"},
        {"colour": "red"},
        {"title": 7},
    ],
)
def test_what_cannot_be_is_refused(client: TestClient, change: Json) -> None:
    """Nothing is stored."""
    assert fault(client.post(PATH, json=GIVEN | change), 422) == ""
    assert client.get(PATH).json()["items"] == []


@pytest.mark.parametrize("body", [{"title": None}, {"text": None}, {"html": ""}, {"category": "x"}, []])
def test_a_change_that_cannot_be_is_refused(client: TestClient, body: Any) -> None:  # noqa: ANN401 - any JSON
    """The reply stays as it is."""
    path = f"{PATH}/{_make(client)}"

    assert fault(client.patch(path, json=body), 422) == ""
    assert client.get(path).json()["version"] == 1


@pytest.mark.parametrize("number", [0, -1, 99, 2**63, 10**30])
def test_what_is_not_there_is_missing(client: TestClient, number: int) -> None:
    """The reply, and the ticket for which it shall be filled in."""
    path = f"{PATH}/{_make(client)}"

    answers = [
        client.get(f"{PATH}/{number}"),
        client.patch(f"{PATH}/{number}", json={"title": "x"}),
        client.delete(f"{PATH}/{number}"),
        client.get(path, params={"ticket": number}),
    ]

    assert [fault(answer, 404) for answer in answers] == [""] * 4


def _make(client: TestClient, **changes: object) -> int:
    answer = client.post(PATH, json=GIVEN | changes)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])
