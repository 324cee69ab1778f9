"""A link lets one person in, once, for a week; nobody guesses one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from firstline.core.access import Role
from firstline.flows.desk import Desk
from tests.make import StillClock, rows
from tests.people import PASSWORD, at_the_door, events, make_account, sign_in, signed_in
from tests.web.calls import Json, fault

INVITATIONS = "/api/v1/invitations"
ACCEPT = f"{INVITATIONS}/accept"
ANA: Json = {"email": "Ana@example.com", "name": "Ana", "role": "lead"}
NEW = "eight brown bottles"


@pytest.fixture
def kim(desk: Desk) -> TestClient:
    """Sign an admin in."""
    make_account(desk)
    return signed_in(desk)


def test_who_is_invited_comes_in_by_the_link_and_is_signed_in(desk: Desk, kim: TestClient) -> None:
    """With the role of the invitation; the token stands behind a # where no server sees it."""
    link = invite(kim)
    browser = at_the_door(desk)

    answer = accept(browser, link["token"])

    assert link["path"] == f"/accept-invitation#{link['token']}"
    assert answer.status_code == 201
    assert answer.json()["account"] | {"id": 0} == {
        "id": 0,
        "email": "ana@example.com",
        "name": "Ana",
        "role": "lead",
    }
    assert browser.get("/tickets").status_code == 200
    assert sign_in(at_the_door(desk), "Ana").status_code == 201
    assert kim.get(INVITATIONS).json()["items"] == []
    assert "invitation.accepted" in events(desk)


def test_a_link_works_once(desk: Desk, kim: TestClient) -> None:
    """However close together it is used."""
    link = invite(kim)
    browsers = [at_the_door(desk) for _ in range(4)]

    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(lambda one: accept(one, link["token"]).status_code, browsers))

    assert answers == [201, 404, 404, 404]
    with desk.read() as db:
        assert rows(db, "accounts") == 2


def test_a_link_that_is_over_says_no_more_than_a_wrong_one(
    desk: Desk, kim: TestClient, clock: StillClock
) -> None:
    """Used, taken back, replaced by a newer one, too old, or never there."""
    replaced, newer = invite(kim), invite(kim)
    taken_back = invite(kim, email="ben@example.com", name="Ben")
    kim.delete(f"{INVITATIONS}/{taken_back['id']}")
    accept(at_the_door(desk), newer["token"])
    old = invite(kim, email="cai@example.com", name="Cai")
    clock.advance(timedelta(days=7))

    tokens = [newer["token"], taken_back["token"], replaced["token"], old["token"], "never-there"]
    answers = [accept(at_the_door(desk), token) for token in tokens]

    assert [fault(answer, 404) for answer in answers] == [""] * 5
    assert {(answer.json()["code"], answer.json()["detail"]) for answer in answers} == {
        (
            "invitation_missing",
            "This link is not good: it was used, taken back or is too old. Ask an admin for a new one.",
        )
    }


def test_guessing_links_is_slowed_down(desk: Desk, kim: TestClient) -> None:
    """Thirty in a quarter of an hour from one address, of 2^256."""
    link = invite(kim)
    guesser = at_the_door(desk)

    answers = [accept(guesser, f"guess-{number}").status_code for number in range(31)]

    assert answers == [404] * 30 + [429]
    assert accept(at_the_door(desk, caller="127.0.0.2"), link["token"]).status_code == 201


def test_an_admin_gives_a_new_password_by_a_link_and_learns_it_not(desk: Desk, kim: TestClient) -> None:
    """Every session of the account ends, and the old password is worth nothing."""
    ana = make_account(desk, "Ana", Role.AGENT)
    before = signed_in(desk, "Ana")
    link = kim.post(f"/api/v1/accounts/{ana.id}/password-reset").json()
    browser = at_the_door(desk)

    answer = browser.post(ACCEPT, json={"token": link["token"], "password": NEW})

    assert (answer.status_code, answer.json()["account"]["name"]) == (201, "Ana")
    assert before.get("/tickets").status_code == 401
    assert [sign_in(at_the_door(desk), "Ana", word).status_code for word in (PASSWORD, NEW)] == [401, 201]
    assert kim.get(INVITATIONS).json()["items"] == []


