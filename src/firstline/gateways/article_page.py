"""An article as a page that customers read: Markdown in, harmless HTML out."""

from typing import Final

from markdown_it import MarkdownIt

from firstline.gateways.html import HtmlTooLarge, sanitised

RENDERER: Final = MarkdownIt("commonmark", {"html": False, "maxNesting": 30}).enable("table")


def article_html(markdown: str) -> str | None:
    r"""Write Markdown as HTML; what is HTML in it is shown as it was typed.

    Returns:
        None when the article is too large for a page.

    >>> article_html("Within **30** days. <script>steal()</script>")
    '<p>Within <strong>30</strong> days. &lt;script&gt;steal()&lt;/script&gt;</p>\n'
    """
    try:
        return sanitised(RENDERER.render(markdown))
    except HtmlTooLarge:
        return None
