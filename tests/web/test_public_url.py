"""A desk that says where customers reach it: its articles have a whole address, wherever they are named."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from firstline.core.ids import TicketId
from firstline.flows.articles import find_article, find_revisions
from firstline.flows.desk import Desk
from firstline.replies.proposal import Proposal
from firstline.run.settings import Settings
from firstline.run.wiring import working
from firstline.store import drafts
from firstline.store.db import Database
from tests.make import StillClock, make_client, make_desk, run_steps, ticket_id
from tests.web.calls import AS_PAGE, JOHN, Json, create

DESK = "https://example.com/desk"
PATIENCE = 20.0
"""Seconds that the test waits for what takes a tenth of one."""
OFTEN = 0.02
"""Seconds between two looks."""
KNOWLEDGE, POLICY = "/api/v1/knowledge", "/api/v1/policy"
RETURNS: Json = {
    "id": "returns",
    "title": "Returning a device",
    "text": "You can send a device back within 30 days of delivery.",
    "updated": "2026-01-02",
}
ELSEWHERE: Json = RETURNS | {
    "id": "warranty",
    "title": "How long is the warranty?",
    "text": "The warranty lasts two years.",
    "url": "https://help.example.net/warranty",
}
INSIDE: Json = RETURNS | {"id": "margins", "title": "What a device sent back costs", "audience": "internal"}
ASKED = "Within how many days can I send a device back?"


@pytest.fixture(name="desk")
def desk_with_an_address(database: Database, clock: StillClock) -> Desk:
    """Give a desk whose operator has said where customers reach it."""
    return make_desk(database, clock=clock, public_url=DESK)


@pytest.fixture(name="client")
def stocked_desk(desk: Desk) -> Iterator[TestClient]:
    """Stand before it, with an article of its own, one that customers read elsewhere, and one for agents."""
    with make_client(desk) as client:
        for one in (RETURNS, ELSEWHERE, INSIDE):
            assert client.post(f"{KNOWLEDGE}/articles", json=one).status_code == 201
        yield client


def search(client: TestClient, question: str, **more: str) -> dict[str, str]:
    """Give the address of each article that is found."""
    told = client.get(f"{KNOWLEDGE}/search", params={"q": question, **more}).json()
    return {one["id"]: one["url"] for one in told["items"]}


def test_a_search_names_whole_addresses(client: TestClient) -> None:
    """Of what customers read at the desk; an article for agents has no page there."""
    assert search(client, "device") == {
        "returns": f"{DESK}/kb/returns",
        "warranty": "https://help.example.net/warranty",
    }
    assert search(client, "device", audience="internal")["margins"] == "/kb/margins"


def test_what_an_article_says_of_itself_stays_as_it_was_written(client: TestClient, desk: Desk) -> None:
    """The address is the desk's, so another one another day leaves nothing to mend."""
    client.patch(f"{KNOWLEDGE}/articles/returns", json={"title": "Sending a device back"})

    assert find_article(desk, "returns").stored.article.url == ""
    assert [one.article.url for one in find_revisions(desk, "returns") if one.article] == ["", ""]
    assert client.get(f"{KNOWLEDGE}/articles/returns").json()["url"] == ""
    assert search(client, "device")["returns"] == f"{DESK}/kb/returns"


def test_a_draft_cites_whole_addresses(client: TestClient, desk: Desk) -> None:
    """In seed 3's answer at once, and in the proposal that a step writes; both pass the policy check."""
    answered = client.post("/api/v1/tickets/process", json=JOHN | {"raw_message": ASKED}).json()["result"]
    ticket = create(client, message=ASKED, subject="Sending back")
    run_steps(desk)
    proposed = client.get(f"/api/v1/tickets/{ticket['id']}/proposal").json()

    for told in (answered, proposed):
        assert [one["url"] for one in told["citations"]] == [f"{DESK}/kb/returns"]
    assert answered["policy_check"]["compliance"] == "passed"
    assert proposed["policy"]["findings"] == []


