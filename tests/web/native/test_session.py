"""Signing in, staying signed in and signing out: a session is whoever's it is, and nobody else's."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from statistics import median
from time import perf_counter
from typing import NoReturn

import pytest
from starlette.testclient import TestClient

from firstline.core.access import OPERATOR, Role
from firstline.flows.accounts import AccountChange, change_account
from firstline.flows.desk import Desk
from firstline.store.faults import DatabaseDown
from firstline.web.guard import COOKIE, SECURE_COOKIE
from tests.make import ADDRESS, StillClock
from tests.people import (
    ELSEWHERE,
    PASSWORD,
    at_the_door,
    cookie_of,
    email_of,
    events,
    make_account,
    sign_in,
    signed_in,
)
from tests.web.calls import fault

SESSION = "/api/v1/session"
TICKETS = "/tickets"
NEW = "eight brown bottles"
PROXIES = (ip_network("127.0.0.0/8"),)


def test_at_a_local_desk_nobody_is_signed_in_and_may_do_everything(desk: Desk) -> None:
    """It belongs to whoever sits at the machine."""
    answer = at_the_door(desk).get(SESSION).json()

    assert (answer["mode"], answer["account"], answer["agent"]) == ("local", None, None)
    assert "admin" in answer["permissions"]


def test_at_a_teams_desk_nobody_may_do_nothing_and_may_ask(desk: Desk) -> None:
    """A page does so before it knows whether to show the sign-in."""
    make_account(desk)

    answer = at_the_door(desk).get(SESSION)

    assert answer.json() == {"mode": "team", "account": None, "agent": None, "permissions": []}


def test_who_signs_in_is_known_from_then_on(desk: Desk) -> None:
    """With their account, as whom they work, and what they may do."""
    make_account(desk)
    account = make_account(desk, "Ana", Role.AGENT)
    browser = at_the_door(desk)

    answer = sign_in(browser, "Ana")

    assert answer.status_code == 201
    assert answer.json() == browser.get(SESSION).json()
    assert answer.json() == {
        "mode": "team",
        "account": {"id": account.id, "email": "ana@example.com", "name": "Ana", "role": "agent"},
        "agent": {"id": account.agent_id, "name": "Ana"},
        "permissions": ["intake", "public", "read", "signed_in", "work"],
    }
    assert browser.get(TICKETS).status_code == 200


def test_the_address_may_be_written_in_any_case(desk: Desk) -> None:
    """People write their own in many ways."""
    make_account(desk)

    answer = at_the_door(desk).post(SESSION, json={"email": "KIM@Example.COM", "password": PASSWORD})

    assert answer.status_code == 201


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Desk) -> None:
    """By https it is bound to the desk's own host, too."""
    make_account(desk)
    plain, safe = at_the_door(desk), at_the_door(desk)
    safe.base_url = ADDRESS.replace("http:", "https:")
    safe.headers["Origin"] = ADDRESS.replace("http:", "https:")

    cookies = [sign_in(browser).headers["set-cookie"] for browser in (plain, safe)]

    assert [cookie.partition("=")[0] for cookie in cookies] == [COOKIE, SECURE_COOKIE]
    assert all(
        "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/;" in cookie for cookie in cookies
    )
    assert [("Secure" in cookie, "Domain" in cookie) for cookie in cookies] == [(False, False), (True, False)]


@pytest.mark.parametrize("name", ["Kim", "Nobody", "Gone"])
def test_whoever_does_not_get_in_hears_the_same(desk: Desk, name: str) -> None:
    """A wrong password, an unknown address, and a disabled account with the right password."""
    make_account(desk)
    gone = make_account(desk, "Gone", Role.AGENT)
    change_account(desk, gone.id, AccountChange(disabled=True), by=OPERATOR)

    answer = sign_in(at_the_door(desk), name, PASSWORD if name == "Gone" else NEW)

    assert fault(answer, 401) == ""
    assert "set-cookie" not in answer.headers
    sentence = "E-mail address or password is wrong, or the account is not in use."
    assert (answer.json()["code"], answer.json()["detail"]) == ("sign_in_failed", sentence)


def test_an_unknown_address_takes_as_long_as_a_wrong_password(desk: Desk, clock: StillClock) -> None:
    """The typical time of each is within the other's noise: a third of it, where a hash takes nearly all."""
    make_account(desk)
    browser = at_the_door(desk)
    times: dict[str, list[float]] = {"Kim": [], "Nobody": []}

    for _ in range(7):
        for name, taken in times.items():
            clock.advance(timedelta(hours=1))
            began = perf_counter()
            assert sign_in(browser, name, NEW).status_code == 401
            taken.append(perf_counter() - began)

    typical = {name: median(taken) for name, taken in times.items()}
    assert abs(typical["Kim"] - typical["Nobody"]) < max(typical.values()) / 3


