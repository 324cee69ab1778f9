"""HTML from outside does nothing, fetches nothing, and can be read as text."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.gateways.html import ATTRIBUTES, LINKS, PICTURE, TAGS, HtmlTooLarge, sanitised, text_of

HOSTILE = (
    "<script>steal()</script>",
    "<img src=x onerror=steal()>",
    '<img src="https://spy.example/pixel.png">',
    '<img src="data:image/svg+xml;base64,AAAA">',
    '<img srcset="https://spy.example/a 2x">',
    '<a href="javascript:steal()">x</a>',
    '<a href=" JaVaScRiPt&colon;steal()">x</a>',
    '<a href="data:text/html,x">x</a>',
    '<a href="//spy.example">x</a>',
    '<div style="background:url(https://spy.example)">x</div>',
    "<style>@import 'https://spy.example'</style>",
    '<svg><style><img src=x onerror="steal()"></style></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=steal()&gt;">',
    '<iframe srcdoc="<script>steal()</script>"></iframe>',
    '<form action="https://spy.example"><input name=a><button>b</button></form>',
    '<meta http-equiv="refresh" content="0;url=https://spy.example"><base href="https://spy.example">',
    '<link rel=stylesheet href="https://spy.example/a.css">',
    '<video src="https://spy.example/a" poster="https://spy.example/b"></video>',
    '<p id="x" class="y" onclick="steal()" contenteditable data-x="1">z</p>',
    '<noscript><p title="</noscript><img src=x onerror=steal()>">',
    "<table background=https://spy.example><td background=https://spy.example>x",
)
PIECES = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)), max_size=6).map("".join)


@given(PIECES)
def test_whatever_comes_in_only_what_a_letter_needs_goes_out(html: str) -> None:
    """Known tags with known attributes, links that say where they lead, pictures that are there."""
    for tag, attributes in _tags(sanitised(html)):
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        assert attributes.get("href", "http:").partition(":")[0].lower() in LINKS
        assert PICTURE.fullmatch(attributes.get("src", "cid:x"))


@given(PIECES)
def test_what_is_harmless_already_stays_as_it_is(html: str) -> None:
    """So it can be stored, shown and sent in again."""
    once = sanitised(html)

    assert sanitised(once) == once


@given(st.text(alphabet="ab <>&\"'\n;", max_size=40))
def test_text_that_is_written_as_html_is_read_as_it_was(text: str) -> None:
    """But for blanks, which HTML folds."""
    written = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert text_of(sanitised(written)) == re.sub(r"[ \n]+", " ", text).strip()


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello,</p><p>we  look\n into it.<br>Eve</p>", "Hello,\n\nwe look into it.\nEve"),
        ("<ul><li>one<ul><li>two</li></ul></li></ul>after", "- one\n- two\nafter"),
        ('<a href="https://a.example/b">here</a>', "here (https://a.example/b)"),
        ('<a href="https://a.example">https://a.example</a>', "https://a.example"),
        ('<a href="mailto:ava@example.com">ava@example.com</a>', "ava@example.com"),
        ("<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>", "1 2\n3"),
        ("<pre>a   b\n    c</pre>", "a   b\n    c"),
        ('<img src="cid:logo" alt="our logo">', "our logo"),
        ("1 &lt; 2 &amp;&amp; 3", "1 < 2 && 3"),
        ("", ""),
    ],
)
def test_html_reads_as_the_letter_it_is(html: str, text: str) -> None:
    """A line for each paragraph, and links with their addresses."""
    assert text_of(sanitised(html)) == text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_001,
        "x" * 200_001,
        "<p>" + "".join(f'<b title="{number}">' for number in range(500)) + "<p>x" * 4_000,
        "&" * 100_000,
    ],
    ids=["nested", "long", "lasting", "grown"],
)
def test_what_would_take_a_parser_long_is_refused(html: str) -> None:
    """Before it is read, or when it has grown."""
    with pytest.raises(HtmlTooLarge, match="send text instead"):
        sanitised(html)


def _tags(html: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, {name: value or "" for name, value in attrs}))

    Reader().feed(html)
    return found
