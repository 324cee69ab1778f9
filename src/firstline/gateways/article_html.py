r"""A page of HTML as Markdown, so that it is read as every other article is.

Headings, paragraphs, lists, tables, code and links stay; scripts, forms, menus, pictures and what the page
hides from its readers are left out. What the text says that Markdown would read as a sign is escaped.

What always holds: any soup of tags gives some text, reading takes time in proportion to the length of the
page, and nothing that is not shown by a browser is kept.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Final

BLANK: Final = re.compile(r"\s+")
SIGNS: Final = re.compile(r"([\\`*_\[\]<>|#~])")
HIDING: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
UNREAD: Final = frozenset(
    {
        *("script", "style", "template", "noscript", "iframe", "object", "svg", "math", "form", "nav"),
        *("button", "select", "textarea", "footer", "aside", "dialog"),
    }
)
"""What they hold is no part of the article."""
VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "source"})
HEADINGS: Final = {f"h{level}": f"{'#' * level} " for level in range(1, 7)}
PARTS: Final = frozenset(
    {"p", "div", "section", "article", "main", "header", "blockquote", "dl", "dt", "dd", "figure", "body"}
)
MARKS: Final = {"b": "**", "strong": "**"}
CELLS: Final = frozenset({"td", "th"})
TAG: Final = re.compile(r"""<(/?)([a-zA-Z][\w:-]{0,40})((?:[^<>"']|"[^"<]*"|'[^'<]*'|["'])*+)>""")
"""It ends before the next one begins, so that no part of a page is read twice."""
ATTRIBUTE: Final = re.compile(r"""([a-zA-Z_:][\w:.-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
RAW: Final = frozenset({"script", "style", "template", "noscript", "textarea", "iframe"})
"""Their content is no HTML: it ends with their own end alone."""
LONGEST_TAG: Final = 4_000
"""Characters of a tag's attributes that are looked at."""
DEEPEST: Final = 8
"""Lists in lists that are told apart."""


@dataclass(slots=True)
class HtmlPage:
    """What a page holds."""

    markdown: str = ""
    title: str = ""
    language: str = ""
    told: dict[str, str] = field(default_factory=dict)
    """By the page's `meta` elements."""


def read_html(html: str) -> HtmlPage:
    r"""Read a page.

    >>> page = read_html("<title>Help</title><h2>Returns</h2><p>Within <b>30</b> days.<p hidden>No</p>")
    >>> page.title, page.markdown
    ('Help', '## Returns\n\nWithin **30** days.')
    """
    reader = _Reader()
    for is_end, name, text in _pieces(html):
        if not name:
            reader.handle_data(unescape(text))
        elif is_end:
            reader.handle_endtag(name)
        else:
            reader.handle_starttag(name, _attributes(text))
    return reader.page()


def _pieces(html: str) -> Iterator[tuple[bool, str, str]]:
    """Cut a page into tags (whether it ends, its name, its attributes) and texts (without a name)."""
    place, text_from, lower = 0, 0, html.lower()
    closed = {"--": True}
    while (place := html.find("<", place)) >= 0:
        if html.startswith("<!--", place) and closed["--"]:
            end = html.find("-->", place + 4)
            closed["--"] = end >= 0
            if end >= 0:
                yield False, "", html[text_from:place]
                place = text_from = end + 3
                continue
        found = TAG.match(html, place)
        if found is None:
            place += 1
            continue
        yield False, "", html[text_from:place]
        name, place = found[2].lower(), found.end()
        yield bool(found[1]), name, found[3]
        if name in RAW and not found[1] and closed.get(name, True):
            end = lower.find(f"</{name}", place)
            closed[name] = end >= 0
            place = end if end >= 0 else place
        text_from = place
    yield False, "", html[text_from:]


def _attributes(text: str) -> Mapping[str, str]:
    return {
        found[1].lower(): unescape(found[2] or found[3] or found[4] or "")
        for found in ATTRIBUTE.finditer(text[:LONGEST_TAG])
    }


class _Reader:
    """Writes Markdown line by line."""

    def __init__(self) -> None:
        self._page = HtmlPage()
        self._lines: list[str] = []
        self._line: list[str] = []
        self._prefix = ""
        self._hidden: list[str] = []
        """The open elements from the outermost one on that is not shown."""
        self._within = Counter[str]()
        """How often each of them is open."""
        self._lists: list[int] = []
        """For each open list the number of its last item; -1: it has none."""
        self._row: list[str] | None = None
        self._rows = 0
        self._code = False
        self._in_title = False

    def page(self) -> HtmlPage:
        """Give what was read."""
        self._end()
        text = "\n".join(self._lines).strip("\n")
        self._page.markdown = re.sub(r"\n{3,}", "\n\n", text)
        self._page.title = BLANK.sub(" ", self._page.title).strip()
        return self._page

    def handle_starttag(self, tag: str, given: Mapping[str, str]) -> None:
        """Read the beginning of an element."""
        if self._hidden:
            self._hide(tag)
        elif tag == "title":
            self._in_title = True
        elif tag == "html":
            self._page.language = given.get("lang", "")
        elif tag == "meta":
            self._page.told.setdefault(given.get("name", "").casefold(), given.get("content", ""))
        elif _is_hidden(tag, given):
            self._hide(tag)
        else:
            self._open(tag)

    def handle_endtag(self, tag: str) -> None:
        """Read the end of an element."""
        if self._hidden:
            while self._within[tag]:
                gone = self._hidden.pop()
                self._within[gone] -= 1
                if gone == tag:
                    break
        elif tag == "title":
            self._in_title = False
        else:
            self._close(tag)

    def handle_data(self, data: str) -> None:
        """Read a text."""
        if self._in_title:
            self._page.title += data
        elif self._code and not self._hidden:
            self._line.append(data)
        elif not self._hidden:
            self._line.append(SIGNS.sub(r"\\\1", BLANK.sub(" ", data)))

    def _hide(self, tag: str) -> None:
        if tag not in VOID:
            self._hidden.append(tag)
            self._within[tag] += 1

    def _open(self, tag: str) -> None:
        if tag in HEADINGS:
            self._end(apart=True)
            self._prefix = HEADINGS[tag]
        elif tag in PARTS or tag == "hr":
            self._end(apart=True)
        elif tag in ("ul", "ol"):
            self._end(apart=not self._lists)
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li":
            self._item()
        elif tag == "br":
            self._line.append("  \n" if not self._code and self._row is None else " ")
        elif tag in MARKS and self._row is None and not self._code:
            self._line.append(MARKS[tag])
        elif tag == "pre":
            self._end(apart=True)
            self._code = True
        else:
            self._open_cell(tag)

    def _open_cell(self, tag: str) -> None:
        if tag == "table":
            self._end(apart=True)
            self._rows = 0
        elif tag == "tr":
            self._end_row()
            self._row = []
        elif tag in CELLS and self._row is not None:
            self._end_cell()

    def _close(self, tag: str) -> None:
        if tag in HEADINGS or tag in PARTS:
            self._end(apart=True)
        elif tag in ("ul", "ol") and self._lists:
            self._end()
            self._lists.pop()
            self._gap()
        elif tag in MARKS and self._row is None and not self._code:
            self._line.append(MARKS[tag])
        elif tag == "pre":
            self._end_code()
        elif tag in CELLS and self._row is not None:
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            if tag == "table":
                self._gap()

    def _item(self) -> None:
        self._end()
        indent = "   " * min(max(len(self._lists) - 1, 0), DEEPEST)
        if self._lists and self._lists[-1] >= 0:
            self._lists[-1] += 1
            self._prefix = f"{indent}{self._lists[-1]}. "
        else:
            self._prefix = f"{indent}- "

    def _end(self, *, apart: bool = False) -> None:
        """End the line that is being written; `apart`: a blank one follows."""
        if self._row is not None:
            self._line.append(" ")
            return
        text = "".join(self._line).strip().replace("****", "")
        self._line.clear()
        if text:
            self._lines.append(self._prefix + text)
            self._prefix = ""
        if apart and not (self._lists and self._prefix):
            self._gap()

    def _gap(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def _end_code(self) -> None:
        if self._code:
            text = "".join(self._line).strip("\n")
            self._line.clear()
            self._lines.extend(f"    {line}" for line in text.splitlines())
            self._code = False
            self._gap()

    def _end_cell(self) -> None:
        text = BLANK.sub(" ", "".join(self._line)).strip()
        self._line.clear()
        if text and self._row is not None:
            self._row.append(text)

    def _end_row(self) -> None:
        if self._row is None:
            self._end()
            return
        self._end_cell()
        cells, self._row = self._row, None
        if cells:
            self._lines.append(f"| {' | '.join(cells)} |")
            self._rows += 1
            if self._rows == 1:
                self._lines.append("|" + "---|" * len(cells))


def _is_hidden(tag: str, given: Mapping[str, str]) -> bool:
    """Tell whether a browser would not show it as part of the article."""
    return (
        tag in UNREAD
        or "hidden" in given
        or given.get("aria-hidden", "").casefold() == "true"
        or HIDING.search(given.get("style", "")) is not None
    )