def test_a_session_that_was_laid_under_a_sign_in_is_worth_nothing(desk: Desk) -> None:
    """Session fixation: neither a made-up token nor a stranger's own one becomes the victim's."""
    make_account(desk)
    make_account(desk, "Eve", Role.AGENT)
    eve = signed_in(desk, "Eve")
    for laid in ("made-up", cookie_of(eve)):
        victim = at_the_door(desk)
        victim.cookies.set(COOKIE, laid, domain="127.0.0.1", path="/")

        token = sign_in(victim).cookies[COOKIE]

        assert token != laid
        assert _as(desk, laid).get(TICKETS).status_code == 401
        assert _as(desk, token).get(SESSION).json()["account"]["name"] == "Kim"


def test_every_sign_in_has_a_token_of_its_own(desk: Desk) -> None:
    """Of 256 bits."""
    make_account(desk)

    tokens = {cookie_of(signed_in(desk)) for _ in range(3)}

    assert len(tokens) == 3
    assert all(len(token) == 43 for token in tokens)


def test_who_signs_out_is_out_even_with_a_copy_of_the_cookie(desk: Desk) -> None:
    """The replay of an ended session is refused, and the browser is told to forget it."""
    make_account(desk)
    browser = signed_in(desk)
    token = cookie_of(browser)

    answer = browser.delete(SESSION)

    assert answer.status_code == 204
    assert COOKIE not in browser.cookies
    replay = _as(desk, token).get(TICKETS)
    assert fault(replay, 401) == ""
    assert f'{COOKIE}=""' in replay.headers["set-cookie"]
    assert browser.delete(SESSION).status_code == 204
    assert events(desk)[-1] == "account.signed_out"


def test_a_session_that_nobody_uses_ends_after_a_week(desk: Desk, clock: StillClock) -> None:
    """Used, it stays; however busy, not longer than 30 days."""
    make_account(desk)
    idle, busy = signed_in(desk), signed_in(desk)
    seen = []

    for _ in range(31):
        seen.append(busy.get(TICKETS).status_code)
        busy.app.ledger.flush(desk)  # type: ignore[attr-defined] # what the running desk does each second
        clock.advance(timedelta(days=1))

    assert idle.get(TICKETS).status_code == 401
    assert seen == [200] * 30 + [401]


def test_a_changed_role_holds_from_the_next_request_on(desk: Desk) -> None:
    """Nobody has to sign in again."""
    make_account(desk)
    ana = make_account(desk, "Ana", Role.ADMIN)
    browser = signed_in(desk, "Ana")
    before = browser.get("/api/v1/accounts").status_code

    change_account(desk, ana.id, AccountChange(role=Role.AGENT), by=OPERATOR)

    after = browser.get("/api/v1/accounts")
    assert before == 200
    assert fault(after, 403) == ""
    assert browser.get(TICKETS).status_code == 200


def test_who_is_disabled_is_out_at_once(desk: Desk) -> None:
    """And stays out when enabled again, until they sign in."""
    make_account(desk)
    ana = make_account(desk, "Ana", Role.AGENT)
    browser = signed_in(desk, "Ana")

    change_account(desk, ana.id, AccountChange(disabled=True), by=OPERATOR)

    assert browser.get(TICKETS).status_code == 401
    change_account(desk, ana.id, AccountChange(disabled=False), by=OPERATOR)
    assert browser.get(TICKETS).status_code == 401
    assert sign_in(browser, "Ana").status_code == 201


def test_a_new_password_ends_every_other_session(desk: Desk) -> None:
    """The one that set it goes on; the old password is worth nothing."""
    make_account(desk)
    here, there = signed_in(desk), signed_in(desk)

    answer = here.put("/api/v1/session/password", json={"current": PASSWORD, "new": NEW})

    assert answer.status_code == 204
    assert [browser.get(TICKETS).status_code for browser in (here, there)] == [200, 401]
    assert [sign_in(there, "Kim", word).status_code for word in (PASSWORD, NEW)] == [401, 201]


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("not my password", NEW, "current"),
        (PASSWORD, "short", "new"),
        (PASSWORD, "kim@example.com", "new"),
        (PASSWORD, "KIM@EXAMPLE.COM", "new"),
        (PASSWORD, "é" * 501, "new"),
        (PASSWORD, "a\x00 long enough one", "new"),
    ],
)
def test_a_password_that_cannot_be_set_changes_nothing(
    desk: Desk, current: str, new: str, field: str
) -> None:
    """The answer names the field and does not repeat what stood there."""
    make_account(desk)
    browser = signed_in(desk)

    answer = browser.put("/api/v1/session/password", json={"current": current, "new": new})

    assert fault(answer, 422) == ""
    assert answer.json()["detail"][0]["loc"] == ["body", field]
    assert current not in answer.text
    assert sign_in(browser).status_code == 201


