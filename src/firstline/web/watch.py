"""What is noted of every request when it has been answered: a count, a time, and a line in the log.

A request is named by its method and by the template of its route, so that there are as many names as there
are routes, whatever callers send; what met no route has one name for all. The line adds the numbers of the
path (`/tickets/17`), the status, the time, the bytes, the request's id and the credential.

What always holds: no query, no header and no body is noted, and of the path nothing that a caller made up but
numbers. Only the thread of the event loop writes here, so nothing is locked.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from starlette.types import Scope

from firstline.core.meter import Spread
from firstline.core.trace import ACCESS_LOG

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
NO_ROUTE = "none"
APP = "(app)"
"""The app's page in the browser, at whatever address."""
NOWHERE = "(no route)"
"""What the log says in its place: a path that is no route of ours may hold anything."""
LONGEST_NUMBER = 19
"""Digits of the largest id."""

log = logging.getLogger(ACCESS_LOG)


class Watch:
    """Notes answered requests."""

    def __init__(self, *, lines: bool) -> None:
        self.requests: Counter[tuple[str, str, str]] = Counter()
        """How many were answered, by method, route and class of status."""
        self.durations: dict[str, Spread] = {}
        """How long they took, by route."""
        self._lines = lines

    def note(self, scope: Scope, *, method: str, status: int, sent: int, seconds: float) -> None:
        """Note a request that has been answered; `method` is the caller's own, `sent` the body's bytes."""
        route, method = route_of(scope), method if method in METHODS else OTHER
        self.requests[method, route, class_of(status)] += 1
        if "is_stream" not in scope:  # that one lasts as long as somebody listens says nothing of the desk
            spread = self.durations.get(route)
            if spread is None:
                spread = self.durations[route] = Spread()
            spread.note(seconds)
        if self._lines and log.isEnabledFor(logging.INFO):
            _write(scope, method=method, route=route, status=status, sent=sent, seconds=seconds)


def route_of(scope: Scope) -> str:
    """Name the route that a request met."""
    if "is_app" in scope:
        return APP
    route = scope.get("route")
    if route is not None:
        return str(route.path_format)
    if "endpoint" not in scope:
        return NO_ROUTE
    mounted = scope.get("app_root_path")
    if mounted is not None:
        return f"{scope['root_path'].removeprefix(mounted)}/*"
    return NO_ROUTE if scope.get("path_params") else str(scope["path"])


def class_of(status: int) -> str:
    """Name the class of a status; 0: nothing was answered, because the caller had gone.

    >>> class_of(201), class_of(0)
    ('2xx', 'none')
    """
    return f"{status // 100}xx" if status else "none"


def path_of(route: str, values: Mapping[str, Any]) -> str:
    """Fill the numbers into a route's template, and leave out what a caller could write anything into.

    >>> path_of("/tickets/{ticket_id}/tags/{tag}", {"ticket_id": "17", "tag": "ava@example.com"})
    '/tickets/17/tags/{tag}'
    """
    for name, value in values.items():
        text = str(value)
        if len(text) <= LONGEST_NUMBER and text.isascii() and text.isdecimal():
            route = route.replace(f"{{{name}}}", text)
    return route


def _write(  # noqa: PLR0913 - all of the line
    scope: Scope, *, method: str, route: str, status: int, sent: int, seconds: float
) -> None:
    principal, values = scope.get("principal"), scope.get("path_params")
    path = NOWHERE if route == NO_ROUTE else path_of(route, values or {})
    fields = {
        "method": method,
        "path": path,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "bytes": sent,
        "credential": None if principal is None else principal.credential,
    }
    # Without `log.info`, which would look for the line of code: that alone takes 3 of the 8 µs.
    words, more = f"{method} {path} {status}", {"fields": fields}
    log.handle(log.makeRecord(log.name, logging.INFO, "", 0, words, (), None, extra=more))
