"""Who is let in at a team's desk: no page of another origin, no forged address, nobody too often."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from typing import NoReturn

import pytest

from firstline.core.access import Role, Scope
from firstline.flows.desk import Desk
from firstline.store.db import Connection
from firstline.store.faults import DatabaseDown
from firstline.web.guard import COOKIE, SECURE_COOKIE
from tests.make import ADDRESS, StillClock
from tests.people import (
    ELSEWHERE,
    at_the_door,
    cookie_of,
    make_account,
    make_key,
    program,
    sign_in,
    signed_in,
    with_key,
)
from tests.web.calls import AVA, fault, stored

APP = "https://app.example"
PROXY = "127.0.0.1"
PROXIES = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: who is found in it is told elsewhere."""
    return sqlite_url


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ELSEWHERE},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:8001"},
        {"Origin": "https://127.0.0.1:8000"},
        {"Origin": "http://localhost:8000"},
        {"Origin": ELSEWHERE, "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize("origins", [frozenset[str](), frozenset({"*"}), frozenset({APP})], ids=str)
def test_another_sites_page_changes_nothing_with_a_borrowed_cookie(
    desk: Desk, headers: dict[str, str], origins: frozenset[str]
) -> None:
    """Cross-site request forgery: by JSON, by form, and with an open CORS, which lends no cookies."""
    make_account(desk)
    browser = signed_in(desk, origins=origins)
    del browser.headers["Origin"]
    before = stored(desk)

    answers = [
        browser.post("/tickets", json=AVA, headers=headers),
        browser.post("/api/messages/send", data={"user_id": "7", "message": "Hello"}, headers=headers),
        browser.delete("/api/v1/session", headers=headers),
        browser.post("/api/v1/session", json={}, headers=headers),
    ]

    assert [fault(answer, 403) for answer in answers] == [""] * 4
    assert stored(desk) == before
    assert browser.get("/tickets").status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": ADDRESS}, {"Origin": APP}, {"Sec-Fetch-Site": "same-origin"}], ids=str
)
def test_the_desks_own_pages_and_listed_ones_change_things(desk: Desk, headers: dict[str, str]) -> None:
    """By JSON and by form."""
    make_account(desk)
    browser = signed_in(desk, origins=frozenset({APP}))
    del browser.headers["Origin"]

    made = browser.post("/tickets", json=AVA, headers=headers)
    form = browser.post("/api/messages/send", data={"user_id": "7", "message": "Hello"}, headers=headers)

    assert (made.status_code, form.status_code) == (201, 201)


def test_a_page_only_reads_with_a_cookie_and_only_in_its_own_browser(desk: Desk) -> None:
    """An open CORS answers with the star, with which no browser lends a cookie's answer to a page."""
    make_account(desk)
    browser = signed_in(desk, origins=frozenset({"*"}))

    answer = browser.get("/tickets", headers={"Origin": ELSEWHERE})

    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")


def test_a_program_with_a_key_says_nothing_of_pages(desk: Desk) -> None:
    """No page can make a browser send the key."""
    make_account(desk)
    form = with_key(desk, make_key(desk, Scope.INTAKE))

    answers = [form.post("/tickets", json=AVA, headers=headers) for headers in ({}, {"Origin": ELSEWHERE})]

    assert [answer.status_code for answer in answers] == [201, 201]


def test_a_key_goes_before_a_cookie(desk: Desk) -> None:
    """And a bad key is not saved by a good cookie."""
    make_account(desk)
    browser, key = signed_in(desk), make_key(desk, Scope.INTAKE)

    seen = [
        browser.get("/tickets", headers={"Authorization": f"Bearer {key.token}{end}"}) for end in ("", "x")
    ]

    assert [answer.status_code for answer in seen] == [403, 401]
    assert "set-cookie" not in seen[1].headers
    assert browser.get("/tickets").status_code == 200


def test_two_credentials_of_a_kind_are_none(desk: Desk) -> None:
    """Whoever stands between may have read the other; and a page of a neighbour may slip a cookie in."""
    make_account(desk)
    browser, key = signed_in(desk), make_key(desk, Scope.READ)
    token = cookie_of(browser)
    caller = program(desk)

    keys = caller.get("/tickets", headers=[("Authorization", f"Bearer {key.token}")] * 2)
    cookies = caller.get("/tickets", headers={"Cookie": f"{COOKIE}={token}; {COOKIE}=slipped-in"})

    assert (fault(keys, 403), fault(cookies, 401)) == ("", "")


def test_by_https_a_cookie_without_its_safe_name_is_none(desk: Desk) -> None:
    """Another host of the domain could have set it."""
    make_account(desk)
    token = cookie_of(signed_in(desk))
    browser = at_the_door(desk)
    browser.base_url = ADDRESS.replace("http:", "https:")

    answers = [
        browser.get("/tickets", headers={"Cookie": f"{name}={token}"}) for name in (COOKIE, SECURE_COOKIE)
    ]

    assert [answer.status_code for answer in answers] == [401, 200]


def test_a_stale_cookie_does_not_keep_one_from_signing_in(desk: Desk) -> None:
    """Nor from asking who one is; elsewhere it is refused, and the browser forgets it."""
    make_account(desk)
    browser = at_the_door(desk)
    browser.cookies.set(COOKIE, "stale", domain="127.0.0.1", path="/")

    told, refused = browser.get("/api/v1/session"), browser.get("/tickets")

    assert (told.json()["account"], fault(refused, 401)) == (None, "")
    assert COOKIE not in browser.cookies
    assert sign_in(browser).status_code == 201


