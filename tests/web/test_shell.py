"""The app's page and its files: safe to open, kept as long as they hold, never in the way of a program."""

import gzip
import re
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from firstline.web.guard import Mode
from tests.make import make_client
from tests.people import make_account, program
from tests.web.calls import AS_PAGE, fault

PAGE = """<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__">
<script type="module" src="/assets/index-1a2b.js"></script>"""
SCRIPT = b"console.log('here')"
IN_GZIP = gzip.compress(SCRIPT, mtime=0)
IMMUTABLE = "public, max-age=31536000, immutable"
FOREIGN = {"Host": "desk.example.com"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: the app's page is read from none."""
    return sqlite_url


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Build an app: a page, a script with its smaller forms, and a font."""
    assets = tmp_path / "ui" / "assets"
    assets.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("not for anybody")
    (tmp_path / "ui" / "index.html").write_text(PAGE)
    (tmp_path / "ui" / "inside.txt").write_text("beside the page")
    (assets / "index-1a2b.js").write_bytes(SCRIPT)
    (assets / "index-1a2b.js.gz").write_bytes(IN_GZIP)
    (assets / "index-1a2b.js.br").write_bytes(b"in brotli")
    (assets / "inter-9.woff2").write_bytes(b"a font")
    (assets / "folder").mkdir()
    return tmp_path / "ui"


@pytest.fixture
def client(desk: Desk, built: Path) -> TestClient:
    """Stand before a desk with an app."""
    return make_client(desk, ui=built)


def page(client: TestClient, path: str = "/", **headers: str) -> Response:
    """Open a page as a browser does."""
    return client.get(path, headers=AS_PAGE | headers)


# --- the page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/inbox/17?sort=due", "/settings/people", "/sign-in", "/welcome"])
def test_every_page_of_the_app_is_the_one_page(client: TestClient, path: str) -> None:
    """The app reads from the address what to show; nothing keeps the page."""
    shown = page(client, path)

    assert (shown.status_code, shown.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<script type="module" src="/assets/index-1a2b.js">' in shown.text
    assert (shown.headers["cache-control"], shown.headers["vary"]) == ("no-store", "Accept")


@pytest.mark.parametrize("path", ["/nowhere", "/tickets/1/more", "/kb", "/%2e%2e/secret.txt", "/inside.txt"])
def test_where_nothing_is_a_browser_gets_the_page_with_the_status_of_nothing(
    client: TestClient, path: str
) -> None:
    """The app says in its own way that nothing is there."""
    shown = page(client, path)

    assert (shown.status_code, "csp-nonce" in shown.text) == (404, True)


@pytest.mark.parametrize("accept", ["application/json", "*/*", "", "application/json, text/html;q=0.9"])
def test_programs_get_no_page(client: TestClient, accept: str) -> None:
    """At the same address they get JSON, and caches are told that two things live there."""
    answer, nothing = (client.get(path, headers={"Accept": accept}) for path in ("/", "/inbox"))

    assert answer.json()["name"] == "Firstline"
    assert answer.headers["vary"] == page(client).headers["vary"] == "Accept"
    assert fault(nothing, 404) == ""


@pytest.mark.parametrize("path", ["/tickets/99", "/api/v1/nothing", "/static/nothing", "/assets/nothing.js"])
def test_where_a_door_is_a_browser_hears_what_programs_hear(client: TestClient, path: str) -> None:
    """No page takes the place of its answer."""
    assert fault(page(client, path), 404) == ""


def test_the_head_of_the_page_is_that_of_the_page(client: TestClient) -> None:
    """Without its body."""
    head = client.head("/inbox", headers=AS_PAGE)

    assert (head.status_code, head.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (int(head.headers["content-length"]) > 100, head.content) == (True, b"")


def test_each_answer_has_a_nonce_of_its_own(client: TestClient) -> None:
    """In the page and in the policy the same one, long enough that nobody guesses it."""
    answers = [page(client) for _ in range(3)]

    told = [re.findall(r'csp-nonce" content="([\w-]+)"', answer.text) for answer in answers]
    policies = [
        re.findall(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"]) for answer in answers
    ]
    assert told == policies
    assert len({nonce for (nonce,) in told if len(nonce) >= 22}) == 3


def test_the_policy_allows_the_desks_own_files_and_no_more(client: TestClient) -> None:
    """Nothing that is written into the page runs, and nothing from elsewhere."""
    policy = page(client).headers["content-security-policy"]

    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules.pop("style-src").startswith("'self' 'nonce-")
    assert rules == {
        "default-src": "'none'",
        "script-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "frame-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert "unsafe" not in policy


def test_the_page_is_kept_apart_from_other_sites(client: TestClient) -> None:
    """By the headers that browsers know for it."""
    headers = page(client).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


def test_at_a_teams_desk_the_page_and_its_files_are_for_everybody(desk: Desk, built: Path) -> None:
    """Else nobody could sign in; nothing of the desk is in them, and its doors stay shut."""
    make_account(desk)
    stranger = program(desk, ui=built)

    opened = [page(stranger, path).status_code for path in ("/", "/inbox/17", "/sign-in", "/nowhere")]

    assert opened == [200, 200, 200, 404]
    assert stranger.get("/assets/index-1a2b.js").content == SCRIPT
    assert [fault(stranger.get(path), 401) for path in ("/", "/inbox", "/tickets")] == [""] * 3


@pytest.mark.parametrize(
    "headers",
    [FOREIGN, {"X-Forwarded-For": "192.0.2.7"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["host", "proxy", "site"],
)
def test_a_local_desk_shows_the_app_only_at_its_own_machine(
    client: TestClient, headers: dict[str, str]
) -> None:
    """A page says why not, with its style; the app's files are refused as well."""
    refused = client.get("/inbox", headers=AS_PAGE | headers)

    assert (refused.status_code, refused.headers["x-error-code"]) == (403, "not_from_here")
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert "csp-nonce" not in refused.text
    assert refused.headers["x-request-id"] in refused.text
    assert fault(client.get("/assets/index-1a2b.js", headers=headers), 403) == ""


def test_a_refused_pages_style_is_let_in(client: TestClient) -> None:
    """It is the same everywhere, and tells nothing."""
    refused = client.get("/", headers=AS_PAGE | FOREIGN)

    links = re.findall(r'<link [^>]*href="([^"]+)"', refused.text)
    assert "/static/page.css" in links
    assert {client.get(link, headers=FOREIGN).status_code for link in links} == {200}


def test_a_style_is_for_the_desks_own_pages(client: TestClient) -> None:
    """No other site's page learns by it that a desk is here."""
    style = client.get("/static/page.css", headers={"Sec-Fetch-Site": "cross-site"})

    assert fault(style, 403) == ""


def test_a_checkout_without_a_build_says_what_builds_it(desk: Desk, tmp_path: Path) -> None:
    """On a page; programs notice nothing."""
    unbuilt = make_client(desk, ui=tmp_path / "nothing")

    shown = page(unbuilt, "/inbox")

    assert (shown.status_code, shown.headers["x-error-code"]) == (503, "ui_missing")
    assert "make ui" in shown.text
    assert unbuilt.get("/").status_code == 200
    assert fault(unbuilt.get("/assets/index-1a2b.js"), 404) == ""


def test_a_new_build_is_shown_without_a_restart(client: TestClient, built: Path) -> None:
    """The page is read when it is asked for."""
    page(client)
    (built / "index.html").write_text("the next one")

    assert page(client).text == "the next one"


def test_the_app_has_one_name_among_what_is_counted(client: TestClient) -> None:
    """Whatever addresses people type."""
    for path in ("/inbox/17", "/settings", "/anything/else"):
        page(client, path)

    told = client.get("/metrics").text

    assert 'method="GET",route="(app)",status="2xx"} 2' in told
    assert 'method="GET",route="(app)",status="4xx"} 1' in told
    assert "anything" not in told


# --- its files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("takes", "coding", "content"),
    [
        ("gzip, deflate, br, zstd", "br", b"in brotli"),
        ("br;q=0, gzip", "gzip", IN_GZIP),
        ("gzip;q=0.5", "gzip", IN_GZIP),
        ("identity", None, SCRIPT),
        ("", None, SCRIPT),
        ("br;q=0,gzip;q=0.0", None, SCRIPT),
    ],
)
def test_a_file_comes_in_the_smallest_form_that_is_taken(
    client: TestClient, takes: str, coding: str | None, content: bytes
) -> None:
    """It is kept for good, each form under its own tag."""
    with client.stream("GET", "/assets/index-1a2b.js", headers={"Accept-Encoding": takes}) as answer:
        raw = b"".join(answer.iter_raw())

    assert (answer.status_code, raw, answer.headers.get("content-encoding")) == (200, content, coding)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert (answer.headers["cache-control"], answer.headers["vary"]) == (IMMUTABLE, "Accept-Encoding")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert int(answer.headers["content-length"]) == len(content)


