"""The pages to come in and go by: plain forms that need no script, and never show a password."""

import pytest
from starlette.testclient import TestClient

from firstline.core.access import OPERATOR, Role
from firstline.flows.desk import Desk
from firstline.flows.invitations import invite
from firstline.web.guard import COOKIE
from tests.people import ELSEWHERE, PASSWORD, at_the_door, make_account, signed_in
from tests.web.calls import AS_PAGE

KIM = {"email": "kim@example.com", "password": PASSWORD}
HOSTILE = '"><script>alert(1)</script>@example.com'


@pytest.fixture
def browser(desk: Desk) -> TestClient:
    """Open a browser at a team's desk."""
    make_account(desk)
    browser = at_the_door(desk)
    browser.headers.update(AS_PAGE)
    return browser


def test_who_is_not_signed_in_is_shown_the_way(browser: TestClient) -> None:
    """From the front page to the form."""
    refused = browser.get("/")
    form = browser.get("/sign-in")

    assert refused.status_code == 401
    assert 'href="/sign-in"' in refused.text
    assert (form.status_code, form.headers["cache-control"]) == (200, "no-store")
    assert 'action="/sign-in"' in form.text


def test_who_fills_in_the_form_is_in(browser: TestClient) -> None:
    """And is named on the front page, from where they find the way out."""
    done = browser.post("/sign-in", data=KIM)

    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert '<a href="/sign-in">Kim</a>' in browser.get("/").text
    assert "You are signed in as Kim" in browser.get("/sign-in").text


def test_who_signs_out_is_out(browser: TestClient) -> None:
    """Doing it again is as good as once."""
    browser.post("/sign-in", data=KIM)

    gone = [browser.post("/sign-out") for _ in range(2)]

    assert [(answer.status_code, answer.headers["location"]) for answer in gone] == [(303, "/sign-in")] * 2
    assert COOKIE not in browser.cookies
    assert browser.get("/").status_code == 401


@pytest.mark.parametrize(
    ("form", "status"),
    [
        (KIM | {"password": "not my password"}, 401),
        (KIM | {"email": "nobody@example.com"}, 401),
        (KIM | {"email": HOSTILE}, 422),
        (KIM | {"password": ""}, 422),
        ({}, 422),
        (KIM | {"password": "a" * 1001}, 422),
    ],
    ids=str,
)
def test_a_form_that_does_not_fit_comes_back(browser: TestClient, form: dict[str, str], status: int) -> None:
    """With what is wrong, the address in it as text, and no password."""
    answer = browser.post("/sign-in", data=form)

    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text
    assert form.get("password") in {None, ""} or form["password"] not in answer.text
    assert COOKIE not in browser.cookies


def test_too_many_tries_are_told_on_the_page(browser: TestClient) -> None:
    """With how long to wait."""
    answers = [browser.post("/sign-in", data=KIM | {"password": "not my password"}) for _ in range(11)]

    assert answers[-1].status_code == 429
    assert "Wait" in answers[-1].text
    assert int(answers[-1].headers["retry-after"]) > 0


def test_another_sites_form_signs_nobody_in(browser: TestClient) -> None:
    """It is told on a page, too."""
    answer = browser.post("/sign-in", data=KIM, headers={"Origin": ELSEWHERE})

    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert COOKIE not in browser.cookies


def test_who_is_invited_comes_in_by_the_page(desk: Desk, browser: TestClient) -> None:
    """What does not fit comes back with the code still in it, as text."""
    link = invite(desk, email="ana@example.com", name="Ana", role=Role.AGENT, by=OPERATOR)
    form = {"token": link.token, "name": "", "password": PASSWORD}

    empty = browser.get("/accept-invitation")
    short = browser.post("/accept-invitation", data=form | {"password": "short"})
    hostile = browser.post("/accept-invitation", data=form | {"token": HOSTILE})
    unseen = browser.post("/accept-invitation", data=form | {"name": "a\u202eb"})
    done = browser.post("/accept-invitation", data=form)

    assert (empty.status_code, 'src="/static/accept.js"' in empty.text) == (200, True)
    assert [answer.status_code for answer in (short, hostile, unseen)] == [422, 404, 422]
    assert link.token in short.text
    assert "<script>alert" not in hostile.text
    assert (done.status_code, done.headers["location"]) == (303, "/")
    assert "You are signed in as Ana" in browser.get("/sign-in").text


def test_the_desks_own_script_moves_the_code_out_of_the_address(browser: TestClient) -> None:
    """It is the only script of the page, and the page allows no other."""
    script = browser.get("/static/accept.js")

    assert script.status_code == 200
    assert "location.hash" in script.text
    assert "default-src 'self'" in browser.get("/accept-invitation").headers["content-security-policy"]


def test_at_a_local_desk_the_page_says_that_nobody_signs_in(desk: Desk) -> None:
    """And how that is changed."""
    page = at_the_door(desk).get("/sign-in")

    assert page.status_code == 200
    assert "firstline user add" in page.text


def test_a_session_from_the_page_is_one_of_the_api(desk: Desk, browser: TestClient) -> None:
    """And the other way round."""
    browser.post("/sign-in", data=KIM)

    assert browser.get("/api/v1/session").json()["account"]["name"] == "Kim"
    assert "signed in as Kim" in signed_in(desk).get("/sign-in").text