def test_a_password_fits_however_its_letters_are_typed(desk: Desk) -> None:
    """Some keyboards send an accent as a sign of its own."""
    make_account(desk)
    browser = signed_in(desk)
    browser.put("/api/v1/session/password", json={"current": PASSWORD, "new": "caf\u00e9 au lait"})

    assert sign_in(browser, "Kim", "cafe\u0301 au lait").status_code == 201


def test_guessing_one_persons_password_is_slowed_down_from_everywhere(desk: Desk, clock: StillClock) -> None:
    """Ten failures in a quarter of an hour, whatever the address; then the right one has to wait, too."""
    make_account(desk)
    guesser = at_the_door(desk, proxies=PROXIES)

    answers = [_guess(guesser, "Kim", f"203.0.113.{number}") for number in range(12)]

    assert answers == [401] * 10 + [429] * 2
    refused = sign_in(at_the_door(desk))
    assert (fault(refused, 429), int(refused.headers["retry-after"]) > 60) == ("", True)
    clock.advance(timedelta(seconds=int(refused.headers["retry-after"])))
    assert sign_in(at_the_door(desk)).status_code == 201


def test_guessing_many_peoples_passwords_from_one_address_is_slowed_down(desk: Desk) -> None:
    """Thirty failures; who is elsewhere signs in as ever."""
    make_account(desk)
    guesser = at_the_door(desk, proxies=PROXIES)

    answers = [_guess(guesser, f"Nobody{number}", "203.0.113.7") for number in range(31)]

    assert answers == [401] * 30 + [429]
    assert sign_in(at_the_door(desk)).status_code == 201


def test_guesses_side_by_side_do_not_slip_by(desk: Desk) -> None:
    """They are counted before they are checked."""
    make_account(desk)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: sign_in(at_the_door(desk), "Kim", NEW).status_code, range(16)))

    assert (answers.count(401), answers.count(429)) == (10, 6)


def test_who_gets_in_is_not_counted(desk: Desk) -> None:
    """An office of thirty-two behind one address signs in within a minute."""
    make_account(desk)

    assert {sign_in(at_the_door(desk)).status_code for _ in range(32)} == {201}


def test_one_sees_where_one_is_signed_in_and_ends_it_there(desk: Desk) -> None:
    """But not where another is."""
    make_account(desk)
    make_account(desk, "Ana", Role.AGENT)
    here, there, ana = signed_in(desk), signed_in(desk), signed_in(desk, "Ana")
    listed = here.get("/api/v1/sessions").json()["items"]
    others = ana.get("/api/v1/sessions").json()["items"]
    (lost,) = [one["id"] for one in listed if not one["current"]]

    refused = here.delete(f"/api/v1/sessions/{others[0]['id']}")
    unknown = here.delete("/api/v1/sessions/999")
    ended = here.delete(f"/api/v1/sessions/{lost}")

    assert (fault(refused, 404), fault(unknown, 404), ended.status_code) == ("", "", 204)
    assert refused.json()["detail"].replace(str(others[0]["id"]), "999") == unknown.json()["detail"]
    assert [browser.get(TICKETS).status_code for browser in (here, there, ana)] == [200, 401, 200]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"email": "kim@example.com"},
        {"email": "no address", "password": PASSWORD},
        {"email": "kim@example.com", "password": 7},
        {"email": "kim@example.com", "password": PASSWORD, "role": "admin"},
        {"email": "kim@example.com", "password": "a" * 1001},
        {"email": "kim@example.com\x00", "password": PASSWORD},
        {"email": "kim@example.com", "password": "\ud800 is no letter"},
    ],
    ids=str,
)
def test_what_is_no_sign_in_is_named(desk: Desk, body: object) -> None:
    """Nothing of it is repeated."""
    make_account(desk)

    answer = at_the_door(desk).post(
        SESSION, content=json.dumps(body), headers={"Content-Type": "application/json"}
    )

    assert fault(answer, 422) == ""
    assert PASSWORD not in answer.text


def test_a_page_of_another_origin_signs_nobody_in(desk: Desk) -> None:
    """Else it could sign the reader in as somebody who then reads what they write."""
    make_account(desk)
    browser = at_the_door(desk)
    browser.headers["Origin"] = ELSEWHERE

    assert fault(sign_in(browser), 403) == ""


def test_a_database_that_cannot_write_signs_nobody_in(desk: Desk) -> None:
    """The counting of tries is no part that may be skipped."""
    make_account(desk)

    def down(*_: object) -> NoReturn:
        message = "The database is down."
        raise DatabaseDown(message)

    assert fault(sign_in(at_the_door(replace(desk, write=down))), 503) == ""


def _as(desk: Desk, token: str) -> TestClient:
    client = at_the_door(desk)
    client.cookies.set(COOKIE, token, domain="127.0.0.1", path="/")
    return client


def _guess(client: TestClient, name: str, address: str) -> int:
    body = {"email": email_of(name), "password": NEW}
    return client.post(SESSION, json=body, headers={"X-Forwarded-For": address}).status_code
