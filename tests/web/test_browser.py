"""Who likes HTML gets the app wherever no door is, and no door loses an address to it."""

import re

import pytest

from firstline.web.access import ACCESS
from firstline.web.browser import is_apps, likings, prefers_html, wants_page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
APPS = (
    *("/", "/inbox", "/inbox/", "/inbox/17", "/inbox/17/more", "/customers/4", "/search", "/settings"),
    *("/settings/people", "/sign-in", "/accept-invitation", "/reset-password", "/welcome"),
    *("/nowhere", "/tickets/1/more", "/analytics", "/kb", "/kb/a/b", "/apiary", "/docs/more", "/static"),
)
DOORS = sorted({way.partition(" ")[2] for way in ACCESS} - {"/"})


@pytest.mark.parametrize("path", APPS)
def test_a_browser_gets_the_app_where_no_door_is(path: str) -> None:
    """Its own pages, and what nobody has; HEAD as GET."""
    assert is_apps("GET", path, BROWSER)
    assert is_apps("HEAD", path, BROWSER)


@pytest.mark.parametrize(
    "path", [*DOORS, "/openapi.json", "/api", "/api/v1/nothing", "/static/a", "/assets/a"]
)
def test_no_door_loses_its_address(path: str) -> None:
    """With a slash at its end or without, and whatever stands where a name is."""
    there = re.sub(r"\{\w+\}", "a%00\n17", path)

    assert not is_apps("GET", there, BROWSER)
    assert not is_apps("GET", f"{there}/", BROWSER)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_the_app_is_only_looked_at(method: str) -> None:
    """What changes something is for the doors to refuse."""
    assert not is_apps(method, "/inbox", BROWSER)


@pytest.mark.parametrize(
    ("accept", "is_liked"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("Text/HTML".lower(), True),
        ("application/json;q=0.9, text/html", True),
        ("text/html;q=0.1", True),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html;q=0.9", False),
        ("text/html;q=0", False),
        ("image/avif,image/webp", False),
        ("x/text/html", False),
        (",;,text/html;;q=;", True),
    ],
)
def test_a_browser_is_known_by_what_it_likes(accept: str, *, is_liked: bool) -> None:
    """Programs that take anything, or JSON rather, stay programs."""
    assert prefers_html(accept) is is_liked


def test_what_is_liked_is_read_with_its_weight() -> None:
    """What cannot be understood of it counts as whole."""
    assert likings("br;q=1.0, GZIP; q=0.25 ,*;q=0, zstd;q=2") == {"br": 1, "gzip": 0.25, "*": 0, "zstd": 1}


@pytest.mark.parametrize(
    ("path", "is_page"),
    [("/inbox/17", True), ("/kb/hours", True), ("/docs", True), ("/tickets/1", False), ("/api/v1/x", False)],
)
def test_what_goes_wrong_is_told_on_a_page_where_people_look(path: str, *, is_page: bool) -> None:
    """Articles and the reference are pages, too."""
    assert wants_page("GET", path, BROWSER) is is_page
    assert not wants_page("GET", path, "*/*")
