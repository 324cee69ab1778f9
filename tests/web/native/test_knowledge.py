"""The knowledge base at the native door."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from tests.make import run_steps
from tests.web.calls import AS_PAGE, Json, create, fault

PATH = "/api/v1/knowledge/articles"
RETURNS: Json = {
    "id": "returns",
    "title": "Returning a device",
    "text": "## How long\nYou can send a device back within 30 days of delivery.",
    "tags": ["europe"],
    "updated": "2026-01-02",
}


def test_an_article_is_made_shown_changed_and_removed(client: TestClient) -> None:
    """Each change gives the next version; what it said stays among its revisions."""
    made = client.post(PATH, json=RETURNS)
    path = f"{PATH}/returns"

    changed = client.patch(path, json={"title": "Returns", "tags": []}, headers={"If-Match": '"1"'})
    late = client.patch(path, json={"title": "Late"}, headers={"If-Match": '"1"'})
    gone = client.delete(path, headers={"If-Match": '"2"'})

    assert (made.status_code, made.json()["author"], made.json()["version"]) == (201, "local", 1)
    assert [one["heading"] for one in made.json()["passages"]] == ["How long"]
    assert (changed.json()["title"], changed.json()["tags"]) == ("Returns", [])
    assert changed.json()["updated"] == "2026-03-02"
    assert (late.status_code, late.json()["current"]["title"]) == (412, "Returns")
    assert gone.status_code == 204
    assert fault(client.get(path), 404) == ""
    told = client.get(f"{path}/revisions").json()["items"]
    assert [(one["version"], one["title"]) for one in told] == [
        (3, None),
        (2, "Returns"),
        (1, "Returning a device"),
    ]


def test_an_id_is_made_of_the_title_and_given_once(client: TestClient) -> None:
    """A title without a letter that an id can have needs one."""
    given = {"title": "Öffnungszeiten: wann?", "text": "Neun bis fünf."}

    assert client.post(PATH, json=given).json()["id"] == "ffnungszeiten-wann"
    assert client.post(PATH, json=given).json()["code"] == "article_there"
    assert wrong(client.post(PATH, json={"title": "???", "text": "x"})) == "id"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "a b"),
        ("title", ""),
        ("url", "javascript:alert(1)"),
        ("language", "english"),
        ("audience", "everybody"),
        ("standing", "gone"),
        ("valid_until", "soon"),
        ("tags", [""]),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_is_named(client: TestClient, field: str, value: object) -> None:
    """And nothing is stored."""
    assert wrong(client.post(PATH, json=RETURNS | {field: value})) == field
    assert client.get(PATH).json()["items"] == []


def test_articles_are_listed_page_by_page_and_narrowed(client: TestClient) -> None:
    """In the order of their ids, without their texts."""
    for name in ("a", "b", "c"):
        client.post(PATH, json=RETURNS | {"id": name, "title": f"Matter {name}"})
    client.post(PATH, json=RETURNS | {"id": "d", "audience": "internal"})

    first = client.get(PATH, params={"limit": 2}).json()
    second = client.get(PATH, params={"limit": 2, "after": first["next"]}).json()

    assert [one["id"] for one in first["items"] + second["items"]] == ["a", "b", "c", "d"]
    assert "text" not in first["items"][0]
    assert [one["id"] for one in client.get(PATH, params={"q": "MATTER B"}).json()["items"]] == ["b"]
    assert [one["id"] for one in client.get(PATH, params={"audience": "internal"}).json()["items"]] == ["d"]
    elsewhere = {"q": "matter", "after": first["next"]}
    assert wrong(client.get(PATH, params=elsewhere)) == "after"


def test_a_source_is_kept_in_step(client: TestClient) -> None:
    """It says what changed, and archives what is gone."""
    one, two = RETURNS, RETURNS | {"id": "hours", "title": "Opening hours"}
    path, sync = "/api/v1/knowledge/import", {"source": "help", "whole": True}

    first = client.post(path, json=sync | {"articles": [one, two]}).json()
    then = client.post(path, json=sync | {"articles": [one]}).json()
    twice = client.post(path, json=sync | {"articles": [one, one]})

    assert (first["added"], then["unchanged"], then["archived"]) == (
        ["returns", "hours"],
        ["returns"],
        ["hours"],
    )
    assert wrong(twice) == "id"


def test_a_question_finds_what_answers_it(client: TestClient) -> None:
    """With its best passage, the address where customers read it, and the chance that it answers."""
    client.post(PATH, json=RETURNS)
    client.post(PATH, json=RETURNS | {"id": "secret", "audience": "internal"})

    found = client.get("/api/v1/knowledge/search", params={"q": "how many days to send it back"}).json()
    inside = client.get("/api/v1/knowledge/search", params={"q": "send back", "audience": "internal"}).json()

    assert [(one["id"], one["url"]) for one in found["items"]] == [("returns", "/kb/returns")]
    assert found["items"][0]["passages"][0]["text"].startswith("You can send a device back")
    assert 0 <= found["answerable"] <= 1
    assert {one["id"] for one in inside["items"]} == {"returns", "secret"}


def test_a_dead_link_and_a_contradiction_are_told(client: TestClient) -> None:
    """The older article is the one to mend."""
    client.post(PATH, json=RETURNS | {"text": RETURNS["text"] + " See [this](nowhere)."})
    client.post(
        PATH,
        json=RETURNS
        | {
            "id": "new",
            "title": "Sending it back",
            "text": "You can send a device back within 14 days of delivery.",
            "updated": "2026-02-01",
        },
    )

    found = client.get("/api/v1/knowledge/check").json()["items"]

    assert [(one["fault"], one["articles"]) for one in found] == [
        ("dead_link", ["returns"]),
        ("contradicted", ["returns", "new"]),
    ]
    assert "30 days" in found[1]["sentence"]
    assert "14 days" in found[1]["sentence"]


def test_a_question_without_an_answer_is_counted_with_those_alike(client: TestClient, desk: Desk) -> None:
    """Once for each ticket; it is settled by whoever writes the article."""
    client.post(PATH, json=RETURNS)
    for text in (
        "Do you also ship your gift cards to Iceland?",
        "Can gift cards be shipped to Iceland?",
        "My scooter makes a strange noise when it rains",
    ):
        create(client, message=text, subject="A question")
    run_steps(desk)
    path = "/api/v1/knowledge/gaps"

    found = client.get(path).json()["items"]
    settled = client.patch(f"{path}/{found[0]['id']}", json={"state": "answered"})

    assert [(one["times"], one["question"].splitlines()) for one in found] == [
        (2, ["A question", "Do you also ship your gift cards to Iceland?"]),
        (1, ["A question", "My scooter makes a strange noise when it rains"]),
    ]
    assert len(found[0]["tickets"]) == 2
    assert settled.json()["state"] == "answered"
    assert [one["times"] for one in client.get(path).json()["items"]] == [1]
    assert fault(client.patch(f"{path}/99", json={"state": "open"}), 404) == ""


def test_customers_read_public_articles_in_force_and_no_others(client: TestClient) -> None:
    """As a page; HTML in them is shown as it was typed."""
    client.post(PATH, json=RETURNS | {"text": "Within **30** days. <script>steal()</script>"})
    client.post(PATH, json=RETURNS | {"id": "secret", "audience": "internal"})
    client.post(PATH, json=RETURNS | {"id": "old", "valid_until": "2026-01-01"})

    page = client.get("/kb/returns", headers=AS_PAGE)

    assert "<strong>30</strong> days. &lt;script&gt;" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    for name in ("secret", "old", "nothing"):
        assert client.get(f"/kb/{name}", headers=AS_PAGE).status_code == 404


def test_a_draft_cites_the_article_that_answers(client: TestClient, desk: Desk) -> None:
    """The body marks it, each sentence says what it rests on, and the check passes."""
    client.post(PATH, json=RETURNS)
    client.post(PATH, json=RETURNS | {"id": "hours", "title": "Opening hours", "text": "Nine to five."})
    ticket = create(client, message="How many days do I have to send a device back?", subject="Sending back")
    run_steps(desk)

    draft = client.get(f"/api/v1/tickets/{ticket['id']}/proposal").json()

    assert [one["doc_id"] for one in draft["citations"]] == ["returns"]
    assert "[returns]" in draft["body"]
    assert draft["citations"][0]["quote"] == "You can send a device back within 30 days of delivery."
    assert [one["doc_id"] for one in draft["sentences"] if one["kind"] == "supported"] == ["returns"]
    assert (draft["is_holding"], draft["policy"]["compliance"]) == (False, "passed")


def wrong(answer: Response) -> str:
    """Name the field that a refusal is about."""
    assert fault(answer, 422) == ""
    return str(answer.json()["detail"][0]["loc"][1])
