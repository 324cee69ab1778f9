"""Does a person look here with a browser, or does a program call? And which addresses are the app's?

A browser likes HTML at least as much as JSON. To whoever does, `/` and the app's own pages are the app
(`shell.py`), and so is every address that no door has: the app says in its own way that nothing is there.

What always holds: no address of a door is taken away from it, whatever the caller likes to read.
"""

import re
from collections.abc import Mapping

from firstline.web.access import ACCESS

PAGES = frozenset({"/", "/accept-invitation", "/reset-password", "/search", "/sign-in", "/welcome"})
"""Pages of the app."""
WITH_MORE = ("/inbox", "/customers", "/settings")
"""Pages of the app that have more pages below them."""
FOR_PEOPLE = ("/kb/", "/docs")
"""Pages that are not the app's: articles, and the reference of the API."""
GETS = frozenset({"GET", "HEAD"})


def is_apps(method: str, path: str, accept: str) -> bool:
    """Tell whether the app answers this."""
    if method not in GETS or not prefers_html(accept):
        return False
    return is_page_of_app(path) or _NO_APP.match(path) is None


def wants_page(method: str, path: str, accept: str) -> bool:
    """Tell whether a browser opens a page here, so that even what goes wrong is told on one."""
    is_other = path.startswith(FOR_PEOPLE) and prefers_html(accept)
    return is_other or is_apps(method, path, accept)


def is_page_of_app(path: str) -> bool:
    """Tell whether the app has a page of this address; below its folders it may find that it has none.

    >>> is_page_of_app("/inbox/17"), is_page_of_app("/search/"), is_page_of_app("/inboxes")
    (True, True, False)
    """
    path = path.rstrip("/") or "/"
    return path in PAGES or f"{path}/".startswith(tuple(f"{page}/" for page in WITH_MORE))


def prefers_html(accept: str) -> bool:
    """Tell whether a caller likes HTML, and at least as much as JSON.

    >>> prefers_html("text/html,*/*;q=0.8"), prefers_html("*/*")
    (True, False)
    >>> prefers_html("application/json, text/html;q=0.5")
    False
    """
    if "text/html" not in accept:
        return False
    liked = likings(accept)
    return liked.get("text/html", 0) > 0 and liked["text/html"] >= liked.get("application/json", 0)


def likings(header: str) -> Mapping[str, float]:
    """Read what a caller takes and how much they like it, from 0 to 1, out of an `Accept...` header.

    >>> likings("gzip, br;q=0.5, zstd;q=much")
    {'gzip': 1.0, 'br': 0.5, 'zstd': 1.0}
    """
    return dict(_liking(part) for part in header.split(","))


def _liking(part: str) -> tuple[str, float]:
    name, *options = (piece.strip().lower() for piece in part.split(";"))
    weights = [_WEIGHT.fullmatch(option) for option in options]
    return name, next((float(found[1]) for found in weights if found), 1.0)


def _as_pattern(path: str) -> str:
    return re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))


_WEIGHT = re.compile(r"q=([01](?:\.\d{0,3})?)")
_BESIDE = r"/api(/.*)?|/(assets|static)/.*|/openapi\.json"
"""What is no app's though no row of the table has it: all of the API, and the files beside it."""
_DOORS = "|".join(_as_pattern(way.partition(" ")[2]) for way in ACCESS)
_NO_APP = re.compile(rf"(?:{_BESIDE}|{_DOORS})/?\Z", re.DOTALL)
