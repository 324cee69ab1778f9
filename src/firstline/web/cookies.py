"""The session's cookie: a script cannot read it, another site's form does not send it.

By https it has a name that binds it to the desk's own host, and travels by https alone.
"""

from fastapi import Request, Response

from firstline.flows.sign_in import LONGEST
from firstline.web.guard import HTTPS, cookie_name


def keep_session(request: Request, response: Response, token: str) -> None:
    """Let the browser keep a session's token, for as long as a session can be open."""
    response.set_cookie(
        cookie_name(request.url.scheme),
        token,
        max_age=int(LONGEST.total_seconds()),
        secure=request.url.scheme == HTTPS,
        httponly=True,
        samesite="lax",
    )


def forget_session(request: Request, response: Response) -> None:
    """Let the browser forget a session's token."""
    response.delete_cookie(
        cookie_name(request.url.scheme), secure=request.url.scheme == HTTPS, httponly=True, samesite="lax"
    )
