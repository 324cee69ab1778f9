"""HTML from outside, made harmless, and read as text.

What is kept is what a letter needs: paragraphs, lists, tables, emphasis, quotes, links, pictures. Nothing
that runs, nothing that is fetched when the letter is merely looked at: a picture is a part of the letter
(`cid:`) or stands in it (`data:`), styles and classes are dropped; a link does not tell where it was clicked.

Whatever comes in, what goes out holds no script, form, frame or foreign address but those of links, and the
time it takes grows with its length alone.
"""

import re
from html.parser import HTMLParser
from typing import Final

import nh3

from firstline.core.errors import Invalid

TAGS: Final = frozenset(
    {
        *("p", "br", "hr", "div", "span", "blockquote", "pre", "code", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "q", "abbr"),
        *("ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
        *("a", "img"),
    }
)
ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
LINKS: Final = frozenset({"http", "https", "mailto", "tel"})
PICTURE: Final = re.compile(
    r"cid:[\w.+@%-]{1,255}|data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}"
)
NUMBER: Final = re.compile(r"[0-9]{1,4}")
NUMBERS: Final = frozenset({"width", "height", "colspan", "rowspan", "start"})
UNREAD: Final = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg", "math"}
)
"""Their content goes with them."""
REL: Final = "noopener noreferrer nofollow"
PARAGRAPHS: Final = frozenset(
    {*("p", "div", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "table", "hr"), "caption"}
)
LINES: Final = frozenset({"li", "ul", "ol", "dt", "dd", "tr"})
OPENERS: Final = {"li": "- ", "br": "\n", "td": " ", "th": " "}
BLANK: Final = re.compile(r"[ \t\r\f\v\n]+")

LONGEST: Final = 200_000
"""Characters, before and after."""
MOST_TAGS: Final = 10_000
MOST_COPIES: Final = 1_000_000
TAG: Final = re.compile(r"<[a-zA-Z]")
LASTING: Final = re.compile(r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s/]", re.IGNORECASE)
"""A tag that HTML opens again in each paragraph that follows until it is closed; with attributes, for only
three that are alike go on."""


class HtmlTooLarge(Invalid):
    """Making this HTML harmless would take too long."""

    def __init__(self) -> None:
        message = f"HTML may have {LONGEST:,} characters and {MOST_TAGS:,} tags at most; send text instead"
        super().__init__(message, field="html")


def sanitised(html: str) -> str:
    """Give the harmless part of some HTML.

    >>> sanitised('<p onclick="steal()">Hello <script>steal()</script><b>Ava</b></p>')
    '<p>Hello <b>Ava</b></p>'

    Raises:
        HtmlTooLarge: when it is too long, or nested beyond all need.
    """
    _check_size(html)
    found = str(CLEANER.clean(html))
    if len(found) > LONGEST:
        raise HtmlTooLarge
    return found


def text_of(html: str) -> str:
    r"""Read sanitised HTML as text: a line for each paragraph, and a link's address behind its words.

    >>> text_of('<p>See <a href="https://example.com/a">our guide</a></p><ul><li>one</li><li>two</li></ul>')
    'See our guide (https://example.com/a)\n\n- one\n- two'
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name in NUMBERS:
        return value if NUMBER.fullmatch(value) else None
    if name == "src":
        return value if PICTURE.fullmatch(value) else None
    if name == "href":
        return value if value.partition(":")[0].strip().lower() in LINKS else None
    return value


def _check_size(html: str) -> None:
    """Refuse what would take a parser long: what it opens anew in each paragraph grows with the product."""
    tags = len(TAG.findall(html))
    if len(html) > LONGEST or tags > MOST_TAGS or len(LASTING.findall(html)) * tags > MOST_COPIES:
        raise HtmlTooLarge


CLEANER: Final = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(UNREAD),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_attribute,
    link_rel=REL,
    url_schemes={*LINKS, "cid", "data"},
    url_relative="deny",
)


class _Reader(HTMLParser):
    """Collects the text; it is given well-formed HTML only."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._text = [""]
        self._links: list[tuple[str, int]] = []
        self._kept = 0
        """How many `pre` are open: there every blank counts."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._break(tag)
        if tag in OPENERS and not (OPENERS[tag] == " " and self._text[-1].endswith("\n")):
            self._add(OPENERS[tag])
        elif tag == "img":
            self._add(given.get("alt") or "")
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self._text)))
        self._kept += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self._kept -= tag == "pre"
        self._break(tag)
        if tag == "a":
            address, start = self._links.pop()
            words = "".join(self._text[start:])
            if address.removeprefix("mailto:").removeprefix("tel:") not in words:
                self._add(f" ({address})")

    def handle_data(self, data: str) -> None:
        if self._kept:
            self._add(data)
            return
        flat = BLANK.sub(" ", data)
        self._add(flat.lstrip(" ") if self._text[-1].endswith(("\n", " ")) else flat)

    def text(self) -> str:
        """Give what was collected."""
        return "\n".join(line.rstrip() for line in "".join(self._text).split("\n")).strip()

    def _break(self, tag: str) -> None:
        """Begin a new line, or a new paragraph, unless it has begun."""
        wanted = 1 if tag in LINES else 2 if tag in PARAGRAPHS else 0
        end = "".join(self._text[-3:])[-2:]
        there = len(end) - len(end.rstrip("\n"))
        if wanted > there:
            self._text.append("\n" * (wanted - there))

    def _add(self, text: str) -> None:
        if text:
            self._text.append(text)
