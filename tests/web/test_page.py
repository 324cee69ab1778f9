"""The pages that the server writes itself tell people what is wrong, and nothing in them becomes markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from typing import NoReturn

import pytest
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from firstline.store.faults import DatabaseDown
from firstline.web.page import ArticleView, ProblemView, render_article, render_problem
from tests.make import make_client
from tests.people import make_account, program
from tests.web.calls import AS_PAGE, fault

VOID = {"meta", "link", "img", "br"}
HOSTILE = [
    "<script>alert(1)</script>",
    "</title></pre><script>alert(1)</script>",
    '" onmouseover="alert(1)" x=\'y\'',
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "\u202egnp.exe\u202c \u2066 \u200f",
    "\x00\x01\x1b[31m\x7f",
    "\ud800 lone",
    "w" * 100_000,
    "<" * 5_000,
    "-->]]><!--",
]


class Outline(HTMLParser):
    """What a browser would make of a page: its tags, those that stay open, and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that it ends."""
        assert self.open.pop() == tag


def pages_of(text: str) -> list[str]:
    """Write both pages with a text wherever there is one."""
    problem = ProblemView(text, text, text, 400, text)
    article = ArticleView(title=text, text=text, html=None, language=text, updated=text)
    return [render_problem(problem), render_article(article)]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_written_from_outside_changes_a_page(text: str) -> None:
    """It has the tags and attributes of a harmless one, and can be sent."""
    for harmless, written in zip(pages_of("harmless words"), pages_of(text), strict=True):
        plain, found = Outline(harmless), Outline(written)
        assert (found.tags, found.open, found.attributes) == (plain.tags, [], plain.attributes)
        assert written.encode("utf-8")


@given(st.text(max_size=60))
def test_no_text_adds_a_tag_to_a_page(text: str) -> None:
    """Found by trying, not by listing."""
    for written in pages_of(f"a{text}"):
        found = Outline(written)
        assert "script" not in found.tags
        assert found.open == []
        assert not {name for name in found.attributes if name == "style" or name.startswith("on")}


# --- what goes wrong -------------------------------------------------------------------------------------


def test_who_is_not_signed_in_is_shown_the_way(desk: Desk) -> None:
    """From the reference to the sign-in, which is the app's."""
    make_account(desk)

    refused = program(desk).get("/docs", headers=AS_PAGE)

    assert_problem(refused, 401, "sign_in_needed")
    assert 'href="/sign-in"' in refused.text


def test_a_fault_of_ours_is_said_on_a_page_with_its_number(desk: Desk) -> None:
    """The number leads to the line in the log; of the fault itself nothing is shown."""

    def stumble() -> NoReturn:
        message = "stumbled"
        raise ValueError(message)

    with make_client(replace(desk, clock=stumble, read=stumble)) as client:
        answer = client.get("/kb/hours", headers=AS_PAGE | {"X-Request-ID": "order-77"})

    assert_problem(answer, 500, "internal_error")
    assert "order-77" in answer.text
    assert "stumbled" not in answer.text


def test_a_database_that_is_down_is_said_on_a_page(desk: Desk) -> None:
    """With when to try again."""

    def rest() -> NoReturn:
        message = "The database is having a rest."
        raise DatabaseDown(message)

    with make_client(replace(desk, read=rest)) as client:
        answer = client.get("/kb/hours", headers=AS_PAGE)

    assert_problem(answer, 503, "database_down")
    assert answer.headers["retry-after"] == "1"
    assert "The database is having a rest." in answer.text


def test_an_address_that_cannot_be_read_is_said_on_a_page(client: TestClient) -> None:
    """In a sentence instead of a list."""
    answer = client.get("/inbox?sort=%FF", headers=AS_PAGE)

    assert_problem(answer, 422, "bad_input")
    assert "The query must be UTF-8 text." in answer.text


def test_programs_get_the_same_errors_as_json(client: TestClient) -> None:
    """A page is for those who ask for one."""
    answers = [client.get("/inbox?sort=%FF"), client.get("/kb/nothing"), client.post("/inbox")]

    assert [fault(answer, status) for answer, status in zip(answers, (422, 404, 404), strict=True)] == [
        ""
    ] * 3


def assert_problem(answer: Response, status: int, code: str) -> None:
    """See that a page of the desk's own look tells a problem, and lets nothing but the desk's files in."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert answer.headers["x-error-code"] == code
    assert answer.headers["x-request-id"] in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert '<link rel="stylesheet" href="/static/page.css">' in answer.text
    assert "script" not in Outline(answer.text).tags


# --- how it looks ----------------------------------------------------------------------------------------

PAIRS = [
    *[("text", ground) for ground in ("page", "card", "sunken")],
    *[("muted", ground) for ground in ("page", "card")],
    *[("accent", ground) for ground in ("page", "card")],
    *[("on-accent", ground) for ground in ("accent", "accent-strong")],
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read_on_its_ground(ink: str, ground: str, scheme: int) -> None:
    """WCAG AA asks for a contrast of 4.5 to 1."""
    css = files("firstline.web").joinpath("static/page.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", css.split(":root {")[1 + scheme].split("}")[0]))

    bright, dim = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)

    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Weigh a colour as WCAG 2 does."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
