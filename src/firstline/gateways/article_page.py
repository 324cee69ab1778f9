"""An article as a page that customers read: Markdown in, harmless HTML out."""

from typing import Final

from markdown_it import MarkdownIt

from firstline.gateways.html import LONGEST, HtmlTooLarge, sanitised

MOST_BRACKETS: Final = 2_000
"""More of them in one page are no help page; a parser of Markdown would take long over them."""
RENDERER: Final = MarkdownIt("commonmark", {"html": False, "maxNesting": 30}).enable("table")


def article_html(markdown: str) -> str | None:
    r"""Write Markdown as HTML; what is HTML in it is shown as it was typed.

    Returns:
        None when the article is too large for a page.

    >>> article_html("Within **30** days. <script>steal()</script>")
    '<p>Within <strong>30</strong> days. &lt;script&gt;steal()&lt;/script&gt;</p>\n'
    """
    if len(markdown) > LONGEST or markdown.count("[") > MOST_BRACKETS:
        return None
    try:
        return sanitised(RENDERER.render(markdown))
    except HtmlTooLarge:
        return None
