"""What went wrong, told to people as a page; programs get it as JSON (`errors.py`).

Whatever happens: the page says what happened and what to do, and no more of the error than its sentence.
"""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from firstline.web.browser import wants_page
from firstline.web.page import HEADERS, ProblemView, render_problem

TITLES: Mapping[HTTPStatus, str] = {
    HTTPStatus.UNAUTHORIZED: "Please sign in",
    HTTPStatus.FORBIDDEN: "This request was not let in",
    HTTPStatus.NOT_FOUND: "There is nothing here",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong",
    HTTPStatus.SERVICE_UNAVAILABLE: "The desk cannot answer now",
}
OTHER_TITLE = "That did not work"

ADVICE: Mapping[HTTPStatus, str] = {
    HTTPStatus.UNAUTHORIZED: "Whoever runs the desk can invite you if you have no account.",
    HTTPStatus.TOO_MANY_REQUESTS: "Wait a little; nothing is lost.",
    HTTPStatus.FORBIDDEN: "If you meant to use the desk, open it in a window of its own.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Tell whoever runs the desk the number below: the log has it, too.",
}
SIGN_IN = ("/sign-in", "Sign in")
OTHER_ADVICE = "Go back, or start again from the desk's first page."


def is_for_people(request: Request) -> bool:
    """Tell whether a browser wants a page of an address that has one, and not JSON."""
    scope = request.scope
    return wants_page(scope["method"], scope["path"], request.headers.get("accept", ""))


def problem_page(
    request: Request,
    status: HTTPStatus,
    detail: Any,  # noqa: ANN401 - a sentence, or FastAPI's list
    headers: Mapping[str, str],
) -> HTMLResponse:
    """Tell an error to people."""
    problem = ProblemView(
        title=TITLES.get(status, OTHER_TITLE),
        sentence=_sentence(detail),
        advice=ADVICE.get(status, OTHER_ADVICE),
        status=status,
        request_id=request.scope.get("request_id", ""),
    )
    if status is HTTPStatus.UNAUTHORIZED:
        problem = replace(problem, way_on=SIGN_IN)
    return HTMLResponse(render_problem(problem), status, {**HEADERS, **headers})


def _sentence(detail: Any) -> str:  # noqa: ANN401 - a sentence, or FastAPI's list
    if isinstance(detail, str):
        return detail if detail.endswith((".", "!", "?")) else f"{detail}."
    return " ".join(_sentence(one["msg"]) for one in detail)