def test_a_new_password_by_other_means_ends_the_link(desk: Desk, kim: TestClient) -> None:
    """It was asked for because nobody knew the old one."""
    ana = make_account(desk, "Ana", Role.AGENT)
    link = kim.post(f"/api/v1/accounts/{ana.id}/password-reset").json()
    signed_in(desk, "Ana").put("/api/v1/session/password", json={"current": PASSWORD, "new": NEW})

    assert fault(accept(at_the_door(desk), link["token"]), 404) == ""


def test_no_link_opens_a_disabled_account(desk: Desk, kim: TestClient) -> None:
    """Neither one that is new nor one that is still open."""
    ana = make_account(desk, "Ana", Role.AGENT)
    reset = f"/api/v1/accounts/{ana.id}/password-reset"
    link = kim.post(reset).json()
    kim.patch(f"/api/v1/accounts/{ana.id}", json={"disabled": True})

    refusals = [kim.post(reset), accept(at_the_door(desk), link["token"])]

    assert [fault(refused, 409) for refused in refusals] == ["", ""]


def test_who_is_invited_may_choose_another_name_but_nobody_elses(desk: Desk) -> None:
    """An agent of local days is given to whom the admin names, not to whom names themselves so."""
    local = at_the_door(desk)
    number = local.post("/api/messages/send", json={"user_id": 7, "message": "Hello"}).json()["message_id"]
    local.post(f"/api/messages/{number}/assign", json={"agent_name": "Ben"})
    make_account(desk)
    link = invite(signed_in(desk), name="Ana")
    browser = at_the_door(desk)

    refused = accept(browser, link["token"], name="Ben")
    allowed = accept(browser, link["token"], name="Ana Sol")

    assert fault(refused, 409) == ""
    assert (allowed.status_code, allowed.json()["agent"]["name"]) == (201, "Ana Sol")


def test_without_a_name_in_the_invitation_one_must_be_brought(desk: Desk, kim: TestClient) -> None:
    """It stands beside replies."""
    link = kim.post(INVITATIONS, json={"email": "ana@example.com"}).json()
    browser = at_the_door(desk)

    refused, allowed = accept(browser, link["token"]), accept(browser, link["token"], name="Ana")

    assert fault(refused, 422) == ""
    assert (allowed.status_code, allowed.json()["account"]["role"]) == (201, "agent")


def test_a_password_that_cannot_be_taken_leaves_the_link_good(desk: Desk, kim: TestClient) -> None:
    """The person chooses another one."""
    link = invite(kim)
    browser = at_the_door(desk)

    refused = browser.post(ACCEPT, json={"token": link["token"], "password": "short"})

    assert fault(refused, 422) == ""
    assert accept(browser, link["token"]).status_code == 201


def test_an_account_is_not_invited_and_a_local_desk_invites_nobody(desk: Desk) -> None:
    """The first account is made by who opens the desk."""
    local = at_the_door(desk).post(INVITATIONS, json=ANA)
    make_account(desk)

    again = signed_in(desk).post(INVITATIONS, json=ANA | {"email": "KIM@example.com"})

    assert (fault(local, 409), local.json()["code"]) == ("", "no_team")
    assert (fault(again, 409), again.json()["code"]) == ("", "email_taken")


def test_invitations_are_listed_without_their_tokens_and_taken_back(desk: Desk, kim: TestClient) -> None:
    """Taking back twice is as good as once."""
    links = [invite(kim, email=f"{name}@example.com", name=name) for name in ("Ana", "Ben")]
    listed = kim.get(INVITATIONS, params={"limit": 1})
    more = kim.get(INVITATIONS, params={"limit": 1, "after": listed.json()["next"]})

    ended = [kim.delete(f"{INVITATIONS}/{links[0]['id']}").status_code for _ in range(2)]

    assert [page.json()["items"][0]["name"] for page in (listed, more)] == ["Ana", "Ben"]
    assert all(link["token"] not in listed.text + more.text for link in links)
    assert ended == [204, 204]
    assert events(desk).count("invitation.revoked") == 1
    assert fault(kim.delete(f"{INVITATIONS}/999"), 404) == ""
    assert fault(kim.delete(f"{INVITATIONS}/{2**63}"), 404) == ""


def invite(kim: TestClient, **changes: str) -> Json:
    """Invite Ana, with changes."""
    answer = kim.post(INVITATIONS, json=ANA | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def accept(browser: TestClient, token: str, **more: str) -> Response:
    """Come in by a link."""
    return browser.post(ACCEPT, json={"token": token, "password": PASSWORD, **more})