def test_a_stale_cookie_at_a_local_desk_is_refused_once(desk: Desk) -> None:
    """It is forgotten then, and the desk is the person's at the machine as before."""
    browser = at_the_door(desk)
    browser.cookies.set(COOKIE, "stale", domain="127.0.0.1", path="/")

    assert [browser.get("/tickets").status_code for _ in range(2)] == [401, 200]


def test_behind_a_proxy_that_is_trusted_the_desk_is_on_https(desk: Desk) -> None:
    """Its cookie is safe, and its own pages are those of https."""
    make_account(desk)
    browser = at_the_door(desk, proxies=PROXIES)
    browser.headers.update({"X-Forwarded-Proto": "https", "Host": "desk.example.com"})
    browser.headers["Origin"] = "https://desk.example.com"

    answer = sign_in(browser)

    assert answer.status_code == 201
    assert answer.headers["set-cookie"].startswith(f"{SECURE_COOKIE}=")
    assert "Secure" in answer.headers["set-cookie"]


def test_who_is_no_trusted_proxy_says_nothing_of_schemes(desk: Desk) -> None:
    """The cookie is the one of http."""
    make_account(desk)

    answer = sign_in(at_the_door(desk, caller="192.0.2.1", proxies=PROXIES))

    assert answer.headers["set-cookie"].startswith(f"{COOKIE}=")


@pytest.mark.parametrize(
    ("caller", "chain", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (PROXY, "198.51.100.1", "198.51.100.1"),
        (PROXY, "192.0.2.1, 198.51.100.1", "198.51.100.1"),
        (PROXY, "192.0.2.1, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        (PROXY, "192.0.2.1, nonsense", "unknown"),
        (PROXY, "", PROXY),
        (PROXY, "10.1.2.3", PROXY),
        (PROXY, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ],
)
def test_a_callers_address_is_the_last_that_a_trusted_proxy_saw(
    desk: Desk, caller: str, chain: str, address: str
) -> None:
    """What stands further left the caller may have written."""
    make_account(desk)
    browser = at_the_door(desk, caller=caller, proxies=PROXIES)
    if chain:
        browser.headers["X-Forwarded-For"] = chain

    sign_in(browser)

    with desk.read() as db:
        data = db.exec_driver_sql("SELECT data FROM events ORDER BY id DESC LIMIT 1").scalar_one()
    assert f'"address":"{address}"' in data


def test_who_asks_too_often_waits_and_nobody_else_does(desk: Desk, clock: StillClock) -> None:
    """Each credential for itself; the answer says for how long."""
    make_account(desk)
    ana = make_account(desk, "Ana", Role.AGENT)
    busy, other = (
        with_key(desk, make_key(desk, Scope.READ, account=ana), rate_limit=5),
        with_key(desk, make_key(desk, Scope.READ), rate_limit=5),
    )

    answers = [busy.get("/tickets") for _ in range(7)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert (fault(answers[-1], 429), answers[-1].headers["x-error-code"]) == ("", "too_many_requests")
    assert other.get("/tickets").status_code == 200
    clock.advance(timedelta(seconds=int(answers[-1].headers["retry-after"])))
    assert busy.get("/tickets").status_code == 200


def test_strangers_are_held_up_by_address_and_hold_up_nobody_behind_it(desk: Desk) -> None:
    """A tenth of the limit for whoever has no good credential; health is never counted."""
    make_account(desk)
    key = make_key(desk, Scope.READ)
    stranger = program(desk, rate_limit=50)
    bad = {"Authorization": "Bearer fl_guess"}

    answers = [stranger.get("/tickets", headers=headers).status_code for headers in [{}, bad] * 3]

    assert answers == [401] * 5 + [429]
    assert stranger.get("/health").status_code == 200
    good = {"Authorization": f"Bearer {key.token}"}
    assert stranger.get("/tickets", headers=good).status_code == 200


def test_calls_to_several_processes_are_counted_together(desk: Desk) -> None:
    """As soon as each has written down and read what the others wrote."""
    make_account(desk)
    key = make_key(desk, Scope.READ)
    one, other = (with_key(desk, key, rate_limit=6) for _ in range(2))
    for process in (one, other):
        assert [process.get("/tickets").status_code for _ in range(3)] == [200] * 3

    for process in (one, other, one):
        process.app.ledger.flush(desk)  # type: ignore[attr-defined] # what the running desk does each second

    assert [process.get("/tickets").status_code for process in (one, other)] == [429, 429]


def test_a_local_desk_counts_nobody_and_asks_nothing_of_its_database(desk: Desk) -> None:
    """Who asks is known without."""
    reads: list[None] = []
    counted = replace(desk, read=_counting(desk.read, reads))
    browser = at_the_door(counted, rate_limit=1)

    answers = [browser.get("/nowhere").status_code for _ in range(20)]

    assert (set(answers), reads) == ({404}, [])


def test_a_database_that_is_down_leaves_health_answering(desk: Desk) -> None:
    """Who asks cannot be known then, and is told so."""
    make_account(desk)
    browser = signed_in(desk)
    token = cookie_of(browser)
    lame = at_the_door(replace(desk, read=_down))
    lame.cookies.set(COOKIE, token, domain="127.0.0.1", path="/")

    assert fault(lame.get("/tickets"), 503) == ""
    assert lame.get("/health/live").status_code == 200
    assert lame.get("/static/page.css").status_code == 200


def _counting(
    read: Callable[[], AbstractContextManager[Connection]], reads: list[None]
) -> Callable[[], AbstractContextManager[Connection]]:
    @contextmanager
    def counted() -> Iterator[Connection]:
        reads.append(None)
        with read() as db:
            yield db

    return counted


def _down() -> NoReturn:
    message = "The database is down."
    raise DatabaseDown(message)