def test_a_file_that_has_no_smaller_form_comes_as_it_is(client: TestClient) -> None:
    """A font is small already."""
    font = client.get("/assets/inter-9.woff2", headers={"Accept-Encoding": "br, gzip"})

    assert (font.headers["content-type"], font.content) == ("font/woff2", b"a font")
    assert "content-encoding" not in font.headers


def test_who_has_a_file_gets_no_second_copy(client: TestClient) -> None:
    """Of the form that they have; another form has another tag."""
    first = client.head("/assets/index-1a2b.js", headers={"Accept-Encoding": "gzip"})
    tag = first.headers["etag"]

    again = client.get("/assets/index-1a2b.js", headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    whole = client.get("/assets/index-1a2b.js", headers={"Accept-Encoding": "", "If-None-Match": tag})

    assert (again.status_code, again.content, again.headers["cache-control"]) == (304, b"", IMMUTABLE)
    assert whole.status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        *("", "%2e", "%2e%2e", "%2e%2e%2findex.html", "..%2f..%2fsecret.txt"),
        *("..%5cindex.html", "folder", "folder/", "nothing.js", "%00", "index-1a2b.js%00.css"),
        *("index-1a2b.js.gz", "index-1a2b.js.br", "/etc/passwd", "%2fetc%2fpasswd", "~root", "a" * 5_000),
    ],
)
def test_nothing_but_the_builds_own_files_is_given(client: TestClient, name: str) -> None:
    """No folder, no list, nothing above it, and no form under a name of its own."""
    answer = client.get(f"/assets/{name}", headers={"Accept-Encoding": ""})

    assert answer.status_code in {307, 404}
    assert b"secret" not in answer.content
    assert b"nonce" not in answer.content


def test_a_file_can_only_be_got(client: TestClient) -> None:
    """The refusal names how."""
    answer = client.post("/assets/index-1a2b.js")

    assert fault(answer, 405) == ""
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("mode", Mode)
def test_asking_for_the_page_or_a_file_asks_nothing_of_the_database(
    desk: Desk, built: Path, mode: Mode
) -> None:
    """A desk that is down still shows the app, which tells it."""

    def fail() -> NoReturn:
        pytest.fail("nobody needs the database for this")

    lame = make_client(replace(desk, read=fail), ui=built, mode=lambda: mode)
    lame.cookies.set("firstline_session", "whatever", domain="127.0.0.1", path="/")

    assert page(lame, "/inbox").status_code == 200
    assert lame.get("/assets/inter-9.woff2").status_code == 200