def test_a_worker_without_doors_cites_whole_addresses(
    client: TestClient, desk: Desk, database_url: str, tmp_path: Path
) -> None:
    """What the operator has set reaches it by its own settings."""
    number = ticket_id(create(client, message=ASKED, subject="Sending back")["id"])
    settings = Settings(FIRSTLINE_HOME=tmp_path, DATABASE_URL=database_url, FIRSTLINE_PUBLIC_URL=f"{DESK}/")  # type: ignore[call-arg] # by their variables

    with working(settings, threads=1):
        give_up_at = time.monotonic() + PATIENCE
        while (drafted := stored_draft(desk, number)) is None and time.monotonic() < give_up_at:
            time.sleep(OFTEN)

    assert drafted is not None
    assert [one.url for one in drafted.draft.citations] == [f"{DESK}/kb/returns"]


def stored_draft(desk: Desk, number: TicketId) -> Proposal | None:
    """Give the proposal that a step has written, if it has."""
    with desk.read() as db:
        return drafts.load(db, number, revision=1)


def test_a_link_to_the_desks_own_article_is_not_foreign(client: TestClient) -> None:
    """Where links are judged; one to another place of the same host is, and so is one to a longer name."""
    own, others = (
        f"Please see {DESK}/kb/returns, or HTTP://Example.com/desk/kb/hours.",
        (
            "Please see https://example.com/shop.",
            "Please see https://example.com.evil.example/desk/kb/returns.",
            "Please see https://example.com@evil.example/desk/kb/returns.",
        ),
    )
    client.patch(POLICY, json={"links": ["status.example.net"]})
    ticket = create(client)

    tried = client.post(f"{POLICY}/check", json={"draft": own}).json()
    foreign = [client.post(f"{POLICY}/check", json={"draft": one}).json()["foreign_link"] for one in others]
    sent = client.post(f"/api/v1/tickets/{ticket['id']}/entries", json={"kind": "reply", "text": own})

    assert (tried["foreign_link"], foreign) == (False, [True, True, True])
    assert (sent.status_code, sent.json()["policy"]["findings"]) == (201, [])


def test_a_whole_address_of_an_own_article_is_dead_when_no_article_is_there(client: TestClient) -> None:
    """What else stands at the desk's address is nobody's article."""
    links = f"[one]({DESK}/kb/gone) [two]({DESK}/kb/warranty) [three]({DESK}/orders/17)"
    linking = RETURNS | {"id": "links", "title": "Where to read", "text": links}
    client.post(f"{KNOWLEDGE}/articles", json=linking)

    found = client.get(f"{KNOWLEDGE}/check").json()["items"]

    dead = [one["sentence"] for one in found if one["fault"] == "dead_link"]
    assert dead == [f"“Where to read” links to {DESK}/kb/gone, where no article is."]


def test_saying_where_the_desk_is_lets_no_link_be_judged_that_was_not(client: TestClient) -> None:
    """Until the desk has named a place, people's links are their own matter."""
    told = client.post(f"{POLICY}/check", json={"draft": "Please see https://other.example/a."}).json()

    assert told["findings"] == []


def test_the_page_of_an_article_names_the_address_that_counts(client: TestClient) -> None:
    """Whichever way somebody came to it; one that customers read elsewhere names none."""
    own, elsewhere = (client.get(f"/kb/{name}", headers=AS_PAGE).text for name in ("returns", "warranty"))

    assert f'<link rel="canonical" href="{DESK}/kb/returns">' in own
    assert "canonical" not in elsewhere


def test_a_desk_that_has_said_nothing_names_paths(database: Database, clock: StillClock) -> None:
    """As long as nobody says where it is, nobody knows."""
    desk = make_desk(database, clock=clock)
    with make_client(desk) as client:
        client.post(f"{KNOWLEDGE}/articles", json=RETURNS)
        client.patch(POLICY, json={"links": ["status.example.net"]})

        page = client.get("/kb/returns", headers=AS_PAGE).text
        tried = client.post(f"{POLICY}/check", json={"draft": f"Please see {DESK}/kb/returns."}).json()

        assert search(client, "device") == {"returns": "/kb/returns"}
        assert "canonical" not in page
        assert tried["foreign_link"]
