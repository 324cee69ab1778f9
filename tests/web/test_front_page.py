"""Nothing that a customer writes can break the front page, and everybody can read it."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.tickets.message import Message
from firstline.tickets.verdict import Entity, Part, Reason, Span, Voice
from firstline.web.front_evidence import SHOWN
from firstline.web.front_page import Composer, FrontView, ProblemView, render_front, render_problem
from firstline.web.front_queue import Listing
from firstline.web.front_verdict import verdict_view
from tests.replies.made import make_field, make_verdict
from tests.web.made import make_queue, make_row

VOID = {"meta", "link", "input", "img", "br"}

HOSTILE = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '" onmouseover="alert(1)" x=\'y\'',
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "\u202egnp.exe\u202c \u2066 \u200f",
    "مرحبا 👩\u200d👩\u200d👧 🏳️\u200d🌈",
    "\x00\x01\x1b[31m\x7f",
    "\ud800 lone",
    "w" * 100_000,
    "<" * 5_000,
    "\n\n\n",
    "-->]]><!--",
]


class Page(HTMLParser):
    """Reads a page: which tags it has, whether they close, and what a browser would do by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself, as in a drawing."""
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        """Let each tag close the last one opened."""
        assert self.open.pop() == tag

    def names(self) -> set[str]:
        """Give the names of all attributes."""
        return {name for name, _ in self.attributes}


def make_page(text: str) -> str:
    """Render a page on which every word that comes from outside is this text."""
    span = Span(Part.MESSAGE, 1, 3, text[1:3])
    reason = Reason(Voice.RULE, text, 0.5, text, span)
    verdict = make_verdict(
        category=text,
        subcategory=make_field(text, reason),
        urgency=make_field(3.0, reason),
        language=text,
        entities=(Entity(text, text, span),),
        reply=text,
    )
    row = make_row(subject=text, customer=text, category=text)
    view = FrontView(
        composer=Composer(text, text, text, text, text, text),
        verdict=verdict_view(verdict, Message(text, text), title=text),
        queue=make_queue(row, listing=Listing(category=text), category=text),
        error=text,
        address=text,
    )
    return render_front(view)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_written_from_outside_changes_the_page(text: str) -> None:
    """The page has the tags and attributes of a harmless one, and can be sent."""
    harmless, page = Page(make_page("harmless words")), Page(make_page(text))

    assert set(page.tags) <= set(harmless.tags)
    assert page.tags.count("script") == 1
    assert page.names() <= harmless.names()
    assert page.open == []
    assert make_page(text).encode("utf-8")


@given(st.text(max_size=60))
def test_no_text_adds_a_tag_to_the_page(text: str) -> None:
    """Found by trying, not by listing."""
    page = Page(make_page(f"a{text}"))

    assert page.tags.count("script") == 1
    assert page.open == []
    assert not page.names() & {"onmouseover", "onload", "style", "onerror"}


def test_a_strict_content_policy_is_enough_for_the_page() -> None:
    """Nothing inline, nothing from elsewhere: `default-src 'self'` stops nothing that the page needs."""
    page = Page(make_page("words"))
    sources = {value or "" for name, value in page.attributes if name in {"src", "href", "action"}}

    assert "style" not in page.tags
    assert not {name for name in page.names() if name == "style" or name.startswith("on")}
    assert all(source.startswith(("/", "#")) and not source.startswith("//") for source in sources)


def test_every_form_field_has_a_label() -> None:
    """Those who hear the page know what to write where."""
    html = render_front(FrontView())
    fields = re.findall(r'<(?:input|textarea|select) id="(\w+)" name="(\w+)"', html)

    assert [name for _, name in fields] == ["message", "subject", "name", "email", "tier"]
    assert all(f'<label for="{field}">' in html for field, _ in fields)
    assert 'name="action" value="send"' in html
    assert 'name="action" value="try"' in html


def test_the_message_comes_back_into_the_form_as_it_was_sent() -> None:
    """A browser drops the first line break of a text area; the page writes one to be dropped."""
    message = "\n  <b>First line</b>\n"

    html = render_front(FrontView(composer=Composer(message=message)))
    written = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.DOTALL)

    assert written is not None
    assert unescape(written[1]) == message


def test_evidence_is_marked_on_the_page() -> None:
    """A word with two fields is filled for one, underlined for the other, and named for both."""
    blocked = Reason(Voice.RULE, "says “blocked”", 1.0, "urgency@1", Span(Part.MESSAGE, 5, 12, "blocked"))
    verdict = replace(
        make_verdict(urgency=make_field(5.0, blocked)),
        category=make_field("account", blocked),
    )

    html = render_front(FrontView(verdict=verdict_view(verdict, Message("I am blocked", "I am stuck"))))

    assert '<mark class="fill-urgency under-topic" title="Category, Urgency">blocked</mark>' in html
    assert "I am stuck" in html


def test_a_late_ticket_stands_out_in_the_queue() -> None:
    """Its row, its level and its clock say so."""
    html = render_front(FrontView(queue=make_queue(make_row())))

    assert 'class="row-P1"' in html
    assert re.search(r'class="cell-due number overdue"><time [^>]*>2h 0m overdue</time>', html)
    assert 'href="/?ticket=7#verdict"' in html


def test_an_empty_queue_teaches_and_an_empty_filter_leads_back() -> None:
    """Two kinds of nothing."""
    fresh = render_front(FrontView(queue=make_queue(), address="http://desk.example"))
    filtered = render_front(FrontView(queue=make_queue(listing=Listing(show="urgent"))))

    assert "curl http://desk.example/tickets" in fresh
    assert "No open ticket here" in filtered
    assert "curl" not in filtered


def test_an_empty_queue_of_a_team_teaches_a_call_with_a_key() -> None:
    """Without one it would be refused there; and it says where a key comes from."""
    html = render_front(FrontView(queue=make_queue(), address="https://desk.example", person="Kim"))

    assert "curl https://desk.example/tickets -H 'Authorization: Bearer YOUR_KEY' -H 'Content-Type" in html
    assert "firstline token create 'Web form' --scope intake" in html


def test_an_error_is_announced() -> None:
    """By sight and by ear."""
    html = render_front(FrontView(error="The message is empty."))

    assert re.search(r'role="alert">.*The message is empty\.', html)


def test_a_message_that_is_cut_says_so() -> None:
    """The ticket keeps the rest."""
    view = verdict_view(make_verdict(), Message("x" * (SHOWN + 1234)))

    assert "1,234 more characters are kept with the ticket." in render_front(FrontView(verdict=view))


def test_a_queue_that_cannot_be_read_is_not_shown_as_empty() -> None:
    """Nobody believes that there is nothing to do."""
    html = render_front(FrontView(queue=None, error="The database cannot be reached."))

    assert "The queue cannot be read now." in html
    assert "No open tickets" not in html


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_problem_is_told_in_words_alone(text: str) -> None:
    """Whatever they are, they are no markup."""
    html = render_problem(ProblemView(text, text, text, 400, text))

    page = Page(html)
    assert set(page.tags) <= {*Page(render_front(FrontView())).tags, "code"}
    assert "script" not in page.tags
    assert page.open == []


PAIRS = [
    *[("text", ground) for ground in ("page", "card", "sunken", "accent-soft", "red-row", "amber-row")],
    *[
        ("text", f"fill-{group}")
        for group in ("scope", "level", "urgency", "priority", "topic", "mood", "language", "entity")
    ],
    *[("muted", ground) for ground in ("page", "card", "sunken", "grey-soft", "red-row", "amber-row")],
    *[("accent", ground) for ground in ("page", "card")],
    *[(name, f"{name}-soft") for name in ("red", "amber", "green")],
    *[("red", ground) for ground in ("card", "red-row", "amber-row", "accent-soft")],
    *[("green", ground) for ground in ("card", "accent-soft")],
    *[("on-accent", ground) for ground in ("accent", "accent-strong")],
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read_on_its_ground(ink: str, ground: str, scheme: int) -> None:
    """WCAG AA asks for a contrast of 4.5 to 1."""
    css = files("firstline.web").joinpath("static/front.css").read_text("utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#\w{6});", css.split(":root {")[1 + scheme].split("}")[0]))

    bright, dim = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)

    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """Weigh a colour as WCAG 2 does."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
