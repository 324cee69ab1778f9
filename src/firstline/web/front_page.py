"""The front page, and the page that tells a problem: plain values in, HTML out.

Whatever happens: what customers wrote is escaped by the templates and never read as markup, nothing on a page
runs or looks otherwise than the desk's own files say, and a page can always be encoded as UTF-8.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jinja2 import Environment, PackageLoader, StrictUndefined

from firstline.tickets.message import Tier
from firstline.web.front_queue import QueueView
from firstline.web.front_verdict import VerdictView

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
class Composer:
    """What stands in the form: nothing, or what was just sent."""

    message: str = ""
    subject: str = ""
    name: str = ""
    email: str = ""
    tier: str = Tier.STANDARD
    once: str = ""
    """The form's own key, by which a second click is known."""


@dataclass(frozen=True, slots=True)
class FrontView:
    """The whole page."""

    composer: Composer = Composer()
    verdict: VerdictView | None = None
    queue: QueueView | None = None
    """None: it cannot be read now."""
    error: str = ""
    person: str = ""
    """Who is signed in; empty: nobody, at a local desk."""
    address: str = "http://127.0.0.1:8000"
    """Where the desk listens, for the example of a call."""


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A page that only tells what went wrong."""

    title: str
    sentence: str
    advice: str
    status: int
    request_id: str
    way_on: tuple[str, str] = ("/", "Open the front page")
    """An address to go to, and what it is called."""


@dataclass(frozen=True, slots=True)
class SignInView:
    """The pages of coming and going."""

    person: str = ""
    """Who is signed in; empty: nobody."""
    is_local: bool = False
    """The desk has no accounts."""
    error: str = ""
    email: str = ""
    """What stands in the form; a password never does."""
    name: str = ""
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article of the knowledge base, for its readers."""

    title: str
    text: str
    html: str | None
    """Made harmless; None: the text stands as it is."""
    language: str
    updated: str


def render_front(view: FrontView) -> str:
    """Write the front page."""
    return _render("front.html", view=view, tiers=tuple(Tier))


def render_problem(problem: ProblemView) -> str:
    """Write the page that tells a problem."""
    return _render("problem.html", problem=problem)


def render_sign_in(view: SignInView) -> str:
    """Write the page to sign in on, or out."""
    return _render("sign_in.html", view=view)


def render_acceptance(view: SignInView) -> str:
    """Write the page to come in on by a link."""
    return _render("accept_invitation.html", view=view)


def render_article(article: ArticleView) -> str:
    """Write the page of an article."""
    return _render("article.html", article=article)


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
