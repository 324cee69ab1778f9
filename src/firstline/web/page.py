"""The pages that the server writes itself: an article, a problem, the reference. Plain values in, HTML out.

All else that people see is the app (`shell.py`).

Whatever happens: what was written outside is escaped by the templates and never read as markup, nothing on a
page runs or looks otherwise than the desk's own files say, and a page can always be encoded as UTF-8.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept",
}
"""What goes out with each page."""


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A page that only tells what went wrong."""

    title: str
    sentence: str
    advice: str
    status: int
    request_id: str
    way_on: tuple[str, str] = ("/", "Open the desk")
    """An address to go to, and what it is called."""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article of the knowledge base, for its readers."""

    title: str
    text: str
    html: str | None
    """Made harmless; None: the text stands as it is."""
    language: str
    updated: str
    canonical: str = ""
    """Its whole address at this desk; empty: nobody has said it, or customers read it elsewhere."""


def render_problem(problem: ProblemView) -> str:
    """Write the page that tells a problem."""
    return _render("problem.html", problem=problem)


def render_article(article: ArticleView) -> str:
    """Write the page of an article."""
    return _render("article.html", article=article)


def render_reference() -> str:
    """Write the page of the reference, which its script fills."""
    return _render("reference.html")


_ENVIRONMENT = Environment(
    loader=PackageLoader("firstline.web", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _render(template: str, **values: object) -> str:
    """Fill a template; a lone surrogate, which no encoding knows, becomes a question mark."""
    page = _ENVIRONMENT.get_template(template).render(values)
    return page.encode("utf-8", "replace").decode("utf-8")
